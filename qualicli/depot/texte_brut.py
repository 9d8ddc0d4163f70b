"""Des octets à du texte : ce qui empêche de lire un fichier, et où."""

import re

from qualicli.modeles.anomalie import Position, position_octet

BOM = b"\xef\xbb\xbf"
ENTETE = re.compile(rb"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?(?:\n|\Z)", re.DOTALL | re.MULTILINE)  # d'un Markdown
_CONFLIT = re.compile(rb"^(<<<<<<<|>>>>>>>) ", re.MULTILINE)


def illisible(octets: bytes) -> tuple[str, Position, str, str] | None:
    """Dit pourquoi des octets ne sont pas le texte attendu : code, position, message, conseil ; `None` s'ils le sont."""
    if b"\x00" in octets:
        return "LEC004", Position(1, 1), "Le fichier est binaire, ou en UTF-16.", "Enregistrez-le en texte UTF-8."
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError as erreur:
        position = position_octet(octets, erreur.start)
        return (
            "LEC004",
            position,
            "Le fichier n'est pas en UTF-8 : un caractère accentué est mal encodé ici.",
            "Rouvrez-le en Windows-1252 et enregistrez-le en UTF-8.",
        )
    if (b"<<<<<<< " in octets or b">>>>>>> " in octets) and (trouve := _CONFLIT.search(octets)):
        position = position_octet(octets, trouve.start())
        return (
            "LEC005",
            position,
            "Une fusion git n'est pas terminée : ce marqueur de conflit est resté.",
            "Gardez une des deux versions et supprimez les lignes <<<<<<<, ======= et >>>>>>>.",
        )
    return None
