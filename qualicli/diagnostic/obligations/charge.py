"""Le plan d'actions tel qu'on le suit : ce qui cloche à chaque action, et la charge de chaque service, mois par mois."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.suivi import Action

AlerteAction = Literal["en_retard", "sans_responsable", "sans_echeance", "sans_preuve", "sans_ecart"]
ALERTES: tuple[AlerteAction, ...] = ("en_retard", "sans_responsable", "sans_echeance", "sans_preuve", "sans_ecart")


@dataclass(frozen=True, slots=True)
class LigneDuPlan:
    """Une action, ce qu'elle demande à la date, et ce qui cloche."""

    action: Action
    obligation: Obligation
    alertes: tuple[AlerteAction, ...]


def sans_ecart(diagnostic: Diagnostic) -> frozenset[str]:
    """Les actions ouvertes qui ne couvrent que des points comptés et sans écart, et qu'aucun constat ne demande.

    Tout y est déjà réalisé, prouvé et respecté : l'action sert peut-être encore, mais ne fera avancer aucun taux.
    """
    dossier, au = diagnostic.dossier, diagnostic.au
    comptes = {(r.referentiel.id, e.point.feuille.code) for r in diagnostic.referentiels for e in r.etats}
    ouverts = {(e.referentiel, e.exigence) for r in diagnostic.referentiels for e in r.ecarts}
    attendues = {c.action for a in dossier.audits.values() for _, c in a.constats_au(au) if not c.est_leve(au)}
    inutiles = set()
    for action in dossier.actions.values():
        couverts = {p for texte in action.couvre for p in _points(dossier, texte)}
        if action.est_ouverte_au(au) and couverts and couverts <= comptes and not couverts & ouverts:
            inutiles.add(action.id)
    return frozenset(inutiles - attendues)


def _points(dossier: Dossier, texte: str) -> Iterator[tuple[str, str]]:
    """Ce qu'une référence désigne dans son référentiel, exigence par exigence ; elle-même quand il est inconnu."""
    nom, code = dossier.reference(texte)
    referentiel = dossier.referentiels.get(nom)
    feuilles = referentiel.feuilles_de(code) if referentiel else ()
    yield from ((nom, f.code) for f in feuilles) if feuilles else ((nom, code),)


def plan(
    dossier: Dossier, obligations: Iterable[Obligation], inutiles: Collection[str] = ()
) -> tuple[LigneDuPlan, ...]:
    """Les actions parmi des obligations, dans leur ordre : les plus pressées d'abord ; `inutiles`, d'après `sans_ecart`."""
    siennes = ((o, dossier.actions[o.objet.removeprefix("actions/")]) for o in obligations if o.nature == "action")
    return tuple(LigneDuPlan(action, o, tuple(_alertes(action, o, inutiles))) for o, action in siennes)


def _alertes(action: Action, obligation: Obligation, inutiles: Collection[str]) -> Iterator[AlerteAction]:
    if obligation.etat == "finie" and action.preuve is None:
        yield "sans_preuve"
    if obligation.est_ouverte:
        if obligation.est_en_retard:
            yield "en_retard"
        if action.responsable is None:
            yield "sans_responsable"
        if obligation.echeance is None:
            yield "sans_echeance"
        if action.id in inutiles:
            yield "sans_ecart"


def charge(lignes: Iterable[LigneDuPlan]) -> Mapping[tuple[str | None, str | None], int]:
    """Combien d'actions ouvertes chaque service doit finir chaque mois (« AAAA-MM », rien sans échéance)."""
    comptes: Counter[tuple[str | None, str | None]] = Counter()
    for ligne in lignes:
        if ligne.obligation.est_ouverte:
            echeance = ligne.obligation.echeance
            comptes[ligne.obligation.service, echeance.fin.isoformat()[:7] if echeance else None] += 1
    return dict(sorted(comptes.items(), key=lambda c: (c[0][0] is None, c[0][0] or "", c[0][1] or "9999")))
