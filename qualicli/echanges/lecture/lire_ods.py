"""Lire un .ods enregistré par LibreOffice : mêmes cellules que pour un .xlsx."""

import re
from datetime import date, time

from qualicli.echanges.cellules.cellule import Brute, Cellule
from qualicli.echanges.lecture.archive import Archive, ClasseurRefuse, abime
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse

_REPETITIONS_MAX = 20_000
_DUREE = re.compile(r"PT(\d+)H(\d+)M")
_VRAIS, _FAUX = {"TRUE()", "VRAI()"}, {"FALSE()", "FAUX()"}
_IGNORES = frozenset({"tracked-changes", "shapes", "named-expressions", "database-ranges", "forms"})


def lire(archive: Archive) -> list[FeuilleLue]:
    """Lit toutes les feuilles, masquées comprises."""
    if "META-INF/manifest.xml" in archive.noms and b"encryption-data" in archive.lire("META-INF/manifest.xml"):
        raise ClasseurRefuse("il est protégé par un mot de passe", "Enregistrez-le sans mot de passe.")
    lecteur = _LecteurOds()
    archive.parcourir("content.xml", lecteur.ouvrir, lecteur.fermer, lecteur.recevoir)
    return lecteur.feuilles


class _LecteurOds:
    """Le parcours de toutes les feuilles d'un document."""

    def __init__(self) -> None:
        self.feuilles: list[FeuilleLue] = []
        self._muet = 0  # à l'intérieur d'une note, d'un dessin…
        self._profondeur = 0  # tables imbriquées
        self._ligne = self._colonne = 0
        self._repetition = 1
        self._cellule: dict[str, str] | None = None
        self._paragraphes: list[str] = []
        self._note: list[str] | None = None  # ses paragraphes ; ni son auteur ni sa date n'en sont
        self._dans_la_note = False

    def ouvrir(self, nom: str, attributs: dict[str, str]) -> None:
        """Le début d'un élément."""
        if nom in _IGNORES:
            self._muet += 1
        if self._muet:
            return
        if nom == "annotation" and self._cellule is not None:
            self._note = []
        if self._note is not None:
            self._dans_la_note = self._dans_la_note or nom == "p"
            if nom == "p":
                self._note.append("")
            return
        courts = {c.rpartition("}")[2]: v for c, v in attributs.items()}
        if nom == "table":
            self._profondeur += 1
            if self._profondeur == 1:
                self.feuilles.append(FeuilleLue(courts.get("name", "")))
                self._ligne = 0
        elif nom == "table-row":
            self._ligne += 1
            self._repetition, self._colonne = _entier(courts.get("number-rows-repeated")), 0
        elif nom in ("table-cell", "covered-table-cell"):
            self._cellule, self._paragraphes = courts, []
        elif self._cellule is not None:
            self._texte(nom, courts)

    def _texte(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "p":
            self._paragraphes.append("")
        elif nom == "s" and self._paragraphes:
            self._paragraphes[-1] += " " * min(_entier(attributs.get("c")), 1000)
        elif nom == "tab" and self._paragraphes:
            self._paragraphes[-1] += "\t"
        elif nom == "line-break" and self._paragraphes:
            self._paragraphes[-1] += "\n"

    def recevoir(self, texte: str) -> None:
        """Du texte."""
        if self._note is not None:
            if self._dans_la_note:
                self._note[-1] += texte
        elif not self._muet and self._paragraphes:
            self._paragraphes[-1] += texte

    def fermer(self, nom: str) -> None:
        """La fin d'un élément."""
        if nom in _IGNORES:
            self._muet -= 1
        elif self._muet:
            return
        elif self._note is not None:
            self._fermer_note(nom)
        elif nom == "table":
            self._profondeur -= 1
        elif nom == "table-row":
            self._ligne += self._repetition - 1
        elif nom in ("table-cell", "covered-table-cell") and self._cellule is not None and self._profondeur == 1:
            self._finir(nom == "covered-table-cell")

    def _fermer_note(self, nom: str) -> None:
        if nom == "p":
            self._dans_la_note = False
        elif nom == "annotation":
            self.feuilles[-1].noter(adresse(self._ligne, self._colonne + 1), "\n".join(self._note or ()))
            self._note = None

    def _finir(self, couverte: bool) -> None:
        attributs, self._cellule = self._cellule or {}, None
        combien = _entier(attributs.get("number-columns-repeated"))
        debut = self._colonne + 1
        self._colonne += combien
        feuille = self.feuilles[-1]
        lignes = _entier(attributs.get("number-rows-spanned"))
        colonnes = _entier(attributs.get("number-columns-spanned"))
        if lignes > 1 or colonnes > 1:
            feuille.fusions.append((self._ligne, debut, self._ligne + lignes - 1, debut + colonnes - 1))
        valeur, formule = _valeur(attributs, "\n".join(self._paragraphes))
        self._paragraphes = []
        if couverte or (valeur in (None, "") and not formule):
            return
        pourcent = attributs.get("value-type") == "percentage"
        if self._repetition * combien > _REPETITIONS_MAX:
            raise ClasseurRefuse(
                f"la feuille « {feuille.nom} » répète une cellule sans fin", "Effacez ce qui ne sert pas."
            )
        for ligne in range(self._ligne, self._ligne + self._repetition):
            for colonne in range(debut, debut + combien):
                feuille.poser(ligne, colonne, Cellule(valeur, adresse(ligne, colonne), formule, pourcent))


def _valeur(attributs: dict[str, str], texte: str) -> tuple[Brute, str]:
    formule = attributs.get("formula", "").removeprefix("of:").removeprefix("=")
    nue = formule.upper().replace(" ", "")
    if nue in _VRAIS | _FAUX:
        return nue in _VRAIS, ""
    if formule:
        return None, f"={formule}"
    genre = attributs.get("value-type", "")
    try:
        return _typee(genre, attributs, texte), ""
    except ValueError:
        raise abime() from None


def _typee(genre: str, attributs: dict[str, str], texte: str) -> Brute:
    if genre in ("float", "percentage", "currency"):
        nombre = float(attributs.get("value", ""))
        return int(nombre) if nombre.is_integer() and abs(nombre) < 1e15 else nombre
    if genre == "date":
        return date.fromisoformat(attributs.get("date-value", "")[:10])
    if genre == "time":
        trouve = _DUREE.match(attributs.get("time-value", ""))
        return time(int(trouve[1]) % 24, int(trouve[2])) if trouve else texte
    if genre == "boolean":
        return attributs.get("boolean-value") == "true"
    return texte


def _entier(texte: str | None) -> int:
    return int(texte) if texte and texte.isdigit() and len(texte) < 8 else 1
