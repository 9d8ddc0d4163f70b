"""Expliquer un point : de l'exigence à la conclusion, chaque maillon avec l'endroit où il est écrit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli.diagnostic.audits import NonConformite, constats_d_un_point
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import Diagnostic, DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint, EvaluationSituee, Juge
from qualicli.diagnostic.points import NonApplicable
from qualicli.diagnostic.preuves import Examen
from qualicli.modeles.ecoute import Indicateur
from qualicli.modeles.referentiel import Feuille, Referentiel
from qualicli.modeles.suivi import Action


@dataclass(frozen=True, slots=True)
class ExplicationPoint:
    """Tout ce qui fonde l'état d'un point à la date."""

    etat: EtatPoint
    compte: bool
    evaluations: tuple[EvaluationSituee, ...]
    preuves: tuple[Examen, ...]
    preuves_ailleurs: tuple[Examen, ...]
    indicateurs: tuple[Indicateur, ...]
    actions: tuple[Action, ...]
    constats: tuple[NonConformite, ...]
    ecarts: tuple[Ecart, ...]


@dataclass(frozen=True, slots=True)
class Explication:
    """Une exigence, où elle s'applique et où non, et l'explication de chacun de ses points."""

    referentiel: Referentiel
    feuille: Feuille
    points: tuple[ExplicationPoint, ...]
    exclusions: tuple[NonApplicable, ...]
    module_choisi: bool


def expliquer(diagnostic: Diagnostic, referentiel: str, code: str) -> Iterator[Explication]:
    """Explique chaque exigence que désigne un code d'un référentiel du périmètre."""
    juge = Juge(diagnostic.dossier, diagnostic.au, diagnostic.inventaire)
    for resultat in diagnostic.referentiels:
        if resultat.referentiel.id == referentiel:
            for feuille in resultat.referentiel.feuilles_de(code):
                yield _expliquer(diagnostic, juge, resultat, feuille)


def _expliquer(diagnostic: Diagnostic, juge: Juge, resultat: DiagnosticReferentiel, feuille: Feuille) -> Explication:
    hors = [e for h in resultat.hors_label for e in h.etats]
    points = tuple(
        _point(diagnostic, juge, resultat, etat) for etat in (*resultat.etats, *hors) if etat.point.feuille == feuille
    )
    perimetre = next(p for p in diagnostic.dossier.demarche.perimetre if p.referentiel == resultat.referentiel.id)
    exclusions = tuple(n for n in resultat.non_applicables if n.feuille == feuille)
    return Explication(resultat.referentiel, feuille, points, exclusions, feuille.module.code in perimetre.modules)


def _point(diagnostic: Diagnostic, juge: Juge, resultat: DiagnosticReferentiel, etat: EtatPoint) -> ExplicationPoint:
    point, dossier = etat.point, diagnostic.dossier
    codes = (point.feuille.code, point.feuille.engagement.code)
    return ExplicationPoint(
        etat,
        point.compte,
        tuple(sorted(juge.evaluations.du_point(point), key=_chronologie)),
        tuple(juge.preuves.candidates(point)),
        tuple(juge.preuves.ailleurs(point)),
        tuple(juge.mesures.indicateurs(point)),
        tuple(
            action
            for action in dossier.actions.values()
            if any(dossier.reference(r) in ((point.referentiel, c) for c in codes) for r in action.couvre)
            and (not action.sites or point.site in action.sites)
            and (point.service is None or action.service in (None, point.service))
        ),
        tuple(constats_d_un_point(dossier, point, diagnostic.au)),
        tuple(
            e
            for e in resultat.ecarts
            if (e.exigence, e.site or point.site, e.service or point.service)
            == (point.feuille.code, point.site, point.service)
        ),
    )


def _chronologie(situee: EvaluationSituee) -> tuple[date, int]:
    return (situee.evaluation.date.fin, situee.rang)
