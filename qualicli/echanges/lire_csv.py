"""Lire un CSV d'où qu'il vienne : UTF-8 avec ou sans marque, ou cp1252 ; séparé par « ; », « , » ou une tabulation."""

import csv
import io

from qualicli.echanges.archive import ClasseurRefuse
from qualicli.echanges.lire_classeur import FeuilleLue, adresse
from qualicli.echanges.valeurs import Cellule

_SEPARATEURS = ";,\t"


def lire(octets: bytes, nom: str) -> list[FeuilleLue]:
    """Lit un CSV en une feuille de textes."""
    texte = _decoder(octets)
    premiere = next((ligne for ligne in texte.splitlines() if ligne.strip()), "")
    separateur = max(_SEPARATEURS, key=premiere.count)
    feuille = FeuilleLue(nom)
    try:
        for rang, valeurs in enumerate(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur), 1):
            for colonne, valeur in enumerate(valeurs, 1):
                if valeur.strip():
                    feuille.poser(rang, colonne, Cellule(valeur, adresse(rang, colonne)))
    except csv.Error:
        raise ClasseurRefuse("ce n'est pas du CSV lisible", "Vérifiez ses guillemets.") from None
    return [feuille]


def _decoder(octets: bytes) -> str:
    if b"\0" in octets:
        raise ClasseurRefuse("ce n'est pas du texte", "Enregistrez-le en CSV UTF-8, en .xlsx ou en .ods.")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")
