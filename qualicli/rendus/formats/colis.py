"""Les fichiers zip de la bureautique, toujours de mêmes octets : ordre, dates et stockage fixés."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_PREMIERS = ("mimetype", "[Content_Types].xml")  # leur norme les veut en tête
_DATE = (1980, 1, 1, 0, 0, 0)  # la plus ancienne qu'un zip sache écrire


def fermer(parties: Mapping[str, bytes]) -> bytes:
    """Rend le zip de ces parties, sans compression : d'une machine à l'autre, elle ne donne pas les mêmes octets."""
    tampon = BytesIO()
    noms = sorted(parties, key=lambda nom: (nom not in _PREMIERS, nom))
    with ZipFile(tampon, "w", ZIP_STORED) as colis:
        for nom in noms:
            fiche = ZipInfo(nom, _DATE)
            fiche.create_system = 0  # sans quoi le système de la machine s'y lirait
            colis.writestr(fiche, parties[nom])
    return tampon.getvalue()


def ouvrir(octets: bytes) -> dict[str, bytes]:
    """Rend les parties d'un zip."""
    with ZipFile(BytesIO(octets)) as colis:
        return {nom: colis.read(nom) for nom in colis.namelist()}


def ramasser(dossier: Path) -> dict[str, bytes]:
    """Rend les fichiers d'un dossier de textes, comme les parties d'un zip ; les fins de ligne sont celles d'Unix."""
    fichiers = (p for p in dossier.rglob("*") if p.is_file())
    return {p.relative_to(dossier).as_posix(): p.read_bytes().replace(b"\r\n", b"\n") for p in fichiers}
