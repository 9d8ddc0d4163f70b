"""La place que prend un texte dans une cellule : tous les tableurs ne calculent pas la hauteur d'une ligne en ouvrant."""

import re
from functools import lru_cache

_LIGNE = 12.6  # la hauteur d'une ligne à dix points
_MARGE = 0.75  # ce que les bords d'une cellule prennent de sa largeur
_PRUDENCE = 1.01  # un autre tableur, une police de remplacement
# Les chasses de Calibri à dix points, en largeurs de colonne : ce qui n'est pas dit en a la moyenne.
_CHASSES = {
    signe: chasse
    for signes, chasse in (
        ("ijlI.,:;'’|!", 0.43),
        (" ()[]-‑·ftr/\u00a0\u202f", 0.54),
        ("czsJ«»", 0.78),
        ("mw%", 1.45),
        ("MW@", 1.68),
        ("ABCDGHKNOPQRUVXÀÂÇÔ", 1.13),
    )
    for signe in signes
}
_MOYENNE = 0.96
_COUPURES = re.compile(r"(?<=[ /-])")  # Calc coupe aussi une adresse et un mot composé


def hauteur(texte: str, largeur: float) -> float:
    """La hauteur, en points, d'un texte coupé entre ses mots dans une colonne de cette largeur."""
    place = max(1.0, largeur - _MARGE)
    return min(400.0, 4 + _LIGNE * sum(_lignes(morceau, place) for morceau in texte.split("\n")))


def plus_long_mot(texte: str) -> float:
    """La largeur de la colonne où le plus long mot d'un texte tient sans se couper."""
    return round(_MARGE + max(_mesurer(mot.rstrip()) for mot in _COUPURES.split(texte)) + 0.05, 1)


def _lignes(texte: str, largeur: float) -> int:
    if len(texte) * _MOYENNE * _PRUDENCE <= largeur:
        return 1
    combien, place = 1, 0.0
    for mot in _COUPURES.split(texte):
        avec, sans = _mesurer(mot), _mesurer(mot.rstrip())  # une espace peut dépasser
        if place and place + sans > largeur:
            combien, place = combien + 1, 0.0
        if sans > largeur:
            combien, place = combien + int(sans / largeur), sans % largeur
        else:
            place += avec
    return combien


@lru_cache(4096)
def _mesurer(mot: str) -> float:
    return _PRUDENCE * sum(_CHASSES.get(signe, _MOYENNE) for signe in mot)
