"""Les figures des documents : là où elles servent, dans chaque format, à côté de leurs nombres, et nulle part sans données."""

import io
import re
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest

from fabrique import contexte
from fabrique_documents import EXEMPLES, atelier, changer, produire, texte
from qualicli.cli.application import lancer
from qualicli.erreurs import ErreurGabarit, ErreurUsage
from qualicli.rendus.dessins.figure import Figure
from qualicli.rendus.documents.socle.figures import FIGURES, DemandeFigure
from qualicli.rendus.documents.socle.vue import Libre, Vue
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.registre import mettre_en_forme
from qualicli.rendus.gabarits import Gabarits
from qualicli.typographie import typographier

PAGE = Path(__file__).parents[2] / "docs" / "documents.md"
LOIRE = EXEMPLES / "loire-2022"
# Le document, ce qu'on demande de lui, et les figures qu'il montre.
PLACES: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    (
        "copil",
        {"reunion": "copil-2022-03"},
        ("L'avancement par module au 10 mars 2022", "Le calendrier au 10 mars 2022"),
    ),
    ("clu", {"reunion": "clu-2021-12", "anonyme": True}, ("Usagers reçus aux guichets, 18 au 29 octobre 2021",)),
    (
        "bilan",
        {},
        ("L'avancement par module", "L'avancement par service", "La réalisation dans le temps", "Le calendrier"),
    ),
    ("politique", {}, ("L'avancement par module",)),
    ("ecarts", {}, ("Les engagements, service par service",)),
    ("fiche-service", {"service": "bureau-immigration"}, ("",)),
    ("indicateurs", {}, ("",)),
    ("enquete", {"enquete": "satisfaction-2021"}, ("Usagers reçus aux guichets", "Usagers des démarches en ligne")),
)
BARRES = re.compile(r"```text\n(.*?)\n```", re.DOTALL)


@pytest.mark.parametrize(("type_", "demande", "attendues"), PLACES, ids=[p[0] for p in PLACES])
def test_chaque_document_montre_ses_figures_et_leurs_nombres(
    type_: str, demande: dict[str, Any], attendues: tuple[str, ...]
) -> None:
    (rapport,) = produire(LOIRE, type_, "2022-05-15", **demande)
    ecrit = rapport.octets.decode()
    assert len(BARRES.findall(ecrit)) >= len(attendues)
    for titre in filter(None, attendues):
        assert f"\n**{titre}" in ecrit, titre
    hors_des_figures = re.sub(r"\W", "", BARRES.sub("", ecrit))
    for figure in BARRES.findall(ecrit):
        for nombre in re.findall(r"\d+(?:,\d+)?(?=\u00a0%)", figure):
            if "de 0 à 100" not in figure or nombre != "100":
                assert re.sub(r"\W", "", nombre) in hors_des_figures, (nombre, figure)


@pytest.mark.parametrize("format_", ["html", "odt", "docx", "pdf"])
def test_chaque_format_dessine_et_dit_la_figure(format_: str) -> None:
    octets = produire(LOIRE, "enquete", "2022-05-15", format_, enquete="satisfaction-2021")[0].octets
    assert octets == produire(LOIRE, "enquete", "2022-05-15", format_, enquete="satisfaction-2021")[0].octets
    dits = DITS[format_](octets)
    assert len(dits) == 2
    assert dits[0].startswith(
        "Usagers reçus aux guichets, 18 au 29 octobre 2021. L'attente vous a-t-elle paru acceptable\u00a0?"
    )
    assert "avant 78,5\u00a0%, résultat 71,2\u00a0%, marge ± 5,6 points" in dits[0]
    assert "<!--" not in texte(octets, format_)


def _html(octets: bytes) -> list[str]:
    page = octets.decode()
    assert page.count('role="img"') == len(re.findall(r"<svg ", page)) == 2
    assert len(set(re.findall(r'id="([^"]+)"', page))) == len(re.findall(r'id="([^"]+)"', page)), (
        "une ancre ne sert qu'une fois"
    )
    return [
        svg.find("{*}desc").text or "" for svg in map(ElementTree.fromstring, re.findall(r"(?s)<svg .*?</svg>", page))
    ]  # type: ignore[union-attr]


def _odt(octets: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(octets)) as colis:
        contenu = ElementTree.fromstring(colis.read("content.xml"))
        inventaire, noms = colis.read("META-INF/manifest.xml").decode(), colis.namelist()
    for image in contenu.iter("{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}image"):
        lien = image.attrib["{http://www.w3.org/1999/xlink}href"]
        assert lien in noms
        assert f'full-path="{lien}"' in inventaire
    svg = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
    assert all(titre.text for titre in contenu.iter(f"{svg}title"))
    return [desc.text or "" for desc in contenu.iter(f"{svg}desc")]


def _docx(octets: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(octets)) as colis:
        contenu = ElementTree.fromstring(colis.read("word/document.xml"))
        liens = dict(
            re.findall(r'Id="(figure-[^"]+)"[^>]*Target="([^"]+)"', colis.read("word/_rels/document.xml.rels").decode())
        )
        types = colis.read("[Content_Types].xml").decode()
        assert colis.read(f"word/{liens['figure-1-png']}").startswith(b"\x89PNG")
        assert colis.read(f"word/{liens['figure-1-svg']}").startswith(b"<svg ")
    assert types.count('Extension="svg"') == types.count('Extension="png"') == 1
    for image in (*contenu.findall(".//{*}blip"), *contenu.findall(".//{*}svgBlip")):
        assert image.attrib["{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"] in liens
    return [p.attrib["descr"] for p in contenu.findall(".//{*}docPr")]


def _pdf(octets: bytes) -> list[str]:
    lecteur = pypdf.PdfReader(io.BytesIO(octets))
    objets = (lecteur.get_object(rang) for rang in range(1, len(lecteur.xref[0]) + 1) if rang in lecteur.xref[0])
    return [str(o["/Alt"]) for o in objets if isinstance(o, pypdf.generic.DictionaryObject) and "/Alt" in o]


DITS = {"html": _html, "odt": _odt, "docx": _docx, "pdf": _pdf}


@pytest.mark.parametrize("nom", FIGURES)
def test_chaque_figure_se_compose_et_a_ses_nombres(nom: str) -> None:
    lu = contexte(LOIRE, "2022-05-15")
    figures = FIGURES[nom].composer(DemandeFigure(lu, lu.au))
    suite = figures if isinstance(figures, tuple) else (figures,)
    assert any(suite), "l'exemple a de quoi dessiner toutes les figures"
    for figure in suite:
        assert isinstance(figure, Figure)
        if figure:
            assert figure.tableau.lignes
            assert figure.alternative.startswith(typographier(figure.titre))


def test_une_figure_suit_le_dossier(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(LOIRE, tmp_path / "loire"))

    def barres(type_: str, **demande: Any) -> str:
        return "\n".join(BARRES.findall(produire(loire, type_, "2022-05-15", **demande)[0].octets.decode()))

    avant = barres("enquete", enquete="satisfaction-2021")
    changer(loire / "enquetes" / "satisfaction-2021.yaml", 'valeur: "71,2"', 'valeur: "61,2"')
    atelier.cache_clear()
    assert "61,2" in barres("enquete", enquete="satisfaction-2021")
    assert "61,2" not in avant


def test_un_dossier_neuf_n_a_pas_de_figure(tmp_path: Path) -> None:
    neuf = tmp_path / "neuf"
    assert lancer(["nouveau", str(neuf), "--nom", "Préfecture de la Loire", "--site", "chef-lieu=Préfecture"]) == 0
    for type_ in ("point-etape", "ecarts", "indicateurs"):
        assert "```text" not in produire(neuf, type_, "2026-01-01")[0].octets.decode()


def test_l_exemple_de_la_page_se_compose(tmp_path: Path) -> None:
    """Le gabarit que montre la documentation, tel qu'il y est écrit."""
    (gabarit,) = re.findall(r"`gabarits/point-etape.md.j2`.*?```jinja\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    loire = Path(shutil.copytree(LOIRE, tmp_path / "loire"))
    (loire / "gabarits").mkdir(exist_ok=True)
    (loire / "gabarits" / "point-etape.md.j2").write_text(gabarit, "utf-8")
    ecrit = produire(loire, "point-etape", "2022-05-15")[0].octets.decode()
    assert "**L'avancement par service au 15 mai 2022**" in ecrit
    assert "**Appels décrochés par un agent du standard**" in ecrit
    assert ecrit.index("L'avancement par service") < ecrit.index("M1 – Relation générale")


def test_la_page_liste_toutes_les_figures(request: pytest.FixtureRequest) -> None:
    lignes = "".join(f"| `{nom}` | {figure.aide} |\n" for nom, figure in FIGURES.items())
    tableau = f"| Nom | Ce qu'elle montre |\n|---|---|\n{lignes}"
    page = PAGE.read_text("utf-8")
    attendue = re.sub(r"(<!-- figures -->\n).*?(<!-- fin -->)", lambda m: m[1] + tableau + m[2], page, flags=re.DOTALL)
    if request.config.getoption("--regenerer"):
        PAGE.write_text(attendue, "utf-8", newline="\n")
    assert PAGE.read_text("utf-8") == attendue


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai(Vue):
    texte: Libre


def test_un_texte_libre_ne_place_pas_de_figure() -> None:
    vue = Essai(titre="T", texte=Libre("<!-- figure: 0 -->\n\n    <!-- figure: 0 -->\n\n```\n<!-- figure: 0 -->\n```"))
    gabarits = Gabarits({"essai.md.j2": "{{ '<!-- figure: 0 -->' }}\n\n{{ texte }}"})
    figures: list[Figure] = []
    ecrit = Ecrit("T", gabarits.rediger("essai.md.j2", vue, figures), "P", date(2022, 3, 1))
    assert "figure" in ecrit.markdown
    assert b"<svg" not in mettre_en_forme(ecrit, "html")


def test_une_figure_que_rien_ne_connait_est_refusee(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(LOIRE, tmp_path / "loire"))
    (loire / "gabarits").mkdir(exist_ok=True)
    (loire / "gabarits" / "point-etape.md.j2").write_text("# T\n\n<!-- figure: 7 -->\n", "utf-8")
    with pytest.raises(ErreurGabarit, match="figure 7"):
        produire(loire, "point-etape", "2022-05-15", "html")


def test_un_nom_dans_une_figure_arrete_un_document_anonyme(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(LOIRE, tmp_path / "loire"))
    gabarit = "# T\n\n{{ figure_jalons }}\n"
    (loire / "gabarits").mkdir(exist_ok=True)
    (loire / "gabarits" / "politique.md.j2").write_text(gabarit, "utf-8")
    assert produire(loire, "politique", "2022-05-15", anonyme=True)
    jalon = next((loire / "jalons").glob("audit-labellisation*.yaml"))
    jalon.write_text(
        re.sub(r"intitule: .*", "intitule: Audit suivi par Mme Aubepine", jalon.read_text("utf-8")), "utf-8"
    )
    atelier.cache_clear()
    with pytest.raises(ErreurUsage, match="Aubepine"):
        produire(loire, "politique", "2022-05-15", anonyme=True)
