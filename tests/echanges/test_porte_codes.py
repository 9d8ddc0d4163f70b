"""Ce qui entre par une grille ou la ligne de commande : un code y a la même forme que dans le dossier."""

from pathlib import Path

import pytest

from echanges.dossiers import etat
from fabrique import qualicli, qualicli_json

CAS = Path(__file__).parents[1] / "cas" / "porte"
AU = ("--date", "2026-01-10")
SITES = ("--site", "chef-lieu=Préfecture:cert", "--service", "accueil=Bureau de l'accueil")
NOUVEAU = ("--nom", "Préfecture de l'Exemple", "--departement", 42, "--referentiel", "qual-e-pref", *SITES)


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    qualicli("nouveau", tmp_path / "d", *NOUVEAU, "--date", "2026-01-05")
    return tmp_path / "d"


def _importer(racine: Path, grille: Path, code: int = 0) -> str:
    options = ("--referentiel", "qual-e-pref", "--source", "Exemplaire", "--profil", "g", *AU, "--oui")
    return qualicli("referentiel", "importer", grille, racine, *options, code=code)


def _points(racine: Path) -> int:
    return int(qualicli_json("diagnostic", racine, *AU)["referentiels"][0]["points"]["applicables"])


def test_un_engagement_que_le_referentiel_n_annonce_pas_est_refuse(racine: Path) -> None:
    avant, points = etat(racine), _points(racine)
    sortie = " ".join(_importer(racine, CAS / "engagement-inconnu-grille" / "g3.csv", code=1).split())
    assert "ligne 2 : QUAL-E-PREF annonce 23 engagements" in sortie
    assert "« 99 » n'en est pas un" in sortie
    assert {f: o for f, o in etat(racine).items() if not f.startswith("profils/")} == avant
    assert _points(racine) == points


def test_un_zero_en_tete_ne_double_pas_une_exigence(racine: Path) -> None:
    points = _points(racine)
    _importer(racine, CAS / "zeros-en-tete-grille" / "g1.csv")
    avant = etat(racine)
    assert "Rien à écrire" in _importer(racine, CAS / "zeros-en-tete-grille" / "g2.csv")
    assert etat(racine) == avant
    assert _points(racine) == points
    qualicli("valider", racine, "--strict", *AU)


def test_un_meme_texte_sous_deux_numeros_est_refuse(racine: Path, tmp_path: Path) -> None:
    tete = "Module;N°;N° de sous-engagement;Sous-engagement\n"
    (tmp_path / "g.csv").write_text(f"{tete}M1;6;6.1;Texte six\nM1;6;6.2;Texte six.\nM1;7;2.1;Autre\n", "utf-8")
    sortie = " ".join(_importer(racine, tmp_path / "g.csv", code=1).split())
    assert "ligne 3 : son texte est déjà celui de 6.1" in sortie
    assert "ligne 4 : le numéro 2.1 est déjà, dans QUAL-E-PREF, celui d'une exigence de l'engagement 2" in sortie


@pytest.mark.parametrize("ecrit", ["2.1", "02.1", "n°2.1", "2.1.", "2,1", "qual-e-pref:02,1"])
def test_expliquer_reconnait_un_code_ecrit_autrement(racine: Path, ecrit: str) -> None:
    assert qualicli("expliquer", ecrit, racine, *AU) == qualicli("expliquer", "qual-e-pref:2.1", racine, *AU)


def test_expliquer_ne_propose_pas_un_autre_numero(racine: Path) -> None:
    assert "Vouliez-vous" not in qualicli("expliquer", "2.9", racine, *AU, code=2)
    assert "Vouliez-vous dire « 2.1 » ?" in qualicli("expliquer", "2-1", racine, *AU, code=2)


def test_un_complement_ecrit_autrement_se_complete_sans_se_repeter(racine: Path, tmp_path: Path) -> None:
    fichier = racine / "referentiels" / "c.yaml"
    fichier.parent.mkdir(exist_ok=True)
    tete = "format: 1\ncomplete: qual-e-pref\nsource: Exemplaire\nengagements:\n"
    fichier.write_text(tete + '  "06":\n    exigences:\n      - {code: "06.1", texte: "Texte six"}\n', "utf-8")
    (tmp_path / "g.csv").write_text("N°;N° de sous-engagement;Sous-engagement\n6;6.2;Autre\n", "utf-8")
    _importer(racine, tmp_path / "g.csv")
    assert fichier.read_text("utf-8").count("exigences:") == 1
    qualicli("valider", racine, "--strict", *AU)
    assert "Autre" in qualicli("expliquer", "6.2", racine, *AU)
