"""Trouver la racine d'un dossier."""

from pathlib import Path

from qualicli.erreurs import ErreurDossier

RACINE = "qualicli.yaml"


def trouver(chemin: Path | None) -> Path:
    """Trouve la racine du dossier : le chemin donné, sinon le premier parent qui contient `qualicli.yaml`."""
    if chemin is not None:
        if not chemin.exists():
            raise ErreurDossier(f"Le dossier « {chemin} » n'existe pas.", "Vérifiez le chemin.")
        if not (chemin / RACINE).exists():
            raise ErreurDossier(f"« {chemin} » ne contient pas de fichier {RACINE}.",
                                "Donnez la racine d'un dossier, ou créez-en un avec « qualicli nouveau ».")  # fmt: skip
        return chemin
    ici = Path.cwd()
    for parent in (ici, *ici.parents):
        if (parent / RACINE).exists():
            return parent
    raise ErreurDossier(f"Aucun fichier {RACINE} ici ni dans les dossiers parents.",
                        "Placez-vous dans un dossier, donnez son chemin, ou créez-en un : « qualicli nouveau ».")  # fmt: skip
