"""Ce que le disque contient : un parcours qui ne suit aucun lien vers l'extérieur, et des empreintes."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from qualicli.erreurs import raison
from qualicli.modeles.anomalie import Faute, FauteCodee

_RESERVES = re.compile(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?")
_INTERDITS = re.compile(r'[<>:"|?*\\\x00-\x1f\ud800-\udfff]|[. ]$')
IGNORES = frozenset({"node_modules", "__pycache__", "venv"})


def parcourir(racine: Path) -> tuple[list[str], list[FauteCodee]]:
    """Rend les fichiers du dossier, triés, chemins relatifs avec des « / », et ce qui ne va pas dans leurs noms.

    Les fichiers et dossiers cachés sont ignorés ; un lien symbolique n'est suivi que vers un fichier du dossier.
    """
    fichiers: list[str] = []
    fautes: list[FauteCodee] = []
    reelle = os.path.realpath(racine)
    dossiers = [(str(racine), "")]
    while dossiers:  # sans récursion : un dossier hostile peut être très profond
        dossiers += _parcourir(*dossiers.pop(), reelle, fichiers, fautes)
    fichiers.sort()
    return fichiers, fautes


def _parcourir(
    chemin: str, prefixe: str, reelle: str, fichiers: list[str], fautes: list[FauteCodee]
) -> Iterator[tuple[str, str]]:
    """Range ce que contient un dossier, et rend ses sous-dossiers."""
    vus: dict[str, str] = {}
    pris: set[str] = set()
    try:
        with os.scandir(chemin) as entrees:
            # un nom composé passe avant le même décomposé, s'ils sont là tous deux
            liste = sorted(entrees, key=lambda e: (not unicodedata.is_normalized("NFC", e.name), e.name))
    except OSError as erreur:
        message = f"Le dossier ne peut pas être lu ({raison(erreur)})."
        fautes.append(
            FauteCodee("LEC019", Faute(prefixe.rstrip("/") or ".", (), message, "Vérifiez ses droits d'accès."))
        )
        return
    for entree in liste:
        nom = entree.name
        if nom.startswith(".") or nom in IGNORES:
            continue
        compose = unicodedata.normalize("NFC", nom)
        if compose not in pris:  # sinon deux fichiers auraient le même nom : chacun garde le sien
            nom = compose
            pris.add(nom)
        relatif = prefixe + nom
        fautes += _juger_nom(relatif, nom, vus)
        if entree.is_symlink() and not _lien_admis(entree, reelle):
            message = f"Le lien symbolique « {nom} » sort du dossier, ou ne mène pas à un fichier."
            fautes.append(FauteCodee("LEC013", Faute(relatif, (), message, "Remplacez-le par le fichier lui-même.")))
        elif entree.is_dir(follow_symlinks=False):
            yield entree.path, relatif + "/"
        elif entree.is_file():
            fichiers.append(relatif)
        else:  # un tube ou un périphérique : le lire bloquerait
            message = "Ce n'est pas un fichier ordinaire."
            fautes.append(FauteCodee("LEC019", Faute(relatif, (), message, "Remplacez-le par le fichier lui-même.")))


def _lien_admis(entree: "os.DirEntry[str]", reelle: str) -> bool:
    cible = os.path.realpath(entree.path)
    return cible.startswith(os.path.join(reelle, "")) and os.path.isfile(cible)  # noqa: PTH113, PTH118 (sans exception)


def _juger_nom(relatif: str, nom: str, vus: dict[str, str]) -> Iterator[FauteCodee]:
    if _RESERVES.fullmatch(nom) or _INTERDITS.search(nom):
        message = f"« {nom} » n'est pas un nom de fichier possible sous Windows."
        yield FauteCodee("LEC014", Faute(relatif, (), message, "Renommez-le."))
    cle = unicodedata.normalize("NFC", nom).casefold()
    if cle in vus:
        message = f"« {nom} » et « {vus[cle]} » ne diffèrent que par la casse ou la forme des accents."
        conseil = "Renommez l'un des deux : Windows et macOS n'en garderaient qu'un."
        yield FauteCodee("LEC015", Faute(relatif, (), message, conseil))
    vus[cle] = nom


def est_nom_admis(nom: str) -> bool:
    """Vrai d'un nom que l'outil peut donner à un fichier : visible, et possible sur tous les systèmes."""
    return not (nom.startswith(".") or _RESERVES.fullmatch(nom) or _INTERDITS.search(nom))


def chemin_reel(racine: Path, relatif: str) -> Path:
    """Le chemin d'un fichier du dossier, quelle que soit la forme de ses accents sur ce disque.

    macOS décompose les accents des noms (NFD) ; partout ailleurs, l'outil les nomme composés (NFC).
    """
    chemin = racine / relatif
    if relatif.isascii() or os.path.lexists(chemin):
        return chemin
    for partie in Path(relatif).parts:
        suivant = racine / partie
        if not os.path.lexists(suivant):
            with suppress(OSError), os.scandir(racine) as entrees:
                forme = unicodedata.normalize("NFC", partie)
                noms = (e.name for e in entrees if unicodedata.normalize("NFC", e.name) == forme)
                suivant = racine / next(noms, partie)
        racine = suivant
    return racine


def empreinte(chemin: Path) -> str:
    """Calcule l'empreinte SHA-256 d'un fichier, en hexadécimal."""
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def empreinte_octets(octets: bytes) -> str:
    """Calcule l'empreinte SHA-256 d'octets, en hexadécimal."""
    return hashlib.sha256(octets).hexdigest()
