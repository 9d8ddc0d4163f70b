"""Sans droit d'écrire : une phrase, rien ne reste, et lire marche comme avant."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from endurance.tirs import RECUS
from tests.surete.fabrique_surete import POSIX, dossier, etat

pytestmark = pytest.mark.skipif(not POSIX, reason="les droits sont ceux de POSIX")
CSV = "Intitulé;Échéance;Responsable;Statut\nPoser les affiches;30/04/2026;accueil;en cours\n"
ECRIRE = {
    "nouveau": (
        "nouveau",
        "neuf",
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
    "rapport": ("rapport", "politique", ".", "-o", "politique.md"),
    "gabarit": ("rapport", "--copier-gabarit", "copil", "."),
    "exporter": ("exporter", "excel", ".", "-o", "tout.xlsx"),
    "importer": ("importer", "tableur", "lignes.csv", ".", "--famille", "actions", "--oui"),
    "diagnostic": ("diagnostic", ".", "-o", "d.txt"),
    "ajouter": (
        "ajouter",
        "action",
        "--intitule",
        "Poser",
        "--responsable",
        "accueil",
        "--echeance",
        "2026-04",
        "--oui",
    ),
    "evaluer": ("evaluer", "2.1", "realise", "--oui"),
    "commander": ("commander", "--tous", "-o", "commande", "--retour", "2026-03-10", "--exigence", "2.1", "--oui"),
    "agenda": ("exporter", "agenda", ".", "-o", "agenda.ics"),
    "grille": ("referentiel", "importer", "grille.csv", ".", "--referentiel", "qual-e-pref", "--source", "S", "--oui"),
    "migrer": ("referentiel", "migrer", "qual-e-pref", "services-publics-plus-2023", ".", "--oui"),
    "message": ("importer", "message", "message.eml", "--oui"),
}
SANS_DATE = ("schema", "enregistrer", "ajouter")
LIRE = (("valider", "."), ("diagnostic", "."), ("rapport", "politique", "."), ("schema", "actions"))


@pytest.fixture(scope="module")
def interdit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Un dossier que le compte qui lance la commande peut lire, et où il ne peut rien écrire."""
    racine = dossier(tmp_path_factory.mktemp("droits") / "d")
    (racine / "lignes.csv").write_text(CSV, encoding="utf-8")
    for nom, texte in RECUS.items():
        (racine / nom).write_text(texte, encoding="utf-8")
    for chemin in (racine, *racine.rglob("*")):
        chemin.chmod(0o555 if chemin.is_dir() else 0o444)
    yield racine
    for chemin in (racine, *racine.rglob("*")):
        if chemin.is_dir():
            chemin.chmod(0o755)


def lancer_sans_droit(racine: Path, commande: tuple[str, ...], maison: Path) -> subprocess.CompletedProcess[str]:
    """Lance la commande sans le privilège d'écrire partout, quand les essais tournent sous le compte qui l'a."""
    oter = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if oter and (shutil.which("setpriv") is None or subprocess.run([*oter, "true"], check=False).returncode):
        pytest.skip("ce système ne sait pas ôter au compte administrateur son privilège")
    return subprocess.run(
        [
            *oter,
            *(sys.executable, "-m", "qualicli"),
            *commande,
            *(() if commande[0] in SANS_DATE or "message" in commande else ("--date", "2026-01-10")),
        ],
        cwd=racine,
        env=os.environ | {"HOME": str(maison), "XDG_CACHE_HOME": str(maison / "cache"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("commande", ECRIRE.values(), ids=ECRIRE)
def test_sans_droit_d_ecrire_une_phrase_et_rien_ne_reste(
    interdit: Path, commande: tuple[str, ...], tmp_path: Path
) -> None:
    avant, noms = etat(interdit), sorted(p.name for p in interdit.rglob("*"))
    fait = lancer_sans_droit(interdit, commande, tmp_path / "absente")
    assert fait.returncode == 3, (fait.stdout, fait.stderr)
    assert "Traceback" not in fait.stderr and "Panne interne" not in fait.stderr
    assert "ne peut pas être écrit : accès refusé." in fait.stderr and fait.stderr.count("\n") <= 3
    assert (etat(interdit), sorted(p.name for p in interdit.rglob("*"))) == (avant, noms)


def test_sans_droit_d_ecrire_aucun_historique_ne_commence(interdit: Path, tmp_path: Path) -> None:
    fait = lancer_sans_droit(interdit, ("enregistrer", "--commencer", "--oui"), tmp_path / "absente")
    assert fait.returncode == 1 and "pas le droit d'écrire" in fait.stderr and not (interdit / ".git").exists()


@pytest.mark.parametrize("commande", LIRE, ids=[c[0] for c in LIRE])
def test_sans_droit_d_ecrire_lire_marche(interdit: Path, commande: tuple[str, ...], tmp_path: Path) -> None:
    fait = lancer_sans_droit(interdit, commande, tmp_path / "absente")
    assert fait.returncode in (0, 1), fait.stderr
    assert fait.stdout and "Traceback" not in fait.stderr
