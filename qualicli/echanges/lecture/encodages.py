"""Retrouver l'encodage d'un texte français : UTF-8, UTF-16, Windows, ISO-8859-15, Mac ou DOS, celui où les mots ont du sens."""

import re

from qualicli.echanges.lecture.archive import ClasseurRefuse

_MARQUES = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CANDIDATS = ("cp1252", "iso8859-15", "mac_roman", "cp850")  # à égalité, le plus répandu
_BAS, _HAUT = "éèêëàâîïôûùüÿçæœ", "ÉÈÊËÀÂÎÏÔÛÙÜŸÇÆŒ"
_ECHANTILLON = 20_000  # de lignes accentuées : la suite n'en dirait pas plus
# Un accent à sa place : minuscule, capitale d'un mot ou d'un sigle ; une ponctuation que le français emploie.
_JUSTE = re.compile(
    rf"(?<![{_HAUT}A-Z]{{2}})[{_BAS}](?![A-Z])(?:(?<=\w\w)|(?=\w)|(?<=à))|(?<![{_BAS}a-z])[{_HAUT}]"
    r"|(?<=[dlnmtscju])’(?=\w)|«[\s\u00a0\u202f]|[\s\u00a0\u202f]»|(?<=\b[nN])°|(?<=[\d\s])[°€½]|(?<=[\w\s;])–(?=[\w\s])"
    r"|“(?=\w)|(?<=\w)”|…(?=[\s;]|$)|\u00a0(?=[;:!?»%€])",
    re.MULTILINE,
)


def decoder(octets: bytes) -> str:
    """Le texte d'un .csv, quel que soit son encodage. Lève `ClasseurRefuse`, en français, quand aucun ne lui convient."""
    if not octets.strip():
        raise ClasseurRefuse("il est vide", "Vérifiez l'enregistrement.")
    encodage = next((e for marque, e in _MARQUES if octets.startswith(marque)), "")
    try:
        texte = octets.decode(encodage or "utf-8")
    except UnicodeDecodeError:
        texte = "" if encodage.startswith("utf-16") else _deviner(octets.removeprefix(b"\xef\xbb\xbf"))
    if not texte or "\0" in texte:
        raise ClasseurRefuse(
            "ce n'est ni un classeur, ni un texte lisible", "Enregistrez-le en .xlsx, ou en CSV UTF-8."
        )
    return texte


def _deviner(octets: bytes) -> str:
    """Lit ligne à ligne : ce qui est de l'UTF-8 le reste, le reste est dans l'encodage qui donne le meilleur français."""
    lignes = octets.splitlines(keepends=True)
    autres = [ligne for ligne in lignes if _en_utf8(ligne) is None]
    echantillon = b"".join(autres[:_ECHANTILLON])
    notes = {encodage: _noter(echantillon, encodage) for encodage in _CANDIDATS}
    meilleur = max(_CANDIDATS, key=lambda encodage: notes[encodage])
    if notes[meilleur] < -1:  # un seul signe rare ne rend pas un texte illisible
        return ""
    try:
        return "".join(lu if (lu := _en_utf8(ligne)) is not None else ligne.decode(meilleur) for ligne in lignes)
    except UnicodeDecodeError:
        return ""


def _en_utf8(ligne: bytes) -> str | None:
    try:
        return ligne.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _noter(octets: bytes, encodage: str) -> int:
    """Les accents à leur place, moins ceux qui n'ont rien à y faire ; les contrôles ne sont dans aucun texte."""
    try:
        texte = octets.decode(encodage)
    except UnicodeDecodeError:
        return -len(octets)
    accentues = sum(not c.isascii() for c in texte)
    justes = len(_JUSTE.findall(texte))
    return 2 * justes - accentues - 9 * sum("\x7f" <= c < "\xa0" for c in texte)
