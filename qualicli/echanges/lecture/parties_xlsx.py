"""Les parties d'un .xlsx, trouvées par leurs liens et non par leur nom : feuilles, textes partagés, formats."""

import posixpath
from dataclasses import dataclass
from typing import Any

from qualicli.echanges.lecture.archive import Archive
from qualicli.echanges.lecture.couleurs import Apparence
from qualicli.echanges.lecture.fonds_xlsx import Palette
from qualicli.echanges.lecture.formats_xlsx import FormatDeNombre, genre

PRINCIPALE = "xl/workbook.xml"  # son nom d'ordinaire
Liens = dict[str, tuple[str, str]]  # par identifiant : ce que le lien désigne, et la partie


def partie_principale(archive: Archive) -> str:
    """La partie qui décrit le document, vide quand l'archive n'en a pas."""
    for nature, partie in _liens(archive, "").values():
        if nature == "officeDocument":
            return partie
    return PRINCIPALE if archive.contient(PRINCIPALE) else ""


@dataclass(frozen=True, slots=True)
class SommaireXlsx:
    """Les feuilles d'un classeur, par nom, et où sont leurs textes et leurs formats."""

    feuilles: tuple[tuple[str, str], ...]
    textes: str
    styles: str
    theme: str
    est_1904: bool

    @classmethod
    def lire(cls, archive: Archive) -> "SommaireXlsx":
        """Lit la partie principale et ses liens."""
        noms: list[tuple[str, str]] = []
        calendrier = []

        def ouvrir(nom: str, attributs: dict[str, str]) -> None:
            if nom == "sheet":
                lien = next((v for c, v in attributs.items() if c.rpartition("}")[2] == "id" and "}" in c), "")
                noms.append((attributs.get("name", ""), lien))
            elif nom == "workbookPr" and attributs.get("date1904") in ("1", "true"):
                calendrier.append(nom)

        principale = partie_principale(archive)
        archive.parcourir(principale, ouvrir, _rien, _rien)
        liens = _liens(archive, principale)
        parties = dict(liens.values())
        feuilles = ((nom, *liens.get(lien, ("", ""))) for nom, lien in noms)
        return cls(
            tuple(
                (nom, partie) for nom, nature, partie in feuilles if nature == "worksheet" and archive.contient(partie)
            ),
            parties.get("sharedStrings", ""),
            parties.get("styles", ""),
            parties.get("theme", ""),
            bool(calendrier),
        )


def _liens(archive: Archive, partie: str) -> Liens:
    """Les liens d'une partie, ou de l'archive elle-même."""
    dossier, nom = posixpath.split(partie)
    source = posixpath.join(dossier, "_rels", f"{nom}.rels")
    liens: Liens = {}

    def ouvrir(element: str, attributs: dict[str, str]) -> None:
        if element == "Relationship" and attributs.get("TargetMode") != "External":
            cible = posixpath.normpath(posixpath.join("/", dossier, attributs.get("Target", ""))).lstrip("/")
            liens[attributs.get("Id", "")] = attributs.get("Type", "").rpartition("/")[2], cible

    if archive.contient(source):
        archive.parcourir(source, ouvrir, _rien, _rien)
    return liens


def _rien(*_: Any) -> None:
    return None


def lire_textes(archive: Archive, partie: str, palette: Palette) -> tuple[list[str], list[Apparence]]:
    """Les textes partagés, et ce qui distingue leurs morceaux ; la prononciation (`rPh`) n'en fait pas partie."""
    textes: list[str] = []
    ecrits: list[Apparence] = []
    morceaux: list[str] = []
    etat = {"texte": False, "muet": 0}

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        if nom == "si":
            morceaux.clear()
            ecrits.append(Apparence())
        elif nom in ("strike", "color") and ecrits:
            ecrits[-1] = palette.ecrire(ecrits[-1], nom, attributs)
        elif nom == "rPh":
            etat["muet"] += 1
        elif nom == "t":
            etat["texte"] = not etat["muet"]

    def fermer(nom: str) -> None:
        if nom == "si":
            textes.append("".join(morceaux))
        elif nom == "rPh":
            etat["muet"] -= 1
        elif nom == "t":
            etat["texte"] = False

    if archive.contient(partie):
        archive.parcourir(partie, ouvrir, fermer, lambda t: morceaux.append(t) if etat["texte"] else None)
    return textes, ecrits


def lire_genres(archive: Archive, partie: str) -> list[FormatDeNombre]:
    """Pour chaque style de cellule, ce que montre son format."""
    formats: dict[str, str] = {}
    genres: list[FormatDeNombre] = []
    dedans = []

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        if nom == "numFmt":
            formats[attributs.get("numFmtId", "")] = attributs.get("formatCode", "")
        elif nom == "cellXfs":
            dedans.append(nom)
        elif nom == "xf" and dedans:
            genres.append(genre(attributs.get("numFmtId", "0"), formats))

    def fermer(nom: str) -> None:
        if nom == "cellXfs":
            dedans.clear()

    if archive.contient(partie):
        archive.parcourir(partie, ouvrir, fermer, _rien)
    return genres
