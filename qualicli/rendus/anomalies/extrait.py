"""Ce que l'on montre d'un fichier ou d'un message : la ligne fautive, la place du repère, rien qui dérègle l'écran."""

import re
import textwrap

from qualicli.rendus.ecran import aplanir, visible
from qualicli.rendus.ecran import largeur as occupe

_TABULATION = " " * 4
_PLACE_MIN = 24
# Les fins de ligne de YAML, celles que compte la lecture.
_FIN_DE_LIGNE = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_INSECABLE = re.compile(r"(?<=[«\d]) | (?=[»:;!?])")


def lignes(source: bytes) -> list[str]:
    """Découpe un fichier lu en lignes, comme les compte la lecture."""
    return _FIN_DE_LIGNE.split(source.decode("utf-8-sig", "replace"))


def extraire(ligne: str, colonne: int, largeur: int) -> tuple[str, int]:
    """Rend la ligne telle qu'elle s'affiche et la place qui précède le repère.

    D'une ligne trop large, il ne reste que ce qui entoure la colonne, entre points de suspension.
    """
    rang = min(max(colonne - 1, 0), len(ligne))
    debut, fin = _bornes(ligne, rang, largeur)
    avant, apres = "…" if debut else "", "…" if fin < len(ligne) else ""
    return avant + "".join(map(_montrer, ligne[debut:fin])) + apres, len(avant) + _place(ligne[debut:rang])


def _bornes(ligne: str, rang: int, largeur: int) -> tuple[int, int]:
    if len(ligne) <= 2 * largeur and _place(ligne) <= largeur:
        return 0, len(ligne)
    largeur -= 2  # les points de suspension
    debut = fin = rang
    gauche = max(largeur // 2, largeur - _place(ligne[rang : rang + largeur]))
    while debut and (pris := _place(ligne[debut - 1])) <= gauche:
        debut, gauche = debut - 1, gauche - pris
    while debut < rang and not _place(ligne[debut]):  # un accent ne se coupe pas de sa lettre
        debut += 1
    droite = largeur - _place(ligne[debut:rang])
    while fin < len(ligne) and (pris := _place(ligne[fin])) <= droite:
        fin, droite = fin + 1, droite - pris
    return debut, fin


def _montrer(caractere: str) -> str:
    return _TABULATION if caractere == "\t" else visible(caractere)


def _place(texte: str) -> int:
    return sum(occupe(_montrer(c)) for c in texte)


def plier(texte: str, largeur: int | None, retrait: str = "", deja: int = 0) -> list[str]:
    """Replie une phrase sous un retrait ; `deja` compte ce qui occupe le début de la première ligne.

    Cette ligne reste vide quand il y reste trop peu de place. Un guillemet ou un « : » n'est pas séparé de son mot.
    Sans largeur (fichier, tuyau), rien n'est replié.
    """
    texte = aplanir(texte)
    if largeur is None:
        return [texte if deja else retrait + texte]
    if deja > largeur - _PLACE_MIN:
        return ["", *plier(texte, largeur, retrait)]
    repliees = textwrap.wrap(
        _INSECABLE.sub("\xa0", texte),
        largeur,
        break_long_words=False,
        break_on_hyphens=False,
        initial_indent=" " * deja or retrait,
        subsequent_indent=retrait,
    )
    premiere, *suite = (ligne.replace("\xa0", " ") for ligne in repliees)
    return [premiere[deja:], *suite]
