"""La mémoire des validations : hors du dossier, facultative, supprimable sans crainte, et jamais fausse.

Une entrée vaut pour une signature : tous les noms, tous les contenus, la date, l'outil (son propre code compris). Les
dates et tailles des fichiers n'y entrent pas : un octet changé sans elles se voit.
"""

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from qualicli import __version__, ressources
from qualicli.depot.ecriture import ecrire_fichier
from qualicli.erreurs import ErreurEcriture

_TAILLE_MAX = 64 * 2**20


def dossier_memoire() -> Path | None:
    """Le dossier où l'outil retient ses validations ; `None` quand QUALICLI_MEMOIRE vaut « non »."""
    choisi = os.environ.get("QUALICLI_MEMOIRE", "")
    if choisi == "non":
        return None
    if choisi:
        return Path(choisi)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "qualicli" / "memoire"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qualicli"


def empreinte_outil() -> str:
    """Une empreinte de l'outil : sa version, et la date et la taille de chacun de ses fichiers."""
    somme = hashlib.blake2b(f"{__version__} {sys.version}".encode(), digest_size=16)
    for racine in (Path(__file__).resolve().parent.parent, ressources.dossier("referentiels")):
        for chemin, _, noms in sorted(os.walk(racine)):
            for nom in sorted(n for n in noms if n.endswith((".py", ".yaml"))):
                etat = os.stat(f"{chemin}/{nom}")  # noqa: PTH116 (quelques dizaines de fichiers à chaque démarrage)
                somme.update(f"{nom}:{etat.st_size}:{etat.st_mtime_ns};".encode())
    return somme.hexdigest()


def retrouver(racine: Path, signature: str) -> dict[str, Any] | None:
    """Rend ce qui a été retenu pour cette signature, si c'est encore vrai ; `None` sinon, sans jamais échouer."""
    chemin = chemin_retenu(racine)
    try:
        octets = lire_le_notre(chemin) if chemin is not None else b""
        somme, _, corps = octets.partition(b"\n")
        contenu = json.loads(corps) if somme == _somme(corps) else None
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(contenu, dict) or contenu.get("signature") != signature:
        return None
    pieces, retenu = contenu.get("pieces"), contenu.get("contenu")
    return retenu if isinstance(retenu, dict) and isinstance(pieces, dict) and _inchangees(racine, pieces) else None


def retenir(racine: Path, signature: str, pieces: dict[str, str], contenu: dict[str, Any]) -> None:
    """Retient un résultat pour une signature ; `pieces` donne l'empreinte des pièces jointes dont il dépend."""
    chemin = chemin_retenu(racine)
    if chemin is not None:
        texte = json.dumps({"signature": signature, "pieces": pieces, "contenu": contenu}, ensure_ascii=False)
        with suppress(ErreurEcriture, OSError, UnicodeError):
            corps = texte.encode()
            ecrire_fichier(chemin, _somme(corps) + b"\n" + corps, prive=True)


def _somme(corps: bytes) -> bytes:
    """Une mémoire abîmée, fût-elle encore du JSON, ne porte plus sa somme : elle est ignorée."""
    return hashlib.blake2b(corps, digest_size=16).hexdigest().encode()


def lire_le_notre(chemin: Path) -> bytes:
    """Lit un fichier ordinaire que nul autre compte n'a pu écrire ; rien sinon."""
    etat = chemin.stat()
    if not stat.S_ISREG(etat.st_mode) or etat.st_size > _TAILLE_MAX:
        return b""
    if sys.platform != "win32" and (etat.st_uid != os.geteuid() or etat.st_mode & 0o022):
        return b""
    return chemin.read_bytes()


def chemin_retenu(racine: Path, extension: str = "json") -> Path | None:
    """Où se retient ce qui concerne un dossier : un fichier par dossier, la mémoire ne grossit pas."""
    try:
        ou = dossier_memoire()
    except RuntimeError:  # aucun dossier personnel
        return None
    nom = hashlib.blake2b(os.fsencode(racine.resolve()), digest_size=16).hexdigest()
    return ou / f"{nom}.{extension}" if ou is not None else None


def _inchangees(racine: Path, pieces: dict[str, str]) -> bool:
    from qualicli.depot.inventaire import chemin_reel, empreinte

    def relire(noms: Iterable[str]) -> dict[str, str]:
        return {nom: empreinte(chemin_reel(racine, nom)) for nom in noms}

    try:
        return relire(pieces) == pieces
    except OSError:
        return False
