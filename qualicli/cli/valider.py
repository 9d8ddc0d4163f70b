"""La commande `valider`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.options import Date, Dossier, choisir, ecrire, en_couleur, lire_date, suivre
from qualicli.erreurs import Sortie

if TYPE_CHECKING:
    from qualicli.modeles.anomalie import Bilan

_FORMATS = ("texte", "json", "github", "gitlab", "sarif", "junit")


def valider(
    dossier: Dossier = None,
    date: Date = None,
    strict: Annotated[bool, typer.Option("--strict", help="Faire de chaque avertissement une erreur.")] = False,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            show_default=False,
            help="texte, json, github, gitlab, sarif ou junit ; par défaut texte, github sous GitHub Actions, "
            "gitlab sous GitLab CI.",
        ),
    ] = None,
    sortie: Annotated[
        Path | None, typer.Option("--sortie", "-o", metavar="FICHIER", help="Écrire le compte rendu dans ce fichier.")
    ] = None,
) -> None:
    """Contrôle un dossier sans rien y changer. Chaque anomalie a son fichier, sa ligne et un conseil."""
    from qualicli.operations.revalider import revalider
    from qualicli.operations.trouver import trouver
    from qualicli.rendus.anomalies import FORMATS, Presentation
    from qualicli.rendus.anomalies.texte import resumer

    choix = choisir(format_, _FORMATS, "--format") if format_ is not None else _format_du_lieu()
    racine = trouver(dossier)
    with suivre() as avancement:
        bilan = revalider(racine, lire_date(date), strict, avancement)
    presentation = Presentation(_prefixe(racine))
    if sortie is not None:
        from qualicli.operations.ecrire_sortie import ecrire_sortie

        ecrire_sortie(sortie, FORMATS[choix](bilan, presentation))
        ecrire(resumer(bilan))
    elif choix == "texte":
        _montrer(bilan)
    else:
        ecrire(FORMATS[choix](bilan, presentation))
        if format_ is None and choix == "gitlab":  # la sortie est pour GitLab ; le journal, pour une personne
            sys.stderr.write(resumer(bilan) + "\n")
    raise typer.Exit(Sortie.CONFORME if bilan.est_conforme else Sortie.ANOMALIES)


def _format_du_lieu() -> str:
    for variable, choix in (("GITHUB_ACTIONS", "github"), ("GITLAB_CI", "gitlab")):
        if os.environ.get(variable) == "true":
            return choix
    return "texte"


def _prefixe(racine: Path) -> str:
    """Le chemin du dossier depuis la racine du dépôt, à défaut depuis le dossier courant ; rien s'il est ailleurs."""
    for base in (os.environ.get("GITHUB_WORKSPACE"), os.environ.get("CI_PROJECT_DIR"), "."):
        if base and racine.resolve().is_relative_to(depart := Path(base).resolve()):
            relatif = racine.resolve().relative_to(depart).as_posix()
            return "" if relatif == "." else f"{relatif}/"
    return ""


def _montrer(bilan: "Bilan") -> None:
    import shutil

    from qualicli.rendus.anomalies.texte import composer
    from qualicli.rendus.ecran import imprimer

    largeur = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    imprimer(composer(bilan, largeur), en_couleur())
