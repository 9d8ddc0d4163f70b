"""Écrire un document en typst : des appels de fonctions et des chaînes, si bien qu'aucun texte n'y devient balisage."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from markdown_it.token import Token

from qualicli.rendus.dessins.figure import LARGEUR_DU_TEXTE, Figure
from qualicli.rendus.formats import blocs
from qualicli.rendus.formats.pivot import Corps, Partie, Rangee

AERE = "\n\n"  # une ligne vide : deux paragraphes
SERRE = "\n"
_PLACE = 60  # signes d'un mot que toute ligne de texte peut contenir
_ACCENTS = {"strong_open": "strong", "sup_open": "super"}
_ALIGNEMENTS = {"text-align:right": "right", "text-align:center": "center"}


def corps(document: Corps) -> str:
    """Écrit tout le corps du document."""
    return "\n\n".join(_partie(partie, document) for partie in document.parties)


def chaine(texte: str) -> str:
    """Écrit une chaîne de typst : rien n'y est interprété."""
    return '"' + texte.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _logique(vrai: bool) -> str:
    return "true" if vrai else "false"


def _partie(partie: Partie, document: Corps) -> str:
    if partie.nom == blocs.SOMMAIRE:
        return "#sommaire()" if document.sommaire() else ""
    texte = _suite(iter(partie.jetons), "")
    return f"#bloc-{partie.nom}[\n{texte}\n]" if partie.nom else texte


def _suite(jetons: Iterator[Token], fin: str, entre: str = AERE) -> str:
    """Écrit les jetons jusqu'à celui qui ferme ; une ligne vide sépare deux paragraphes."""
    morceaux: list[str] = []
    for jeton in jetons:
        if jeton.type == fin:
            break
        if jeton.type in _BLOCS:
            morceaux.append(_BLOCS[jeton.type](jeton, jetons))
    return entre.join(morceaux)


def _titre(jeton: Token, jetons: Iterator[Token]) -> str:
    return f"#heading(level: {jeton.tag[1:]})[{_suite(jetons, 'heading_close')}]"


def _paragraphe(jeton: Token, jetons: Iterator[Token]) -> str:
    texte = _suite(jetons, "paragraph_close")
    return f"#annonce[{texte}]" if jeton.meta.get("annonce") else texte


def _liste(jeton: Token, jetons: Iterator[Token]) -> str:
    fonction = "list"
    if jeton.type == "ordered_list_open":
        fonction, debut = "enum", f"start: {jeton.attrGet('start') or 1}, "
    else:
        debut = ""
    serree = jeton.meta["serree"]
    elements: list[str] = []
    for suivant in jetons:
        if suivant.type == jeton.type.replace("_open", "_close"):
            break
        elements.append(f"[{_suite(jetons, 'list_item_close', SERRE if serree else AERE)}]")
    liste = f"#{fonction}({debut}tight: {_logique(serree)}, {', '.join(elements)})"
    return f"#annonce[{liste}]" if jeton.meta.get("annonce") else liste


def _tableau(jeton: Token, jetons: Iterator[Token]) -> str:
    rangees: list[list[str]] = []
    alignements: list[str] = []
    mesures: Sequence[Rangee] = jeton.meta["rangees"]
    entete = False
    for suivant in jetons:
        if suivant.type == "table_close":
            break
        entete = entete or suivant.type == "thead_open"
        if suivant.type == "tr_open":
            rangees.append([])
        elif suivant.type in ("th_open", "td_open"):
            if len(rangees) == 1:
                alignements.append(_ALIGNEMENTS.get(str(suivant.attrGet("style")), "left"))
            insecable = "false" if mesures[len(rangees) - 1].insecable else "auto"
            contenu = _suite(jetons, suivant.type.replace("_open", "_close"))
            rangees[-1].append(f"table.cell(breakable: {insecable})[{contenu}]")
    tete = f"entete: ({', '.join(rangees.pop(0))},), " if entete else ""
    parts = ", ".join(map(str, jeton.meta["parts"]))
    cellules = ",\n  ".join(", ".join(r) for r in rangees)
    options = f"a-remplir: {_logique(jeton.meta['a_remplir'])}, alignements: ({', '.join(alignements)},)"
    return f"#tableau(parts: ({parts},), {tete}{options},\n  {cellules})"


def _figure(figure: Figure) -> str:
    large, _ = figure.taille
    part = f"{100 * large / LARGEUR_DU_TEXTE:.1f}%"
    return f"#dessin(alternative: {chaine(figure.alternative)}, part: {part}, {chaine(figure.svg())})"


def _en_ligne(jeton: Token, _jetons: Iterator[Token]) -> str:
    return _suite_en_ligne(iter(jeton.children or ()), "", jeton.meta.get("place", _PLACE))


def _suite_en_ligne(jetons: Iterator[Token], fin: str, place: int) -> str:
    morceaux: list[str] = []
    for jeton in jetons:
        if jeton.type == fin:
            break
        if jeton.type == "text" and jeton.content:
            morceaux.append(_texte(jeton.content, place))
        elif jeton.type == "code_inline":
            morceaux.append(f"#raw({chaine(jeton.content)})")
        elif jeton.type in ("softbreak", "hardbreak"):
            morceaux.append("#linebreak()" if jeton.type == "hardbreak" else "#[ ]")
        elif jeton.type == "link_open":
            morceaux.append(_lien(jeton, jetons, place))
        elif jeton.type.endswith("_open"):
            fonction = _ACCENTS.get(jeton.type, "emph")
            morceaux.append(f"#{fonction}[{_suite_en_ligne(jetons, jeton.type.replace('_open', '_close'), place)}]")
    return "".join(morceaux)


def _texte(texte: str, place: int) -> str:
    """Écrit un texte ; un mot plus long que sa colonne y a des endroits où se couper (une espace sans largeur)."""
    coupe = re.sub(rf"(\S{{{place}}})(?=\S)", "\\1\0", texte)
    return "#h(0pt)".join(f"#{chaine(morceau)}" for morceau in coupe.split("\0"))


def _lien(jeton: Token, jetons: Iterator[Token], place: int) -> str:
    adresse, texte = str(jeton.attrGet("href")), _suite_en_ligne(jetons, "link_close", place)
    return texte if adresse.startswith("#") else f"#link({chaine(adresse)})[{texte}]"


_BLOCS: Mapping[str, Callable[[Token, Iterator[Token]], str]] = {
    "heading_open": _titre,
    "paragraph_open": _paragraphe,
    "bullet_list_open": _liste,
    "ordered_list_open": _liste,
    "blockquote_open": lambda _, jetons: f"#quote(block: true)[{_suite(jetons, 'blockquote_close')}]",
    "table_open": _tableau,
    "fence": lambda jeton, _: f"#raw(block: true, {chaine(jeton.content)})",
    "figure": lambda jeton, _: _figure(jeton.meta["figure"]),
    "hr": lambda *_: "#line(length: 100%, stroke: trait)",
    "inline": _en_ligne,
}
