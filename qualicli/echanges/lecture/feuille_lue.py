"""Une feuille de cellules telle qu'un fichier reçu la contient, quel que soit le tableur qui l'a enregistré."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache

from qualicli.echanges.cellules.cellule import Cellule
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.couleurs import Apparence

LIGNES_MAX = 300_000
_COUVERTES_MAX = 500_000
Rangee = dict[int, Cellule]


@dataclass(slots=True)
class FeuilleLue:
    """Une feuille : ses cellules non vides, par ligne et par colonne comptées de 1, ses fusions, ses notes et ses couleurs."""

    nom: str
    lignes: dict[int, Rangee] = field(default_factory=dict)
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)  # ligne et colonne, de … à …
    _couvertes: dict[int, list[tuple[int, int, int]]] | None = field(default=None, repr=False)
    notes: dict[str, str] = field(default_factory=dict)  # par adresse, la note ou le fil de commentaires d'une cellule
    # Par ligne et colonne, ce qui n'est pas d'une cellule ordinaire : sa couleur de fond, celle de son texte, un trait.
    fonds: dict[tuple[int, int], str] = field(default_factory=dict)
    encres: dict[tuple[int, int], str] = field(default_factory=dict)
    barrees: set[tuple[int, int]] = field(default_factory=set)

    def poser(self, ligne: int, colonne: int, cellule: Cellule) -> None:
        """Retient une cellule ; refuse une feuille démesurée."""
        rangee = self.lignes.get(ligne)
        if rangee is None:
            if len(self.lignes) >= LIGNES_MAX:
                raise ClasseurRefuse(
                    f"la feuille « {self.nom} » a trop de lignes", "Retirez celles qui ne servent pas."
                )
            rangee = self.lignes[ligne] = {}
        rangee[colonne] = cellule

    def habiller(self, ligne: int, colonne: int, apparence: Apparence) -> None:
        """Retient le fond d'une cellule, vide ou non, et ce qui distingue son texte."""
        if len(self.fonds) + len(self.encres) + len(self.barrees) > _COUVERTES_MAX:
            return
        if apparence.fond:
            self.fonds[ligne, colonne] = apparence.fond
        if apparence.encre:
            self.encres[ligne, colonne] = apparence.encre
        if apparence.est_barree:
            self.barrees.add((ligne, colonne))

    def figer(self) -> int:
        """Met à la place des formules la valeur que le tableur en a mémorisée, et dit combien."""
        combien = 0
        for rangee in self.lignes.values():
            for colonne, cellule in rangee.items():
                if cellule.formule and cellule.memorisee is not None:
                    rangee[colonne] = replace(cellule, valeur=cellule.memorisee, formule="")
                    combien += 1
        return combien

    def noter(self, ou: str, texte: str) -> None:
        """Retient une note ; les réponses d'un fil se suivent."""
        self.notes[ou] = "\n".join(filter(None, (self.notes.get(ou), texte.strip())))

    def est_couverte(self, ligne: int, colonne: int) -> bool:
        """Vrai pour une cellule cachée par une fusion, hors du coin qui porte la valeur."""
        if self._couvertes is None:
            self._couvertes = self._reperer_les_fusions()
        return any(
            gauche <= colonne <= droite and (ligne, colonne) != (haut, gauche)
            for haut, gauche, droite in self._couvertes.get(ligne, ())
        )

    def _reperer_les_fusions(self) -> dict[int, list[tuple[int, int, int]]]:
        """Par ligne non vide, les fusions qui la traversent : cherchées une fois, et non à chaque cellule."""
        rangs = sorted(self.lignes)
        couvertes: dict[int, list[tuple[int, int, int]]] = {}
        reste = _COUVERTES_MAX
        for haut, gauche, bas, droite in self.fusions:
            traversees = rangs[bisect_left(rangs, haut) : bisect_right(rangs, bas)]
            reste -= len(traversees)
            if reste < 0:
                raise ClasseurRefuse(f"la feuille « {self.nom} » a trop de cellules fusionnées", "Défusionnez-les.")
            for rang in traversees:
                couvertes.setdefault(rang, []).append((haut, gauche, droite))
        return couvertes


def naturel(texte: str | None, sinon: int) -> int:
    """Un nombre écrit dans un attribut ; `sinon` quand ce n'en est pas un, ou qu'il est démesuré."""
    return int(texte) if texte and len(texte) < 8 and texte.isdecimal() and texte.isascii() else sinon


def adresse(ligne: int, colonne: int) -> str:
    """Le nom d'une cellule : « C12 »."""
    return f"{_lettres(colonne)}{ligne}"


@lru_cache(1024)
def _lettres(colonne: int) -> str:
    lettres = ""
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
