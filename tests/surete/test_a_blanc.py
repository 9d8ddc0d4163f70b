"""Toute commande qui écrit montre d'abord, avec --a-blanc, les fichiers qu'elle écrirait : ni plus, ni moins."""

import os
import shutil
from pathlib import Path

import pytest

from qualicli.cli.application import lancer
from tests.surete.fabrique_surete import dossier, etat

ECRIVENT = {
    "nouveau": (
        "nouveau",
        "{s}/neuf",
        "--nom",
        "P",
        "--site",
        "a=A",
        "--departement",
        "42",
        "--referentiel",
        "qual-e-pref",
    ),
    "schema": ("schema",),
    "schemas seuls": ("schema", "--sortie", "{s}/schemas"),
    "rapport": ("rapport", "politique", "{d}", "-o", "{s}/politique.html"),
    "rapports": ("rapport", "fiche-service", "{d}", "--tous", "-o", "{s}/fiches"),
    "gabarit": ("rapport", "--copier-gabarit", "copil", "{d}"),
    "exporter": ("exporter", "excel", "{d}", "-o", "{s}/tout.xlsx"),
    "agendas": ("exporter", "agenda", "{d}", "--tous", "--nominatif", "-o", "{s}/agendas"),
    "exporter en csv": ("exporter", "excel", "{d}", "-o", "{s}/csv", "--format", "csv"),
}


@pytest.mark.parametrize("commande", ECRIVENT.values(), ids=ECRIVENT)
def test_ce_qui_serait_ecrit_est_ce_qui_l_est(
    commande: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    racine, sorties = dossier(tmp_path / "d"), tmp_path / "s"
    sorties.mkdir()
    for cache in (".qualicli", ".vscode"):  # « schema » les écrit
        shutil.rmtree(racine / cache, ignore_errors=True)
    monkeypatch.chdir(racine)
    voulue = [m.format(d=racine, s=sorties) for m in commande]
    avant, _ = etat(tmp_path), capsys.readouterr()
    assert lancer([*voulue, "--a-blanc"]) == 0
    assert etat(tmp_path) == avant
    dit = capsys.readouterr().out
    annonces = {os.path.relpath(ligne.strip(), tmp_path) for ligne in dit.splitlines()[1:] if ligne.startswith("  ")}
    assert "écrit" in dit.splitlines()[0] and "ser" in dit.splitlines()[0]
    assert lancer(voulue) == 0
    assert annonces == {os.path.normpath(f) for f in etat(tmp_path).keys() - avant.keys()}


def test_ce_qui_serait_remplace_est_dit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    racine, cible = dossier(tmp_path / "d"), tmp_path / "p.md"
    cible.write_text("ancien", encoding="utf-8")
    capsys.readouterr()
    assert lancer(["rapport", "politique", str(racine), "-o", str(cible), "--a-blanc"]) == 0
    assert capsys.readouterr().out == f"1 fichier serait écrit :\n  {cible.as_posix()} (remplacé)\n"
    assert cible.read_text(encoding="utf-8") == "ancien"


def test_un_refus_reste_un_refus_a_blanc(tmp_path: Path) -> None:
    racine, cible = dossier(tmp_path / "d"), tmp_path / "tout.xlsx"
    cible.write_text("rempli", encoding="utf-8")
    assert lancer(["exporter", "excel", str(racine), "-o", str(cible), "--a-blanc"]) == 2
