"""La grille vide d'un référentiel : ce qu'une préfecture remplit d'après son exemplaire, puis importe."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from qualicli.diagnostic.lacunes import Lacunes
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.ecriture.archive_xlsx import archiver
from qualicli.echanges.tableurs.champs import champs
from qualicli.modeles.referentiel import Engagement, Module

FORMATS = ("xlsx", "csv")
_LIBRES = {True: 4, False: 12}  # lignes offertes : sous un engagement connu, sous un module qui n'en a pas
_LARGEURS = {"texte": 60, "titre": 44, "note": 30, "preuves": 26, "module": 28}
_TEXTE = "@"  # sans ce format, un tableur français fait de « 2.1 » une date


def composer(lacunes: Lacunes, format_: str) -> bytes:
    """La grille à remplir, dans un format de `FORMATS`."""
    colonnes = tuple(champs("referentiels").values())
    rangees = [[r.get(c.cle, "") for c in colonnes] for r in _rangees(lacunes)]
    if format_ == "csv":
        flux = io.StringIO()
        ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
        ecrivain.writerows([[c.titre for c in colonnes], *rangees])
        return f"\ufeff{flux.getvalue()}".encode()
    return _classeur(lacunes, colonnes, rangees)


def _rangees(lacunes: Lacunes) -> Iterator[dict[str, str]]:
    """Une ligne par élément connu, puis des lignes libres : l'import reprend le module et l'engagement donnés au-dessus."""
    for module, engagement in lacunes.a_remplir:
        yield _tete(module, engagement)
        for exigence in engagement.exigences if engagement else ():
            yield {"exigence": exigence.code, "texte": exigence.texte or ""}
        yield from ({} for _ in range(_LIBRES[engagement is not None]))


def _tete(module: Module, engagement: Engagement | None) -> dict[str, str]:
    if engagement is None:
        return {"module": module.code}
    return {"module": module.code, "engagement": engagement.code, "titre": engagement.titre or ""}


def _classeur(lacunes: Lacunes, colonnes: tuple[Colonne, ...], rangees: list[list[str]]) -> bytes:
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    feuille = classeur.create_sheet("Grille")
    feuille.append([c.titre for c in colonnes])
    for rangee in rangees:
        feuille.append([valeur or None for valeur in rangee])
    for numero, colonne in enumerate(colonnes, 1):
        lettre = get_column_letter(numero)
        feuille.column_dimensions[lettre].width = _LARGEURS.get(colonne.cle, 14)
        feuille[f"{lettre}1"].font = Font(bold=True)
        for (cellule,) in feuille[f"{lettre}2" : f"{lettre}{len(rangees) + 1}"]:
            cellule.number_format = _TEXTE
            cellule.alignment = Alignment(wrap_text=True, vertical="top")
        if colonne.cle == "par_service":
            choix = DataValidation(type="list", formula1='"oui,non"', allow_blank=True)
            choix.add(f"{lettre}2:{lettre}{len(rangees) + 1}")
            feuille.add_data_validation(choix)
    feuille.freeze_panes = "A2"
    feuille.page_setup.orientation, feuille.page_setup.paperSize = "landscape", 9
    feuille.print_title_rows = "1:1"
    referentiel = lacunes.referentiel
    au = referentiel.date.debut if referentiel.date else date(1980, 1, 1)
    return archiver(classeur, f"{referentiel.nom}, grille à remplir", au)
