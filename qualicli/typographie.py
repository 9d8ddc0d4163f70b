"""La typographie française : espaces insécables, ponctuation des listes à puces."""

import re
from collections.abc import Iterable

from qualicli.francais import INSECABLE

_AVANT = re.compile(r"(?<=[^\s|]) (?=»|[;:!?%](?:[\s).,;»*…\\]|$))", re.MULTILINE)
_APRES = re.compile(r"« (?=\S)")
_LETTRE = re.compile(r"\b(n°|M\.|art\.|p\.) (?=\S)")


def typographier(texte: str) -> str:
    """Rend insécables les espaces qui doivent l'être : devant « ; : ! ? % » », après « « », « n° », « M. »."""
    texte = _APRES.sub(f"«{INSECABLE}", _AVANT.sub(INSECABLE, texte))
    return _LETTRE.sub(lambda t: f"{t[1]}{INSECABLE}", texte)


def enumerer(elements: Iterable[str]) -> list[str]:
    """Ponctue les éléments d'une liste à puces : « ; » puis « . », ou un point partout quand l'un est une phrase."""
    nus = [e.rstrip(" \u00a0\u202f;,") for e in elements]
    phrases = all(e[:1].isupper() and e.endswith(".") for e in nus)
    if phrases or any(_PHRASE.search(e.rstrip(".")) or len(e) > LONG for e in nus):
        return [e if e.endswith((".", "!", "?", "…", ":")) else f"{e}." for e in nus]
    courts = [e if e.endswith("etc.") else e.removesuffix(".") for e in nus]
    return [*(f"{e}{INSECABLE};" for e in courts[:-1]), *(e if e.endswith(".") else f"{e}." for e in courts[-1:])]


LONG = 240  # au-delà, un élément se lit comme une phrase
_PHRASE = re.compile(r"[a-zà-ÿ0-9%»)\u00a0][.!?…]\s+[A-ZÀ-Ý«]|[!?…]$")  # « M. Petit » n'en est pas une
