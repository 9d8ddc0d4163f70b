"""Les mots qui se ressemblent : comparés sans accent, et rapprochés quand une frappe les sépare."""

import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from functools import lru_cache

BEAUCOUP = 500  # au-delà, on ne compare un mot qu'à ceux qui lui ressemblent déjà :
VOISINS = 20  # de chaque côté, par ordre alphabétique à l'endroit puis à l'envers


def sans_accent(texte: str) -> str:
    """Ôte accents et ligatures, pour comparer ou pour un identifiant."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in decompose if not unicodedata.combining(c))


def plus_proche(mot: str, possibles: Iterable[str]) -> str | None:
    """Trouve le mot le plus proche parmi ceux qui sont admis, ou `None` si aucun ne ressemble."""
    cherche = _comparable(mot)
    limite = max(1, len(cherche) // 3)
    noms = list(possibles)
    if len(noms) > BEAUCOUP:  # une faute de frappe garde presque toujours le début ou la fin du mot
        envers = _voisins(mot[::-1], (n[::-1] for n in noms))
        noms = [*_voisins(mot, noms), *(n[::-1] for n in envers)]
    semblables = ((nom, c) for nom in noms if abs(len(c := _comparable(nom)) - len(cherche)) <= limite)
    proche = min(((distance(cherche, c, limite), nom) for nom, c in semblables), default=(limite + 1, ""))
    return proche[1] if proche[0] <= limite else None


def _voisins(mot: str, noms: Iterable[str]) -> list[str]:
    """Les mots qui entourent celui-ci dans l'ordre alphabétique."""
    tries = sorted(noms)
    rang = bisect(tries, mot)
    return tries[max(0, rang - VOISINS) : rang + VOISINS]


@lru_cache(maxsize=4096)
def _comparable(mot: str) -> str:
    return sans_accent(mot).lower()


@lru_cache(maxsize=4096)
def distance(a: str, b: str, limite: int) -> int:
    """Compte les corrections (ajout, retrait, remplacement, inversion) d'un mot à l'autre, jusqu'à `limite` + 1."""
    if abs(len(a) - len(b)) > limite:
        return limite + 1
    avant: Sequence[int] = []
    ligne: Sequence[int] = range(len(b) + 1)
    for i, ca in enumerate(a, 1):
        suivante = [i]
        for j, cb in enumerate(b, 1):
            cout = min(suivante[j - 1] + 1, ligne[j] + 1, ligne[j - 1] + (ca != cb))
            if i > 1 and j > 1 and ca == b[j - 2] and a[i - 2] == cb:
                cout = min(cout, avant[j - 2] + 1)
            suivante.append(cout)
        avant, ligne = ligne, suivante
    return min(ligne[-1], limite + 1)
