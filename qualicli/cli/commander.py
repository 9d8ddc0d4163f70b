"""`qualicli commander`, `qualicli commande …` et `qualicli relancer` : demander aux services, suivre ce qui revient."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir
from qualicli.cli.options import Commande, Date, Groupe, choisir, lire_date

SortieDossier = Annotated[
    Path | None, typer.Option("--sortie", "-o", metavar="SORTIE", help="Le dossier où poser ce qu'il y a à envoyer.")
]
Liste = list[str] | None
Qui = Annotated[Liste, typer.Option("--service", help="Le service à qui l'on demande (répétable).")]
Tous = Annotated[bool, typer.Option("--tous", help="Tous les services qui ont quelque chose à rendre.")]
Retour = Annotated[str | None, typer.Option("--retour", metavar="DATE", help="À rendre pour cette date.")]
Intitule = Annotated[str, typer.Option("--intitule", metavar="TEXTE", help="Le nom de la commande.")]
Message = Annotated[str, typer.Option("--message", metavar="TEXTE", help="Ce que l'on dit en tête de la lettre.")]
Rythme = Annotated[
    str, typer.Option("--rythme", metavar="TEXTE", help="Tous les combien elle se répète : « chaque semestre ».")
]
Audit = Annotated[str | None, typer.Option("--audit", metavar="ID", help="Demander les suites d'un audit.")]
Reunion = Annotated[str | None, typer.Option("--reunion", metavar="ID", help="Demander les suites d'une réunion.")]
Exigence = Annotated[Liste, typer.Option("--exigence", metavar="REF", help="Une exigence (répétable).")]
Piece = Annotated[Liste, typer.Option("--piece", metavar="ID", help="Un document (répétable).")]
Action = Annotated[Liste, typer.Option("--action", metavar="ID", help="Une action (répétable).")]
Mesure = Annotated[Liste, typer.Option("--mesure", metavar="ID", help="Un indicateur (répétable).")]
Autre = Annotated[Liste, typer.Option("--demande", metavar="TEXTE", help="Autre chose, en toutes lettres (répétable).")]
Nom = Annotated[str, typer.Option("--id", metavar="ID", help="L'identifiant ; sinon tiré du nom.")]
Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="Le format de la lettre : docx, odt, pdf, html ou md.")
]


def commander(
    service: Qui = None,
    tous: Tous = False,
    sortie: SortieDossier = None,
    retour: Retour = None,
    intitule: Intitule = "",
    message: Message = "",
    rythme: Rythme = "",
    audit: Audit = None,
    reunion: Reunion = None,
    exigence: Exigence = None,
    piece: Piece = None,
    action: Action = None,
    mesure: Mesure = None,
    demande: Autre = None,
    identifiant: Nom = "",
    format_: Format = "docx",
    date: Date = None,
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Prépare une commande : par service, son classeur, sa lettre, un message prêt à envoyer et son agenda.

    Sans --audit, --reunion ni demande à la main, chacun se voit demander ses écarts. Rien n'est envoyé. Par exemple :
    qualicli commander --tous --retour 2022-04-15 -o envois
    """
    from qualicli.erreurs import ErreurUsage
    from qualicli.operations import commander as operation
    from qualicli.operations.choses_a_demander import Sujet
    from qualicli.rendus.formats.registre import FORMATS

    if tous == bool(service):
        raise ErreurUsage("À qui commander ?", "Donnez --service ID, répétable, ou --tous.")
    if sortie is None or retour is None:
        manque, exemple = ("-o", "-o envois") if sortie is None else ("--retour", "--retour 2022-04-15")
        raise ErreurUsage(f"Il manque l'option {manque}.", f"Par exemple : {exemple}.")
    choses = {"exigences": exigence, "pieces": piece, "actions": action, "mesures": mesure, "demandes": demande}
    a_la_main: Any = tuple((genre, v) for genre, valeurs in choses.items() for v in valeurs or ())
    sujet, pour, forme = Sujet(a_la_main, audit, reunion), lire_date(retour, "--retour"), list(FORMATS)
    voulue = operation.CommandeVoulue(sortie, pour, tuple(service or ()), tous, sujet, intitule, identifiant, message)
    voulue = replace(voulue, rythme=rythme, format=choisir(format_, forme, "--format"))
    au = lire_date(date)
    ouvert = ouvrir(dossier, au)
    mener(lambda: operation.commander(ouvert, voulue, au), a_blanc, oui)


groupe = typer.Typer(
    cls=Groupe, rich_markup_mode=None, no_args_is_help=True, help="Suivre une commande passée aux services."
)
Id = Annotated[
    str, typer.Argument(metavar="ID", help="La commande : son identifiant ou son titre.", show_default=False)
]
Le = Annotated[str | None, typer.Option("--le", metavar="DATE", help="Quand ; aujourd'hui par défaut.")]


@groupe.command("partie", cls=Commande)
def partie(commande: Id, le: Le = None, dossier: Racine = None, a_blanc: ABlanc = False, oui: Oui = False) -> None:
    """Dit qu'une commande est partie : vous l'avez envoyée, l'outil n'envoie rien."""
    from qualicli.operations import suivre_commandes as operation

    au = lire_date(le, "--le")
    ouvert = ouvrir(dossier, au)
    mener(lambda: operation.partie(ouvert, commande, au), a_blanc, oui)


@groupe.command("rendue", cls=Commande)
def rendue(
    commande: Id,
    service: Annotated[str | None, typer.Option("--service", metavar="ID", help="Le service qui a répondu.")] = None,
    reste: Annotated[
        Liste, typer.Option("--sauf", metavar="QUOI", help="Ce qui manque encore : code ou identifiant (répétable).")
    ] = None,
    le: Le = None,
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Note une réponse revenue hors des classeurs : papier, téléphone, message."""
    from qualicli.operations import suivre_commandes as operation

    au = lire_date(le, "--le")
    ouvert = ouvrir(dossier, au)
    mener(lambda: operation.rendue(ouvert, commande, service, tuple(reste or ()), au), a_blanc, oui)


@groupe.command("close", cls=Commande)
def close(commande: Id, le: Le = None, dossier: Racine = None, a_blanc: ABlanc = False, oui: Oui = False) -> None:
    """Clôt une commande : plus rien n'en est attendu, ni rappelé."""
    from qualicli.operations import suivre_commandes as operation

    au = lire_date(le, "--le")
    ouvert = ouvrir(dossier, au)
    mener(lambda: operation.close(ouvert, commande, au), a_blanc, oui)


def relancer(
    sortie: SortieDossier = None, date: Date = None, dossier: Racine = None, a_blanc: ABlanc = False, oui: Oui = False
) -> None:
    """Prépare un rappel pour qui est en retard, et pour lui seul : ce qui manque encore, en un message par destinataire.

    Le ton suit le rang du rappel. Un jour chômé, les rappels sont datés du jour ouvré suivant. Rien n'est envoyé.
    """
    from qualicli.erreurs import ErreurUsage
    from qualicli.operations import relancer as operation

    if sortie is None:
        raise ErreurUsage("Il manque l'option -o.", "Par exemple : -o rappels.")
    au = lire_date(date)
    ouvert = ouvrir(dossier, au)
    mener(lambda: operation.relancer(ouvert, sortie, au), a_blanc, oui)
