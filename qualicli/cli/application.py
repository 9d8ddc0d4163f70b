"""Assemble les commandes, attrape les pannes, choisit le code de sortie."""

import os
import sys
from typing import Any

import typer

from qualicli import __version__
from qualicli.cli import textes
from qualicli.cli.options import Commande, Groupe
from qualicli.erreurs import ErreurQualicli, Sortie

COMMANDES = ("nouveau", "valider", "regles", "diagnostic", "ecarts", "expliquer", "schema")


def application() -> typer.Typer:
    """Construit l'application : chaque commande est une fonction d'un module léger, qui importe tard."""
    from qualicli.cli import referentiel

    appli = typer.Typer(cls=Groupe, add_completion=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                        help="La démarche qualité d'une préfecture, tenue dans un dossier et vérifiée comme du code.",
                        context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)  # fmt: skip
    appli.callback()(_options_generales)
    for nom in COMMANDES:
        module: Any = __import__(f"qualicli.cli.{nom}", fromlist=[nom])
        appli.command(nom, cls=Commande)(getattr(module, nom))
    appli.add_typer(referentiel.groupe, name="referentiel")
    return appli


def _options_generales(
    version: bool = typer.Option(False, "--version", "-V", help="Affiche la version."),
    trace: bool = typer.Option(False, "--trace", help="En cas de panne, montre où elle s'est produite."),
) -> None:
    if version:
        sys.stdout.write(f"qualicli {__version__}\n")
        raise typer.Exit


def lancer(arguments: list[str]) -> int:
    """Exécute une ligne de commande et rend le code de sortie. Aucune panne ne montre de trace, sauf avec `--trace`."""
    _preparer_flux()
    trace = "--trace" in arguments
    arguments = ["--trace", *(a for a in arguments if a != "--trace")] if trace else arguments
    try:
        code = application()(arguments, prog_name="qualicli", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else Sortie.CONFORME
    except ErreurQualicli as erreur:
        return _dire(erreur.message, erreur.conseil, erreur.sortie)
    except (KeyboardInterrupt, typer.Abort):
        return _dire("Interrompu.", "", 130)
    except BrokenPipeError:  # la sortie a été refermée par le programme qui la lisait (head, less…)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Sortie.CONFORME
    except Exception as erreur:
        if isinstance(erreur, typer.BadParameter.__mro__[2]):  # toute faute d'usage de Typer
            return _faute_usage(erreur)
        if trace:
            raise
        return _dire(f"Panne interne ({type(erreur).__name__}) : {' '.join(str(erreur).split())}",
                     "Relancez avec --trace pour en montrer le détail ; vos fichiers sont intacts.", Sortie.PANNE)  # fmt: skip


def _faute_usage(erreur: Any) -> int:
    contexte = getattr(erreur, "ctx", None)
    message, conseil = textes.faute(erreur.format_message())
    if contexte is not None and type(erreur).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(textes.aide(contexte.get_help()) + "\n")
        return Sortie.USAGE
    chemin = contexte.command_path if contexte is not None else "qualicli"
    return _dire(message, f"{conseil} « {chemin} --help » montre l'usage.".strip(), Sortie.USAGE)


def _dire(message: str, conseil: str, sortie: int) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"qualicli : {message}\n" + (f"  {conseil}\n" if conseil else ""))
    return int(sortie)


def _preparer_flux() -> None:
    """Rend l'écriture sûre partout : UTF-8 vers un fichier, et aucun caractère fatal dans une console Windows."""
    for flux in (sys.stdout, sys.stderr):
        reconfigurer = getattr(flux, "reconfigure", None)
        if reconfigurer is not None:
            reconfigurer(errors="replace", **({} if flux.isatty() else {"encoding": "utf-8"}))
