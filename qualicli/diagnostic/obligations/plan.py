"""Le plan d'actions, le rétroplanning, et les décisions à échéance qu'aucune action ne suit."""

from collections.abc import Iterator

from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, acteurs
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.suivi import RevisionEcheance, revision_connue
from qualicli.regles.evenements import etape_de, reunion_de


def actions(regard: Regard) -> Iterator[Obligation]:
    """Chaque action du plan, échéance en vigueur."""
    for action in regard.dossier.actions.values():
        prevue = action.echeance_au(regard.au)
        yield regard.obligation(
            "action",
            f"actions/{action.id}",
            action.intitule,
            action,
            finie=not action.reste_a_faire(regard.au),
            commencee=action.statut == "en_cours",
            etat="abandonnee" if action.statut == "abandonnee" else None,
            chemin=_chemin(regard, action.revisions, "echeance") if prevue else (),
            qui=acteurs(action.responsable),
            services=regard.services_de(action.service, action.responsable),
            sites=action.sites,
            modules=regard.modules_de(action.couvre),
            depuis=action.debut,
            echeance=regard.date_de(prevue),
            revisions=_connues(regard, action.revisions),
        )


def etapes(regard: Regard) -> Iterator[Obligation]:
    """Chaque étape du rétroplanning, sauf celle qu'un audit ou une réunion montre déjà : un évènement n'est dit qu'une fois."""
    ailleurs = {etape.id for a in regard.dossier.audits.values() if (etape := etape_de(regard.contexte, a))}
    for jalon in regard.dossier.jalons.values():
        if jalon.id in ailleurs or reunion_de(regard.contexte, jalon) is not None:
            continue
        instances = [nom for nom, i in regard.dossier.instances.items() if i.type == jalon.type]
        yield regard.obligation(
            "etape",
            f"jalons/{jalon.id}",
            jalon.intitule,
            jalon,
            finie=jalon.est_realise(regard.au),
            chemin=_chemin(regard, jalon.revisions, "date_initiale"),
            qui=() if jalon.externe else regard.referent,
            services=jalon.services,
            sites=jalon.sites,
            instance=instances[0] if len(instances) == 1 else None,
            echeance=regard.jalons.get(jalon.id),
            revisions=_connues(regard, jalon.revisions),
        )


def decisions(regard: Regard) -> Iterator[Obligation]:
    """Les décisions datées qu'aucune action ne suit ; les autres se lisent au plan d'actions."""
    for reunion in regard.dossier.reunions.values():
        for rang, decision in enumerate(reunion.decisions):
            if decision.echeance is not None and decision.action is None:
                yield regard.obligation(
                    "decision",
                    f"reunions/{reunion.id}#{decision.id}",
                    decision.texte,
                    reunion,
                    chemin=("decisions", rang, "echeance"),
                    qui=decision.destinataires,
                    services=regard.services_de(None, *decision.destinataires),
                    instance=reunion.instance,
                    depuis=reunion.date,
                    echeance=regard.date_de(decision.echeance),
                )


def _chemin(regard: Regard, revisions: tuple[RevisionEcheance, ...], initiale: str) -> Chemin:
    rang = revision_connue(revisions, regard.au)
    return (initiale,) if rang is None else ("revisions", rang, "nouvelle")


def _connues(regard: Regard, revisions: tuple[RevisionEcheance, ...]) -> int:
    return sum(r.est_connue(regard.au) for r in revisions)
