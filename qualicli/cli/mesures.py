"""Ce que partagent les commandes qui montrent des chiffres : leurs options, et la façon de les rendre."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualicli.cli.options import choisir, lire_date, montrer, publier, suivre
from qualicli.erreurs import Sortie as CodeSortie

if TYPE_CHECKING:
    from qualicli.diagnostic.mesures.filtres import FiltresMesures
    from qualicli.modeles.dossier import Dossier

FORMATS = ("texte", "json", "csv", "markdown")
FormatChiffres = Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json, csv ou markdown.")]
Depuis = Annotated[
    str | None, typer.Option("--depuis", metavar="DATE", help="Ne voir que ce qui n'était pas fini à cette date.")
]


def chiffrer(
    calculer: "Callable[[Dossier, date, FiltresMesures], tuple[Any, ...]]",
    rendu: Any,
    dossier: Path | None,
    options: tuple[str | None, str | None, list[str] | None, list[str] | None],
    format_: str,
    sortie: Path | None,
) -> None:
    """Calcule, rend, et sort avec 1 quand le dossier n'a pas pu être lu en entier.

    `options` : la date, celle de départ, les sites, les services. `rendu` est un module de `rendus.mesures`.
    """
    from qualicli.diagnostic.mesures.filtres import FiltresMesures
    from qualicli.operations.mesurer import mesurer
    from qualicli.operations.trouver import trouver

    choisir(format_, FORMATS, "--format")
    quand, depuis, site, service = options
    debut = lire_date(depuis, "--depuis") if depuis else None
    filtres = FiltresMesures(debut, tuple(site or ()), tuple(service or ()))
    racine, au = trouver(dossier), lire_date(quand)
    with suivre() as avancement:
        resultat = mesurer(racine, au, filtres, calculer, avancement)
    if format_ == "texte":
        montrer(rendu.ecran(resultat), sortie)
    else:
        rendre = {"json": rendu.json_, "csv": rendu.csv, "markdown": rendu.markdown}[format_]
        publier(rendre(resultat), sortie, format_ == "csv")
    raise typer.Exit(CodeSortie.ANOMALIES if resultat.erreurs else CodeSortie.CONFORME)
