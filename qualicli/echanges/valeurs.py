"""D'une valeur du dossier à une cellule, et retour : ce que l'on montre se relit à l'identique, quel que soit le tableur."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.echanges.dates import depuis_mots
from qualicli.echanges.tables import SEPARATEUR, Colonne, Listes
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.mots import en_clair
from qualicli.rendus.ecran import visible

Montree: TypeAlias = str | int | float | date | None
Brute: TypeAlias = str | int | float | bool | date | time | None
LONGUEUR_MAX = 32_000  # un tableur coupe à 32 767 caractères
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


def montrer(colonne: Colonne, valeur: str, listes: Listes) -> Montree:
    """Ce que la cellule contient : une date, un nombre ou un texte, prêt à être relu."""
    if not valeur:
        return None
    suit_un_jalon = colonne.genre == "echeance" and valeur in listes.get("echeances", {})
    if colonne.genre in ("choix", "acteur", "libre") or suit_un_jalon:
        return _couper(_libelle("echeances" if suit_un_jalon else colonne.liste, valeur, listes))
    if colonne.genre in ("date", "echeance", "caducite"):
        return _montrer_date(valeur)
    if colonne.genre in ("entier", "nombre"):
        return _montrer_nombre(valeur)
    if colonne.genre == "liste":
        return SEPARATEUR.join(_libelle(colonne.liste, v, listes) for v in valeur.split(SEPARATEUR))
    return _couper(visible_sur_lignes(valeur))


def est_coupee(valeur: str) -> bool:
    """Vrai quand un texte est trop long pour tenir dans une cellule."""
    return len(valeur) > LONGUEUR_MAX


def _couper(texte: str) -> str:
    return f"{texte[:LONGUEUR_MAX]}…" if est_coupee(texte) else texte


def visible_sur_lignes(texte: str) -> str:
    """Remplace ce qu'un tableur refuserait, en gardant les retours à la ligne."""
    texte = texte.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    propre = "\n".join(visible(ligne) for ligne in texte.split("\n"))
    return propre.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def _libelle(liste: str, valeur: str, listes: Listes) -> str:
    return visible_sur_lignes(listes.get(liste, {}).get(valeur, valeur))


def _montrer_date(valeur: str) -> Montree:
    if valeur == "sans_objet":
        return "sans objet"
    try:
        lue = DateImprecise.lire(valeur)
    except PydanticCustomError:  # une échéance relative à un jalon
        return valeur
    if lue.est_exacte and "/" not in valeur:
        return lue.debut if lue.debut.year >= PREMIERE_ANNEE else valeur
    clair = en_clair(valeur)
    return clair if depuis_mots(clair) == valeur else valeur


def _montrer_nombre(valeur: str) -> Montree:
    exact = Decimal(valeur)
    if len(exact.as_tuple().digits) > 15:  # au-delà, un tableur arrondirait
        return valeur
    return int(exact) if exact == exact.to_integral_value() and "." not in valeur else float(exact)


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


def en_mots(colonne: Colonne, valeur: str, listes: Listes) -> str:
    """Une valeur dans une phrase : « 14/03/2022 », « réalisé », « (vide) »."""
    montree = montrer(colonne, valeur, listes)
    if montree is None:
        return "(vide)"
    if isinstance(montree, date):
        return francais.jour_court(montree)
    if isinstance(montree, int | float):
        return francais.nombre(Decimal(repr(montree)))
    texte = " ".join(montree.split())
    return f"{texte[:77]}…" if len(texte) > 78 else texte
