"""Ce que partagent les commandes qui montrent ce qui est dû : leurs filtres, et la lecture du dossier."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.options import lire_date, suivre

if TYPE_CHECKING:
    from pathlib import Path

    from qualicli.diagnostic.obligations.resultat import ResultatObligations

FORMATS = ("texte", "json", "csv", "markdown")
Qui = Annotated[
    str | None,
    typer.Option(
        "--qui", metavar="QUI", help="Ne voir que ce que doit un rôle, une personne, un service, une fonction."
    ),
]
JusquAu = Annotated[
    str | None, typer.Option("--jusqu-au", metavar="DATE", help="Ne voir que ce qui est dû jusqu'à cette date.")
]
FormatListe = Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json, csv ou markdown.")]


def regarder(
    dossier: "Path | None",
    date: str | None,
    service: list[str] | None,
    qui: str | None,
    jusqu_au: str | None,
    site: list[str] | None,
    module: list[str] | None,
) -> "ResultatObligations":
    """Lit le dossier, et n'en garde que ce que les filtres laissent voir."""
    from qualicli.diagnostic.obligations.resultat import FiltresObligations
    from qualicli.operations import echeancier
    from qualicli.operations.trouver import trouver

    borne = lire_date(jusqu_au, "--jusqu-au") if jusqu_au else None
    filtres = FiltresObligations(tuple(service or ()), tuple(site or ()), tuple(module or ()), qui, borne)
    racine, au = trouver(dossier), lire_date(date)
    with suivre() as avancement:
        return echeancier.regarder(racine, au, filtres, avancement)
