"""Ce que les audits changent : les non-conformités ouvertes, et la date du prochain."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from qualicli.modeles.dossier import Dossier
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.suivi import Audit, Constat


class NonConformite(NamedTuple):
    """Un constat bloquant, l'audit qui l'a relevé, et son rang dans le fichier."""

    audit: Audit
    rang: int
    constat: Constat


def _concerne(dossier: Dossier, audit: Audit, constat: Constat | None, referentiel: Referentiel) -> bool:
    if constat is not None and constat.exigence is not None:
        return dossier.reference(constat.exigence)[0] == referentiel.id
    return (audit.referentiel or dossier.referentiel_unique or referentiel.id) == referentiel.id


def non_conformites(dossier: Dossier, referentiel: Referentiel, au: date) -> Iterator[NonConformite]:
    """Les constats qui bloquent le label et ne sont pas levés à cette date."""
    bloquants = referentiel.label.bloquants if referentiel.label else ()
    for audit in dossier.audits.values():
        quand = audit.date.resoudre(dossier.dates_jalons)
        if quand is None or quand.debut > au:
            continue
        for rang, constat in enumerate(audit.constats):
            leve = constat.levee_le is not None and constat.levee_le.est_acquise(au)
            if constat.nature in bloquants and not leve and _concerne(dossier, audit, constat, referentiel):
                yield NonConformite(audit, rang, constat)


def prochain_audit(dossier: Dossier, referentiel: Referentiel, au: date) -> date | None:
    """Le premier jour du prochain audit prévu à cette date, s'il y en a un."""
    dates = (
        quand.debut
        for audit in dossier.audits.values()
        if _concerne(dossier, audit, None, referentiel) and (quand := audit.date.resoudre(dossier.dates_jalons))
    )
    return min((d for d in dates if d >= au), default=None)
