"""`qualicli nouveau` : un dossier prêt à l'emploi, par questions ou par options."""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli import options

if TYPE_CHECKING:
    import datetime

    from qualicli.cli.saisie import OptionsNouveau
    from qualicli.modeles.referentiel import Referentiel
    from qualicli.operations.nouveau import Demande


def nouveau(
    chemin: Annotated[Path, typer.Argument(metavar="CHEMIN", help="Le dossier à créer.", show_default=False)],
    nom: Annotated[str | None, typer.Option(metavar="NOM", help="Le nom de l'organisme.")] = None,
    departement: Annotated[str | None, typer.Option(metavar="NUMÉRO", help="Il fixe les jours fériés.")] = None,
    referentiel: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Voyez « qualicli referentiel lister » ; sinon, celui qui est en vigueur."),
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option(metavar='"ID=NOM[:ATTRIBUT,…]"', help="Un site et les attributs qu'il a ; répétable."),
    ] = None,
    module: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Un module retenu en plus des modules obligatoires ; répétable."),
    ] = None,
    service: Annotated[list[str] | None, typer.Option(metavar='"ID=NOM"', help="Un service ; répétable.")] = None,
    exemple: Annotated[bool | None, typer.Option("--exemple", help="Ajoute des fiches d'exemple commentées.")] = None,
    ci: Annotated[str | None, typer.Option(metavar="gitlab|github", help="Ajoute l'intégration continue.")] = None,
    date: options.Date = None,
    questions: Annotated[
        bool | None,
        typer.Option(
            "--questions/--sans-questions",
            show_default=False,
            help="Par défaut, des questions dans un terminal, quand le nom ou un site manque.",
        ),
    ] = None,
    a_blanc: options.ABlanc = False,
) -> None:
    """Crée un dossier prêt à l'emploi, qui se valide aussitôt.

    Dans un terminal, pose des questions ; ailleurs, --nom et --site suffisent. Par exemple :
    qualicli nouveau loire --nom "Préfecture de la Loire" --site "saint-etienne=Préfecture" --departement 42
    """
    from qualicli.cli.saisie import OptionsNouveau, lire
    from qualicli.operations import nouveau as operation

    operation.verifier_place(chemin)
    connus = operation.referentiels_fournis()
    choix = OptionsNouveau(nom, departement, referentiel, site or [], module, service, exemple, ci)
    if questions is None:
        questions = sys.stdin.isatty() and not (nom and site)
    au = options.lire_date(date)
    demande = _demander(choix, connus, au, a_blanc) if questions else lire(choix, connus, au)
    fichiers = operation.composer(demande)
    if a_blanc:
        gardes = operation.deja_la(chemin, fichiers)
        options.annoncer([chemin / f for f in fichiers if f not in gardes], True)
    else:
        gardes = operation.creer(chemin, fichiers)
        options.ecrire(_conclusion(chemin, demande, len(fichiers) - len(gardes)))
    if gardes:
        options.ecrire(f"Déjà là, laissés tels quels : {', '.join(gardes)}.")


def _demander(
    choix: "OptionsNouveau", connus: Mapping[str, "Referentiel"], au: "datetime.date", a_blanc: bool
) -> "Demande":
    """Pose les questions ; dans un terminal, montre ce qui sera créé, et reprend une réponse tant qu'on le veut."""
    from qualicli.cli.assistant import completer, valider_ou_reprendre
    from qualicli.cli.saisie import lire
    from qualicli.operations.nouveau import composer

    completer(choix, connus)
    while True:
        demande = lire(choix, connus, au)
        if a_blanc or not options.en_terminal():
            return demande
        _montrer(demande, composer(demande))
        if valider_ou_reprendre(choix, connus):
            return demande


def _montrer(demande: "Demande", fichiers: Iterable[str]) -> None:
    """Dit ce qui sera créé, avant de l'écrire."""
    from qualicli import francais

    options.ecrire(f"\n{demande.nom}, référentiel {demande.referentiel.nom}")
    options.ecrire(f"  Sites    : {', '.join(s.nom for s in demande.sites.values())}")
    mot = francais.mettre_au_pluriel(demande.referentiel.mots.module)
    options.ecrire(f"  {francais.majuscule(mot):<9}: {', '.join(m.code for m, _ in demande.retenus)}")
    options.ecrire(f"  Services : {', '.join(demande.services.values()) or 'aucun encore'}")
    visibles = [f for f in fichiers if not f.startswith(".")]
    options.ecrire(f"{francais.pluriel(len(visibles), 'fiche')} à écrire :")
    options.ecrire("\n".join(f"  {f}" for f in visibles))


def _conclusion(chemin: Path, demande: "Demande", ecrits: int) -> str:
    cite = f'"{chemin}"' if re.search(r"\s", str(chemin)) else str(chemin)
    from qualicli import francais

    mot = francais.mettre_au_pluriel(demande.referentiel.mots.module)
    modules = f"{mot} {', '.join(m.code for m, _ in demande.retenus)}"
    return (
        f"Dossier créé dans {chemin} : {ecrits} fichiers, référentiel {demande.referentiel.nom}, {modules}.\n"
        f"\nEnsuite :\n  qualicli valider {cite}\n  qualicli diagnostic {cite}\n"
        f"  qualicli enregistrer --commencer --dossier {cite}\n"
        f"  qualicli referentiel montrer {demande.referentiel.id}"
    )
