"""Retrouver, dans une série .csv, la ligne d'un élément fautif."""

import csv
import io
from functools import lru_cache

from qualicli.modeles.anomalie import Chemin


def chemin_ligne(octets: bytes, rang: int, colonne: str) -> Chemin:
    """Situe la valeur d'une colonne dans la ligne de données de ce rang (compté depuis la fin s'il est négatif).

    Rend un chemin vide si la série n'a pas cette ligne.
    """
    entetes, lignes = _parcourir(octets)
    if not -len(lignes) <= rang < len(lignes):
        return ()
    return (lignes[rang], entetes.index(colonne) + 1 if colonne in entetes else 1)


@lru_cache(maxsize=16)  # une série fautive l'est souvent à chaque ligne
def _parcourir(octets: bytes) -> tuple[list[str], list[int]]:
    texte = octets.decode("utf-8-sig", "replace")
    separateur = ";" if ";" in texte.partition("\n")[0] else ","
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    entetes = [entete.strip() for entete in next(lecteur, [])]
    return entetes, [lecteur.line_num for valeurs in lecteur if any(v.strip() for v in valeurs)]
