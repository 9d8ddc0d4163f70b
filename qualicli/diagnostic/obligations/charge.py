"""Le plan d'actions tel qu'on le suit : ce qui cloche à chaque action, et la charge de chaque service, mois par mois."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.suivi import Action

AlerteAction = Literal["en_retard", "sans_responsable", "sans_echeance", "sans_preuve"]
ALERTES: tuple[AlerteAction, ...] = ("en_retard", "sans_responsable", "sans_echeance", "sans_preuve")


@dataclass(frozen=True, slots=True)
class LigneDuPlan:
    """Une action, ce qu'elle demande à la date, et ce qui cloche."""

    action: Action
    obligation: Obligation
    alertes: tuple[AlerteAction, ...]


def plan(dossier: Dossier, obligations: Iterable[Obligation]) -> tuple[LigneDuPlan, ...]:
    """Les actions parmi des obligations, dans leur ordre : les plus pressées d'abord."""
    siennes = ((o, dossier.actions[o.objet.removeprefix("actions/")]) for o in obligations if o.nature == "action")
    return tuple(LigneDuPlan(action, o, tuple(_alertes(action, o))) for o, action in siennes)


def _alertes(action: Action, obligation: Obligation) -> Iterator[AlerteAction]:
    if obligation.etat == "finie" and action.preuve is None:
        yield "sans_preuve"
    if obligation.est_ouverte:
        if obligation.est_en_retard:
            yield "en_retard"
        if action.responsable is None:
            yield "sans_responsable"
        if obligation.echeance is None:
            yield "sans_echeance"


def charge(lignes: Iterable[LigneDuPlan]) -> Mapping[tuple[str | None, str | None], int]:
    """Combien d'actions ouvertes chaque service doit finir chaque mois (« AAAA-MM », rien sans échéance)."""
    comptes: Counter[tuple[str | None, str | None]] = Counter()
    for ligne in lignes:
        if ligne.obligation.est_ouverte:
            echeance = ligne.obligation.echeance
            comptes[ligne.obligation.service, echeance.fin.isoformat()[:7] if echeance else None] += 1
    return dict(sorted(comptes.items(), key=lambda c: (c[0][0] is None, c[0][0] or "", c[0][1] or "9999")))
