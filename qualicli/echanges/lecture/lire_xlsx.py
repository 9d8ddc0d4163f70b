"""Lire un .xlsx, qui que ce soit qui l'ait enregistré : valeurs, dates des deux calendriers, formules jamais calculées."""

import re
from datetime import datetime

from qualicli.echanges.cellules.cellule import Brute, Cellule, Granularite
from qualicli.echanges.cellules.textes_recus import est_erreur
from qualicli.echanges.lecture.archive import Archive, abime
from qualicli.echanges.lecture.couleurs import ORDINAIRE, Apparence
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse, naturel
from qualicli.echanges.lecture.fonds_xlsx import Palette, lire_apparences
from qualicli.echanges.lecture.formats_xlsx import FormatDeNombre, depuis_heures, depuis_serie
from qualicli.echanges.lecture.notes_xlsx import noter
from qualicli.echanges.lecture.parties_xlsx import SommaireXlsx, lire_genres, lire_textes

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)
_VRAIS, _FAUX = {"TRUE()", "TRUE", "VRAI()", "VRAI"}, {"FALSE()", "FALSE", "FAUX()", "FAUX"}
_MONTRES: dict[str, Granularite] = {"mois": "mois", "annee": "annee"}


def lire(archive: Archive) -> list[FeuilleLue]:
    """Lit toutes les feuilles de calcul, masquées comprises."""
    sommaire = SommaireXlsx.lire(archive)
    palette = Palette(archive, sommaire.theme)
    textes = lire_textes(archive, sommaire.textes, palette)
    genres = lire_genres(archive, sommaire.styles)
    apparences = lire_apparences(archive, sommaire.styles, palette)
    feuilles = []
    for nom, partie in sommaire.feuilles:
        feuilles.append(_LecteurXlsx(archive, nom, textes, genres, apparences, palette, sommaire.est_1904).lire(partie))
        noter(archive, partie, feuilles[-1])
    return feuilles


class _LecteurXlsx:
    """Le parcours d'une feuille, cellule par cellule."""

    def __init__(
        self,
        archive: Archive,
        nom: str,
        textes: tuple[list[str], list[Apparence]],
        genres: list[FormatDeNombre],
        apparences: list[Apparence],
        palette: Palette,
        est_1904: bool,
    ) -> None:
        self._archive = archive
        self._textes, self._ecrits = textes
        self._genres = genres
        self._apparences = apparences
        self._palette = palette
        self._ecrit = Apparence()  # des morceaux d'un texte écrit dans la cellule même
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
            self._ligne = naturel(attributs.get("r"), self._ligne + 1)
            self._colonne = 0
        elif nom == "f":
            self._formule, self._vers_formule, self._lit = [], True, True
        elif nom == "v" or (nom == "t" and not self._muet):
            self._vers_formule, self._lit = False, True
        elif nom == "rPh":
            self._muet = True
        elif nom in ("strike", "color"):
            self._ecrit = self._palette.ecrire(self._ecrit, nom, attributs)
        elif nom == "mergeCell":
            self._fusionner(attributs.get("ref", ""))

    def _commencer(self, attributs: dict[str, str]) -> None:
        reference = _REFERENCE.fullmatch(attributs.get("r", ""))
        self._colonne = _rang(reference[1]) if reference else self._colonne + 1
        if reference:
            self._ligne = int(reference[2])
        self._type, self._style = attributs.get("t", "n"), attributs.get("s", "0")
        self._morceaux, self._formule, self._ecrit = [], None, ORDINAIRE

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
        style = naturel(self._style, 0)
        self._habiller(style, brut)
        if not brut and not formule:
            return
        ou = adresse(self._ligne, self._colonne)
        genre = self._genres[style] if self._type == "n" and style < len(self._genres) else ""
        nue = formule.upper().replace(" ", "").lstrip("=")
        if nue in _VRAIS | _FAUX:  # la façon dont Calc enregistre un oui ou un non
            cellule = Cellule(nue in _VRAIS, ou)
        else:
            valeur = self._valeur(brut, genre) if brut else None
            cellule = Cellule(
                None if formule else valeur,
                ou,
                f"={formule}" if formule else "",
                genre == "pourcent",
                montre=_MONTRES.get(genre, ""),
                memorisee=valeur if formule else None,
            )
        self.feuille.poser(self._ligne, self._colonne, cellule)

    def _habiller(self, style: int, brut: str) -> None:
        apparence = self._apparences[style] if style < len(self._apparences) else ORDINAIRE
        if self._type == "s":
            rang = naturel(brut.strip(), -1)
            self._ecrit = self._ecrits[rang] if 0 <= rang < len(self._ecrits) else self._ecrit
        if not brut:  # un texte effacé laisse sa couleur, que personne ne voit
            apparence = Apparence(apparence.fond)
        if self._ecrit.encre or self._ecrit.est_barree:
            apparence = apparence.avec(self._ecrit)
        if (
            apparence.fond or apparence.encre or apparence.est_barree
        ):  # presque aucune cellule : ne rien payer des autres
            self.feuille.habiller(self._ligne, self._colonne, apparence)

    def _valeur(self, brut: str, genre: FormatDeNombre) -> Brute:
        try:
            if self._type == "s":
                return self._textes[_naturel(brut)]
            if self._type in ("str", "inlineStr"):
                return brut
            if self._type == "e":
                return brut if est_erreur(brut) else "#ERREUR!"
            if self._type == "b":
                return brut.strip() in ("1", "true")
            if self._type == "d":
                return datetime.fromisoformat(brut).date()
            return self._nombre(float(brut), genre)
        except (ValueError, IndexError, OverflowError):
            raise abime() from None

    def _nombre(self, nombre: float, genre: FormatDeNombre) -> Brute:
        if genre in ("jour", "mois", "annee"):
            return depuis_serie(nombre, self._est_1904)
        if genre in ("heure", "duree"):
            return depuis_heures(nombre, self._est_1904)
        return int(nombre) if nombre.is_integer() and abs(nombre) < 1e15 else nombre


def _rang(lettres: str) -> int:
    rang = 0
    for lettre in lettres:
        rang = 26 * rang + ord(lettre) - 64
    return rang


def _naturel(texte: str) -> int:
    """Un rang ; un nombre négatif désignerait un autre texte, en partant de la fin."""
    rang = naturel(texte.strip(), -1)
    if rang < 0:
        raise IndexError(rang)
    return rang
