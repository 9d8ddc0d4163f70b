"""Reconnaître une grille croisée : une colonne par réponse, par accès ou par site, cochée d'une croix ou remplie d'un état."""

from collections.abc import Mapping
from typing import Any

from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.tableurs.cases import est_cochee
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.mots_des_services import CELLULES, nu
from qualicli.echanges.tableurs.tableau_de_service import TableauDeService

_EXEMPLES_MAX = 500
_ETATS = frozenset(nu(mot) for dits in CELLULES["etats"].values() for mot in dits.split(", "))


def croiser(
    tableau: TableauDeService, famille: str, places: Mapping[int, str], listes: Listes
) -> dict[int, dict[str, Any]]:
    """Par colonne d'une grille, les clés qu'elle aura dans le profil ; `places` dit ce que les titres donnent déjà."""
    croisees: dict[int, dict[str, Any]] = {}
    for champ, decrite in champs(famille).items():
        if decrite.genre in ("choix", "liste") and decrite.liste in (*CELLULES, "acces", "sites"):
            dites = {
                c: v
                for c, titre in tableau.titres.items()
                if c not in croisees and (v := _lire(decrite, titre, listes))
            }
            valeurs = {c: v for c, v in dites.items() if len(dites) > 1 and _est_a_cocher(tableau, c)}
            if len(set(valeurs.values())) > 1 and _est_libre(tableau, champ, places, valeurs):
                croisees |= {c: {"champ": champ, "coche": v} for c, v in valeurs.items()}
    if famille == "engagements" and not croisees:
        sites = {c: s for c, titre in tableau.titres.items() if (s := _lire(champs(famille)["site"], titre, listes))}
        repondus = {c: s for c, s in sites.items() if _est_en_etats(tableau, c)}
        if len(set(repondus.values())) > 1 and _est_libre(tableau, "statut", places, repondus):
            croisees = {c: {"champ": "statut", "pour": {"site": s}} for c, s in repondus.items()}
    return croisees


def _cellules(tableau: TableauDeService, colonne: int) -> list[Cellule]:
    cellules = (tableau.cellule(rang, colonne) for rang in tableau.rangs[:_EXEMPLES_MAX])
    return [c for c in cellules if en_texte(c.valeur)]


def _est_a_cocher(tableau: TableauDeService, colonne: int) -> bool:
    """Vrai quand la moitié au moins des cellules sont des croix : « X sauf lundi » n'en fait pas une colonne de texte."""
    cellules = _cellules(tableau, colonne)
    return 2 * sum(est_cochee(c) is not None for c in cellules) >= len(cellules)


def _est_en_etats(tableau: TableauDeService, colonne: int) -> bool:
    cellules = _cellules(tableau, colonne)
    return bool(cellules) and all(nu(en_texte(c.valeur)) in _ETATS for c in cellules)


def _est_libre(tableau: TableauDeService, champ: str, places: Mapping[int, str], croisees: Mapping[int, str]) -> bool:
    """Vrai si aucune autre colonne, remplie, ne donne ce champ, et si une case au moins est remplie."""
    autres = [c for c, autre in places.items() if autre == champ and c not in croisees and _cellules(tableau, c)]
    return not autres and any(_cellules(tableau, c) for c in croisees)


def _lire(decrite: Colonne, titre: str, listes: Listes) -> str:
    """La valeur que nomme un titre, dans les mots du dossier ou dans ceux des services."""
    try:
        lue = lire(decrite, Cellule(titre, ""), listes)
    except ValeurRefusee:
        lue = ""
    dits = CELLULES.get(decrite.liste, {})  # « NA » n'est vide que dans une cellule
    return lue or next((v for v, mots in dits.items() if nu(titre) in map(nu, mots.split(", "))), "")
