"""La porte d'un poste tel qu'il est : entrée fermée, dossier d'un autre compte, noms décomposés ; et tous les cas rejoués."""

import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from qualicli.cli.application import lancer

TESTS = Path(__file__).parents[1]
CAS = TESTS / "cas" / "porte"
SUIVI = ("importer", "tableur", "--famille", "actions", "--date", "2026-01-10")


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    options = (
        "--nom",
        "X",
        "--referentiel",
        "qual-e-pref",
        "--site",
        "a=A",
        "--service",
        "accueil=Bureau de l'accueil",
    )
    assert lancer(["nouveau", str(tmp_path / "d"), *options, "--date", "2026-01-05"]) == 0
    return tmp_path / "d"


def test_chaque_cas_recu_est_rejoue_par_un_essai() -> None:
    textes = [p.read_text("utf-8") for p in TESTS.rglob("test_*.py")]
    assert [c.name for c in CAS.iterdir() if not any(c.name in t for t in textes)] == []


@pytest.mark.skipif(os.name != "posix", reason="« <&- » est du shell")
def test_une_entree_fermee_est_une_entree_sans_terminal(racine: Path) -> None:
    commande = ("sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "-m", "qualicli", *SUIVI)
    fichier = CAS / "stdin-ferme" / "zeros.xlsx"
    fait = subprocess.run((*commande, fichier, racine), capture_output=True, encoding="utf-8", check=False)
    assert fait.returncode == 0 and "Rien n'est écrit. Ajoutez --oui" in fait.stdout, fait.stderr


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="il faut pouvoir donner le dossier à un autre compte"
)
def test_un_import_dans_le_depot_d_un_autre_compte_s_arrete(
    racine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    fiche = racine / "actions" / "suivi-1.yaml"
    fiche.parent.mkdir()
    fiche.write_text("intitule: Poser\nresponsable: accueil\nstatut: en_cours\necheance: 2026-03-31\n", "utf-8")
    for suite in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "x"),
    ):
        subprocess.run(("git", "-C", str(racine), *suite), check=True)
    fiche.write_text(fiche.read_text("utf-8") + "# en cours\n", "utf-8")
    avant = fiche.read_bytes()
    for chemin in (racine, *racine.rglob("*")):
        os.chown(chemin, 1234, 1234)
    assert lancer([*SUIVI, str(CAS / "git-propriete-douteuse" / "suivi.csv"), str(racine), "--oui"]) == 1
    assert "autre compte" in capsys.readouterr().err and fiche.read_bytes() == avant


def test_une_piece_au_nom_decompose_est_trouvee(racine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (racine / "preuves").mkdir()
    (racine / "preuves" / unicodedata.normalize("NFD", "Relevé été.pdf")).write_bytes(b"%PDF-1.4 x")
    shutil.copy(CAS / "piece-nfd" / "releve.yaml", racine / "preuves")
    assert lancer(["valider", str(racine), "--date", "2026-01-10"]) == 0
    assert "aucune anomalie" in capsys.readouterr().out
