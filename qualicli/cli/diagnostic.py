"""La commande `diagnostic`."""

from typing import Annotated

import typer

from qualicli.cli.options import Date, Dossier, Sortie, choisir, en_couleur, lire_date, publier, suivre

_FORMATS = ("texte", "json", "csv", "markdown")
_DECOUPAGES = ("module", "site", "service", "engagement")


def diagnostic(
    dossier: Dossier = None,
    date: Date = None,
    par: Annotated[
        list[str] | None,
        typer.Option(
            "--par", metavar="DÉCOUPAGE", help="Découper par module, site, service ou engagement (répétable)."
        ),
    ] = None,
    referentiel: Annotated[list[str] | None, typer.Option("--referentiel", help="Ne voir que ce référentiel.")] = None,
    module: Annotated[list[str] | None, typer.Option("--module", help="Ne voir que ce module (répétable).")] = None,
    site: Annotated[list[str] | None, typer.Option("--site", help="Ne voir que ce site (répétable).")] = None,
    service: Annotated[list[str] | None, typer.Option("--service", help="Ne voir que ce service (répétable).")] = None,
    depuis: Annotated[str | None, typer.Option("--depuis", metavar="DATE", help="Montrer le mouvement depuis.")] = None,
    seuil: Annotated[
        int | None,
        typer.Option("--seuil", metavar="%", help="Sortir avec 1 si la réalisation prouvée est sous ce seuil."),
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json, csv ou markdown.")] = "texte",
    sortie: Sortie = None,
) -> None:
    """Où en est la démarche à une date : taux déclaré, prouvé et respecté, verdict, écarts les plus urgents."""
    from qualicli.operations.diagnostiquer import Filtres, diagnostiquer
    from qualicli.operations.trouver import trouver

    choisir(format_, _FORMATS, "--format")
    decoupages = [choisir(d, _DECOUPAGES, "--par") for d in par or ["module"]]
    racine, au = trouver(dossier), lire_date(date)
    filtres = Filtres(tuple(referentiel or ()), tuple(module or ()), tuple(site or ()), tuple(service or ()))
    reference = lire_date(depuis, "--depuis") if depuis else None
    with suivre() as avancement:
        resultat = diagnostiquer(racine, au, filtres, reference, avancement)
    if format_ == "json":
        from qualicli.rendus.diagnostic import json_

        publier(
            json_.rendre(
                resultat.diagnostic,
                racine.resolve().name,
                resultat.erreurs,
                resultat.situer,
                resultat.depuis,
                resultat.mouvements,
            ),
            sortie,
        )
    elif format_ in ("csv", "markdown"):
        from qualicli.rendus.diagnostic import tableaux

        rendu = tableaux.csv_taux if format_ == "csv" else tableaux.markdown
        publier(rendu(resultat.diagnostic), sortie, format_ == "csv")
    else:
        from qualicli.rendus.diagnostic import console
        from qualicli.rendus.ecran import imprimer, texte

        ecran = console.rendre(
            resultat.diagnostic,
            decoupages,
            resultat.erreurs,
            resultat.depuis,
            resultat.avant,
            resultat.mouvements,
            filtres.en_clair,
        )
        publier(texte(ecran), sortie) if sortie else imprimer(ecran, en_couleur())
    raise typer.Exit(resultat.sortie(seuil))
