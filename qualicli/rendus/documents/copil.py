"""Le relevé de conclusions d'un comité de pilotage, ou de toute autre réunion du dossier."""

from qualicli.rendus.documents.seance import composer

__all__ = ["composer"]
