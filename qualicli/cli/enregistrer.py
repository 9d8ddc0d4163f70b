"""La commande `enregistrer`."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.historique import REVENIR, Auteur, Oui, Racine, SansEcrire, decider, est_en_terminal
from qualicli.cli.options import choisir, ecrire, en_couleur, lire_date
from qualicli.erreurs import Sortie

if TYPE_CHECKING:
    from qualicli.operations.enregistrer_travail import TravailAEnregistrer


def enregistrer(
    dossier: Racine = None,
    message: Annotated[
        str | None,
        typer.Option("--message", "-m", metavar="TEXTE", help="Ce qui a été fait ; sinon, ce que l'outil en dit."),
    ] = None,
    auteur: Auteur = None,
    commencer: Annotated[
        bool, typer.Option("--commencer", help="Donner un historique au dossier qui n'en a pas encore.")
    ] = False,
    a_blanc: SansEcrire = False,
    oui: Oui = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
) -> None:
    """Garde dans l'historique ce qui a changé depuis la dernière fois, dit en objets, et non en fichiers.

    Seuls les fichiers du dossier sont gardés, jamais ceux que git ignore.
    """
    from qualicli.operations.enregistrer_travail import enregistrer_travail, ouvrir_ou_commencer, preparer_travail
    from qualicli.operations.trouver import trouver
    from qualicli.rendus.partage import json_travail

    en_json = choisir(format_, ("texte", "json"), "--format") == "json"
    racine = trouver(dossier)
    prepare = preparer_travail(ouvrir_ou_commencer(racine, commencer and not a_blanc), lire_date(None))
    if not en_json:
        _montrer(prepare)
    accepte = False
    if prepare.etat.changes:
        titre = message or _proposer(prepare, a_blanc or oui or en_json)
        fautif = f" malgré {len(prepare.erreurs)} erreurs" if len(prepare.erreurs) > 1 else " malgré une erreur"
        question = f"Enregistrer{fautif if prepare.erreurs else ''} ?"
        accepte = decider(question, a_blanc, oui, "enregistrer", en_json)
        if accepte:
            enregistrer_travail(prepare, titre, auteur or "")
    if en_json:
        ecrire(json_travail(prepare.changements, enregistre=accepte, message=message or prepare.resume))
    elif prepare.etat.changes:
        ecrire(f"\nEnregistré. {REVENIR}" if accepte else "\nRien n'est enregistré.")
    raise typer.Exit(Sortie.ANOMALIES if prepare.erreurs else Sortie.CONFORME)


def _montrer(prepare: "TravailAEnregistrer") -> None:
    from qualicli.rendus import partage
    from qualicli.rendus.ecran import imprimer

    if not prepare.etat.changes:
        ecran = [[("Rien n'a changé depuis le dernier enregistrement.", "")]]
    else:
        ecran = partage.titre("Depuis le dernier enregistrement", prepare.changements)
    ecran += partage.ecartes(prepare.etat.ecartes) + partage.fautes(prepare.erreurs, "dans ce qui serait enregistré")
    imprimer(ecran, en_couleur())


def _proposer(prepare: "TravailAEnregistrer", sans_demander: bool) -> str:
    """Le message proposé, que l'on peut remplacer."""
    if sans_demander or not est_en_terminal():
        return prepare.resume
    from qualicli.cli.assistant import demander
    from qualicli.rendus.ecran import aplanir

    return demander("\nMessage, ou entrée pour celui-ci", str, aplanir(prepare.resume))
