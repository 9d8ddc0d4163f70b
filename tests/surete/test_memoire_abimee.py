"""La mémoire des validations : privée, et ignorée dès qu'elle est abîmée, d'un autre compte, ou plus un fichier."""

import json
import os
import random
import stat
from pathlib import Path

import pytest

from qualicli.depot import memoire
from qualicli.operations.revalider import revalider
from tests.fabrique import jour
from tests.surete.fabrique_surete import POSIX, dossier

AU = jour("2026-01-10")


@pytest.fixture
def racine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUALICLI_MEMOIRE", str(tmp_path / "memoire"))
    neuf = dossier(tmp_path / "d")
    revalider(neuf, AU)
    return neuf


def retenue(racine: Path) -> Path:
    return next((racine.parent / "memoire").iterdir())


@pytest.mark.skipif(not POSIX, reason="Windows range la mémoire dans le profil, privé, du compte")
def test_la_memoire_ne_se_lit_que_par_son_compte(racine: Path) -> None:
    assert stat.S_IMODE(retenue(racine).stat().st_mode) == 0o600
    assert stat.S_IMODE(retenue(racine).parent.stat().st_mode) == 0o700
    retenue(racine).chmod(0o644)
    next(racine.glob("engagements/*/*.yaml")).write_text("x: [", encoding="utf-8")
    revalider(racine, AU)
    assert stat.S_IMODE(retenue(racine).stat().st_mode) == 0o600


def test_une_memoire_abimee_est_ignoree(racine: Path) -> None:
    octets, hasard = retenue(racine).read_bytes(), random.Random(1)
    somme, _, corps = octets.partition(b"\n")
    contenu = json.loads(corps)
    abimees = [b"", b"{", b"[" * 100_000, b"9" * 10_000, somme, somme + b"\nnull", corps, b"\xff" * 10, octets + b" "]
    for cle in ("anomalies", "fichiers", "dossier", "supprimees"):
        for valeur in (None, 1, "x", [1], [[1, 2, 3, 4, 5, 6, 7]], {"a": 1}):
            faux = {**contenu, "contenu": {**contenu["contenu"], cle: valeur}}
            abimees += [somme + b"\n" + json.dumps(faux).encode()]
    for _ in range(200):
        change = bytearray(octets)
        change[hasard.randrange(len(change))] ^= 1 << hasard.randrange(8)
        abimees.append(bytes(change))
    for abimee in abimees:
        retenue(racine).write_bytes(abimee)
        assert memoire.retrouver(racine, contenu["signature"]) is None
    retenue(racine).write_bytes(octets)
    assert memoire.retrouver(racine, contenu["signature"]) is not None


@pytest.mark.skipif(not POSIX, reason="les droits de Windows ne se lisent pas ainsi")
def test_une_memoire_que_d_autres_peuvent_ecrire_est_ignoree(racine: Path) -> None:
    signature = json.loads(retenue(racine).read_bytes().partition(b"\n")[2])["signature"]
    assert memoire.retrouver(racine, signature) is not None
    retenue(racine).chmod(0o666)
    assert memoire.retrouver(racine, signature) is None
    chemin = retenue(racine)
    chemin.unlink()
    os.mkfifo(chemin)  # la lire bloquerait
    assert memoire.retrouver(racine, signature) is None
