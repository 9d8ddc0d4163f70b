"""La composition : noms qui ne se coupent pas, ordinaux en exposant, nombres à droite, signature jamais seule."""

import io
import zipfile
from datetime import date

import pytest

from qualicli.rendus import markdown
from qualicli.rendus.formats.composition import lier_les_noms
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.registre import mettre_en_forme


def partie_xml(octets: bytes, nom: str) -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as colis:
        return colis.read(nom).decode()


def page(texte: str, format_: str = "html") -> bytes:
    return mettre_en_forme(Ecrit("Titre", f"# Titre\n\n{texte}\n", "Org", date(2022, 3, 1)), format_)


@pytest.mark.parametrize(
    "nom", ["Saint-Étienne", "Alpes-Maritimes", "Qual-e-Pref", "QUAL-E-PREF", "Qual-e-pref", "Jean-Luc"]
)
def test_un_nom_a_trait_d_union_ne_se_coupe_pas(nom: str) -> None:
    assert lier_les_noms(f"à {nom}, et « {nom} »").count("\u2011") == 2 * nom.count("-")


@pytest.mark.parametrize(
    "mot", ["sous-préfecture", "Sous-préfecture", "https://www.Saint-Etienne.fr", "rendez-vous", "2021-2022"]
)
def test_un_mot_ou_une_adresse_garde_son_trait_d_union(mot: str) -> None:
    assert lier_les_noms(mot) == mot


def test_les_ordinaux_sont_en_exposant_et_restent_lisibles() -> None:
    html = page("Le 1er mars, au 2e semestre, la 1re fois, au XXe siècle ; M1 et 12 %.").decode()
    for ecrit in ("1<sup>er</sup> mars", "2<sup>e</sup> semestre", "1<sup>re</sup> fois", "XX<sup>e</sup> siècle"):
        assert ecrit in html
    assert html.count("<sup>") == 4


def test_une_colonne_de_nombres_s_aligne_a_droite_et_elle_seule() -> None:
    lignes = [("Accueil", "91,8 %", "12", "9 mai 2022", "D1"), ("Attente", "7,5 % (3/40)", "", "10 mai 2022", "12")]
    html = page(markdown.tableau(("Question", "Taux", "Points", "Date", "Repère"), lignes)).decode()
    for droite in ("Taux", "Points", "91,8 %", "12"):
        assert (
            f'style="text-align:right">{droite}<' in html or f'style="text-align:right" scope="col">{droite}<' in html
        )
    assert html.count("text-align:right") == 6


def test_une_signature_n_est_jamais_seule_sur_sa_page() -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    for lignes in range(26, 46):
        corps = "\n\n".join(f"Paragraphe {n}." for n in range(lignes))
        signature = "<!-- bloc: signature -->\nLa préfète,\n\nPrénom NOM\n<!-- fin -->"
        pages = pypdf.PdfReader(io.BytesIO(page(f"{corps}\n\n{signature}", "pdf"))).pages
        if len(pages) > 1:
            assert f"Paragraphe {lignes - 1}." in pages[-1].extract_text(), lignes


@pytest.mark.parametrize("format_", ["html", "odt", "docx", "pdf"])
def test_une_couverture_a_sa_page(format_: str) -> None:
    octets = page("<!-- bloc: couverture -->\nOrganisme\n\n**Bilan**\n<!-- fin -->\n\nLa suite.", format_)
    if format_ == "html":
        assert '<div class="bloc-couverture">' in octets.decode() and "break-after: page" in octets.decode()
    elif format_ == "pdf":
        pages = pytest.importorskip("pypdf").PdfReader(io.BytesIO(octets)).pages
        assert (
            "La suite." not in "".join(p.extract_text() for p in pages[:-1]) and "La suite." in pages[-1].extract_text()
        )
    else:
        corps = partie_xml(octets, "word/document.xml" if format_ == "docx" else "content.xml")
        saut = "pageBreakBefore" if format_ == "docx" else '"SautDePage"'
        assert corps.index("Bilan") < corps.index(saut, corps.index("Bilan")) < corps.index("La suite.")
