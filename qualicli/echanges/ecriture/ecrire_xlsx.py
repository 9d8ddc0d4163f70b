"""Des tables à un classeur Excel : tableaux natifs, listes, protection, graphiques ; mêmes données, mêmes octets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as TableNative
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.montrer import Montree, est_coupee, montrer
from qualicli.echanges.classeurs import page_de_lecture as page
from qualicli.echanges.classeurs.identite import FEUILLE, FEUILLE_LISTES, REPERE
from qualicli.echanges.classeurs.page_de_lecture import PageDeLecture
from qualicli.echanges.ecriture.apparence_xlsx import Formes, imprimable, proteger
from qualicli.echanges.ecriture.archive_xlsx import archiver
from qualicli.echanges.ecriture.graphique_xlsx import decrire, graphique
from qualicli.echanges.ecriture.mesure import hauteur
from qualicli.echanges.ecriture.mise_en_page import (
    PREMIERE,
    Cibles,
    cibles,
    est_etroite,
    figees,
    largeurs,
    onglet,
    repetees,
)
from qualicli.echanges.ecriture.regles_xlsx import ReglesDeFeuille
from qualicli.echanges.feuilles.description import LigneDeFeuille, Table


def ecrire(accueil: PageDeLecture, tables: Iterable[Table], listes: Listes, identite: Iterable[list[str]]) -> bytes:
    """Écrit un classeur entier."""
    classeur = Workbook(write_only=True)
    formes = Formes(classeur)
    liste = list(tables)
    ecrite = _Ecriture(formes, listes, _plages(listes), cibles(liste, "!"), accueil.titre)
    for rang, table in enumerate(liste):
        if rang == page.RANG:
            _ecrire_accueil(formes, accueil)
        _ecrire_table(ecrite, table, rang)
    if len(liste) <= page.RANG:
        _ecrire_accueil(formes, accueil)
    colonnes = [[nom, *choix.values()] for nom, choix in sorted(listes.items())]
    rangees = ([c[rang] if rang < len(c) else None for c in colonnes] for rang in range(max(map(len, colonnes))))
    _ecrire_cachee(formes, FEUILLE_LISTES, rangees, "hidden")
    _ecrire_cachee(formes, FEUILLE, identite, "veryHidden")
    return archiver(classeur, accueil.titre, accueil.au, lambda nom, octets: decrire(nom, octets, accueil))


def _plages(listes: Listes) -> dict[str, str]:
    """Où se trouve chaque liste de choix dans la feuille masquée."""
    return {
        nom: f"'{FEUILLE_LISTES}'!${get_column_letter(rang)}$2:${get_column_letter(rang)}${max(2, len(choix) + 1)}"
        for rang, (nom, choix) in enumerate(sorted(listes.items()), 1)
    }


def _ecrire_cachee(formes: Formes, nom: str, rangees: Iterable[list[Any]], etat: str) -> None:
    feuille = formes.feuille(nom)
    feuille.sheet_state = etat
    for rangee in rangees:
        # Neuve à chaque fois : sans style, `append` garderait la cellule pour y verser la valeur suivante.
        feuille.append(None if t is None else formes.neuve(feuille, t, "") for t in rangee)


def _ecrire_accueil(formes: Formes, accueil: PageDeLecture) -> None:
    feuille = formes.feuille(page.TITRE)
    for colonne, largeur in zip("ABCDEFGHI", (46, 10, 14, 16, 10, 12, 20, 20, 24), strict=True):
        feuille.column_dimensions[colonne].width = largeur
    imprimable(feuille, accueil.titre)
    feuille.page_setup.fitToHeight = 1  # le graphique ne se coupe pas en deux
    feuille.sheet_view.showGridLines = False
    feuille.append([formes.cellule(feuille, accueil.titre, "titre")])
    feuille.append([formes.cellule(feuille, accueil.sous_titre, "conseil")])
    rang = 2
    for titre, textes in accueil.parties:
        feuille.append([])
        feuille.append([formes.cellule(feuille, titre, "partie")])
        for texte in textes:
            feuille.append([formes.cellule(feuille, texte, "paragraphe")])
        rang += 2 + len(textes)
    if accueil.taux:
        feuille.append([])
        feuille.append([formes.cellule(feuille, page.TITRE_DES_TAUX, "partie")])
        feuille.row_dimensions[rang + 3].height = 32
        feuille.append(formes.cellule(feuille, t, "entete") for t in accueil.entetes)
        for ligne in accueil.taux:
            feuille.append(formes.cellule(feuille, v, "fixe") for v in ligne)
        graphique(feuille, accueil, rang + 3, len(accueil.taux))
    proteger(feuille)


@dataclass(frozen=True, slots=True)
class _Ecriture:
    """Ce que toutes les feuilles partagent : les formes, les listes et où elles sont, où mènent les liens, le pied de page."""

    formes: Formes
    listes: Listes
    plages: dict[str, str]
    adresses: Cibles
    pied: str


def _ecrire_table(commun: _Ecriture, table: Table, rang: int) -> None:
    formes, listes = commun.formes, commun.listes
    feuille = formes.feuille(table.titre)
    visibles = table.colonnes
    feuille.column_dimensions["A"].hidden = True
    places = largeurs(table, listes)
    for numero, largeur in enumerate(places, 2):
        feuille.column_dimensions[get_column_letter(numero)].width = largeur
    feuille.freeze_panes = f"{get_column_letter(figees(table) + 2) if figees(table) else 'A'}{PREMIERE}"
    feuille.sheet_properties.tabColor = onglet(table)
    imprimable(feuille, f"{commun.pied} · {table.titre}", PREMIERE - 1, repetees(table, listes))
    feuille.row_dimensions[PREMIERE - 1].height = max(map(_hauteur_de_titre, visibles, places))
    feuille.append([None, formes.cellule(feuille, table.titre, "titre")])
    feuille.append([None, formes.cellule(feuille, table.conseil, "conseil")])
    feuille.append(
        [formes.cellule(feuille, f"{REPERE}{table.nom}", "entete"), *(_entete(feuille, formes, c) for c in visibles)]
    )
    for numero, ligne in enumerate(table.lignes, PREMIERE):
        montrees = [montrer(c, ligne.valeurs.get(c.cle, ""), listes) for c in visibles]
        feuille.row_dimensions[numero].height = max(map(_hauteur, montrees, places))
        suite: Iterator[Any] = (_cellule(feuille, formes, c, ligne, m) for c, m in zip(visibles, montrees, strict=True))
        ou = commun.adresses.get(ligne.renvoi) if ligne.renvoi else None
        if ou:
            suite = chain([_lien(feuille, formes, next(iter(montrees)), ou)], islice(suite, 1, None))
        feuille.append(_rangee(feuille, formes, ligne.cle, suite))
    vides = max(table.neuves, 0 if table.lignes else 1)
    for _ in range(vides):
        feuille.append(_rangee(feuille, formes, None, (_vide(feuille, formes, c) for c in visibles)))
    derniere = PREMIERE - 1 + len(table.lignes) + vides
    _tableau_natif(feuille, table, rang, derniere)
    regles = ReglesDeFeuille(feuille, table, PREMIERE, derniere - vides, derniere)
    regles.souligner(listes)
    regles.encadrer(commun.plages)
    proteger(feuille)


def _rangee(feuille: Any, formes: Formes, repere: str | None, suite: Iterator[Any]) -> Iterator[Any]:
    yield formes.cellule(feuille, repere, "fermee")
    yield from suite


def _hauteur(montree: Montree, largeur: float) -> float:
    return hauteur(montree, largeur) if isinstance(montree, str) else 17


def _hauteur_de_titre(colonne: Colonne, largeur: float) -> float:
    return 8 + 5.5 * len(colonne.entete) if est_etroite(colonne) else _hauteur(colonne.entete, largeur * 0.92)


def _entete(feuille: Any, formes: Formes, colonne: Colonne) -> Any:
    cellule = formes.neuve(feuille, colonne.entete, "entete_etroite" if est_etroite(colonne) else "entete")
    if colonne.note:
        cellule.comment = Comment(colonne.note, "qualicli", height=40 + 18 * (len(colonne.note) // 38 + 1), width=280)
    return cellule


def _cellule(feuille: Any, formes: Formes, colonne: Colonne, ligne: LigneDeFeuille, montree: Montree) -> Any:
    coupee = est_coupee(ligne.valeurs.get(colonne.cle, ""))
    ouverte = colonne.ouverture == "toujours" and colonne.cle not in ligne.fermees and not coupee
    forme = "ouverte" if ouverte else "fermee"
    if isinstance(montree, date):
        return formes.cellule(feuille, to_excel(montree), f"{forme}_date")
    if colonne.genre in ("date", "echeance", "caducite") and montree is None:
        return formes.cellule(feuille, None, f"{forme}_date")
    if colonne.genre in ("entier", "nombre") and not isinstance(montree, str):
        return formes.cellule(feuille, montree, f"{forme}_nombre")
    return formes.cellule(feuille, montree, f"{forme}_centre" if est_etroite(colonne) else forme)


def _lien(feuille: Any, formes: Formes, montree: Montree, ou: str) -> Any:
    """Une cellule qui mène ailleurs dans le classeur."""
    cellule = formes.cellule(feuille, montree, "fermee_lien")
    cellule.hyperlink = Hyperlink(ref="", location=ou)
    return cellule


def _vide(feuille: Any, formes: Formes, colonne: Colonne) -> Any:
    forme = "fermee" if colonne.ouverture == "jamais" else "ouverte"
    suite = "_date" if colonne.genre in ("date", "echeance", "caducite") else ""
    return formes.cellule(feuille, None, forme + ("_nombre" if colonne.genre in ("entier", "nombre") else suite))


def _tableau_natif(feuille: Any, table: Table, rang: int, derniere: int) -> None:
    etendue = f"A{PREMIERE - 1}:{get_column_letter(len(table.colonnes) + 1)}{derniere}"
    titres = [f"{REPERE}{table.nom}", *(c.entete for c in table.colonnes)]
    natif = TableNative(
        displayName=f"T_{table.nom}",
        ref=etendue,
        id=rang + 1,
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
        tableColumns=[TableColumn(id=numero, name=titre) for numero, titre in enumerate(titres, 1)],
        autoFilter=AutoFilter(ref=etendue),
    )
    feuille.tables.add(natif)  # `add_table` avertirait de donner les colonnes, ce que l'on vient de faire
