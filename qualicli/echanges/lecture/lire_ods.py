"""Lire un .ods enregistré par LibreOffice : mêmes cellules que pour un .xlsx."""

import re
from bisect import bisect_left
from datetime import date, time

from qualicli.echanges.cellules.cellule import Brute, Cellule
from qualicli.echanges.lecture.archive import Archive, ClasseurRefuse, abime, parcourir
from qualicli.echanges.lecture.couleurs import Apparence
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse, naturel
from qualicli.echanges.lecture.styles_ods import StylesLus

_REPETITIONS_MAX = 20_000  # d'une cellule
_REPETEES_MAX = 200_000  # d'un classeur
_COLOREES_MAX = 500
_LONGUEUR_MAX = 70_000  # plus qu'une cellule n'en tient
_DUREE = re.compile(r"(-?)P(?:(\d{1,6})D)?T(\d{1,9})H(\d{1,2})M", re.ASCII)
_VRAIS, _FAUX = {"TRUE()", "VRAI()"}, {"FALSE()", "FAUX()"}
_IGNORES = frozenset({"tracked-changes", "shapes", "frame", "named-expressions", "database-ranges", "forms"})


def lire(archive: Archive) -> list[FeuilleLue]:
    """Lit toutes les feuilles, masquées comprises."""
    if archive.contient("META-INF/manifest.xml") and b"encryption-data" in archive.lire("META-INF/manifest.xml"):
        raise ClasseurRefuse("il est protégé par un mot de passe", "Enregistrez-le sans mot de passe.")
    lecteur = _LecteurOds()
    for partie in ("styles.xml", "content.xml"):  # des formats de date sont dans l'une ou l'autre
        if partie == "content.xml" or archive.contient(partie):
            archive.parcourir(partie, lecteur.ouvrir, lecteur.fermer, lecteur.recevoir)
    return lecteur.feuilles


def lire_plat(octets: bytes) -> list[FeuilleLue]:
    """Lit un .fods : le même document, en un seul texte XML."""
    lecteur = _LecteurOds()
    parcourir(octets, lecteur.ouvrir, lecteur.fermer, lecteur.recevoir)
    return lecteur.feuilles


class _LecteurOds:
    """Le parcours de toutes les feuilles d'un document."""

    def __init__(self) -> None:
        self.feuilles: list[FeuilleLue] = []
        self._styles_lus = StylesLus()
        self._styles_de_colonnes: list[tuple[int, str]] = []  # la dernière colonne de chaque suite, et son style
        self._reste = _REPETEES_MAX
        self._muet = 0  # à l'intérieur d'une note, d'un dessin…
        self._profondeur = 0  # tables imbriquées
        self._ligne = self._colonne = 0
        self._repetition = 1
        self._cellule: dict[str, str] | None = None
        self._paragraphes: list[str] = []
        self._ecrit = Apparence()  # ce qui distingue un morceau du texte de la cellule
        self._note: list[str] | None = None  # ses paragraphes ; ni son auteur ni sa date n'en sont
        self._dans_la_note = False

    def ouvrir(self, nom: str, attributs: dict[str, str]) -> None:
        """Le début d'un élément."""
        if nom in _IGNORES:
            self._muet += 1
        if self._muet:
            return
        if self._ouvrir_note(nom):
            return
        courts = {c.rpartition("}")[2]: v for c, v in reversed(attributs.items())}  # « office: » avant « calcext: »
        if not self.feuilles:  # les formats précèdent la première feuille
            self._styles_lus.ouvrir(nom, courts)
        if nom in ("module", "library-embedded"):
            raise ClasseurRefuse("il contient des macros", "Enregistrez-le sans macros, en .xlsx ou en .ods.")
        if nom == "table":
            self._profondeur += 1
            if self._profondeur == 1:
                self.feuilles.append(FeuilleLue(courts.get("name", "")))
                self._ligne = 0
                self._styles_de_colonnes = []
        elif nom == "table-column" and self._profondeur == 1:
            derniere = self._styles_de_colonnes[-1][0] if self._styles_de_colonnes else 0
            derniere += naturel(courts.get("number-columns-repeated"), 1)
            self._styles_de_colonnes.append((derniere, courts.get("default-cell-style-name", "")))
        elif nom == "table-row":
            self._ligne += 1
            self._repetition, self._colonne = naturel(courts.get("number-rows-repeated"), 1), 0
        elif nom in ("table-cell", "covered-table-cell"):
            self._cellule, self._paragraphes, self._ecrit = courts, [], Apparence()
        elif self._cellule is not None:
            self._texte(nom, courts)

    def _ouvrir_note(self, nom: str) -> bool:
        """Vrai dans une note : rien de ce qu'elle contient n'est à la feuille."""
        if nom == "annotation" and self._cellule is not None:
            self._note = []
        if self._note is None:
            return False
        self._dans_la_note = self._dans_la_note or nom == "p"
        if nom == "p":
            self._note.append("")
        return True

    def _texte(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "p":
            self._paragraphes.append("")
        elif nom == "span":
            self._ecrit = self._ecrit.avec(self._styles_lus.apparence(attributs.get("style-name", "")))
        elif nom == "s":
            self._ajouter(" " * min(naturel(attributs.get("c"), 1), 1000))
        elif nom == "tab":
            self._ajouter("\t")
        elif nom == "line-break":
            self._ajouter("\n")

    def recevoir(self, texte: str) -> None:
        """Du texte."""
        if self._note is not None:
            if self._dans_la_note:
                self._note[-1] += texte
        elif not self._muet:
            self._ajouter(texte)

    def _ajouter(self, texte: str) -> None:
        if self._paragraphes and len(self._paragraphes[-1]) < _LONGUEUR_MAX:
            self._paragraphes[-1] += texte

    def fermer(self, nom: str) -> None:
        """La fin d'un élément."""
        if not self.feuilles:
            self._styles_lus.fermer(nom)
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
        combien = naturel(attributs.get("number-columns-repeated"), 1)
        debut = self._colonne + 1
        self._colonne += combien
        feuille = self.feuilles[-1]
        lignes = naturel(attributs.get("number-rows-spanned"), 1)
        colonnes = naturel(attributs.get("number-columns-spanned"), 1)
        if lignes > 1 or colonnes > 1:
            feuille.fusions.append((self._ligne, debut, self._ligne + lignes - 1, debut + colonnes - 1))
        valeur, formule, memorisee = _valeur(attributs, "\n".join(self._paragraphes))
        self._paragraphes = []
        est_vide = valeur in (None, "") and not formule
        if not couverte:
            self._habiller(attributs, debut, combien, est_vide)
        if couverte or est_vide:
            return
        pourcent = attributs.get("value-type") == "percentage"
        self._reste -= self._repetition * combien - 1
        if self._repetition * combien > _REPETITIONS_MAX or self._reste < 0:
            raise ClasseurRefuse(
                f"la feuille « {feuille.nom} » répète une cellule sans fin", "Effacez ce qui ne sert pas."
            )
        for ligne in range(self._ligne, self._ligne + self._repetition):
            for colonne in range(debut, debut + combien):
                est_date = isinstance(valeur, date) or isinstance(memorisee, date)
                montre = self._styles_lus.montre(self._style(attributs, colonne)) if est_date else ""
                ou = adresse(ligne, colonne)
                cellule = Cellule(valeur, ou, formule, pourcent, montre=montre, memorisee=memorisee)
                feuille.poser(ligne, colonne, cellule)

    def _habiller(self, attributs: dict[str, str], debut: int, combien: int, est_vide: bool) -> None:
        if self._repetition * combien > _COLOREES_MAX:  # le fond de toute une colonne : une mise en page, pas un état
            return
        for colonne in range(debut, debut + combien):
            apparence = self._styles_lus.apparence(self._style(attributs, colonne)).avec(self._ecrit)
            if est_vide:  # un texte effacé laisse sa couleur, que personne ne voit
                apparence = Apparence(apparence.fond)
            for ligne in range(self._ligne, self._ligne + self._repetition):
                self.feuilles[-1].habiller(ligne, colonne, apparence)

    def _style(self, attributs: dict[str, str], colonne: int) -> str:
        """Le style de la cellule, ou à défaut celui de sa colonne."""
        rang = bisect_left(self._styles_de_colonnes, (colonne, ""))
        de_colonne = self._styles_de_colonnes[rang][1] if rang < len(self._styles_de_colonnes) else ""
        return attributs.get("style-name", de_colonne)


def _valeur(attributs: dict[str, str], texte: str) -> tuple[Brute, str, Brute]:
    """Ce que contient une cellule, sa formule, et ce que cette formule montrait."""
    formule = attributs.get("formula", "").removeprefix("of:").removeprefix("=")
    nue = formule.upper().replace(" ", "")
    if nue in _VRAIS | _FAUX:
        return nue in _VRAIS, "", None
    try:
        valeur = _typee(attributs.get("value-type", ""), attributs, texte)
        return (None, f"={formule}", None if valeur == "" else valeur) if formule else (valeur, "", None)
    except ValueError:
        if formule:  # sa valeur n'est qu'un souvenir
            return None, f"={formule}", None
        raise abime() from None


def _typee(genre: str, attributs: dict[str, str], texte: str) -> Brute:
    if genre in ("float", "percentage", "currency"):
        nombre = float(attributs.get("value", ""))
        return int(nombre) if nombre.is_integer() and abs(nombre) < 1e15 else nombre
    if genre == "date":
        return _jour(attributs.get("date-value", ""), texte)
    if genre == "time":
        return _heures(attributs.get("time-value", ""), texte)
    if genre == "boolean":
        return attributs.get("boolean-value") == "true"
    return texte or attributs.get("string-value", "")


def _jour(valeur: str, texte: str) -> date | str:
    """Un jour ; ce que montre la cellule quand son année n'est d'aucun calendrier (31/03/20266)."""
    try:
        return date.fromisoformat(valeur[:10])
    except ValueError:
        return texte or valeur


def _heures(valeur: str, texte: str) -> time | str:
    """Une heure du jour ; une durée de plus de 24 heures, ou négative, en texte : « 36:15 »."""
    trouve = _DUREE.match(valeur)
    if trouve is None:
        return texte or valeur
    heures, minutes = int(trouve[2] or 0) * 24 + int(trouve[3]), int(trouve[4])
    if not trouve[1] and heures < 24 and minutes < 60:
        return time(heures, minutes)
    return f"{trouve[1]}{heures}:{minutes:02}"
