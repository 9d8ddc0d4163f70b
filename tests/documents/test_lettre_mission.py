"""La lettre de mission : adressée à celui qui tient le rôle, datée de sa fiche, signée de qui l'a validée."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fabrique_documents import changer
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.operations.rapporter import ouvrir_atelier
from qualicli.rendus.documents.registre import TYPES
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.documents.socle.demande import DemandeDocument

EXEMPLES = ressources.dossier("exemples")
LOIRE = EXEMPLES / "loire-2022"


@pytest.fixture
def loire(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LOIRE, tmp_path / "loire"))


@pytest.fixture
def lettre(capsys: Any) -> Callable[..., str]:
    def rediger(dossier: Path = LOIRE, quand: str = "2022-03-15", *options: str) -> str:
        assert lancer(["rapport", "lettre-mission", str(dossier), "--date", quand, *options]) == 0
        return re.sub("[\u00a0\u202f]", " ", str(capsys.readouterr().out))

    return rediger


def test_la_lettre_de_la_loire_a_sa_reference(capsys: Any, reference: Callable[[str, str], None]) -> None:
    assert lancer(["rapport", "lettre-mission", str(LOIRE), "--date", "2022-03-15"]) == 0
    reference("documents/lettre-mission-loire-2022.md", capsys.readouterr().out)


def test_la_lettre_porte_la_date_et_la_duree_de_sa_fiche(loire: Path, lettre: Callable[..., str]) -> None:
    texte = lettre(loire)
    assert "Saint-Étienne, le 1er septembre 2021" in texte
    assert "à compter du 1er septembre 2021 et jusqu'au 31 août 2024" in texte
    changer(loire / "preuves/lettre-mission-referente.yaml", "caducite: 2024-08-31", "caducite: 2022-S2")
    assert "et jusqu'à la fin du deuxième semestre 2022" in lettre(loire)


def test_la_lettre_d_un_predecesseur_ne_vaut_pas_pour_son_successeur(loire: Path, lettre: Callable[..., str]) -> None:
    changer(
        loire / "annuaire.yaml",
        "{personne: garance-aubepine, du: 2021-09-01}",
        "{personne: garance-aubepine, du: 2021-09-01, jusqu_au: 2022-02-28}\n"
        "      - {personne: barnabe-tilleul, du: 2022-03-01}",
    )
    texte = lettre(loire)
    assert "À l'attention de M. Barnabé Tilleul" in texte
    assert "\nMonsieur,\n" in texte
    assert "à compter du 15 mars 2022, le pilotage" in texte
    atelier = ouvrir_atelier(loire, date(2022, 3, 15), DemandeDocument())
    assert any("vaut pour une autre période" in m for m in TYPES["lettre-mission"].manques(atelier.contexte))


def test_une_lettre_signee_avant_la_prise_de_poste_nomme_bien_son_titulaire(
    loire: Path, lettre: Callable[..., str]
) -> None:
    changer(loire / "preuves/lettre-mission-referente.yaml", "date: 2021-09-01", "date: 2021-08-25")
    texte = lettre(loire)
    assert "Saint-Étienne, le 25 août 2021" in texte
    assert "À l'attention de Mme Garance Aubépine" in texte
    assert "à compter du 1er septembre 2021" in texte


def test_une_date_au_mois_n_invente_pas_de_jour(loire: Path, lettre: Callable[..., str]) -> None:
    changer(loire / "preuves/lettre-mission-referente.yaml", "date: 2021-09-01", "date: 2021-10")
    texte = lettre(loire)
    assert "à compter d'octobre 2021" in texte
    assert "Saint-Étienne, le" not in texte


def test_un_poste_vacant_manque_de_titulaire(lettre: Callable[..., str]) -> None:
    assert "À l'attention de la référente qualité" in lettre(LOIRE, "2021-08-01")
    atelier = ouvrir_atelier(LOIRE, date(2021, 8, 1), DemandeDocument())
    manques = list(TYPES["lettre-mission"].manques(atelier.contexte))
    assert any("vacant depuis le 1er juillet 2021" in m for m in manques)


def test_qui_signe_est_qui_a_valide_a_cette_date(loire: Path, lettre: Callable[..., str]) -> None:
    assert lettre(loire).rstrip().endswith("M. Célestin Charme\n\nRéférentiel QUAL-E-PREF, version du 4 février 2019")
    assert ", que je préside" in lettre(loire)
    changer(
        loire / "preuves/lettre-mission-referente.yaml",
        "valide_par: secretaire-general",
        "valide_par: Préfète de la Loire",
    )
    texte = lettre(loire)
    assert "\nLa préfète de la Loire,\n" in texte
    assert ", que je préside" not in texte


def test_les_moyens_sont_ceux_du_dossier(loire: Path, lettre: Callable[..., str]) -> None:
    assert "désignés dans cinq services" in lettre(loire)
    fichier = loire / "qualicli.yaml"
    fichier.write_text(
        fichier.read_text("utf-8")
        + "\nrenforts:\n  - {intitule: Stagiaire, periode: 2021-09/2021-12, mission: Préparer l'audit}\n"
        + "  - {intitule: Volontaire, periode: 2022-04/2022-06}\n",
        "utf-8",
    )
    texte = lettre(loire)
    assert "concours suivant : stagiaire, de septembre à décembre 2021, pour préparer l'audit." in texte
    assert "olontaire" not in texte  # une lettre de septembre 2021 ne l'annonce pas
    changer(loire / "services.yaml", "correspondants: [barnabe-tilleul]", "correspondants: []")
    assert "désignés dans quatre services" in lettre(loire)


def test_une_formation_suivie_se_dit_suivie(loire: Path, lettre: Callable[..., str]) -> None:
    assert "vous l'avez suivie" not in lettre(loire)
    changer(loire / "preuves/lettre-mission-referente.yaml", "date: 2021-09-01", "date: 2021-12-01")
    assert "vous l'avez suivie les 8 et 9 novembre 2021" in lettre(loire)


def test_anonyme_ne_nomme_personne(lettre: Callable[..., str]) -> None:
    texte = lettre(LOIRE, "2022-03-15", "--anonyme")
    atelier = ouvrir_atelier(LOIRE, date(2022, 3, 15), DemandeDocument())
    assert anonymat.traces(texte, atelier.contexte.dossier.annuaire) == []
    assert "À l'attention de la référente qualité" in texte


def test_une_lettre_plus_ancienne_que_la_demarche_garde_son_perimetre(lettre: Callable[..., str]) -> None:
    texte = lettre(EXEMPLES / "alpes-maritimes-2021", "2021-03-03")
    assert "La démarche porte sur les modules 1, 2 et 4" in texte
