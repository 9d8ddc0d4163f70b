"""Ce que l'on exporte : le format que dit le nom, des lignes assez hautes pour ce qu'elles montrent."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from echanges.dossiers import AU, exporte, poser
from echanges.editer import Classeur
from qualicli.cli.application import lancer


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.mark.parametrize(("nom", "options"), [("x.ods", []), ("X.ODS", ["--format", "ods"])])
def test_le_nom_dit_le_format(racine: Path, tmp_path: Path, nom: str, options: list[str]) -> None:
    sortie = tmp_path / nom
    assert lancer(["exporter", "excel", str(racine), "-o", str(sortie), "--date", AU, *options]) == 0
    assert b"application/vnd.oasis.opendocument.spreadsheet" in sortie.read_bytes()[:100]


@pytest.mark.parametrize(
    ("nom", "options", "phrase"),
    [
        ("x.ods", ["--format", "xlsx"], "se contredisent"),
        ("x", [], "n'est pas un nom de classeur"),
        ("x.csv", [], "--format csv"),
    ],
)
def test_un_nom_qui_ment_est_refuse(
    racine: Path, tmp_path: Path, nom: str, options: list[str], phrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lancer(["exporter", "excel", str(racine), "-o", str(tmp_path / nom), *options]) == 2
    assert phrase in capsys.readouterr().err
    assert not (tmp_path / nom).exists()


def test_une_ligne_est_assez_haute_pour_le_nom_du_service(racine: Path, tmp_path: Path) -> None:
    fichier = racine / "services.yaml"
    long = "Service départemental de la communication interministérielle et de la représentation de l'État"
    fichier.write_text(fichier.read_text("utf-8").replace("Bureau de l'accueil", long), encoding="utf-8", newline="\n")
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    feuille = load_workbook(classeur.chemin)["Plan d'actions"]
    rang, colonne = classeur.ligne("Plan d'actions", "actions/rediger"), classeur.colonne("Plan d'actions", "Service")
    assert feuille.cell(rang, colonne).value == long
    largeur = feuille.column_dimensions[feuille.cell(rang, colonne).column_letter].width
    assert feuille.row_dimensions[rang].height >= 13 * len(long) / largeur
