"""Des octets à du texte : ce qui empêche de lire un fichier, et où."""

import re
from typing import NamedTuple

from qualicli.modeles.anomalie import Faute, FauteCodee, Position, position_octet

BOM = b"\xef\xbb\xbf"
ENTETE = re.compile(rb"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?(?:\n|\Z)", re.DOTALL | re.MULTILINE)  # d'un Markdown
_CONFLIT = re.compile(rb"^(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)(?=[ \r\n]|\Z)", re.MULTILINE)


class FauteBrute(NamedTuple):
    """Une faute située dans des octets dont on ne sait pas encore le nom de fichier."""

    code: str
    position: Position
    message: str
    conseil: str

    def dans(self, fichier: str) -> FauteCodee:
        """La même faute, dans un fichier nommé."""
        return FauteCodee(self.code, Faute(fichier, (), self.message, self.conseil, self.position))


def illisible(octets: bytes) -> FauteBrute | None:
    """Dit pourquoi des octets ne sont pas le texte attendu ; `None` s'ils le sont."""
    if b"\x00" in octets:
        return FauteBrute(
            "LEC004", Position(1, 1), "Le fichier est binaire, ou en UTF-16.", "Enregistrez-le en texte UTF-8."
        )
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError as erreur:
        position = position_octet(octets, erreur.start)
        return FauteBrute(
            "LEC004",
            position,
            "Le fichier n'est pas en UTF-8 : un caractère accentué est mal encodé ici.",
            "Rouvrez-le en Windows-1252 et enregistrez-le en UTF-8.",
        )
    if any(marque in octets for marque in (b"<<<<<<<", b">>>>>>>", b"|||||||")) and (trouve := _CONFLIT.search(octets)):
        position = position_octet(octets, trouve.start())
        return FauteBrute(
            "LEC005",
            position,
            "Une fusion git n'est pas terminée : ce marqueur de conflit est resté.",
            "Gardez une des deux versions et supprimez les lignes <<<<<<<, ======= et >>>>>>>.",
        )
    return None
