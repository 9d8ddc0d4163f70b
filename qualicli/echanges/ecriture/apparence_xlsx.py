"""La mise en forme d'un classeur Excel : styles, protection, impression."""

from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from qualicli.echanges.cellules.textes_recus import visible_sur_lignes
from qualicli.echanges.ecriture.couleurs import ENTETE, FERMEE, LIEN, TITRE, TRAIT

_TRAITS = Border(*(Side("thin", TRAIT) for _ in range(4)))
_DATE = "DD/MM/YYYY"
_POLICE = "Calibri"
_POLICES = {
    "titre": Font(_POLICE, 15, bold=True, color=TITRE),
    "conseil": Font(_POLICE, 10, italic=True, color="595959"),
    "partie": Font(_POLICE, 12, bold=True, color=TITRE),
    "paragraphe": Font(_POLICE, 11),
}


class Formes:
    """Les cellules d'un classeur, une par forme, qui servent tour à tour : openpyxl écrit chacune avant la suivante.

    Une ligne se donne donc par un générateur, jamais par une liste ; dix mille lignes s'écrivent bien plus vite ainsi.
    """

    def __init__(self, classeur: Any) -> None:
        self._classeur = classeur
        self._cellules: dict[str, Any] = {}

    def feuille(self, nom: str) -> Any:
        """Une feuille neuve."""
        return self._classeur.create_sheet(nom)

    def cellule(self, feuille: Any, valeur: Any, forme: str) -> Any:
        """La cellule de cette forme ; un texte reste du texte, même s'il commence comme une formule."""
        cellule = self._cellules.get(forme)
        if cellule is None:
            cellule = self._cellules[forme] = self.neuve(feuille, None, forme)
        _remplir(cellule, valeur)
        return cellule

    def neuve(self, feuille: Any, valeur: Any, forme: str) -> Any:
        """Une cellule à part, qui peut porter une note."""
        cellule = WriteOnlyCell(feuille)
        if forme:
            _habiller(cellule, forme)
        _remplir(cellule, valeur)
        return cellule


def _remplir(cellule: Any, valeur: Any) -> None:
    if isinstance(valeur, str):
        cellule.value = valeur if valeur.isprintable() else visible_sur_lignes(valeur)
        cellule.data_type = "s"
    else:
        cellule.value = valeur


def _habiller(cellule: Any, forme: str) -> None:
    base, _, suite = forme.partition("_")
    cellule.font = _POLICES.get(base, Font(_POLICE, 10))
    if base == "entete":
        cellule.font, cellule.fill = Font(_POLICE, 10, bold=True, color="FFFFFF"), PatternFill("solid", ENTETE)
        cellule.alignment = Alignment(vertical="center", wrap_text=suite == "", text_rotation=90 if suite else 0)
        cellule.border = _TRAITS
    elif base not in _POLICES:
        cellule.border, cellule.alignment = _TRAITS, Alignment(vertical="top", wrap_text=True)
        # Excel ne trie que des cellules déverrouillées : c'est la règle de saisie qui garde les grises.
        cellule.protection = Protection(locked=base == "fixe")
        cellule.number_format = {"date": _DATE, "nombre": "General"}.get(suite, "@")
        if base in ("fermee", "fixe"):
            cellule.fill = PatternFill("solid", FERMEE)
        if suite == "date":
            cellule.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        if suite == "centre":
            cellule.alignment = Alignment(horizontal="center", vertical="top")
        if suite == "lien":
            cellule.font = Font(_POLICE, 10, color=LIEN, underline="single")


def proteger(feuille: Any) -> None:
    """Garde la feuille telle qu'elle est, sans mot de passe ; filtrer, trier, surligner et élargir restent permis."""
    protection = feuille.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.autoFilter = protection.sort = False


def imprimable(feuille: Any, pied: str, entetes: int = 0, repetees: int = 0) -> None:
    """A4 en paysage, une page de large, ou deux si des colonnes s'y répètent, en-têtes répétés, pages numérotées."""
    feuille.page_setup.orientation, feuille.page_setup.paperSize = "landscape", 9
    feuille.sheet_properties.pageSetUpPr.fitToPage = True
    feuille.page_setup.fitToWidth, feuille.page_setup.fitToHeight = 2 if repetees else 1, 0
    marges = feuille.page_margins
    marges.left = marges.right = 0.3
    marges.top, marges.bottom, marges.footer = 0.5, 0.75, 0.35
    feuille.oddFooter.left.text, feuille.oddFooter.right.text = pied.replace("&", "&&"), "&P / &N"
    if entetes:
        feuille.print_title_rows = f"{entetes}:{entetes}"
    if repetees:
        feuille.print_title_cols = f"A:{get_column_letter(repetees + 1)}"
