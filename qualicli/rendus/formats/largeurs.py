"""La largeur des colonnes d'un tableau, d'après ce qu'elles contiennent."""

from collections.abc import Sequence
from itertools import zip_longest

PORTRAIT = 92  # signes d'une ligne de tableau sur une page A4, marges ôtées
PAYSAGE = 140
_MARGES = 3  # les marges d'une cellule, en signes
_LARGE = 60  # au-delà, un texte revient à la ligne de toute façon
_VIDE = 18  # une colonne sans texte attend une écriture à la main : un visa, une remarque
_HAUT = 25  # au-delà de ce nombre de lignes, une rangée peut se couper : elle dépasserait la page


def repartir(rangees: Sequence[Sequence[str]], signes: int = PORTRAIT) -> list[int]:
    """Partage la largeur en pour cent : chaque colonne a de quoi écrire son plus long mot, les textes ont le reste."""
    colonnes = list(zip_longest(*rangees, fillvalue=""))
    minimums = [_MARGES + max((len(mot) for texte in c for mot in _mots(texte)), default=1) for c in colonnes]
    souhaits = [_MARGES + min(_LARGE, max(map(len, c), default=1)) for c in colonnes]
    souhaits = [souhait if any(c[1:]) else _MARGES + _VIDE for souhait, c in zip(souhaits, colonnes, strict=True)]
    souhaits = [max(minimum, souhait) for minimum, souhait in zip(minimums, souhaits, strict=True)]
    if sum(minimums) >= signes:
        return _en_cent([min(m, signes / len(minimums) * 2) for m in minimums])
    if sum(souhaits) <= signes:
        return _en_cent(souhaits)
    reste, envie = signes - sum(minimums), sum(souhaits) - sum(minimums)
    return _en_cent([m + reste * (s - m) / envie for m, s in zip(minimums, souhaits, strict=True)])


def tient_d_un_bloc(rangee: Sequence[str], parts: Sequence[int], signes: int = PORTRAIT) -> bool:
    """Dit si une rangée est assez courte pour ne jamais être coupée entre deux pages."""
    return all(len(t) / place(p, signes) < _HAUT for t, p in zip(rangee, parts, strict=True))


def place(part: int, signes: int = PORTRAIT) -> int:
    """Compte les signes qu'une ligne de la colonne peut contenir."""
    return max(1, signes * part // 100 - _MARGES)


def _mots(texte: str) -> list[str]:
    return texte.replace("-", "- ").replace("/", "/ ").split(" ")


def _en_cent(parts: Sequence[float]) -> list[int]:
    """Arrondit des parts en pour cent entiers dont la somme est 100, sans colonne nulle."""
    total = sum(parts)
    entieres = [max(1, int(100 * p / total)) for p in parts]
    ordre = sorted(range(len(parts)), key=lambda i: (entieres[i] - 100 * parts[i] / total, i))
    for i in range(100 - sum(entieres)):
        entieres[ordre[i % len(ordre)]] += 1
    return entieres
