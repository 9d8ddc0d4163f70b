"""L'histoire de la démarche, et celle de son contexte national."""

from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument


def faits_passes(contexte: ContexteDocument, quand: date, externe: bool) -> tuple[str, ...]:
    """Les dates de l'histoire de la démarche, ou du contexte national, jusqu'à une date."""
    passes = (f for f in contexte.dossier.demarche.historique if f.externe == externe and f.date.debut <= quand)
    faits = sorted(passes, key=lambda f: f.date)
    return tuple(f"{f.date.en_clair()} : {francais.enchainer(f.texte)}" for f in faits)


@dataclass(frozen=True, slots=True)
class VueHistorique(VueBloc):
    """Les dates du contexte national, et celles de la démarche."""

    nationales: tuple[str, ...]
    historique: tuple[str, ...]


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueHistorique:
    """Compose le bloc à la date de la réunion."""
    quand = reunion.date.fin
    return VueHistorique(faits_passes(contexte, quand, externe=True), faits_passes(contexte, quand, externe=False))


BLOC = BlocDocument("l'histoire de la démarche et de son contexte national", VueHistorique, composer)
