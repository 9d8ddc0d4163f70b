"""Deux tours dans LibreOffice Calc en français : des saisies de toutes sortes, puis des gestes (tri, collage, insertion…).

Calc s'ouvre d'abord, en français : soffice --headless --accept="socket,host=localhost,port=2002;urp;"
Usage : tours_dans_calc.py saisies|gestes CLASSEUR.xlsx SORTIE.xlsx|SORTIE.ods, avec le Python qui connaît `uno`.
"""

import sys
from pathlib import Path

import uno  # type: ignore[import-not-found]
from editer_dans_calc import EN_TETES, FORMATS, bureau, ligne, propriete

AUTO, ACTIONS, DOCUMENTS, PROCEDURES = "Auto-évaluation", "Plan d'actions", "Enregistrements", "Procédures"
SESSIONS, QUALITE, PERFORMANCE = "Formations", "Indicateurs qualité", "Indicateurs performance"
REUNIONS, ETAPES = "Réunions", "Rétroplanning"


class Tour:
    """Un document ouvert, et de quoi y taper comme au clavier."""

    def __init__(self, document: object) -> None:
        self.document = document

    def feuille(self, nom: str) -> object:
        return self.document.Sheets.getByName(nom)

    def colonne(self, nom: str, titre: str) -> int:
        feuille = self.feuille(nom)
        return next(c for c in range(80) if feuille.getCellByPosition(c, EN_TETES).String.removesuffix(" *") == titre)

    def reperes(self, nom: str) -> list[str]:
        feuille = self.feuille(nom)
        trouves = (feuille.getCellByPosition(0, r).String for r in range(EN_TETES + 1, 400))
        return [r for r in trouves if r]

    def vide(self, nom: str) -> int:
        feuille = self.feuille(nom)
        return next(
            r for r in range(EN_TETES + 1, 400) if not any(feuille.getCellByPosition(c, r).String for c in range(6))
        )

    def taper(self, nom: str, repere: str | int, **valeurs: str) -> None:
        """Tape dans les cellules d'une ligne ; un titre s'écrit avec des « _ » pour les espaces."""
        feuille = self.feuille(nom)
        rang = repere if isinstance(repere, int) else ligne(feuille, repere)
        for titre, texte in valeurs.items():
            feuille.getCellByPosition(self.colonne(nom, titre.replace("_", " ")), rang).FormulaLocal = texte

    def trier(self, nom: str, gauche: int, droite: int, champ: int, croissant: bool) -> None:
        tri = uno.createUnoStruct("com.sun.star.table.TableSortField")
        tri.Field, tri.IsAscending = champ, croissant
        bas = EN_TETES + len(self.reperes(nom))
        plage = self.feuille(nom).getCellRangeByPosition(gauche, EN_TETES + 1, droite, bas)
        plage.sort((propriete("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (tri,))),))


SAISIES: tuple[tuple[str, str | int, dict[str, str]], ...] = (
    (AUTO, "point/qual-e-pref/1.1/saint-etienne/", {"Évalué le": "15 mars 2022"}),
    (AUTO, "point/qual-e-pref/1.2/saint-etienne/", {"Évalué le": "15/3/22"}),
    (AUTO, "point/qual-e-pref/2.1/saint-etienne/", {"Évalué le": "mars 2022"}),
    (AUTO, "point/qual-e-pref/2.2/saint-etienne/", {"État": "partiel", "Évalué le": "lundi 14 mars 2022"}),
    (AUTO, "point/qual-e-pref/2.3/saint-etienne/", {"État": "PARTIEL", "Commentaire": "0,85 % des cas ; l'été « où »"}),
    (AUTO, "point/qual-e-pref/2.4/saint-etienne/", {"État": "sans objet"}),
    (AUTO, "point/qual-e-pref/3.1/saint-etienne/", {"État": "fait"}),
    (AUTO, "point/qual-e-pref/4/saint-etienne/", {"Évalué le": "31/12/2022"}),
    (AUTO, "point/qual-e-pref/5/saint-etienne/", {"Évalué le": ""}),
    (AUTO, "point/qual-e-pref/6/saint-etienne/", {"Commentaire": ""}),
    (AUTO, "point/qual-e-pref/14/saint-etienne/", {"État": "réalisé", "Commentaire": "-"}),
    (AUTO, "point/qual-e-pref/20/saint-etienne/", {"Commentaire": "vu"}),
    (AUTO, "point/qual-e-pref/8/saint-etienne/", {"Réponse au référent": "Merci de nous rappeler le 12/04"}),
    (AUTO, "point/qual-e-pref/9/saint-etienne/", {"Où en est-on": "non, pas prouvé"}),
    (AUTO, "point/qual-e-pref/12/saint-etienne/", {"Code": "12.1"}),
    (ACTIONS, "actions/designer-correspondants", {"Avancement (%)": "0,5"}),
    (ACTIONS, "actions/point-comite-technique-2021", {"Avancement (%)": "50%"}),
    (ACTIONS, "actions/plan-orientation", {"Avancement (%)": "150"}),
    (ACTIONS, "actions/publier-resultats-enquete", {"Début": "mars 2022"}),
    (ACTIONS, "actions/rappel-formule-conge", {"Début": "15/03"}),
    (ACTIONS, "actions/procedure-accueil-handicap", {"Début": "janv-22"}),
    (ACTIONS, "actions/renouveler-photos-espaces", {"Échéance": "avril 2022"}),
    (ACTIONS, "actions/former-exercice-reseaux-sociaux", {"Échéance": "T2 2022", "Motif du report": "Crédits"}),
    (ACTIONS, "actions/valider-charte-point-numerique", {"Échéance": "30/04/2022"}),
    (ACTIONS, "actions/preparer-audit-blanc", {"Statut": "faite"}),
    (ACTIONS, "actions/prouver-reseau-social", {"Statut": "abandonnée"}),
    (ACTIONS, "actions/pre-decroche-standard", {"Responsable": "Martin Durand"}),
    (ACTIONS, "actions/relire-pages-internet", {"Commentaire": "appeler 06 12 34 56 78"}),
    (ACTIONS, "actions/controle-informations-t1", {"Service": "Bureau inconnu"}),
    (ACTIONS, "actions/completer-evaluations", {"Engagements couverts": "14 ; 20 ; 99.9"}),
    (ACTIONS, "actions/reduire-attente-lundi", {"Priorité": "Haute"}),
    (ACTIONS, "actions/relire-courriers-types", {"Échéance": ""}),
    (ACTIONS, "actions/suivre-nouveaux-arrivants", {"Sites": "Préfecture"}),
    (ACTIONS, "actions/tracer-courriels-ged", {"Avancement (%)": "=10+20"}),
    (ACTIONS, "actions/informer-mairies", {"Échéance": "néant"}),
    (ACTIONS, "actions/collecter-preuves-module-7", {"Avancement (%)": "1,5"}),
    (DOCUMENTS, "preuves/affiche-3400", {"Version": "2,1"}),
    (DOCUMENTS, "preuves/plan-orientation-accueil", {"Version": "1.10"}),
    (DOCUMENTS, "preuves/bilan-2021", {"Version": "01/02"}),
    (DOCUMENTS, "preuves/capture-page-titres", {"Caducité": "07/10/0222"}),
    (DOCUMENTS, "preuves/capture-horaires-site", {"Caducité": "sans objet"}),
    (DOCUMENTS, "preuves/charte-usager", {"Présentoir": ""}),
    (DOCUMENTS, "preuves/charte-moderation", {"Affichage": "x"}),
    (DOCUMENTS, "preuves/accuse-reception-courriel", {"Internet": "VRAI"}),
    (DOCUMENTS, "preuves/courriel-type-incompletude", {"Emplacement": "GED ; armoire 3"}),
    (DOCUMENTS, "preuves/modeles-communiques-alerte", {"Document": "Modèles de communiqués et de messages d'alertes"}),
    (SESSIONS, 4, {"Reportée au": "mai 2022", "Motif du report": "Examen"}),
    (SESSIONS, 8, {"Réalisée le": "18/06/2021", "Agents attendus": "10", "Agents formés": "12"}),
    (SESSIONS, 2, {"Annulée le": "10/03/2022"}),
    (QUALITE, 0, {"Conformes": "7 207"}),
    (QUALITE, 1, {"Total": "9790,5"}),
    (QUALITE, 2, {"Conformes": "170"}),
    (QUALITE, 5, {"Présence": "non"}),
    (PERFORMANCE, 0, {"Valeur": "12,75"}),
    (PERFORMANCE, 1, {"Valeur": "36:15"}),
    (PERFORMANCE, 2, {"Valeur": "0,85"}),
    (PERFORMANCE, 20, {"Valeur": "305"}),
    (PERFORMANCE, 23, {"Valeur": "89,4%"}),
    (REUNIONS, 0, {"Heure": "9h"}),
    (REUNIONS, 1, {"Heure": "14:30"}),
    (REUNIONS, 2, {"Heure": "25:30"}),
    (REUNIONS, 3, {"Prochaine réunion": "juin 2022"}),
    (REUNIONS, 4, {"Compte rendu diffusé le": "8-mars-22"}),
    (ETAPES, 9, {"Date révisée": "fin mars 2022", "Motif de la révision": "Congés"}),
    (ETAPES, 10, {"Réalisé le": "25/03/2022"}),
    (ETAPES, 13, {"Date initiale": "25/05/2022"}),
)
NEUVES: tuple[tuple[str, dict[str, str]], ...] = (
    (ACTIONS, {"Action": "Acheter des bancs", "Échéance": "30 juin 2022", "Responsable": "Référente qualité"}),
    (ACTIONS, {"Action": "Poser une horloge", "Échéance": "juin 2022", "Responsable": "Chef du bureau"}),
    (DOCUMENTS, {"Document": "Photo du hall", "Type": "photo", "Date": "14/3/2022"}),
    (DOCUMENTS, {"Document": "Note sans type", "Date": "14/3/2022"}),
    (SESSIONS, {"Formation": "Secourisme", "Prévue": "oct-22"}),
    (
        QUALITE,
        {"Indicateur": "Appels décrochés par le standard", "Période": "mars 2022", "Conformes": "10", "Total": "12"},
    ),
)


def saisies(tour: Tour) -> None:
    """Des dates, des durées, des pourcentages, des choix, des textes ; des notes, des couleurs, des mots à côté."""
    for nom, repere, valeurs in SAISIES:
        tour.taper(nom, tour.reperes(nom)[repere] if isinstance(repere, int) else repere, **valeurs)
    for nom, valeurs in NEUVES:
        tour.taper(nom, tour.vide(nom), **valeurs)
    feuille = tour.feuille(ACTIONS)
    feuille.Annotations.insertNew(feuille.getCellByPosition(3, EN_TETES + 3).CellAddress, "Vu avec le service")
    feuille.getCellByPosition(25, EN_TETES + 4).FormulaLocal = "en marge"
    feuille.getCellByPosition(1, 0).FormulaLocal = "Plan d'actions (relu)"
    for colonne in range(1, 15):
        feuille.getCellByPosition(colonne, EN_TETES + 6).CellBackColor = 0xFFFF00
    feuille.getCellByPosition(9, EN_TETES + 7).CellBackColor = 0xFF0000
    lecture = tour.feuille("À lire")
    lecture.getCellByPosition(0, 40).FormulaLocal = "Bonjour"
    lecture.getCellByPosition(0, 10).FormulaLocal = "Pas pour le 31 !"
    tour.document.Sheets.insertNewByName("Nos notes", 2)
    tour.feuille("Nos notes").getCellByPosition(0, 0).FormulaLocal = "12 mars : relance"


def gestes(tour: Tour) -> None:
    """Trier, coller, insérer, supprimer, vider, fusionner, copier, déplacer."""
    tour.trier(AUTO, 1, 15, 3, croissant=False)  # sans la colonne masquée
    feuille = tour.feuille(ACTIONS)  # un bloc recopié plus bas, sans la colonne masquée
    feuille.copyRange(
        feuille.getCellByPosition(1, 9).CellAddress, feuille.getCellRangeByPosition(1, 4, 18, 7).RangeAddress
    )
    feuille = tour.feuille(DOCUMENTS)
    feuille.Rows.insertByIndex(6, 1)
    tour.taper(DOCUMENTS, 6, Document="Tract", Type="affiche", Date="14/03/2022")
    feuille.Rows.removeByIndex(12, 1)
    tour.taper(DOCUMENTS, "preuves/affiche-3400", Commentaire="Relu")
    feuille, neuve = tour.feuille(SESSIONS), tour.vide(SESSIONS)  # une ligne recopiée avec son repère, puis changée
    feuille.copyRange(
        feuille.getCellByPosition(0, neuve).CellAddress, feuille.getCellRangeByPosition(0, 5, 16, 5).RangeAddress
    )
    tour.taper(SESSIONS, neuve, Lieu="Ailleurs")
    tour.trier(QUALITE, 0, 13, 5, croissant=True)
    tour.taper(QUALITE, "indicateurs/appels-decroches/2021-S1/saint-etienne//1", Conformes="7210")
    feuille = tour.feuille(PERFORMANCE)
    feuille.Columns.removeByIndex(tour.colonne(PERFORMANCE, "Unité"), 1)
    feuille.Columns.insertByIndex(4, 1)
    feuille.getCellByPosition(4, EN_TETES).FormulaLocal = "Notre avis"
    feuille.getCellByPosition(4, 5).FormulaLocal = "bof"
    tour.taper(PERFORMANCE, "indicateurs/delai-cni-passeport/2021-T1/saint-etienne//1", Valeur="12,5")
    feuille = tour.feuille(REUNIONS)
    videe = ligne(feuille, "reunions/gt-pan-2022-02")
    for colonne in range(1, 13):
        feuille.getCellByPosition(colonne, videe).FormulaLocal = ""
    feuille.getCellRangeByPosition(6, 6, 6, 7).merge(True)
    feuille.Rows.getByIndex(8).IsVisible = False
    tour.taper(REUNIONS, "reunions/gt-accueil-2022-01", Lieu="Salle B")
    tour.document.Sheets.copyByName(ETAPES, "Rétroplanning_2", 0)
    tour.taper("Rétroplanning_2", "jalons/audit-blanc", Commentaire="dans la copie")
    tour.document.Sheets.moveByName(PROCEDURES, 0)
    tour.taper(PROCEDURES, tour.reperes(PROCEDURES)[0], Réponse_au_référent="D'accord, mais en mai")


def principal(quoi: str, entree: str, sortie: str) -> None:
    document = bureau().loadComponentFromURL(Path(entree).resolve().as_uri(), "_blank", 0, (propriete("Hidden", True),))
    for feuille in document.Sheets:
        feuille.unprotect("")
    {"saisies": saisies, "gestes": gestes}[quoi](Tour(document))
    filtre = propriete("FilterName", FORMATS[Path(sortie).suffix[1:]])
    document.storeToURL(Path(sortie).resolve().as_uri(), (filtre,))
    document.close(True)


if __name__ == "__main__":
    principal(*sys.argv[1:4])
