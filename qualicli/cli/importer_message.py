"""`qualicli importer message` : un message reçu ou envoyé, classé comme preuve datée."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir
from qualicli.cli.options import lire_date


def message(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER.eml", help="Le message, enregistré au format .eml.")],
    couvre: Annotated[
        list[str] | None, typer.Option("--couvre", metavar="REF", help="L'exigence qu'il prouve (répétable).")
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="ID", help="Le service ; sinon celui de qui écrit ou reçoit.")
    ] = None,
    le: Annotated[str | None, typer.Option("--le", metavar="DATE", help="Sa date, s'il n'en a pas.")] = None,
    intitule: Annotated[str, typer.Option("--intitule", metavar="TEXTE", help="Son titre ; sinon son objet.")] = "",
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Classe un message comme preuve datée : sa fiche ne dit que des fonctions, et le message reste interne.

    Un message qui porte un programme est refusé ; rien de ce qu'il contient n'est exécuté. Par exemple :
    qualicli importer message reponse.eml --couvre 2.1
    """
    from qualicli.operations.importer_message import Classement, importer_message

    quand = lire_date(le, "--le") if le else None
    ouvert = ouvrir(dossier, datetime.now().astimezone().date())
    voulu = Classement(tuple(couvre or ()), service, quand, intitule)
    mener(lambda: importer_message(ouvert, fichier, voulu), a_blanc, oui)
