"""`qualicli evaluer` : une évaluation de plus au journal d'un engagement."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.formulaire import CommandeAFormulaire, completer, donnees, repondre, reprise
from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir
from qualicli.cli.options import en_terminal

if TYPE_CHECKING:
    from qualicli.modeles.formulaire import Formulaire


class CommandeEvaluer(CommandeAFormulaire):
    """La commande dont les options sont les clés d'une évaluation."""

    def formulaire(self, arguments: list[str]) -> "Formulaire | None":  # noqa: ARG002
        """Le formulaire d'une évaluation."""
        from qualicli.operations.evaluer import FORMULAIRE

        return FORMULAIRE


def evaluer(
    ctx: typer.Context,
    reference: Annotated[
        str | None, typer.Argument(metavar="REF", help="L'exigence : 2.1, ou référentiel:2.1.", show_default=False)
    ] = None,
    statut: Annotated[
        str | None,
        typer.Argument(metavar="STATUT", help="realise, partiel, non_realise ou sans_objet.", show_default=False),
    ] = None,
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Ajoute une évaluation au journal, à la date du fait ; les précédentes restent.

    --date est la date du fait, aujourd'hui par défaut. Par exemple :
    qualicli evaluer 2.1 realise --site roanne --date 2022-03-14 --commentaire "Rampe posée"
    """
    from qualicli.operations import evaluer as operation
    from qualicli.operations.reponses import Reponses

    au = datetime.now().astimezone().date()
    ouvert = ouvrir(dossier, au)
    reponses = Reponses(operation.FORMULAIRE, operation.MODELE, ouvert.dossier, au)
    arguments = [("exigence", reference), ("statut", statut)]
    dites = [*((cle, texte) for cle, texte in arguments if texte is not None), *donnees(ctx)]

    def prendre(cle: str, texte: str) -> None:
        operation.citer(reponses, texte) if cle == "exigence" else reponses.donner(cle, texte)

    repondre(reponses, dites, prendre)
    if "date" not in reponses.valeurs and not (en_terminal() and reponses.manquantes()[1:]):
        reponses.donner("date", au.isoformat())
    completer(reponses, dites, "qualicli evaluer", not dites)
    mener(lambda: operation.evaluer(ouvert, reponses), a_blanc, oui, reprise(reponses))
