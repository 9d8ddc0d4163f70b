"""Écrire : le seul endroit qui pose des fichiers, entiers ou pas du tout, sans jamais suivre un lien hors du dossier."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from qualicli.depot.inventaire import chemin_reel
from qualicli.erreurs import ErreurEcriture, raison

MARQUE = "qualicli-tmp"


def ecrire_fichier(chemin: Path, octets: bytes, prive: bool = False) -> None:
    """Écrit un fichier d'un coup : l'ancien reste intact tant que le nouveau n'est pas complet sur le disque.

    Un fichier privé ne se lit que par le compte qui l'écrit.
    """
    with en_francais(chemin):
        chemin.parent.mkdir(mode=0o700 if prive else 0o777, parents=True, exist_ok=True)
        if (
            chemin.exists() and not chemin.is_file()
        ):  # un tube, /dev/null ou un dossier : on n'y substitue pas un fichier
            chemin.write_bytes(octets)
            return
        temporaire = voisin(chemin)
        try:
            deposer(temporaire, octets, 0o600 if prive else 0o666)
            if chemin.exists() and not prive:
                shutil.copymode(chemin, temporaire)
            temporaire.replace(chemin)
        finally:
            temporaire.unlink(missing_ok=True)


def ecrire_dans(racine: Path, fichiers: Mapping[str, bytes]) -> None:
    """Écrit ou remplace des fichiers d'un dossier, chemins relatifs avec des « / » ; aucun si l'un sort du dossier."""
    chemins = [chemin_interne(racine, relatif) for relatif in fichiers]
    for chemin, octets in zip(chemins, fichiers.values(), strict=True):
        ecrire_fichier(chemin, octets)


def chemin_interne(racine: Path, relatif: str) -> Path:
    """Rend le chemin d'un fichier du dossier ; lève une erreur s'il mène ailleurs, ou dans les réglages de git."""
    chemin, entiere = chemin_reel(racine, relatif), racine.resolve()
    parent = chemin.parent.resolve()
    if not parent.is_relative_to(entiere) or ".." in chemin.relative_to(racine).parts:
        raise ErreurEcriture(
            f"« {relatif} » mène hors du dossier par un lien symbolique : rien n'est écrit.",
            "Remplacez ce lien par un vrai dossier.",
        )
    if ".git" in (p.casefold() for p in (*parent.relative_to(entiere).parts, chemin.name)):
        raise ErreurEcriture(f"« {relatif} » mène aux réglages de git : rien n'est écrit.", "Changez ce chemin.")
    return chemin


def creer_dossier(racine: Path, fichiers: Mapping[str, bytes]) -> None:
    """Crée un dossier et ses fichiers d'un coup ; s'il existe, y ajoute les fichiers, sans en remplacer aucun.

    Tout est d'abord écrit dans un dossier temporaire : interrompu, rien ne reste qui ressemble à un dossier complet.
    """
    existe = racine.exists()
    cibles = [chemin_interne(racine, relatif) for relatif in fichiers]
    atelier = racine / f".{secrets.token_hex(4)}.{MARQUE}" if existe else voisin(racine)
    with en_francais(racine):
        try:
            atelier.mkdir(parents=True)
            for relatif, octets in fichiers.items():
                brouillon = atelier / relatif
                brouillon.parent.mkdir(parents=True, exist_ok=True)
                deposer(brouillon, octets)
            if existe:
                _mettre_en_place([atelier / relatif for relatif in fichiers], cibles)
            else:
                atelier.rename(racine)
        finally:
            shutil.rmtree(atelier, ignore_errors=True)


def restes(racine: Path) -> list[Path]:
    """Les brouillons qu'une création tuée en route a laissés dans un dossier qui existait."""
    return [p for p in racine.glob(f".*.{MARQUE}") if p.is_dir() and not p.is_symlink()] if racine.is_dir() else []


def _mettre_en_place(brouillons: list[Path], cibles: list[Path]) -> None:
    poses: list[Path] = []
    try:
        for brouillon, cible in zip(brouillons, cibles, strict=True):
            cible.parent.mkdir(parents=True, exist_ok=True)
            if cible.exists() or cible.is_symlink():
                raise FileExistsError(errno.EEXIST, "", str(cible))
            brouillon.rename(cible)
            poses.append(cible)
    except OSError:
        for cible in poses:
            cible.unlink(missing_ok=True)
        for parent in sorted({p for c in poses for p in c.parents}, key=lambda p: len(p.parts), reverse=True):
            with suppress(OSError):  # les dossiers qui servaient déjà ne sont pas vides : ils restent
                parent.rmdir()
        raise


def voisin(chemin: Path) -> Path:
    """Un nom temporaire à côté de `chemin`, donc sur le même disque : le renommage y est instantané."""
    return chemin.with_name(f".{chemin.name[:80]}.{secrets.token_hex(4)}.{MARQUE}")


def deposer(chemin: Path, octets: bytes, droits: int = 0o666) -> None:
    """Écrit un fichier neuf, jusque sur le disque."""
    with open(chemin, "xb", opener=lambda nom, drapeaux: os.open(nom, drapeaux, droits)) as flux:
        flux.write(octets)
        flux.flush()
        os.fsync(flux.fileno())


@contextmanager
def en_francais(chemin: Path) -> Iterator[None]:
    """Dit en français pourquoi le système refuse d'écrire."""
    try:
        yield
    except OSError as panne:
        raise ErreurEcriture(
            f"« {chemin} » ne peut pas être écrit : {raison(panne)}.",
            "Vérifiez le chemin, les droits et la place ; rien n'a été changé.",
        ) from panne
