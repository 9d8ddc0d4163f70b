"""Suivre le parcours d'un dossier vers le label, à une date. N'écrit rien."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qualicli.depot.lecture import Avancement
from qualicli.depot.parcours import lire_parcours_type
from qualicli.diagnostic.parcours.resultat import ParcoursSuivi
from qualicli.diagnostic.parcours.suivre import suivre
from qualicli.diagnostic.resultat import Filtres, ResultatDiagnostic
from qualicli.operations.diagnostiquer import diagnostiquer


@dataclass(frozen=True)
class ResultatParcours:
    """Le parcours de chaque référentiel, et le diagnostic d'où il vient."""

    resultat: ResultatDiagnostic
    parcours: tuple[ParcoursSuivi, ...]


def suivre_parcours(
    racine: Path, au: date, filtres: Filtres | None = None, avancement: Avancement | None = None
) -> ResultatParcours:
    """Établit le parcours de chaque référentiel du périmètre, ou des seuls que l'on veut voir."""
    resultat = diagnostiquer(racine, au, filtres, avancement=avancement)
    return ResultatParcours(resultat, suivre(resultat.diagnostic, lire_parcours_type()))
