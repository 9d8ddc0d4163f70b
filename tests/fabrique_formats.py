"""Un document riche et hostile, et de quoi relire ce que chaque format en a fait."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pypdf

from qualicli.rendus import markdown
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.registre import mettre_en_forme

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
LONG = [
    (f"Ligne {i}", "Un texte assez long pour tenir sur deux lignes de la colonne, avec affichage à la fin", f"{i} %")
    for i in range(120)
]
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
    "Préfecture de la Loire",
    "Saint-Étienne, le 1er mars 2022",
    "Affaire suivie par : la référente qualité",
    *TITRES.values(),
    HOSTILE,
    "plus profond.",
    "troisième : la page",
    *[c for ligne in LONG for c in ligne],
    "Module 1",
    "Colonne 8",
    "cellule 29-8",
    "Une citation.",
    "La préfète,",
    "Prénom NOM",
    "Annexe",
    "Visa",
    "Référentiel en version du 4 février 2019.",
]


@cache
def produit(format_: str) -> bytes:
    """Le document dans ce format, produit une seule fois."""
    return mettre_en_forme(ECRIT, format_)


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
    "md": texte_md,
    "html": texte_html,
    "odt": texte_odt,
    "docx": texte_docx,
    "pdf": texte_pdf,
}


def serre(texte: str) -> str:
    """Sans aucune espace : chaque format coupe ses lignes ailleurs ; un trait d'union insécable reste un trait d'union."""
    return re.sub(r"\s+", "", texte).replace("\u2011", "-")
