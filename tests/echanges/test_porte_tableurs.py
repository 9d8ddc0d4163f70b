"""Le tableur d'un service tel qu'il est : plusieurs feuilles, en-têtes sur deux lignes, totaux et notes."""

from pathlib import Path

import pytest

from fabrique import qualicli

CAS = Path(__file__).parents[1] / "cas" / "porte"


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    service = ("--service", "accueil=Bureau de l'accueil")
    qualicli("nouveau", tmp_path / "d", "--nom", "X", "--site", "a=A", *service, "--date", "2026-01-05")
    return tmp_path / "d"


def _importer(racine: Path, fichier: Path, code: int = 0) -> str:
    options = ("--famille", "actions", "--date", "2026-01-10", "--oui")
    return " ".join(qualicli("importer", "tableur", fichier, racine, *options, code=code).split())


def _actions(racine: Path) -> list[str]:
    return sorted(p.stem for p in (racine / "actions").glob("*.yaml"))


def test_toutes_les_feuilles_qui_vont_avec_le_profil_sont_lues(racine: Path) -> None:
    for _ in range(2):
        _importer(racine, CAS / "plusieurs-feuilles" / "feuilles.xlsx")
        assert _actions(racine) == ["feuilles-1", "feuilles-etrangers-1"]


def test_un_en_tete_sur_deux_lignes_est_reconnu(racine: Path) -> None:
    sortie = _importer(racine, CAS / "entete-deux-niveaux" / "deux_niveaux.xlsx")
    assert "Échéance révisée → echeance" in sortie and "ignorée : « Échéance initiale »" in sortie
    assert _actions(racine) == ["deux-niveaux-1"]


def test_un_total_et_des_notes_ne_sont_pas_des_actions(racine: Path) -> None:
    sortie = _importer(racine, CAS / "ligne-total" / "total2.csv")
    assert "ligne 4 : un total, ignoré." in sortie
    assert "la somme des lignes lues" not in sortie
    assert _actions(racine) == ["total2-1", "total2-2"]


def test_un_total_faux_est_dit(racine: Path, tmp_path: Path) -> None:
    texte = (CAS / "ligne-total" / "total2.csv").read_text("utf-8").replace(";150", ";140")
    (tmp_path / "t.csv").write_text(texte, "utf-8")
    assert "le total de « Coût » est 140 ; la somme des lignes lues, 150" in _importer(racine, tmp_path / "t.csv")


def test_un_total_sans_numero_ne_coute_pas_l_identite(racine: Path, tmp_path: Path) -> None:
    texte = (CAS / "ligne-total" / "suivi.csv").read_text("utf-8")
    (tmp_path / "s.csv").write_text(texte, "utf-8")
    _importer(racine, tmp_path / "s.csv")
    (tmp_path / "s.csv").write_text(texte.replace("tout l'affichage", "l'affichage du hall"), "utf-8")
    _importer(racine, tmp_path / "s.csv", code=1)
    assert _actions(racine) == ["s-1", "s-2"]
