"""De quoi partager un dossier d'essai : deux postes, un dépôt commun, et la commande telle qu'on la tape."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from qualicli.cli.application import lancer

MOI, ELLE = "Référente qualité <qualite@exemple.example>", "Bureau de l'accueil <accueil@exemple.example>"
DOSSIER = {
    "qualicli.yaml": """\
format: 1
organisme: {nom: Préfecture de l'Exemple, departement: "42"}
sites:
  chef-lieu: {nom: Préfecture}
perimetre:
  - referentiel: essai
    modules:
      M1: {statut: engage, sites: [chef-lieu]}
""",
    "referentiels/essai.yaml": """\
format: 1
id: essai
nom: Essai
version: "1"
editeur: nous
source: S
certitude: etabli
modules:
  - code: M1
    titre: Accueil
    engagements:
      - code: "1"
        titre: Accueillir
        exigences:
          - {code: "1.1", texte: Sourire}
          - {code: "1.2", texte: Saluer}
""",
    "services.yaml": "services:\n  accueil: {nom: Bureau de l'accueil, courriel: accueil@exemple.example}\n",
    "engagements/essai/01.yaml": """\
engagement: "1"
pilote: accueil
evaluations:
  - {exigence: "1.1", statut: partiel, date: 2026-01-05}
""",
    "actions/poser.yaml": """\
intitule: Poser les affiches
responsable: accueil  # à confirmer
statut: a_faire
echeance: 2026-12-31
avancement: 10
couvre: [essai:1.1]
""",
    "preuves/charte.yaml": """\
intitule: Charte de l'accueil
type: charte
service: accueil
date: 2026-01-02
emplacement: Hall
couvre: [essai:1.1]
""",
}


def git(racine: Path, *arguments: str) -> str:
    """Lance git comme le ferait une personne de confiance."""
    resultat = subprocess.run(["git", *arguments], cwd=racine, check=True, capture_output=True)
    return resultat.stdout.decode()


def poser(racine: Path, fichiers: Mapping[str, str | bytes | None]) -> Path:
    """Écrit des fichiers octet pour octet ; `None` en efface un."""
    for nom, contenu in fichiers.items():
        chemin = racine / nom
        if contenu is None:
            chemin.unlink()
            continue
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return racine


def remplacer(racine: Path, fichier: str, avant: str, apres: str) -> None:
    """Change un passage d'un fichier, qui doit s'y trouver."""
    texte = (racine / fichier).read_bytes().decode()
    assert avant in texte
    (racine / fichier).write_bytes(texte.replace(avant, apres).encode())


def ajouter(racine: Path, fichier: str, ligne: str) -> None:
    """Ajoute une ligne à la fin d'un fichier."""
    with (racine / fichier).open("ab") as flux:
        flux.write(f"{ligne}\n".encode())


def isoler(racine: Path, patch: pytest.MonkeyPatch) -> None:
    """Ni les réglages git de la machine, ni sa mémoire."""
    foyer = racine / "foyer"
    foyer.mkdir()
    for variable in [v for v in os.environ if v.startswith(("GIT_", "XDG_"))]:
        patch.delenv(variable)
    patch.setenv("HOME", str(foyer))
    patch.setenv("USERPROFILE", str(foyer))
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    patch.setenv("QUALICLI_MEMOIRE", str(racine / "memoire"))


def poste(racine: Path, fichiers: Mapping[str, str] = DOSSIER) -> Path:
    """Un dossier dont tout est enregistré."""
    poser(racine, fichiers)
    assert lancer(["enregistrer", "--commencer", "--oui", "--auteur", MOI, "--dossier", str(racine)]) == 0
    return racine


def deux_postes(racine: Path) -> tuple[Path, Path]:
    """Mon dossier et le sien, au même point, et le dépôt commun où ils se partagent."""
    git(racine, "init", "-q", "--bare", "-b", "main", "commun.git")
    moi = poste(racine / "moi")
    git(moi, "remote", "add", "origin", "../commun.git")
    assert lancer(["partager", "--oui", "--dossier", str(moi)]) == 0
    git(racine, "clone", "-q", "commun.git", "elle")
    return moi, racine / "elle"


def garder_et_partager(racine: Path, auteur: str = ELLE) -> None:
    """Ce que fait une collègue."""
    assert lancer(["enregistrer", "--oui", "--auteur", auteur, "--dossier", str(racine)]) == 0
    assert lancer(["partager", "--oui", "--dossier", str(racine)]) == 0


def etat(racine: Path) -> dict[str, bytes]:
    """Les fichiers d'un dossier, hors de git."""
    return {
        p.relative_to(racine).as_posix(): p.read_bytes()
        for p in sorted(racine.rglob("*"))
        if p.is_file() and ".git" not in p.relative_to(racine).parts
    }
