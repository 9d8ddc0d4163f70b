"""Mesurer : lire le dossier, compter ce qu'il mesure à une date, n'en garder que ce que l'on veut voir. N'écrit rien."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from qualicli.depot.lecture import Avancement
from qualicli.diagnostic.mesures.filtres import FiltresMesures, ResultatMesures
from qualicli.diagnostic.resultat import Filtres
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Gravite
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.operations.diagnostiquer import REGLES_BLOQUANTES, lire, verifier

T = TypeVar("T")


def mesurer(
    racine: Path,
    au: date,
    filtres: FiltresMesures,
    calculer: Callable[[Dossier, date, FiltresMesures], tuple[T, ...]],
    avancement: Avancement | None = None,
) -> ResultatMesures[T]:
    """Les chiffres d'un dossier, tels qu'on le connaissait à une date."""
    lu, _, bilan = lire(racine, au, avancement, REGLES_BLOQUANTES)
    verifier(Filtres(sites=filtres.sites, services=filtres.services), lu)
    if filtres.depuis is not None and filtres.depuis > au:
        raise ErreurUsage("La date de départ est après celle où l'on se place.", "Échangez --depuis et --date.")
    dossier = connu_au(lu, au)
    vus = calculer(dossier, au, filtres)
    return ResultatMesures(racine.resolve().name, au, dossier, filtres, vus, bilan.compte(Gravite.ERREUR))
