"""Markdown : le document tel qu'il est rédigé, sans ses marques."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qualicli.rendus import markdown
from qualicli.rendus.dessins.figure import Figure
from qualicli.rendus.formats import blocs
from qualicli.rendus.formats.ecrit import Ecrit

_ECHAPPE = re.compile(r"\\([^\w\s])")


def rendre(ecrit: Ecrit) -> bytes:
    """Rend le Markdown sans marque, le sommaire en liste de liens."""
    morceaux = []
    for bloc in blocs.decouper(ecrit.markdown):
        if bloc.nom == blocs.SOMMAIRE:
            morceaux.append("\n".join(_sommaire(ecrit.markdown)))
        else:
            texte = en_texte(bloc.markdown, ecrit.figures)
            morceaux.append(_en_lignes(texte) if bloc.nom in blocs.EN_LIGNES else texte)
    texte = re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n\n".join(m.strip("\n") for m in morceaux if m.strip()))
    return f"{texte.strip()}\n".encode(errors="replace")


def en_texte(texte: str, figures: Sequence[Figure]) -> str:
    """Met chaque figure en barres de texte, dans un bloc de largeur fixe, à la place que lui tient le Markdown."""
    return "\n".join(_dessiner(ligne, figures) for ligne in texte.split("\n"))


def _dessiner(ligne: str, figures: Sequence[Figure]) -> str:
    figure = blocs.lire_figure(ligne, figures)
    return ligne if figure is None else f"```text\n{figure.en_texte()}\n```"


def _sommaire(texte: str) -> Iterator[str]:
    prises: set[str] = set()
    lus = [markdown.titre(ligne) for ligne, code in markdown.lignes(texte) if not code]
    titres = [t for t in lus if t and t[0] in (2, 3)]
    if titres:
        yield "**Sommaire**\n"
    for niveau, titre in titres:
        ancre = blocs.ancre(_ECHAPPE.sub(r"\1", titre), prises)
        yield f"{'  ' * (niveau - 2)}- [{titre}](#{ancre})"


def _en_lignes(texte: str) -> str:
    """Garde à chaque ligne sa place : « \\ » en fin de ligne est le saut de ligne de CommonMark."""
    lignes = texte.strip("\n").split("\n")
    coupees = (
        f"{ligne.rstrip(' ')}\\" if suivante and ligne.strip() and not ligne.endswith("\\") else ligne
        for ligne, suivante in pairwise(lignes)
    )
    return "\n".join((*coupees, lignes[-1]))
