"""La commande `ecarts`."""

from typing import Annotated

import typer

from qualicli.cli.options import Date, Dossier, Sortie, choisir, en_couleur, lire_date, publier, suivre

_FORMATS = ("texte", "json", "csv", "markdown")


def ecarts(
    dossier: Dossier = None,
    date: Date = None,
    referentiel: Annotated[list[str] | None, typer.Option("--referentiel", help="Ne voir que ce référentiel.")] = None,
    module: Annotated[list[str] | None, typer.Option("--module", help="Ne voir que ce module (répétable).")] = None,
    site: Annotated[list[str] | None, typer.Option("--site", help="Ne voir que ce site (répétable).")] = None,
    service: Annotated[list[str] | None, typer.Option("--service", help="Ne voir que ce service (répétable).")] = None,
    cause: Annotated[list[str] | None, typer.Option("--cause", help="Ne voir que cette cause (répétable).")] = None,
    sans_action: Annotated[bool, typer.Option("--sans-action", help="Ne voir que les écarts sans action.")] = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json, csv ou markdown.")] = "texte",
    sortie: Sortie = None,
) -> None:
    """Tous les écarts à une date : la cause, le fichier et la ligne, qui les doit, l'action qui les couvre."""
    from qualicli.operations.diagnostiquer import Filtres, diagnostiquer
    from qualicli.operations.trouver import trouver
    from qualicli.rendus.libelles import CAUSES

    choisir(format_, _FORMATS, "--format")
    causes = [choisir(c, list(CAUSES), "--cause") for c in cause or ()]
    racine, au = trouver(dossier), lire_date(date)
    filtres = Filtres(tuple(referentiel or ()), tuple(module or ()), tuple(site or ()), tuple(service or ()))
    with suivre() as avancement:
        resultat = diagnostiquer(racine, au, filtres, avancement=avancement)
    diagnostic = resultat.diagnostic
    liste = [
        e
        for r in diagnostic.referentiels
        for e in r.ecarts
        if (not causes or e.cause in causes) and not (sans_action and e.action)
    ]
    if format_ == "json":
        from qualicli.rendus.diagnostic import json_

        publier(json_.rendre_ecarts(diagnostic, liste, racine.resolve().name, resultat.situer), sortie)
    elif format_ in ("csv", "markdown"):
        from qualicli.rendus.diagnostic import tableaux

        publier(
            tableaux.csv_ecarts(diagnostic, liste, resultat.situer)
            if format_ == "csv"
            else "\n".join(tableaux.markdown_ecarts(diagnostic.dossier, liste) or ["Aucun écart."]),
            sortie,
            format_ == "csv",
        )
    else:
        from qualicli.rendus.diagnostic import console
        from qualicli.rendus.ecran import imprimer, texte

        ordre = {f.code: i for r in diagnostic.referentiels for i, f in enumerate(r.referentiel.feuilles)}
        liste.sort(key=lambda e: (e.referentiel, ordre.get(e.exigence, -1), e.site or ""))
        situes = [(e, resultat.situer(e.fichier, e.chemin).ligne) for e in liste]
        ecran = console.rendre_ecarts(diagnostic, situes)
        publier(texte(ecran), sortie) if sortie else imprimer(ecran, en_couleur())
    raise typer.Exit(resultat.sortie(None))
