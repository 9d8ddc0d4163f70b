"""Les audits, ce qui les précède et ce qui les suit : pièces à réunir, rapport, constats à lever."""

from collections.abc import Iterator
from typing import Any

from qualicli import francais
from qualicli.diagnostic.audits import echeance_du_constat
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, acteurs, decaler
from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.baremes import bareme_de, est_reevalue
from qualicli.modeles.constats import COMMUN, BaremeConstats
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.regles.evenements import etape_de


def audits(regard: Regard) -> Iterator[Obligation]:
    """Chaque audit, les pièces à réunir avant, le rapport à recevoir après."""
    for audit in regard.dossier.audits.values():
        quand = regard.date_de(audit.date)
        if quand is None:
            continue
        etape = etape_de(regard.contexte, audit)
        connu = audit.rapport or audit.resultat or audit.rapport_recu_le or audit.constats
        tenu = bool(connu) or (etape.est_realise(regard.au) if etape else quand.est_acquise(regard.au))
        communs: dict[str, Any] = {
            "qui": regard.referent,
            "sites": audit.sites,
            "modules": audit.modules or _tous(regard, audit),
            "revisions": sum(r.est_connue(regard.au) for r in etape.revisions) if etape else 0,
        }
        oral = ", restitué de vive voix le jour même" if audit.restitution_orale else ""
        yield regard.obligation(
            "audit",
            f"audits/{audit.id}",
            audit.intitule + oral,
            audit,
            finie=tenu,
            chemin=("date",),
            echeance=quand,
            **communs,
        )
        yield _pieces(regard, audit, quand, tenu, communs)
        yield from _demandees(regard, audit, quand, tenu, communs)
        if tenu or audit.delai_rapport or quand.est_depassee(regard.au):
            yield regard.obligation(
                "audit",
                f"audits/{audit.id}#rapport",
                f"Recevoir et enregistrer le rapport de {francais.guillemets(audit.intitule)}",
                audit,
                finie=audit.rapport is not None,
                chemin=("delai_rapport",) if audit.delai_rapport else ("date",),
                depuis=quand if tenu else None,
                echeance=decaler(quand, audit.delai_rapport) if audit.delai_rapport else quand,
                **communs,
            )


def _pieces(regard: Regard, audit: Audit, quand: DateImprecise, tenu: bool, communs: dict[str, Any]) -> Obligation:
    """Les pièces qui manquent aux points que l'audit verra ; plus rien n'est à réunir quand chacun est prouvé."""
    manquent = [
        etat
        for resultat in regard.diagnostic.referentiels
        if audit.referentiel in (None, resultat.referentiel.id)
        for etat in resultat.etats
        if etat.statut == "realise"
        and etat.manques
        and (not audit.sites or etat.point.site in audit.sites)
        and (not audit.modules or etat.point.feuille.module.code in audit.modules)
    ]
    combien = francais.pluriel(len(manquent), "point réalisé sans preuve", "points réalisés sans preuve")
    return regard.obligation(
        "audit",
        f"audits/{audit.id}#pieces",
        f"Réunir les pièces de {francais.guillemets(audit.intitule)} ({combien})",
        audit,
        finie=tenu or not manquent,
        chemin=("date",),
        echeance=decaler(quand, regard.dossier.demarche.delais.pieces_audit, -1),
        **communs,
    )


def _demandees(
    regard: Regard, audit: Audit, quand: DateImprecise, tenu: bool, communs: dict[str, Any]
) -> Iterator[Obligation]:
    """Les pièces que l'auditeur a demandées d'avance, une à une, jusqu'à ce qu'elles soient remises."""
    for rang, piece in enumerate(audit.pieces_demandees):
        due = regard.date_de(piece.pour_le) or decaler(quand, regard.dossier.demarche.delais.pieces_audit, -1)
        yield regard.obligation(
            "audit",
            f"audits/{audit.id}#piece-{rang + 1}",
            f"Remettre {francais.guillemets(piece.intitule)} pour {francais.guillemets(audit.intitule)}",
            audit,
            finie=tenu or piece.est_remise(regard.au),
            chemin=("pieces_demandees", rang),
            echeance=due,
            **communs,
        )


def _tous(regard: Regard, audit: Audit) -> tuple[str, ...]:
    """Les modules du périmètre, quand l'audit n'en cite aucun : il les voit tous."""
    suivis = (p for p in regard.dossier.demarche.perimetre if audit.referentiel in (None, p.referentiel))
    return tuple(dict.fromkeys(code for p in suivis for code in p.modules))


def _nommer(bareme: BaremeConstats, nature: str) -> str:
    """Le constat et son grade ; le genre d'un mot propre à un référentiel ne se devine pas."""
    nom = bareme.nom(nature)
    return francais.le(nom) if bareme is COMMUN else f"le constat ({nom})"


def constats(regard: Regard) -> Iterator[Obligation]:
    """Chaque constat à corriger, jusqu'à ce qu'il soit levé ; son échéance est celle de l'action qui y répond."""
    for audit in regard.dossier.audits.values():
        quand = regard.date_de(audit.date)
        for rang, constat in audit.constats_au(regard.au):
            bareme, nature = bareme_de(regard.dossier, audit, constat), constat.nature_au(regard.au)
            if nature not in bareme.a_corriger or quand is None or not quand.est_acquise(regard.au):
                continue
            action = regard.dossier.actions.get(constat.action or "")
            prevue = echeance_du_constat(regard.dossier, constat, regard.au)
            responsable = action.responsable if action else None
            communs: dict[str, Any] = {
                "chemin": ("constats", rang),
                "qui": acteurs(responsable),
                "services": regard.services_de(constat.service, responsable),
                "sites": (constat.site,) if constat.site else (),
                "modules": regard.modules_de([constat.exigence] if constat.exigence else ()),
            }
            yield regard.obligation(
                "constat",
                f"audits/{audit.id}#{constat.id}",
                f"Lever {_nommer(bareme, nature)} : {constat.texte.removesuffix('.')}",
                audit,
                finie=constat.est_leve(regard.au),
                depuis=quand,
                echeance=regard.date_de(prevue),
                revisions=sum(r.est_connue(regard.au) for r in action.revisions) if action else 0,
                **communs,
            )
            if constat.est_leve(regard.au):
                yield from _suites(regard, audit, constat, communs)


def _suites(regard: Regard, audit: Audit, constat: Constat, communs: dict[str, Any]) -> Iterator[Obligation]:
    """Après la levée : la faire vérifier (audit externe), et réévaluer l'exigence."""
    texte, objet = constat.texte.removesuffix("."), f"audits/{audit.id}#{constat.id}"
    if audit.nature == "externe":
        yield regard.obligation(
            "constat",
            f"{objet}/verification",
            f"Faire vérifier la levée du constat : {texte}",
            audit,
            finie=constat.est_verifie(regard.au),
            depuis=constat.levee_le,
            **communs,
        )
    if constat.exigence is not None:
        yield regard.obligation(
            "constat",
            f"{objet}/reevaluation",
            f"Réévaluer {constat.exigence}, corrigé depuis l'audit : {texte}",
            audit,
            finie=est_reevalue(regard.dossier, constat, regard.au),
            depuis=constat.levee_le,
            **communs,
        )
