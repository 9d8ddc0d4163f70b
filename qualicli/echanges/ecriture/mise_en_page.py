"""La mise en page d'une feuille, la même dans chaque format : largeurs, colonnes figées, couleur de l'onglet."""

from collections.abc import Iterable

from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.montrer import montrer
from qualicli.echanges.ecriture.couleurs import ONGLETS
from qualicli.echanges.ecriture.mesure import plus_long_mot
from qualicli.echanges.ecriture.saisie import DATEES
from qualicli.echanges.feuilles.description import Table

PREMIERE = 4  # titre, conseil, en-têtes, puis les lignes
Cibles = dict[tuple[str, str], str]  # par feuille et par repère : l'adresse de la ligne
# A4 en paysage fait 160 unités de large : à 178, dix points s'impriment à neuf.
_PAGE = 160
_PAGE_AU_PLUS = 195  # au-delà, on ne lirait plus ce qui s'imprime : la feuille prend deux pages de large
_DEUX_PAGES = 270  # ses premières colonnes comptées une fois, alors qu'elles se répètent
_ETROITE = 6  # en dessous, le titre s'écrit debout
_MOT = 8.6  # la place d'un mot, qui n'est pas celle d'une date ou d'un nombre
_MOT_AU_PLUS = 16.0  # « interministériel »
_VALEUR = 80  # au-delà, c'est une phrase
_FIXES = {**dict.fromkeys(DATEES, 9.4), "entier": 7.6, "nombre": 7.6}
_SERREE = 0.38  # au-delà, une colonne de texte ne se lirait plus à l'écran


def largeurs(table: Table, listes: Listes) -> tuple[float, ...]:
    """La largeur de chaque colonne, resserrée pour qu'une page A4 reste lisible."""
    serrees = _resserrer(table, listes, _PAGE)
    return serrees if sum(serrees) <= _PAGE_AU_PLUS else _resserrer(table, listes, _DEUX_PAGES)


def repetees(table: Table, listes: Listes) -> int:
    """Combien de colonnes se répètent d'une page à l'autre, quand la feuille en prend deux de large."""
    return (figees(table) or 1) if sum(_resserrer(table, listes, _PAGE)) > _PAGE_AU_PLUS else 0


def _resserrer(table: Table, listes: Listes, place: float) -> tuple[float, ...]:
    voulues = [c.largeur + 1.0 for c in table.colonnes]
    fixes = [min(v, _FIXES.get(c.genre, _MOT)) for c, v in zip(table.colonnes, voulues, strict=True)]
    trop, mobile = sum(voulues) - place, sum(voulues) - sum(fixes)
    part = max(_SERREE, 1 - trop / mobile) if trop > 0 and mobile else 1.0
    serrees = (round(f + (v - f) * part, 1) for f, v in zip(fixes, voulues, strict=True))
    return tuple(max(s, _mot(table, listes, c)) for c, s in zip(table.colonnes, serrees, strict=True))


def _mot(table: Table, listes: Listes, colonne: Colonne) -> float:
    """La place qu'il faut pour ne couper aucun mot d'une liste ou d'une cellule calculée : celui-là n'est pas une adresse."""
    if colonne.genre not in ("choix", "texte") or est_etroite(colonne):
        return 0.0
    valeurs = {ligne.valeurs.get(colonne.cle, "") for ligne in table.lignes}
    montrees = (montrer(colonne, v, listes) for v in valeurs if v and len(v) <= _VALEUR)
    return min(_MOT_AU_PLUS, max((plus_long_mot(m) for m in montrees if isinstance(m, str)), default=0.0))


def est_etroite(colonne: Colonne) -> bool:
    """Vrai pour une colonne d'un signe ou d'un mot court, dont le titre s'écrit debout."""
    return colonne.largeur < _ETROITE


def figees(table: Table) -> int:
    """Combien de colonnes restent en vue : celles d'un point et de sa réponse, sinon celle qui nomme la ligne."""
    if table.figees:
        return table.figees
    return next((rang for rang, c in enumerate(table.colonnes[:2], 1) if c.largeur >= 30), 0)


def onglet(table: Table) -> str:
    """La couleur de l'onglet : ce qui attend, ce qui se remplit, ce qui se lit."""
    if any(ligne.renvoi for ligne in table.lignes):
        return ONGLETS["faire"]
    return ONGLETS["remplir" if any(c.ouverture != "jamais" for c in table.colonnes) else "lire"]


def cibles(tables: Iterable[Table], entre: str) -> Cibles:
    """L'adresse de chaque ligne, pour les liens ; `entre` sépare la feuille de la cellule."""
    return {
        (t.nom, ligne.cle): f"{citer(t.titre)}{entre}B{rang}"
        for t in tables
        for rang, ligne in enumerate(t.lignes, PREMIERE)
    }


def citer(nom: str) -> str:
    """Le nom d'une feuille dans une adresse."""
    return "'" + nom.replace("'", "''") + "'"
