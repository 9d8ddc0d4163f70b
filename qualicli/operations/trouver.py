"""Trouver la racine d'un dossier."""

import os
import sys
from pathlib import Path

from qualicli.depot.interruption import ATELIER, a_un_reste, est_interrompue
from qualicli.erreurs import ErreurDossier, Sortie

RACINE = "qualicli.yaml"


def est_racine(dossier: Path) -> bool:
    """Vrai quand un dossier contient `qualicli.yaml`, fût-il illisible ; un dossier de ce nom n'en est pas un."""
    chemin = dossier / RACINE
    return os.path.exists(chemin) and not chemin.is_dir()  # noqa: PTH110


def chercher() -> Path | None:
    """Trouve le premier dossier qui contient `qualicli.yaml`, du dossier courant à ses parents."""
    try:
        ici = Path.cwd()
    except OSError:
        raise ErreurDossier("Le dossier courant n'existe plus.", "Placez-vous dans un autre dossier.") from None
    return next((d for d in (ici, *ici.parents) if est_racine(d)), None)


def trouver(chemin: Path | None, entre_deux: bool = False) -> Path:
    """Trouve la racine du dossier : le chemin donné, sinon le premier parent qui contient `qualicli.yaml`."""
    if chemin is not None:
        if not os.path.exists(chemin):  # noqa: PTH110 (Path.exists échoue sur un nom trop long)
            raise ErreurDossier(f"Le dossier « {chemin} » n'existe pas.", "Vérifiez le chemin.")
        if not est_racine(chemin):
            raise ErreurDossier(
                f"« {chemin} » ne contient pas de fichier {RACINE}.",
                "Donnez la racine d'un dossier, ou créez-en un avec « qualicli nouveau ».",
            )
        return chemin if entre_deux else _entier(chemin)
    racine = chercher()
    if racine is not None:
        return racine if entre_deux else _entier(racine)
    raise ErreurDossier(
        f"Aucun fichier {RACINE} ici ni dans les dossiers parents.",
        "Placez-vous dans un dossier, donnez son chemin, ou créez-en un : « qualicli nouveau ».",
    )


def _entier(racine: Path) -> Path:
    """Refuse un dossier qu'une écriture interrompue a laissé entre deux états : tout ce qu'on en dirait serait faux."""
    if est_interrompue(racine):
        raise ErreurDossier(
            "Un import a été interrompu pendant qu'il écrivait : le dossier est entre deux états.",
            "Finissez-le : « qualicli importer reprendre ».",
            Sortie.PANNE,
        )
    if a_un_reste(racine):
        sys.stderr.write(
            f"qualicli : un import arrêté avant d'écrire a laissé « {ATELIER} » ; le dossier n'avait pas changé.\n"
            "  « qualicli importer reprendre » l'ôte.\n"
        )
    return racine
