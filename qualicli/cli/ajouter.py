"""`qualicli ajouter` : une fiche, un élément, une pièce ; par options comme par questions."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.formulaire import (
    CommandeAFormulaire,
    TexteDepuis,
    completer,
    donnees,
    premier_argument,
    repondre,
    reprise,
)
from qualicli.cli.gestes import ABlanc, Oui, Racine, mener, ouvrir
from qualicli.cli.options import en_terminal

if TYPE_CHECKING:
    from qualicli.modeles.base import Objet
    from qualicli.modeles.formulaire import Formulaire
    from qualicli.operations.ajouter import Ajout
    from qualicli.operations.classeurs import DossierOuvert
    from qualicli.operations.destinations import Destination

_A_VALEUR = ("--dossier", "--id", "--dans", "--texte-depuis")


class CommandeAjouter(CommandeAFormulaire):
    """La commande dont les options sont les clés de ce que l'on ajoute."""

    def formulaire(self, arguments: list[str]) -> "Formulaire | None":
        """Le formulaire de la famille nommée."""
        nom = premier_argument(arguments, _A_VALEUR)
        if nom is None:
            return None
        from qualicli.operations.destinations import destination

        return destination(nom).formulaire


def ajouter(
    ctx: typer.Context,
    famille: Annotated[
        str,
        typer.Argument(
            metavar="FAMILLE",
            help="Ce que l'on ajoute, au singulier : preuve, action, réunion, mesure, session, service…",
            show_default=False,
        ),
    ],
    fichiers: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FICHIER]", help="Les pièces à joindre, ou un dossier de pièces.", show_default=False),
    ] = None,
    dans: Annotated[
        str | None,
        typer.Option(
            "--dans", metavar="ID", help="Pour un élément de liste : l'objet où l'ajouter (mesure, session…)."
        ),
    ] = None,
    identifiant: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="L'identifiant ; sinon il se tire du titre.")
    ] = None,
    texte_depuis: TexteDepuis = None,
    dossier: Racine = None,
    a_blanc: ABlanc = False,
    oui: Oui = False,
) -> None:
    """Ajoute au dossier sans écrire de YAML : montre ce qui s'écrirait, puis l'écrit.

    « qualicli ajouter FAMILLE --help » montre ses clés, qui sont autant d'options. Dans un terminal, les questions sont
    posées. Par exemple : qualicli ajouter preuve charte.pdf --couvre 2.1
    """
    from qualicli.operations import ajouter as operation
    from qualicli.operations.destinations import destination

    au = datetime.now().astimezone().date()
    cible = destination(famille)
    ouvert = ouvrir(dossier, au)
    parent = _parent(ouvert, cible, dans)
    recus, ecartees = operation.recevoir_pieces(ouvert, cible, fichiers or (), au)
    if not recus and not fichiers:
        recus = [operation.Ajout(cible, operation.commencer(ouvert, cible, au))]
    if identifiant and (len(fichiers or ()) > 1 or len(recus) > 1):
        from qualicli.erreurs import ErreurUsage

        raise ErreurUsage("--id ne nomme qu'une seule chose.", "Donnez une pièce à la fois, ou retirez --id.")
    dites = donnees(ctx, texte_depuis)
    en_depot = any(f.is_dir() for f in fichiers or ())
    for ajout in recus:
        ajout.identifiant, ajout.dans = identifiant or "", parent
        repondre(ajout.reponses, dites)
        _annoncer(ajout)
        completer(ajout.reponses, dites, f"qualicli ajouter {famille}", not dites and not en_depot and not oui)
    seul = reprise(recus[0].reponses) if len(recus) == 1 else None
    mener(lambda: operation.composer_ajouts(ouvert, recus, ecartees), a_blanc, oui, seul)


def _parent(ouvert: "DossierOuvert", cible: "Destination", dans: str | None) -> "Objet | None":
    """L'objet où va un élément de liste ; demandé dans un terminal quand rien ne le dit."""
    from qualicli.operations import ajouter as operation

    if dans or cible.est_un_fichier or cible.est_une_table or not en_terminal():
        return operation.situer(ouvert, cible, dans)
    from qualicli.cli.invite import Choix, demander, dire
    from qualicli.operations.possibles import nommer_objet

    lu = ouvert.dossier
    objets = {o.id: nommer_objet(o, lu) for f in cible.familles for o in lu.familles.get(f.nom, {}).values()}
    dire("La fiche où l'ajouter. (obligatoire)")
    trouve: Objet | None = demander("dans", lambda t: operation.situer(ouvert, cible, t), Choix(objets))
    return trouve


def _annoncer(ajout: "Ajout") -> None:
    """Dit de quelle pièce parlent les questions qui suivent."""
    if ajout.piece is not None and en_terminal():
        from qualicli.cli.options import ecrire

        ecrire(f"\nPièce : {ajout.piece.chemin.name}")
