"""La commande `expliquer`."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.options import Date, Dossier, Services, Sites, choisir, ecrire, en_couleur, filtrer, lire_date

if TYPE_CHECKING:
    from qualicli.operations.suivre_signatures import SignaturesSuivies


def expliquer(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="RÉFÉRENCE",
            help="référentiel:code, par exemple qual-e-pref:2.1 ; ou ce qui est signé : reunions/copil-2022-03.",
        ),
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
    if not reference[:1].isdecimal() and ":" not in reference:
        from qualicli.operations import suivre_signatures as signatures

        if signatures.nomme_un_signe(reference):
            _montrer_signe(signatures.expliquer_signe(trouver(dossier), reference, lire_date(date)), format_)
            return
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


def _montrer_signe(resultat: "SignaturesSuivies", format_: str) -> None:
    """Les versions signées d'un objet, et ce qui les sépare."""
    from qualicli.cli.options import montrer
    from qualicli.rendus import signatures as rendus

    if format_ == "json":
        ecrire(rendus.json_(resultat.suivies, resultat.au, resultat.nom))
    else:
        montrer(rendus.ecran(resultat.suivies, resultat.au))
