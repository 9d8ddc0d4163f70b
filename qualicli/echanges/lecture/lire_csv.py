"""Lire un .csv tel qu'un tableur ou une application l'a enregistré : encodage et séparateur sont retrouvés, jamais demandés."""

import csv
import io
import re
from collections import Counter

from qualicli.echanges.cellules.cellule import Cellule
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.encodages import decoder
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse

SEPARATEURS = (";", "\t", ",", "|")
_ANNONCE = re.compile(r"sep=([;\t,|])(?:\r\n|\r|\n)")  # la première ligne qu'Excel écrit parfois
_NEUTRALISEE = re.compile(r"'[=+\-@\t\r]")
_ECHANTILLON = 100


def lire(octets: bytes) -> FeuilleLue:
    """Lit un .csv en une feuille, lignes et colonnes comptées de 1. Lève `ClasseurRefuse`, en français."""
    texte = decoder(octets)
    annonce = _ANNONCE.match(texte)
    texte = texte[annonce.end() :] if annonce else texte
    separateur = annonce[1] if annonce else separer(texte)
    feuille = FeuilleLue("")
    for rang, champs in enumerate(_lignes(texte, separateur), 2 if annonce else 1):
        for colonne, champ in enumerate(champs, 1):
            valeur = champ[1:] if _NEUTRALISEE.match(champ) else champ  # « '=… » : un texte, que l'on a neutralisé
            if valeur.strip():
                feuille.poser(rang, colonne, Cellule(valeur, adresse(rang, colonne)))
    return feuille


def separer(texte: str) -> str:
    """Le séparateur qui donne le plus de lignes d'un même nombre de colonnes ; « ; » quand rien ne les départage."""
    notes = {}
    for separateur in SEPARATEURS:
        largeurs = Counter(len(champs) for champs in _echantillon(texte, separateur) if len(champs) > 1)
        notes[separateur] = max(((combien, largeur) for largeur, combien in largeurs.items()), default=(0, 0))
    return max(SEPARATEURS, key=lambda s: notes[s])


def _echantillon(texte: str, separateur: str) -> list[list[str]]:
    lignes = []
    try:
        for champs in csv.reader(io.StringIO(texte, newline=""), delimiter=separateur):
            lignes.append(champs)
            if len(lignes) >= _ECHANTILLON:
                break
    except csv.Error:
        return []
    return lignes


def _lignes(texte: str, separateur: str) -> list[list[str]]:
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    try:
        return list(lecteur)
    except csv.Error as faute:
        quoi = "une cellule démesurée" if "limit" in str(faute) else "des guillemets mal fermés"
        raise ClasseurRefuse(
            f"il a {quoi} vers la ligne {lecteur.line_num}", "Corrigez cette ligne, ou enregistrez-le en .xlsx."
        ) from None
