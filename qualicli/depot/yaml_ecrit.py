"""Texte vers YAML : des valeurs que tout lecteur relit à l'identique, dans le style où la maison les écrit."""

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from qualicli.modeles.retouche import Valeur

_SUR = re.compile(
    r"[^\W_](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff:#]|:(?=[^\s,\]}])|(?<=\S)#)*"
)
_DATE = re.compile(r"\d{4}(-[\dTS][\w-]*)?(/\d{4}(-[\dTS][\w-]*)?)?", re.ASCII)
_AMBIGU = re.compile(r"[-+.\d][\d.,_eExXobA-Fa-f:+-]*|y|n|yes|no|on|off|true|false|null|oui|non", re.IGNORECASE)
LARGEUR = 120


def scalaire(valeur: Valeur, en_flux: bool) -> str:
    """Écrit une valeur simple sur une ligne, sans guillemets tant qu'aucun lecteur ne peut s'y tromper."""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if not isinstance(valeur, str):
        return str(valeur)
    if en_flux and (" " in valeur or any(signe in valeur for signe in ",[]{}")):
        return citer(valeur)
    if not _SUR.fullmatch(valeur) or valeur != valeur.strip() or valeur.endswith(":"):
        return citer(valeur)
    return citer(valeur) if _AMBIGU.fullmatch(valeur) and not _DATE.fullmatch(valeur) else valeur


def flux(valeur: Valeur) -> str:
    """Écrit une valeur, liste et objet compris, sur une seule ligne."""
    if isinstance(valeur, Mapping):
        return f"{{{', '.join(f'{scalaire(c, True)}: {flux(v)}' for c, v in valeur.items())}}}"
    if isinstance(valeur, Sequence) and not isinstance(valeur, str):
        return f"[{', '.join(map(flux, valeur))}]"
    return scalaire(valeur, True)


def entree(cle: str, valeur: Valeur, retrait: int, fin: str) -> str:
    """Écrit une clé et sa valeur en lignes ; une liste d'objets y prend une ligne par élément."""
    nom = f"{' ' * retrait}{scalaire(cle, True)}:"
    if _est_liste_d_objets(valeur):
        return f"{nom}{fin}{''.join(_element(v, retrait + 2, fin) for v in valeur)}"  # type: ignore[union-attr]
    if isinstance(valeur, Mapping) and _deborde(valeur, retrait):
        return f"{nom}{fin}{''.join(entree(c, v, retrait + 2, fin) for c, v in valeur.items())}"
    if isinstance(valeur, str) and "\n" in valeur:
        return f"{nom} {litteral(valeur, retrait + 2, fin)}{fin}"
    simple = isinstance(valeur, Mapping | Sequence) and not isinstance(valeur, str)
    return f"{nom} {flux(valeur) if simple else scalaire(valeur, False)}{fin}"


def _est_liste_d_objets(valeur: Any) -> bool:
    return isinstance(valeur, Sequence) and not isinstance(valeur, str) and any(isinstance(v, Mapping) for v in valeur)


def _deborde(objet: Mapping[str, Any], retrait: int) -> bool:
    """Vrai quand un objet en contient d'autres, et ne tient pas sur une ligne."""
    emboite = any(isinstance(v, Mapping) or _est_liste_d_objets(v) for v in objet.values())
    return emboite and retrait + len(flux(objet)) > LARGEUR


def _element(valeur: Any, retrait: int, fin: str) -> str:
    """Un élément de liste : une ligne, ou une clé par ligne quand il ne tient pas autrement."""
    if not isinstance(valeur, Mapping) or not _deborde(valeur, retrait):
        return f"{' ' * retrait}- {flux(valeur)}{fin}"
    lignes = "".join(entree(c, v, retrait + 2, fin) for c, v in valeur.items())
    return f"{' ' * retrait}- {lignes[retrait + 2 :]}"


def document(valeurs: Mapping[str, Valeur]) -> str:
    """Écrit un fichier entier, une clé par ligne."""
    return "".join(entree(cle, valeur, 0, "\n") for cle, valeur in valeurs.items())


def litteral(texte: str, retrait: int, fin: str) -> str:
    """Écrit un texte de plusieurs lignes après un trait vertical, ou entre guillemets s'il ne s'y prête pas."""
    lignes = texte.split("\n")
    if (
        lignes[0] != lignes[0].strip()
        or not all(li.isprintable() and li == li.rstrip() for li in lignes)
        or not lignes[-1]
    ):
        return citer(texte)
    return f"|-{fin}" + fin.join(f"{' ' * retrait}{ligne}" if ligne else "" for ligne in lignes)


def plie(texte: str, retrait: int, fin: str) -> str:
    """Écrit un paragraphe replié après « >- », ou entre guillemets s'il ne s'y prête pas."""
    if not texte.isprintable() or texte != " ".join(texte.split()):
        return citer(texte)
    lignes = textwrap.wrap(texte, LARGEUR - retrait, break_long_words=False, break_on_hyphens=False)
    return f">-{fin}" + fin.join(f"{' ' * retrait}{ligne}" for ligne in lignes)


def citer(texte: str) -> str:
    """Met un texte entre guillemets doubles, ce qui ne s'imprime pas étant échappé."""
    cite = json.dumps(texte, ensure_ascii=False)
    return "".join(c if c.isprintable() or c in "\u00a0\u202f" else _echapper(c) for c in cite)


def _echapper(signe: str) -> str:
    return f"\\u{ord(signe):04x}" if ord(signe) < 0x10000 else f"\\U{ord(signe):08x}"


def en_textes(valeur: Any) -> Any:
    """Rend une valeur telle que la lecture la rendra : des textes, des listes, des dictionnaires."""
    if isinstance(valeur, Mapping):
        return {cle: en_textes(v) for cle, v in valeur.items()}
    if isinstance(valeur, Sequence) and not isinstance(valeur, str):
        return [en_textes(v) for v in valeur]
    return str(valeur).lower() if isinstance(valeur, bool) else str(valeur)
