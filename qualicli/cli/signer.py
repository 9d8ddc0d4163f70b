"""`qualicli signer` : garder ce qui est signé, tel qu'il l'est."""

from datetime import datetime
from typing import Annotated

import typer

from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir
from qualicli.cli.options import lire_date


def signer(
    quoi: Annotated[
        str,
        typer.Argument(
            metavar="QUOI",
            help="reunion, audit, ou un document : politique, bilan, lettre-mission.",
            show_default=False,
        ),
    ],
    identifiant: Annotated[
        str, typer.Argument(metavar="[ID]", help="La réunion ou l'audit, par son identifiant ; l'année d'un bilan.")
    ] = "",
    par: Annotated[str, typer.Option("--par", metavar="FONCTION", help="La fonction de qui signe.")] = "",
    le: Annotated[
        str | None, typer.Option("--le", metavar="DATE", help="Quand c'est signé ; aujourd'hui par défaut.")
    ] = None,
    rectificatif: Annotated[
        str, typer.Option("--rectificatif", metavar="MOTIF", help="Signer une correction, et dire pourquoi.")
    ] = "",
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Garde dans signatures/ ce qui est signé : « valider » dira ce qui en change ensuite, et « signatures » le montre.

    L'état des actions reste vivant. Une correction est un rectificatif : les deux versions restent. Par exemple :
    qualicli signer reunion copil-2022-03 --par "Secrétaire général" --le 2022-03-15
    """
    from qualicli.operations import signer as operation

    aujourd_hui = datetime.now().astimezone().date()
    quand = lire_date(le, "--le")
    ouvert = ouvrir(dossier, aujourd_hui)
    mener(lambda: operation.signer(ouvert, quoi, identifiant, par, quand, aujourd_hui, rectificatif), a_blanc, oui)
