"""Ce que l'outil sait déjà d'un dossier : la signature de chaque fichier, et ce que ses octets ont donné.

Une signature (taille, dates, numéro sur le disque) dit qu'un fichier n'a pas changé, donc l'empreinte de ses octets sans les
lire ; dans le doute, ils sont lus. L'empreinte et le genre du fichier donnent sa lecture : la valeur, telle que YAML l'écrit,
et les fautes. Les objets n'y sont pas : les modèles jugent à nouveau chaque valeur, d'où qu'elle vienne.
"""

import hashlib
import json
import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from qualicli.depot import memoire
from qualicli.modeles.anomalie import Chemin, Position

# Un fichier changé il y a si peu peut l'être encore sans que ses dates bougent ; trois secondes couvrent tous les disques.
_FRAICHEUR = 3_000_000_000
A_DATE_DE_CHANGEMENT = os.name == "posix"  # ailleurs, rien ne dit un octet changé sous la même date : tout est lu
_LECTURES_MAX = 192 * 2**20  # au-delà, les plus anciennes lectures s'en vont
PIECE = (
    "//"  # devant le nom d'une pièce, dont l'empreinte n'est pas celle d'une fiche ; aucun fichier ne s'appelle ainsi
)
Signature = list[int]


def empreinte(octets: bytes) -> str:
    """L'empreinte sous laquelle des octets sont retenus."""
    return hashlib.blake2b(octets, digest_size=16).hexdigest()


def rappeler(racine: Path) -> "Souvenirs | None":
    """Ce que l'outil sait d'un dossier ; `None` quand il lit sans mémoire."""
    return Souvenirs(racine) if memoire.est_active(racine) else None


class Souvenirs:
    """Les signatures et les lectures retenues d'un dossier. Rien de ce qui y est faux ou abîmé ne lève d'erreur."""

    def __init__(self, racine: Path) -> None:
        self._racine = racine
        self._debut = time.time_ns()
        self._signatures = {
            fichier: connue
            for fichier, connue in memoire.relire_json(racine, "signatures").items()
            if type(connue) is list and len(connue) == 5 and type(connue[4]) is str
        }
        self.presents: Collection[str] | None = None  # tous les fichiers du dossier, quand on les connaît
        self._vues: dict[str, list[Any]] = {}
        self._empreintes: set[str] = set()
        self._lectures: dict[bytes, bytes] | None = None
        self._servies: dict[bytes, bytes] = {}
        self._signatures_neuves = self._lectures_neuves = False
        self._positions: dict[str, Any] | None = None
        self._positions_neuves: dict[str, Any] = {}

    def reconnaitre(self, fichier: str, signature: Signature) -> str | None:
        """L'empreinte des octets d'un fichier que sa signature dit inchangé ; `None` s'il faut les lire."""
        connue = self._signatures.get(fichier)
        if connue is None or not A_DATE_DE_CHANGEMENT or connue[:4] != signature:
            return None
        self._vues[fichier] = connue
        self._empreintes.add(connue[4])
        return str(connue[4])

    def apprendre(self, fichier: str, signature: Signature, trouvee: str) -> None:
        """Retient l'empreinte des octets d'un fichier, si sa signature suffira à dire qu'ils n'ont pas changé."""
        self._empreintes.add(trouvee)
        if A_DATE_DE_CHANGEMENT and max(signature[1], signature[2]) + _FRAICHEUR < self._debut:
            self._vues[fichier] = [*signature, trouvee]
            self._signatures_neuves = True

    def lecture(self, trouvee: str, genre: str) -> bytes | None:
        """Ce qu'ont donné des octets, lus comme un fichier de ce genre ; `None` si on ne le sait pas."""
        if self._lectures is None:
            lignes = memoire.relire(self._racine, "lectures").split(b"\n")
            self._lectures = {cle: lue for cle, _, lue in (ligne.partition(b" ") for ligne in lignes) if lue}
        cle = f"{trouvee}.{genre}".encode()
        lue = self._lectures.get(cle)
        if lue is not None:
            self._servies[cle] = lue
        return lue

    def retenir(self, trouvee: str, genre: str, lue: bytes) -> None:
        """Retient ce qu'ont donné des octets, en une ligne."""
        self._servies[f"{trouvee}.{genre}".encode()] = lue
        self._lectures_neuves = True

    def position(self, trouvee: str, genre: str, chemin: Chemin, cle: bool) -> Position | None:
        """Où se trouve un chemin dans des octets ; `None` si on ne le sait pas."""
        if self._positions is None:
            self._positions = memoire.relire_json(self._racine, "positions")
        sue = self._positions.get(_adresse(trouvee, genre, chemin, cle))
        if type(sue) is list and len(sue) == 2 and all(type(n) is int and 0 < n < 2**31 for n in sue):
            return Position(*sue)
        return None

    def retenir_position(self, trouvee: str, genre: str, chemin: Chemin, cle: bool, position: Position) -> None:
        """Retient où se trouve un chemin dans des octets."""
        self._positions_neuves[_adresse(trouvee, genre, chemin, cle)] = position

    def garder(self) -> None:
        """Écrit ce qui vient d'être appris, s'il y en a."""
        if self._signatures_neuves:
            siennes = {**self._signatures, **self._vues}
            if self.presents is not None:
                presents = {*self.presents}
                siennes = {f: s for f, s in siennes.items() if f.removeprefix(PIECE) in presents}
            memoire.retenir(self._racine, "signatures", _en_json(siennes))
            self._signatures_neuves = False
        if self._lectures_neuves:
            memoire.retenir(self._racine, "lectures", b"\n".join(self._a_garder()))
            self._lectures_neuves = False
        if self._positions_neuves:
            self._positions = {**(self._positions or {}), **self._positions_neuves}
            vivantes = {a: p for a, p in self._positions.items() if a.partition(" ")[0] in self._empreintes}
            memoire.retenir(self._racine, "positions", _en_json(vivantes))
            self._positions_neuves = {}

    def _a_garder(self) -> list[bytes]:
        """Les lectures d'aujourd'hui, puis les autres, des plus récentes aux plus anciennes, dans la borne."""
        anciennes = {cle: lue for cle, lue in (self._lectures or {}).items() if cle not in self._servies}
        reste, lignes = _LECTURES_MAX, list[bytes]()
        for cle, lue in {**self._servies, **anciennes}.items():
            reste -= len(cle) + len(lue) + 2
            if reste < 0:
                break
            lignes.append(cle + b" " + lue)
        return lignes


def _adresse(trouvee: str, genre: str, chemin: Chemin, cle: bool) -> str:
    return f"{trouvee} {genre}{int(cle)}{json.dumps(chemin, ensure_ascii=False)}"


def _en_json(table: dict[str, Any]) -> bytes:
    """Une table en JSON ; vide si un nom de fichier ne s'écrit pas en UTF-8 : on ne retient alors rien."""
    try:
        return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return b"{}"
