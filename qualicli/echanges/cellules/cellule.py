"""Une cellule telle qu'un tableur l'a enregistrée, et son contenu ramené à un texte que l'on peut comparer."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, TypeAlias

from qualicli.echanges.cellules.textes_recus import nettoyer

Brute: TypeAlias = str | int | float | bool | date | time | None
Granularite: TypeAlias = Literal["", "mois", "annee"]
ESPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
PREMIERE_ANNEE, DERNIERE_ANNEE = 1950, 2100  # hors de là, une date est une faute de frappe


class ValeurRefusee(Exception):
    """Une cellule que l'on ne comprend pas : la phrase dit pourquoi."""


@dataclass(frozen=True, slots=True)
class Cellule:
    """Une cellule telle qu'un tableur l'a enregistrée."""

    valeur: Brute
    adresse: str
    formule: str = ""
    pourcent: bool = False
    fusionnee: bool = False
    montre: Granularite = ""  # ce que son format montre d'une date, quand il n'en montre pas le jour
    memorisee: Brute = None  # ce qu'une formule montrait quand le tableur a enregistré le fichier


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


def a_virgule(nombre: str) -> str:
    """Un nombre comme un tableur français le montre."""
    return nombre.replace(".", ",")


def _propre(texte: str) -> str:
    """Un texte sans les accidents de saisie, ni blancs au bout des lignes."""
    return "\n".join(ligne.rstrip() for ligne in nettoyer(texte).split("\n")).strip()


def comparable(valeur: Brute) -> str:
    """Un contenu de cellule ramené à ce qui le distingue d'un autre."""
    return unicodedata.normalize("NFC", ESPACES.sub(" ", en_texte(valeur)))
