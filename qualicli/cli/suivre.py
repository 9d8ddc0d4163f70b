"""`qualicli faire` et `qualicli repousser` : où en est une action, ou une étape du rétroplanning."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from qualicli.cli.formulaire import CommandeAFormulaire, Donnee, completer, donnees, repondre, reprise
from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir

if TYPE_CHECKING:
    from qualicli.modeles.formulaire import Formulaire

Suivi: TypeAlias = Annotated[
    str, typer.Argument(metavar="ACTION|JALON", help="Son identifiant ou son titre.", show_default=False)
]


class CommandeRepousser(CommandeAFormulaire):
    """La commande dont les options sont les clés d'une révision d'échéance."""

    def formulaire(self, arguments: list[str]) -> "Formulaire | None":  # noqa: ARG002
        """Le formulaire d'une révision."""
        from qualicli.operations.suivre import FORMULAIRE

        return FORMULAIRE


def faire(
    objet: Suivi,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="Quand elle a été faite ; aujourd'hui par défaut.")
    ] = None,
    preuve: Annotated[
        str | None, typer.Option("--preuve", metavar="ID", help="Le document qui montre qu'elle est faite.")
    ] = None,
    commentaire: Annotated[str | None, typer.Option("--commentaire", metavar="TEXTE", help="Un texte libre.")] = None,
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Dit qu'une action est faite, ou qu'une étape a eu lieu. Par exemple : qualicli faire poser-la-rampe --date 2022-03-14."""
    from qualicli.operations import suivre as operation
    from qualicli.operations.ajouter import commencer
    from qualicli.operations.destinations import destination

    au = datetime.now().astimezone().date()
    ouvert = ouvrir(dossier, au)
    reponses = commencer(ouvert, destination("action"), au)
    dites: list[Donnee] = [("faite_le", date or au.isoformat())]
    dites += [(cle, t) for cle, t in (("preuve", preuve), ("commentaire", commentaire)) if t is not None]
    repondre(reponses, dites)
    mener(lambda: operation.faire(ouvert, objet, reponses), a_blanc, oui)


def repousser(
    ctx: typer.Context,
    objet: Suivi,
    nouvelle: Annotated[
        str, typer.Argument(metavar="DATE", help="La nouvelle échéance : une date, ou jalon:ID.", show_default=False)
    ],
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Repousse une échéance : la première et les suivantes restent, le motif est exigé.

    Par exemple : qualicli repousser poser-la-rampe 2022-06 --motif "Crédits notifiés en avril"
    """
    from qualicli.erreurs import ErreurUsage
    from qualicli.operations import suivre as operation
    from qualicli.operations.reponses import Reponses

    au = datetime.now().astimezone().date()
    ouvert = ouvrir(dossier, au)
    reponses = Reponses(operation.FORMULAIRE, operation.MODELE, ouvert.dossier, au)
    dites: list[Donnee] = [("nouvelle", nouvelle), *donnees(ctx)]
    if not any(cle == "le" for cle, _ in dites):
        dites.append(("le", au.isoformat()))
    operation.action_ou_jalon(ouvert.dossier, objet)
    repondre(reponses, dites)
    completer(reponses, dites, "qualicli repousser", "motif" not in reponses.valeurs)
    if "motif" not in reponses.valeurs:
        raise ErreurUsage("Il manque --motif : rien n'est écrit.", "Repousser ou avancer une échéance se justifie.")
    mener(lambda: operation.repousser(ouvert, objet, reponses), a_blanc, oui, reprise(reponses))
