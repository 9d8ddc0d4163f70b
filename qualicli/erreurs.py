"""Les pannes prévues : une racine, une classe par cas. Une faute dans les données n'est pas une panne."""

from enum import IntEnum


class Sortie(IntEnum):
    """Code de sortie du programme, tel que le lisent un terminal et l'intégration continue."""

    CONFORME = 0
    ANOMALIES = 1
    USAGE = 2
    PANNE = 3


class ErreurQualicli(Exception):
    """Une panne prévue : un message en français et, quand il existe, un conseil."""

    sortie = Sortie.PANNE

    def __init__(self, message: str, conseil: str = "", sortie: Sortie | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.conseil = conseil
        if sortie is not None:
            self.sortie = sortie


class ErreurUsage(ErreurQualicli):
    """La commande est mal écrite, ou désigne quelque chose qui n'existe pas."""

    sortie = Sortie.USAGE


class ErreurDossier(ErreurQualicli):
    """Le dossier de la démarche est introuvable ou inutilisable d'un bloc."""

    sortie = Sortie.USAGE


class ErreurEcriture(ErreurQualicli):
    """Ce qui devait être écrit ne peut pas l'être ; rien n'a été changé."""
