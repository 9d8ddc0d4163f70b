"""Assemble les commandes, attrape les pannes, choisit le code de sortie."""

import errno
import os
import sys
import traceback
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

import typer

from qualicli import __version__
from qualicli.cli import textes
from qualicli.cli.options import Commande, Groupe
from qualicli.erreurs import ErreurQualicli, Sortie, raison

_INTERROMPU = 130
_GENERALES = ("--trace", "--sans-memoire")  # s'écrivent n'importe où dans la ligne
COMMANDES = (
    "nouveau",
    "valider",
    "regles",
    "diagnostic",
    "ecarts",
    "a-faire",
    "actions",
    "indicateurs",
    "enquetes",
    "delais",
    "expliquer",
    "parcours",
    "chercher",
    "enregistrer",
    "annuler",
    "partager",
    "recevoir",
    "journal",
    "rapport",
    "schema",
)


def application() -> typer.Typer:
    """Construit l'application : chaque commande est une fonction d'un module léger, qui importe tard."""
    from qualicli.cli import audit, commander, exporter, importer, modifier, piloter, referentiel, suivre
    from qualicli.cli.ajouter import CommandeAjouter

    appli = typer.Typer(
        cls=Groupe,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help="La démarche qualité d'une préfecture, tenue dans un dossier et vérifiée comme du code.",
        context_settings={"help_option_names": ["-h", "--help"]},
        no_args_is_help=True,
    )
    appli.callback()(_options_generales)
    for nom in COMMANDES:
        fonction = nom.replace("-", "_")
        module: Any = __import__(f"qualicli.cli.{fonction}", fromlist=[fonction])
        appli.command(nom, cls=Commande)(getattr(module, fonction))
    for nom, classe in (
        ("ajouter", "CommandeAjouter"),
        ("evaluer", "CommandeEvaluer"),
        ("remplacer", "CommandeRemplacer"),
    ):
        module = __import__(f"qualicli.cli.{nom}", fromlist=[nom])
        appli.command(nom, cls=getattr(module, classe))(getattr(module, nom))
    appli.command("modifier", cls=CommandeAjouter)(modifier.modifier)
    appli.command("piloter", cls=Commande)(piloter.piloter)
    appli.command("faire", cls=Commande)(suivre.faire)
    appli.command("repousser", cls=suivre.CommandeRepousser)(suivre.repousser)
    appli.command("commander", cls=Commande)(commander.commander)
    appli.add_typer(commander.groupe, name="commande")
    appli.command("relancer", cls=Commande)(commander.relancer)
    appli.add_typer(exporter.groupe, name="exporter")
    appli.add_typer(importer.groupe, name="importer")
    appli.add_typer(referentiel.groupe, name="referentiel")
    appli.add_typer(audit.groupe, name="audit")
    return appli


def _options_generales(
    version: bool = typer.Option(False, "--version", "-V", help="Affiche la version."),
    trace: bool = typer.Option(  # noqa: ARG001 (lue par lancer, avant que Typer ne commence)
        False, "--trace", help="En cas de panne, montre où elle s'est produite."
    ),
    sans_memoire: bool = typer.Option(  # noqa: ARG001 (de même)
        False, "--sans-memoire", help="Relit tout, sans rien reprendre d'une lecture passée ni en retenir."
    ),
) -> None:
    if version:
        sys.stdout.write(f"qualicli {__version__}\n")
        raise typer.Exit


def lancer(arguments: list[str]) -> int:
    """Exécute une ligne de commande et rend le code de sortie. Aucune panne ne montre de trace, sauf avec `--trace`."""
    _preparer_flux()
    trace = "--trace" in arguments
    arguments = developper(arguments) if sys.platform == "win32" else arguments
    generales = [o for o in _GENERALES if o in arguments]
    arguments = [*generales, *(a for a in arguments if a not in _GENERALES)]
    sortie = sys.stdout
    try:
        with _memoire("--sans-memoire" in generales):
            return _executer(arguments)
    except SystemExit as fin:  # Typer finit ainsi : script de complétion affiché, ou sortie refermée
        if sys.stdout is sortie:
            return fin.code if isinstance(fin.code, int) else Sortie.CONFORME
        sys.stdout = sortie
        return _oublier_sortie()
    except BrokenPipeError:
        return _oublier_sortie()
    except (Exception, KeyboardInterrupt) as erreur:
        return _rattraper(erreur, trace, _tapee(arguments))


def _memoire(ecartee: bool) -> AbstractContextManager[None]:
    if not ecartee:
        return nullcontext()
    from qualicli.operations.sans_memoire import sans_memoire

    return sans_memoire()


def developper(arguments: list[str]) -> list[str]:
    """Remplace « *.xlsx » par les fichiers que cela désigne : sous Windows, aucun interpréteur ne le fait avant nous.

    Le verrou « ~$ » d'un classeur ouvert n'a été demandé par personne : il n'en est pas.
    """
    from glob import glob

    developpes: list[str] = []
    for argument in arguments:
        jokers = not argument.startswith("-") and ("*" in argument or "?" in argument)
        trouves = sorted(glob(argument)) if jokers else []  # noqa: PTH207 (tout chemin, absolu ou non)
        developpes += [t for t in trouves if not Path(t).name.startswith("~$")] or [argument]
    return developpes


def _executer(arguments: list[str]) -> int:
    if set(arguments) <= {*_GENERALES} and "_QUALICLI_COMPLETE" not in os.environ:
        from qualicli.cli.accueil import accueillir

        if (code := accueillir()) is not None:
            sys.stdout.flush()
            return code
    code = _commande()(arguments, prog_name="qualicli", standalone_mode=False)
    sys.stdout.flush()
    if code == _INTERROMPU:  # Typer a déjà rattrapé l'interruption
        raise KeyboardInterrupt
    return code if isinstance(code, int) else Sortie.CONFORME


def _tapee(arguments: list[str]) -> str:
    """La commande tapée, sans ce qu'on lui donne : « qualicli importer excel »."""
    commande, mots = _commande(), ["qualicli"]
    for argument in arguments:
        fille = getattr(commande, "commands", {}).get(argument)
        if fille is not None:
            commande = fille
            mots.append(argument)
        elif not argument.startswith("-"):
            break
    return " ".join(mots)


def _rattraper(erreur: BaseException, trace: bool, tapee: str) -> int:
    if isinstance(erreur, ErreurQualicli):
        return _dire(erreur.message, erreur.nommer_la_suite(tapee), erreur.sortie)
    if isinstance(erreur, KeyboardInterrupt | typer.Abort):
        return _dire("Interrompu.", "", _INTERROMPU)
    if isinstance(erreur, typer.BadParameter.__mro__[2]):  # toute faute d'usage de Typer
        return _faute_usage(erreur)
    if isinstance(erreur, OSError) and (not trace or erreur.errno == errno.ENOSPC):
        return _refuser(erreur, tapee)
    if trace:
        traceback.print_exception(erreur)
        return Sortie.PANNE
    return _dire(
        f"Panne interne ({type(erreur).__name__}) : {' '.join(str(erreur).split())}",
        "Relancez avec --trace pour en montrer le détail ; vos fichiers sont intacts.",
        Sortie.PANNE,
    )


def _refuser(erreur: OSError, tapee: str) -> int:
    if erreur.errno == errno.ENOSPC:
        message, conseil = (
            "Le disque est plein : tout n'a pas pu être écrit.",
            f"Faites de la place et recommencez : « {tapee} ».",
        )
    else:
        message = f"Le système refuse : {raison(erreur)}."
        conseil = f"Vérifiez le chemin et les droits, puis « {tapee} »."
    return _dire(message, conseil, Sortie.PANNE)


def _commande() -> Any:
    """L'application, sans l'option de Typer qui écrit dans les réglages du terminal sans le montrer d'abord."""
    commande: Any = typer.main.get_command(application())
    commande.params = [p for p in commande.params if "--install-completion" not in p.opts]
    return commande


def _faute_usage(erreur: Any) -> int:
    contexte = getattr(erreur, "ctx", None)
    groupe = getattr(contexte, "command", None)
    connues = groupe.list_commands(contexte) if isinstance(groupe, Groupe) else ()
    message, conseil = textes.faute(erreur.format_message(), connues)
    if contexte is not None and type(erreur).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(textes.aide(contexte.get_help()) + "\n")
        return Sortie.USAGE
    chemin = contexte.command_path if contexte is not None else "qualicli"
    return _dire(message, f"{conseil} « {chemin} --help » montre l'usage.".strip(), Sortie.USAGE)


def _dire(message: str, conseil: str, sortie: int) -> int:
    from qualicli.rendus.ecran import aplanir

    try:
        sys.stdout.flush()
    except OSError:  # disque plein, sortie refermée : le message, lui, doit passer
        _oublier_sortie()
    sys.stderr.write(f"qualicli : {aplanir(message)}\n" + (f"  {aplanir(conseil)}\n" if conseil else ""))
    return int(sortie)


def _oublier_sortie() -> int:
    """Oublie ce qui restait à écrire, sans que Python s'en plaigne en finissant : le lecteur (head, less…) est parti."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Sortie.CONFORME


def _preparer_flux() -> None:
    """Rend l'écriture sûre partout : UTF-8 vers un fichier, et aucun caractère fatal dans une console Windows."""
    if sys.stdin is None:  # l'entrée aussi peut être fermée : rien n'en sera lu
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:  # la sortie était fermée avant même de commencer
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (jusqu'à la fin du programme)
    sys.stderr = sys.stderr or sys.stdout
    for flux in (sys.stdout, sys.stderr):
        reconfigurer = getattr(flux, "reconfigure", None)
        if reconfigurer is not None:
            reconfigurer(errors="replace", **({} if flux.isatty() else {"encoding": "utf-8"}))
