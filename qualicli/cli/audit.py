"""Les commandes `audit …`."""

from pathlib import Path
from typing import Annotated

import typer

from qualicli.cli.mesures import FormatChiffres, chiffrer
from qualicli.cli.options import (
    ABlanc,
    Commande,
    Date,
    Dossier,
    Groupe,
    Sortie,
    annoncer,
    choisir,
    ecrire,
    lire_date,
    montrer,
    publier,
    suivre,
)
from qualicli.erreurs import Sortie as CodeSortie

groupe = typer.Typer(
    cls=Groupe,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Préparer un audit, et ce que l'on remet à l'auditeur.",
)
Audit = Annotated[str, typer.Argument(metavar="AUDIT", help="L'identifiant de l'audit : le nom de son fichier.")]


@groupe.command("pret", cls=Commande)
def pret(
    audit: Audit,
    dossier: Dossier = None,
    date: Date = None,
    tout: Annotated[bool, typer.Option("--tout", help="Montrer aussi les pièces des points prêts.")] = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
    sortie: Sortie = None,
) -> None:
    """Prêt ou non : exigence par exigence, ce que l'auditeur verra ce jour-là, ce qui manque, qui le doit et pour quand.

    Sort avec 1 tant que quelque chose reste à reprendre.
    """
    from qualicli.operations.preparer_audit import preparer_audit
    from qualicli.operations.trouver import trouver

    choisir(format_, ("texte", "json"), "--format")
    with suivre() as avancement:
        _, preparation = preparer_audit(trouver(dossier), audit, lire_date(date), avancement)
    if format_ == "json":
        from qualicli.rendus.audits import json_

        publier(json_.rendre(preparation), sortie)
    else:
        from qualicli.rendus.audits import ecran

        montrer(ecran.rendre(preparation, tout), sortie)
    raise typer.Exit(CodeSortie.CONFORME if preparation.est_prete else CodeSortie.ANOMALIES)


@groupe.command("constats", cls=Commande)
def constats(
    dossier: Dossier = None,
    date: Date = None,
    audit: Annotated[list[str] | None, typer.Option("--audit", help="Ne voir que cet audit (répétable).")] = None,
    nature: Annotated[list[str] | None, typer.Option("--nature", help="Ne voir que cette gravité (répétable).")] = None,
    format_: FormatChiffres = "texte",
    sortie: Sortie = None,
) -> None:
    """Ce que les audits ont relevé, de toute gravité : où, où en est chaque constat, et l'action qui y répond.

    Sort avec 1 quand le dossier n'a pas pu être lu en entier.
    """
    from qualicli.operations.relever_constats import calcul
    from qualicli.rendus import constats as rendu

    chiffrer(calcul(audit, nature), rendu, dossier, (date, None, None, None), format_, sortie)


@groupe.command("paquet", cls=Commande)
def paquet(
    audit: Audit,
    dossier: Dossier = None,
    sortie: Annotated[
        Path | None,
        typer.Option("--sortie", "-o", metavar="F.zip|DOSSIER", help="L'archive, ou le dossier neuf, à écrire."),
    ] = None,
    date: Date = None,
    anonyme: Annotated[
        bool, typer.Option("--anonyme", help="Ne nommer personne, et ne joindre que les pièces publiques.")
    ] = False,
    a_blanc: ABlanc = False,
) -> None:
    """Ce que l'on remet à l'auditeur : un sommaire, les pièces dans l'ordre du référentiel, ce qui manque, les empreintes.

    `index.html` s'ouvre sans réseau ; le paquet se vérifie sans qualicli. Mêmes données, même date, mêmes octets.
    """
    from qualicli.erreurs import ErreurUsage
    from qualicli.operations import paquet_audit
    from qualicli.operations.preparer_audit import preparer_audit
    from qualicli.operations.trouver import trouver
    from qualicli.rendus.libelles import poids

    if sortie is None:
        raise ErreurUsage("Il manque -o : où écrire le paquet ?", f"Par exemple : -o {audit}.zip")
    paquet_audit.est_archive(sortie)
    racine = trouver(dossier)
    with suivre() as avancement:
        resultat, preparation = preparer_audit(racine, audit, lire_date(date), avancement)
        compose = paquet_audit.composer(racine, resultat, preparation, anonyme)
    retenues = f", {compose.retenues} non jointes" if compose.retenues else ""
    ecrire(f"{len(compose.elements)} fichiers, {poids(compose.taille)}, dont {compose.copiees} pièces{retenues}.")
    if not a_blanc:
        with suivre() as avancement:
            paquet_audit.ecrire(compose, sortie, avancement)
    annoncer([sortie], a_blanc)


@groupe.command("verifier", cls=Commande)
def verifier(
    fichier: Annotated[Path, typer.Argument(metavar="F.zip", help="Le paquet : l'archive, ou son dossier.")],
) -> None:
    """Le paquet est-il tel qu'il a été remis : chaque fichier là, entier, et rien d'ajouté ? Sort avec 1 sinon."""
    from qualicli import francais
    from qualicli.operations import paquet_audit

    combien, fautes = paquet_audit.verifier(fichier)
    ecrire("\n".join(fautes) or f"{francais.pluriel(combien, 'fichier')}, tous intacts.")
    raise typer.Exit(CodeSortie.ANOMALIES if fautes else CodeSortie.CONFORME)
