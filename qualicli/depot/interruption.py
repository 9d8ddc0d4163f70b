"""Reconnaître une écriture interrompue ; léger, parce que chaque commande le demande."""

import os
from pathlib import Path

ATELIER = ".qualicli-import"
JOURNAL = "journal.json"


def est_interrompue(racine: Path) -> bool:
    """Vrai quand une écriture a commencé et n'a pas fini : le dossier est entre deux états."""
    return os.path.exists(f"{racine}/{ATELIER}/{JOURNAL}")  # noqa: PTH110 (à chaque commande)


def a_un_reste(racine: Path) -> bool:
    """Vrai quand une écriture s'est arrêtée avant d'avoir rien changé, en laissant ses brouillons."""
    return os.path.exists(f"{racine}/{ATELIER}") and not est_interrompue(racine)  # noqa: PTH110
