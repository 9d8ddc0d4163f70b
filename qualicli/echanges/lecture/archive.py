"""Ouvrir l'archive d'un classeur sans la croire : taille, nature, mot de passe, macros, liens ; un refus, une phrase."""

import io
import zipfile
from collections.abc import Callable
from xml.parsers import expat

TAILLE_MAX = 200 * 2**20  # une fois décompressé : un classeur de cent mille lignes y tient
FICHIERS_MAX = 3000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DEBUT = 65536
_FAUTE = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError, MemoryError)


class ClasseurRefuse(Exception):
    """Un fichier que l'on n'ouvre pas : la phrase dit pourquoi, le conseil que faire."""

    def __init__(self, message: str, conseil: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.conseil = conseil


class Archive:
    """Les parties XML d'un classeur, contrôlées avant d'être lues."""

    def __init__(self, octets: bytes) -> None:
        if octets.startswith(_OLE):
            raise _ancien(octets)
        if not octets.startswith(b"PK"):
            raise ClasseurRefuse("ce n'est pas un classeur", "Enregistrez-le en .xlsx ou en .ods, puis recommencez.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(octets))
            entrees = self._zip.infolist()
        except _FAUTE:
            raise abime() from None
        if len(entrees) > FICHIERS_MAX or sum(e.file_size for e in entrees) > TAILLE_MAX:
            raise ClasseurRefuse("il est démesuré une fois décompressé", "Vérifiez d'où il vient ; ne l'ouvrez pas.")
        if any(e.flag_bits & 1 for e in entrees):
            raise ClasseurRefuse("il est protégé par un mot de passe", "Enregistrez-le sans mot de passe.")
        self.noms = frozenset(e.filename for e in entrees)
        self._refuser_actifs()

    def _refuser_actifs(self) -> None:
        noms = {n.lower() for n in self.noms}
        if any("vbaproject" in n or "/macrosheets/" in n or n.startswith(("basic/", "scripts/")) for n in noms):
            raise ClasseurRefuse("il contient des macros", "Enregistrez-le sans macros, en .xlsx ou en .ods.")
        if any("/externallinks/" in n for n in noms):
            raise ClasseurRefuse(
                "il contient des liens vers d'autres classeurs", "Rompez ces liens (Données, Liaisons)."
            )

    def lire(self, nom: str) -> bytes:
        """Lit une partie, et refuse toute déclaration de document : les entités XML n'ont rien à faire dans un classeur."""
        try:
            octets = self._zip.read(nom)
        except KeyError:
            raise abime() from None
        except _FAUTE:
            raise abime() from None
        _refuser_doctype(octets)
        return octets

    def parcourir(
        self,
        nom: str,
        ouvrir: Callable[[str, dict[str, str]], None],
        fermer: Callable[[str], None],
        texte: Callable[[str], None],
    ) -> None:
        """Parcourt une partie XML d'un bout à l'autre ; les noms arrivent sans leur espace de noms."""
        analyseur = expat.ParserCreate(namespace_separator="}")
        analyseur.buffer_text = True
        analyseur.ordered_attributes = False
        analyseur.StartElementHandler = lambda n, a: ouvrir(n.rpartition("}")[2], a)
        analyseur.EndElementHandler = lambda n: fermer(n.rpartition("}")[2])
        analyseur.CharacterDataHandler = texte
        try:
            analyseur.Parse(self.lire(nom), True)
        except expat.ExpatError:
            raise abime() from None


def abime() -> ClasseurRefuse:
    """Le refus d'un fichier tronqué ou corrompu."""
    return ClasseurRefuse("il est abîmé ou incomplet", "Demandez qu'on vous le renvoie.")


def _ancien(octets: bytes) -> ClasseurRefuse:
    if "EncryptedPackage".encode("utf-16-le") in octets:
        return ClasseurRefuse("il est protégé par un mot de passe", "Enregistrez-le sans mot de passe.")
    return ClasseurRefuse("c'est un classeur d'un ancien format", "Enregistrez-le en .xlsx ou en .ods.")


class _Rencontre(Exception):
    pass


def _refuser_doctype(octets: bytes) -> None:
    """Cherche une déclaration de document : elle ne peut se trouver qu'avant le premier élément."""

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
    except (_Rencontre, expat.ExpatError):
        return  # le premier élément est là, ou la faute sera dite en lisant
