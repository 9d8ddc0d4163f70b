"""Écrire la grille vide d'un référentiel."""

from pathlib import Path

from qualicli.depot.ecriture import ecrire_fichier
from qualicli.diagnostic.lacunes import Lacunes
from qualicli.echanges.grilles.vierge import FORMATS, composer
from qualicli.erreurs import ErreurUsage


def ecrire_grille(lacunes: Lacunes, sortie: Path) -> None:
    """Écrit la grille que demandent ces lacunes ; n'écrase jamais un fichier, où quelqu'un a peut-être saisi."""
    format_ = sortie.suffix.lower().removeprefix(".")
    if format_ not in FORMATS:
        raise ErreurUsage(f"« {sortie} » n'est pas un nom de grille.", "Terminez-le par .xlsx ou .csv.")
    if not any(lacunes.a_remplir):
        raise ErreurUsage(f"{lacunes.referentiel.nom} n'a aucun élément à compléter.", "Rien n'est écrit.")
    if not lacunes.est_fourni:
        fichier = lacunes.referentiel.fichier
        raise ErreurUsage("Un référentiel propre à un dossier ne s'importe pas d'une grille.", f"Complétez {fichier}.")
    if sortie.exists():
        raise ErreurUsage(f"« {sortie} » existe déjà.", "Donnez un autre nom, ou rangez ce fichier ailleurs.")
    ecrire_fichier(sortie, composer(lacunes, format_))
