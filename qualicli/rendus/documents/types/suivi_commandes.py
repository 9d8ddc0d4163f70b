"""Le suivi des commandes pour le comité de pilotage : qui a répondu, ce qui manque, qui a été relancé."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.tournee import PartDeTournee, Tournee
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demandes import CLASSEUR_ENTIER, ETATS_COMMANDE, dire_chose
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue
from qualicli.rendus.obligations.mots import en_court


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiviCommandes(Vue):
    """Toutes les commandes, un service par ligne."""

    date: str
    attendues: int
    rendues: int
    retards: int
    suivi_des_services: TableauTexte
    commandes: TableauTexte


def composer(contexte: ContexteDocument) -> SuiviCommandes:
    """Compose le suivi à la date du document, la commande la plus récente d'abord."""
    tournees = sorted(contexte.dossier.commandes.values(), key=lambda t: (t.preparee_le, t.id), reverse=True)
    parts = [(t, p) for t in tournees for p in t.services]
    etats = [t.etat_de(p, contexte.au) for t, p in parts]
    colonnes = ("Commande", "Service", "Pour le", "État", "Revenu", "Il manque", "Relances")
    return SuiviCommandes(
        **contexte.tete(),
        titre="Suivi des commandes aux services",
        sous_titre=f"Au {francais.jour(contexte.au)}",
        date=francais.jour(contexte.au),
        attendues=len(parts),
        rendues=sum(p.est_rendue(contexte.au) for _, p in parts),
        retards=etats.count("en_retard"),
        suivi_des_services=TableauTexte(colonnes, tuple(_ligne(contexte, t, p) for t, p in parts)).sans_vides(),
        commandes=_commandes(contexte, tournees),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Une commande à suivre."""
    if not contexte.dossier.commandes:
        yield "aucune commande n'est préparée (commandes/, ou « qualicli commander »)"


def _ligne(contexte: ContexteDocument, tournee: Tournee, part: PartDeTournee) -> tuple[str, ...]:
    etat = ETATS_COMMANDE[tournee.etat_de(part, contexte.au)]
    jours = tournee.jours_de_retard(contexte.au) if etat == ETATS_COMMANDE["en_retard"] else 0
    return (
        tournee.intitule,
        contexte.service(part.service),
        en_court(tournee.retour),
        f"{etat} ({francais.pluriel(jours, 'jour')})" if jours else etat,
        " ; ".join(_revenu(contexte, part, contexte.au)),
        "" if part.est_rendue(contexte.au) else _manque(contexte, part),
        " ; ".join(en_court(r) for r in part.relances if r.est_acquise(contexte.au)),
    )


def _revenu(contexte: ContexteDocument, part: PartDeTournee, au: date) -> Iterator[str]:
    """Chaque retour : son jour, et ce qu'il apporte quand le reste manque encore."""
    for retour in part.retours:
        if retour.le.est_acquise(au):
            choses = ", ".join(dire_chose(contexte, c, en_bref=True) for c in retour.choses)
            yield f"{en_court(retour.le)} : {choses}" if choses else en_court(retour.le)


def _manque(contexte: ContexteDocument, part: PartDeTournee) -> str:
    return " ; ".join(dire_chose(contexte, c, en_bref=True) for c in part.reste(contexte.au)) or CLASSEUR_ENTIER


def _commandes(contexte: ContexteDocument, tournees: list[Tournee]) -> TableauTexte:
    lignes = (
        (
            t.intitule,
            ETATS_COMMANDE[t.etat(contexte.au)],
            t.preparee_le.en_clair(),
            t.partie_le.en_clair() if t.partie_le else "",
            t.close_le.en_clair() if t.close_le else "",
            t.rythme or "",
            t.commentaire or "",
        )
        for t in tournees
    )
    colonnes = ("Commande", "État", "Préparée", "Partie", "Close", "Revient", "Remarque")
    return TableauTexte(colonnes, tuple(lignes)).sans_vides()
