"""La commande `signatures`."""

from typing import Annotated

import typer

from qualicli.cli.options import Date, Dossier, Sortie, choisir, lire_date, montrer, publier, suivre
from qualicli.erreurs import Sortie as CodeSortie

FORMATS = ("texte", "json", "csv", "markdown")


def signatures(
    dossier: Dossier = None,
    date: Date = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json, csv ou markdown.")] = "texte",
    sortie: Sortie = None,
) -> None:
    """Ce qui est signé, par quelle fonction et quand, ce qui a été rectifié, et ce qui n'y correspond plus.

    Sort avec 1 quand quelque chose ne correspond plus.
    """
    from qualicli.operations.suivre_signatures import suivre_signatures
    from qualicli.operations.trouver import trouver
    from qualicli.rendus import signatures as rendus

    choisir(format_, FORMATS, "--format")
    with suivre() as avancement:
        resultat = suivre_signatures(trouver(dossier), lire_date(date), avancement)
    if format_ == "texte":
        montrer(rendus.ecran(resultat.suivies, resultat.au), sortie)
    elif format_ == "csv":
        publier(rendus.csv(resultat.suivies), sortie, True)
    else:
        rendre = rendus.json_ if format_ == "json" else rendus.markdown
        publier(rendre(resultat.suivies, resultat.au, resultat.nom), sortie)
    raise typer.Exit(CodeSortie.CONFORME if resultat.est_conforme else CodeSortie.ANOMALIES)
