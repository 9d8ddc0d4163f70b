"""Comment les classeurs de ce dossier ont été faits : ouverts, édités et enregistrés par LibreOffice Calc lui-même.

À lancer avec le Python qui connaît `uno`, d'abord : soffice --headless --accept="socket,host=localhost,port=2002;urp;" &
Usage : editer_dans_calc.py CLASSEUR.xlsx SORTIE (sans extension)
"""

import sys
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

FORMATS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
EN_TETES = 2  # compté de 0


def propriete(nom: str, valeur: object) -> object:
    trouve = PropertyValue()
    trouve.Name, trouve.Value = nom, valeur
    return trouve


def bureau() -> object:
    local = uno.getComponentContext()
    relais = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    contexte = relais.resolve("uno:socket,host=localhost,port=2002;urp;StarOffice.ComponentContext")
    return contexte.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", contexte)


def colonne(feuille: object, titre: str) -> int:
    return next(c for c in range(60) if feuille.getCellByPosition(c, EN_TETES).String == titre)


def ligne(feuille: object, repere: str) -> int:
    return next(r for r in range(EN_TETES, 200) if feuille.getCellByPosition(0, r).String == repere)


def vide(feuille: object) -> int:
    return next(r for r in range(EN_TETES + 1, 400) if not feuille.getCellByPosition(1, r).String)


def case(feuille: object, rang: int, titre: str) -> object:
    return feuille.getCellByPosition(colonne(feuille, titre), rang)


def evaluer(document: object) -> None:
    feuille = document.Sheets.getByName("Auto-évaluation")
    sept = ligne(feuille, "point/qual-e-pref/7/saint-etienne/")
    case(feuille, sept, "État").String = " Réalisé "
    case(feuille, sept, "Évalué le").Value = 44634  # le 14 mars 2022, en numéro de série
    dixsept = ligne(feuille, "point/qual-e-pref/17/saint-etienne/")
    case(feuille, dixsept, "État").String = "partiel"
    case(feuille, dixsept, "Commentaire").String = "Mesuré\u00a0chaque mois,\ntableau tenu : oui"
    case(feuille, ligne(feuille, "point/qual-e-pref/16/saint-etienne/"), "Commentaire").Formula = "=1+1"
    feuille.Columns.insertByIndex(4, 1)  # une colonne à nous, au milieu
    feuille.getCellByPosition(4, EN_TETES).String = "Vu en réunion"
    feuille.getCellByPosition(4, sept).Formula = "=TRUE()"


def agir(document: object) -> None:
    feuille = document.Sheets.getByName("Plan d'actions")
    rang = ligne(feuille, "actions/mesurer-delais-reponse")
    case(feuille, rang, "Avancement (%)").Value = 55
    case(feuille, rang, "Échéance").String = "30 juin 2022"
    case(feuille, rang, "Motif du report").String = "Deux mois seulement"
    neuve = vide(feuille)
    for titre, texte in (
        ("Action", "=Afficher les délais"),
        ("Service", "Bureau de l'immigration"),
        ("Échéance", "T3 2022"),
        ("Engagements couverts", "17 ; 18"),
        ("Statut", "à faire"),
    ):
        case(feuille, neuve, titre).String = texte
    feuille.Name = "Nos actions"
    deplacee = colonne(feuille, "Statut")
    feuille.Columns.insertByIndex(2, 1)
    source = feuille.getCellRangeByPosition(deplacee + 1, 0, deplacee + 1, 60).RangeAddress
    feuille.moveRange(feuille.getCellByPosition(2, 0).CellAddress, source)
    feuille.removeRange(source, uno.Enum("com.sun.star.sheet.CellDeleteMode", "LEFT"))


def documenter(document: object) -> None:
    feuille = document.Sheets.getByName("Enregistrements")
    premiere, derniere = EN_TETES + 1, vide(feuille) - 1
    rang = premiere
    case(feuille, rang, "Présentoir").Formula = "=TRUE()"
    champ = uno.createUnoStruct("com.sun.star.table.TableSortField")
    champ.Field, champ.IsAscending = 1, False
    plage = feuille.getCellRangeByPosition(0, premiere, colonne(feuille, "Validité"), derniere)
    plage.sort((propriete("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (champ,))),))
    feuille.Columns.getByIndex(colonne(feuille, "Version")).IsVisible = False
    etat = colonne(feuille, "État")
    fusion = feuille.getCellRangeByPosition(etat, premiere, etat, premiere + 1)
    fusion.merge(True)
    feuille.Annotations.insertNew(feuille.getCellByPosition(1, premiere).CellAddress, "Vu avec le service")
    document.Sheets.insertNewByName("Notes à nous", 1)
    document.Sheets.getByName("Notes à nous").getCellByPosition(0, 0).String = "Brouillon"


def principal(entree: str, sortie: str) -> None:
    document = bureau().loadComponentFromURL(Path(entree).resolve().as_uri(), "_blank", 0, (propriete("Hidden", True),))
    for feuille in document.Sheets:
        feuille.unprotect("")
    evaluer(document)
    agir(document)
    documenter(document)
    for extension, filtre in FORMATS.items():
        document.storeToURL(Path(f"{sortie}.{extension}").resolve().as_uri(), (propriete("FilterName", filtre),))
    document.close(True)


if __name__ == "__main__":
    principal(*sys.argv[1:3])
