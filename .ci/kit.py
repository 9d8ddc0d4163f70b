"""Le kit hors ligne : de quoi installer qualicli sur un poste qui n'atteint aucun index de paquets.

    python .ci/kit.py -o kit                                        pour ce système et ce Python
    python .ci/kit.py -o kit --plateforme windows --python 3.12     pour un autre

Le dossier obtenu contient les roues de qualicli et de ses bibliothèques, aux versions de constraints.txt, leurs empreintes, une
notice, et une archive d'un seul fichier qui se lance sans rien installer. Construire un kit demande un index de paquets ; s'en
servir n'en demande aucun. Les bibliothèques compilées lient un kit à un système et à une version mineure de Python.
"""

import argparse
import hashlib
import platform
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

RACINE = Path(__file__).resolve().parents[1]
CONTRAINTES = RACINE / "constraints.txt"
# Système → étiquettes de roue admises, et ce que valent là-bas les marqueurs des dépendances.
PLATEFORMES = {
    "windows": (["win_amd64"], {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}),
    "linux": (
        ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_5_x86_64"],
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    ),
    "macos": (
        ["macosx_11_0_arm64", "macosx_11_0_universal2"],
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    ),
}
NOTICE = """qualicli {version}, pour {plateforme} et Python {python}

Rien n'est cherché sur le réseau. Dans ce dossier, deux lignes installent l'outil.

Windows :
    py -{python} -m venv %LOCALAPPDATA%\\qualicli
    %LOCALAPPDATA%\\qualicli\\Scripts\\pip install --no-index --find-links . --require-hashes -r exigences.txt

Linux, macOS :
    python{python} -m venv ~/.local/share/qualicli
    ~/.local/share/qualicli/bin/pip install --no-index --find-links . --require-hashes -r exigences.txt

L'outil est alors %LOCALAPPDATA%\\qualicli\\Scripts\\qualicli.exe, ou ~/.local/share/qualicli/bin/qualicli.

Sans rien installer, l'archive d'un seul fichier se lance telle quelle :
    py -{python} {archive} --help           (Windows)
    python{python} {archive} --help         (Linux, macOS)

empreintes.txt donne l'empreinte SHA-256 de chaque fichier, à comparer à celle que vous a donnée qui a construit le kit.
"""


def principal() -> None:
    """Construit le kit demandé en ligne de commande."""
    ici = {"Windows": "windows", "Darwin": "macos"}.get(platform.system(), "linux")
    lecteur = argparse.ArgumentParser(description="Construit le kit hors ligne de qualicli.")
    lecteur.add_argument("-o", "--sortie", type=Path, required=True, help="le dossier à créer")
    lecteur.add_argument("--plateforme", choices=PLATEFORMES, default=ici, help="le système visé")
    lecteur.add_argument(
        "--python", default="{}.{}".format(*sys.version_info[:2]), help="la version mineure de Python visée"
    )
    lecteur.add_argument("--bureautique", action="store_true", help="y joindre de quoi écrire odt, docx et pdf")
    demande = lecteur.parse_args()
    if demande.sortie.exists() and any(demande.sortie.iterdir()):
        lecteur.error(f"« {demande.sortie} » n'est pas vide : donnez un dossier neuf")
    demande.sortie.mkdir(parents=True, exist_ok=True)
    version = construire(demande.sortie, demande.plateforme, demande.python, demande.bureautique)
    roues = len(list(demande.sortie.glob("*.whl")))
    sys.stdout.write(f"Kit de qualicli {version} dans {demande.sortie} : {roues} roues, une archive, une notice.\n")


def construire(kit: Path, plateforme: str, python: str, bureautique: bool) -> str:
    """Remplit le dossier du kit ; rend la version de qualicli qu'il porte."""
    pip("wheel", "--no-deps", "--wheel-dir", kit, RACINE)
    (roue,) = kit.glob("qualicli-*.whl")
    version = str(parse_wheel_filename(roue.name)[1])
    telecharger(kit, roue, plateforme, python, {"bureautique"} if bureautique else set())
    archive = f"qualicli-{version}-{plateforme}-python{python}.pyz"
    archiver(kit, kit / archive, plateforme, python)
    (kit / "exigences.txt").write_text("".join(exigences(kit)), encoding="utf-8", newline="\n")
    notice = NOTICE.format(version=version, plateforme=plateforme, python=python, archive=archive)
    (kit / "LISEZMOI.txt").write_text(notice, encoding="utf-8", newline="\r\n")  # le Bloc-notes l'ouvrira
    empreintes = "".join(f"{empreinte(f)}  {f.name}\n" for f in sorted(kit.iterdir()))
    (kit / "empreintes.txt").write_text(empreintes, encoding="utf-8", newline="\n")
    return version


def telecharger(kit: Path, roue: Path, plateforme: str, python: str, extras: set[str]) -> None:
    """Ajoute au kit les roues des dépendances, de proche en proche.

    `pip download` juge les marqueurs (« sys_platform == win32 ») d'après la machine qui l'exécute, et non d'après celle que
    vise le kit : chaque dépendance est donc jugée ici, puis demandée seule.
    """
    marqueurs = {**PLATEFORMES[plateforme][1], "python_version": python, "python_full_version": f"{python}.0"}
    vues: set[tuple[str, frozenset[str]]] = set()
    a_suivre = [(roue, frozenset(extras))]
    while a_suivre:
        courante, voulus = a_suivre.pop()
        for besoin in besoins(courante, voulus, marqueurs):
            cle = (canonicalize_name(besoin.name), frozenset(besoin.extras))
            if cle in vues:
                continue
            vues.add(cle)
            seul = f"{besoin.name}{besoin.specifier}"
            pip("download", "--no-deps", *cible(plateforme, python), "-c", CONTRAINTES, "-d", kit, seul)
            trouvee = next(f for f in kit.glob("*.whl") if parse_wheel_filename(f.name)[0] == cle[0])
            a_suivre.append((trouvee, cle[1]))


def besoins(roue: Path, extras: frozenset[str], marqueurs: dict[str, str]) -> Iterator[Requirement]:
    """Les dépendances que déclare une roue et que ces marqueurs retiennent."""
    with zipfile.ZipFile(roue) as archive:
        nom = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadonnees = HeaderParser().parsestr(archive.read(nom).decode("utf-8"))
    for ligne in metadonnees.get_all("Requires-Dist") or ():
        besoin = Requirement(ligne)
        cas = [{**marqueurs, "extra": extra} for extra in (*extras, "")]
        if besoin.marker is None or any(besoin.marker.evaluate(c) for c in cas):
            yield besoin


def cible(plateforme: str, python: str) -> list[str]:
    """Les options de pip qui désignent un système et un Python autres que les siens."""
    etiquettes = [e for p in PLATEFORMES[plateforme][0] for e in ("--platform", p)]
    abi = f"cp{python.replace('.', '')}"
    return [
        "--only-binary=:all:",
        *etiquettes,
        "--python-version",
        python,
        "--implementation",
        "cp",
        "--abi",
        abi,
        "--abi",
        "abi3",
        "--abi",
        "none",
    ]


def archiver(kit: Path, archive: Path, plateforme: str, python: str) -> None:
    """Met les roues du kit dans une archive qui se lance seule."""
    with tempfile.TemporaryDirectory() as dossier:
        paquets = Path(dossier) / "site-packages"
        roues = sorted(kit.glob("*.whl"))
        pip(
            "install",
            "--no-deps",
            "--no-index",
            "--no-compile",
            *cible(plateforme, python),
            "--target",
            paquets,
            *roues,
        )
        executer(
            "-m",
            "shiv",
            "--site-packages",
            paquets,
            "--entry-point",
            "qualicli.__main__:principal",
            "--python",
            "/usr/bin/env python3",
            "--reproducible",
            "--output-file",
            archive,
        )


def exigences(kit: Path) -> Iterator[str]:
    """Une ligne par roue : le nom, la version exacte, l'empreinte."""
    for roue in sorted(kit.glob("*.whl")):
        nom, version, *_ = parse_wheel_filename(roue.name)
        yield f"{nom}=={version} --hash=sha256:{empreinte(roue)}\n"


def empreinte(fichier: Path) -> str:
    """L'empreinte SHA-256 d'un fichier."""
    return hashlib.sha256(fichier.read_bytes()).hexdigest()


def pip(*arguments: object) -> None:
    """Lance pip, muet tant que tout va bien."""
    executer("-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)


def executer(*arguments: object) -> None:
    """Lance une commande de ce Python ; s'arrête avec ce qu'elle a dit quand elle échoue."""
    fait = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, encoding="utf-8", check=False)
    if fait.returncode:
        sys.exit(
            f"Le kit n'est pas construit : {' '.join(map(str, arguments[:3]))} a échoué.\n{fait.stdout}{fait.stderr}"
        )


if __name__ == "__main__":
    principal()
