"""`qualicli` seul : dans un dossier, où il en est et quoi faire ensuite."""

from pathlib import Path

from qualicli.cli.options import en_couleur, lire_date
from qualicli.erreurs import Sortie


def accueillir() -> int | None:
    """Montre la situation du dossier où l'on est et rend un code de sortie ; rien quand on n'est dans aucun."""
    from qualicli.operations.trouver import chercher, trouver

    racine = chercher()
    return None if racine is None else _montrer(trouver(racine))


def _montrer(racine: Path) -> int:
    from qualicli.operations.accueillir import accueillir as operation
    from qualicli.rendus.accueil import rendre
    from qualicli.rendus.ecran import imprimer

    situation = operation(racine, lire_date(None))
    imprimer(rendre(situation), en_couleur())
    return Sortie.ANOMALIES if situation.erreurs else Sortie.CONFORME
