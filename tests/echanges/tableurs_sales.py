"""Neuf tableurs tels que les services les tiennent, fabriqués ici : ce qui en est lu, tenu, laissé et nommé."""

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import PatternFill

VERT, ROUGE, ORANGE = "C6EFCE", "FF0000", "FFC000"


class TableurSale(NamedTuple):
    """Un tableur, comment il se lit, et ce que l'on en attend ; les quatre dernières phrases sont celles de la page."""

    nom: str
    octets: Callable[[], bytes]
    code: int
    ecrits: tuple[str, ...]  # les fichiers du dossier qui en naissent ou changent, profil proposé mis à part
    dits: tuple[str, ...]
    lu: str
    tenu: str
    laisse: str
    nomme: str
    options: tuple[str, ...] = ()
    profil: str = ""


def classeur(feuilles: Mapping[str, Iterable[Iterable[Any]]], fonds: Mapping[str, str] = {}) -> bytes:
    """Un .xlsx ; `fonds` colore des cellules de la première feuille."""
    fait, flux = Workbook(), io.BytesIO()
    fait.remove(fait.active)
    for nom, lignes in feuilles.items():
        feuille = fait.create_sheet(nom)
        for ligne in lignes:
            feuille.append(list(ligne))
    for ou, couleur in fonds.items():
        fait.worksheets[0][ou].fill = PatternFill("solid", fgColor=couleur)
    fait.save(flux)
    return flux.getvalue()


def blocs() -> bytes:
    """Un bloc par bureau, chacun avec son en-tête, ses colonnes dans son ordre et son n° 1."""
    return classeur(
        {
            "Suivi": [
                ["Suivi qualité 2022"],
                [],
                ["N°", "Action", "Pilote", "Coût"],
                [1, "Refaire l'affichage", "Cheffe de l'accueil", 100],
                [2, "Relire les courriers", "Cheffe de l'accueil", 50],
                ["Bureau des titres"],
                ["N°", "Pilote", "Action", "Échéance", "Coût"],
                [1, "Chef des titres", "Ranger le hall", "30/06/2022", 25],
                [None, None, "Total général", None, 175],
            ]
        }
    )


def grille_de_reponses() -> bytes:
    """Une colonne par réponse, cochée d'une croix."""
    return classeur(
        {
            "Grille": [
                ["Code", "Site", "Conforme", "Partiel", "Non", "NA", "Commentaire"],
                ["2", "Préfecture", None, "x", None, None, "À revoir"],
                ["1.1", "Ailleurs", "✓", None, None, None, None],
                ["1.1", "Préfecture", "X", None, "X", None, None],
                ["1.1", "Préfecture", None, "X sauf lundi", None, None, None],
                ["1.10", "Préfecture", None, None, None, None, None],
            ]
        }
    )


def grille_par_site() -> bytes:
    """Une colonne par site, remplie d'un état."""
    return (
        "Exigence;Préfecture;Annexe;Constaté le\r\n1.1;oui;en partie;10/03/2022\r\n2;non;;10/03/2022\r\n"
        "1.1;;;\r\n9.9;oui;;10/03/2022\r\n"
    ).encode("utf-8-sig")


def acces() -> bytes:
    """Une colonne par accès."""
    return "Document;Type;Intranet;Internet;Affichage\r\nPlan du hall;affiche;x;;X\r\nGuide;note;;oui;non\r\n".encode(
        "cp1252"
    )


def couleurs() -> bytes:
    """L'état de chaque action n'est dit que par la couleur de sa ligne."""
    lignes = [["N°", "Action"], [1, "Afficher"], [2, "Relire"], [3, "Ranger"]]
    return classeur({"Suivi": lignes}, {"B2": VERT, "B3": ORANGE, "B4": ROUGE})


def formules() -> bytes:
    """Un numéro et une date calculés, avec ce que montrait le tableur ; une formule jamais calculée."""
    return _fods(
        _ligne(_texte("N°"), _texte("Action"), _texte("Échéance")),
        _ligne(_nombre(1, "of:=ROW()-1"), _texte("Afficher"), _date("2022-06-30", "of:=TODAY()+100")),
        _ligne(_nombre(2, "of:=ROW()-1"), _texte("Relire"), '<table:table-cell table:formula="of:=NA()"/>'),
    )


def deux_tableaux() -> bytes:
    """Sous le tableau des actions, celui des documents ; à côté, une feuille qui n'a rien à voir."""
    actions = [["Action", "Pilote", "Échéance"], ["Afficher", "Cheffe", "30/06/2022"], []]
    documents = [["Documents du bureau"], ["Document", "Type", "Version"], ["Plan du hall", "affiche", "2"]]
    return classeur({"Suivi": [*actions, *documents], "Congés": [["Semaine", "Qui"], ["12", "bureau"]]})


def bas_de_page() -> bytes:
    """Des sous-totaux, un total faux, une légende, et la même faute dans douze lignes."""
    lignes = ["Action;État;Coût", *(f"Action {n};à trancher;10" for n in range(1, 13)), "Sous-total;;120"]
    lignes += ["Relire;fait;5", "Total;;130", "Légende : à trancher = à décider", "* hors travaux"]
    return "\r\n".join(lignes).encode("cp1252")


def conges() -> bytes:
    """Ce n'est rien de ce que tient un dossier."""
    return classeur({"Congés": [["Agent", "Du", "Au", "Jours"], ["bureau A", "01/07/2022", "15/07/2022", 11]]})


def _fods(*lignes: str) -> bytes:
    espaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"'
        for n, u in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    corps = f'<table:table table:name="Suivi">{"".join(lignes)}</table:table>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {espaces} '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
        f"{corps}</office:spreadsheet></office:body></office:document>"
    ).encode()


def _ligne(*cellules: str) -> str:
    return f"<table:table-row>{''.join(cellules)}</table:table-row>"


def _texte(texte: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{texte}</text:p></table:table-cell>'


def _nombre(valeur: int, formule: str) -> str:
    return f'<table:table-cell table:formula="{formule}" office:value-type="float" office:value="{valeur}"/>'


def _date(valeur: str, formule: str) -> str:
    return f'<table:table-cell table:formula="{formule}" office:value-type="date" office:date-value="{valeur}"/>'


PROFIL_COULEURS = """
format: 1
famille: actions
identifiant: N°
prefixe: suivi
colonnes:
  - {titre: Action, champ: intitule}
  - {titre: Action, champ: statut, couleurs: {vert: faite, orange: en_cours, rouge: a_faire}}
"""
SALES = (
    TableurSale(
        "un bloc par bureau, chacun son en-tête",
        blocs,
        0,
        ("actions/t-1.yaml", "actions/t-2.yaml", "actions/t-bureau-des-titres-1.yaml"),
        ("ligne 7 : un second en-tête (« Bureau des titres »), la table recommence", "ligne 9 : un total, ignoré"),
        "les deux blocs, chacun dans l'ordre de ses colonnes ; deux n° 1 sont deux actions",
        "",
        "le total, vérifié sur les deux blocs ; la colonne « Coût »",
        "le second en-tête et son titre",
    ),
    TableurSale(
        "une colonne par réponse, cochée d'un X",
        grille_de_reponses,
        1,
        ("engagements/charte/02.yaml",),
        (
            "NA → statut (une croix = sans objet)",
            "ligne 4 : colonne « Non » (E4), « Conforme » est coché aussi",
            "ligne 5 : colonne « Partiel » (D5), « X sauf lundi » n'est ni une croix, ni une case vide",
            "ligne 6 : sans réponse, rien n'en est écrit",
        ),
        "une évaluation par croix (x, X, ✓, oui)",
        "deux réponses cochées à la fois ; « X sauf lundi »",
        "les lignes sans croix",
        "leurs numéros",
    ),
    TableurSale(
        "une colonne par site, remplie d'un état",
        grille_par_site,
        1,
        ("engagements/charte/01.yaml", "engagements/charte/02.yaml"),
        ("Annexe → statut (pour site annexe : « en partie » = partiel)", "« 9.9 » n'est pas un point du périmètre"),
        "une évaluation par cellule remplie",
        "un numéro inconnu",
        "les cellules vides : un site pas encore évalué",
        "la ligne sans aucune réponse",
    ),
    TableurSale(
        "une colonne par accès",
        acces,
        0,
        ("preuves/guide.yaml", "preuves/plan-du-hall.yaml"),
        ("Affichage → acces (une croix = affichage)",),
        "les accès cochés, réunis en une liste",
        "",
        "les cases vides, et « non »",
        "",
    ),
    TableurSale(
        "l'état dit par la couleur seule",
        couleurs,
        0,
        ("actions/suivi-1.yaml", "actions/suivi-2.yaml", "actions/suivi-3.yaml"),
        ("« Afficher » (actions/suivi-1.yaml) : statut faite", "« Relire » (actions/suivi-2.yaml) : statut en cours"),
        "avec `couleurs` dans le profil, l'état de chaque ligne",
        "une couleur que le profil n'explique pas, ou que le texte contredit",
        "sans `couleurs`, la couleur",
        "les couleurs et leurs lignes",
        profil=PROFIL_COULEURS,
    ),
    TableurSale(
        "des numéros et des dates calculés",
        formules,
        1,
        ("actions/t-1.yaml", "actions/t-2.yaml"),
        ("3 formules lues par leur valeur", "(C3), la cellule contient une formule (=NA()), jamais calculée"),
        "avec `--valeurs-memorisees`, ce que le tableur montrait",
        "sans l'option, la cellule ; une formule sans valeur mémorisée",
        "",
        "la formule, et ce qu'elle montrait",
        options=("--valeurs-memorisees",),
    ),
    TableurSale(
        "deux tableaux dans une feuille, une autre feuille",
        deux_tableaux,
        0,
        ("actions/afficher.yaml",),
        ("feuille non lue, « Congés »", "lignes 4, 5 et 6 : un autre tableau, pas lu"),
        "le tableau qui va avec le profil",
        "",
        "l'autre tableau, l'autre feuille",
        "la feuille, les lignes",
    ),
    TableurSale(
        "des totaux, une légende, une faute dans douze lignes",
        bas_de_page,
        1,
        (*(f"actions/action-{n}.yaml" for n in range(1, 13)), "actions/relire.yaml"),
        (
            "12 fois (B2, B3, B4, B5, B6, …) : colonne « État », « à trancher » n'est pas dans la liste",
            "lignes 14 et 16 : des totaux, ignorés",
            "lignes 17 et 18 : des notes, ignorées",
            "le total de « Coût » est 130 ; la somme des lignes lues, 125",
        ),
        "les actions",
        "les douze cellules, dites une fois avec leur compte",
        "totaux, légende et notes",
        "le total faux, et la somme juste",
    ),
    TableurSale(
        "un planning de congés",
        conges,
        2,
        (),
        ("aucun tableau n'y ressemble à ce que tient un dossier",),
        "rien",
        "",
        "tout : aucun profil n'est proposé",
        "ce que l'on n'y reconnaît pas",
    ),
)


def en_tableau() -> str:
    """Le tableau que montre la page des tableurs."""
    lignes = ["| Le tableur | Lu | Tenu, à corriger | Laissé | Dit |", "|---|---|---|---|---|"]
    lignes += [f"| {s.nom} | {s.lu} | {s.tenu} | {s.laisse} | {s.nomme} |".replace("|  |", "| |") for s in SALES]
    return "\n".join(lignes).replace("|  |", "| |") + "\n"
