"""La commande `rapport`."""

import datetime
import inspect
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualicli.cli.options import ABlanc, Date, Sortie, annoncer, choisir, ecrire, en_couleur, lire_date, suivre
from qualicli.erreurs import ErreurUsage
from qualicli.rendus.documents.socle.demande import OPTIONS, DemandeDocument
from qualicli.rendus.formats.registre import FORMATS

if TYPE_CHECKING:
    from qualicli.operations.rapporter import Rapport
    from qualicli.operations.rediger import Atelier

_FORMATS = " ou ".join(", ".join(FORMATS).rsplit(", ", 1))


def rapport(
    type_: Annotated[
        str | None, typer.Argument(metavar="TYPE", help="Le document : --liste les montre.", show_default=False)
    ] = None,
    dossier: Annotated[
        Path | None, typer.Argument(metavar="DOSSIER", help="Le dossier de la démarche.", show_default=False)
    ] = None,
    date: Date = None,
    nominatif: Annotated[bool, typer.Option("--nominatif", help="Nommer, même dans un document public.")] = False,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help=f"{_FORMATS} ; sinon d'après -o.")
    ] = None,
    sortie: Sortie = None,
    liste: Annotated[bool, typer.Option("--liste", help="Les documents, ce qu'il leur faut, ce qui manque.")] = False,
    copier: Annotated[
        str | None,
        typer.Option("--copier-gabarit", metavar="TYPE", help="Mettre ce gabarit dans gabarits/, pour l'adapter."),
    ] = None,
    a_blanc: ABlanc = False,
    **demande: Any,
) -> None:
    """Écrit un document d'après le dossier : relevé, bilan, politique, écarts, fiches, convocation…"""
    from qualicli.operations.trouver import trouver

    if liste or copier:  # aucun document à nommer : le premier argument est le dossier
        dossier = dossier or (Path(type_) if type_ else None)
    racine = trouver(dossier)
    if copier:
        _copier(racine, copier, a_blanc)
        return
    voulu = DemandeDocument(**demande)
    au = lire_date(date)
    if liste:
        _lister(_ouvrir(racine, au, voulu))
        return
    document = _connu(type_)
    forme = choisir(format_ or _extension(sortie, voulu.tous), list(FORMATS), "--format")
    _publier(_rediger(_ouvrir(racine, au, voulu), document, forme, nominatif), forme, sortie, voulu.tous, a_blanc)


def _signature() -> inspect.Signature:
    """Les options de `rapport` : les siennes, et une par champ de la demande."""
    siennes = list(inspect.signature(rapport).parameters.values())[:-1]
    rang = next(i for i, p in enumerate(siennes) if p.name == "nominatif")
    demandees = []
    for champ in fields(DemandeDocument):
        option = OPTIONS[champ.name]
        bas, haut = option.bornes or (None, None)
        texte = typer.Option(f"--{champ.name}", metavar=option.valeur or None, help=option.aide, min=bas, max=haut)
        genre = inspect.Parameter.POSITIONAL_OR_KEYWORD
        demandees.append(
            inspect.Parameter(champ.name, genre, default=champ.default, annotation=Annotated[champ.type, texte])
        )
    return inspect.Signature([*siennes[:rang], *demandees, *siennes[rang:]])


rapport.__signature__ = _signature()  # type: ignore[attr-defined]  # Typer lit ses options dans la signature


def _copier(racine: Path, gabarit: str, a_blanc: bool) -> None:
    """`--copier-gabarit` : met un gabarit livré dans le dossier."""
    from qualicli.operations.rapporter import copier_gabarit

    fichiers = copier_gabarit(racine, gabarit, a_blanc)
    if a_blanc:
        annoncer((racine / f for f in fichiers), True)
        return
    for fichier in fichiers:
        sys.stdout.write(f"{fichier} est à vous : il remplace désormais le gabarit livré.\n")


def _ouvrir(racine: Path, au: datetime.date, demande: DemandeDocument) -> "Atelier":
    from qualicli.operations.rapporter import ouvrir_atelier

    with suivre() as avancement:
        return ouvrir_atelier(racine, au, demande, avancement)


def _lister(atelier: "Atelier") -> None:
    """`--liste` : ce que l'on sait écrire, et ce qui manque."""
    from qualicli.rendus.documents.liste import rendre
    from qualicli.rendus.ecran import imprimer

    imprimer(rendre(atelier.contexte), en_couleur())


def _connu(type_: str | None) -> str:
    from qualicli.rendus.documents.registre import TYPES

    if type_ is None:
        raise ErreurUsage("Quel document ?", f"Choisissez {', '.join(TYPES)}.")
    return choisir(type_, list(TYPES), "TYPE")


def _rediger(atelier: "Atelier", document: str, forme: str, nominatif: bool) -> list["Rapport"]:
    """Un document, ou un par service ; aucun n'est publié si l'un d'eux est refusé."""
    from qualicli.operations.rapporter import rapporter

    if atelier.erreurs:
        sys.stderr.write("Tout n'a pas pu être lu (« qualicli valider » dit quoi) : ce document peut être incomplet.\n")
    return list(rapporter(atelier, document, forme, nominatif))


def _extension(sortie: Path | None, tous: bool) -> str:
    """Le format que dit l'extension du fichier demandé ; le Markdown à l'écran, ou dans un dossier de fiches."""
    if sortie is None or tous:
        return "md"
    if not sortie.suffix[1:]:
        conseil = f"Donnez un nom de fichier qui finit par .{', .'.join(FORMATS)}, ou ajoutez --format."
        raise ErreurUsage(f"« {sortie} » ne dit pas dans quel format écrire.", conseil)
    return sortie.suffix[1:].lower()


def _publier(rapports: list["Rapport"], forme: str, sortie: Path | None, tous: bool, a_blanc: bool) -> None:
    from qualicli import francais
    from qualicli.operations.ecrire_sortie import ecrire_sortie

    texte = FORMATS[forme].texte
    if sortie is None:
        if not texte and (tous or sys.stdout.isatty()):
            raise ErreurUsage(f"Un document {forme} ne s'affiche pas.", "Donnez un fichier, ou un dossier, avec -o.")
        for rapport_ in rapports:
            sys.stdout.flush()
            if texte:
                ecrire(rapport_.octets.decode())
            else:
                sys.stdout.buffer.write(rapport_.octets)
        return
    cibles = [sortie / f"{r.nom}.{forme}" if tous else sortie for r in rapports]
    if a_blanc:
        annoncer(cibles, True)
        return
    for cible, rapport_ in zip(cibles, rapports, strict=True):
        ecrire_sortie(cible, rapport_.octets)
    if tous:
        sys.stdout.write(f"{francais.pluriel(len(rapports), 'document')} dans {sortie}\n")
