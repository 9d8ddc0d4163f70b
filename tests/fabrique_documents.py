"""De quoi produire un document dans chaque format et en relire le texte, comme le verrait son lecteur."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from qualicli.operations.rapporter import Atelier, Rapport, ouvrir_atelier, rapporter
from qualicli.rendus.documents.socle.demande import DemandeDocument

EXEMPLES = Path(__file__).parents[1] / "exemples"
FORMATS = ("md", "html", "odt", "docx", "pdf")


@cache
def atelier(racine: Path, au: str, demande: DemandeDocument) -> Atelier:
    """Un dossier lu une fois pour tous les formats."""
    return ouvrir_atelier(racine, date.fromisoformat(au), demande)


def produire(
    racine: Path, type_: str, au: str, format_: str = "md", nominatif: bool = False, **demande: Any
) -> list[Rapport]:
    """Les documents d'un type, tels que la commande les écrirait."""
    return list(rapporter(atelier(racine, au, DemandeDocument(**demande)), type_, format_, nominatif))


def changer(fichier: Path, avant: str, apres: str) -> None:
    """Remplace, dans une copie d'exemple, un morceau qui n'y est qu'une fois."""
    contenu = fichier.read_text("utf-8")
    assert contenu.count(avant) == 1, f"{fichier.name} : « {avant} », {contenu.count(avant)} fois"
    fichier.write_text(contenu.replace(avant, apres), "utf-8", newline="\n")


def texte(octets: bytes, format_: str) -> str:
    """Le texte d'un document, sans sa mise en forme."""
    return LECTEURS[format_](octets)


def normaliser(ecrit: str) -> str:
    """Ce qui se compare : sans casse, ni espaces, ni traits d'union (une fin de ligne en ajoute), ni variantes de signes."""
    compose = unicodedata.normalize("NFKC", ecrit).casefold().replace("’", "'")
    return re.sub(r"[\s\u00ad\u2010-\u2012-]+", "", compose)


def _markdown(octets: bytes) -> str:
    return re.sub(r"\\(?=[^\w\s])|[*|]", "", octets.decode())


class _Texte(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.morceaux: list[str] = []
        self._muet = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._muet = tag in ("style", "script") or (self._muet and tag != "body")

    def handle_endtag(self, tag: str) -> None:
        self._muet = self._muet and tag not in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._muet:
            self.morceaux.append(data)


def _html(octets: bytes) -> str:
    lecteur = _Texte()
    lecteur.feed(octets.decode())
    return "".join(lecteur.morceaux)


def _archive(*noms: str) -> Callable[[bytes], str]:
    def lire(octets: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            racines = [ElementTree.fromstring(archive.read(nom)) for nom in noms]
        return "\n".join("".join(racine.itertext()) for racine in racines)

    return lire


def _pdf(octets: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)


LECTEURS: Mapping[str, Callable[[bytes], str]] = {
    "md": _markdown,
    "html": _html,
    "odt": _archive("content.xml"),
    "docx": _archive("word/document.xml"),
    "pdf": _pdf,
}
