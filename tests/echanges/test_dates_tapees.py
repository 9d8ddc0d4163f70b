"""Les dates telles qu'on les tape, lues de même dans une cellule de texte ou de date, dans un .xlsx, un .ods ou un .csv."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from echanges.en_csv import en_csv
from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee
from qualicli.echanges.cellules.colonne import Colonne, Genre
from qualicli.echanges.cellules.comprendre import douter, est_inchangee, lire
from qualicli.echanges.lecture.lire_fichier import lire_tableur

ECRITURES = {
    "14/03/2022": "2022-03-14",
    "14/3/22": "2022-03-14",
    "14.03.2022": "2022-03-14",
    "14-03-2022": "2022-03-14",
    "14 03 2022": "2022-03-14",
    "2022-03-14": "2022-03-14",
    "2022/03/14": "2022-03-14",
    "14/03/2022 10:30": "2022-03-14",
    "14/03/2022 à 10h30": "2022-03-14",
    "2022-03-14T10:30:00": "2022-03-14",
    "14 mars 2022": "2022-03-14",
    "le 1er mars 2022": "2022-03-01",
    "14 Mars 22": "2022-03-14",
    "31-mars-26": "2026-03-31",
    "14-déc.-25": "2025-12-14",
    "15 févr. 2026": "2026-02-15",
    "5 sept. 2026": "2026-09-05",
    "lundi 14 mars 2022": "2022-03-14",
    "lun. 14/03/2022": "2022-03-14",
    "mars 2022": "2022-03",
    "MARS 2022": "2022-03",
    "mars\u00a02022": "2022-03",
    "Mars-2022": "2022-03",
    "janv-26": "2026-01",
    "janv.-26": "2026-01",
    "déc 2026": "2026-12",
    "03/2022": "2022-03",
    "2022/03": "2022-03",
    "fin mars 2026": "2026-03",
    "mi-mars 2026": "2026-03",
    "courant mars 2026": "2026-03",
    "mars-avril 2022": "2022-03/2022-04",
    "mars/avril 2022": "2022-03/2022-04",
    "de mars à mai 2022": "2022-03/2022-05",
    "nov. 2025 - janv. 2026": "2025-11/2026-01",
    "d’avril à juin 2026": "2026-04/2026-06",
    "du 8 au 12 novembre 2021": "2021-11-08/2021-11-12",
    "du 08/11/2021 au 12/11/2021": "2021-11-08/2021-11-12",
    "8-12 nov. 2021": "2021-11-08/2021-11-12",
    "16 et 17 mars 2026": "2026-03-16/2026-03-17",
    "T2 2026": "2026-T2",
    "2T2026": "2026-T2",
    "2026-T2": "2026-T2",
    "T2/2026": "2026-T2",
    "2ème trimestre 2026": "2026-T2",
    "1er trim. 2026": "2026-T1",
    "du 1er au 3e trimestre 2022": "2022-T1/2022-T3",
    "S1 2026": "2026-S1",
    "1S2026": "2026-S1",
    "2nd semestre 2026": "2026-S2",
    "été 2026": "2026-ete",
    "hiver 2025-2026": "2025-hiver",
    "semaine 12 2026": "2026-03-16/2026-03-22",
    "année 2026": "2026",
    "fin 2026": "2026",
    "2025-2026": "2025/2026",
    "année scolaire 2025-2026": "2025-09/2026-08",
    "rentrée 2026": "2026-09",
}
VIDES = ("à définir", "À préciser", "-", "–", "néant", "sans objet", "?", "n/a", "non concerné", "…")
REFUSEES = {
    "15 mars": "sans année",
    "fin mars": "sans année",
    "15/03": "sans année",
    "mardi 14 mars 2022": "pas une date",  # un lundi
    "31/02/2022": "pas une date",
    "5/13/2022": "pas une date",
    "8 et 15 novembre 2021": "pas une date",
    "mars et avril 2021": "pas une date",
    "début 2026": "pas une date",
    "hier": "pas une date",
    "14/03/0222": "l'année est hors de",
    "31/03/2206": "l'année est hors de",
    "#N/A": "erreur de calcul",
    "Err:502": "erreur de calcul",
}
DATE = Colonne("date", "Date", "date")
ESPACE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ' + " ".join(
    f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
    for p, n in {"table": "table", "text": "text", "style": "style", "number": "datastyle"}.items()
)


def xlsx(valeur: object, format_: str = "General") -> bytes:
    classeur, flux = Workbook(), io.BytesIO()
    cellule = classeur.active["A1"]
    cellule.value, cellule.number_format = valeur, format_
    classeur.save(flux)
    return flux.getvalue()


def contenu_ods(attributs: str, texte: str, parts: str = "") -> str:
    """Le contenu d'un .ods d'une seule cellule ; `parts` dit ce que montre son format de date."""
    format_ = "".join(f"<number:{p}/>" for p in parts.split())
    return (
        f'<office:document-content {ESPACE} office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f'<office:automatic-styles><number:date-style style:name="f">{format_}</number:date-style>'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="f"/></office:automatic-styles>'
        '<office:body><office:spreadsheet><table:table table:name="F"><table:table-column '
        'table:default-cell-style-name="ce1"/><table:table-row>'
        f"<table:table-cell {attributs}><text:p>{escape(texte)}</text:p></table:table-cell>"
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )


def ods(attributs: str, texte: str, parts: str = "") -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr("content.xml", contenu_ods(attributs, texte, parts))
    return flux.getvalue()


def cellule(octets: bytes) -> Cellule:
    (feuille,) = lire_tableur(octets)
    return feuille.lignes[1][1]


def contextes(tape: str) -> dict[str, bytes]:
    """La même chose tapée dans les cellules de texte de trois formats, et dans une cellule .xlsx au format de date."""
    return {
        "xlsx": xlsx(tape, "@"),
        "xlsx, date": xlsx(tape, "dd/mm/yyyy"),
        "ods": ods('office:value-type="string"', tape),
        "csv": en_csv([[tape, "x"]]).encode(),
    }


@pytest.mark.parametrize("tape", ECRITURES)
def test_une_date_se_lit_de_meme_partout(tape: str) -> None:
    assert {c: lire(DATE, cellule(o), {}) for c, o in contextes(tape).items()} == dict.fromkeys(
        contextes(tape), ECRITURES[tape]
    )


@pytest.mark.parametrize("tape", REFUSEES)
def test_ce_qui_n_est_pas_une_date_est_refuse_partout(tape: str) -> None:
    for octets in contextes(tape).values():
        with pytest.raises(ValeurRefusee, match=REFUSEES[tape]):
            lire(DATE, cellule(octets), {})


@pytest.mark.parametrize("tape", VIDES)
@pytest.mark.parametrize("genre", ["date", "echeance", "entier", "nombre", "duree", "heure", "choix", "acteur"])
def test_un_mot_pour_dire_vide_est_vide_et_n_efface_pas(tape: str, genre: Genre) -> None:
    colonne = Colonne("c", "C", genre)
    assert lire(colonne, Cellule(tape, "A1"), {}) == ""
    douter(colonne, Cellule(tape, "A1"), "", "", {})
    with pytest.raises(ValeurRefusee, match="n'efface pas"):
        douter(colonne, Cellule(tape, "A1"), "2022" if genre in ("entier", "nombre") else "2022-03-14", "", {})


def test_un_texte_libre_garde_ces_mots_et_une_caducite_sans_objet_aussi() -> None:
    assert lire(Colonne("c", "C", "long"), Cellule("néant", "A1"), {}) == "néant"
    assert lire(Colonne("c", "C", "long"), Cellule(" - ", "A1"), {}) == ""
    assert lire(Colonne("c", "C", "caducite"), Cellule("sans objet", "A1"), {}) == "sans_objet"


@pytest.mark.parametrize(
    ("format_", "parts", "jour", "attendue"),
    [
        ("mmm-yy", "month year", date(2022, 3, 1), "2022-03"),
        ("mmmm yyyy", "year month", date(2022, 3, 1), "2022-03"),
        ("mm/yyyy", "month year", date(2022, 3, 1), "2022-03"),
        ("yyyy", "year", date(2022, 1, 1), "2022"),
        ("mmm-yy", "month year", date(2022, 3, 14), "2022-03-14"),
        ("dd/mm/yyyy", "day month year", date(2022, 3, 1), "2022-03-01"),
        ("d mmm yyyy", "day month year", date(2022, 3, 31), "2022-03-31"),
    ],
)
def test_une_cellule_de_date_vaut_ce_que_son_format_montre(format_: str, parts: str, jour: date, attendue: str) -> None:
    valeur = f'office:value-type="date" office:date-value="{jour}"'
    for octets in (
        xlsx(jour, format_),
        ods(f'{valeur} table:style-name="ce1"', "x", parts),
        ods(valeur, "x", parts),  # le style de la colonne
        contenu_ods(valeur, "x", parts).encode(),  # .fods
    ):
        assert lire(DATE, cellule(octets), {}) == attendue


def test_un_mois_devenu_un_jour_est_un_doute() -> None:
    jour = Cellule(date(2022, 3, 1), "A1")
    with pytest.raises(ValeurRefusee, match="« mars 2022 » en un jour"):
        lire(Colonne("periode", "Période", "date", au_mois=True), jour, {})
    for avant in ("2022-03", "2022-04", "2022-T2", ""):
        assert not est_inchangee(DATE, jour, avant, {})
        with pytest.raises(ValeurRefusee, match="1er mars 2022 » pour le jour"):
            douter(DATE, jour, avant, "2022-03-01", {})
    douter(DATE, jour, "2022-03-14", "2022-03-01", {})
    assert est_inchangee(DATE, Cellule(date(2022, 3, 1), "A1", montre="mois"), "2022-03", {})
    assert est_inchangee(DATE, jour, "2022-03-01", {})


@pytest.mark.parametrize("devant", ["avant le ", "pour ", "d'ici ", "au plus tard le ", "jusqu'au "])
def test_une_echeance_se_dit_avec_une_preposition(devant: str) -> None:
    assert lire(Colonne("c", "C", "echeance"), Cellule(f"{devant}31/03/2026", "A1"), {}) == "2026-03-31"


def test_une_annee_d_aucun_calendrier_ne_condamne_que_sa_cellule() -> None:
    for valeur in ("20266-03-31", "-0044-03-15"):
        lue = cellule(ods(f'office:value-type="date" office:date-value="{valeur}"', "31/03/20266", "day month year"))
        with pytest.raises(ValeurRefusee):
            lire(DATE, lue, {})
