"""La liste des documents : ce qu'est chacun, ce qu'il lui faut, ce qui manque au dossier pour qu'il soit bon."""

from qualicli.rendus.documents.registre import TYPES
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.ecran import Ecran, paragraphe


def rendre(contexte: ContexteDocument) -> Ecran:
    """L'écran de `rapport --liste`."""
    lignes: Ecran = []
    for type_ in TYPES.values():
        lignes += [
            [(type_.nom, "bold")],
            *paragraphe(type_.titre, "  "),
            *paragraphe(f"Il faut : {type_.besoin}", "  "),
        ]
        for manque in type_.manques(contexte):
            lignes += paragraphe(manque, "  ✗ ", "    ")
    return lignes
