"""Chaque commande ne charge que ce qu'elle montre : la liste des bibliothèques lourdes que chacune a le droit de charger."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fabrique import ecrire

LOURDES = {"rich", "jinja2", "openpyxl", "markdown_it", "prompt_toolkit", "icalendar", "ruamel", "yaml", "pydantic"}
LIRE = """
import io, sys
from qualicli.cli.application import lancer
sys.stdout = io.TextIOWrapper(io.BytesIO())
avant = set(sys.modules)
for ligne in sys.argv[1].split(";"):
    lancer(ligne.split())
    sys.stderr.write(" ".join(sorted({m.partition(".")[0] for m in set(sys.modules)} & set(sys.argv[2].split()))) + chr(10))
"""
DOSSIER = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Essai}
        sites: {a: {nom: A}}
        perimetre: [{referentiel: marianne-2016, modules: {tous: {statut: engage}}}]
    """,
    "services.yaml": "services:\n  accueil: {nom: Accueil}\n",
}
ECRANS = ("diagnostic D", "ecarts D", "a-faire D", "actions D", "expliquer 1 --dossier D", "parcours D", "delais D")


def charges(racine: Path, *commandes: str, **milieu: str) -> list[set[str]]:
    """Ce que l'interpréteur a chargé de lourd après chaque commande, toutes jouées dans un même processus."""
    lignes = ";".join(c.replace("D", str(racine)) for c in commandes)
    fini = subprocess.run(
        [sys.executable, "-c", LIRE, lignes, " ".join(LOURDES)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **milieu},
        check=True,
    )
    return [set(ligne.split()) for ligne in fini.stderr.splitlines()]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return ecrire(tmp_path / "essai", DOSSIER)


def test_les_ecrans_ne_chargent_aucun_moteur_de_rendu(racine: Path) -> None:
    (*_, tous) = charges(racine, "--help", "valider D", *ECRANS)
    assert tous <= {"yaml", "pydantic"}


def test_un_document_ne_charge_que_son_format(racine: Path) -> None:
    markdown, html = charges(racine, "rapport ecarts D", "rapport ecarts D --format html")
    assert markdown <= {"yaml", "pydantic", "jinja2"}
    assert html <= {"yaml", "pydantic", "jinja2", "markdown_it"}


def test_un_dossier_inchange_se_valide_sans_modele_ni_yaml(racine: Path, tmp_path: Path) -> None:
    memoire = {"QUALICLI_MEMOIRE": str(tmp_path / "memoire")}
    charges(racine, "valider D", **memoire)
    modules = """
import sys
from qualicli.cli.application import lancer
lancer(["valider", sys.argv[1]])
sys.stderr.write(" ".join(sorted(m for m in sys.modules if m.startswith(("qualicli.regles", "qualicli.modeles", "yaml")))))
"""
    fini = subprocess.run(
        [sys.executable, "-c", modules, str(racine)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **memoire},
        check=True,
    )
    assert fini.stderr.split() == ["qualicli.modeles", "qualicli.modeles.anomalie"]
