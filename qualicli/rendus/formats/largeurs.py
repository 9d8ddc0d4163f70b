"""La largeur des colonnes d'un tableau, d'après ce qu'elles contiennent."""

from collections.abc import Sequence

PORTRAIT = 94  # signes d'une ligne de tableau sur une page A4, marges ôtées
PAYSAGE = 143
_MARGES = 2  # les marges d'une cellule, en signes
_LARGE = 160  # au-delà, un texte ne demande pas plus de place : ses voisins seraient écrasés
_MOT = 32  # un mot plus long se coupera
_GRAS = 1.15  # ce que le gras élargit
_COURT = 22  # une date entière, « 30 septembre 2015 », ne revient pas à la ligne
_LIBRE = 0.8  # pourvu qu'il reste aux phrases un cinquième de la page
_VIDE = 18  # une colonne sans texte attend une écriture à la main : un visa, une remarque
_HAUT = 25  # au-delà de ce nombre de lignes, une rangée peut se couper : elle dépasserait la page


def repartir(rangees: Sequence[Sequence[str]], signes: int = PORTRAIT) -> list[int]:
    """Partage la largeur en pour cent : chaque colonne a de quoi écrire son plus long mot, les textes ont le reste."""
    colonnes = list(zip(*rangees, strict=True))
    minimums = [_MARGES + min(_MOT, _plus_long(colonne)) for colonne in colonnes]
    d_une_ligne = [max(m, _MARGES + _court(c)) for m, c in zip(minimums, colonnes, strict=True)]
    if sum(d_une_ligne) <= signes * _LIBRE:
        minimums = d_une_ligne
    souhaits: list[float] = [_MARGES + (min(_LARGE, max(map(len, c))) if any(c[1:]) else _VIDE) for c in colonnes]
    souhaits = [max(paire) for paire in zip(minimums, souhaits, strict=True)]
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


def _plus_long(colonne: Sequence[str]) -> float:
    """La longueur du plus long mot ; celui de l'en-tête, en gras, tient plus de place."""
    longueurs = [max(map(len, texte.replace("-", "- ").split(" "))) for texte in colonne]
    return max(longueurs[0] * _GRAS, *longueurs)


def _court(colonne: Sequence[str]) -> int:
    """La longueur d'une colonne de dates, de nombres, de mots : elle tient sur une ligne. Zéro pour des phrases."""
    longueur = max(map(len, colonne[1:]), default=0)
    return longueur if longueur <= _COURT else 0


def _en_cent(parts: Sequence[float]) -> list[int]:
    """Arrondit des parts en pour cent entiers dont la somme est 100, sans colonne nulle."""
    total = sum(parts)
    entieres = [max(1, int(100 * p / total)) for p in parts]
    ordre = sorted(range(len(parts)), key=lambda i: (entieres[i] - 100 * parts[i] / total, i))
    for i in range(100 - sum(entieres)):
        entieres[ordre[i % len(ordre)]] += 1
    return entieres
