"""Ouvrir l'archive d'un classeur sans la croire : taille, nature, mot de passe, macros, liens ; un refus, une phrase."""

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

TAILLE_MAX = 200 * 2**20  # une fois décompressé : un classeur de cent mille lignes y tient
FICHIERS_MAX = 3000
_DEBUT = 65536
_FAUTE = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError, MemoryError, zlib.error)
_XML_ILLISIBLE = (expat.ExpatError, LookupError, ValueError)  # les deux derniers : un encodage inconnu


class ClasseurRefuse(Exception):
    """Un fichier que l'on n'ouvre pas : la phrase dit pourquoi, le conseil que faire."""

    def __init__(self, message: str, conseil: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.conseil = conseil


class Archive:
    """Les parties XML d'un classeur, contrôlées avant d'être lues."""

    def __init__(self, octets: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(octets))
            entrees = self._zip.infolist()
        except _FAUTE:
            raise abime() from None
        if len(entrees) > FICHIERS_MAX or sum(e.file_size for e in entrees) > TAILLE_MAX:
            raise ClasseurRefuse("il est démesuré une fois décompressé", "Vérifiez d'où il vient ; ne l'ouvrez pas.")
        if any(e.flag_bits & 1 for e in entrees):
            raise ClasseurRefuse("il est protégé par un mot de passe", "Enregistrez-le sans mot de passe.")
        # La casse des noms de parties ne compte pas ; d'anciens programmes les séparent par « \ ».
        self._noms = {e.filename.replace("\\", "/").lower(): e.filename for e in entrees}
        if len(self._noms) < len({e.filename for e in entrees}) or any(e.compress_type not in (0, 8) for e in entrees):
            raise abime()
        self._refuser_actifs()

    def contient(self, nom: str) -> bool:
        """Vrai quand l'archive a cette partie."""
        return nom.lower() in self._noms

    def _refuser_actifs(self) -> None:
        noms = self._noms
        if any("vbaproject" in n or "/macrosheets/" in n or n.startswith(("basic/", "scripts/")) for n in noms):
            raise ClasseurRefuse("il contient des macros", "Enregistrez-le sans macros, en .xlsx ou en .ods.")
        if any("/externallinks/" in n for n in noms):
            raise ClasseurRefuse(
                "il contient des liens vers d'autres classeurs", "Rompez ces liens (Données, Liaisons)."
            )

    def lire(self, nom: str) -> bytes:
        """Les octets d'une partie."""
        try:
            return self._zip.read(self._noms[nom.lower()])
        except (KeyError, *_FAUTE):
            raise abime() from None

    def parcourir(
        self,
        nom: str,
        ouvrir: Callable[[str, dict[str, str]], None],
        fermer: Callable[[str], None],
        texte: Callable[[str], None],
    ) -> None:
        """Parcourt une partie XML d'un bout à l'autre."""
        parcourir(self.lire(nom), ouvrir, fermer, texte)


def parcourir(
    octets: bytes,
    ouvrir: Callable[[str, dict[str, str]], None],
    fermer: Callable[[str], None],
    texte: Callable[[str], None],
) -> None:
    """Parcourt un texte XML d'un bout à l'autre ; les noms arrivent sans leur espace de noms."""
    _refuser_doctype(octets)
    analyseur = expat.ParserCreate(namespace_separator="}")
    analyseur.buffer_text = True
    analyseur.ordered_attributes = False
    analyseur.StartElementHandler = lambda n, a: ouvrir(n.rpartition("}")[2], a)
    analyseur.EndElementHandler = lambda n: fermer(n.rpartition("}")[2])
    analyseur.CharacterDataHandler = texte
    try:
        analyseur.Parse(octets, True)
    except _XML_ILLISIBLE:
        raise abime() from None


def abime() -> ClasseurRefuse:
    """Le refus d'un fichier tronqué ou corrompu."""
    return ClasseurRefuse("il est abîmé ou incomplet", "Demandez qu'on vous le renvoie.")


class _Rencontre(Exception):
    pass


def _refuser_doctype(octets: bytes) -> None:
    """Refuse toute déclaration de document, qui précède le premier élément : un classeur n'a que faire d'entités XML."""

    def refuser(*_: object) -> None:
        raise ClasseurRefuse("il contient des entités XML", "Vérifiez d'où il vient ; ne l'ouvrez pas.")

    def arreter(*_: object) -> None:
        raise _Rencontre

    analyseur = expat.ParserCreate()
    analyseur.StartDoctypeDeclHandler = refuser
    analyseur.StartElementHandler = arreter
    try:
        for debut in range(0, len(octets), _DEBUT):
            analyseur.Parse(octets[debut : debut + _DEBUT], False)
    except (_Rencontre, *_XML_ILLISIBLE):
        return  # le premier élément est là, ou la faute sera dite en lisant
