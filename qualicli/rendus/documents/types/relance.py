"""La relance d'un service : ce qui manque encore de toutes ses commandes en retard, du ton de son rang."""

from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.tournee import PartDeTournee, Tournee
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demandes import GenreDeChoses, destinataire, pour_le, ranger_choses
from qualicli.rendus.documents.socle.vue import Vue

RANG_MAX = 3  # au-delà, le ton ne monte plus


@dataclass(frozen=True, slots=True)
class CommandeEnRetard:
    """Une commande en retard : pour quand elle était, ce qui en est revenu, ce qui manque."""

    titre: str
    service: str
    retour: str
    jours: int
    en_partie: bool
    genres: tuple[GenreDeChoses, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relance(Vue):
    """Ce qu'un destinataire n'a pas encore rendu, toutes commandes réunies."""

    service: str
    rang: int
    retards: tuple[CommandeEnRetard, ...]


def en_retard(contexte: ContexteDocument, service: str) -> list[tuple[Tournee, PartDeTournee]]:
    """Ce qui est en retard chez tous les services qui ont le même destinataire que celui-ci."""
    courriel = destinataire(contexte, service)[1]
    memes = [s for s in contexte.dossier.services if s == service or courriel == destinataire(contexte, s)[1] != ""]
    return [
        (tournee, part)
        for tournee in sorted(contexte.dossier.commandes.values(), key=lambda t: (t.retour, t.id))
        for part in tournee.en_retard(contexte.au)
        if part.service in memes
    ]


def composer(contexte: ContexteDocument, identifiant: str) -> Relance:
    """Compose la relance de qui répond pour un service."""
    siennes = en_retard(contexte, identifiant)
    rang = min(RANG_MAX, 1 + max((p.relances_faites(contexte.au) for _, p in siennes), default=-1))
    nom = contexte.service(identifiant)
    titres = {0: "Aucun retard", 1: "Rappel", 2: "Deuxième rappel", RANG_MAX: "Dernier rappel"}
    return Relance(
        **contexte.tete(),
        titre=titres[rang] + (f" : {siennes[0][0].intitule}" if len({t.id for t, _ in siennes}) == 1 else ""),
        sous_titre=f"À l'attention {francais.du(nom)}",
        service=nom,
        rang=rang,
        retards=tuple(
            CommandeEnRetard(
                tournee.intitule,
                contexte.service(part.service),
                pour_le(tournee.retour),
                tournee.jours_de_retard(contexte.au),
                part.rendu(contexte.au),
                ranger_choses(contexte, part.reste(contexte.au)),
            )
            for tournee, part in siennes
        ),
        signature=contexte.signature(qui=next(iter(contexte.dossier.demarche.suivi_par), None)),
    )
