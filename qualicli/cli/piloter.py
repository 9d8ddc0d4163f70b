"""`qualicli piloter` : confier un module, ou un engagement, à un service."""

from datetime import datetime
from typing import Annotated

import typer

from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir


def piloter(
    cible: Annotated[str, typer.Argument(metavar="MODULE|ENGAGEMENT", help="Son code : M2, ou 5.", show_default=False)],
    service: Annotated[
        str, typer.Argument(metavar="SERVICE", help="Le service qui le porte : identifiant ou nom.", show_default=False)
    ],
    site: Annotated[
        str | None, typer.Option("--site", metavar="SITE", help="Pour ce site seulement ; sinon, pour tous.")
    ] = None,
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Crée les fiches d'engagement qui manquent à un module, avec leur pilote ; une fiche qui en a un le garde.

    Par exemple : qualicli piloter M1 bureau-accueil, puis qualicli piloter M1 accueil-roanne --site roanne
    """
    from qualicli.operations import piloter as operation

    au = datetime.now().astimezone().date()
    ouvert = ouvrir(dossier, au)
    lu, ou = operation.reponses(ouvert, service, site, au)
    mener(lambda: operation.piloter(ouvert, cible, lu, ou), a_blanc, oui)
