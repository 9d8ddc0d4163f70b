"""La lettre, ou le message, d'une commande : ce que l'on demande à un service, et pour quand."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demandes import GenreDeChoses, derniere_pour, pour_le, ranger_choses
from qualicli.rendus.documents.socle.vue import Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class LettreDeCommande(Vue):
    """Ce que l'on demande à un service."""

    service: str
    commande: str
    message: str
    retour: str
    genres: tuple[GenreDeChoses, ...]
    combien: int


def composer(contexte: ContexteDocument, identifiant: str) -> LettreDeCommande:
    """Compose la lettre d'un service : celle de la commande demandée, à défaut la dernière qui le concerne."""
    trouvee = derniere_pour(contexte, identifiant)
    tournee, part = trouvee or (None, None)
    choses = part.choses if part else ()
    nom = contexte.service(identifiant)
    return LettreDeCommande(
        **contexte.tete(),
        titre=tournee.intitule if tournee else "Aucune commande",
        sous_titre=f"À l'attention {francais.du(nom)}",
        service=nom,
        commande=tournee.intitule if tournee else "",
        message=(tournee.message or "") if tournee else "",
        retour=pour_le(tournee.retour) if tournee else "",
        genres=ranger_choses(contexte, choses),
        combien=len(choses),
        signature=contexte.signature(qui=next(iter(contexte.dossier.demarche.suivi_par), None)),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Une commande à écrire."""
    if not contexte.dossier.commandes:
        yield "aucune commande n'est préparée (commandes/, ou « qualicli commander »)"
