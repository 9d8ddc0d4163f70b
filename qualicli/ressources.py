"""Où sont les référentiels et les gabarits livrés avec l'outil, en source comme une fois installé."""

from pathlib import Path

_PAQUET = Path(__file__).resolve().parent
_DONNEES = _PAQUET / "_donnees"


def dossier(nom: str) -> Path:
    """Rend le dossier livré de ce nom : « referentiels » ou « templates »."""
    installe = _DONNEES / nom
    return installe if installe.is_dir() else _PAQUET.parent / nom
