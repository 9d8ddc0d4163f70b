"""Ce que les audits changent : les non-conformités ouvertes, et la date du prochain."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from qualicli.diagnostic.points import PointDeControle
from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.baremes import bareme_du
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.echeances import Echeance


class NonConformite(NamedTuple):
    """Un constat bloquant, l'audit qui l'a relevé, et son rang dans le fichier."""

    audit: Audit
    rang: int
    constat: Constat


def _concerne(dossier: Dossier, audit: Audit, constat: Constat | None, referentiel: Referentiel) -> bool:
    if constat is not None and constat.exigence is not None:
        return bool(code_vise(dossier, constat, referentiel.id))
    return (audit.referentiel or dossier.referentiel_unique or referentiel.id) == referentiel.id


def code_vise(dossier: Dossier, constat: Constat, referentiel: str) -> str:
    """Le code que vise un constat dans un référentiel ; vide s'il n'en vise aucun."""
    vises = (dossier.reference(texte) for texte in (constat.exigence, *constat.vaut_pour) if texte)
    return next((code for nom, code in vises if nom == referentiel), "")


def non_conformites(
    dossier: Dossier, referentiel: Referentiel, au: date, modules: Collection[str]
) -> Iterator[NonConformite]:
    """Les constats qui bloquent le label et ne sont pas levés à cette date, dans les modules comptés.

    L'échelle du référentiel dit ce qui bloque : un grade, ou tant de constats d'un même grade. Une non-conformité bloque
    toujours quand son échelle n'en parle pas : elle n'est jamais tue.
    """
    bareme = bareme_du(referentiel)
    seuls = {g.code for g in bareme.echelle if g.bloque} | set(referentiel.label.bloquants if referentiel.label else ())
    seuls |= set() if bareme.grade("non_conformite") else {"non_conformite"}
    ouverts = list(constats_ouverts(dossier, referentiel, au, modules, seuls | set(bareme.bloque_a)))
    combien = Counter(c.constat.nature_au(au) for c in ouverts)
    seuls |= {code for code, seuil in bareme.bloque_a.items() if combien[code] >= seuil}
    return (c for c in ouverts if c.constat.nature_au(au) in seuls)


def dire_ouvert(referentiel: Referentiel, constat: Constat, au: date) -> str:
    """Ce qu'est un constat bloquant encore ouvert, dans les mots du référentiel."""
    if referentiel.constats is None:
        return "non-conformité ouverte"
    nature = constat.nature_au(au)
    seuil = referentiel.constats.bloque_a.get(nature)
    return f"constat ouvert, {referentiel.constats.nom(nature)}" + (f", {seuil} bloquent le label" if seuil else "")


def constats_ouverts(
    dossier: Dossier, referentiel: Referentiel, au: date, modules: Collection[str], natures: Collection[str]
) -> Iterator[NonConformite]:
    """Les constats de ces natures qui ne sont pas levés à cette date, dans les modules comptés."""
    for audit in dossier.audits.values():
        quand = audit.date.resoudre(dossier.dates_jalons(au))
        if quand is None or not quand.est_acquise(au):
            continue
        for rang, constat in audit.constats_au(au):
            feuilles = referentiel.feuilles_de(code_vise(dossier, constat, referentiel.id))
            compte = not feuilles or feuilles[0].module.code in modules
            retenu = constat.nature_au(au) in natures and not constat.est_leve(au)
            if retenu and compte and _concerne(dossier, audit, constat, referentiel):
                yield NonConformite(audit, rang, constat)


def echeance_du_constat(dossier: Dossier, constat: Constat, au: date) -> Echeance | None:
    """Pour quand un constat est à lever : l'échéance de l'action qui y répond, sinon l'audit auquel il est reporté."""
    action = dossier.actions.get(constat.action or "")
    suivant = dossier.audits.get(constat.reporte_a or "")
    return action.echeance_au(au) if action else suivant.date if suivant else None


def constats_d_un_point(dossier: Dossier, point: PointDeControle, au: date) -> Iterator[NonConformite]:
    """Les constats, de toute nature et levés ou non, qui visent un point à cette date."""
    codes = (point.feuille.code, point.feuille.engagement.code)
    jalons = dossier.dates_jalons(au)
    for audit in dossier.audits.values():
        quand = audit.date.resoudre(jalons)
        for rang, constat in audit.constats_au(au) if quand is not None and quand.est_acquise(au) else ():
            # Un constat fait dans un service vaut pour le point que ce service partage avec d'autres.
            ici = constat.site in (None, point.site) and (
                point.service is None or constat.service in (None, point.service)
            )
            if ici and code_vise(dossier, constat, point.referentiel) in codes:
                yield NonConformite(audit, rang, constat)


def audits_prevus(dossier: Dossier, referentiel: Referentiel, au: date) -> list[tuple[date, Audit]]:
    """Les audits à venir à cette date, ce jour compris, du plus proche au plus lointain, avec leur premier jour possible.

    Un audit prévu au premier semestre reste à venir jusqu'à la fin de juin, dès aujourd'hui s'il a commencé.
    """
    jalons = dossier.dates_jalons(au)
    dates = (
        (max(quand.debut, au), audit)
        for audit in dossier.audits.values()
        if _concerne(dossier, audit, None, referentiel)
        and (quand := audit.date.resoudre(jalons))
        and not quand.est_depassee(au)
    )
    return sorted(dates, key=lambda d: (d[0], d[1].id))


def audits_tenus(dossier: Dossier, referentiel: Referentiel, au: date) -> list[tuple[DateImprecise, Audit]]:
    """Les audits qui ont eu lieu à cette date, du plus ancien au plus récent."""
    jalons = dossier.dates_jalons(au)
    dates = (
        (quand, audit)
        for audit in dossier.audits.values()
        if _concerne(dossier, audit, None, referentiel)
        and (quand := audit.date.resoudre(jalons))
        and quand.est_acquise(au)
    )
    return sorted(dates, key=lambda d: (d[0], d[1].id))


def horizon(dossier: Dossier, referentiel: Referentiel, au: date) -> date:
    """Le jour où les preuves devront encore valoir : celui de l'audit visé, à défaut la fin du délai d'alerte."""
    vise = audit_vise(audits_prevus(dossier, referentiel, au))
    return vise or dossier.demarche.calcul.alerte_caducite.apres(au)


def audit_vise(prevus: list[tuple[date, Audit]]) -> date | None:
    """La date de l'audit que l'on prépare : le premier externe, celui du label, à défaut le premier de tous."""
    externes = [quand for quand, audit in prevus if audit.nature == "externe"]
    return next(iter(externes), prevus[0][0] if prevus else None)


def date_visee(dossier: Dossier, prevus: list[tuple[date, Audit]], au: date) -> DateImprecise | None:
    """La date de cet audit telle qu'elle est connue : un mois n'est pas son premier jour."""
    vise = audit_vise(prevus)
    audit = next((audit for quand, audit in prevus if quand == vise), None)
    return audit.date.resoudre(dossier.dates_jalons(au)) if audit else None
