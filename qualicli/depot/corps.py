"""Le texte d'un fichier Markdown, après son en-tête : le lire et l'écrire à l'octet près."""

from qualicli.depot.texte_brut import ENTETE
from qualicli.erreurs import ErreurEcriture

_FINS = "\r\n"


def corps_de(octets: bytes) -> str:
    """Le texte qui suit l'en-tête, sans les lignes vides qui l'en séparent ; vide s'il n'y en a pas."""
    trouve = ENTETE.match(octets)
    return octets[trouve.end() :].decode("utf-8", "replace").lstrip(_FINS) if trouve else ""


def avec_corps(octets: bytes, corps: str, fichier: str) -> bytes:
    """Le même fichier, avec cet autre texte ; l'en-tête, et les lignes vides qui le suivent, gardent leurs octets."""
    trouve = ENTETE.match(octets)
    if trouve is None:
        raise ErreurEcriture(
            f"« {fichier} » n'a pas d'en-tête : aucun texte ne peut le suivre.", "Seule une fiche .md a un texte."
        )
    suite = octets[trouve.end() :]
    vide = suite[: len(suite) - len(suite.lstrip(_FINS.encode()))] if suite.strip() else b"\n"
    tete = octets[: trouve.end()]
    tete += b"" if tete.endswith(b"\n") else b"\n"
    return tete + vide + corps.encode("utf-8") if corps else tete
