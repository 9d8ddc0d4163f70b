"""La langue : dates, nombres, pluriels, listes. Fonctions pures, seul endroit où ces formats sont connus."""

import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

INSECABLE = "\u00a0"
MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre")  # fmt: skip
BEAUCOUP = 500  # au-delà, on ne compare un mot qu'à ceux qui lui ressemblent déjà :
VOISINS = 20  # de chaque côté, par ordre alphabétique à l'endroit puis à l'envers
ORDINAUX = ("premier", "deuxième", "troisième", "quatrième")


def jour(quand: date) -> str:
    """Écrit une date en toutes lettres : « 1er mars 2021 »."""
    return f"{quantieme(quand.day)} {MOIS[quand.month - 1]} {quand.year}"


def quantieme(numero: int) -> str:
    """Écrit le jour du mois : « 1er », « 2 »."""
    return "1er" if numero == 1 else str(numero)


def jour_court(quand: date) -> str:
    """Écrit une date en chiffres : « 14/03/2022 »."""
    return f"{quand:%d/%m/%Y}"


def nombre(valeur: Decimal | Fraction | int) -> str:
    """Écrit un nombre avec une virgule, sans zéro inutile : « 3,5 »."""
    if isinstance(valeur, Fraction):
        valeur = Decimal(valeur.numerator) / Decimal(valeur.denominator)
    texte = format(Decimal(valeur), "f")
    if "." in texte:
        texte = texte.rstrip("0").rstrip(".")
    return texte.replace(".", ",")


def pourcentage(part: Fraction | None) -> str | None:
    """Arrondit une part (de 0 à 1) au dixième de pour cent, sans unité, et n'annonce jamais 0 ni 100 à tort.

    Rend « 44,4 », « 75 », ou `None` quand il n'y a pas de part.
    """
    if part is None:
        return None
    exact = Decimal(part.numerator * 100) / Decimal(part.denominator)
    arrondi = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if part > 0 and arrondi <= 0:
        arrondi = Decimal("0.1")
    if part < 1 and arrondi >= 100:
        arrondi = Decimal("99.9")
    return nombre(arrondi)


def en_pourcent(part: Fraction | None) -> str:
    """Écrit une part en pour cent, « 87,5 % », ou « sans objet »."""
    texte = pourcentage(part)
    return "sans objet" if texte is None else f"{texte}{INSECABLE}%"


def pluriel(combien: int | Fraction, singulier: str, au_pluriel: str = "") -> str:
    """Accorde un nom avec son nombre : « 0 écart », « 2 écarts », « 3 journaux »."""
    return f"{nombre(combien)} {accorder(combien, singulier, au_pluriel)}"


def accorder(combien: int | Fraction, singulier: str, au_pluriel: str = "") -> str:
    """Rend le nom seul, accordé : le pluriel commence à deux."""
    if combien < 2:
        return singulier
    return au_pluriel or " ".join(m if m.endswith(("s", "x", "z")) else f"{m}s" for m in singulier.split(" "))


def liste(elements: Iterable[str], dernier: str = "et") -> str:
    """Énumère : « a », « a et b », « a, b et c »."""
    mots = list(elements)
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} {dernier} {mots[-1]}"


def de(mot: str) -> str:
    """Fait précéder un mot de « de », élidé devant une voyelle : « d'avril », « de juin »."""
    return f"d'{mot}" if sans_accent(mot).lower().startswith(tuple("aeiou")) else f"de {mot}"


def guillemets(texte: str) -> str:
    """Met un texte entre guillemets français, espaces insécables comprises."""
    return f"«{INSECABLE}{texte}{INSECABLE}»"


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
