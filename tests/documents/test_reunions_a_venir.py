"""La convocation reprend ce qui est resté ouvert ; la fiche de présence a les colonnes de son gabarit."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qualicli import ressources
from qualicli.cli.application import lancer

EXEMPLES = ressources.dossier("exemples")


@pytest.fixture
def rapport(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def executer(*arguments: object, code: int = 0) -> str:
        assert lancer(["rapport", *map(str, arguments)]) == code
        sortie, erreurs = capsys.readouterr()
        return (sortie or erreurs).replace("\u00a0", " ")

    return executer


def copier(nom: str, ou: Path) -> Path:
    return Path(shutil.copytree(EXEMPLES / nom, ou / nom))


def remplacer(fichier: Path, ancien: str, nouveau: str) -> None:
    texte = fichier.read_text("utf-8")
    assert ancien in texte
    fichier.write_text(texte.replace(ancien, nouveau), "utf-8")


def ordre_du_jour(texte: str) -> list[str]:
    return re.findall(r"^\d+\. (.*)$", texte, re.MULTILINE)


def test_la_convocation_reprend_l_ordre_du_jour_deja_inscrit(rapport: Callable[..., str]) -> None:
    texte = rapport("convocation", EXEMPLES / "loire-2022", "--date", "2022-02-15")
    assert "qui se tiendra le 10 mars 2022 à 10 h, salle de la Préfecture" in texte
    assert ordre_du_jour(texte)[:5] == [
        "Bilan 2021 et objectifs 2022",
        "Périmètre de l'audit",
        "Auto-évaluation",
        "Plan d'actions",
        "Ouverture du point numérique le samedi",
    ]
    assert "| Ouvrir le point numérique un samedi matin par mois. | Représentant des consommateurs" in texte


def test_un_point_reporte_un_constat_et_une_action_ouverts_font_la_suivante(
    rapport: Callable[..., str], tmp_path: Path
) -> None:
    loire = copier("loire-2022", tmp_path)
    (loire / "reunions" / "copil-2022-06.md").unlink()  # elle n'a pas encore son ordre du jour
    texte = rapport("convocation", loire, "--date", "2022-05-15")
    assert ordre_du_jour(texte) == [
        "Ouverture du point numérique le samedi",
        "Suites des constats d'audit encore ouverts",
        "Suivi des actions décidées aux réunions précédentes",
        "Questions diverses",
    ]
    assert "La réunion du 10 mars 2022 a laissé ouvert le point suivant" in texte
    assert re.search(r"\| non-conformité \| Les délais .* \| Mesurer chaque mois", texte)
    assert "en juin 2022, à une date qui vous sera précisée" in texte


def test_ce_qui_est_soumis_au_copil_entre_dans_sa_convocation(rapport: Callable[..., str], tmp_path: Path) -> None:
    loire = copier("loire-2022", tmp_path)
    remplacer(
        loire / "reunions" / "clu-2021-12.md", "Ouvrir le point numérique un samedi", "Ouvrir le hall un dimanche"
    )
    assert "Ouvrir le hall un dimanche" in rapport("convocation", loire, "--date", "2022-02-15")
    assert "Ouvrir le hall un dimanche" not in rapport("convocation", loire, "--date", "2021-11-15")
    assert "un dimanche" not in rapport("convocation", loire, "--date", "2022-05-15")  # le comité s'est réuni depuis


def test_une_instance_sans_comite_de_pilotage_se_nomme(rapport: Callable[..., str], tmp_path: Path) -> None:
    essonne = copier("essonne-2013", tmp_path)
    (essonne / "instances.yaml").unlink()
    for reunion in (essonne / "reunions").glob("*.md"):
        reunion.unlink()
    sortie = rapport("convocation", essonne, "--date", "2013-03-27", code=2)
    assert "Aucun comité de pilotage n'est décrit" in sortie
    assert "Vouliez-vous dire « copil »" in rapport(
        "convocation", EXEMPLES / "loire-2022", "--instance", "copli", code=2
    )


def test_la_fiche_de_presence_avant_et_apres(rapport: Callable[..., str]) -> None:
    loire = EXEMPLES / "loire-2022"
    apres = rapport("presence", loire, "--reunion", "copil-2022-03")
    assert "11 présents, qui ont tous émargé ; 1 excusé." in apres
    assert "| M. Zéphyrin Aulne | Webmestre départemental | Webmestre | excusé |  |" in apres
    assert "Responsable du SIDSIC |  | absent |" in apres
    avant = rapport("presence", loire, "--reunion", "copil-2022-03", "--vierge")
    lignes = [li for li in avant.splitlines() if li.startswith("|")][2:]
    assert len(lignes) == 12 - 1 + 6  # les invités moins l'excusé, et des lignes libres
    assert all(li.endswith("|  |") for li in lignes)
    assert "émarg" not in avant


def test_les_colonnes_de_la_fiche_sont_celles_du_gabarit(rapport: Callable[..., str], tmp_path: Path) -> None:
    loire = copier("loire-2022", tmp_path)
    rapport("--copier-gabarit", "presence", loire)
    remplacer(
        loire / "gabarits" / "presence.md.j2",
        '"Service ou organisme": "service", "Présence": "statut", "Visa": "visa"}',
        '"Courriel": "courriel"}',
    )
    texte = rapport("presence", loire, "--reunion", "copil-2022-03")
    assert "| Nom | Fonction | Courriel |" in texte
    assert "hortense.sorbier@loire.example" in texte
    assert "@" not in rapport("presence", loire, "--reunion", "copil-2022-03", "--anonyme")
