"""La structure des documents produits : titres, tableaux, langue, pages, balises."""

import io
import re
import zipfile
from datetime import date

import pypdf

from fabrique_formats import ECRIT, FO, STYLE, TABLE, TEXTE, TITRES, Page, W, partie, produit
from qualicli.rendus.formats import largeurs, pivot
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.registre import mettre_en_forme


def test_markdown_sans_marque() -> None:
    texte = produit("md").decode()
    assert re.findall(r"^<!--.*", texte, re.MULTILINE) == []
    assert "\n\n\n" not in texte
    assert texte.endswith(".\n")
    assert not texte.endswith("\n\n")
    assert "**Préfecture de la Loire**\\\nSecrétariat général\n" in texte
    assert "- [Le périmètre & \\<les\\> services](#le-périmètre--les-services)\n  - [Un titre" in texte


def test_page_html_autonome_et_accessible() -> None:
    page = Page(produit("html"))
    assert page.toutes("html") == [{"lang": "fr"}]
    assert len(page.toutes("h1")) == len(page.toutes("main")) == len(page.toutes("nav")) == 1
    assert page.toutes("script", "link", "img", "iframe", "object", "base") == []
    assert not re.search(r"url\(|@import|src=", produit("html").decode())
    assert [a["href"] for a in page.toutes("a") if not str(a["href"]).startswith("#")] == [
        "https://exemple.fr/a?b=1&c=2"
    ]
    ancres = {attributs["id"] for nom, attributs in page.balises if re.fullmatch(r"h\d", nom)}
    assert {str(a["href"])[1:] for a in page.toutes("a") if str(a["href"]).startswith("#")} <= ancres
    assert {th["scope"] for th in page.toutes("th")} == {"col", "row"}
    assert all(region["aria-label"] for region in page.toutes("div") if region.get("role") == "region")
    assert "<title>Politique « qualité »</title>" in produit("html").decode()


def test_un_titre_ne_s_echappe_pas_de_la_page() -> None:
    titre = '</title></style><script>alert(1)</script>" \\'
    page = Page(mettre_en_forme(Ecrit(titre, "# Bonjour", titre, date(2022, 3, 1)), "html"))
    assert page.toutes("script") == []
    assert page.toutes("meta")[3]["content"] == titre


def test_titres_blocs_et_rangees_d_opendocument() -> None:
    contenu = partie(produit("odt"), "content.xml")
    titres = [(h.get(f"{TEXTE}style-name"), h.get(f"{TEXTE}outline-level")) for h in contenu.iter(f"{TEXTE}h")]
    assert titres[:3] == [("Heading_20_1", "1"), ("Heading_20_2", "2"), ("Heading_20_3", "3")]
    styles = {p.get(f"{TEXTE}style-name") for p in contenu.iter(f"{TEXTE}p")}
    assert {"Organisme", "Lieu", "Suivi", "Signataire", "Mention", "Annonce", "SautDePage", "EnPaysage"} <= styles
    assert "Repere" not in styles
    tableaux = list(contenu.iter(f"{TABLE}table"))
    assert [len(list(t.iter(f"{TABLE}table-header-rows"))) for t in tableaux] == [1, 0, 1, 1]
    rangees = {r.get(f"{TABLE}style-name") for r in contenu.iter(f"{TABLE}table-row")}
    assert rangees == {"Rangee", "RangeeHaute"}
    assert len(list(contenu.iter(f"{TEXTE}table-of-content"))) == 1
    assert len(list(contenu.iter(f"{TEXTE}bookmark-ref"))) == 5
    definis = {
        s.get(f"{STYLE}name")
        for nom in ("content.xml", "styles.xml")
        for s in partie(produit("odt"), nom).iter(f"{STYLE}style")
    }
    assert styles <= definis


def test_langue_page_et_auteur_d_opendocument() -> None:
    styles = partie(produit("odt"), "styles.xml")
    langues = {(t.get(f"{FO}language"), t.get(f"{FO}country")) for t in styles.iter(f"{STYLE}text-properties")}
    assert langues - {(None, None)} == {("fr", "FR")}
    assert {p.get(f"{FO}page-width") for p in styles.iter(f"{STYLE}page-layout-properties")} == {"21.0cm", "29.7cm"}
    pied = "".join(next(styles.iter(f"{STYLE}footer")).itertext())
    assert pied == "Politique « qualité »Page 1 sur 1"
    notice = zipfile.ZipFile(io.BytesIO(produit("odt"))).read("meta.xml").decode()
    assert "<dc:creator>Préfecture de la Loire &amp; Cie</dc:creator>" in notice
    assert "<meta:creation-date>2022-03-01T00:00:00Z" in notice


def test_titres_blocs_et_rangees_de_word() -> None:
    document = partie(produit("docx"), "word/document.xml")
    styles = [s.get(f"{W}val") for s in document.iter(f"{W}pStyle")]
    assert [s for s in styles if s and s.startswith("Heading")][:3] == ["Heading1", "Heading2", "Heading3"]
    voulus = {
        "Organisme",
        "Lieu",
        "Suivi",
        "Signataire",
        "Mention",
        "Annonce",
        "Tableau",
        "Tableauentete",
        "TOC2",
        "TOC3",
    }
    assert voulus <= set(styles)
    assert len(list(document.iter(f"{W}tblHeader"))) == 3
    assert len(list(document.iter(f"{W}cantSplit"))) == len(list(document.iter(f"{W}tr")))
    assert len(list(document.iter(f"{W}trHeight"))) == 1
    assert len(list(document.iter(f"{W}pageBreakBefore"))) == 1
    orientations = [p.get(f"{W}orient") for p in document.iter(f"{W}pgSz")]
    assert orientations == [None, "landscape", None]
    assert [f.get(f"{W}dirty") for f in document.iter(f"{W}fldChar")] == ["true", None, None]
    renvois = {h.get(f"{W}anchor") for h in document.iter(f"{W}hyperlink")} - {None}
    assert renvois <= {b.get(f"{W}name") for b in document.iter(f"{W}bookmarkStart")}
    definis = {s.get(f"{W}styleId") for s in partie(produit("docx"), "word/styles.xml").iter(f"{W}style")}
    assert set(styles) <= definis


def test_langue_page_et_auteur_de_word() -> None:
    langue = next(partie(produit("docx"), "word/styles.xml").iter(f"{W}lang"))
    assert langue.get(f"{W}val") == "fr-FR"
    with zipfile.ZipFile(io.BytesIO(produit("docx"))) as colis:
        pied = colis.read("word/footer1.xml").decode()
        notice = colis.read("docProps/core.xml").decode()
    assert "Politique « qualité »" in pied
    assert " NUMPAGES " in pied
    assert "<dc:title>Politique « qualité »</dc:title>" in notice
    assert '<dcterms:created xsi:type="dcterms:W3CDTF">2022-03-01T00:00:00Z' in notice
    assert "1970" not in notice


def test_pdf_balise() -> None:
    lecteur = pypdf.PdfReader(io.BytesIO(produit("pdf")))
    racine = lecteur.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"].value
    assert racine["/Lang"] == "fr-FR"
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == TITRES[1]
    assert lecteur.metadata.author == ECRIT.organisme
    assert b"pdfuaid:part" in produit("pdf")
    balises = {str(o.get_object().get("/S")) for o in parcourir(racine["/StructTreeRoot"]["/K"])}
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/Link"} <= balises
    largeurs_ = {round(page.mediabox.width) for page in lecteur.pages}
    assert largeurs_ == {595, 842}
    assert f"Page {len(lecteur.pages)} sur {len(lecteur.pages)}" in lecteur.pages[-1].extract_text()
    assert all("Nom Texte | long Taux" in re.sub(r"\s+", " ", p.extract_text()) for p in lecteur.pages[1:4])


def parcourir(noeud: object) -> list[pypdf.generic.DictionaryObject]:
    noeud = noeud.get_object() if hasattr(noeud, "get_object") else noeud
    if isinstance(noeud, list):
        return [n for enfant in noeud for n in parcourir(enfant)]
    if isinstance(noeud, pypdf.generic.DictionaryObject):
        return [noeud, *(parcourir(noeud["/K"]) if "/K" in noeud else [])]
    return []


def test_titres_sans_saut_de_niveau() -> None:
    corps = pivot.analyser(Ecrit("T", "### Trois\n\n# Un\n\n# Un\n\n##### Cinq", "P", date(2022, 3, 1)))
    assert [(t.niveau, t.ancre) for t in corps.titres] == [(1, "trois"), (2, "un"), (2, "un-1"), (3, "cinq")]


def test_largeurs_des_colonnes() -> None:
    parts = largeurs.repartir([("N°", "Texte", "Taux"), ("1", "mot " * 60, "91,2 %")])
    assert sum(parts) == 100
    assert parts[1] > 70
    assert min(parts) >= 4
    nombreuses = largeurs.repartir([[f"Colonne{i}" for i in range(40)]])
    assert sum(nombreuses) == 100
    assert min(nombreuses) >= 1
    assert largeurs.repartir([("Nom", "Visa"), ("Prénom NOM", "")])[1] > 50


def test_word_separe_les_tableaux_et_finit_par_un_paragraphe() -> None:
    tableau = "| A | B |\n| --- | --- |\n| 1 | 2 |\n"
    markdown_ = f"# T\n\n{tableau}\n{tableau}\n<!-- bloc: paysage -->\n{tableau}<!-- fin -->\n"
    octets = mettre_en_forme(Ecrit("T", markdown_, "P", date(2022, 3, 1)), "docx")
    corps = next(iter(partie(octets, "word/document.xml")))
    suite = [e.tag.removeprefix(W) for e in corps if e.tag in (f"{W}p", f"{W}tbl", f"{W}sectPr")]
    assert suite == ["p", "tbl", "p", "tbl", "p", "tbl", "p", "sectPr"]
    assert [p.get(f"{W}orient") for p in corps.iter(f"{W}pgSz")] == [None, "landscape"]
