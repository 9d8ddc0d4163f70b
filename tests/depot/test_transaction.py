"""Plusieurs fichiers d'un seul geste : tous ou aucun, même tué n'importe quand."""

from pathlib import Path

import pytest

from lanceur import executer_programme
from qualicli.depot import transaction
from qualicli.depot.interruption import ATELIER, JOURNAL, est_interrompue
from qualicli.depot.transaction import ecrire_ensemble, reprendre
from qualicli.depot.verrou import NOM as VERROU
from qualicli.erreurs import ErreurEcriture

AVANT = {"services.yaml": b"a: 1\n", "actions/b.yaml": b"b: 1\n"}
APRES = {"services.yaml": b"a: 2\n", "actions/b.yaml": b"b: 2\n", "jalons/c.yaml": b"c: 3\n"}
# Le processus se tue juste avant son énième appel au système de fichiers.
TUE = """
import os, sys, shutil, pathlib
from pathlib import Path
racine, rang = Path(sys.argv[1]), int(sys.argv[2])
from qualicli.depot import transaction
compte = 0
def guetter(module, nom):
    vrai = getattr(module, nom)
    def guette(*a, **k):
        global compte
        compte += 1
        if compte == rang:
            os._exit(9)
        return vrai(*a, **k)
    setattr(module, nom, guette)
for module, noms in (
    (os, ("fsync", "mkdir", "replace", "unlink", "rmdir", "open")), (Path, ("open", "replace", "mkdir", "unlink")),
    (shutil, ("rmtree", "copymode")),
):
    for nom in noms:
        guetter(module, nom)
avant = {f: (racine / f).read_bytes() for f in ("services.yaml", "actions/b.yaml")}
transaction.ecrire_ensemble(racine, APRES, avant)
""".replace("APRES", repr(APRES))


def poser(racine: Path) -> None:
    for nom, octets in AVANT.items():
        (racine / nom).parent.mkdir(parents=True, exist_ok=True)
        (racine / nom).write_bytes(octets)


def etat(racine: Path) -> dict[str, bytes]:
    return {p.relative_to(racine).as_posix(): p.read_bytes() for p in racine.rglob("*") if p.is_file()}


def test_tout_est_ecrit_et_l_atelier_disparait(tmp_path: Path) -> None:
    poser(tmp_path)
    ecrire_ensemble(tmp_path, APRES, AVANT)
    assert etat(tmp_path) == APRES


def test_tue_a_n_importe_quel_moment_tout_ou_rien(tmp_path: Path) -> None:
    issues = set()
    for rang in range(1, 200):
        racine = tmp_path / str(rang)
        racine.mkdir()
        poser(racine)
        fini = executer_programme(TUE, [str(racine), str(rang)])
        entre_deux = est_interrompue(racine)
        assert entre_deux or {f: o for f, o in etat(racine).items() if not f.startswith((ATELIER, VERROU))} in (
            AVANT,
            APRES,
        )
        repris = reprendre(racine)
        assert etat(racine) in (AVANT, APRES)
        assert bool(repris) is entre_deux
        issues.add((etat(racine) == APRES, entre_deux))
        if fini.returncode == 0:
            break
        assert fini.returncode == 9, fini.stderr
    assert issues == {(False, False), (True, True), (True, False)}


def test_un_fichier_change_entre_temps_arrete_tout(tmp_path: Path) -> None:
    poser(tmp_path)
    (tmp_path / "services.yaml").write_bytes(b"autre")
    with pytest.raises(ErreurEcriture, match="a changé"):
        ecrire_ensemble(tmp_path, APRES, AVANT)
    assert etat(tmp_path) == {**AVANT, "services.yaml": b"autre"}


def test_une_reprise_n_ecrase_pas_le_travail_fait_depuis(tmp_path: Path) -> None:
    poser(tmp_path)
    rang = next(r for r in range(1, 200) if _interrompue_a(tmp_path / f"x{r}", r))
    racine = tmp_path / f"x{rang}"
    (racine / "actions" / "b.yaml").write_bytes(b"b: travail\n")
    with pytest.raises(ErreurEcriture, match="depuis l'interruption"):
        reprendre(racine)
    assert (racine / "actions" / "b.yaml").read_bytes() == b"b: travail\n"
    (racine / ATELIER / JOURNAL).write_bytes(b"{")
    with pytest.raises(ErreurEcriture, match="illisible"):
        reprendre(racine)


def _interrompue_a(racine: Path, rang: int) -> bool:
    racine.mkdir()
    poser(racine)
    executer_programme(TUE, [str(racine), str(rang)])
    return est_interrompue(racine) and (racine / "actions" / "b.yaml").read_bytes() == AVANT["actions/b.yaml"]


def test_une_fiche_s_ote_comme_elle_se_pose_meme_interrompue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "actions").mkdir()
    otee, posee = tmp_path / "actions" / "otee.yaml", tmp_path / "actions" / "posee.yaml"
    otee.write_bytes(b"a: 1\n")
    fichiers, lus = {"actions/posee.yaml": b"b: 1\n", "actions/otee.yaml": None}, {"actions/otee.yaml": b"a: 1\n"}
    with pytest.raises(ErreurEcriture, match="a changé"):
        transaction.ecrire_ensemble(tmp_path, fichiers, {"actions/otee.yaml": b"autre\n"})
    with monkeypatch.context() as patch:
        patch.setattr(transaction, "_executer", lambda *_: (_ for _ in ()).throw(OSError(5, "")))
        with pytest.raises(ErreurEcriture, match="arrêtée au milieu"):
            transaction.ecrire_ensemble(tmp_path, fichiers, lus)
    assert (otee.exists(), posee.exists()) == (True, False)
    assert transaction.reprendre(tmp_path) == list(fichiers)
    assert (otee.exists(), posee.read_bytes()) == (False, b"b: 1\n")
