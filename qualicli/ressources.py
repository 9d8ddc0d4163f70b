"""Où sont les référentiels, gabarits et exemples livrés avec l'outil, en source comme une fois installé."""

from pathlib import Path

_PAQUET = Path(__file__).resolve().parent
_DONNEES = _PAQUET / "_donnees"


def dossier(nom: str) -> Path:
    """Rend le dossier livré de ce nom : « referentiels », « templates » ou « exemples »."""
    installe = _DONNEES / nom
    return installe if installe.is_dir() else _PAQUET.parent / nom
