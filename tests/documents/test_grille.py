"""La grille d'auto-évaluation : chaque point une fois, son état, qui l'a évalué, ses preuves, son action."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fabrique import contexte
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.rendus.documents.types import grille
from qualicli.rendus.documents.types.grille import Grille

EXEMPLES = ressources.dossier("exemples")
CAS = [
    ("loire-2022", "2022-03-15"),
    ("essonne-2013", "2013-03-26"),
    ("moselle-2015", "2015-10-16"),
    ("alpes-maritimes-2021", "2021-06-01"),
]


@pytest.mark.parametrize(("nom", "au"), CAS)
def test_chaque_point_a_sa_ligne_et_son_etat(nom: str, au: str) -> None:
    charge = contexte(EXEMPLES / nom, au)
    (resultat,) = charge.diagnostic().referentiels
    vue = grille.composer(charge)
    modules = vue.referentiels[0].modules
    points = [*resultat.etats, *(e for h in resultat.hors_label for e in h.etats)]
    assert sum(len(m.tableau.lignes) for m in modules) == len(points)
    for module, ligne in zip(modules, vue.synthese.lignes, strict=True):
        etats = module.tableau.colonnes.index("État déclaré")
        assert sum(map(int, ligne[1:6])) == len(module.tableau.lignes)
        assert int(ligne[1]) == sum(li[etats] == "Réalisé" for li in module.tableau.lignes)
        assert all(len(m.tableau.colonnes) <= 7 for m in modules)


def ligne(vue: Grille, code: str) -> dict[str, str]:
    tableaux = [m.tableau for r in vue.referentiels for m in r.modules]
    return next(
        dict(zip(t.colonnes, li, strict=True)) for t in tableaux for li in t.lignes if li[0].startswith(f"{code} – ")
    )


def test_une_ligne_dit_l_etat_qui_la_date_la_preuve_et_l_action() -> None:
    vue = grille.composer(contexte(EXEMPLES / "loire-2022", "2022-03-15"))
    assert ligne(vue, "16") == {
        "Exigence": "16 – Nos courriers et courriels sont compréhensibles et complets",
        "État déclaré": "Partiel",
        "Évalué": "30 novembre 2021, groupe de travail",
        "Commentaire": "Seize sur vingt",
        "Preuves et validité": "Accusé de réception automatique des courriels (jusqu'au 4 octobre 2022)",
        "Action": "Relire les vingt courriers types avec le comité local des usagers, 29 avril 2022",
    }
    assert "a expiré le 28 février 2022" in ligne(vue, "6")["Preuves et validité"]
    assert ligne(vue, "14")["Évalué"] == "jamais"
    assert ligne(vue, "8")["Action"] == "Sans action"


def test_la_grille_suit_le_journal(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    journal = loire / "engagements/qual-e-pref/16.yaml"
    ajout = '  - {exigence: "16", statut: non_realise, date: 2022-03-10, origine: enquete, commentaire: Quatorze sur vingt}\n'
    journal.write_text(journal.read_text("utf-8").rstrip("\n") + "\n" + ajout, "utf-8")
    lue = ligne(grille.composer(contexte(loire, "2022-03-15")), "16")
    assert (lue["État déclaré"], lue["Évalué"]) == ("Non réalisé", "10 mars 2022, enquête")
    assert lue["Commentaire"] == "Quatorze sur vingt"


def test_limitee_a_un_service_elle_n_a_que_ses_points(capsys: Any, reference: Callable[[str, str], None]) -> None:
    arguments = [
        "rapport",
        "grille",
        str(EXEMPLES / "essonne-2013"),
        "--date",
        "2013-03-26",
        "--service",
        "mission-qualite",
    ]
    assert lancer(arguments) == 0
    reference("documents/grille-mission-qualite-2013-03-26.md", capsys.readouterr().out)


def test_un_service_sans_exigence_donne_une_phrase(capsys: Any) -> None:
    arguments = [
        "rapport",
        "grille",
        str(EXEMPLES / "essonne-2013"),
        "--date",
        "2013-03-26",
        "--service",
        "titres-etampes",
    ]
    assert lancer(arguments) == 0
    texte = capsys.readouterr().out
    assert "Aucune exigence n'est à évaluer par ce service à cette date." in texte
    assert "| Module" not in texte
