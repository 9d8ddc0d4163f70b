"""Lire un .xlsx, qui que ce soit qui l'ait enregistré : valeurs, dates des deux calendriers, formules jamais calculées."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from qualicli.echanges.cellules.cellule import Brute, Cellule
from qualicli.echanges.lecture.archive import Archive, abime
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse
from qualicli.echanges.lecture.notes_xlsx import noter

_DATES_FOURNIES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LITTERAUX = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_VRAIS, _FAUX = {"TRUE()", "TRUE", "VRAI()", "VRAI"}, {"FALSE()", "FALSE", "FAUX()", "FAUX"}
_DECALAGE_1904 = 1462


def lire(archive: Archive) -> list[FeuilleLue]:
    """Lit toutes les feuilles de calcul, masquées comprises."""
    noms, liens, est_1904 = _sommaire(archive)
    textes = _textes(archive)
    genres = _genres(archive)
    feuilles = []
    for nom, lien in noms:
        partie = liens.get(lien, "")
        if partie in archive.noms and "/worksheets/" in f"/{partie}":
            feuilles.append(_LecteurXlsx(archive, nom, textes, genres, est_1904).lire(partie))
            noter(archive, partie, feuilles[-1])
    return feuilles


def _sommaire(archive: Archive) -> tuple[list[tuple[str, str]], dict[str, str], bool]:
    noms: list[tuple[str, str]] = []
    liens: dict[str, str] = {}
    calendrier = []

    def classeur(nom: str, attributs: dict[str, str]) -> None:
        if nom == "sheet":
            lien = next((v for c, v in attributs.items() if c.rpartition("}")[2] == "id" and "}" in c), "")
            noms.append((attributs.get("name", ""), lien))
        elif nom == "workbookPr" and attributs.get("date1904") in ("1", "true"):
            calendrier.append(nom)

    def lien(nom: str, attributs: dict[str, str]) -> None:
        if nom == "Relationship":
            cible = attributs.get("Target", "")
            liens[attributs.get("Id", "")] = cible.lstrip("/") if cible.startswith("/") else f"xl/{cible}"

    archive.parcourir("xl/workbook.xml", classeur, _rien, _rien)
    archive.parcourir("xl/_rels/workbook.xml.rels", lien, _rien, _rien)
    return noms, liens, bool(calendrier)


def _rien(*_: Any) -> None:
    return None


def _textes(archive: Archive) -> list[str]:
    """Les textes partagés ; la prononciation d'un texte (`rPh`) n'en fait pas partie."""
    textes: list[str] = []
    morceaux: list[str] = []
    etat = {"texte": False, "muet": 0}

    def ouvrir(nom: str, _: dict[str, str]) -> None:
        if nom == "si":
            morceaux.clear()
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

    if "xl/sharedStrings.xml" in archive.noms:
        archive.parcourir(
            "xl/sharedStrings.xml", ouvrir, fermer, lambda t: morceaux.append(t) if etat["texte"] else None
        )
    return textes


def _genres(archive: Archive) -> list[str]:
    """Pour chaque style de cellule : « date », « pourcent » ou rien."""
    formats: dict[str, str] = {}
    genres: list[str] = []
    dedans = []

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        if nom == "numFmt":
            formats[attributs.get("numFmtId", "")] = attributs.get("formatCode", "")
        elif nom == "cellXfs":
            dedans.append(nom)
        elif nom == "xf" and dedans:
            genres.append(_genre(attributs.get("numFmtId", "0"), formats))

    def fermer(nom: str) -> None:
        if nom == "cellXfs":
            dedans.clear()

    if "xl/styles.xml" in archive.noms:
        archive.parcourir("xl/styles.xml", ouvrir, fermer, _rien)
    return genres


def _genre(numero: str, formats: dict[str, str]) -> str:
    if numero.isdigit() and int(numero) in _DATES_FOURNIES and numero not in formats:
        return "date"
    nu = _LITTERAUX.sub("", formats.get(numero, "")).lower()
    if "%" in nu or numero in ("9", "10"):
        return "pourcent"
    return "date" if re.search(r"[dyjah]|m.*m|[hm]:", nu) and "general" not in nu and "standard" not in nu else ""


class _LecteurXlsx:
    """Le parcours d'une feuille, cellule par cellule."""

    def __init__(self, archive: Archive, nom: str, textes: list[str], genres: list[str], est_1904: bool) -> None:
        self._archive = archive
        self._textes = textes
        self._genres = genres
        self._est_1904 = est_1904
        self.feuille = FeuilleLue(nom)
        self._ligne = self._colonne = 0
        self._type = self._style = ""
        self._morceaux: list[str] = []
        self._formule: list[str] | None = None
        self._lit = self._muet = False
        self._vers_formule = False

    def lire(self, partie: str) -> FeuilleLue:
        self._archive.parcourir(partie, self._ouvrir, self._fermer, self._recevoir)
        return self.feuille

    def _ouvrir(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "c":
            self._commencer(attributs)
        elif nom == "row":
            rang = attributs.get("r", "")
            self._ligne = int(rang) if rang.isdigit() else self._ligne + 1
            self._colonne = 0
        elif nom == "f":
            self._formule, self._vers_formule, self._lit = [], True, True
        elif nom == "v" or (nom == "t" and not self._muet):
            self._vers_formule, self._lit = False, True
        elif nom == "rPh":
            self._muet = True
        elif nom == "mergeCell":
            self._fusionner(attributs.get("ref", ""))

    def _commencer(self, attributs: dict[str, str]) -> None:
        reference = _REFERENCE.fullmatch(attributs.get("r", ""))
        self._colonne = _rang(reference[1]) if reference else self._colonne + 1
        if reference:
            self._ligne = int(reference[2])
        self._type, self._style = attributs.get("t", "n"), attributs.get("s", "0")
        self._morceaux, self._formule = [], None

    def _fusionner(self, reference: str) -> None:
        bornes = [_REFERENCE.fullmatch(b) for b in reference.split(":")]
        if len(bornes) == 2 and bornes[0] and bornes[1]:
            haut, bas = int(bornes[0][2]), int(bornes[1][2])
            self.feuille.fusions.append((haut, _rang(bornes[0][1]), bas, _rang(bornes[1][1])))

    def _recevoir(self, texte: str) -> None:
        if self._lit:
            (self._formule if self._vers_formule and self._formule is not None else self._morceaux).append(texte)

    def _fermer(self, nom: str) -> None:
        if nom in ("v", "t", "f"):
            self._lit = False
        elif nom == "rPh":
            self._muet = False
        elif nom == "c":
            self._finir()

    def _finir(self) -> None:
        brut = "".join(self._morceaux)
        formule = "" if self._formule is None else "".join(self._formule).strip() or "partagée"
        if not brut and not formule:
            return
        ou = adresse(self._ligne, self._colonne)
        if formule:
            nue = formule.upper().replace(" ", "").lstrip("=")
            est_booleen = nue in _VRAIS | _FAUX  # la façon dont Calc enregistre un oui ou un non
            cellule = Cellule(nue in _VRAIS, ou) if est_booleen else Cellule(None, ou, f"={formule}")
        else:
            genre = (
                self._genres[int(self._style)] if self._style.isdigit() and int(self._style) < len(self._genres) else ""
            )
            cellule = Cellule(self._valeur(brut, genre), ou, "", genre == "pourcent" and self._type == "n")
        self.feuille.poser(self._ligne, self._colonne, cellule)

    def _valeur(self, brut: str, genre: str) -> Brute:
        try:
            if self._type == "s":
                return self._textes[_naturel(brut)]
            if self._type in ("str", "inlineStr", "e"):
                return brut
            if self._type == "b":
                return brut.strip() in ("1", "true")
            if self._type == "d":
                return datetime.fromisoformat(brut).date()
            nombre = float(brut)
            if genre == "date":
                return depuis_serie(nombre, self._est_1904)
            return int(nombre) if nombre.is_integer() and abs(nombre) < 1e15 else nombre
        except (ValueError, IndexError, OverflowError):
            raise abime() from None


def depuis_serie(serie: float, est_1904: bool) -> date | time | float:
    """La date d'un numéro de série ; Excel croit que 1900 fut bissextile, et Calc compte du 30 décembre 1899."""
    if est_1904:
        serie += _DECALAGE_1904
    if 0 <= serie < 1:
        minutes = round(serie * 1440)
        return time(minutes // 60 % 24, minutes % 60)
    try:
        return (datetime(1899, 12, 30) + timedelta(days=int(serie))).date()  # noqa: DTZ001 (un jour n'a pas de fuseau)
    except OverflowError:
        return serie


def _rang(lettres: str) -> int:
    rang = 0
    for lettre in lettres:
        rang = 26 * rang + ord(lettre) - 64
    return rang


def _naturel(texte: str) -> int:
    """Un rang ; un nombre négatif désignerait un autre texte, en partant de la fin."""
    rang = int(texte)
    if rang < 0:
        raise IndexError(rang)
    return rang
