"""Les codes d'un référentiel, tels qu'on les écrit : « 06.1 », « n°9 », « 2.2. » et « 2,1 » ont chacun une seule forme."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

MOTIF_CODE = r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*"
MOTIF_ADMIS = r"([nN] ?[°º] ?)?[A-Za-z0-9]+([.,-][A-Za-z0-9]+)*\.?"  # tout ce que `normaliser` ramène à un code
_NUMERO = re.compile(r"[nN]\s*[°º]\s*")
_VIRGULE = re.compile(r"(?<=\d),(?=\d)")
_ZEROS = re.compile(r"(^|\.)0+(?=\d)")
_BLANCS = re.compile(r"[^\S\n]+")
_DEUX_NOMBRES = re.compile(r"\d+,\d+", re.ASCII)


@lru_cache(maxsize=65536)
def normaliser(texte: str) -> str:
    """La forme unique d'un code : sans « n° », sans zéro de tête, sans point final, un point pour une virgule."""
    code = texte.strip()
    numero = _NUMERO.match(code)
    code = (code[numero.end() :] if numero else code).rstrip(". ")
    return _ZEROS.sub(r"\1", _VIRGULE.sub(".", code))


def normaliser_reference(texte: str) -> str:
    """La forme unique d'une référence, « référentiel:code » ou code seul."""
    referentiel, deux_points, code = texte.rpartition(":")
    return f"{referentiel.strip()}{deux_points}{normaliser(code)}"


def voisin(code: str, codes: Iterable[str]) -> str | None:
    """Le seul code que l'on puisse proposer à la place d'un inconnu : le même, à la casse et au séparateur près.

    Un code qui ne diffère que d'un chiffre est une autre exigence : le proposer tromperait.
    """
    return _par_forme(frozenset(codes)).get(_forme(code))


@lru_cache(maxsize=16)
def _par_forme(codes: frozenset[str]) -> dict[str, str]:
    return {_forme(code): code for code in sorted(codes, reverse=True)}


def _forme(code: str) -> str:
    return re.sub(r"[\s_-]+", ".", normaliser(code)).casefold()


def decouper(texte: str, connus: Collection[str] = ()) -> list[str]:
    """Les codes d'une cellule ; « 2,1 » en est un seul, sauf s'il est inconnu quand « 2 » et « 1 » ne le sont pas."""
    codes: list[str] = []
    for partie in re.split(r"[;\n]|, | et ", _BLANCS.sub(" ", texte)):
        code = partie.rpartition(":")[2].strip()
        seul = normaliser(code)
        morceaux = partie.split(",")
        deux = bool(_DEUX_NOMBRES.fullmatch(code))
        if deux and (seul in connus or not all(normaliser(m) in connus for m in morceaux)):
            morceaux = [partie]
        codes += [normaliser_reference(m) for m in morceaux if m.strip()]
    return list(dict.fromkeys(c for c in codes if c))
