"""Les options que plusieurs commandes partagent, et ce qui les lit."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from qualicli.cli import textes
from qualicli.erreurs import ErreurUsage

if TYPE_CHECKING:
    from qualicli.diagnostic.resultat import Filtres
    from qualicli.rendus.ecran import Ecran

Dossier: TypeAlias = Annotated[
    Path | None,
    typer.Argument(
        metavar="DOSSIER",
        help="Le dossier de la démarche (ou --dossier) ; sinon le premier parent qui a un qualicli.yaml.",
        show_default=False,
    ),
]
Date: TypeAlias = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="Se placer à cette date (AAAA-MM-JJ) ; aujourd'hui par défaut."),
]

ABlanc: TypeAlias = Annotated[
    bool, typer.Option("--a-blanc", help="Montrer les fichiers qui seraient écrits, sans rien écrire.")
]

Referentiels: TypeAlias = Annotated[list[str] | None, typer.Option("--referentiel", help="Ne voir que ce référentiel.")]
Modules: TypeAlias = Annotated[list[str] | None, typer.Option("--module", help="Ne voir que ce module (répétable).")]
Sites: TypeAlias = Annotated[list[str] | None, typer.Option("--site", help="Ne voir que ce site (répétable).")]
Services: TypeAlias = Annotated[list[str] | None, typer.Option("--service", help="Ne voir que ce service (répétable).")]

SEUIL_AVANCEMENT = 2000  # fichiers ; en dessous, la lecture est finie avant que l'on ait pu lire la barre


Sortie: TypeAlias = Annotated[
    Path | None, typer.Option("--sortie", "-o", metavar="FICHIER", help="Écrire dans ce fichier plutôt qu'à l'écran.")
]


class Commande(typer.core.TyperCommand):
    """Une commande dont l'aide est en français, et à qui le dossier se donne aussi par `--dossier`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Lit les arguments ; `--dossier D` est le dernier d'entre eux, pour qui ne veut pas compter leur place."""
        noms = {p.name for p in self.params if p.param_type_name == "argument"}
        if "dossier" in noms:
            args = _dossier_en_dernier(args)
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """La page d'aide."""
        return textes.aide(super().get_help(ctx))


def _dossier_en_dernier(arguments: list[str]) -> list[str]:
    autres, dossiers = list[str](), list[str]()
    restants = iter(arguments)
    for argument in restants:
        if argument == "--":
            return [*autres, argument, *restants, *dossiers]
        nom, egal, valeur = argument.partition("=")
        if nom != "--dossier":
            autres.append(argument)
        elif egal:
            dossiers.append(valeur)
        else:
            suivant = next(restants, None)
            if suivant is None:
                raise ErreurUsage("L'option --dossier attend une valeur.", "Donnez le chemin du dossier.")
            dossiers.append(suivant)
    return [*autres, *(["--"] if dossiers else []), *dossiers]


class Groupe(typer.core.TyperGroup):
    """Un groupe de commandes dont l'aide est en français."""

    def get_help(self, ctx: Any) -> str:
        """La page d'aide."""
        return textes.aide(super().get_help(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Les commandes, dans l'ordre où le métier s'en sert."""
        return list(self.commands)


def lire_date(texte: str | None, option: str = "--date") -> date:
    """Lit une date donnée en option, AAAA-MM-JJ ou JJ/MM/AAAA ; aujourd'hui si elle manque."""
    if texte is None:
        return datetime.now().astimezone().date()
    for forme in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(texte, forme).date()  # noqa: DTZ007 (un jour n'a pas de fuseau)
        except ValueError:
            continue
    raise ErreurUsage(f"« {texte} » n'est pas une date pour {option}.", "Écrivez AAAA-MM-JJ, par exemple 2022-03-15.")


def filtrer(
    referentiel: list[str] | None = None,
    module: list[str] | None = None,
    site: list[str] | None = None,
    service: list[str] | None = None,
) -> "Filtres":
    """Ce que l'on veut voir, d'après les options."""
    from qualicli.diagnostic.resultat import Filtres

    return Filtres(tuple(referentiel or ()), tuple(module or ()), tuple(site or ()), tuple(service or ()))


def choisir(valeur: str, admises: tuple[str, ...] | list[str], option: str) -> str:
    """Vérifie qu'une option a une des valeurs admises."""
    if valeur in admises:
        return valeur
    from qualicli import francais

    proche = francais.plus_proche(valeur, admises)
    conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
    raise ErreurUsage(f"« {valeur} » n'est pas admis pour {option}.", f"{conseil}Valeurs : {', '.join(admises)}.")


def en_terminal() -> bool:
    """Vrai quand quelqu'un peut répondre."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def en_couleur() -> bool:
    """Vrai quand la sortie est un terminal qui accepte la couleur."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def montrer(ecran: "Ecran", sortie: Path | None = None) -> None:
    """Montre un écran composé, ou l'écrit sans couleur dans un fichier."""
    from qualicli.rendus.ecran import imprimer, texte

    if sortie is None:
        imprimer(ecran, en_couleur())
    else:
        publier(texte(ecran), sortie)


def publier(texte: str, sortie: Path | None, pour_tableur: bool = False) -> None:
    """Écrit sur la sortie standard, ou dans un fichier ; un CSV y reçoit la marque qu'attend Excel."""
    if sortie is None:
        ecrire(texte)
        return
    from qualicli.operations.ecrire_sortie import ecrire_sortie

    ecrire_sortie(sortie, f"\ufeff{texte}" if pour_tableur else texte)


def annoncer(chemins: Iterable[Path], a_blanc: bool) -> None:
    """Dit les fichiers écrits ; à blanc, ceux qui le seraient, et lesquels existent déjà."""
    from qualicli import francais

    lignes = [f"  {c.as_posix()}{' (remplacé)' if a_blanc and c.exists() else ''}" for c in chemins]
    nom, noms = (
        ("fichier serait écrit", "fichiers seraient écrits") if a_blanc else ("fichier écrit", "fichiers écrits")
    )
    ecrire("\n".join([f"{francais.pluriel(len(lignes), nom, noms)} :", *lignes]))


def ecrire(texte: str) -> None:
    """Écrit sur la sortie standard ; rien de ce qu'un dossier contient n'y dérègle un terminal ou un journal."""
    from qualicli.rendus.ecran import assainir

    texte = assainir(texte)
    sys.stdout.write(texte if texte.endswith("\n") or not texte else f"{texte}\n")


@contextmanager
def suivre() -> Iterator[Callable[[int, int], None] | None]:
    """Montre l'avancement d'une longue lecture sur l'erreur standard, et l'efface à la fin ; rien hors d'un terminal."""
    if not sys.stderr.isatty():
        yield None
        return

    def avancement(fait: int, total: int) -> None:
        if total >= SEUIL_AVANCEMENT:
            plein = 30 * fait // total
            sys.stderr.write(f"\rLecture [{'#' * plein}{'.' * (30 - plein)}] {fait}/{total}")
            sys.stderr.flush()

    try:
        yield avancement
    finally:
        sys.stderr.write("\r\033[K")
