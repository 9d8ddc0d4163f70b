"""La commande `journal`."""

from typing import Annotated

import typer

from qualicli.cli.options import Dossier, choisir, ecrire, en_couleur, lire_date


def journal(
    dossier: Dossier = None,
    nombre: Annotated[int, typer.Option("--nombre", "-n", metavar="N", help="Combien d'enregistrements montrer.")] = 20,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="Jusqu'à cette date (AAAA-MM-JJ) ; jusqu'à la fin sinon."),
    ] = None,
    depuis: Annotated[str | None, typer.Option("--depuis", metavar="DATE", help="À partir de cette date.")] = None,
    anonyme: Annotated[bool, typer.Option("--anonyme", help="Dire la fonction de chacun, et non son nom.")] = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
) -> None:
    """Qui a fait quoi : les derniers enregistrements, et les objets que chacun a changés."""
    from qualicli.operations.lire_journal import lire_journal
    from qualicli.operations.trouver import trouver
    from qualicli.rendus import partage
    from qualicli.rendus.ecran import imprimer

    choisir(format_, ("texte", "json"), "--format")
    au = None if date is None else lire_date(date)
    debut = None if depuis is None else lire_date(depuis, "--depuis")
    lus = lire_journal(trouver(dossier), max(nombre, 1), au, debut, anonyme)
    lignes = [partage.LigneMontree(e.objet, e.quand, e.qui, e.titre, e.changements, e.est_partage) for e in lus]
    if format_ == "json":
        ecrire(partage.json_journal(lignes))
    elif lignes:
        imprimer(partage.enregistrements(lignes), en_couleur())
    else:
        ecrire("Aucun enregistrement ici : « qualicli enregistrer » en fait un.")
