"""Les constats d'un rapport écrit entrent par `importer tableur` : lus par un profil, jamais doublés, jamais écrasés."""

import shutil
from pathlib import Path

import pytest

from fabrique import jour
from qualicli import ressources
from qualicli.operations.importer import Import, ecrire
from qualicli.operations.importer_tableur import ouvrir_tableur, verser
from qualicli.operations.lecture_de_tableur import LectureDemandee

LOIRE = ressources.dossier("exemples") / "loire-2022"
AUDIT = "audit-labellisation-2022"
RAPPORT = """Constats du rapport;;;;;;
Critère;Constat;Gravité;Service audité;Observation;Analyse de la cause;Correction immédiate
17;Les courriels ne sont pas mesurés.;NC;Bureau de l'immigration;Vu avec l'instructrice;;
7;Le lundi reste long.;Écart;;;Aucun agent ne s'ajoute;Un guichet de plus
2.1;Bel accueil.;PF;;;;
;La direction suit.;point fort;;;;
"""


@pytest.fixture
def loire(tmp_path: Path) -> Path:
    """Une copie de l'exemple, où l'audit de labellisation n'a encore aucun constat."""
    shutil.copytree(LOIRE, tmp_path / "loire")
    fichier = tmp_path / "loire" / "audits" / f"{AUDIT}.yaml"
    fichier.write_text(fichier.read_text("utf-8").partition("constats:")[0], "utf-8")
    return tmp_path / "loire"


def _importer(racine: Path, texte: str, garder: str | None = None, constante: str = AUDIT) -> Import:
    tableur = racine.parent / "rapport.csv"
    tableur.write_text(texte, "utf-8")
    connu = (racine / "profils" / "rapport.yaml").exists()
    voulue = LectureDemandee(constantes={} if connu or not constante else {"audit": constante})
    return verser(ouvrir_tableur(racine, tableur, None, None, jour("2022-06-10"), voulue=voulue), garder)


def _constats(racine: Path) -> list[str]:
    return (racine / "audits" / f"{AUDIT}.yaml").read_text("utf-8").partition("constats:\n")[2].splitlines()


def test_le_rapport_est_verse_une_fois(loire: Path) -> None:
    ecrire(_importer(loire, RAPPORT))
    nc, ecart, *_ = _constats(loire)
    assert "nature: non_conformite" in nc and "service: bureau-immigration" in nc and "remarque: " in nc
    assert 'cause: "Aucun agent ne s\'ajoute", correction: "Un guichet de plus"' in ecart
    assert len(_constats(loire)) == 4
    profil = (loire / "profils" / "rapport.yaml").read_text("utf-8")
    assert "famille: audits" in profil and "NC: non_conformite" in profil
    encore = _importer(loire, RAPPORT)
    assert not encore.fichiers and not encore.fusion.rejets and not encore.fusion.conflits


def test_ce_qui_contredit_le_dossier_est_un_conflit_ce_qui_manque_se_complete(loire: Path) -> None:
    ecrire(_importer(loire, RAPPORT))
    autre = RAPPORT.replace("long.;Écart", "long.;NC")
    fait = _importer(loire, autre)
    assert not fait.fichiers and [c.chemin[-1] for c in fait.fusion.conflits] == ["nature"]
    ecrire(_importer(loire, autre, "tableur"))
    assert "nature: ecart" in _constats(loire)[1] and "{nature: non_conformite, le: 2022-06-10}" in _constats(loire)[1]
    # L'ancien rapport, rendu après la révision, ne la contredit pas : le dossier garde ce qu'il disait d'abord.
    assert not _importer(loire, RAPPORT).fusion.conflits
    complete = autre.replace("Bel accueil.;PF;;", "Bel accueil.;PF;;Au guichet 3")
    ecrire(_importer(loire, complete))
    assert 'remarque: "Au guichet 3"' in _constats(loire)[2] and len(_constats(loire)) == 4


@pytest.mark.parametrize(
    ("avant", "apres", "mots"),
    [
        ("17;", "99;", "n'est pas dans la liste"),
        (";NC;", ";Catastrophe;", "n'est pas dans la liste"),
        (";NC;", ";;", "il manque « Gravité »"),
        ("Bureau de l'immigration", "Bureau des licornes", "n'est pas dans la liste"),
    ],
)
def test_une_ligne_qui_ne_se_lit_pas_attend_avec_sa_cellule(loire: Path, avant: str, apres: str, mots: str) -> None:
    fait = _importer(loire, RAPPORT.replace(avant, apres, 1))
    (rejet,) = fait.fusion.rejets
    assert mots in rejet.texte and "ligne 3" in rejet.ou
    ecrire(fait)
    assert len(_constats(loire)) == 3


def test_sans_audit_rien_n_entre(loire: Path) -> None:
    fait = _importer(loire, RAPPORT, constante="")
    assert not fait.fichiers and all("« audit »" in r.texte for r in fait.fusion.rejets)
    inconnu = _importer(loire, RAPPORT, constante="audit-de-mars")
    assert not inconnu.fichiers
    assert "audit-labellisation-2022" in inconnu.fusion.rejets[0].texte or "Audit" in inconnu.fusion.rejets[0].texte


def test_un_constat_corrige_dans_le_dossier_n_est_pas_double(loire: Path) -> None:
    ecrire(_importer(loire, RAPPORT))
    fichier = loire / "audits" / f"{AUDIT}.yaml"
    fichier.write_text(fichier.read_text("utf-8").replace("Bel accueil.", "Bel accueil au guichet."), "utf-8")
    fait = _importer(loire, RAPPORT)
    assert not fait.fichiers and "corrigé depuis" in fait.fusion.rejets[0].texte
