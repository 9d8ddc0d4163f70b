"""La commande `ecarts`."""

from typing import Annotated

import typer

from qualicli.cli.options import (
    Date,
    Dossier,
    Modules,
    Referentiels,
    Services,
    Sites,
    Sortie,
    choisir,
    filtrer,
    lire_date,
    montrer,
    publier,
    suivre,
)
from qualicli.erreurs import Sortie as CodeSortie

_FORMATS = ("texte", "json", "csv", "markdown")


def ecarts(
    dossier: Dossier = None,
    date: Date = None,
    referentiel: Referentiels = None,
    module: Modules = None,
    site: Sites = None,
    service: Services = None,
    cause: Annotated[list[str] | None, typer.Option("--cause", help="Ne voir que cette cause (répétable).")] = None,
    sans_action: Annotated[bool, typer.Option("--sans-action", help="Ne voir que les écarts sans action.")] = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json, csv ou markdown.")] = "texte",
    sortie: Sortie = None,
) -> None:
    """Tous les écarts à une date : la cause, le fichier et la ligne, qui les doit, l'action qui les couvre."""
    from qualicli.operations.diagnostiquer import diagnostiquer
    from qualicli.operations.trouver import trouver
    from qualicli.rendus.libelles import CAUSES

    choisir(format_, _FORMATS, "--format")
    causes = [choisir(c, list(CAUSES), "--cause") for c in cause or ()]
    racine, au = trouver(dossier), lire_date(date)
    filtres = filtrer(referentiel, module, site, service)
    with suivre() as avancement:
        resultat = diagnostiquer(racine, au, filtres, avancement=avancement)
    liste = resultat.ecarts(causes, sans_action)
    if format_ == "texte":
        from qualicli.rendus.diagnostic import console

        montrer(console.rendre_ecarts(resultat, liste), sortie)
    elif format_ == "json":
        from qualicli.rendus.diagnostic import json_

        publier(json_.rendre_ecarts(resultat, liste), sortie)
    else:
        from qualicli.rendus.diagnostic import tableaux

        rendu = tableaux.csv_ecarts if format_ == "csv" else tableaux.markdown_ecarts
        publier(rendu(resultat, liste), sortie, format_ == "csv")
    raise typer.Exit(CodeSortie.CONFORME if resultat.est_conforme() else CodeSortie.ANOMALIES)
