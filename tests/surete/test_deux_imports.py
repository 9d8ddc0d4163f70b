"""Deux imports à la fois : l'un attend ou est refusé, aucun n'est perdu, même quand l'autre est tué."""

import subprocess
import sys
from pathlib import Path

import pytest

from qualicli.depot import verrou
from qualicli.depot.transaction import ecrire_ensemble, reprendre
from qualicli.erreurs import ErreurEcriture
from tests.surete.fabrique_surete import FICHES, etat, poser

RACINE = Path(verrou.__file__).parents[2]
# Chaque processus ajoute cent lignes, une à une, à la même fiche ; refusé parce qu'elle a changé, il recommence.
AJOUTER = """
import sys
from pathlib import Path
from qualicli.depot.transaction import ecrire_ensemble
from qualicli.erreurs import ErreurEcriture
racine, nom, combien = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
refus = 0
for rang in range(combien):
    while True:
        lu = (racine / "services.yaml").read_bytes()
        neuf = f"actions/{nom}-{rang}.yaml"
        ecrits = {"services.yaml": lu + f"# {nom} {rang}\\n".encode(), neuf: b"x: 1\\n"}
        try:
            ecrire_ensemble(racine, ecrits, {"services.yaml": lu})
            break
        except ErreurEcriture as faute:
            assert "a changé" in faute.message, faute.message
            refus += 1
print(refus)
"""


def test_aucun_import_n_est_perdu(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    combien = 200 if request.config.getoption("--long") else 30
    poser(tmp_path)
    commande = [sys.executable, "-c", AJOUTER, str(tmp_path)]
    processus = [
        subprocess.Popen([*commande, nom, str(combien)], cwd=RACINE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for nom in "ab"
    ]
    for p in processus:
        _, erreurs = p.communicate(timeout=300)
        assert p.returncode == 0, erreurs.decode()
    lignes = (tmp_path / "services.yaml").read_text(encoding="utf-8").splitlines()
    attendues = {f"# {nom} {rang}" for nom in "ab" for rang in range(combien)}
    assert sorted(li for li in lignes if li.startswith("#")) == sorted(attendues)
    neufs = {f"actions/{nom}-{rang}.yaml" for nom in "ab" for rang in range(combien)}
    assert set(etat(tmp_path)) == {*FICHES, *neufs}


def test_un_verrou_garde_trop_longtemps_est_dit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verrou, "ATTENTE", 0.1)
    poser(tmp_path)
    with verrou.seul_ecrivain(tmp_path):
        for ecrire in (lambda: ecrire_ensemble(tmp_path, {"jalons/a.yaml": b"x"}, {}), lambda: reprendre(tmp_path)):
            with pytest.raises(ErreurEcriture, match="Un autre import"):
                ecrire()
    ecrire_ensemble(tmp_path, {"jalons/a.yaml": b"x"}, {})
    assert set(etat(tmp_path)) == {*FICHES, "jalons/a.yaml"}


def test_le_verrou_d_un_mort_ne_retient_personne(tmp_path: Path) -> None:
    poser(tmp_path)
    tenir = (
        "import os, sys; from pathlib import Path; from qualicli.depot.verrou import seul_ecrivain\n"
        "with seul_ecrivain(Path(sys.argv[1])): os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", tenir, str(tmp_path)], check=False, cwd=RACINE).returncode == 9
    assert (tmp_path / verrou.NOM).exists()
    ecrire_ensemble(tmp_path, {"jalons/a.yaml": b"x"}, {})
    assert not (tmp_path / verrou.NOM).exists()
