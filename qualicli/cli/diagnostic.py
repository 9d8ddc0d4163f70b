"""La commande `diagnostic`."""

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
_DECOUPAGES = ("module", "site", "service", "engagement", "canal")


def diagnostic(
    dossier: Dossier = None,
    date: Date = None,
    par: Annotated[
        list[str] | None,
        typer.Option(
            "--par", metavar="DÉCOUPAGE", help="Découper par module, site, service, engagement ou canal (répétable)."
        ),
    ] = None,
    referentiel: Referentiels = None,
    module: Modules = None,
    site: Sites = None,
    service: Services = None,
    depuis: Annotated[
        str | None,
        typer.Option(
            "--depuis", metavar="DATE", help="Montrer le mouvement depuis une date, ou la fin d'une campagne."
        ),
    ] = None,
    seuil: Annotated[
        int | None,
        typer.Option("--seuil", metavar="%", help="Sortir avec 1 si la réalisation prouvée est sous ce seuil."),
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json, csv ou markdown.")] = "texte",
    sortie: Sortie = None,
) -> None:
    """Où en est la démarche à une date : taux déclaré, prouvé et respecté, verdict, écarts les plus urgents.

    Sort avec 1 quand le dossier a des erreurs, quand un constat d'audit qui bloque le label est ouvert, ou sous le seuil.
    """
    from qualicli.operations.diagnostiquer import diagnostiquer
    from qualicli.operations.trouver import trouver

    choisir(format_, _FORMATS, "--format")
    decoupages = [choisir(d, _DECOUPAGES, "--par") for d in par or ["module"]]
    racine, au = trouver(dossier), lire_date(date)
    filtres = filtrer(referentiel, module, site, service)
    reference = (lire_date(depuis, "--depuis") if depuis.strip("0123456789/-") == "" else depuis) if depuis else None
    with suivre() as avancement:
        resultat = diagnostiquer(racine, au, filtres, reference, avancement)
    if format_ == "texte":
        from qualicli.rendus.diagnostic import console

        montrer(console.rendre(resultat, decoupages), sortie)
    elif format_ == "json":
        from qualicli.rendus.diagnostic import json_

        publier(json_.rendre(resultat), sortie)
    else:
        from qualicli.rendus.diagnostic import tableaux

        rendu = tableaux.csv_taux if format_ == "csv" else tableaux.markdown
        publier(rendu(resultat), sortie, format_ == "csv")
    conforme = resultat.est_conforme(seuil) and not resultat.est_bloque
    raise typer.Exit(CodeSortie.CONFORME if conforme else CodeSortie.ANOMALIES)
