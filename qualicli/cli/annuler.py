"""La commande `annuler`."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.historique import Auteur, Oui, Racine, SansEcrire, decider
from qualicli.cli.options import choisir, ecrire, en_couleur

if TYPE_CHECKING:
    from qualicli.operations.annuler import Annulation


def annuler(
    dossier: Racine = None,
    tout: Annotated[
        bool, typer.Option("--tout", help="Tout ce qui n'est pas enregistré, même changé hors de qualicli.")
    ] = False,
    auteur: Auteur = None,
    a_blanc: SansEcrire = False,
    oui: Oui = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
) -> None:
    """Défait le dernier geste non enregistré, sinon le dernier enregistrement ; une seconde fois, y revient.

    Ce qui est déjà partagé n'est jamais récrit : un enregistrement inverse s'y ajoute.
    """
    from qualicli.operations.annuler import annuler as operation
    from qualicli.operations.annuler import preparer_annulation
    from qualicli.operations.trouver import trouver
    from qualicli.rendus import partage
    from qualicli.rendus.ecran import imprimer

    en_json = choisir(format_, ("texte", "json"), "--format") == "json"
    annulation = preparer_annulation(trouver(dossier), tout)
    if not en_json:
        imprimer(partage.titre(_titre(annulation), annulation.changements), en_couleur())
    accepte = decider("Annuler ?", a_blanc, oui, "annuler", en_json)
    if accepte:
        operation(annulation, auteur or "")
    if en_json:
        ecrire(partage.json_travail(annulation.changements, annule=accepte, sorte=annulation.sorte))
        return
    ecrire("\nAnnulé. Pour y revenir : « qualicli annuler »." if accepte else "\nRien n'est annulé.")


def _titre(annulation: "Annulation") -> str:
    from qualicli import francais

    if annulation.sorte == "geste":
        return "Annuler le dernier geste, qui n'est pas enregistré"
    if annulation.sorte == "travail" or annulation.annule is None:
        return "Annuler tout ce qui n'est pas enregistré"
    annule = annulation.annule
    quoi = f"{francais.guillemets(annule.titre)} ({annule.auteur}, {francais.jour_court(annule.quand.date())})"
    if annulation.sorte == "retablissement":
        return f"Rétablir l'enregistrement annulé {quoi}"
    comment = "" if annulation.vers else ", déjà partagé, par un enregistrement inverse"
    return f"Annuler l'enregistrement {quoi}{comment}"
