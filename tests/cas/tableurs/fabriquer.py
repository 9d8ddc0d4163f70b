"""Comment les tableurs de ce dossier ont été faits : un même contenu sous plusieurs formes, les classeurs repris par Calc.

Usage : fabriquer.py (LibreOffice installé) ; les fichiers s'écrivent à côté de ce script.
"""

import csv
import io
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from openpyxl import Workbook

ICI = Path(__file__).parent
TITRES = [
    "N°",
    "Intitulé de l'action",
    "Pilote",
    "Date limite",
    "État d'avancement",
    "Engagements",
    "Observations",
    "Coût",
]
ACTIONS = [
    [
        "1",
        "Refaire l'affichage des pièces à fournir",
        "Bureau de l'immigration",
        "31/05/2022",
        "En cours",
        "2.1; 10",
        'Vu avec l\'accueil : "salle B", 1,5 jour',
        "120",
    ],
    [
        "2",
        "Relire les courriers types",
        "Chef de section",
        "30/06/2022",
        "Fait",
        "13",
        "=SOMME(A1) n'est pas une formule",
        "",
    ],
    ["", "", "", "", "", "", "", ""],
    [
        "3",
        "Mesurer l'attente\nau guichet",
        "Bureau de l'immigration",
        "15/09/2022",
        "Pas commencé",
        "3",
        "Été : œuvre à 5 €",
        "0,5",
    ],
]
DESSUS = [["Suivi des actions du bureau de l'immigration"], ["Mis à jour le 3 mars 2022"], []]
GRILLE = [
    ["Module", "N°", "Engagement", "N° de sous-engagement", "Sous-engagement", "Preuves attendues", "Périodicité"],
    ["M1", "4", "", "4.1", "(premier texte de votre exemplaire)", "Attestation, feuille d'émargement", "Annuelle"],
    ["", "", "", "4.2", "(deuxième texte de votre exemplaire)", "Photo ou capture d'écran", ""],
    ["", "5", "", "5.1", "(troisième texte de votre exemplaire)", "Plan", "6 mois"],
    [
        "M3",
        "M3.1",
        "(titre de votre exemplaire)",
        "M3.1.1",
        "(quatrième texte de votre exemplaire)",
        "",
        "trimestrielle",
    ],
    ["", "", "", "M3.1.2", "(cinquième texte de votre exemplaire)", "", ""],
]


def en_csv(lignes: list[list[str]], separateur: str, fin: str, tout: bool = False) -> str:
    flux = io.StringIO()
    citer = csv.QUOTE_ALL if tout else csv.QUOTE_MINIMAL
    csv.writer(flux, delimiter=separateur, lineterminator=fin, quoting=citer).writerows(lignes)
    return flux.getvalue()


def classeur() -> Workbook:
    fait = Workbook()
    notice = fait.active
    notice.title = "Notice"
    notice.append(["Remplir l'onglet Suivi, une action par ligne."])
    feuille = fait.create_sheet("Suivi")
    for ligne in [*DESSUS, TITRES, *ACTIONS]:
        feuille.append([_typer(c) for c in ligne])
        for cellule in feuille[feuille.max_row]:
            if str(cellule.value).startswith("="):
                cellule.data_type = "s"
            elif isinstance(cellule.value, date):
                cellule.number_format = "DD/MM/YYYY"
    feuille.append(["Actions communes à tout le service"])
    feuille.merge_cells(start_row=feuille.max_row, end_row=feuille.max_row, start_column=1, end_column=6)
    feuille.merge_cells("A1:H1")
    return fait


def _typer(texte: str) -> object:
    morceaux = texte.split("/")
    if len(morceaux) == 3:
        return date(int(morceaux[2]), int(morceaux[1]), int(morceaux[0]))
    return int(texte) if texte.isdigit() and len(texte) == 1 else texte or None


def grille() -> Workbook:
    fait = Workbook()
    feuille = fait.active
    for ligne in GRILLE:
        feuille.append([c or None for c in ligne])
    for zone in ("A2:A4", "B2:B3", "A5:A6", "B5:B6", "C5:C6"):
        feuille.merge_cells(zone)
    return fait


def par_calc(fait: Workbook, nom: str, *formats: str) -> None:
    with tempfile.TemporaryDirectory() as atelier:
        source = Path(atelier) / f"{nom}.xlsx"
        fait.save(source)
        for format_ in formats:
            commande = ["soffice", "--headless", "--convert-to", format_, "--outdir", str(ICI), str(source)]
            subprocess.run(commande, check=True)


if __name__ == "__main__":
    tout = [*DESSUS, TITRES, *ACTIONS]
    (ICI / "actions-utf8.csv").write_bytes(en_csv(tout, ";", "\n").encode())
    (ICI / "actions-excel.csv").write_bytes(en_csv(tout, ";", "\r\n").encode("utf-8-sig"))
    (ICI / "actions-cp1252.csv").write_bytes(en_csv(tout, ";", "\r\n").encode("cp1252"))
    (ICI / "actions-virgules.csv").write_bytes(en_csv(tout, ",", "\n", tout=True).encode())
    (ICI / "actions-unicode.txt").write_bytes(en_csv(tout, "\t", "\r\n").encode("utf-16"))
    par_calc(classeur(), "actions", "ods", "xlsx")
    par_calc(grille(), "grille", "ods")
