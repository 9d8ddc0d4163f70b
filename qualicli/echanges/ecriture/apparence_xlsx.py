"""La mise en forme d'un classeur Excel : styles, conditions, listes déroulantes, protection, impression, graphique."""

from collections.abc import Iterable
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import NumFmt
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.descriptors import Typed
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.cellules.textes_recus import visible_sur_lignes
from qualicli.echanges.ecriture.couleurs import BARRE, ENTETE, FERMEE, PARTS, TITRE, TONS, TRAIT

_TRAITS = Border(*(Side("thin", TRAIT) for _ in range(4)))
_DATE = "DD/MM/YYYY"
_POLICE = "Calibri"
_POLICES = {
    "titre": Font(_POLICE, 15, bold=True, color=TITRE),
    "conseil": Font(_POLICE, 10, italic=True, color="595959"),
    "partie": Font(_POLICE, 12, bold=True, color=TITRE),
    "paragraphe": Font(_POLICE, 11),
}
_PAR_PAGE = 265  # caractères : au-delà, une page de large serait illisible


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
        cellule.protection = Protection(locked=base == "fermee")
        cellule.number_format = {"date": _DATE, "nombre": "General"}.get(suite, "@")
        if base == "fermee":
            cellule.fill = PatternFill("solid", FERMEE)
        if suite == "date":
            cellule.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        if suite == "centre":
            cellule.alignment = Alignment(horizontal="center", vertical="top")


def conditions(feuille: Any, colonnes: tuple[Colonne, ...], premiere: int, derniere: int) -> None:
    """Colore selon les mots de la cellule : la couleur souligne, elle ne dit rien seule."""
    for numero, colonne in enumerate(colonnes, 2):
        lettre = get_column_letter(numero)
        plage = f"{lettre}{premiere}:{lettre}{derniere}"
        if colonne.cle.startswith("mois_"):
            for signe, fond in BARRE.items():
                formule = f'{lettre}{premiere}="{signe}"'
                feuille.conditional_formatting.add(plage, FormulaRule([formule], fill=PatternFill(bgColor=fond)))
        if not colonne.ton and colonne.liste not in ("etats", "statuts_action", "presences"):
            continue
        for _, fond, encre, mots in TONS:
            trouves = ",".join(f'ISNUMBER(SEARCH("{m}",{lettre}{premiere}))' for m in mots)
            regle = FormulaRule(
                [f"OR({trouves})"], stopIfTrue=True, fill=PatternFill(bgColor=fond), font=Font(color=encre)
            )
            feuille.conditional_formatting.add(plage, regle)


def validations(
    feuille: Any, colonnes: tuple[Colonne, ...], plages: dict[str, str], premiere: int, derniere: int
) -> None:
    """Les listes déroulantes et les nombres admis ; une liste ouverte propose sans imposer."""
    for numero, colonne in enumerate(colonnes, 2):
        if colonne.ouverture == "jamais":
            continue
        if colonne.liste and colonne.genre in ("choix", "acteur", "libre"):
            regle = DataValidation(
                "list",
                formula1=plages[colonne.liste],
                allow_blank=True,
                errorTitle=colonne.titre,
                error="Choisissez une valeur de la liste.",
                showErrorMessage=colonne.genre == "choix",
            )
        elif colonne.genre == "entier":
            regle = DataValidation(
                "whole",
                "greaterThanOrEqual",
                "0",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=colonne.titre,
                error="Un nombre entier est attendu.",
            )
        else:
            continue
        lettre = get_column_letter(numero)
        regle.add(f"{lettre}{premiere}:{lettre}{derniere}")
        feuille.data_validations.append(regle)


def proteger(feuille: Any) -> None:
    """Verrouille les cellules calculées, sans mot de passe ; filtrer, trier et élargir restent permis."""
    protection = feuille.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False


def imprimable(feuille: Any, pied: str, entetes: int = 0, largeur: int = 0) -> None:
    """A4 en paysage, une page de large (deux si l'on n'y lisait plus rien), en-têtes répétés, pages numérotées."""
    feuille.page_setup.orientation, feuille.page_setup.paperSize = "landscape", 9
    feuille.sheet_properties.pageSetUpPr.fitToPage = True
    feuille.page_setup.fitToWidth, feuille.page_setup.fitToHeight = 1 if largeur <= _PAR_PAGE else 2, 0
    marges = feuille.page_margins
    marges.left = marges.right = 0.4
    marges.top, marges.bottom, marges.footer = 0.5, 0.75, 0.35
    feuille.oddFooter.left.text, feuille.oddFooter.right.text = pied.replace("&", "&&"), "&P / &N"
    if entetes:
        feuille.print_title_rows = f"{entetes}:{entetes}"
        if largeur > _PAR_PAGE:
            feuille.print_title_cols = "B:B"


class EtiquettesDeBarres(DataLabelList):  # type: ignore[misc]
    """Les étiquettes d'un graphique, dont le format peut n'être pas celui des cellules : openpyxl ne sait pas le dire."""

    # Les noms sont ceux du XML ; ce qu'une sous-classe ne redit pas ne s'écrit pas.
    numFmt = Typed(expected_type=NumFmt, allow_none=True)  # noqa: N815
    showVal, showPercent = DataLabelList.showVal, DataLabelList.showPercent  # noqa: N815
    showSerName, showCatName = DataLabelList.showSerName, DataLabelList.showCatName  # noqa: N815
    showLegendKey = DataLabelList.showLegendKey  # noqa: N815
    __elements__ = ("numFmt", "showLegendKey", "showVal", "showCatName", "showSerName", "showPercent")


def graphique(feuille: Any, entetes: int, combien: int) -> None:
    """Le graphique natif des taux : une barre par module, ce qui est prouvé d'abord."""
    dessin = BarChart()
    dessin.type, dessin.grouping, dessin.overlap = "bar", "stacked", 100
    dessin.title = "Points de contrôle par module"
    donnees = Reference(feuille, min_col=3, max_col=6, min_row=entetes, max_row=entetes + combien)
    dessin.add_data(donnees, titles_from_data=True)
    dessin.set_categories(Reference(feuille, min_col=1, min_row=entetes + 1, max_row=entetes + combien))
    for serie, couleur in zip(dessin.series, PARTS, strict=True):
        serie.graphicalProperties = GraphicalProperties(solidFill=couleur)
        serie.dLbls = EtiquettesDeBarres()
        serie.dLbls.showVal, serie.dLbls.numFmt = True, NumFmt("0;;;", sourceLinked=False)  # un zéro ne s'écrit pas
        _taire(serie.dLbls, ("showSerName", "showCatName", "showLegendKey", "showPercent"))
    dessin.x_axis.delete, dessin.y_axis.delete = False, True
    dessin.x_axis.scaling.orientation = "maxMin"
    dessin.y_axis.majorGridlines = None
    dessin.legend.position = "b"
    dessin.gapWidth, dessin.width, dessin.height = 40, 26, 4 + 1.4 * combien
    feuille.add_chart(dessin, f"A{entetes + combien + 2}")


def _taire(etiquettes: Any, options: Iterable[str]) -> None:
    for option in options:
        setattr(etiquettes, option, False)
