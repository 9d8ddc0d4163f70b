"""La commande `parcours`."""

from pathlib import Path
from typing import Annotated

import typer

from qualicli.cli.options import Date, Dossier, Referentiels, Sortie, choisir, lire_date, montrer, publier, suivre
from qualicli.erreurs import ErreurUsage
from qualicli.erreurs import Sortie as CodeSortie


def parcours(
    dossier: Dossier = None,
    dossier_nomme: Annotated[
        Path | None, typer.Option("--dossier", metavar="DOSSIER", help="Le dossier, comme en dernier argument.")
    ] = None,
    date: Date = None,
    referentiel: Referentiels = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json ou markdown.")] = "texte",
    sortie: Sortie = None,
) -> None:
    """Les étapes vers le label à une date, où en est chacune et pourquoi, et les trois prochains gestes."""
    from qualicli.diagnostic.resultat import Filtres
    from qualicli.operations.suivre_parcours import suivre_parcours
    from qualicli.operations.trouver import trouver
    from qualicli.rendus import parcours as rendus

    choisir(format_, ("texte", "json", "markdown"), "--format")
    if dossier is not None and dossier_nomme is not None:
        raise ErreurUsage("Le dossier est donné deux fois.", "Gardez l'argument, ou --dossier.")
    choisi = dossier or dossier_nomme
    racine, au = trouver(choisi), lire_date(date)
    with suivre() as avancement:
        etabli = suivre_parcours(racine, au, Filtres(tuple(referentiel or ())), avancement)
    commandes = rendus.Commandes(choisi, au if date else None)
    if format_ == "texte":
        montrer(rendus.rendre(etabli.resultat, etabli.parcours, commandes), sortie)
    else:
        rendu = rendus.json if format_ == "json" else rendus.markdown
        publier(rendu(etabli.resultat, etabli.parcours, commandes), sortie)
    raise typer.Exit(CodeSortie.CONFORME if etabli.resultat.est_conforme() else CodeSortie.ANOMALIES)
