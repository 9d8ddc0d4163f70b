"""Une feuille de cellules telle qu'un fichier reçu la contient, quel que soit le tableur qui l'a enregistré."""

from dataclasses import dataclass, field

from qualicli.echanges.cellules.cellule import Cellule
from qualicli.echanges.lecture.archive import ClasseurRefuse

LIGNES_MAX = 300_000
Rangee = dict[int, Cellule]


@dataclass(slots=True)
class FeuilleLue:
    """Une feuille : ses cellules non vides, par ligne et par colonne comptées de 1, ses fusions et ses notes."""

    nom: str
    lignes: dict[int, Rangee] = field(default_factory=dict)
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)  # ligne et colonne, de … à …
    notes: dict[str, str] = field(default_factory=dict)  # par adresse, la note ou le fil de commentaires d'une cellule

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

    def noter(self, ou: str, texte: str) -> None:
        """Retient une note ; les réponses d'un fil se suivent."""
        self.notes[ou] = "\n".join(filter(None, (self.notes.get(ou), texte.strip())))

    def est_couverte(self, ligne: int, colonne: int) -> bool:
        """Vrai pour une cellule cachée par une fusion, hors du coin qui porte la valeur."""
        return any(
            haut <= ligne <= bas and gauche <= colonne <= droite and (ligne, colonne) != (haut, gauche)
            for haut, gauche, bas, droite in self.fusions
        )


def adresse(ligne: int, colonne: int) -> str:
    """Le nom d'une cellule : « C12 »."""
    lettres = ""
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        lettres = chr(65 + reste) + lettres
    return f"{lettres}{ligne}"
