"""Le plancher d'un classeur : écrire, ou lire, les mêmes cellules avec openpyxl, et rien d'autre.

Usage : plancher_classeur.py vider CLASSEUR CELLULES.json | ecrire CELLULES.json CLASSEUR | lire CLASSEUR
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook


def texte(valeur):
    return valeur.isoformat() if isinstance(valeur, date | datetime) else valeur


def vider(classeur: str, cellules: str) -> None:
    lu = load_workbook(classeur, read_only=True)
    feuilles = {f.title: [[texte(v) for v in ligne] for ligne in f.iter_rows(values_only=True)] for f in lu}
    Path(cellules).write_text(json.dumps(feuilles), encoding="utf-8")


def ecrire(cellules: str, sortie: str) -> None:
    classeur = Workbook(write_only=True)
    for nom, lignes in json.loads(Path(cellules).read_text("utf-8")).items():
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
    classeur.save(sortie)


def lire(classeur: str) -> None:
    for feuille in load_workbook(classeur, read_only=True):
        for _ in feuille.iter_rows(values_only=True):
            pass


if __name__ == "__main__":
    {"vider": vider, "ecrire": ecrire, "lire": lire}[sys.argv[1]](*sys.argv[2:])
