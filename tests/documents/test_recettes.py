"""Les recettes de CONTRIBUTING pour un document, un bloc, un format : suivies à la lettre sur une copie du programme."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
RECETTES = ("Ajouter un type de document", "Ajouter un bloc de compte rendu", "Ajouter un format de sortie")
# Là où une recette dit d'ajouter une ligne à un fichier qui existe : la dernière de la liste qu'elle nomme.
OU_AJOUTER = {
    "qualicli/rendus/documents/registre.py": r"(?s)(_TYPES: .*?)(\n\)\nTYPES)",
    "qualicli/rendus/formats/registre.py": r"(?s)(        FormatSortie\(.*)(\n    \)\n\})",
    "qualicli/modeles/reunion.py": r"(?s)(_PRESENTATIONS = \{.*?)(\n\})",
}


def etapes(titre: str) -> Iterator[tuple[str, str]]:
    """Le fichier que nomme chaque étape d'une recette, et ce qu'elle y écrit."""
    texte = (RACINE / "CONTRIBUTING.md").read_text("utf-8")
    section = re.split(r"^## ", texte.partition(f"## {titre}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    for etape in re.split(r"^\*\*\d\. ", section, flags=re.MULTILINE)[1:]:
        fichiers = [f for f in re.findall(r"`([^`\n]+)`", etape) if "/" in f and "." in f]
        bloc = re.search(r"```\w+\n(.*?)```", etape, re.DOTALL)
        assert bloc, etape
        yield fichiers[0], bloc[1]


@pytest.fixture(scope="module")
def copie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le programme, avec les trois ajouts."""
    copie = tmp_path_factory.mktemp("programme")
    for nom in ("qualicli", "templates", "referentiels", "exemples"):
        shutil.copytree(RACINE / nom, copie / nom, ignore=shutil.ignore_patterns("__pycache__"))
    for titre in RECETTES:
        suivies = list(etapes(titre))
        assert len(suivies) >= 2, titre
        for nom, ajout in suivies:
            fichier = copie / nom
            if fichier.exists():
                texte, combien = re.subn(
                    OU_AJOUTER[nom],
                    lambda m, a=ajout: f"{m[1]}\n    {a.strip()}{m[2]}",
                    fichier.read_text("utf-8"),
                    count=1,
                )
                assert combien == 1, nom
                fichier.write_text(texte, "utf-8", newline="\n")
            else:
                fichier.write_text(ajout, "utf-8", newline="\n")
    return copie


def executer(copie: Path, *arguments: str) -> str:
    fait = subprocess.run(
        [sys.executable, "-m", "qualicli", *arguments],
        cwd=copie,
        env={**os.environ, "PYTHONPATH": str(copie), "COLUMNS": "80"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert fait.returncode == 0, fait.stderr
    return fait.stdout


def test_un_type_de_document_ajoute_s_ecrit(copie: Path) -> None:
    ecrit = executer(copie, "rapport", "liste-services", "exemples/loire-2022", "--date", "2022-03-15")
    assert "# Les services de la démarche" in ecrit
    assert "| Service | Correspondants |" in ecrit
    assert "liste-services" in executer(copie, "rapport", "--liste", "exemples/loire-2022")


def test_un_bloc_ajoute_se_presente(copie: Path) -> None:
    reunion = copie / "exemples/loire-2022/reunions/copil-2022-03.md"
    avant = reunion.read_text("utf-8")
    apres = re.sub(r"presente: \[", "presente: [sites, ", avant, count=1)
    assert apres != avant
    reunion.write_text(apres, "utf-8", newline="\n")
    ecrit = executer(copie, "rapport", "copil", "exemples/loire-2022", "--reunion", "copil-2022-03")
    assert "Sites de la démarche" in ecrit
    assert "les sites de la démarche" in executer(copie, "rapport", "--liste", "exemples/loire-2022")


def test_un_format_ajoute_s_ecrit(copie: Path) -> None:
    ecrit = executer(copie, "rapport", "politique", "exemples/loire-2022", "--date", "2022-03-15", "--format", "txt")
    assert "politique" in ecrit.lower()
    assert "**" not in ecrit
    assert "txt" in executer(copie, "rapport", "--help")
