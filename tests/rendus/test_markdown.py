"""Un texte quelconque reste un texte : ni titre, ni colonne, ni balise, ni emphase, ni ligne perdue."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qualicli.rendus import markdown

LECTEUR = MarkdownIt("commonmark").enable("table")
signes = st.sampled_from(
    [*"#|*_`<>[]()!\\&;-+=~:.1) \n\t\rab«é'\"/@$^{}", "\u00a0", "&amp;", "http://x.fr", "<b>", "![x](y)"]
)
textes = st.lists(signes, max_size=20).map("".join)


def vu(html: str) -> str:
    """Le texte que lit une personne, blancs ramenés à un seul."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def aplati(texte: str) -> str:
    return " ".join("".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in texte).split())


@given(textes)
def test_un_paragraphe_reste_un_paragraphe(texte: str) -> None:
    rendu = LECTEUR.render(f"{markdown.echapper(texte)}\n")
    balises = set(re.findall(r"<(\w+)", rendu))
    assert balises <= {"p"}, rendu
    assert vu(rendu) == aplati(texte)


@given(textes)
def test_un_texte_en_cours_de_phrase_ne_devient_rien(texte: str) -> None:
    rendu = LECTEUR.render(f"Avant {markdown.echapper(texte)} après.\n")
    assert set(re.findall(r"<(\w+)", rendu)) == {"p"}
    assert vu(rendu) == aplati(f"Avant {texte} après.")


@given(st.lists(st.tuples(textes, textes, textes), min_size=1, max_size=4))
def test_un_tableau_garde_ses_cellules(lignes: list[tuple[str, str, str]]) -> None:
    rendu = LECTEUR.render(markdown.tableau(("A", "B", "C"), lignes) + "\n")
    cellules = [vu(c) for c in re.findall(r"<td>(.*?)</td>", rendu, re.DOTALL)]
    assert cellules == [aplati(c) for ligne in lignes for c in ligne]
    assert set(re.findall(r"<(\w+)", rendu)) <= {"table", "thead", "tbody", "tr", "th", "td"}


@given(st.lists(textes.filter(lambda t: t.strip()), min_size=1, max_size=4))
def test_une_liste_garde_ses_elements(elements: list[str]) -> None:
    rendu = LECTEUR.render(markdown.puces(elements) + "\n")
    assert rendu.count("<li>") == len(elements)
    assert set(re.findall(r"<(\w+)", rendu)) <= {"ul", "li", "p"}


@pytest.mark.parametrize("texte", ["l'accueil", "91,23 %", "« oui »", "de 87 à 100 %", "M. Petit (BRU)", "a@b.fr"])
def test_un_texte_ordinaire_reste_tel_quel(texte: str) -> None:
    assert markdown.echapper(texte) == texte


CORPS = "Avant.\n\n## Premier point\n\nTexte\n\n### Détail\n\n```\n## pas un titre\n```\n\n## Deuxième\n\n- a\n"


def test_un_texte_libre_se_decoupe_a_ses_titres() -> None:
    sections = markdown.sections(CORPS)
    assert list(sections) == ["", "Premier point", "Deuxième"]
    assert "### Détail" in sections["Premier point"]
    assert "## pas un titre" in sections["Premier point"]


def test_un_texte_libre_se_place_a_son_niveau() -> None:
    rendu = markdown.libre(CORPS, 4)
    assert "#### Premier point" in rendu
    assert "##### Détail" in rendu
    assert "\n## pas un titre" in rendu
    assert markdown.libre("sans titre", 3) == "sans titre"


def test_un_texte_libre_ne_forge_aucun_marqueur() -> None:
    assert "<!-- fin -->" not in markdown.libre("<!-- fin -->\n<!-- bloc: annexe -->", 3)


@given(textes)
def test_remettre_a_niveau_deux_fois_ne_change_plus_rien(texte: str) -> None:
    une_fois = markdown.libre(texte, 3)
    assert markdown.libre(une_fois, 3) == une_fois.strip("\n")
