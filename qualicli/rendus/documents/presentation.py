"""Ce qu'un point peut présenter : chaque bloc se trouve par son nom, et ne se calcule que si un gabarit le demande."""

from importlib import import_module

from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.reunion import Presentation, Reunion
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import Differe

PRESENTABLES: tuple[str, ...] = valeurs_admises(Presentation)


def trouver_bloc(nom: str) -> BlocDocument[VueBloc]:
    """Le bloc de ce nom : celui du module `blocs.<nom>`."""
    bloc: BlocDocument[VueBloc] = import_module(f"qualicli.rendus.documents.blocs.{nom}").BLOC
    return bloc


def differer_blocs(contexte: ContexteDocument, reunion: Reunion) -> dict[str, Differe]:
    """Tous les noms que les blocs donnent aux gabarits d'une réunion, sans rien calculer encore."""
    valeurs: dict[str, Differe] = {}
    for nom in PRESENTABLES:
        valeurs = trouver_bloc(nom).differer(contexte, reunion) | valeurs
    return valeurs
