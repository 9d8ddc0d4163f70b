"""Assemble les commandes, attrape les pannes, choisit le code de sortie."""

import errno
import os
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from importlib import import_module
from pathlib import Path
from textwrap import shorten
from typing import Any

import typer

from qualicli import __version__
from qualicli.cli import textes
from qualicli.cli.options import Commande, Groupe
from qualicli.erreurs import ErreurQualicli, Sortie, raison

_INTERROMPU = 130
_GENERALES = ("--trace", "--sans-memoire")  # s'écrivent n'importe où dans la ligne
# Dans l'ordre où l'aide les montre.
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
    "signer",
    "signatures",
    "rapport",
    "schema",
    "ajouter",
    "evaluer",
    "remplacer",
    "modifier",
    "piloter",
    "faire",
    "repousser",
    "commander",
    "relancer",
    "commande",
    "exporter",
    "importer",
    "referentiel",
    "audit",
)
# Le module de celles qui partagent celui d'une autre ; les autres portent le nom du leur.
_MODULES = {"faire": "suivre", "repousser": "suivre", "relancer": "commander", "commande": "commander"}


class _Commandes(Mapping[str, Any]):
    """Les commandes par leur nom, chacune bâtie quand on la demande : les quarante coûtaient plus que la plupart d'elles.

    Dans son module, une commande est la fonction qui porte son nom (avec la classe « Commande… » si elle a la sienne) ;
    sinon le module est un groupe de commandes.
    """

    def __init__(self) -> None:
        self._baties: dict[str, Any] = {}

    def __getitem__(self, nom: str) -> Any:
        if nom not in COMMANDES:
            raise KeyError(nom)
        if nom not in self._baties:
            self._baties[nom] = _batir(nom)
        return self._baties[nom]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDES)

    def __len__(self) -> int:
        return len(COMMANDES)


class _Racine(Groupe):
    """L'application entière, dont l'aide se lit sans bâtir aucune commande."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Chaque commande et la première phrase de son aide."""
        limite = formatter.width - 6 - max(map(len, COMMANDES))
        with formatter.section("Commands"):
            formatter.write_dl([(nom, _resumer(nom, limite)) for nom in COMMANDES])


def _resumer(nom: str, limite: int) -> str:
    fonction, module = _trouver(nom)
    aide = getattr(module, fonction).__doc__ if hasattr(module, fonction) else module.groupe.info.help
    phrase = re.split(r"(?<=\.)\s|\n\n", aide.strip(), maxsplit=1)[0]
    return shorten(phrase, limite, placeholder="...")


def _trouver(nom: str) -> tuple[str, Any]:
    fonction = nom.replace("-", "_")
    return fonction, import_module(f"qualicli.cli.{_MODULES.get(nom, fonction)}")


def _batir(nom: str) -> Any:
    fonction, module = _trouver(nom)
    if not hasattr(module, fonction):
        return typer.main.get_group(module.groupe)
    appli = typer.Typer(add_completion=False, rich_markup_mode=None)
    appli.command(nom, cls=getattr(module, f"Commande{nom.capitalize()}", Commande))(getattr(module, fonction))
    return typer.main.get_command(appli)


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
    appli = typer.Typer(
        cls=_Racine,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help="La démarche qualité d'une préfecture, tenue dans un dossier et vérifiée comme du code.",
        context_settings={"help_option_names": ["-h", "--help"]},
        no_args_is_help=True,
    )
    appli.callback()(_options_generales)
    commande: Any = typer.main.get_command(appli)
    commande.params = [p for p in commande.params if "--install-completion" not in p.opts]
    commande.commands = _Commandes()
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
