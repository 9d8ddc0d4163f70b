"""L'import dans un terminal : des questions, puis l'écriture ; et tué pour de bon pendant qu'il écrit."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import Classeur

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminal de POSIX")


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


def dans_un_terminal(arguments: list[str], reponses: str) -> tuple[int, str]:
    import pty

    maitre, esclave = pty.openpty()
    processus = subprocess.Popen(
        [sys.executable, "-m", "qualicli", *arguments],
        stdin=esclave,
        stdout=esclave,
        stderr=esclave,
        close_fds=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    os.close(esclave)
    os.write(maitre, reponses.encode())
    sortie = b""
    while True:
        try:
            lu = os.read(maitre, 65536)
        except OSError:
            break
        if not lu:
            break
        sortie += lu
    os.close(maitre)
    return processus.wait(), sortie.decode("utf-8", "replace").replace("\r\n", "\n")


def preparer(racine: Path, tmp_path: Path) -> list[str]:
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    classeur.poser("Plan d'actions", "actions/rediger", Action="Du service", Statut="faite", **{"Avancement (%)": 90})
    fichier = racine / "actions" / "rediger.yaml"
    texte = (
        fichier.read_text("utf-8")
        .replace("avancement: 40", "avancement: 60")
        .replace("Rédiger la fiche", "Du référent")
    )
    fichier.write_text(texte, encoding="utf-8", newline="\n")
    return ["importer", "excel", str(classeur.enregistrer()), "--dossier", str(racine), "--date", AU]


def test_chaque_conflit_se_tranche_puis_une_question_precede_l_ecriture(racine: Path, tmp_path: Path) -> None:
    commande = preparer(racine, tmp_path)
    code, sortie = dans_un_terminal(commande, "c\nd\noui\n")
    assert code == 0 and "Écrire ces changements" in sortie
    texte = (racine / "actions" / "rediger.yaml").read_text("utf-8")
    assert "intitule: Du service\n" in texte and "avancement: 60\n" in texte and "statut: faite\n" in texte


def test_sans_reponse_rien_n_est_ecrit(racine: Path, tmp_path: Path) -> None:
    commande = preparer(racine, tmp_path)
    avant = etat(racine)
    code, sortie = dans_un_terminal(commande, "c\n\n\n")
    assert code == 1 and "conflit" in sortie
    assert etat(racine) == avant


def test_tue_n_importe_quand_tout_ou_rien(racine: Path, tmp_path: Path) -> None:
    """Le vrai programme, tué par le système à des moments espacés ; puis repris."""
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    classeur.poser("Plan d'actions", "actions/rediger", Statut="faite")
    classeur.poser("Enregistrements", "preuves/charte", Public="usagers")
    for rang in range(8):
        classeur.ajouter("Plan d'actions", Action=f"Neuve {rang}")
    commande = [
        sys.executable,
        "-m",
        "qualicli",
        "importer",
        "excel",
        str(classeur.enregistrer()),
        "--dossier",
        str(racine),
        "--date",
        AU,
        "--oui",
    ]
    avant = etat(racine)
    debut = time.perf_counter()
    fini = subprocess.run(commande, check=False, capture_output=True)
    assert fini.returncode == 1  # ces actions sont sans responsable : « valider » le dirait
    duree, apres = time.perf_counter() - debut, etat(racine)
    assert len(apres) == len(avant) + 8
    for rang in range(5):
        for fichier in apres.keys() - avant.keys():
            (racine / fichier).unlink(missing_ok=True)
        for fichier, octets in avant.items():
            (racine / fichier).write_bytes(octets)
        assert etat(racine) == avant
        processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(duree * (0.6 + 0.1 * rang))
        processus.send_signal(signal.SIGKILL)
        processus.wait()
        subprocess.run(
            [sys.executable, "-m", "qualicli", "importer", "reprendre", str(racine)], check=True, capture_output=True
        )
        assert etat(racine) in (avant, apres)


@pytest.mark.parametrize(
    ("reponses", "repris"),
    [("t\n", ["M1", "M2", "M3", "M7"]), ("e\noui\nnon\nnon\noui\n", ["M1", "M7"]), ("\n", []), ("x\nr\n", [])],
)
def test_une_migration_se_fait_en_entier_ou_exigence_par_exigence(
    tmp_path: Path, reponses: str, repris: list[str]
) -> None:
    racine = shutil.copytree(Path(__file__).parents[2] / "exemples" / "essonne-2013", tmp_path / "essonne")
    arguments = ["referentiel", "migrer", "qualipref-2", "qualipref-2.0", str(racine), "--date", "2013-06-17"]
    code, sortie = dans_un_terminal(arguments, reponses)
    assert code == 0
    assert sorted(p.stem for p in (racine / "engagements").glob("qualipref-2.0/*")) == repris
    assert ("fichiers écrits" in sortie) is bool(repris)
