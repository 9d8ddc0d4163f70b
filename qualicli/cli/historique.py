"""Ce que partagent les commandes qui écrivent dans l'historique : leurs options, la question posée, comment en revenir."""

import sys
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from qualicli.erreurs import ErreurUsage

Racine: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--dossier",
        metavar="DOSSIER",
        help="Le dossier de la démarche ; sinon le premier parent qui a un qualicli.yaml.",
    ),
]
SansEcrire: TypeAlias = Annotated[bool, typer.Option("--a-blanc", help="Montrer sans rien écrire.")]
Oui: TypeAlias = Annotated[bool, typer.Option("--oui", help="Faire sans demander.")]
Auteur: TypeAlias = Annotated[
    str | None,
    typer.Option("--auteur", metavar='"NOM <COURRIEL>"', help="Au nom de qui enregistrer, si git ne le sait pas."),
]
REVENIR = "Pour revenir en arrière : « qualicli annuler »."


def decider(question: str, a_blanc: bool, oui: bool, commande: str, en_json: bool = False) -> bool:
    """Vrai quand il faut écrire : on l'a dit d'avance, ou on le répond ; sans personne pour répondre, une phrase."""
    if a_blanc:
        return False
    if oui or en_json:
        return oui
    if not est_en_terminal():
        raise ErreurUsage(
            "Rien n'est écrit : personne n'est là pour répondre.", f"Ajoutez --oui : « qualicli {commande} --oui »."
        )
    from qualicli.cli.assistant import confirmer

    return confirmer(f"\n{question}")


def est_en_terminal() -> bool:
    """Vrai quand quelqu'un lit et peut répondre."""
    return sys.stdin.isatty() and sys.stdout.isatty()
