"""La commande `a-faire`."""

from typing import Annotated

import typer

from qualicli.cli.obligations import FORMATS, FormatListe, JusquAu, Qui, regarder
from qualicli.cli.options import Date, Dossier, Modules, Services, Sites, Sortie, choisir, montrer, publier
from qualicli.erreurs import Sortie as CodeSortie


def a_faire(
    dossier: Dossier = None,
    date: Date = None,
    service: Services = None,
    qui: Qui = None,
    jusqu_au: JusquAu = None,
    site: Sites = None,
    module: Modules = None,
    tout: Annotated[bool, typer.Option("--tout", help="Tout montrer, en entier, avec fichier et ligne.")] = False,
    format_: FormatListe = "texte",
    sortie: Sortie = None,
) -> None:
    """Ce qui attend à une date : en retard d'abord, puis cette semaine, ce mois-ci, plus tard ; qui le doit, et pour quand.

    Sort avec 1 quand le dossier n'a pas pu être lu en entier.
    """
    choisir(format_, FORMATS, "--format")
    resultat = regarder(dossier, date, service, qui, jusqu_au, site, module)
    if format_ == "texte":
        from qualicli.rendus.obligations import ecran

        montrer(ecran.rendre(resultat, tout), sortie)
    else:
        from qualicli.rendus.obligations import machines

        rendu = {"json": machines.json_, "csv": machines.csv, "markdown": machines.markdown}[format_]
        publier(rendu(resultat), sortie, format_ == "csv")
    raise typer.Exit(CodeSortie.ANOMALIES if resultat.erreurs else CodeSortie.CONFORME)
