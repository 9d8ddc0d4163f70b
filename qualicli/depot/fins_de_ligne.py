"""Les fins de ligne des pièces : git peut les convertir en les posant sur le disque, et changer ainsi leur empreinte."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from qualicli.depot.inventaire import empreinte_octets

_TAILLE_MAX = 32 * 2**20  # un texte plus gros n'est pas une pièce que l'on relit
_ATTRIBUTS = ".gitattributes"


def relever(chemin: Path, attendue: str, trouvee: str) -> tuple[str, bool]:
    """L'empreinte d'une pièce, et si ses fins de ligne ont été converties depuis que l'empreinte attendue fut relevée.

    `trouvee` est celle de ses octets. Une conversion ne change pas ce que dit la pièce : l'attendue reste alors la sienne.
    """
    attendue = attendue.removeprefix("sha256:")
    if trouvee == attendue or chemin.stat().st_size > _TAILLE_MAX:
        return trouvee, False
    octets = chemin.read_bytes()
    if b"\0" in octets:  # pas un texte : git n'y aurait pas touché
        return trouvee, False
    simples = octets.replace(b"\r\n", b"\n")
    convertie = attendue in (empreinte_octets(simples), empreinte_octets(simples.replace(b"\n", b"\r\n")))
    return (attendue if convertie else trouvee), convertie


def lire_attributs(racine: Path) -> str:
    """Ce que le dossier dit à git de ses fichiers ; vide s'il n'en dit rien de lisible."""
    chemin = racine / _ATTRIBUTS
    try:
        return chemin.read_bytes()[:_TAILLE_MAX].decode("utf-8", "replace") if chemin.is_file() else ""
    except OSError:
        return ""


def exposees(attributs: str, pieces: Iterable[str]) -> frozenset[str]:
    """Les pièces dont git peut convertir les fins de ligne : rien ne le lui interdit. La dernière ligne qui parle décide."""
    lignes = [m for ligne in attributs.splitlines() if (m := ligne.split()) and not ligne.startswith("#")]
    return frozenset(p for p in pieces if not _est_protegee(p, lignes))


def _est_protegee(piece: str, lignes: list[list[str]]) -> bool:
    protegee = False
    for motif, *attributs in lignes:
        sujet = piece if "/" in motif.rstrip("/") else piece.rpartition("/")[2]
        if fnmatchcase(sujet, motif.lstrip("/")) or fnmatchcase(sujet, motif.lstrip("/").replace("**/", "")):
            for attribut in attributs:
                if attribut.partition("=")[0].lstrip("-!") in ("text", "binary", "eol"):
                    protegee = attribut in ("-text", "binary")
    return protegee
