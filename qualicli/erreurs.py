"""Les pannes prévues : une racine, une classe par cas. Une faute dans les données n'est pas une panne."""

import errno
from enum import IntEnum

_RAISONS = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ENOENT: "le chemin n'existe pas",
    errno.EEXIST: "ce nom est déjà pris",
    errno.ENOTDIR: "un fichier se trouve là où il faudrait un dossier",
    errno.EISDIR: "c'est un dossier",
    errno.ELOOP: "des liens tournent en rond",
    errno.EIO: "le disque ne répond pas",
}


class Sortie(IntEnum):
    """Code de sortie du programme, tel que le lisent un terminal et l'intégration continue."""

    CONFORME = 0
    ANOMALIES = 1
    USAGE = 2
    PANNE = 3


class ErreurQualicli(Exception):
    """Une panne prévue : un message en français et, quand il existe, un conseil."""

    sortie = Sortie.PANNE
    suite = "Puis recommencez : « {tapee} »."  # la commande suivante, quand le conseil n'en nomme aucune

    def __init__(self, message: str, conseil: str = "", sortie: Sortie | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.conseil = conseil
        if sortie is not None:
            self.sortie = sortie

    def nommer_la_suite(self, tapee: str) -> str:
        """Le conseil, avec la commande à taper ensuite : la sienne, sinon celle que l'on vient de taper, ou son aide."""
        if "« qualicli" in self.conseil:
            return self.conseil
        return f"{self.conseil} {self.suite.format(tapee=tapee)}".strip()


class ErreurUsage(ErreurQualicli):
    """La commande est mal écrite, ou désigne quelque chose qui n'existe pas."""

    sortie = Sortie.USAGE
    suite = "« {tapee} --help » montre l'usage."


class ErreurDossier(ErreurQualicli):
    """Le dossier de la démarche est introuvable ou inutilisable d'un bloc."""

    sortie = Sortie.USAGE
    suite = "« qualicli valider » dit tout ce qui ne va pas."

    def nommer_la_suite(self, tapee: str) -> str:
        """Introuvable, c'est la commande qu'il faut récrire ; inutilisable, c'est le dossier qu'il faut valider."""
        if self.sortie == Sortie.USAGE and "« qualicli" not in self.conseil:
            return f"{self.conseil} {ErreurUsage.suite.format(tapee=tapee)}".strip()
        return super().nommer_la_suite(tapee)


class ErreurEcriture(ErreurQualicli):
    """Ce qui devait être écrit ne peut pas l'être ; rien n'a été changé."""


class ErreurGit(ErreurQualicli):
    """Git manque, ne peut pas répondre, ou refuse ; `cause` le dit sans majuscule, `dit` est ce qu'il a répondu."""

    sortie = Sortie.ANOMALIES

    def __init__(self, cause: str, conseil: str = "", dit: str = "") -> None:
        super().__init__(f"{cause[:1].upper()}{cause[1:]}.", conseil)
        self.cause = cause
        self.dit = dit


class ErreurGabarit(ErreurQualicli):
    """Un gabarit de document est mal écrit ; le message dit le fichier et la ligne."""

    sortie = Sortie.ANOMALIES


def raison(panne: OSError) -> str:
    """Dit en français pourquoi le système refuse."""
    return _RAISONS.get(panne.errno or 0, f"le système répond « {panne.strerror} »")
