"""Écrire plusieurs fichiers d'un seul geste : tous ou aucun, même si le programme est tué au milieu.

Les nouveaux contenus sont d'abord déposés à l'écart, puis un journal dit lesquels vont où. Tant que le journal n'est pas
là, rien n'a changé ; dès qu'il y est, l'écriture ira à son terme : `reprendre` la finit si elle a été interrompue.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from qualicli.depot.ecriture import chemin_interne, deposer, en_francais
from qualicli.depot.interruption import ATELIER, JOURNAL, est_interrompue
from qualicli.erreurs import ErreurEcriture


def ecrire_ensemble(racine: Path, fichiers: Mapping[str, bytes], lus: Mapping[str, bytes]) -> None:
    """Écrit ou remplace des fichiers, chemins relatifs avec des « / », tous ou aucun.

    `lus` donne les octets d'après lesquels le travail s'est fait : un fichier changé depuis arrête tout.
    """
    if not fichiers:
        return
    atelier = racine / ATELIER
    if (atelier / JOURNAL).exists():
        raise ErreurEcriture("Une écriture interrompue attend d'être finie.", "Lancez « qualicli importer reprendre ».")
    for relatif in fichiers:
        _verifier(racine, relatif, lus.get(relatif))
    with en_francais(racine):
        shutil.rmtree(atelier, ignore_errors=True)  # une écriture arrêtée avant son journal n'a rien changé
        atelier.mkdir()
        entrees = []
        for rang, (relatif, octets) in enumerate(fichiers.items()):
            deposer(atelier / str(rang), octets)
            avant = _empreinte(lus[relatif]) if relatif in lus else None
            entrees.append({"fichier": relatif, "avant": avant, "apres": _empreinte(octets), "brouillon": str(rang)})
        brouillon = atelier / f"{JOURNAL}.tmp"
        deposer(brouillon, json.dumps({"format": 1, "fichiers": entrees}, ensure_ascii=False).encode())
        _fixer(atelier)
        brouillon.replace(atelier / JOURNAL)
        _fixer(atelier)
        _executer(racine, entrees)


def reprendre(racine: Path) -> list[str]:
    """Finit une écriture interrompue ; rend les fichiers qu'elle concerne, aucun s'il n'y avait rien à finir."""
    atelier = racine / ATELIER
    if not est_interrompue(racine):
        shutil.rmtree(atelier, ignore_errors=True)
        return []
    try:
        entrees = json.loads((atelier / JOURNAL).read_bytes())["fichiers"]
        concernes = [str(e["fichier"]) for e in entrees]
        for entree in entrees:
            _reconnaitre(racine, atelier, entree)
    except (ValueError, KeyError, TypeError):
        raise ErreurEcriture(
            f"Le journal « {ATELIER}/{JOURNAL} » est illisible.",
            f"Comparez vos fichiers à git, puis supprimez le dossier « {ATELIER} ».",
        ) from None
    with en_francais(racine):
        _executer(racine, entrees)
    return concernes


def _reconnaitre(racine: Path, atelier: Path, entree: Mapping[str, Any]) -> None:
    """Refuse de finir quand un fichier n'est ni dans l'état d'avant, ni dans celui d'après : quelqu'un y a travaillé."""
    cible = chemin_interne(racine, entree["fichier"])
    present = _empreinte(cible.read_bytes()) if cible.is_file() else None
    a_poser = (atelier / entree["brouillon"]).is_file()
    if present == entree["apres"] or (a_poser and present == entree["avant"]):
        return
    raise ErreurEcriture(
        f"« {entree['fichier']} » a changé depuis l'interruption : l'écriture n'est pas reprise.",
        f"Comparez-le à git, gardez ce qui est juste, puis supprimez le dossier « {ATELIER} ».",
    )


def _executer(racine: Path, entrees: list[dict[str, Any]]) -> None:
    atelier = racine / ATELIER
    for entree in entrees:
        brouillon, cible = atelier / entree["brouillon"], racine / entree["fichier"]
        if not brouillon.exists():  # déjà en place
            continue
        cible.parent.mkdir(parents=True, exist_ok=True)
        if cible.exists():
            shutil.copymode(cible, brouillon)
        brouillon.replace(cible)
        _fixer(cible.parent)
    (atelier / JOURNAL).unlink()
    shutil.rmtree(atelier, ignore_errors=True)


def _verifier(racine: Path, relatif: str, lu: bytes | None) -> None:
    cible = chemin_interne(racine, relatif)
    if cible.is_symlink():
        raise ErreurEcriture(
            f"« {relatif} » est un lien symbolique : rien n'est écrit.", "Remplacez-le par un fichier."
        )
    if (cible.read_bytes() if cible.is_file() else None) != lu:
        raise ErreurEcriture(f"« {relatif} » a changé pendant l'import : rien n'est écrit.", "Recommencez.")


def _empreinte(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def _fixer(dossier: Path) -> None:
    """Demande au disque de retenir les noms d'un dossier ; Windows le fait sans qu'on le demande."""
    with suppress(OSError):
        ouvert = os.open(dossier, os.O_RDONLY)
        try:
            os.fsync(ouvert)
        finally:
            os.close(ouvert)
