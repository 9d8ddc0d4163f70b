"""Les formats des documents : même texte partout, vraies structures, rien d'extérieur, mêmes octets."""

import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest

from qualicli.erreurs import ErreurGabarit, ErreurUsage
from qualicli.rendus import markdown
from qualicli.rendus.formats import FORMATS, Ecrit, largeurs, mettre_en_forme, pivot

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

HOSTILE = (
    "#set page(1) $x$ @moi \\fin <b>gras</b> *a* _b_ `c` | colonne [l](javascript:alert) ![i](/etc/passwd) &amp; ~ =t "
    "//c /*d*/ ]]> <!-- fin --> {{ 1 }} \"q\" 'l' -- ... «\u00a091,23\u00a0%\u00a0» efficacité œuvre"
)
TITRES = {1: "Politique « qualité »", 2: "Le périmètre & <les> services", 3: "Un titre | étrange"}
LONG = [(f"Ligne {i}", "Un texte assez long pour tenir sur deux lignes de la colonne, avec affichage à la fin", f"{i} %")
        for i in range(120)]  # fmt: skip
DOCUMENT = f"""<!-- bloc: entete -->
**Préfecture de la Loire**
Secrétariat général
<!-- fin -->

<!-- bloc: lieu -->
Saint-Étienne, le 1er mars 2022
<!-- fin -->

<!-- bloc: suivi -->
Affaire suivie par : la référente qualité
<!-- fin -->

# {markdown.echapper(TITRES[1])}

<!-- sommaire -->

## {markdown.echapper(TITRES[2])}

{markdown.echapper(HOSTILE)}

Les étapes sont :

1. premier ;
2. deuxième, avec :
   - un *détail* ;
   - un **autre** et du `code` ;
     - plus profond.
3. troisième : [la page](https://exemple.fr/a?b=1&c=2).

### {markdown.echapper(TITRES[3])}

{markdown.tableau(("Nom", "Texte | long", "Taux"), LONG)}

Le périmètre :

| | |
| --- | --- |
| Module 1 | {markdown.echapper(HOSTILE)} |

<!-- bloc: paysage -->
## Grille

{markdown.tableau([f"Colonne {i}" for i in range(9)], [[f"cellule {j}-{i}" for i in range(9)] for j in range(30)])}
<!-- fin -->

## Suite

> Une citation.

<!-- bloc: signature -->
La préfète,

Prénom NOM
<!-- fin -->

<!-- bloc: annexe -->
## Annexe

| Nom | Visa |
| --- | --- |
| Première<br>ligne | |
<!-- fin -->

<!-- bloc: discret -->
Référentiel en version du 4 février 2019.
<!-- fin -->
"""
ECRIT = Ecrit(TITRES[1], DOCUMENT, "Préfecture de la Loire & Cie", date(2022, 3, 1))
PHRASES = [
    "Préfecture de la Loire", "Saint-Étienne, le 1er mars 2022", "Affaire suivie par : la référente qualité",
    *TITRES.values(), HOSTILE, "plus profond.", "troisième : la page", *[c for ligne in LONG for c in ligne],
    "Module 1", "Colonne 8", "cellule 29-8", "Une citation.", "La préfète,", "Prénom NOM", "Annexe", "Visa",
    "Référentiel en version du 4 février 2019.",
]  # fmt: skip


@pytest.fixture(scope="module")
def produits() -> dict[str, bytes]:
    return {format_: mettre_en_forme(ECRIT, format_) for format_ in FORMATS}


def partie(octets: bytes, nom: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(octets)) as colis:
        return ElementTree.fromstring(colis.read(nom))


class Page(HTMLParser):
    """Lit la page, et refuse une balise mal fermée."""

    VIDES = ("meta", "br", "col", "hr")

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self.ouvertes: list[str] = []
        self.balises: list[tuple[str, dict[str, str | None]]] = []
        self.texte: list[str] = []
        self.feed(octets.decode())
        self.close()
        assert self.ouvertes == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append((tag, dict(attrs)))
        if tag not in self.VIDES:
            self.ouvertes.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.ouvertes.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.ouvertes and "title" not in self.ouvertes:
            self.texte.append(data)

    def toutes(self, *noms: str) -> list[dict[str, str | None]]:
        return [attributs for nom, attributs in self.balises if nom in noms]


def texte_html(octets: bytes) -> str:
    return " ".join(Page(octets).texte)


def texte_odt(octets: bytes) -> str:
    return "".join(partie(octets, "content.xml").itertext())


def texte_docx(octets: bytes) -> str:
    return "".join(t.text or "" for t in partie(octets, "word/document.xml").iter(f"{W}t"))


def texte_pdf(octets: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(octets)).pages)


def texte_md(octets: bytes) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", octets.decode()).replace("**", "")


TEXTES: dict[str, Callable[[bytes], str]] = {
    "md": texte_md, "html": texte_html, "odt": texte_odt, "docx": texte_docx, "pdf": texte_pdf,
}  # fmt: skip


def serre(texte: str) -> str:
    """Sans aucune espace : chaque format coupe ses lignes ailleurs."""
    return re.sub(r"\s+", "", texte)


@pytest.mark.parametrize("format_", FORMATS)
def test_chaque_format_dit_tout_le_texte(produits: dict[str, bytes], format_: str) -> None:
    texte = serre(TEXTES[format_](produits[format_]))
    if format_ == "md":
        texte = serre(texte.replace("[lapage](https://exemple.fr/a?b=1&c=2)", "lapage"))
    absents = [phrase for phrase in PHRASES if serre(phrase) not in texte]
    assert absents == []
    assert "bloc:" not in texte
    assert "Repere" not in texte


def test_les_formats_structures_disent_exactement_le_meme_texte(produits: dict[str, bytes]) -> None:
    html, odt, docx = (serre(TEXTES[f](produits[f])) for f in ("html", "odt", "docx"))
    # L'index d'OpenDocument répète son titre dans son modèle, pour quand LibreOffice le reconstruit.
    assert odt.replace("SommaireSommaire", "Sommaire", 1) == docx == html


def test_les_insecables_restent(produits: dict[str, bytes]) -> None:
    for format_ in ("md", "html", "odt", "docx"):
        assert "«\u00a091,23\u00a0%\u00a0»" in TEXTES[format_](produits[format_]), format_


def test_markdown_sans_marque(produits: dict[str, bytes]) -> None:
    texte = produits["md"].decode()
    assert re.findall(r"^<!--.*", texte, re.MULTILINE) == []
    assert "\n\n\n" not in texte
    assert texte.endswith(".\n")
    assert not texte.endswith("\n\n")
    assert "**Préfecture de la Loire**\\\nSecrétariat général\n" in texte
    assert "- [Le périmètre & \\<les\\> services](#le-périmètre--les-services)\n  - [Un titre" in texte


def test_page_html_autonome_et_accessible(produits: dict[str, bytes]) -> None:
    page = Page(produits["html"])
    assert page.toutes("html") == [{"lang": "fr"}]
    assert len(page.toutes("h1")) == len(page.toutes("main")) == len(page.toutes("nav")) == 1
    assert page.toutes("script", "link", "img", "iframe", "object", "base") == []
    assert not re.search(r"url\(|@import|src=", produits["html"].decode())
    assert [a["href"] for a in page.toutes("a") if not str(a["href"]).startswith("#")] == [
        "https://exemple.fr/a?b=1&c=2"
    ]
    ancres = {attributs["id"] for nom, attributs in page.balises if re.fullmatch(r"h\d", nom)}
    assert {str(a["href"])[1:] for a in page.toutes("a") if str(a["href"]).startswith("#")} <= ancres
    assert {th["scope"] for th in page.toutes("th")} == {"col", "row"}
    assert all(region["aria-label"] for region in page.toutes("div") if region.get("role") == "region")
    assert "<title>Politique « qualité »</title>" in produits["html"].decode()


def test_un_titre_ne_s_echappe_pas_de_la_page() -> None:
    titre = '</title></style><script>alert(1)</script>" \\'
    page = Page(mettre_en_forme(Ecrit(titre, "# Bonjour", titre, date(2022, 3, 1)), "html"))
    assert page.toutes("script") == []
    assert page.toutes("meta")[3]["content"] == titre


def test_titres_blocs_et_rangees_d_opendocument(produits: dict[str, bytes]) -> None:
    contenu = partie(produits["odt"], "content.xml")
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
    definis = {s.get(f"{STYLE}name") for nom in ("content.xml", "styles.xml")
               for s in partie(produits["odt"], nom).iter(f"{STYLE}style")}  # fmt: skip
    assert styles <= definis


def test_langue_page_et_auteur_d_opendocument(produits: dict[str, bytes]) -> None:
    styles = partie(produits["odt"], "styles.xml")
    langues = {(t.get(f"{FO}language"), t.get(f"{FO}country")) for t in styles.iter(f"{STYLE}text-properties")}
    assert langues - {(None, None)} == {("fr", "FR")}
    assert {p.get(f"{FO}page-width") for p in styles.iter(f"{STYLE}page-layout-properties")} == {"21.0cm", "29.7cm"}
    pied = "".join(next(styles.iter(f"{STYLE}footer")).itertext())
    assert pied == "Politique « qualité »Page 1 sur 1"
    notice = zipfile.ZipFile(io.BytesIO(produits["odt"])).read("meta.xml").decode()
    assert "<dc:creator>Préfecture de la Loire &amp; Cie</dc:creator>" in notice
    assert "<meta:creation-date>2022-03-01T00:00:00Z" in notice


def test_titres_blocs_et_rangees_de_word(produits: dict[str, bytes]) -> None:
    document = partie(produits["docx"], "word/document.xml")
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
    definis = {s.get(f"{W}styleId") for s in partie(produits["docx"], "word/styles.xml").iter(f"{W}style")}
    assert set(styles) <= definis


def test_langue_page_et_auteur_de_word(produits: dict[str, bytes]) -> None:
    langue = next(partie(produits["docx"], "word/styles.xml").iter(f"{W}lang"))
    assert langue.get(f"{W}val") == "fr-FR"
    with zipfile.ZipFile(io.BytesIO(produits["docx"])) as colis:
        pied = colis.read("word/footer1.xml").decode()
        notice = colis.read("docProps/core.xml").decode()
    assert "Politique « qualité »" in pied
    assert " NUMPAGES " in pied
    assert "<dc:title>Politique « qualité »</dc:title>" in notice
    assert '<dcterms:created xsi:type="dcterms:W3CDTF">2022-03-01T00:00:00Z' in notice
    assert "1970" not in notice


def test_pdf_balise(produits: dict[str, bytes]) -> None:
    lecteur = pypdf.PdfReader(io.BytesIO(produits["pdf"]))
    racine = lecteur.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"].value
    assert racine["/Lang"] == "fr-FR"
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == TITRES[1]
    assert lecteur.metadata.author == ECRIT.organisme
    assert b"pdfuaid:part" in produits["pdf"]
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


def test_memes_octets_dans_deux_processus_et_deux_fuseaux(tmp_path: Path, produits: dict[str, bytes]) -> None:
    """Plus d'une seconde après, ailleurs, dans un autre fuseau, une autre langue."""
    source = tmp_path / "document.md"
    source.write_text(DOCUMENT, encoding="utf-8")
    programme = f"""
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from qualicli.rendus.formats import FORMATS, Ecrit, mettre_en_forme
texte = Path(sys.argv[1]).read_text(encoding="utf-8")
ecrit = Ecrit({ECRIT.titre!r}, texte, {ECRIT.organisme!r}, date(2022, 3, 1))
print(*(sha256(mettre_en_forme(ecrit, f)).hexdigest() for f in FORMATS))
"""
    time.sleep(1.1)
    env = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1", "HOME": str(tmp_path)}
    fait = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", programme, str(source)],
        cwd=tmp_path, env=env, capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert fait.stdout.split() == [sha256(produits[f]).hexdigest() for f in FORMATS]
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(("format_", "module"), [("odt", "pypandoc"), ("docx", "pypandoc"), ("pdf", "typst")])
def test_sans_bureautique_une_phrase_dit_quoi_installer(
    monkeypatch: pytest.MonkeyPatch, format_: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ErreurUsage) as refus:
        mettre_en_forme(ECRIT, format_)
    assert "ne sont pas installés" in refus.value.message
    assert 'pip install "qualicli[bureautique]"' in refus.value.conseil
    assert mettre_en_forme(ECRIT, "html")


def test_html_brut_images_et_liens_hostiles_restent_du_texte(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("le-secret", encoding="utf-8")
    hostile = (
        f"# Titre\n\n<script>alert(1)</script>\n\n<img src=x onerror=y> ![a]({secret.as_uri()}) ![b](/etc/passwd)\n\n"
        "![c](http://exemple.fr/c.png) [d](javascript:alert) [e](file:///etc/passwd) [f](data:text/html,x)\n\n"
        '<p style="x">\n\n<iframe src="/etc/passwd"></iframe>\n'
    )
    ecrit = Ecrit("Titre", hostile, "Préfecture", date(2022, 3, 1))
    for format_ in FORMATS:
        texte = TEXTES[format_](mettre_en_forme(ecrit, format_))
        assert "<script>alert(1)</script>" in texte, format_
        assert "le-secret" not in texte
        assert "root:" not in texte
    page = Page(mettre_en_forme(ecrit, "html"))
    assert page.toutes("script", "img", "iframe") == []
    assert [a["href"] for a in page.toutes("a")] == ["http://exemple.fr/c.png"]
    with zipfile.ZipFile(io.BytesIO(mettre_en_forme(ecrit, "docx"))) as colis:
        assert not [nom for nom in colis.namelist() if "media" in nom]


@pytest.mark.parametrize("format_", FORMATS)
def test_signes_impossibles(format_: str) -> None:
    """Contrôles, moitiés de caractère, signes qu'aucune police ne dessine : un document sort toujours."""
    ecrit = Ecrit(
        "Titre \x01", "# T\x02\n\n- a \x00 \ud800 \x1b[31m 😀 漢字 ☐ ✓ → é\n\n`\x07`", "\x03", date(2022, 3, 1)
    )
    texte = TEXTES[format_](mettre_en_forme(ecrit, format_))
    assert "é" in texte
    if format_ != "md":
        assert not re.search("[\x00-\x08\x0e-\x1f]", texte)


@pytest.mark.parametrize("format_", FORMATS)
def test_un_mot_sans_fin_et_une_rangee_plus_haute_que_la_page(format_: str) -> None:
    haute = "mot " * 3000
    ecrit = Ecrit("T", f"# T\n\n| A | B |\n| --- | --- |\n| {'x' * 400} | {haute}dernier |\n", "P", date(2022, 3, 1))
    octets = mettre_en_forme(ecrit, format_)
    assert serre(TEXTES[format_](octets)).count("mot") == 3000
    assert "dernier" in TEXTES[format_](octets)
    if format_ == "pdf":
        assert len(pypdf.PdfReader(io.BytesIO(octets)).pages) > 3
    if format_ == "docx":
        assert len(list(partie(octets, "word/document.xml").iter(f"{W}cantSplit"))) == 1


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "corps",
    [
        "",
        "Sans titre.",
        "### Trois\n\n# Un\n\n# Un autre\n\n##### Cinq",
        "<!-- sommaire -->\n\n# T",
        "<!-- bloc: paysage -->\n# T\n<!-- fin -->",
    ],
)
def test_documents_maigres(format_: str, corps: str) -> None:
    assert mettre_en_forme(Ecrit("Titre", corps, "Préfecture", date(2022, 3, 1)), format_)


def test_titres_sans_saut_de_niveau() -> None:
    corps = pivot.analyser(Ecrit("T", "### Trois\n\n# Un\n\n# Un\n\n##### Cinq", "P", date(2022, 3, 1)))
    assert [(t.niveau, t.ancre) for t in corps.titres] == [(1, "trois"), (2, "un"), (2, "un-1"), (3, "cinq")]


@pytest.mark.parametrize(
    ("corps", "message"),
    [
        ("<!-- bloc: signatur -->\nx\n<!-- fin -->", "Vouliez-vous dire «\u00a0signature\u00a0» ?"),
        ("<!-- bloc: annexe -->\nx", "Ajoutez la ligne"),
        ("x\n\n<!-- fin -->", "Ôtez-la"),
        ("<!-- bloc: annexe -->\n<!-- sommaire -->\n<!-- fin -->", "Fermez-le"),
    ],
)
@pytest.mark.parametrize("format_", ["md", "pdf"])
def test_marques_fautives(format_: str, corps: str, message: str) -> None:
    with pytest.raises(ErreurGabarit) as faute:
        mettre_en_forme(Ecrit("T", corps, "P", date(2022, 3, 1)), format_)
    assert message in faute.value.conseil


def test_format_inconnu() -> None:
    with pytest.raises(ErreurUsage) as refus:
        mettre_en_forme(ECRIT, "rtf")
    assert refus.value.conseil == "Choisissez md, html, odt, docx ou pdf."


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
