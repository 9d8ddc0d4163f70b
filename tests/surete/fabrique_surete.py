"""De quoi attaquer un dossier : un dépôt git d'essai, un témoin d'exécution, un dossier qui se valide."""

import os
import subprocess
from pathlib import Path

from qualicli.cli.application import lancer

FICHES = {
    "services.yaml": "services:\n  accueil: {nom: Bureau de l'accueil}\n",
    "actions/poser.yaml": "intitule: Poser\nresponsable: accueil\nstatut: en_cours\necheance: 2026-03-31\n",
    "jalons/lancer.yaml": "intitule: Lancer\ndate: 2026-01-05\n",
}
TABLEUR = "Code;Intitulé;Échéance;Responsable;Statut\n{code};Poser les affiches;30/04/2026;accueil;en cours\n"


def git(racine: Path, *arguments: str) -> str:
    """Lance git comme le ferait une personne de confiance."""
    identite = ["-c", "user.name=x", "-c", "user.email=x@exemple.example", "-c", "init.defaultBranch=main"]
    resultat = subprocess.run(["git", *identite, *arguments], cwd=racine, check=True, capture_output=True)
    return resultat.stdout.decode()


def poser(racine: Path, fichiers: dict[str, str] = FICHES) -> Path:
    """Écrit des fichiers, octet pour octet."""
    for nom, texte in fichiers.items():
        (racine / nom).parent.mkdir(parents=True, exist_ok=True)
        (racine / nom).write_bytes(texte.encode())
    return racine


def depot(racine: Path, fichiers: dict[str, str] = FICHES) -> Path:
    """Un dépôt git où tout est commité."""
    racine.mkdir(parents=True, exist_ok=True)
    poser(racine, fichiers)
    git(racine, "init", "-q")
    git(racine, "config", "core.autocrlf", "false")
    git(racine, "add", "-A")
    git(racine, "commit", "-qm", "x")
    return racine


def temoin(racine: Path) -> tuple[Path, str]:
    """Un fichier qui n'existe pas, et le chemin d'un programme qui le crée : s'il existe, le programme a tourné."""
    trace, programme = racine / "EXECUTE", racine / "programme.sh"
    programme.write_text(f'#!/bin/sh\ntouch "{trace}"\ncat\n', encoding="utf-8")
    programme.chmod(0o755)
    return trace, str(programme)


def dossier(racine: Path) -> Path:
    """Un dossier neuf, créé par la commande."""
    options = ["--nom", "Préfecture de l'Exemple", "--departement", "42", "--referentiel", "qual-e-pref"]
    options += ["--site", "chef-lieu=Préfecture:cert", "--service", "accueil=Bureau de l'accueil"]
    assert lancer(["nouveau", str(racine), *options, "--date", "2026-01-05"]) == 0
    return racine


def etat(racine: Path) -> dict[str, bytes]:
    """Tout ce que contient un dossier, hors de git."""
    return {
        p.relative_to(racine).as_posix(): p.read_bytes()
        for p in racine.rglob("*")
        if p.is_file() and ".git" not in p.relative_to(racine).parts
    }


POSIX = os.name == "posix"
