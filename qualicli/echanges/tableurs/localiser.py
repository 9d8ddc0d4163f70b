"""Tous les tableaux que décrit un profil : un par feuille qui lui va, un de plus à chaque second en-tête."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qualicli.echanges.cellules.cellule import en_texte
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.echanges.tableurs.tableau_de_service import (
    TableauDeService,
    compter,
    en_tetes_possibles,
    indispensables,
    localiser,
)
from qualicli.modeles.profil import Profil


def localiser_tous(profil: Profil, feuilles: list[FeuilleLue]) -> list[TableauDeService]:
    """Les tableaux que décrit un profil, dans l'ordre des feuilles ; toujours au moins un, ou une erreur."""
    premier = localiser(profil, feuilles)
    suivants = []
    for feuille in feuilles:
        if not profil.feuille and feuille is not premier.feuille:
            try:
                autre = localiser(profil, [feuille])
            except ClasseurRefuse:
                continue
            if compter(profil, autre) == compter(profil, premier):
                suivants.append(autre)
    rangs = {id(f): rang for rang, f in enumerate(feuilles)}
    tries = sorted([premier, *suivants], key=lambda t: rangs[id(t.feuille)])
    return [table for tableau in tries for table in _recommencer(profil, tableau)]


def premiere_table(tableau: TableauDeService, nom: str, titres: Iterable[str]) -> TableauDeService:
    """Le tableau jusqu'à son second en-tête, s'il en a un ; `nom` est le titre de la colonne qui nomme les lignes."""
    connus = frozenset(map(nu, titres))
    dessous = (r for r in sorted(tableau.feuille.lignes) if r >= tableau.entete + tableau.hauteur)
    fin = next((r for r in dessous if _second_en_tete(tableau.feuille, r, frozenset((nu(nom),)), connus)), None)
    return replace(tableau, fin=fin)


def _recommencer(profil: Profil, tableau: TableauDeService) -> Iterator[TableauDeService]:
    """Le tableau, coupé à chaque second en-tête ; les colonnes peuvent y être à d'autres places."""
    voulus = frozenset(nu(t) for t in indispensables(profil))
    connus = voulus | {nu(c.titre) for c in profil.colonnes}
    feuille = tableau.feuille
    courant = tableau if profil.entete is not None else _premier(tableau, voulus, connus)
    saut, precedente = courant.entete + courant.hauteur, courant.entete
    for rang in (r for r in sorted(feuille.lignes) if r >= saut):
        if rang < saut:
            continue
        suivant = _second_en_tete(feuille, rang, voulus, connus)
        if suivant is not None:
            titree = precedente >= saut and len(feuille.lignes[precedente]) == 1
            intertitre = en_texte(next(iter(feuille.lignes[precedente].values())).valeur) if titree else ""
            courant = replace(courant, fin=precedente if intertitre else rang)
            yield courant
            courant = replace(suivant, precedent=courant, intertitre=intertitre)
            saut = rang + suivant.hauteur
        precedente = rang
    yield courant


def _premier(tableau: TableauDeService, voulus: frozenset[str], connus: frozenset[str]) -> TableauDeService:
    """L'en-tête le plus haut : le mieux rempli peut n'être que celui qui recommence la table."""
    plus_haut = (r for r in sorted(tableau.feuille.lignes) if r < tableau.entete)
    return next((t for r in plus_haut if (t := _second_en_tete(tableau.feuille, r, voulus, connus))), tableau)


def _second_en_tete(
    feuille: FeuilleLue, rang: int, voulus: frozenset[str], connus: frozenset[str]
) -> TableauDeService | None:
    for possible in en_tetes_possibles(feuille, rang):
        titres = [nu(t) for t in possible.titres.values()]
        dits = connus.intersection(titres)
        if voulus <= dits and (len(dits) > 1 or len(dits) == len(titres)):
            return possible
    return None
