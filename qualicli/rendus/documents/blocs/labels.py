"""Les labels obtenus, leurs sites et leur terme."""

from dataclasses import dataclass

from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.labels import labels


@dataclass(frozen=True, slots=True)
class VueLabels(VueBloc):
    """Les labels obtenus."""

    labels: tuple[str, ...]


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueLabels:
    """Compose le bloc à la date de la réunion."""
    return VueLabels(labels(contexte, reunion.date.fin))


BLOC = BlocDocument("les labels obtenus", VueLabels, composer)
