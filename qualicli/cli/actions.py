"""La commande `actions`."""

from typing import Annotated

import typer

from qualicli.cli.obligations import FORMATS, FormatListe, JusquAu, Qui, regarder
from qualicli.cli.options import Date, Dossier, Modules, Services, Sites, Sortie, choisir, montrer, publier
from qualicli.erreurs import Sortie as CodeSortie


def actions(
    dossier: Dossier = None,
    date: Date = None,
    service: Services = None,
    qui: Qui = None,
    jusqu_au: JusquAu = None,
    site: Sites = None,
    module: Modules = None,
    tout: Annotated[bool, typer.Option("--tout", help="Montrer aussi les actions faites ou abandonnées.")] = False,
    format_: FormatListe = "texte",
    sortie: Sortie = None,
) -> None:
    """Le plan d'actions : en retard, sans responsable, sans échéance, faites sans preuve ; la charge par service et par mois.

    Sort avec 1 quand le dossier n'a pas pu être lu en entier.
    """
    choisir(format_, FORMATS, "--format")
    resultat = regarder(dossier, date, service, qui, jusqu_au, site, module)
    from qualicli.rendus.obligations import plan

    if format_ == "texte":
        montrer(plan.ecran(resultat, tout), sortie)
    else:
        rendu = {"json": plan.json_, "csv": plan.csv, "markdown": plan.markdown}[format_]
        publier(rendu(resultat), sortie, format_ == "csv")
    raise typer.Exit(CodeSortie.ANOMALIES if resultat.erreurs else CodeSortie.CONFORME)
