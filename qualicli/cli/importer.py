"""Les commandes `importer …`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.historique import REVENIR
from qualicli.cli.importer_message import message
from qualicli.cli.importer_tableur import CommandeTableur, Conduite, tableur
from qualicli.cli.options import Commande, Date, Groupe, choisir, ecrire, en_couleur, lire_date, suivre

if TYPE_CHECKING:
    from qualicli.operations.importer import ClasseursRevenus, Import

groupe = typer.Typer(
    cls=Groupe, rich_markup_mode=None, no_args_is_help=True, help="Reprendre ce que les services ont rempli."
)
Racine = Annotated[Path | None, typer.Option("--dossier", metavar="DOSSIER", help="Le dossier de la démarche.")]


@groupe.command("excel", cls=Commande)
def excel(
    fichiers: Annotated[
        list[Path], typer.Argument(metavar="FICHIER", help="Les classeurs revenus (.xlsx ou .ods).", show_default=False)
    ],
    dossier: Racine = None,
    date: Date = None,
    a_blanc: Annotated[bool, typer.Option("--a-blanc", help="Montrer les changements sans rien écrire.")] = False,
    garder: Annotated[
        str | None,
        typer.Option("--garder", metavar="dossier|classeur", help="Trancher tous les conflits du même côté."),
    ] = None,
    oui: Annotated[bool, typer.Option("--oui", help="Écrire sans demander.")] = False,
    meme_modifie: Annotated[
        bool, typer.Option("--meme-modifie", help="Écrire même dans des fichiers qui ont des changements non commités.")
    ] = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
    accuse: Annotated[
        Path | None,
        typer.Option(
            "--accuse", metavar="FICHIER", help="Écrire aussi, pour le service, ce qui est pris et ce qui est à revoir."
        ),
    ] = None,
) -> None:
    """Fusionne des classeurs revenus avec le dossier : montre chaque changement en mots, puis écrit tout ou rien.

    Dans un terminal, une question précède l'écriture ; ailleurs, rien ne s'écrit sans --oui.
    """
    from qualicli.operations.importer import fusionner, lire_retour
    from qualicli.operations.trouver import trouver
    from qualicli.operations.verifier_import import verifier

    choisir(format_, ("texte", "json"), "--format")
    choix = None if garder is None else choisir(garder, ("dossier", "classeur"), "--garder")
    if accuse is not None:
        from qualicli.operations.accuser import format_d_accuse

        format_d_accuse(accuse)
    racine, au = trouver(dossier), lire_date(date)
    with suivre() as avancement:
        retour = lire_retour(racine, fichiers, au, avancement)
    prepare = verifier(fusionner(retour, choix))  # type: ignore[arg-type]
    _achever(prepare, retour, Conduite(garder, a_blanc, oui, meme_modifie, format_ == "json"), accuse)


def _achever(prepare: "Import", retour: "ClasseursRevenus", conduite: Conduite, accuse: Path | None) -> None:
    """Montre, demande s'il le faut, écrit, et sort avec le code qui convient."""
    from qualicli.operations.importer import ecrire as ecrire_import
    from qualicli.rendus import importation

    if not conduite.en_json:
        _montrer(prepare)
        _annoncer(prepare)
        if conduite.demande and any(not c.rival for c in prepare.fusion.conflits):
            prepare = _trancher(retour, prepare)
    accepte = bool(prepare.fichiers) and not conduite.a_blanc and (conduite.oui or (conduite.demande and _confirmer()))
    if accepte:
        ecrire_import(prepare, conduite.meme_modifie)
    if accuse is not None:
        from qualicli.operations.accuser import poser_accuse

        poser_accuse(prepare, accuse, accepte)
    if conduite.en_json:
        ecrire(importation.json_(prepare.apercu, accepte))
    else:
        _conclure(prepare, accepte, conduite.demande or conduite.a_blanc)
        if accuse is not None:
            ecrire(f"\nAccusé pour le service : {accuse.as_posix()}")
    raise typer.Exit(prepare.sortie)


def _montrer(prepare: "Import") -> None:
    from qualicli.rendus import importation
    from qualicli.rendus.ecran import imprimer

    imprimer(importation.rendre(prepare.apercu, prepare.retour.noms), en_couleur())


def _annoncer(prepare: "Import") -> None:
    """Dit ce que « valider » trouverait de plus, une fois l'import écrit."""
    from qualicli import francais
    from qualicli.rendus.ecran import imprimer, paragraphe

    erreurs = [f"{a.fichier}:{a.ligne} : {a.message}" for a in prepare.erreurs]
    if erreurs:
        titre = f"Après cet import, « qualicli valider » trouverait {francais.pluriel(len(erreurs), 'erreur')} de plus"
        imprimer([[], [(titre, "bold")], *(li for e in erreurs for li in paragraphe(e, "  ", "    "))], en_couleur())


def _trancher(retour: "ClasseursRevenus", prepare: "Import") -> "Import":
    """Demande, conflit par conflit, qui l'emporte ; sans réponse, l'objet reste tel quel.

    Deux classeurs qui se contredisent ne se tranchent pas ici : ils s'importent l'un après l'autre.
    """
    from qualicli.cli.assistant import demander
    from qualicli.operations.importer import fusionner
    from qualicli.operations.verifier_import import verifier
    from qualicli.rendus.ecran import aplanir

    decisions = {}
    for conflit in (c for c in prepare.fusion.conflits if not c.rival):
        ecrire(f"\n{aplanir(f'{conflit.nom}, {conflit.titre}')}")
        ecrire(f"  classeur : {aplanir(conflit.revenue)}\n  dossier  : {aplanir(conflit.actuelle)}")
        choix = demander("Garder le dossier, le classeur, ou ni l'un ni l'autre (d/c/entrée)", _cote)
        if choix:
            decisions[conflit.cle] = choix
    suivant = verifier(fusionner(retour, None, decisions))  # type: ignore[arg-type]
    _montrer(suivant)
    return suivant


def _cote(reponse: str) -> str:
    """Lit « d » ou « c », en entier ou par sa première lettre ; rien pour laisser."""
    cotes = {"": "", "d": "dossier", "dossier": "dossier", "c": "classeur", "classeur": "classeur"}
    if reponse.lower() not in cotes:
        from qualicli.erreurs import ErreurUsage

        raise ErreurUsage(f"« {reponse} » n'est pas une réponse.", "Tapez d, c, ou la touche entrée.")
    return cotes[reponse.lower()]


def _confirmer() -> bool:
    from qualicli.cli.assistant import confirmer

    return confirmer("\nÉcrire ces changements ?")


def _conclure(prepare: "Import", accepte: bool, sait: bool) -> None:
    from qualicli import francais

    if accepte:
        ecrire(f"\n{francais.pluriel(len(prepare.fichiers), 'fichier écrit')}. {REVENIR}")
    elif prepare.fichiers:
        ecrire("\nRien n'est écrit." + ("" if sait else " Ajoutez --oui pour écrire ces changements."))
    conflits = prepare.fusion.conflits
    if any(not c.rival for c in conflits):
        ecrire("\nPour trancher les conflits d'un même côté : --garder dossier, ou --garder classeur.")
    if any(c.rival for c in conflits):
        ecrire(
            "\nPour départager deux classeurs : importez-les l'un après l'autre, et tranchez le second avec --garder."
        )


groupe.command("tableur", cls=CommandeTableur)(tableur)
groupe.command("message", cls=Commande)(message)


@groupe.command("reprendre", cls=Commande)
def reprendre(
    dossier: Annotated[
        Path | None, typer.Argument(metavar="DOSSIER", help="Le dossier de la démarche.", show_default=False)
    ] = None,
) -> None:
    """Finit un import que la machine a interrompu pendant qu'il écrivait."""
    from qualicli.operations.reprendre import reprendre as operation

    finis = operation(dossier)
    ecrire("\n".join(["Import fini :", *(f"  {f}" for f in finis)]) if finis else "Aucun import n'était interrompu.")
