"""Écrire plusieurs fichiers d'un seul geste : tous ou aucun, même si le programme est tué au milieu.

Les nouveaux contenus sont d'abord déposés à l'écart, puis un journal dit lesquels vont où. Tant que le journal n'est pas
là, rien n'a changé ; dès qu'il y est, l'écriture ira à son terme : `reprendre` la finit si elle a été interrompue.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from qualicli.depot import gestes, journal
from qualicli.depot.ecriture import deposer, en_francais
from qualicli.depot.interruption import ATELIER, JOURNAL, est_interrompue
from qualicli.depot.inventaire import empreinte_octets
from qualicli.depot.journal import Pose
from qualicli.depot.verrou import seul_ecrivain
from qualicli.erreurs import ErreurEcriture, raison


def ecrire_ensemble(racine: Path, fichiers: Mapping[str, bytes | None], lus: Mapping[str, bytes]) -> None:
    """Écrit, remplace ou ôte des fiches, chemins relatifs avec des « / », toutes ou aucune ; `None` ôte.

    `lus` donne les octets d'après lesquels le travail s'est fait : un fichier changé depuis arrête tout. Le geste est retenu :
    « annuler » saura le défaire.
    """
    if fichiers:
        with seul_ecrivain(racine):
            _ecrire_seul(racine, fichiers, lus)
        gestes.retenir(racine, {f: (lus.get(f), octets) for f, octets in fichiers.items()})


def _ecrire_seul(racine: Path, fichiers: Mapping[str, bytes | None], lus: Mapping[str, bytes]) -> None:
    atelier = racine / ATELIER
    if est_interrompue(racine):
        raise ErreurEcriture("Une écriture interrompue attend d'être finie.", "Lancez « qualicli importer reprendre ».")
    for relatif in fichiers:
        _verifier_inchange(racine, relatif, lus.get(relatif))
    with en_francais(racine):
        shutil.rmtree(atelier, ignore_errors=True)  # une écriture arrêtée avant son journal n'a rien changé
        atelier.mkdir()
        try:
            deposer(atelier / ".gitignore", b"*\n")  # git n'en voit rien, même dans un dossier d'avant cette règle
            poses = journal.composer(fichiers, lus)
            for pose in poses:
                if (octets := fichiers[pose.fichier]) is not None:
                    deposer(atelier / pose.brouillon, octets)
            brouillon = atelier / f"{JOURNAL}.tmp"
            deposer(brouillon, journal.ecrire(poses))
            _fixer(atelier)
            brouillon.replace(atelier / JOURNAL)
        except OSError:  # le disque refuse : rien n'a changé, rien ne reste
            shutil.rmtree(atelier, ignore_errors=True)
            raise
    with _a_finir(racine):
        _fixer(atelier)
        _executer(racine, poses)


def reprendre(racine: Path) -> list[str]:
    """Finit une écriture interrompue ; rend les fichiers qu'elle concerne, aucun s'il n'y avait rien à finir."""
    atelier = racine / ATELIER
    with seul_ecrivain(racine):
        if not est_interrompue(racine):
            shutil.rmtree(atelier, ignore_errors=True)
            return []
        poses = journal.lire(racine)
        for pose in poses:
            _reconnaitre(racine, atelier, pose)
        with _a_finir(racine):
            _executer(racine, poses)
    return [p.fichier for p in poses]


def _reconnaitre(racine: Path, atelier: Path, pose: Pose) -> None:
    """Refuse de finir quand un fichier n'est ni dans l'état d'avant, ni dans celui d'après : quelqu'un y a travaillé."""
    present = _empreinte(racine / pose.fichier)
    pret = pose.apres is None or _empreinte(atelier / pose.brouillon) == pose.apres
    if present == pose.apres or (pret and present == pose.avant):
        return
    raise ErreurEcriture(
        f"« {pose.fichier} » a changé depuis l'interruption : l'écriture n'est pas reprise.",
        f"Comparez-le à git, gardez ce qui est juste, puis supprimez le dossier « {ATELIER} ».",
    )


def _empreinte(chemin: Path) -> str | None:
    """L'empreinte d'un vrai fichier ; `None` s'il n'y en a pas."""
    return empreinte_octets(chemin.read_bytes()) if chemin.is_file() and not chemin.is_symlink() else None


def _executer(racine: Path, poses: Iterable[Pose]) -> None:
    atelier = racine / ATELIER
    for pose in poses:
        brouillon, cible = atelier / pose.brouillon, journal.verifier(racine, pose.fichier)
        if pose.apres is None:
            cible.unlink(missing_ok=True)
            _fixer(cible.parent)
            continue
        if _empreinte(brouillon) != pose.apres:  # déjà en place : `_reconnaitre` l'a vérifié
            continue
        cible.parent.mkdir(parents=True, exist_ok=True)
        if cible.exists():
            shutil.copymode(cible, brouillon)
        brouillon.replace(cible)
        _fixer(cible.parent)
    (atelier / JOURNAL).unlink()
    shutil.rmtree(atelier, ignore_errors=True)


@contextmanager
def _a_finir(racine: Path) -> Iterator[None]:
    """Une fois le journal posé, une panne n'annule plus : elle remet à plus tard, et on le dit."""
    try:
        yield
    except OSError as panne:
        raise ErreurEcriture(
            f"L'écriture dans « {racine} » s'est arrêtée au milieu : {raison(panne)}.",
            "Réglez cela, puis finissez-la : « qualicli importer reprendre ».",
        ) from panne


def _verifier_inchange(racine: Path, relatif: str, lu: bytes | None) -> None:
    cible = journal.verifier(racine, relatif)
    if (cible.read_bytes() if cible.is_file() else None) != lu:
        raise ErreurEcriture(f"« {relatif} » a changé pendant l'import : rien n'est écrit.", "Recommencez.")


def _fixer(dossier: Path) -> None:
    """Demande au disque de retenir les noms d'un dossier ; Windows le fait sans qu'on le demande."""
    with suppress(OSError):
        ouvert = os.open(dossier, os.O_RDONLY)
        try:
            os.fsync(ouvert)
        finally:
            os.close(ouvert)
