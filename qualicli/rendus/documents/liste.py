"""La liste des documents : ce qu'est chacun, ce qu'il lui faut, ce qui manque au dossier ; et ce qu'un point peut montrer."""

from qualicli.rendus.documents.presentation import PRESENTABLES, trouver_bloc
from qualicli.rendus.documents.registre import TYPES
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.ecran import Ecran, paragraphe


def rendre(contexte: ContexteDocument) -> Ecran:
    """L'écran de `rapport --liste`."""
    lignes: Ecran = []
    for type_ in TYPES.values():
        lignes += [
            [(type_.nom, "bold")],
            *paragraphe(type_.titrer(contexte.dossier), "  "),
            *paragraphe(f"Il faut : {type_.besoin(contexte.dossier)}", "  "),
        ]
        for manque in type_.manques(contexte):
            lignes += paragraphe(manque, "  ✗ ", "    ")
    lignes += [[], *paragraphe("Ce qu'un point de l'ordre du jour peut montrer (« presente », dans reunions/) :", "")]
    for nom in PRESENTABLES:
        lignes += paragraphe(f"{nom} : {trouver_bloc(nom).aide}", "  ", "    ")
    return lignes
