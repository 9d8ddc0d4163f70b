"""Écrire un compte rendu là où on le demande."""

from pathlib import Path

from qualicli.depot.ecriture import ecrire_fichier
from qualicli.rendus.ecran import assainir

BOM = "\ufeff"


def ecrire_sortie(chemin: Path, contenu: str | bytes) -> None:
    """Écrit un compte rendu dans un fichier, d'un coup ; à travers un lien, c'est le fichier visé qui est remplacé."""
    if isinstance(contenu, str):
        corps = contenu.removeprefix(BOM)  # la marque qu'attend Excel est la nôtre
        octets = f"{BOM[: len(contenu) - len(corps)]}{assainir(corps)}".encode("utf-8", "replace")
    else:
        octets = contenu
    ecrire_fichier(chemin.resolve() if chemin.is_file() else chemin, octets)
