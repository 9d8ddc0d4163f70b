"""La commande `rapport`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.options import Date, Sortie, choisir, ecrire, en_couleur, lire_date, suivre
from qualicli.erreurs import ErreurUsage

if TYPE_CHECKING:
    from qualicli.operations.rapporter import Atelier, Rapport

_FORMATS = ("md", "html", "odt", "docx", "pdf")
_BINAIRES = ("odt", "docx", "pdf")


def rapport(
    type_: Annotated[
        str | None, typer.Argument(metavar="TYPE", help="Le document : --liste les montre.", show_default=False)
    ] = None,
    dossier: Annotated[
        Path | None, typer.Argument(metavar="DOSSIER", help="Le dossier de la démarche.", show_default=False)
    ] = None,
    date: Date = None,
    reunion: Annotated[str | None, typer.Option("--reunion", metavar="ID", help="La réunion à raconter.")] = None,
    instance: Annotated[str | None, typer.Option("--instance", metavar="ID", help="L'instance à convoquer.")] = None,
    service: Annotated[str | None, typer.Option("--service", metavar="ID", help="Le service concerné.")] = None,
    tous: Annotated[
        bool, typer.Option("--tous", help="Un document par service, dans le dossier que donne -o.")
    ] = False,
    annee: Annotated[
        int | None, typer.Option("--annee", metavar="AAAA", min=1900, max=2999, help="L'année du bilan.")
    ] = None,
    synthese: Annotated[bool, typer.Option("--synthese", help="La version courte, pour le public.")] = False,
    vierge: Annotated[bool, typer.Option("--vierge", help="À remplir à la main.")] = False,
    anonyme: Annotated[
        bool, typer.Option("--anonyme", help="Des fonctions, aucun nom, courriel ni téléphone.")
    ] = False,
    nominatif: Annotated[bool, typer.Option("--nominatif", help="Nommer, même dans un document public.")] = False,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="md, html, odt, docx ou pdf ; sinon d'après -o.")
    ] = None,
    sortie: Sortie = None,
    liste: Annotated[bool, typer.Option("--liste", help="Les documents, ce qu'il leur faut, ce qui manque.")] = False,
    copier: Annotated[
        str | None,
        typer.Option("--copier-gabarit", metavar="TYPE", help="Mettre ce gabarit dans gabarits/, pour l'adapter."),
    ] = None,
) -> None:
    """Écrit un document d'après le dossier : relevé, bilan, politique, écarts, fiches, convocation…"""
    from qualicli.operations import rapporter as operation
    from qualicli.operations.trouver import trouver
    from qualicli.rendus.documents.registre import TYPES
    from qualicli.rendus.documents.socle.contexte import DemandeDocument

    if liste or copier:  # aucun document à nommer : le premier argument est le dossier
        dossier = dossier or (Path(type_) if type_ else None)
    racine = trouver(dossier)
    if copier:
        for fichier in operation.copier_gabarit(racine, copier):
            sys.stdout.write(f"{fichier} est à vous : il remplace désormais le gabarit livré.\n")
        return
    demande = DemandeDocument(reunion, instance, service, tous, annee, synthese, vierge, anonyme)
    au = lire_date(date)
    if liste:
        _lister(operation.ouvrir_atelier(racine, au, demande))
        return
    if type_ is None:
        raise ErreurUsage("Quel document ?", f"Choisissez {', '.join(TYPES)}.")
    choisir(type_, list(TYPES), "TYPE")
    forme = choisir(format_ or _extension(sortie, tous), _FORMATS, "--format")
    with suivre() as avancement:
        atelier = operation.ouvrir_atelier(racine, au, demande, avancement)
    if atelier.erreurs:
        sys.stderr.write("Tout n'a pas pu être lu (« qualicli valider » dit quoi) : ce document peut être incomplet.\n")
    _publier(list(operation.rapporter(atelier, type_, forme, nominatif)), forme, sortie, tous)


def _extension(sortie: Path | None, tous: bool) -> str:
    """Le format que dit l'extension du fichier demandé ; le Markdown à l'écran, ou dans un dossier de fiches."""
    if sortie is None or tous:
        return "md"
    if not sortie.suffix[1:]:
        conseil = f"Donnez un nom de fichier qui finit par .{', .'.join(_FORMATS)}, ou ajoutez --format."
        raise ErreurUsage(f"« {sortie} » ne dit pas dans quel format écrire.", conseil)
    return sortie.suffix[1:].lower()


def _lister(atelier: "Atelier") -> None:
    from qualicli.rendus.documents.liste import rendre
    from qualicli.rendus.ecran import imprimer

    imprimer(rendre(atelier.contexte), en_couleur())


def _publier(rapports: list["Rapport"], forme: str, sortie: Path | None, tous: bool) -> None:
    from qualicli import francais
    from qualicli.operations.enregistrer import enregistrer

    if sortie is None:
        if forme in _BINAIRES and (tous or sys.stdout.isatty()):
            raise ErreurUsage(f"Un document {forme} ne s'affiche pas.", "Donnez un fichier, ou un dossier, avec -o.")
        for rapport in rapports:
            sys.stdout.flush()
            if forme in _BINAIRES:
                sys.stdout.buffer.write(rapport.octets)
            else:
                ecrire(rapport.octets.decode())
        return
    for rapport in rapports:
        enregistrer(sortie / f"{rapport.nom}.{forme}" if tous else sortie, rapport.octets)
    if tous:
        sys.stdout.write(f"{francais.pluriel(len(rapports), 'document')} dans {sortie}\n")
