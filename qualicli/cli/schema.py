"""`qualicli schema` : le format, donné à l'éditeur de texte."""

from pathlib import Path
from typing import Annotated

import typer

from qualicli.cli import options
from qualicli.erreurs import ErreurUsage


def schema(
    nom: Annotated[
        str | None, typer.Argument(metavar="NOM", help="Affiche ce seul schéma, sans rien écrire.", show_default=False)
    ] = None,
    sortie: Annotated[
        Path | None, typer.Option("--sortie", "-o", metavar="DOSSIER", help="Écrit les schémas seuls dans ce dossier.")
    ] = None,
    liste: Annotated[
        bool, typer.Option("--liste", help="Montre les schémas et les fichiers qu'ils décrivent.")
    ] = False,
    a_blanc: options.ABlanc = False,
) -> None:
    """Publie les schémas JSON du format, pour qu'un éditeur complète et signale les fautes pendant la frappe.

    Sans option, les écrit dans le dossier courant de la démarche (.qualicli/schemas) et règle VS Code pour qu'il s'en
    serve (.vscode/settings.json).
    """
    from qualicli.operations import schema as operation

    if (nom is not None) + (sortie is not None) + liste > 1:
        raise ErreurUsage("NOM, --sortie et --liste ne vont pas ensemble.", "Gardez-en un.")
    if liste:
        options.ecrire("\n".join(f"{p.nom:<16} {p.fichiers:<34} {p.contenu}" for p in operation.publications()))
    elif nom is not None:
        options.ecrire(operation.chercher(nom).decode())
    elif sortie is not None:
        ecrits = operation.publier_seuls(sortie, a_blanc)
        if a_blanc:
            options.annoncer((sortie / e for e in ecrits), True)
        else:
            options.ecrire(f"{len(ecrits)} schémas écrits dans {sortie}.")
    else:
        from qualicli.operations.trouver import trouver

        racine = trouver(None)
        ecrits = operation.publier(racine, a_blanc)
        if a_blanc:
            options.annoncer((racine / e for e in ecrits), True)
            return
        ou = f"dans {operation.SCHEMAS}, réglages de l'éditeur dans {operation.REGLAGES}"
        options.ecrire(f"{len(ecrits) - 1} schémas écrits {ou}.\nL'extension « YAML » de Red Hat les applique.")
