"""Chaque commande qui écrit, tuée avant chacune de ses écritures, ou dont la énième échoue : tout, ou rien.

La suite en joue une graine ; `--long` joue tous les rangs de chaque commande.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from lanceur import executer_programme
from qualicli.depot.interruption import ATELIER
from tests.surete.fabrique_surete import POSIX, dossier, etat

pytestmark = pytest.mark.skipif(not POSIX, reason="le banc guette les appels de POSIX")
# « mort » : le processus disparaît avant son énième appel ; « plein », « refus » : cet appel échoue, et les suivants aussi.
BANC = """
import errno, os, sys, builtins, io
rang, mode = int(sys.argv[1]), sys.argv[2]
compte = 0
def atteint():
    global compte
    compte += 1
    if compte >= rang and mode == "mort":
        os._exit(9)
    if compte == rang or (compte > rang and mode == "plein"):
        raise OSError(errno.ENOSPC if mode == "plein" else errno.EIO, "panne injectée")
def guetter(module, nom, ecrit=lambda *a, **k: True):
    vrai = getattr(module, nom)
    def guette(*a, **k):
        if ecrit(*a, **k):
            atteint()
        return vrai(*a, **k)
    setattr(module, nom, guette)
from qualicli.cli.application import lancer
for nom in ("fsync", "rename", "replace", "mkdir"):
    guetter(os, nom)
if mode == "mort":  # défaire n'est pas écrire : on n'y échoue pas, mais on peut y mourir
    for nom in ("unlink", "rmdir"):
        guetter(os, nom)
guetter(os, "open", lambda chemin, drapeaux, *a, **k: bool(drapeaux & (os.O_WRONLY | os.O_RDWR)))
code = lancer(sys.argv[3:])
sys.stdout.flush()
print(f"rangs={compte}", file=sys.stderr)
os._exit(code)
"""
CSV = "Intitulé;Échéance;Responsable;Statut\nPoser les affiches;30/04/2026;accueil;en cours\n"
NOUVEAU = ["--nom", "Préfecture", "--referentiel", "marianne-2016", "--site", "a=A", "--date", "2026-01-05"]
COMMANDES = {
    "nouveau": ["nouveau", "d/neuf", *NOUVEAU],
    "nouveau, dans un clone": ["nouveau", "d/clone", *NOUVEAU],
    "importer": ["importer", "tableur", "actions.csv", "d", "--famille", "actions", "--oui", "--date", "2026-01-10"],
    "schema": ["schema", "--sortie", "d/schemas"],
    "valider": ["valider", "d", "--date", "2026-01-10", "--format", "json", "--sortie", "d/v.json"],
    "gabarit": ["rapport", "--copier-gabarit", "copil", "d"],
}


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un dossier, un clone vide, et un tableur à importer."""
    racine = tmp_path_factory.mktemp("modele")
    dossier(racine / "d")
    (racine / "d" / "clone" / ".git").mkdir(parents=True)
    (racine / "actions.csv").write_text(CSV, encoding="utf-8")
    return racine


def jouer(racine: Path, rang: int, mode: str, commande: list[str]) -> "subprocess.CompletedProcess[str]":
    return executer_programme(BANC, [str(rang), mode, *commande], racine)


def lisible(racine: Path) -> dict[str, bytes]:
    """Ce que voit une personne : ni brouillon, ni atelier, ni verrou."""
    return {f: o for f, o in etat(racine).items() if "qualicli-tmp" not in f and ATELIER not in f}


@pytest.mark.parametrize("mode", ["mort", "plein", "refus"])
@pytest.mark.parametrize("nom", COMMANDES)
def test_tout_ou_rien(nom: str, mode: str, modele: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    commande = COMMANDES[nom]
    avant = lisible(modele)
    shutil.copytree(modele, tmp_path / "reussi")
    reussi = jouer(tmp_path / "reussi", 10**9, mode, commande)
    assert reussi.returncode in (0, 1), reussi.stderr
    apres, total = lisible(tmp_path / "reussi"), int(reussi.stderr.rpartition("rangs=")[2])
    assert apres != avant
    assert total
    rangs = range(1, total + 1) if request.config.getoption("--long") else sorted({1, total // 2 + 1, total})
    for rang in rangs:
        racine = tmp_path / str(rang)
        shutil.copytree(modele, racine)
        fini = jouer(racine, rang, mode, commande)
        assert "Traceback" not in fini.stderr
        assert "Panne interne" not in fini.stderr
        if mode != "mort" and fini.returncode == 3:
            assert "qualicli-tmp" not in "".join(etat(racine)), "un brouillon reste"
        if (racine / "d" / ATELIER / "journal.json").exists():
            assert jouer(racine, 10**9, mode, ["importer", "reprendre", "d"]).returncode == 0
            assert lisible(racine) == apres
        elif lisible(racine) not in (avant, apres):
            assert nom in (
                "nouveau, dans un clone",
                "schema",
                "exporter",
            )  # plusieurs fichiers, sans journal : relancer suffit
        assert jouer(racine, 10**9, mode, commande).returncode in (0, 1, 2)  # 2 : le dossier est déjà créé
        assert lisible(racine) == apres
        shutil.rmtree(racine)
