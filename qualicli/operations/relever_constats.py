"""Relever les constats des audits d'un dossier : ceux que l'on a choisis, s'ils existent."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from qualicli import francais
from qualicli.diagnostic.constats import ConstatSuivi, natures_connues, suivre_constats
from qualicli.diagnostic.mesures.filtres import FiltresMesures
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.dossier import Dossier


def calcul(
    audits: Iterable[str] | None, natures: Iterable[str] | None
) -> Callable[[Dossier, date, FiltresMesures], tuple[ConstatSuivi, ...]]:
    """Le calcul qu'attend `mesurer` ; il refuse un audit ou une gravité que le dossier n'a pas."""
    voulus, retenues = tuple(audits or ()), tuple(natures or ())

    def calculer(dossier: Dossier, au: date, _filtres: FiltresMesures) -> tuple[ConstatSuivi, ...]:
        _verifier(voulus, dossier.audits, "L'audit", "Audits")
        _verifier(retenues, natures_connues(dossier), "La gravité", "Gravités")
        return suivre_constats(dossier, au, voulus, retenues)

    return calculer


def _verifier(demandes: Iterable[str], connus: Collection[str], quoi: str, lesquels: str) -> None:
    for demande in demandes:
        if demande not in connus:
            proche = francais.plus_proche(demande, connus)
            conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
            inconnu = f"{quoi} « {demande} » est inconnu{francais.e(quoi.partition(' ')[2] or quoi)}."
            raise ErreurUsage(inconnu, f"{conseil}{lesquels} : {', '.join(sorted(connus)) or 'aucun'}.")
