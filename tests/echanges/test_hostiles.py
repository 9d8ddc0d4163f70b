"""Un classeur hostile ou abîmé : une phrase française, rien d'écrit, jamais de trace."""

import io
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import Classeur
from qualicli.cli.application import lancer

BOMBE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;&a;">]>'


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.fixture
def classeur(racine: Path, tmp_path: Path) -> Path:
    return exporte(racine, tmp_path / "x.xlsx")


def modifier(classeur: Path, changer: Callable[[str, bytes], bytes], **ajouts: bytes) -> Path:
    flux = io.BytesIO()
    with zipfile.ZipFile(classeur) as lu, zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for nom in lu.namelist():
            ecrit.writestr(nom, changer(nom, lu.read(nom)))
        for nom, octets in ajouts.items():
            ecrit.writestr(nom.replace("__", "/"), octets)
    classeur.write_bytes(flux.getvalue())
    return classeur


def tel_quel(_nom: str, octets: bytes) -> bytes:
    return octets


def entites(nom: str, octets: bytes) -> bytes:
    return re.sub(rb"^(<\?xml[^>]*\?>)?", BOMBE.encode(), octets, count=1) if nom.endswith("sheet2.xml") else octets


def hostiles(classeur: Path) -> dict[str, tuple[Callable[[], object], str]]:
    return {
        "bombe": (lambda: modifier(classeur, tel_quel, xl__media__a=b"\0" * (210 * 2**20)), "démesuré"),
        "entites": (lambda: modifier(classeur, entites), "entités XML"),
        "macros": (lambda: modifier(classeur, tel_quel, **{"xl__vbaProject.bin": b"x"}), "macros"),
        "liens": (lambda: modifier(classeur, tel_quel, **{"xl__externalLinks__externalLink1.xml": b"<x/>"}), "liens"),
        "tronque": (lambda: classeur.write_bytes(classeur.read_bytes()[:-4000]), "abîmé"),
        "xml": (lambda: modifier(classeur, lambda n, o: o[:-30] if n.endswith("sheet1.xml") else o), "abîmé"),
        "indice": (lambda: modifier(_de_calc(classeur), lambda n, o: b"<sst/>" if "sharedStr" in n else o), "abîmé"),
        "texte": (lambda: classeur.write_text("bonjour"), "pas un classeur"),
        "vide": (lambda: classeur.write_bytes(b""), "pas un classeur"),
        "autre": (lambda: classeur.write_bytes(_zip({"a.txt": b"a"})), "pas un classeur"),
        "ancien": (lambda: classeur.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900), "ancien format"),
        "secret": (
            lambda: classeur.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
            "mot de passe",
        ),
        "secret_ods": (
            lambda: classeur.write_bytes(
                _zip({"content.xml": b"<x/>", "META-INF/manifest.xml": b"<m><encryption-data/></m>"})
            ),
            "mot de passe",
        ),
        "etranger": (lambda: _etranger(classeur), "ne vient pas de"),
        "trafique": (lambda: modifier(classeur, lambda n, o: o.replace(b"rediger", b"redigee")), "modifiée ou abîmée"),
        "dossier": (lambda: (classeur.unlink(), classeur.mkdir()), "ne peut pas être lu"),
    }


def _zip(parties: dict[str, bytes]) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        for nom, octets in parties.items():
            archive.writestr(nom, octets)
    return flux.getvalue()


def _de_calc(classeur: Path) -> Path:
    """Calc partage les textes entre cellules ; openpyxl les écrit sur place."""
    shutil.copy(Path(__file__).parents[1] / "cas" / "classeurs" / "immigration-calc.xlsx", classeur)
    return classeur


def _etranger(classeur: Path) -> None:
    ouvert = Classeur(classeur)
    del ouvert.classeur["_qualicli"]
    ouvert.enregistrer()


@pytest.mark.parametrize("cas", list(hostiles(Path())))
def test_une_phrase_et_rien_d_ecrit(racine: Path, classeur: Path, cas: str, capsys: pytest.CaptureFixture[str]) -> None:
    abimer, attendu = hostiles(classeur)[cas]
    abimer()
    avant = etat(racine)
    assert lancer(["importer", "excel", str(classeur), "--dossier", str(racine), "--date", AU, "--oui"]) == 2
    sortie = capsys.readouterr()
    assert attendu in sortie.err and "Traceback" not in sortie.err and len(sortie.err.strip().split("\n")) <= 2
    assert etat(racine) == avant


@pytest.mark.parametrize("octets", range(0, 3000, 211))
def test_un_fichier_coupe_n_importe_ou(
    racine: Path, classeur: Path, octets: int, capsys: pytest.CaptureFixture[str]
) -> None:
    classeur.write_bytes(classeur.read_bytes()[: -1 - octets])
    assert lancer(["importer", "excel", str(classeur), "--dossier", str(racine), "--oui"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_un_million_de_lignes_vides_se_lit(racine: Path, classeur: Path) -> None:
    vides = b"".join(b'<row r="%d"/>' % r for r in range(5000, 1_005_000))
    cellule = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row></sheetData>'
    modifier(classeur, lambda n, o: o.replace(b"</sheetData>", vides + cellule) if n.endswith("sheet2.xml") else o)
    debut = time.perf_counter()
    avant = etat(racine)
    assert lancer(["importer", "excel", str(classeur), "--dossier", str(racine), "--date", AU, "--oui"]) == 0
    assert etat(racine) == avant and time.perf_counter() - debut < 60


def test_une_fusion_de_toute_la_feuille_ne_bloque_rien(racine: Path, classeur: Path) -> None:
    fusion = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    modifier(
        classeur, lambda n, o: o.replace(b"</sheetData>", b"</sheetData>" + fusion) if n.endswith("sheet3.xml") else o
    )
    assert lancer(["importer", "excel", str(classeur), "--dossier", str(racine), "--date", AU, "--oui"]) in (0, 1)


def test_un_texte_qui_ressemble_a_une_formule_part_en_texte(classeur: Path, racine: Path, tmp_path: Path) -> None:
    ouvert = Classeur(classeur)
    feuille = ouvert.feuille("Enregistrements")
    rang = ouvert.ligne("Enregistrements", "preuves/charte")
    for entete in ("Document", "Motif sans caducité"):
        cellule = feuille.cell(rang, ouvert.colonne("Enregistrements", entete))
        assert cellule.data_type == "s" and cellule.value[0] in "+="
    for partie in zipfile.ZipFile(classeur).namelist():
        if "worksheets/" in partie:
            assert b"<f>" not in zipfile.ZipFile(classeur).read(partie)
    assert b"table:formula" not in zipfile.ZipFile(exporte(racine, tmp_path / "x.ods", format="ods")).read(
        "content.xml"
    )
    assert lancer(["exporter", "excel", str(racine), "--format", "csv", "-o", str(tmp_path / "csv"), "--date", AU]) == 0
    for fichier in (tmp_path / "csv").iterdir():
        texte = fichier.read_text("utf-8-sig")
        assert not re.search(r"(^|;)\"?[=+@-]", texte, re.MULTILINE)


def test_une_formule_n_est_ni_calculee_ni_gardee(
    racine: Path, classeur: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ouvert = Classeur(classeur)
    ouvert.poser("Plan d'actions", "actions/rediger", Commentaire='=HYPERLINK("http://x","y")', Statut="=A1")
    ouvert.ajouter("Plan d'actions", Action="=cmd|' /C calc'!A0")
    ouvert.enregistrer()
    avant = etat(racine)
    assert lancer(["importer", "excel", str(classeur), "--dossier", str(racine), "--date", AU, "--oui"]) == 1
    assert capsys.readouterr().out.count("ni calculée") == 3
    assert etat(racine) == avant
