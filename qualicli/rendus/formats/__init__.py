"""Mettre en forme un document rédigé : N documents, M formats, jamais N × M. Un format, un fichier."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from qualicli.erreurs import ErreurUsage
from qualicli.francais import liste
from qualicli.rendus.ecran import aplanir
from qualicli.rendus.formats.ecrit import Ecrit

__all__ = ["FORMATS", "Ecrit", "mettre_en_forme"]


def mettre_en_forme(ecrit: Ecrit, format_: str) -> bytes:
    """Rend les octets du document : mêmes entrées, mêmes octets."""
    if format_ not in FORMATS:
        raise ErreurUsage(f"Le format « {format_} » n'existe pas.", f"Choisissez {liste(FORMATS, 'ou')}.")
    propre = replace(ecrit, titre=aplanir(ecrit.titre).strip(), organisme=aplanir(ecrit.organisme).strip())
    return FORMATS[format_](propre)


# Un moteur ne s'importe que pour le format qui s'en sert.
def _markdown(ecrit: Ecrit) -> bytes:
    from qualicli.rendus.formats import markdown

    return markdown.rendre(ecrit)


def _html(ecrit: Ecrit) -> bytes:
    from qualicli.rendus.formats import html_

    return html_.rendre(ecrit)


def _odt(ecrit: Ecrit) -> bytes:
    from qualicli.rendus.formats import odt

    return odt.rendre(ecrit)


def _docx(ecrit: Ecrit) -> bytes:
    from qualicli.rendus.formats import docx

    return docx.rendre(ecrit)


def _pdf(ecrit: Ecrit) -> bytes:
    from qualicli.rendus.formats import pdf

    return pdf.rendre(ecrit)


FORMATS: Mapping[str, Callable[[Ecrit], bytes]] = {
    "md": _markdown,
    "html": _html,
    "odt": _odt,
    "docx": _docx,
    "pdf": _pdf,
}
