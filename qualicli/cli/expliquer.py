"""La commande `expliquer`."""

from typing import Annotated

import typer

from qualicli.cli.options import Date, Dossier, Services, Sites, choisir, ecrire, en_couleur, filtrer, lire_date


def expliquer(
    reference: Annotated[
        str, typer.Argument(metavar="RÉFÉRENCE", help="référentiel:code, par exemple qual-e-pref:2.1.")
    ],
    dossier: Dossier = None,
    date: Date = None,
    site: Sites = None,
    service: Services = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
) -> None:
    """Pourquoi un point est dans cet état : exigence, évaluations, preuves, mesures, actions, avec fichier et ligne."""
    from qualicli.operations.expliquer import expliquer_reference
    from qualicli.operations.trouver import trouver

    choisir(format_, ("texte", "json"), "--format")
    filtres = filtrer(site=site, service=service)
    resultat = expliquer_reference(trouver(dossier), reference, lire_date(date), filtres)
    diagnostic, situer = resultat.resultat.diagnostic, resultat.resultat.situer
    if format_ == "json":
        from qualicli.rendus.explication import json_

        ecrire(json_.rendre(diagnostic, resultat.explications, situer))
        return
    from qualicli.rendus.ecran import imprimer
    from qualicli.rendus.explication import ecran

    imprimer(ecran.rendre(diagnostic, resultat.explications, situer), en_couleur())
