"""La commande `chercher`."""

from typing import Annotated

import typer

from qualicli.cli.historique import Racine
from qualicli.cli.options import choisir, ecrire, en_couleur, lire_date
from qualicli.erreurs import Sortie


def chercher(
    texte: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXTE", help="Un mot ou plusieurs, sans souci d'accent ni de capitale.", show_default=False
        ),
    ] = None,
    dossier: Racine = None,
    service: Annotated[list[str] | None, typer.Option("--service", help="Ce qui cite ce service (répétable).")] = None,
    exigence: Annotated[
        list[str] | None, typer.Option("--exigence", metavar="RÉFÉRENCE", help="Ce qui porte sur elle (répétable).")
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option("--role", help="Ce qui cite ce rôle, ou qui le tient (répétable).")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="Qui tient le rôle à cette date ; aujourd'hui par défaut."),
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
) -> None:
    """Retrouve des objets par un texte, un service, une exigence ou un rôle, avec leur fichier et leur ligne."""
    from qualicli.operations.chercher import Demandes
    from qualicli.operations.chercher import chercher as operation
    from qualicli.operations.trouver import trouver
    from qualicli.rendus import recherche
    from qualicli.rendus.ecran import imprimer

    choisir(format_, ("texte", "json"), "--format")
    demandes = Demandes(" ".join(texte or ()).strip(), tuple(service or ()), tuple(exigence or ()), tuple(role or ()))
    trouvailles = operation(trouver(dossier), demandes, lire_date(date))
    if format_ == "json":
        ecrire(recherche.json_(trouvailles))
    else:
        imprimer(recherche.rendre(trouvailles, demandes.en_clair), en_couleur())
    raise typer.Exit(Sortie.CONFORME if trouvailles else Sortie.ANOMALIES)
