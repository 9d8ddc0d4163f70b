"""La fiche d'indicateurs : deux natures, deux tableaux ; ce qui manque reste vide ; une page."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualicli import ressources
from qualicli.cli.application import lancer

EXEMPLES = ressources.dossier("exemples")


def fiche(dossier: Path, date: str, capsys: Any) -> str:
    assert lancer(["rapport", "indicateurs", str(dossier), "--date", date]) == 0
    return str(capsys.readouterr().out)


def sections(texte: str) -> dict[str, str]:
    return dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", texte, re.MULTILINE | re.DOTALL))


def test_les_deux_natures_ne_se_melent_jamais(capsys: Any) -> None:
    parties = sections(fiche(EXEMPLES / "loire-2022", "2022-03-15", capsys).replace("\u00a0", " "))
    assert "Appels décrochés" in parties["Qualité de service"]
    assert "Appels décrochés" not in parties["Performance"]
    assert "| 13 jours, s'améliore | au plus 15 jours | 14,5 jours |" in parties["Performance"]
    assert "CERT de taille comparable" in parties["Performance"]
    sans_strate = next(li for li in parties["Performance"].splitlines() if "Usagers satisfaits" in li)
    assert sans_strate.endswith("|  |")  # une comparaison absente est une cellule vide, jamais un zéro


def test_la_fiche_se_place_a_la_date(capsys: Any, tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    avant = fiche(loire, "2021-09-01", capsys)
    assert "deuxième semestre 2021" not in avant
    assert avant != fiche(loire, "2022-03-15", capsys)
    mesure = loire / "indicateurs" / "delai-cni-passeport.yaml"
    mesure.write_text(mesure.read_text("utf-8").replace("valeur: 13", "valeur: 16"), "utf-8")
    assert "16\u00a0jours, hors cible" in fiche(loire, "2022-03-15", capsys)


@pytest.mark.parametrize("exemple", ["loire-2022:2022-03-15", "moselle-2015:2015-11-18", "essonne-2013:2013-03-26"])
def test_la_fiche_a_sa_reference(exemple: str, capsys: Any, reference: Callable[[str, str], None]) -> None:
    nom, _, date = exemple.partition(":")
    reference(f"documents/indicateurs-{nom}.md", fiche(EXEMPLES / nom, date, capsys))


@pytest.mark.parametrize("exemple", ["loire-2022:2022-03-15", "moselle-2015:2015-11-18", "essonne-2013:2013-03-26"])
def test_la_fiche_tient_sur_une_page(exemple: str, tmp_path: Path) -> None:
    from pypdf import PdfReader

    nom, _, date = exemple.partition(":")
    sortie = tmp_path / "fiche.pdf"
    assert lancer(["rapport", "indicateurs", str(EXEMPLES / nom), "--date", date, "-o", str(sortie)]) == 0
    _fiche, *verso = (page.extract_text() for page in PdfReader(sortie).pages)
    assert len(verso) <= 1 and all(page.startswith("Dans le temps") for page in verso), "les courbes ont leur page"
