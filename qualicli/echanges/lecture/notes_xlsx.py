"""Les notes de cellule d'un .xlsx, et ses commentaires en fil : deux parties à part, que la feuille désigne."""

import posixpath

from qualicli.echanges.lecture.archive import Archive
from qualicli.echanges.lecture.feuille_lue import FeuilleLue


def noter(archive: Archive, partie: str, feuille: FeuilleLue) -> None:
    """Retient les notes d'une feuille. Un fil l'emporte sur la note qu'Excel en fait pour les tableurs anciens."""
    dossier, nom = posixpath.split(partie)
    liens = f"{dossier}/_rels/{nom}.rels"
    if not archive.contient(liens):
        return
    parties: dict[str, list[str]] = {"comments": [], "threadedComment": []}

    def lien(nom: str, attributs: dict[str, str]) -> None:
        genre = attributs.get("Type", "").rpartition("/")[2]
        cible = attributs.get("Target", "")
        if nom == "Relationship" and genre in parties:
            parties[genre].append(posixpath.normpath(posixpath.join("/", dossier, cible)).lstrip("/"))

    archive.parcourir(liens, lien, _rien, _rien)
    for cible in (c for c in parties["threadedComment"] if archive.contient(c)):
        _lire(archive, cible, feuille, "threadedComment")
    en_fil = frozenset(feuille.notes)
    for cible in (c for c in parties["comments"] if archive.contient(c)):
        _lire(archive, cible, feuille, "comment", en_fil)


def _lire(archive: Archive, partie: str, feuille: FeuilleLue, element: str, deja: frozenset[str] = frozenset()) -> None:
    ou = ""
    morceaux: list[str] = []
    lit = {"t": False, "text": False}

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        nonlocal ou
        if nom == element:
            ou = attributs.get("ref", "")
            morceaux.clear()
        elif nom in lit:
            lit[nom] = True

    def fermer(nom: str) -> None:
        if nom == element and ou not in deja:
            feuille.noter(ou, "".join(morceaux))
        elif nom in lit:
            lit[nom] = False

    def recevoir(texte: str) -> None:
        if lit["t"] or (element == "threadedComment" and lit["text"]):
            morceaux.append(texte)

    archive.parcourir(partie, ouvrir, fermer, recevoir)


def _rien(*_: object) -> None:
    return None
