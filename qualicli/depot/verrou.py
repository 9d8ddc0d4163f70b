"""Un seul écrivain à la fois dans un dossier : le deuxième attend, puis est refusé.

Le verrou est celui du système, posé sur un fichier : tué, le programme le rend. Rien n'a donc à périmer.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qualicli.depot.ecriture import MARQUE, en_francais
from qualicli.erreurs import ErreurEcriture

NOM = f".verrou.{MARQUE}"
ATTENTE = 10.0  # secondes : une écriture en prend rarement une
_PAUSE = 0.05


@contextmanager
def seul_ecrivain(racine: Path) -> Iterator[None]:
    """Tient le verrou du dossier ; attend qu'un autre le rende, et lève une erreur s'il le garde trop longtemps."""
    chemin = racine / NOM
    with en_francais(racine):
        fichier = _prendre(chemin)
    try:
        yield
    finally:
        if sys.platform != "win32":  # effacé avant d'être rendu : celui qui l'attendait verra qu'il a disparu
            chemin.unlink(missing_ok=True)
        os.close(fichier)
        if sys.platform == "win32":  # Windows n'efface pas un fichier ouvert : un suivant le garde, et l'effacera
            with suppress(OSError):
                chemin.unlink()


def _prendre(chemin: Path) -> int:
    limite = time.monotonic() + ATTENTE
    while True:
        fichier = os.open(chemin, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        if _verrouiller(fichier):
            if _est_encore_la(chemin, fichier):
                return fichier
        elif time.monotonic() > limite:
            os.close(fichier)
            raise ErreurEcriture(
                "Un autre import écrit dans ce dossier : rien n'est écrit.", "Attendez qu'il finisse, et recommencez."
            )
        os.close(fichier)
        time.sleep(_PAUSE)


def _est_encore_la(chemin: Path, fichier: int) -> bool:
    """Faux si le précédent a effacé le fichier entre notre ouverture et notre verrou : ce verrou ne retient personne."""
    try:
        return os.path.samestat(chemin.stat(), os.fstat(fichier))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _verrouiller(fichier: int) -> bool:
        try:
            msvcrt.locking(fichier, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _verrouiller(fichier: int) -> bool:
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # un disque réseau sans verrou : la création exclusive de l'atelier reste seule à garder
            return True
        return True
