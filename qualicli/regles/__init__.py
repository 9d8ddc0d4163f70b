"""Les contrôles : des fonctions pures, inscrites dans un registre que l'on lit d'un coup d'œil."""

from qualicli.regles import lecture, references
from qualicli.regles.contexte import Contexte, Regle, appliquer

REGLES: tuple[Regle, ...] = (*lecture.REGLES, *references.REGLES)
PAR_CODE = {regle.code: regle for regle in REGLES}

__all__ = ["PAR_CODE", "REGLES", "Contexte", "Regle", "appliquer"]
