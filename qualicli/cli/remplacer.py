"""`qualicli remplacer` : la nouvelle version d'un document, sans toucher à l'ancienne."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.formulaire import CommandeAFormulaire, TexteDepuis, completer, donnees, repondre, reprise
from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir

if TYPE_CHECKING:
    from qualicli.modeles.formulaire import Formulaire


class CommandeRemplacer(CommandeAFormulaire):
    """La commande dont les options sont les clés d'un document."""

    def formulaire(self, arguments: list[str]) -> "Formulaire | None":  # noqa: ARG002
        """Les clés d'une preuve et d'une procédure : l'ancien document dira lesquelles valent."""
        from qualicli.operations.remplacer import clefs

        return clefs()


def remplacer(
    ctx: typer.Context,
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="L'identifiant ou le titre de l'ancien.", show_default=False)
    ],
    fichier: Annotated[
        Path | None, typer.Argument(metavar="[FICHIER]", help="La pièce de la nouvelle version.", show_default=False)
    ] = None,
    identifiant: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="L'identifiant ; sinon celui de l'ancien, et sa version ou sa date."),
    ] = None,
    texte_depuis: TexteDepuis = None,
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Ajoute la nouvelle version d'une preuve ou d'une procédure : sa fiche reprend l'ancienne, qui reste pour le passé.

    --date est celle du nouveau document, aujourd'hui par défaut. Par exemple :
    qualicli remplacer charte-accueil charte-2024.pdf --date 2024-01-15 --version 3 --caducite 2026-01-15
    """
    from qualicli.operations import remplacer as operation
    from qualicli.operations.ajouter import commencer

    au = datetime.now().astimezone().date()
    ouvert = ouvrir(dossier, au)
    ancien = operation.ancien(ouvert, document)
    reponses = commencer(ouvert, operation.destination_de(ancien), au)
    dites = donnees(ctx, texte_depuis)
    reponses.donner("date", au.isoformat())
    repondre(reponses, dites)
    operation.reprendre(ouvert, ancien, reponses)
    completer(reponses, dites, "qualicli remplacer", False)
    mener(
        lambda: operation.remplacer(ouvert, ancien, fichier, reponses, identifiant or ""),
        a_blanc,
        oui,
        reprise(reponses),
    )
