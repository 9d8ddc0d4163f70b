"""La mémoire du compte : hors de tout dossier, privée, bornée, supprimable sans crainte, et jamais fausse.

Chaque fichier porte la somme de ce qu'il contient, mêlée à l'empreinte de l'outil : un octet retourné, une autre version, et
il est ignoré. Rien n'y est exécutable : du JSON, relu comme une entrée que n'importe qui aurait pu écrire.
"""

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicli import __version__, ressources
from qualicli.depot.ecriture import ecrire_fichier
from qualicli.erreurs import ErreurEcriture

_TAILLE_MAX = 256 * 2**20  # d'un fichier : deux cent mille fiches ordinaires
TOTAL_MAX = 512 * 2**20
_BORNES = (
    ".signatures",
    ".lectures",
    ".positions",
    ".bilan",
)  # ce qui s'efface sans rien perdre que du temps ; un geste, non
_ecartee: ContextVar[bool] = ContextVar("_ecartee", default=False)


@contextmanager
def ecarter() -> Iterator[None]:
    """Lit sans la mémoire, et n'y retient rien, le temps d'une commande ; ce qu'un geste y retient n'en dépend pas."""
    jeton = _ecartee.set(True)
    try:
        yield
    finally:
        _ecartee.reset(jeton)


def dossier_memoire() -> Path | None:
    """Le dossier où l'outil retient ce qu'il a lu et fait ; `None` quand QUALICLI_MEMOIRE vaut « non »."""
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
    return _empreinte_outil(__version__)


@lru_cache(maxsize=2)
def _empreinte_outil(version: str) -> str:
    somme = hashlib.blake2b(f"{version} {sys.version}".encode(), digest_size=16)
    for racine in (Path(__file__).resolve().parent.parent, ressources.dossier("referentiels")):
        for chemin, _, noms in sorted(os.walk(racine)):
            for nom in sorted(n for n in noms if n.endswith((".py", ".yaml"))):
                etat = os.stat(f"{chemin}/{nom}")  # noqa: PTH116 (quelques dizaines de fichiers à chaque démarrage)
                somme.update(f"{nom}:{etat.st_size}:{etat.st_mtime_ns};".encode())
    return somme.hexdigest()


def relire(racine: Path, extension: str) -> bytes:
    """Rend ce qui a été retenu d'un dossier sous cette extension ; rien s'il n'y a rien de sûr, sans jamais échouer."""
    try:
        chemin = None if _ecartee.get() else chemin_retenu(racine, extension)
        octets = lire_le_notre(chemin) if chemin is not None else b""
        somme, _, corps = octets.partition(b"\n")
        if chemin is None or somme != _somme(corps):
            return b""
        with suppress(OSError):
            os.utime(chemin)  # ce qui sert encore n'est pas le plus vieux
        return corps
    except OSError:
        return b""


def relire_json(racine: Path, extension: str) -> dict[str, Any]:
    """Rend la table retenue d'un dossier sous cette extension ; vide s'il n'y a rien de sûr."""
    try:
        contenu = json.loads(relire(racine, extension) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return contenu if isinstance(contenu, dict) else {}


def retenir(racine: Path, extension: str, corps: bytes) -> None:
    """Retient un contenu pour un dossier, à la place du précédent ; rien sans mémoire, ni quand elle ne s'écrit pas."""
    with suppress(ErreurEcriture, OSError):
        chemin = None if _ecartee.get() else chemin_retenu(racine, extension)
        if chemin is not None and len(corps) < _TAILLE_MAX:
            ecrire_fichier(chemin, _somme(corps) + b"\n" + corps, prive=True)
            _borner(chemin.parent)


def est_active(racine: Path) -> bool:
    """Vrai quand ce dossier peut être retenu."""
    return not _ecartee.get() and chemin_retenu(racine) is not None


def _somme(corps: bytes) -> bytes:
    """Une mémoire abîmée, fût-elle encore du JSON, ou celle d'un autre outil, ne porte pas cette somme : elle est ignorée."""
    return hashlib.blake2b(corps, digest_size=16, key=empreinte_outil().encode()).hexdigest().encode()


def _borner(ou: Path) -> None:
    """Efface les plus vieux fichiers quand tous ensemble dépassent la borne."""
    with os.scandir(ou) as entrees:
        vus = [(e.stat().st_mtime_ns, e.stat().st_size, e.path) for e in entrees if e.name.endswith(_BORNES)]
    total = sum(taille for _, taille, _ in vus)
    for _, taille, chemin in sorted(vus):
        if total <= TOTAL_MAX:
            return
        with suppress(OSError):  # un autre l'efface peut-être en même temps
            Path(chemin).unlink()
        total -= taille


def lire_le_notre(chemin: Path) -> bytes:
    """Lit un fichier ordinaire que nul autre compte n'a pu écrire ; rien sinon."""
    etat = chemin.stat()
    if not stat.S_ISREG(etat.st_mode) or etat.st_size > _TAILLE_MAX:
        return b""
    if sys.platform != "win32" and (etat.st_uid != os.geteuid() or etat.st_mode & 0o022):
        return b""
    return chemin.read_bytes()


def chemin_retenu(racine: Path, extension: str = "signatures") -> Path | None:
    """Où se retient ce qui concerne un dossier : un fichier par dossier et par extension."""
    try:
        ou = dossier_memoire()
    except RuntimeError:  # aucun dossier personnel
        return None
    nom = hashlib.blake2b(os.fsencode(racine.resolve()), digest_size=16).hexdigest()
    return ou / f"{nom}.{extension}" if ou is not None else None
