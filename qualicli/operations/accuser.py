"""Écrire l'accusé d'un import, dans le format que dit le nom du fichier."""

from pathlib import Path

from qualicli import francais
from qualicli.depot.ecriture import ecrire_fichier
from qualicli.erreurs import ErreurUsage
from qualicli.operations.importer import Import
from qualicli.rendus.accuse import accuser
from qualicli.rendus.formats.registre import FORMATS, mettre_en_forme


def format_d_accuse(chemin: Path) -> str:
    """Le format d'un accusé, d'après son nom ; refuse, avant tout import, celui que l'on ne sait pas écrire."""
    nom = chemin.suffix.lower().removeprefix(".")
    if nom not in FORMATS:
        formats = francais.liste((f".{f}" for f in FORMATS), "ou")
        raise ErreurUsage(f"« {chemin} » n'est pas un nom d'accusé.", f"Terminez-le par {formats}.")
    return nom


def poser_accuse(prepare: Import, chemin: Path, ecrit: bool) -> None:
    """Écrit l'accusé ; `ecrit` dit si les changements sont dans le dossier."""
    retour = prepare.retour
    organisme = retour.ouvert.dossier.demarche.organisme.nom
    accuse = accuser(prepare.apercu, retour.noms, organisme, retour.au, ecrit)
    ecrire_fichier(chemin, mettre_en_forme(accuse, format_d_accuse(chemin)))
