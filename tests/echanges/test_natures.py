"""Un classeur inhabituel mais valide se lit ; ce qui n'est pas un classeur est nommé pour ce qu'il est."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from echanges.dossiers import AU, etat, exporte, poser
from echanges.test_bornes import remplacer
from echanges.test_dates_tapees import cellule, contenu_ods, ods, xlsx
from qualicli.cli.application import lancer
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.lire_fichier import lire_classeur, lire_tableur

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def renommer(octets: bytes, nouveau: Callable[[str], str], changer: Callable[[bytes], bytes] = bytes) -> bytes:
    """Renomme des parties, et ce qui les cite."""
    flux = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as lu, zipfile.ZipFile(flux, "w") as ecrit:
        for nom in lu.namelist():
            ecrit.writestr(nouveau(nom), changer(lu.read(nom)))
    return flux.getvalue()


def zip_de(**parties: bytes) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        for nom, octets in parties.items():
            archive.writestr(nom.replace("__", "/").replace("_p_", "."), octets)
    return flux.getvalue()


INHABITUELS = {
    "casse des noms": renommer(xlsx("lu"), lambda n: n.upper() if n.startswith("xl/") else n),
    "barres inverses": renommer(xlsx("lu"), lambda n: n.replace("/", "\\") if n.startswith("xl/") else n),
    "workbook2.xml": renommer(
        xlsx("lu"),
        lambda n: n.replace("workbook.xml", "workbook2.xml"),
        lambda o: o.replace(b"workbook.xml", b"workbook2.xml"),
    ),
    "feuille ailleurs": renommer(
        xlsx("lu"), lambda n: n.replace("xl/worksheets/", "xl/pages/"), lambda o: o.replace(b"worksheets/", b"pages/")
    ),
    "string-value": ods('office:value-type="string" office:string-value="lu"', ""),
    "fods": contenu_ods('office:value-type="string"', "lu").encode(),
    "fods à en-tête": b'\xef\xbb\xbf<?xml version="1.0"?>\n' + contenu_ods('office:value-type="string"', "lu").encode(),
}


@pytest.mark.parametrize("cas", INHABITUELS)
def test_un_classeur_inhabituel_se_lit(cas: str) -> None:
    assert cellule(INHABITUELS[cas]).valeur == "lu"


def test_un_de_nos_classeurs_aux_parties_renommees_revient(tmp_path: Path) -> None:
    racine = poser(tmp_path / "dossier")
    chemin = exporte(racine, tmp_path / "x.xlsx")
    chemin.write_bytes(renommer(chemin.read_bytes(), lambda n: n.replace("xl/", "XL/") if n.startswith("xl/") else n))
    avant = etat(racine)
    assert lancer(["importer", "excel", str(chemin), "--dossier", str(racine), "--date", AU, "--oui"]) == 0
    assert etat(racine) == avant


NATURES = {
    "html": (b"\n<html><body><table><tr><td>a;b</td></tr></table>", "page web"),
    "tableau html": (b"\xef\xbb\xbf<TABLE border=1><tr><td>a", "page web"),
    "mhtml": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "page web"),
    "xls": (OLE + "Workbook".encode("utf-16-le") + b"\0" * 600, "ancien format"),
    "xls de 1992": (b"\x09\x08\x08\x00\x00\x05\x10\x00", "très ancien format"),
    "xml de 2003": (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', "2003"),
    "xml": (b'<?xml version="1.0"?><a/>', "fichier XML"),
    "secret": (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    "pdf": (b"%PDF-1.7\n;a;b", "PDF"),
    "rtf": (b"{\\rtf1 a;b}", "RTF"),
    "image": (b"\x89PNG\r\n\x1a\n;", "image"),
    "xlsb": (renommer(xlsx("x"), lambda n: n, lambda o: o.replace(b"workbook.xml", b"workbook.bin")), "xlsb"),
    "docx": (renommer(xlsx("x"), lambda n: n, lambda o: o.replace(b"xl/workbook", b"word/document")), "Word"),
    "numbers": (zip_de(Index__Document_p_iwa=b"x"), "Numbers"),
    "odt": (zip_de(content_p_xml=b"<a/>", mimetype=b"application/vnd.oasis.opendocument.text"), "OpenDocument"),
    "zip": (zip_de(a_p_txt=b"a"), "archive"),
    "verrou": (b"\x05Essai" + b" " * 49 + b"\x05\0E\0s\0s\0a\0i\0" + b" \0" * 49, "verrou"),
    "macros fods": (contenu_ods("", "x").replace("<office:body>", "<module/><office:body>").encode(), "macros"),
}


@pytest.mark.parametrize("cas", NATURES)
@pytest.mark.parametrize("lire", [lire_tableur, lire_classeur])
def test_ce_qui_n_est_pas_un_classeur_est_nomme(cas: str, lire: Callable[[bytes], object]) -> None:
    octets, nature = NATURES[cas]
    with pytest.raises(ClasseurRefuse, match=nature) as refus:
        lire(octets)
    assert refus.value.conseil


@pytest.mark.parametrize("nom", ["~$suivi.xlsx", ".~lock.suivi.ods#"])
@pytest.mark.parametrize("commande", [["excel"], ["tableur", "--famille", "actions"]])
def test_un_verrou_est_reconnu_a_son_nom(
    nom: str, commande: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    racine = poser(tmp_path / "dossier")
    verrou = tmp_path / nom
    verrou.write_bytes(b"\x01E")
    sorte, *options = commande
    fin = ["--dossier", str(racine)] if sorte == "excel" else [str(racine)]
    assert lancer(["importer", sorte, str(verrou), *fin, *options, "--oui"]) == 2
    assert "verrou d'un classeur ouvert ailleurs" in " ".join(capsys.readouterr().err.split())


def test_deux_parties_de_meme_nom_sont_un_classeur_abime() -> None:
    double = remplacer(xlsx("x"), lambda _n, o: o)
    flux = io.BytesIO(double)
    with zipfile.ZipFile(flux, "a") as archive:
        archive.writestr("XL/WORKBOOK.XML", b"<x/>")
    with pytest.raises(ClasseurRefuse, match="abîmé"):
        lire_classeur(flux.getvalue())


def test_des_octets_compresses_abimes_sont_une_phrase() -> None:
    octets = bytearray(remplacer(xlsx("x" * 3000), lambda _n, o: o))
    partie = zipfile.ZipFile(io.BytesIO(octets)).getinfo("xl/worksheets/sheet1.xml")
    debut = partie.header_offset + 30 + len(partie.filename)
    for place in range(debut, debut + partie.compress_size):
        octets[place] ^= 0xFF
    with pytest.raises(ClasseurRefuse, match="abîmé"):
        lire_classeur(bytes(octets))
