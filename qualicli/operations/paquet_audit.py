"""Composer le paquet d'un audit : les pièces de son périmètre, leur sommaire, leurs empreintes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qualicli import francais, ressources
from qualicli.depot import paquet as depot
from qualicli.depot.inventaire import chemin_reel
from qualicli.depot.lecture import Avancement
from qualicli.depot.paquet import ElementDePaquet
from qualicli.diagnostic.preparation import Preparation
from qualicli.diagnostic.resultat import ResultatDiagnostic
from qualicli.erreurs import ErreurUsage, Sortie
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.documents import Document, Preuve
from qualicli.rendus.audits import paquet as rendu
from qualicli.rendus.diagnostic import tableaux
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.registre import mettre_en_forme

_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class Paquet:
    """Les fichiers à remettre, dans l'ordre où ils s'écrivent, et combien de pièces n'y sont pas."""

    elements: tuple[ElementDePaquet, ...]
    copiees: int
    retenues: int

    @property
    def taille(self) -> int:
        """Le poids du paquet, en octets."""
        return sum(e.taille for e in self.elements)


def composer(racine: Path, resultat: ResultatDiagnostic, preparation: Preparation, anonyme: bool) -> Paquet:
    """Compose le paquet d'un audit. N'écrit rien ; ne lit que des fichiers du dossier.

    Anonyme, il ne contient que les pièces dont la fiche dit qu'elles sont publiques, et son texte ne nomme personne.
    """
    places: dict[str, str] = {}
    pieces: list[ElementDePaquet] = []
    for document in _documents(preparation):
        places[document.fichier] = ""
        if not anonyme or _est_public(document):
            element = _piece(racine, preparation, document, len(pieces) + 1)
            places[document.fichier] = element.chemin
            pieces.append(element)
    texte = rendu.sommaire(preparation, places)
    if anonyme:
        _exiger_anonyme(preparation, texte, pieces)
    ecrit = _ecrit(preparation, preparation.audit.intitule, texte, rendu.PIECES)
    ecarts = [e for r in preparation.referentiels for e in r.ecarts]
    elements = [
        ElementDePaquet("index.html", mettre_en_forme(ecrit, "html")),
        ElementDePaquet("sommaire.md", mettre_en_forme(ecrit, "md")),
        ElementDePaquet("ecarts.csv", f"\ufeff{tableaux.csv_ecarts(resultat, ecarts)}".encode()),
        ElementDePaquet(rendu.VERIFIER, (ressources.dossier("templates") / "paquet" / rendu.VERIFIER).read_bytes()),
        *pieces,
    ]
    liste = "".join(f"{e.empreinte}  {e.chemin}\n" for e in elements)
    elements.insert(0, ElementDePaquet(rendu.EMPREINTES, liste.encode()))
    return Paquet(tuple(elements), len(pieces), len(places) - len(pieces))


def est_archive(sortie: Path) -> bool:
    """Vrai quand le paquet s'écrit en une archive ; refuse ce qui remplacerait autre chose qu'une archive."""
    archive = sortie.suffix.lower() == ".zip"
    if sortie.exists() and not (archive and sortie.is_file()):
        raise ErreurUsage(f"« {sortie} » existe déjà.", "Donnez le nom d'une archive .zip, ou d'un dossier neuf.")
    return archive


def ecrire(paquet: Paquet, sortie: Path, avancement: Avancement | None = None) -> None:
    """Écrit le paquet, archive ou dossier neuf, entier ou pas du tout."""
    poser = depot.ecrire_zip if est_archive(sortie) else depot.ecrire_arbre
    poser(sortie, paquet.elements, avancement)


def verifier(paquet: Path) -> tuple[int, list[str]]:
    """Combien de fichiers un paquet annonce, et ce qui n'y est pas tel qu'il a été remis."""
    return depot.verifier(paquet, rendu.EMPREINTES)


def _documents(preparation: Preparation) -> Iterator[Document]:
    """Les pièces du périmètre, une fois chacune, dans l'ordre où l'auditeur les rencontre."""
    yield from {d.fichier: d for p in preparation.points for d in p.pieces}.values()


def _est_public(document: Document) -> bool:
    return document.public != "agents" and not document.interne


def _piece(racine: Path, preparation: Preparation, document: Document, rang: int) -> ElementDePaquet:
    """La pièce jointe, sous un nom lisible ; à défaut, la page qui dit où elle se trouve."""
    nom = f"{rendu.PIECES}/{rang:03d}-{en_identifiant(document.intitule, 60) or 'piece'}"
    piece = document.piece if isinstance(document, Preuve) else None
    if piece is not None and piece in preparation.diagnostic.inventaire.fichiers:
        suffixe = PurePosixPath(piece).suffix.lower()
        return ElementDePaquet(nom + (suffixe if _EXTENSION.fullmatch(suffixe) else ""), chemin_reel(racine, piece))
    page = _ecrit(preparation, document.intitule, rendu.page(preparation, document))
    return ElementDePaquet(f"{nom}.html", mettre_en_forme(page, "html"))


def _ecrit(preparation: Preparation, titre: str, texte: str, voisins: str = "") -> Ecrit:
    diagnostic = preparation.diagnostic
    return Ecrit(titre, texte, diagnostic.dossier.demarche.organisme.nom, diagnostic.au, voisins)


def _exiger_anonyme(preparation: Preparation, texte: str, pieces: list[ElementDePaquet]) -> None:
    dossier = preparation.diagnostic.dossier
    pages = [e.origine.decode() for e in pieces if isinstance(e.origine, bytes)]
    traces = anonymat.traces("\n".join([texte, *pages]), dossier.annuaire, anonymat.coordonnees(dossier))
    if traces:
        raise ErreurUsage(
            f"Le paquet resterait nominatif : il cite {francais.liste(traces[:5])}.",
            "Ces mentions viennent d'un texte libre : remplacez-les par des fonctions.",
            Sortie.ANOMALIES,
        )
