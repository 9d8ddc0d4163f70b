"""La commande `parcours`."""

from typing import Annotated

import typer

from qualicli.cli.options import (
    Date,
    Dossier,
    Referentiels,
    Sortie,
    choisir,
    filtrer,
    lire_date,
    montrer,
    publier,
    suivre,
)
from qualicli.erreurs import Sortie as CodeSortie


def parcours(
    dossier: Dossier = None,
    date: Date = None,
    referentiel: Referentiels = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json ou markdown.")] = "texte",
    sortie: Sortie = None,
) -> None:
    """Les étapes vers le label à une date, où en est chacune et pourquoi, et les trois prochains gestes."""
    from qualicli.operations.suivre_parcours import suivre_parcours
    from qualicli.operations.trouver import trouver
    from qualicli.rendus import parcours as rendus

    choisir(format_, ("texte", "json", "markdown"), "--format")
    racine, au = trouver(dossier), lire_date(date)
    with suivre() as avancement:
        etabli = suivre_parcours(racine, au, filtrer(referentiel), avancement)
    commandes = rendus.Commandes(dossier, au if date else None)
    if format_ == "texte":
        montrer(rendus.rendre(etabli.resultat, etabli.parcours, commandes), sortie)
    else:
        rendu = rendus.json if format_ == "json" else rendus.markdown
        publier(rendu(etabli.resultat, etabli.parcours, commandes), sortie)
    raise typer.Exit(CodeSortie.CONFORME if etabli.resultat.est_conforme() else CodeSortie.ANOMALIES)
