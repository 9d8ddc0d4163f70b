"""De quoi exécuter une recette de CONTRIBUTING : une copie du projet, les extraits de la page, les essais de la copie."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).parents[1]
_DOSSIERS = ("qualicli", "tests", "docs", "referentiels", "templates", "exemples")
_EXTRAIT = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def copier(racine: Path) -> Path:
    """Copie du projet ce que ses essais demandent."""
    for nom in _DOSSIERS:
        shutil.copytree(RACINE / nom, racine / nom, ignore=shutil.ignore_patterns("__pycache__"))
    for fichier in (*RACINE.glob("*.md"), RACINE / "pyproject.toml"):
        shutil.copy(fichier, racine)
    return racine


def extraits(titre: str) -> list[str]:
    """Les blocs de code d'une section de CONTRIBUTING, dans l'ordre."""
    page = (RACINE / "CONTRIBUTING.md").read_text("utf-8")
    section = page.partition(f"\n## {titre}\n")[2].partition("\n## ")[0]
    assert section, titre
    return [bloc for _, bloc in _EXTRAIT.findall(section)]


def inserer(fichier: Path, avant: str, texte: str) -> None:
    """Insère un texte juste avant la dernière apparition d'un autre."""
    contenu = fichier.read_text("utf-8")
    debut, repere, fin = contenu.rpartition(avant)
    assert repere, (fichier, avant)
    fichier.write_text(debut + texte + repere + fin, "utf-8")


def lancer(racine: Path, *arguments: str, code: int | None = 0) -> str:
    """Lance un module Python dans la copie, et rend ce qu'il dit."""
    resultat = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=racine,
        env={**os.environ, "PYTHONPATH": str(racine)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    dit = resultat.stdout + resultat.stderr
    assert code is None or resultat.returncode == code, dit
    return dit
