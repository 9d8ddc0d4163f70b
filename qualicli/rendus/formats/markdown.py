"""Markdown : le document tel qu'il est rédigé, sans ses marques."""

import re
from collections.abc import Iterator

from qualicli.rendus.formats import blocs
from qualicli.rendus.formats.ecrit import Ecrit

_TITRE = re.compile(r"^(#{2,3}) +(.+?)(?: +#+)? *$", re.MULTILINE)
_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]* *$", re.MULTILINE | re.DOTALL)
_ECHAPPE = re.compile(r"\\([^\w\s])")


def rendre(ecrit: Ecrit) -> bytes:
    """Rend le Markdown sans marque, le sommaire en liste de liens."""
    morceaux = []
    for bloc in blocs.decouper(ecrit.markdown):
        if bloc.nom == blocs.SOMMAIRE:
            morceaux.append("\n".join(_sommaire(ecrit.markdown)))
        else:
            morceaux.append(_en_lignes(bloc.markdown) if bloc.nom in blocs.EN_LIGNES else bloc.markdown)
    texte = re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n\n".join(m.strip("\n") for m in morceaux if m.strip()))
    return f"{texte.strip()}\n".encode(errors="replace")


def _sommaire(markdown: str) -> Iterator[str]:
    prises: set[str] = set()
    titres = _TITRE.findall(_CODE.sub("", markdown))
    if titres:
        yield "**Sommaire**\n"
    for dieses, titre in titres:
        ancre = blocs.ancre(_ECHAPPE.sub(r"\1", titre), prises)
        yield f"{'  ' * (len(dieses) - 2)}- [{titre}](#{ancre})"


def _en_lignes(markdown: str) -> str:
    """Garde à chaque ligne sa place : « \\ » en fin de ligne est le saut de ligne de CommonMark."""
    return re.sub(r"(?<=[^\n\\]) *\n(?=[^\n])", "\\\\\n", markdown.strip("\n"))
