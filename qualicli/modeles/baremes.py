"""L'échelle qui gradue un constat, et la réévaluation qui ferme sa boucle."""

import datetime
from collections.abc import Iterator

from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.constats import COMMUN, BaremeConstats
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.suivi import Evaluation


def bareme_du(referentiel: Referentiel | None) -> BaremeConstats:
    """L'échelle d'un référentiel."""
    return (referentiel.constats if referentiel else None) or COMMUN


def bareme_de(dossier: Dossier, audit: Audit, constat: Constat | None = None) -> BaremeConstats:
    """L'échelle d'un constat, ou d'un audit : celle de l'exigence visée, sinon du référentiel audité."""
    vise = dossier.reference(constat.exigence)[0] if constat and constat.exigence else ""
    return bareme_du(dossier.referentiels.get(vise or audit.referentiel or dossier.referentiel_unique or ""))


def reevaluations(dossier: Dossier, constat: Constat, au: datetime.date) -> Iterator[Evaluation]:
    """Les évaluations de l'exigence d'un constat, portées le jour de sa levée ou après, et acquises à cette date."""
    leve = constat.levee_le
    if leve is None or constat.exigence is None:
        return
    nom, code = dossier.reference(constat.exigence)
    referentiel = dossier.referentiels.get(nom)
    codes = {code, *(f.code for f in (referentiel.feuilles_de(code) if referentiel else ()))}
    for suivi in dossier.engagements.values():
        for evaluation in suivi.evaluations if suivi.referentiel == nom else ():
            vise = evaluation.exigence in codes and constat.site in (None, evaluation.site or constat.site)
            sien = constat.service is None or evaluation.service in (None, constat.service)
            if vise and sien and evaluation.date.est_acquise(au) and not evaluation.date.precede(leve):
                yield evaluation


def est_reevalue(dossier: Dossier, constat: Constat, au: datetime.date) -> bool:
    """Vrai quand l'exigence d'un constat levé a été évaluée depuis, ou quand il n'en vise aucune."""
    return constat.exigence is None or next(reevaluations(dossier, constat, au), None) is not None
