"""Écrire : entier ou pas du tout, jamais par-dessus, jamais hors du dossier."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualicli.depot import ecriture
from qualicli.erreurs import ErreurEcriture

RACINE = Path(ecriture.__file__).parents[2]
SIX = {f"d/{n}.yaml": b"x" for n in range(6)}


def contenu(racine: Path) -> dict[str, bytes]:
    return {p.relative_to(racine).as_posix(): p.read_bytes() for p in sorted(racine.rglob("*")) if p.is_file()}


@pytest.fixture
def disque_plein(monkeypatch: pytest.MonkeyPatch) -> None:
    """Le disque refuse le quatrième fichier, puis tous les suivants."""
    rang = iter(range(100))

    def fsync(_descripteur: int) -> None:
        if next(rang) >= 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(ecriture.os, "fsync", fsync)


def test_un_dossier_neuf_ou_deja_la_recoit_tous_ses_fichiers(tmp_path: Path) -> None:
    (tmp_path / "present" / ".git").mkdir(parents=True)
    for nom in ("absent", "present"):
        ecriture.creer_dossier(tmp_path / nom, SIX)
        assert contenu(tmp_path / nom) == SIX
    assert sorted(p.name for p in tmp_path.iterdir()) == ["absent", "present"]


@pytest.mark.parametrize("existe", [False, True])
def test_un_disque_plein_ne_laisse_rien(tmp_path: Path, disque_plein: None, existe: bool) -> None:
    if existe:
        (tmp_path / "d").mkdir()
    with pytest.raises(ErreurEcriture, match="le disque est plein"):
        ecriture.creer_dossier(tmp_path / "d", SIX)
    assert [p.name for p in tmp_path.rglob("*")] == (["d"] if existe else [])


def test_un_fichier_deja_la_n_est_pas_remplace(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "5.yaml").write_bytes(b"le mien")
    with pytest.raises(ErreurEcriture, match="ce nom est déjà pris"):
        ecriture.creer_dossier(tmp_path, SIX)
    assert contenu(tmp_path) == {"d/5.yaml": b"le mien"}


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL n'existe pas sous Windows")
@pytest.mark.parametrize("existe", [False, True])
def test_tue_en_pleine_ecriture_rien_ne_ressemble_a_un_dossier(tmp_path: Path, existe: bool) -> None:
    if existe:
        (tmp_path / "d").mkdir()
    programme = (
        "import os, sys, time; from pathlib import Path; from qualicli.depot import ecriture\n"
        "os.fsync = lambda _: time.sleep(0.05)\n"
        "ecriture.creer_dossier(Path(sys.argv[1]), {f'd/{n}.yaml': b'x' for n in range(200)})\n"
    )
    processus = subprocess.Popen([sys.executable, "-c", programme, str(tmp_path / "d")], cwd=RACINE)
    while len(list(tmp_path.rglob("*.yaml"))) < 2 and processus.poll() is None:
        time.sleep(0.01)
    processus.send_signal(signal.SIGKILL)
    assert processus.wait() == -signal.SIGKILL
    ecriture.creer_dossier(tmp_path / "d", SIX)
    visibles = {c: o for c, o in contenu(tmp_path).items() if ".qualicli-tmp/" not in c}
    assert visibles == {f"d/{c}": o for c, o in SIX.items()}


def test_un_lien_vers_l_exterieur_n_est_pas_suivi(tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "dossier").mkdir()
    try:
        (tmp_path / "dossier" / ".vscode").symlink_to(tmp_path / "ailleurs", target_is_directory=True)
    except OSError:
        pytest.skip("liens symboliques interdits ici")
    for ecrire in (ecriture.creer_dossier, ecriture.ecrire_dans):
        with pytest.raises(ErreurEcriture, match="lien symbolique"):
            ecrire(tmp_path / "dossier", {"a.yaml": b"x", ".vscode/settings.json": b"x"})
    assert contenu(tmp_path) == {}


def test_un_fichier_remplace_n_est_jamais_tronque(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    cible = tmp_path / "a" / "b.json"
    ecriture.ecrire_fichier(cible, b"un")
    ecriture.ecrire_fichier(cible, "deux é\n".encode())
    request.getfixturevalue("disque_plein")
    for _ in range(3):
        ecriture.ecrire_fichier(cible, "deux é\n".encode())
    with pytest.raises(ErreurEcriture, match="le disque est plein"):
        ecriture.ecrire_fichier(cible, b"trois")
    assert contenu(tmp_path) == {"a/b.json": "deux é\n".encode()}


def test_un_dossier_ou_un_tube_n_est_pas_remplace_par_un_fichier(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(ErreurEcriture, match=r"c'est un dossier|accès refusé"):
        ecriture.ecrire_fichier(tmp_path / "a", b"x")
    ecriture.ecrire_fichier(Path(os.devnull), b"x")
    assert not Path(os.devnull).is_file()


@pytest.fixture
def sans_droit(tmp_path: Path) -> Iterator[Path]:
    interdit = tmp_path / "interdit"
    interdit.mkdir(mode=0o500)
    yield interdit
    interdit.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="l'administrateur a tous les droits")
def test_un_acces_refuse_se_dit_en_francais(sans_droit: Path) -> None:
    with pytest.raises(ErreurEcriture, match="accès refusé"):
        ecriture.creer_dossier(sans_droit / "d", SIX)
