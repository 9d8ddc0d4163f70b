"""Enregistrer un compte rendu là où on le demande."""

from pathlib import Path

from qualicli.depot.ecriture import ecrire_fichier


def enregistrer(chemin: Path, contenu: str | bytes) -> None:
    """Écrit un compte rendu dans un fichier, d'un coup ; à travers un lien, c'est le fichier visé qui est remplacé."""
    octets = contenu.encode("utf-8", "replace") if isinstance(contenu, str) else contenu
    ecrire_fichier(chemin.resolve() if chemin.is_file() else chemin, octets)
