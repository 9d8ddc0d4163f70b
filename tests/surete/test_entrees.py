"""Ce que l'on donne à lire : entrée fermée, tube, périphérique, jokers que Windows ne développe pas."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qualicli.cli.application import developper
from tests.surete.fabrique_surete import POSIX, dossier, etat

CSV = "Intitulé;Échéance;Responsable;Statut\nPoser les affiches;30/04/2026;accueil;en cours\n"
OPTIONS = "--famille actions --date 2026-01-10"


def lancer_sh(tmp_path: Path, ligne: str) -> "subprocess.CompletedProcess[str]":
    commande = ligne.replace("qualicli", f'"{sys.executable}" -m qualicli', 1)
    return subprocess.run(
        ["sh", "-c", commande], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


@pytest.mark.skipif(not POSIX, reason="l'interpréteur est sh")
def test_une_entree_fermee_ne_demande_rien(tmp_path: Path) -> None:
    racine = dossier(tmp_path / "d")
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    avant = etat(racine)
    fini = lancer_sh(tmp_path, f"qualicli importer tableur a.csv d {OPTIONS} <&-")
    assert fini.returncode in (0, 1), fini.stderr
    assert "Rien n'est écrit" in fini.stdout
    assert etat(racine) == avant
    assert lancer_sh(tmp_path, "qualicli nouveau e <&-").returncode == 2


@pytest.mark.skipif(not POSIX, reason="Windows n'a ni tube nommé ni /dev")
@pytest.mark.parametrize("entree", ["/dev/zero", "tube"])
@pytest.mark.parametrize("commande", [f"tableur {{e}} d {OPTIONS}", "excel {e} --dossier d --date 2026-01-10"])
def test_un_peripherique_ou_un_tube_est_refuse(tmp_path: Path, entree: str, commande: str) -> None:
    dossier(tmp_path / "d")
    os.mkfifo(tmp_path / "tube")
    fini = lancer_sh(tmp_path, f"qualicli importer {commande.replace('{e}', entree)}")
    assert fini.returncode == 2
    assert "n'est pas un fichier ordinaire" in fini.stderr


def test_les_jokers_designent_des_fichiers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for nom in ("b.xlsx", "a.xlsx", "c.ods"):
        (tmp_path / nom).touch()
    assert developper(["importer", "excel", "*.xlsx", "--dossier", "d"]) == [
        "importer",
        "excel",
        "a.xlsx",
        "b.xlsx",
        "--dossier",
        "d",
    ]
    assert developper(["--nom", "Qui ?", "*.csv", "-*"]) == ["--nom", "Qui ?", "*.csv", "-*"]
