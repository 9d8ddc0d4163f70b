"""Comment `grille-calc` a été faite : la grille d'un audit, remplie par un auditeur dans LibreOffice Calc lui-même.

D'abord : `qualicli exporter excel exemples/loire-2022 --audit audit-labellisation-2022 --date 2022-05-15 -o GRILLE.xlsx`, puis
`soffice --headless --accept="socket,host=localhost,port=2002;urp;" &`, et ce script avec le Python qui connaît `uno`.
Usage : grille_dans_calc.py GRILLE.xlsx SORTIE (sans extension)
"""

import sys
from pathlib import Path

from editer_dans_calc import FORMATS, bureau, case, ligne, propriete

FEUILLE = "Constats"
SAISIES = {
    "17": {
        "Gravité *": "Non-conformité",
        "Constat *": "Le délai annoncé n'est pas mesuré pour les courriels.",
        "Service": "Bureau de l'immigration",
        "Remarque": "Vu le tableau de mai ;\nrien sur les courriels.",
    },
    "7": {"Gravité *": "écart", "Constat *": "L'essai du lundi n'a pas de bilan écrit."},
    "2.1": {"Gravité *": "NC majeure", "Constat *": "Un guichet sans formule d'accueil."},
    "4": {"Constat *": "Un agent arrivé en avril n'a pas été reçu."},
    "15": {"Gravité *": "conforme", "Constat *": "Les sessions se ferment seules.", "Remarque": "=1+1"},
}
NEUVES = (
    {
        "Code": "17",
        "Site": "Préfecture",
        "Gravité *": "point sensible",
        "Constat *": "Le modèle de tableau n'est connu que d'un bureau.",
    },
    {"Gravité *": "point fort", "Constat *": "La direction suit la démarche de près."},
    {"Code": "99", "Gravité *": "écart", "Constat *": "Un code qui n'existe pas."},
)


def remplir(document: object) -> None:
    """Écrit ce que l'auditeur relève."""
    feuille = document.Sheets.getByName(FEUILLE)
    for code, saisies in SAISIES.items():
        ecrire(feuille, ligne(feuille, f"point/audit-labellisation-2022/qual-e-pref/{code}/saint-etienne/"), saisies)
    for saisies in NEUVES:
        ecrire(feuille, vide(feuille), {"Constat *": saisies["Constat *"], **saisies})


def vide(feuille: object) -> int:
    rang = 3
    while any(feuille.getCellByPosition(c, rang).String for c in range(9)):
        rang += 1
    return rang


def ecrire(feuille: object, rang: int, saisies: dict[str, str]) -> None:
    for titre, texte in saisies.items():
        cellule = case(feuille, rang, titre)
        if texte.startswith("="):
            cellule.Formula = texte
        else:
            cellule.String = texte


def main(source: Path, sortie: Path) -> None:
    document = bureau().loadComponentFromURL(source.resolve().as_uri(), "_blank", 0, (propriete("Hidden", True),))
    document.Sheets.getByName(FEUILLE).unprotect("")
    remplir(document)
    for extension, filtre in FORMATS.items():
        cible = sortie.with_suffix(f".{extension}").resolve().as_uri()
        document.storeToURL(cible, (propriete("FilterName", filtre),))
    document.close(True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
