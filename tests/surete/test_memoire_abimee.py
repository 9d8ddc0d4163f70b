"""La mémoire : privée, ignorée dès qu'elle est abîmée ou d'un autre compte ; forgée, elle ne fait rien tomber."""

import json
import os
import random
import stat
from pathlib import Path
from typing import Any

import pytest

from qualicli.depot import memoire
from qualicli.operations.diagnostiquer import diagnostiquer
from qualicli.operations.revalider import revalider
from qualicli.rendus.anomalies import FORMATS, Presentation
from qualicli.rendus.diagnostic import json_
from tests.fabrique import jour
from tests.surete.fabrique_surete import POSIX, dossier

AU = jour("2026-01-10")
GENRES = ("signatures", "lectures", "positions", "bilan")


@pytest.fixture
def racine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("qualicli.depot.souvenirs._FRAICHEUR", 0)
    monkeypatch.setenv("QUALICLI_MEMOIRE", str(tmp_path / "memoire"))
    neuf = dossier(tmp_path / "d")
    fiche = next(neuf.glob("engagements/*/*.yaml"))
    fiche.write_bytes(fiche.read_bytes() + b"faux: 1\n")
    revalider(neuf, AU)
    return neuf


def retenue(racine: Path, genre: str) -> Path:
    chemin = memoire.chemin_retenu(racine, genre)
    assert chemin is not None
    return chemin


def reponses(racine: Path) -> tuple[Any, ...]:
    return revalider(racine, AU).anomalies, json_.rendre(diagnostiquer(racine, AU))


@pytest.mark.skipif(not POSIX, reason="Windows range la mémoire dans le profil, privé, du compte")
def test_la_memoire_ne_se_lit_que_par_son_compte(racine: Path) -> None:
    for genre in GENRES:
        assert stat.S_IMODE(retenue(racine, genre).stat().st_mode) == 0o600
    assert stat.S_IMODE(retenue(racine, "bilan").parent.stat().st_mode) == 0o700
    retenue(racine, "bilan").chmod(0o644)
    next(racine.glob("engagements/*/*.yaml")).write_text("x: [", encoding="utf-8")
    revalider(racine, AU)
    assert stat.S_IMODE(retenue(racine, "bilan").stat().st_mode) == 0o600


@pytest.mark.parametrize("genre", GENRES)
def test_chaque_octet_retourne_fait_tout_relire(racine: Path, genre: str) -> None:
    octets = retenue(racine, genre).read_bytes()
    assert memoire.relire(racine, genre)
    with retenue(racine, genre).open("r+b", buffering=0) as fichier:
        for rang, octet in enumerate(octets):
            fichier.seek(rang)
            fichier.write(bytes([octet ^ 1 << rang % 8]))
            assert memoire.relire(racine, genre) == b""
            fichier.seek(rang)
            fichier.write(bytes([octet]))
    assert memoire.relire(racine, genre)
    for abimee in (b"", octets[:-1], octets + b" ", octets.partition(b"\n")[2], b"[" * 100_000):
        retenue(racine, genre).write_bytes(abimee)
        assert memoire.relire(racine, genre) == b""


def test_une_memoire_abimee_ne_change_aucune_reponse(racine: Path) -> None:
    attendues, hasard = reponses(racine), random.Random(1)
    for _ in range(12):
        for genre in GENRES:
            octets = bytearray(retenue(racine, genre).read_bytes())
            octets[hasard.randrange(len(octets))] ^= 1 << hasard.randrange(8)
            retenue(racine, genre).write_bytes(octets)
        assert reponses(racine) == attendues


def forger(hasard: random.Random, valeur: Any) -> Any:
    """La même valeur, un morceau remplacé par ce qui n'a pas à s'y trouver."""
    if isinstance(valeur, dict | list) and valeur and hasard.random() < 0.9:
        cles = list(valeur) if isinstance(valeur, dict) else list(range(len(valeur)))
        cle, copie = hasard.choice(cles), valeur.copy()
        copie[cle] = forger(hasard, copie[cle])
        return copie
    return hasard.choice([None, -1, 2**70, 1.5, True, "", "x", [], [[]], {}, {"@id": {}}, "../../x", "LEC999", [1] * 7])


@pytest.mark.parametrize("genre", GENRES)
def test_une_memoire_forgee_ne_fait_rien_tomber(racine: Path, genre: str) -> None:
    """La somme est juste, la forme ne l'est pas : c'est une entrée comme une autre, contrôlée, jamais crue sur parole."""
    corps, hasard = memoire.relire(racine, genre), random.Random(2)
    for _ in range(60):
        if genre == "lectures":
            lignes = corps.split(b"\n")
            rang = hasard.randrange(len(lignes))
            cle, _, lue = lignes[rang].partition(b" ")
            lignes[rang] = cle + b" " + json.dumps(forger(hasard, json.loads(lue))).encode()
            faux = b"\n".join(lignes)
        else:
            faux = json.dumps(forger(hasard, json.loads(corps))).encode()
        if genre != "bilan":
            retenue(racine, "bilan").unlink(missing_ok=True)
        memoire.retenir(racine, genre, faux)
        bilan = revalider(racine, AU)
        for rendre in FORMATS.values():
            rendre(bilan, Presentation(""))


@pytest.mark.skipif(not POSIX, reason="les droits de Windows ne se lisent pas ainsi")
def test_une_memoire_que_d_autres_peuvent_ecrire_est_ignoree(racine: Path) -> None:
    assert memoire.relire(racine, "bilan")
    retenue(racine, "bilan").chmod(0o666)
    assert memoire.relire(racine, "bilan") == b""
    chemin = retenue(racine, "bilan")
    chemin.unlink()
    os.mkfifo(chemin)  # la lire bloquerait
    assert memoire.relire(racine, "bilan") == b""
