"""Valider sans refaire ce qui est déjà su : un dossier inchangé, à la même date, a le même bilan.

Ce module n'importe ni les modèles ni les règles : quand la mémoire répond, ils ne servent pas.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from qualicli.depot import bilan_retenu
from qualicli.depot.ramassage import ramasser
from qualicli.modeles.anomalie import Bilan


def revalider(
    racine: Path, au: date, strict: bool = False, avancement: Callable[[int, int], None] | None = None
) -> Bilan:
    """Contrôle un dossier à une date, d'après la mémoire si rien n'a changé ; sinon pour de bon."""
    ramassage = ramasser(racine)
    # un document signé se compare à ce que les gabarits du dossier en feraient, et la mémoire ne les lit pas
    sait = not all(any(f.startswith(d) for f in ramassage.fichiers) for d in ("gabarits/", "signatures/"))
    cle = bilan_retenu.cle(ramassage, au, strict)
    bilan = bilan_retenu.retrouver(ramassage, cle, au) if sait else None
    if bilan is None:
        from qualicli.operations.valider import valider_ramassage

        bilan, pieces = valider_ramassage(ramassage, au, strict, avancement)
        bilan_retenu.retenir(ramassage, cle, bilan, pieces)
    ramassage.retenir()
    return bilan
