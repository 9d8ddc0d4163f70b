"""Le graphique d'un classeur Excel, et les mots qui le disent à qui ne le voit pas."""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import NumFmt
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.descriptors import Typed
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties

from qualicli import francais
from qualicli.echanges.classeurs.page_de_lecture import PageDeLecture
from qualicli.echanges.ecriture.couleurs import PARTS

# Le motif de chaque part : imprimées en gris, deux couleurs claires se confondraient.
_MOTIFS = ("", "wdUpDiag", "pct25", "")
_DESSIN = "xl/drawings/drawing1.xml"


class EtiquettesDeBarres(DataLabelList):  # type: ignore[misc]
    """Les étiquettes d'un graphique, dont le format peut n'être pas celui des cellules : openpyxl ne sait pas le dire."""

    # Les noms sont ceux du XML ; ce qu'une sous-classe ne redit pas ne s'écrit pas.
    numFmt = Typed(expected_type=NumFmt, allow_none=True)  # noqa: N815
    showVal, showPercent = DataLabelList.showVal, DataLabelList.showPercent  # noqa: N815
    showSerName, showCatName = DataLabelList.showSerName, DataLabelList.showCatName  # noqa: N815
    showLegendKey = DataLabelList.showLegendKey  # noqa: N815
    __elements__ = ("numFmt", "showLegendKey", "showVal", "showCatName", "showSerName", "showPercent")


def graphique(feuille: Any, accueil: PageDeLecture, entetes: int, combien: int) -> None:
    """Le graphique natif des taux : une barre par module, ce qui est prouvé d'abord."""
    dessin = BarChart()
    dessin.type, dessin.grouping, dessin.overlap = "bar", "stacked", 100
    dessin.title = _titre(accueil)
    donnees = Reference(feuille, min_col=3, max_col=6, min_row=entetes, max_row=entetes + combien)
    dessin.add_data(donnees, titles_from_data=True)
    dessin.set_categories(Reference(feuille, min_col=1, min_row=entetes + 1, max_row=entetes + combien))
    for serie, couleur, motif in zip(dessin.series, PARTS, _MOTIFS, strict=True):
        serie.graphicalProperties = _remplir(couleur, motif)
        serie.dLbls = EtiquettesDeBarres()
        serie.dLbls.showVal, serie.dLbls.numFmt = True, NumFmt("0;;;", sourceLinked=False)  # un zéro ne s'écrit pas
        _taire(serie.dLbls, ("showSerName", "showCatName", "showLegendKey", "showPercent"))
    dessin.x_axis.delete, dessin.y_axis.delete = False, True
    dessin.x_axis.scaling.orientation = "maxMin"
    dessin.y_axis.majorGridlines = None
    dessin.legend.position = "b"
    dessin.gapWidth, dessin.width, dessin.height = 40, 26, 4 + 1.4 * combien
    feuille.add_chart(dessin, f"A{entetes + combien + 2}")


def _remplir(couleur: str, motif: str) -> GraphicalProperties:
    """Le fond d'une part, uni ou à motif, et son contour."""
    if not motif:
        fond = GraphicalProperties(solidFill=couleur)
    else:
        clair = ColorChoice(srgbClr="FFFFFF")
        fond = GraphicalProperties(pattFill=PatternFillProperties(motif, ColorChoice(srgbClr=couleur), clair))
    fond.line.solidFill = "595959"
    return fond


def _titre(accueil: PageDeLecture) -> str:
    return f"Points de contrôle par {francais.minuscule(accueil.module)}"


def _taire(etiquettes: Any, options: Iterable[str]) -> None:
    for option in options:
        setattr(etiquettes, option, False)


def decrire(nom: str, octets: bytes, accueil: PageDeLecture) -> bytes:
    """Donne au dessin son texte de remplacement, qu'openpyxl ne sait pas écrire ; les autres parties restent telles quelles."""
    if nom != _DESSIN:
        return octets
    lignes = (
        f"{titre} : {points} points, dont {prouves} réalisés et prouvés, {declares} réalisés sans preuve valide, "
        f"{partiels} partiels, {restent} à faire."
        for titre, points, prouves, declares, partiels, restent, *_ in accueil.taux
    )
    texte = quoteattr(f"{_titre(accueil)}. {' '.join(lignes)}")
    return octets.replace(b'name="Chart 1"', f'name="Graphique 1" descr={texte}'.encode())
