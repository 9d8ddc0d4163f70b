"""Ce qu'une feuille dit d'un objet en quelques mots : une valeur, un acteur, où en est une échéance."""

from datetime import date
from typing import Any

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.temps.dates import DateImprecise


def minuscule(titre: str) -> str:
    """Un titre de colonne au milieu d'une phrase."""
    return titre if titre[1:2].isupper() else titre[:1].lower() + titre[1:]


def texte(valeur: object) -> str:
    """Une valeur d'objet en texte ; vide quand elle manque."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return "" if valeur is None else str(valeur)


def acteur(valeur: Acteur | None) -> str:
    """Un acteur tel qu'on l'écrit en bref."""
    return "" if valeur is None else str(valeur) if valeur.organisme else valeur.id or valeur.fonction or ""


def acteurs_fermes(objet: Any, *cles: str) -> frozenset[str]:
    """Les acteurs écrits en détail, avec un organisme : ils ne tiennent pas dans une cellule."""
    return frozenset(c for c in cles if getattr(objet, c) is not None and getattr(objet, c).organisme)


def delai(quand: DateImprecise | None, au: date) -> str:
    """Où en est une échéance : « en retard de 3 jours », « dans 12 jours », « aujourd'hui »."""
    if quand is None:
        return ""
    jours = (quand.fin - au).days
    if jours < 0:
        return f"en retard de {francais.pluriel(-jours, 'jour')}"
    return "aujourd'hui" if jours == 0 else f"dans {francais.pluriel(jours, 'jour')}"
