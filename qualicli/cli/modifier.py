"""`qualicli modifier` : une fiche dont une réponse change, par options comme par questions."""

from datetime import datetime
from typing import Annotated

import typer

from qualicli.cli.ajouter import CommandeAjouter
from qualicli.cli.formulaire import TexteDepuis, donnees, repondre, reprise
from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir
from qualicli.cli.options import en_terminal
from qualicli.erreurs import ErreurUsage

OTER = "-"


class CommandeModifier(CommandeAjouter):
    """Les mêmes questions en options que pour ajouter."""


def modifier(
    ctx: typer.Context,
    famille: Annotated[
        str, typer.Argument(metavar="FAMILLE", help="Sa famille, au singulier : preuve, action…", show_default=False)
    ],
    fiche: Annotated[str, typer.Argument(metavar="FICHE", help="Son identifiant ou son titre.", show_default=False)],
    texte_depuis: TexteDepuis = None,
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Change une réponse d'une fiche, et elle seule ; « - » ôte la réponse. Une échéance se repousse, un journal se complète.

    « qualicli modifier FAMILLE --help » montre ses clés. Par exemple : qualicli modifier preuve charte --etat validee
    """
    from qualicli.operations import modifier as operation
    from qualicli.operations.destinations import destination

    au = datetime.now().astimezone().date()
    cible, dites = destination(famille), donnees(ctx, texte_depuis)
    ouvert = ouvrir(dossier, au)
    objet = operation.trouver_fiche(ouvert, cible, fiche)
    reponses = operation.reprendre(ouvert, cible, objet, au)
    if dites:
        repondre(reponses, [d for d in dites if d[1] != OTER])
        for chemin, _ in (d for d in dites if d[1] == OTER):
            reponses.valeurs.pop(chemin, None)
    elif en_terminal():
        reprise(reponses)()
    else:
        raise ErreurUsage(
            "Il manque ce qui change : rien n'est écrit.", f"« qualicli modifier {famille} --help » montre ses clés."
        )
    mener(lambda: operation.modifier(ouvert, objet, reponses), a_blanc, oui, reprise(reponses))
