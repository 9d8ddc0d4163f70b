"""Reprendre une écriture interrompue."""

from pathlib import Path

from qualicli.depot.transaction import reprendre as finir
from qualicli.operations.trouver import trouver


def reprendre(chemin: Path | None) -> list[str]:
    """Finit l'écriture interrompue d'un dossier ; rend les fichiers qu'elle concerne."""
    return finir(trouver(chemin, entre_deux=True))
