"""Les commandes `exporter …`."""

from pathlib import Path
from typing import Annotated

import typer

from qualicli.cli.obligations import JusquAu, Qui, regarder
from qualicli.cli.options import (
    ABlanc,
    Commande,
    Date,
    Dossier,
    Groupe,
    Modules,
    Services,
    Sites,
    annoncer,
    choisir,
    ecrire,
    lire_date,
    suivre,
)

groupe = typer.Typer(
    cls=Groupe,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Établir les classeurs que remplissent les services, et les agendas.",
)


@groupe.command("excel", cls=Commande)
def excel(
    dossier: Dossier = None,
    sortie: Annotated[
        Path | None,
        typer.Option(
            "--sortie", "-o", metavar="CHEMIN", help="Le fichier à écrire ; un dossier avec --tous, ou en csv."
        ),
    ] = None,
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Le classeur d'un service (répétable).")
    ] = None,
    tous: Annotated[bool, typer.Option("--tous", help="Un classeur par service.")] = False,
    audit: Annotated[
        str | None, typer.Option("--audit", metavar="AUDIT", help="La grille que l'auditeur remplit, et elle seule.")
    ] = None,
    date: Date = None,
    retour: Annotated[str | None, typer.Option("--retour", metavar="DATE", help="À rendre pour cette date.")] = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="xlsx, ods ou csv ; sinon celui de -o, ou xlsx.")
    ] = None,
    remplacer: Annotated[bool, typer.Option("--remplacer", help="Recouvrir un classeur qui existe déjà.")] = False,
    a_blanc: ABlanc = False,
) -> None:
    """Un classeur à remplir : auto-évaluation, actions, documents, formations, indicateurs, rétroplanning, écarts.

    Sans --service ni --tous, le classeur contient toute la démarche.
    """
    from qualicli import francais
    from qualicli.erreurs import ErreurUsage
    from qualicli.operations.exporter import FORMATS, DemandeExport, exporter, format_de, poser
    from qualicli.operations.trouver import trouver

    if format_ is not None:
        choisir(format_, FORMATS, "--format")
    if tous and service:
        raise ErreurUsage("--tous et --service se contredisent.", "Gardez l'une des deux options.")
    if audit is not None and (tous or service or format_ == "csv"):
        autre = "--tous" if tous else "--service" if service else "--format csv"
        raise ErreurUsage(
            f"--audit et {autre} se contredisent.", "La grille d'un audit est un seul classeur, .xlsx ou .ods."
        )
    if sortie is None:
        raise ErreurUsage("Il manque l'option -o.", "Par exemple : -o classeurs pour --tous, sinon -o service.xlsx.")
    seul = not tous and len(service or ()) < 2 and format_ != "csv"
    choisi = format_de(sortie, format_) if seul else format_ or "xlsx"
    rendre = lire_date(retour, "--retour") if retour else None
    demande = DemandeExport(tuple(service or ()), tous, choisi, rendre, audit=audit or "")
    racine, au = trouver(dossier), lire_date(date)
    with suivre() as avancement:
        export = exporter(racine, au, demande, avancement)
    annoncer(poser(export, sortie, seul, remplacer, a_blanc), a_blanc)
    if export.retour_chome:
        ecrire(f"Le retour demandé {export.retour_chome}.")
    if export.erreurs:
        ecrire(
            f"Le dossier a {francais.pluriel(export.erreurs, 'erreur')} : ce qui est illisible n'est pas dans les classeurs "
            "(« qualicli valider »)."
        )


@groupe.command("agenda", cls=Commande)
def agenda(
    dossier: Dossier = None,
    sortie: Annotated[
        Path | None,
        typer.Option("--sortie", "-o", metavar="CHEMIN", help="Le fichier .ics à écrire ; un dossier avec --tous."),
    ] = None,
    service: Services = None,
    tous: Annotated[bool, typer.Option("--tous", help="Un agenda par service.")] = False,
    qui: Qui = None,
    jusqu_au: JusquAu = None,
    site: Sites = None,
    module: Modules = None,
    date: Date = None,
    nominatif: Annotated[
        bool, typer.Option("--nominatif", help="Nommer les personnes, et non leurs fonctions.")
    ] = False,
    a_blanc: ABlanc = False,
) -> None:
    """Un agenda (.ics) de tout ce qui est dû, pour Thunderbird, Outlook ou un téléphone ; importé de nouveau, il se met à jour.

    Ce qui est fini y est annulé ; une date imprécise y occupe tous ses jours, et son titre la dit en mots.
    """
    from qualicli.erreurs import ErreurUsage
    from qualicli.operations.exporter import poser
    from qualicli.operations.exporter_agenda import exporter_agenda, verifier_sortie

    if tous and service:
        raise ErreurUsage("--tous et --service se contredisent.", "Gardez l'une des deux options.")
    cible = verifier_sortie(sortie, tous)
    resultat = regarder(dossier, date, service, qui, jusqu_au, site, module)
    export = exporter_agenda(resultat, tous, nominatif)
    annoncer(poser(export, cible, not tous, remplacer=True, a_blanc=a_blanc), a_blanc)
    if export.erreurs:
        ecrire("Le dossier n'a pas pu être lu en entier : il manque des dates (« qualicli valider »).")
