"""Ce que les audits ont relevé, toutes natures, et où en est chaque constat."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.baremes import bareme_de, est_reevalue
from qualicli.modeles.constats import GradeConstat
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.temps.dates import DateImprecise

EtatConstat = Literal["ouvert", "leve", "verifie", "releve"]


@dataclass(frozen=True, slots=True)
class ConstatSuivi:
    """Un constat à une date : sa gravité d'alors, et où il en est.

    `etat` : ouvert tant qu'il appelle une suite, levé, vérifié une fois la levée contrôlée ; relevé quand il n'appelle rien.
    """

    audit: Audit
    quand: DateImprecise  # la date de l'audit
    constat: Constat
    grade: GradeConstat
    etat: EtatConstat
    est_reevalue: bool


def suivre_constats(
    dossier: Dossier, au: date, audits: tuple[str, ...] = (), natures: tuple[str, ...] = ()
) -> tuple[ConstatSuivi, ...]:
    """Les constats des audits passés, du premier au dernier ; d'un audit, dans l'ordre de son rapport."""
    passes = sorted(_passes(dossier, au), key=lambda p: (p[0], p[1].id))
    suivis = (s for quand, a in passes if not audits or a.id in audits for s in _suivre(dossier, a, quand, au))
    return tuple(s for s in suivis if not natures or s.grade.code in natures)


def _passes(dossier: Dossier, au: date) -> Iterator[tuple[DateImprecise, Audit]]:
    jalons = dossier.dates_jalons(au)
    for audit in dossier.audits.values():
        quand = audit.date.resoudre(jalons) if audit.date else None
        if quand is not None and quand.est_acquise(au):
            yield quand, audit


def natures_connues(dossier: Dossier) -> dict[str, str]:
    """Les grades des échelles que le dossier emploie, et leur nom."""
    baremes = [bareme_de(dossier, a, c) for a in dossier.audits.values() for c in a.constats]
    return {g.code: g.nom for b in baremes for g in b.echelle}


def _suivre(dossier: Dossier, audit: Audit, quand: DateImprecise, au: date) -> Iterator[ConstatSuivi]:
    for _, constat in audit.constats_au(au):
        bareme, code = bareme_de(dossier, audit, constat), constat.nature_au(au)
        grade = bareme.grade(code) or GradeConstat(code=code, nom=bareme.nom(code))
        etat: EtatConstat = "ouvert" if code in bareme.a_corriger else "releve"
        if constat.est_leve(au):
            etat = "verifie" if constat.est_verifie(au) else "leve"
        yield ConstatSuivi(
            audit, quand, constat, grade, etat, constat.est_leve(au) and est_reevalue(dossier, constat, au)
        )
