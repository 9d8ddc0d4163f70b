"""Ce que la composition demande aux mots : noms qui ne se coupent pas, ordinaux en exposant, colonnes de nombres."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

INSECABLE = "\u2011"  # le trait d'union qui ne se coupe pas
_LONG = 26  # un nom plus long se couperait de toute façon dans une colonne étroite
# « Saint-Étienne », « Alpes-Maritimes », « Qual-e-Pref » : une majuscule, et une autre, ou une lettre seule, après un trait.
_NOM = re.compile(r"(?<![\w/@.\-])[A-ZÀ-Ý]\w*(?:-\w+)*-(?:[A-ZÀ-Ý]\w*|\w-\w+)(?:-\w+)*(?![\w/@\-]|\.\w)")
_ORDINAL = re.compile(r"\b(1|[IVX]+|\d+)(er|re|e)\b(?![.\-])")
_NOMBRE = re.compile(
    r"[±+−-]?\d[\d \u00a0\u202f]*(?:,\d+)?(?:[ \u00a0\u202f]?(?:%|€|jours?|points?))?(?: \(\d+/\d+\))?"
)


def lier_les_noms(texte: str) -> str:
    """Garde d'un bloc les noms à trait d'union : « Qual‑e‑Pref »."""
    return _NOM.sub(lambda nom: nom[0].replace("-", INSECABLE) if len(nom[0]) <= _LONG else nom[0], texte)


def composer(jetons: Sequence[Token]) -> Iterator[Token]:
    """Les jetons d'une ligne : noms liés, « er » de « 1er » et « e » de « 2e » en exposant."""
    for jeton in jetons:
        if jeton.type != "text":
            yield jeton
            continue
        fin, texte = 0, lier_les_noms(jeton.content)
        for ordinal in _ORDINAL.finditer(texte):
            if ordinal[2] != "e" and ordinal[1] not in ("1", "I"):
                continue
            yield Token("text", "", 0, content=texte[fin : ordinal.end(1)])
            yield Token("sup_open", "sup", 1)
            yield Token("text", "", 0, content=ordinal[2])
            yield Token("sup_close", "sup", -1)
            fin = ordinal.end()
        if texte[fin:] or not fin:
            jeton.content = texte[fin:]
            yield jeton


def aligner(tableau: Sequence[Token], rangees: Sequence[Sequence[str]]) -> None:
    """Aligne à droite les colonnes de nombres d'un tableau, dont voici les rangées sans l'en-tête ; la première les nomme."""
    droites = {rang for rang, colonne in enumerate(zip(*rangees, strict=True)) if rang and _est_de_nombres(colonne)}
    rang = 0
    for jeton in tableau:
        rang = 0 if jeton.type == "tr_open" else rang
        if jeton.type in ("th_open", "td_open"):
            if rang in droites:
                jeton.attrSet("style", "text-align:right")
            rang += 1


def retenir_la_fin(jetons: Sequence[Token]) -> None:
    """Attache à la signature ce qui la précède : elle n'est jamais seule sur sa page."""
    ouvrants = [j for j in jetons if j.level == 0 and j.nesting == 1]
    if ouvrants and ouvrants[-1].type in ("paragraph_open", "bullet_list_open", "ordered_list_open"):
        ouvrants[-1].meta["annonce"] = jetons[-1].meta["annonce"] = True


def _est_de_nombres(colonne: Sequence[str]) -> bool:
    """Vrai pour une colonne de nombres, cases vides comprises."""
    remplies = [cellule for cellule in colonne if cellule]
    return bool(remplies) and all(map(_NOMBRE.fullmatch, remplies))
