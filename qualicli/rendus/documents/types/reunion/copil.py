"""Le relevé de conclusions d'un comité de pilotage, ou de toute autre réunion du dossier."""

from collections.abc import Iterator

from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.types.reunion.seance import composer, sans_signataire

__all__ = ["composer", "manques"]


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait le dernier relevé complet."""
    yield from sans_signataire(contexte, "copil")
