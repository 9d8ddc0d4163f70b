"""Un classeur forgé ne plante ni ne gèle rien : une phrase, et le temps d'un classeur honnête de même taille."""

import io
import json
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import Classeur
from echanges.test_dates_tapees import ESPACE, xlsx
from qualicli.cli.application import lancer
from qualicli.echanges.classeurs.identite import FEUILLE, _somme
from qualicli.echanges.classeurs.reconnaitre import reconnaitre
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.lire_fichier import lire_classeur, lire_tableur

FORGES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e400,
    "",
    "\ud800",
    "9999-12-31",
    "0001-01-01",
    "²",
    [],
    [[]],
    {},
    {"a": 1},
    {"a": {"b": 1}},
    [1],
    ["x"],
    "x" * 5000,
    {"actions": {"intitule": "Autre"}},
    {"inconnue": {"x": "y"}},
)


def remplacer(octets: bytes, changer: Callable[[str, bytes], bytes]) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as lu, zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for nom in lu.namelist():
            ecrit.writestr(nom, changer(nom, lu.read(nom)))
    return flux.getvalue()


def forger(chemin: Path, changer: Callable[[list[Any]], None]) -> None:
    """Change le contenu de la feuille masquée, et recalcule son empreinte."""
    ouvert = Classeur(chemin)
    feuille = ouvert.classeur[FEUILLE]
    lignes = [json.loads("".join(str(c.value) for c in r if c.value is not None)) for r in feuille.iter_rows(min_row=2)]
    changer(lignes)
    textes = [json.dumps(ligne, ensure_ascii=True) for ligne in lignes]
    feuille.delete_rows(2, feuille.max_row)
    for rang, texte in enumerate(textes, 2):
        for place, debut in enumerate(range(0, len(texte), 30_000), 1):
            feuille.cell(rang, place, texte[debut : debut + 30_000])
    feuille.cell(1, 2, _somme(textes))
    ouvert.enregistrer()


def _tete(cle: str, valeur: Any) -> Callable[[list[Any]], None]:
    return lambda lignes: lignes[0].__setitem__(cle, valeur)


def _ligne(place: int, valeur: Any) -> Callable[[list[Any]], None]:
    def changer(lignes: list[Any]) -> None:
        for ligne in lignes[1:]:
            ligne[place] = valeur

    return changer


def _valeurs(valeur: str) -> Callable[[list[Any]], None]:
    def changer(lignes: list[Any]) -> None:
        for ligne in lignes[1:]:
            ligne[2] = dict.fromkeys(ligne[2], valeur)

    return changer


CLES = ("organisme", "sites", "referentiels", "au", "service", "colonnes", "listes", "version")


def forgeries() -> list[Callable[[list[Any]], None]]:
    tetes = [_tete(cle, valeur) for cle in CLES for valeur in FORGES]
    lignes = [_ligne(place, valeur) for place in range(3) for valeur in FORGES]
    return [*tetes, *lignes, *map(_valeurs, ("²", "", "9" * 5000, "NaN", "1e9999", "2022-13", "x/y", "jalon:", "sNaN"))]


def essayer(racine: Path, chemin: Path, original: bytes, changer: Any, capsys: Any) -> None:
    chemin.write_bytes(original)
    forger(chemin, changer)
    avant = etat(racine)
    code = lancer(["importer", "excel", str(chemin), "--dossier", str(racine), "--date", AU])
    sortie = capsys.readouterr()
    assert code in (0, 1, 2), sortie.err
    assert "Traceback" not in sortie.err and etat(racine) == avant
    sortie.out.encode(), sortie.err.encode()


def test_une_feuille_masquee_recalculee_sans_rien_changer_se_lit(tmp_path: Path) -> None:
    racine = poser(tmp_path / "dossier")
    forger(chemin := exporte(racine, tmp_path / "x.xlsx"), lambda _lignes: None)
    assert lancer(["importer", "excel", str(chemin), "--dossier", str(racine), "--date", AU, "--oui"]) == 0


def test_une_feuille_masquee_forgee_est_dite_illisible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    racine = poser(tmp_path / "dossier")
    original = exporte(racine, chemin := tmp_path / "x.xlsx", services=("accueil",)).read_bytes()
    toutes = forgeries()
    for changer in toutes if request.config.getoption("--long") else random.Random(7).sample(toutes, 12):
        essayer(racine, chemin, original, changer, capsys)


# --- Des attributs qui ne sont pas des nombres, des encodages que personne ne connaît

CELLULE = b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>'


@pytest.mark.parametrize("nombre", ["²", "9" * 5000, "-1", "", "٣", "1e3", "0x10"])
def test_un_attribut_qui_n_est_pas_un_nombre(nombre: str) -> None:
    for motif in ('<row r="{}">', '<row r="1" s="{}">'):
        lignes = f'{motif.format(nombre)}<c s="{nombre}"><v>3</v></c></row>'.encode()
        octets = remplacer(
            xlsx("x"), lambda n, o, li=lignes: o.replace(b"<sheetData>", b"<sheetData>" + li) if "sheet1" in n else o
        )
        lire_classeur(octets)
    contenu = (
        f'<office:document-content {ESPACE}><office:body><office:spreadsheet><table:table table:name="F">'
        f'<table:table-column table:number-columns-repeated="{nombre}"/>'
        f'<table:table-row table:number-rows-repeated="{nombre}"><table:table-cell '
        f'table:number-columns-repeated="{nombre}" table:number-rows-spanned="{nombre}"><text:p>a'
        f'<text:s text:c="{nombre}"/>b</text:p></table:table-cell></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr("content.xml", contenu)
    (feuille,) = lire_classeur(flux.getvalue())
    assert str(feuille.lignes[1][1].valeur).replace(" ", "") == "ab"


@pytest.mark.parametrize(
    "encodage", ["klingon", "utf-7", "shift_jis", "hex", "idna", "undefined", "\u00e9", "x" * 3000]
)
def test_un_encodage_inconnu_est_une_phrase(encodage: str) -> None:
    entete = f'<?xml version="1.0" encoding="{encodage}"?>'.encode()
    octets = remplacer(xlsx("x"), lambda n, o: entete + o[o.find(b"<worksheet") :] if n.endswith("sheet1.xml") else o)
    with pytest.raises(ClasseurRefuse, match="abîmé"):
        lire_classeur(octets)


# --- Des temps, en rapport à une entrée honnête de même taille


def duree(travail: Callable[[], object]) -> float:
    debut = time.process_time()
    try:
        travail()
    except ClasseurRefuse as refus:
        assert refus.conseil
    return time.process_time() - debut


def feuille_ods(lignes: str) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "content.xml",
            f'<office:document-content {ESPACE}><office:body><office:spreadsheet><table:table table:name="F">{lignes}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return flux.getvalue()


def bombes(combien: int) -> dict[str, bytes]:
    texte = "<table:table-cell{}><text:p>a</text:p></table:table-cell>"
    repete = ' table:number-columns-repeated="15000"'
    longue = ' table:number-rows-spanned="999999"'
    return {
        "honnête": feuille_ods(f"<table:table-row>{texte.format('') * 10}</table:table-row>" * (combien // 4)),
        "répétitions": feuille_ods(f"<table:table-row>{texte.format(repete)}</table:table-row>" * combien),
        "espaces": feuille_ods(
            "<table:table-row><table:table-cell><text:p>"
            + '<text:s text:c="999"/>' * combien * 4
            + "</text:p></table:table-cell></table:table-row>"
        ),
        "lignes fusionnées": feuille_ods(f"<table:table-row>{texte.format(longue)}</table:table-row>" * combien),
        "colonnes": feuille_ods(
            "<table:table-column/>" * combien
            + '<table:table-row><table:table-cell office:value-type="date" office:date-value="2022-01-01"/></table:table-row>'
            * combien
        ),
    }


def test_une_bombe_coute_comme_une_feuille_honnete(request: pytest.FixtureRequest) -> None:
    entrees = bombes(20_000 if request.config.getoption("--long") else 4000)
    honnete = duree(lambda: lire_tableur(entrees.pop("honnête"))) + 0.1
    for nom, octets in entrees.items():

        def lire(octets: bytes = octets) -> None:
            for feuille in lire_tableur(octets):
                for rang in list(feuille.lignes)[:2000]:
                    for colonne in range(1, 16):
                        feuille.est_couverte(rang, colonne)

        assert duree(lire) < 12 * honnete, nom


def test_des_cellules_fusionnees_par_milliers(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    fusions = 40_000 if request.config.getoption("--long") else 4000
    racine = poser(tmp_path / "dossier")
    original = exporte(racine, tmp_path / "x.xlsx").read_bytes()

    def avec(reference: str) -> bytes:
        balises = "".join(f'<mergeCell ref="{reference.format(r=r)}"/>' for r in range(5000, 5000 + fusions))
        bloc = f"</sheetData><mergeCells>{balises}</mergeCells>".encode()
        return remplacer(original, lambda n, o: o.replace(b"</sheetData>", bloc) if n.endswith("sheet2.xml") else o)

    def lire(octets: bytes) -> Callable[[], object]:
        return lambda: reconnaitre("x.xlsx", lire_classeur(octets))

    honnete = duree(lire(avec("A{r}:B{r}"))) + 0.05
    assert duree(lire(avec("A1:XFD{r}"))) < 10 * honnete


def test_trop_de_fusions_est_une_phrase() -> None:
    lignes = "".join(f'<row r="{r}">{CELLULE.decode().replace("A1", f"A{r}")}</row>' for r in range(2, 2002))
    fusions = "".join(f'<mergeCell ref="B1:C{9000 + r}"/>' for r in range(400))
    octets = remplacer(
        xlsx("x"),
        lambda n, o: (
            o.replace(b"</sheetData>", f"{lignes}</sheetData><mergeCells>{fusions}</mergeCells>".encode())
            if "sheet1" in n
            else o
        ),
    )
    with pytest.raises(ClasseurRefuse, match="trop de cellules fusionnées"):
        lire_classeur(octets)[0].est_couverte(2, 2)
