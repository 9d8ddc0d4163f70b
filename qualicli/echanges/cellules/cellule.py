"""Une cellule telle qu'un tableur l'a enregistrée, et son contenu ramené à un texte que l'on peut comparer."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from qualicli.rendus.ecran import visible

Brute: TypeAlias = str | int | float | bool | date | time | None
_EXCEL = re.compile(r"_x([0-9A-Fa-f]{4})_")
ESPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
PREMIERE_ANNEE = 1950


@dataclass(frozen=True, slots=True)
class Cellule:
    """Une cellule telle qu'un tableur l'a enregistrée."""

    valeur: Brute
    adresse: str
    formule: str = ""
    pourcent: bool = False
    fusionnee: bool = False


def visible_sur_lignes(texte: str) -> str:
    """Remplace ce qu'un tableur refuserait, en gardant les retours à la ligne."""
    texte = texte.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    propre = "\n".join(visible(ligne) for ligne in texte.split("\n"))
    return propre.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def en_texte(valeur: Brute) -> str:
    """Un contenu de cellule en texte comparable : les tableurs y changent les espaces et les fins de ligne."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        valeur = valeur.date()
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, time):
        return f"{valeur:%H:%M}"
    if isinstance(valeur, int | float):
        return nombre(valeur)
    return _propre(valeur)


def nombre(valeur: float) -> str:
    """Un nombre de tableur, sans zéro inutile ni puissance de dix."""
    exact = Decimal(repr(valeur))
    if not exact.is_finite():
        return str(valeur)
    texte = format(exact, "f")
    return texte.rstrip("0").rstrip(".") or "0" if "." in texte else texte


def _propre(texte: str) -> str:
    """Un texte sans les accidents de saisie : codes d'Excel, retours chariot, blancs au bout des lignes."""
    if "_x" in texte:
        texte = _EXCEL.sub(lambda m: chr(int(m[1], 16)), texte)
    texte = visible_sur_lignes(texte)
    return "\n".join(ligne.rstrip() for ligne in texte.split("\n")).strip()


def comparable(valeur: Brute) -> str:
    """Un contenu de cellule ramené à ce qui le distingue d'un autre."""
    return unicodedata.normalize("NFC", ESPACES.sub(" ", en_texte(valeur)))
