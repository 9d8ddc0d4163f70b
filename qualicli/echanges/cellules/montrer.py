"""D'une valeur du dossier à ce que la cellule montre : elle se relit à l'identique, quel que soit le tableur."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.echanges.cellules.cellule import PREMIERE_ANNEE
from qualicli.echanges.cellules.colonne import SEPARATEUR, Colonne, Listes
from qualicli.echanges.cellules.dates_tapees import date_ecrite
from qualicli.echanges.cellules.textes_recus import visible_sur_lignes
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.mots import en_clair

Montree: TypeAlias = str | int | float | date | None
LONGUEUR_MAX = 32_000  # un tableur coupe à 32 767 caractères


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
    return clair if date_ecrite(clair) == valeur else valeur


def _montrer_nombre(valeur: str) -> Montree:
    try:
        exact = Decimal(valeur)
    except InvalidOperation:
        return valeur
    if not exact.is_finite() or len(exact.as_tuple().digits) > 15:  # au-delà, un tableur arrondirait
        return valeur
    return int(exact) if exact == exact.to_integral_value() and "." not in valeur else float(exact)


def en_mots(colonne: Colonne, valeur: str, listes: Listes) -> str:
    """Une valeur dans une phrase : « 14/03/2022 », « réalisé », « (vide) »."""
    montree = montrer(colonne, valeur, listes)
    if montree is None:
        return "(vide)"
    if isinstance(montree, date):
        return francais.jour_court(montree)
    if isinstance(montree, int | float):
        return francais.nombre(Decimal(repr(montree)))
    return " ".join(montree.split())
