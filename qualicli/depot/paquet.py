"""Écrire un paquet, zip ou dossier, d'un coup et sans en tenir les pièces en mémoire ; relire ses empreintes."""

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qualicli.depot.ecriture import en_francais, voisin
from qualicli.erreurs import ErreurDossier

_HORLOGE = (1980, 1, 1, 0, 0, 0)  # l'heure n'entre pas dans le paquet : mêmes pièces, mêmes octets
_BLOC = 1 << 20
Progres = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ElementDePaquet:
    """Un fichier du paquet : son chemin, et ses octets ou le fichier d'où ils viennent."""

    chemin: str
    origine: bytes | Path

    @property
    def taille(self) -> int:
        """Sa taille, en octets."""
        return len(self.origine) if isinstance(self.origine, bytes) else self.origine.stat().st_size

    @property
    def empreinte(self) -> str:
        """Son empreinte SHA-256."""
        return _somme(self.blocs())

    def blocs(self) -> Iterator[bytes]:
        """Ses octets, par morceaux."""
        yield from (self.origine,) if isinstance(self.origine, bytes) else _lire(self.origine)


def ecrire_zip(sortie: Path, elements: Sequence[ElementDePaquet], progres: Progres | None = None) -> None:
    """Écrit l'archive à côté, puis la met en place : interrompue, il n'en reste rien."""
    with en_francais(sortie):
        sortie.parent.mkdir(parents=True, exist_ok=True)
        brouillon = voisin(sortie)
        try:
            # Rien n'est compressé : les pièces le sont déjà d'ordinaire, et zlib varie d'une machine à l'autre.
            with zipfile.ZipFile(brouillon, "x", zipfile.ZIP_STORED, allowZip64=True) as archive:
                for fait, element in enumerate(elements, 1):
                    entree = zipfile.ZipInfo(element.chemin, _HORLOGE)
                    entree.create_system, entree.external_attr = 3, 0o644 << 16
                    entree.file_size = element.taille
                    with archive.open(entree, "w") as flux:
                        _verser(element, flux)
                    if progres:
                        progres(fait, len(elements))
            brouillon.replace(sortie)
        finally:
            brouillon.unlink(missing_ok=True)


def ecrire_arbre(sortie: Path, elements: Sequence[ElementDePaquet], progres: Progres | None = None) -> None:
    """Écrit les fichiers du paquet dans un dossier neuf : complet, ou absent."""
    with en_francais(sortie):
        atelier = voisin(sortie)
        try:
            for fait, element in enumerate(elements, 1):
                cible = atelier / element.chemin
                cible.parent.mkdir(parents=True, exist_ok=True)
                with cible.open("xb") as flux:
                    _verser(element, flux)
                if progres:
                    progres(fait, len(elements))
            atelier.rename(sortie)
        finally:
            shutil.rmtree(atelier, ignore_errors=True)


def _verser(element: ElementDePaquet, flux: IO[bytes]) -> None:
    for bloc in element.blocs():
        flux.write(bloc)


def verifier(paquet: Path, liste: str) -> tuple[int, list[str]]:
    """Combien de fichiers le paquet annonce, et ce qui ne va pas : absent, modifié, ajouté."""
    contenu = _contenu(paquet)
    if liste not in contenu:
        raise ErreurDossier(f"« {paquet} » n'a pas de fichier {liste}.", "Donnez un paquet fait par « audit paquet ».")
    lignes = b"".join(contenu.pop(liste)).decode("utf-8", "replace").splitlines()
    attendues = {nom: empreinte for empreinte, _, nom in (ligne.partition("  ") for ligne in lignes)}
    fautes = [f"ajouté : {nom}" for nom in sorted(contenu.keys() - attendues.keys())]
    for nom, empreinte in attendues.items():
        if nom not in contenu:
            fautes.append(f"absent : {nom}")
        elif _somme(contenu[nom]) != empreinte:
            fautes.append(f"modifié : {nom}")
    return len(attendues), fautes


def _contenu(paquet: Path) -> dict[str, Iterator[bytes]]:
    """Les fichiers d'une archive ou d'un dossier, chacun lu par morceaux quand on le demande, sans rien poser sur le disque."""
    if paquet.is_dir():
        return {f.relative_to(paquet).as_posix(): _lire(f) for f in sorted(paquet.rglob("*")) if f.is_file()}
    try:
        archive = zipfile.ZipFile(paquet)
    except FileNotFoundError:
        raise ErreurDossier(f"« {paquet} » n'existe pas.", "Vérifiez le chemin.") from None
    except (OSError, zipfile.BadZipFile):
        raise ErreurDossier(f"« {paquet} » n'est pas une archive zip lisible.", "Demandez-la de nouveau.") from None
    return {e.filename: _lire_entree(archive, e) for e in archive.infolist() if not e.is_dir()}


def _lire(fichier: Path) -> Iterator[bytes]:
    with fichier.open("rb") as flux:
        while bloc := flux.read(_BLOC):
            yield bloc


def _lire_entree(archive: zipfile.ZipFile, entree: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(entree) as flux:
            while bloc := flux.read(_BLOC):
                yield bloc
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        return  # abîmée ou chiffrée : ce qui en manque change l'empreinte, et le fichier est dit modifié


def _somme(blocs: Iterable[bytes]) -> str:
    somme = hashlib.sha256()
    for bloc in blocs:
        somme.update(bloc)
    return somme.hexdigest()
