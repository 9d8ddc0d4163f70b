"""Éditer un classeur comme le ferait un service, d'après les titres de ses colonnes et le repère de ses lignes."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

EN_TETES = 3


class Classeur:
    """Un classeur exporté, ouvert pour y changer quelques cellules."""

    def __init__(self, chemin: Path) -> None:
        self.chemin = chemin
        self.classeur = load_workbook(chemin)

    def feuille(self, titre: str) -> Any:
        return self.classeur[titre]

    def colonne(self, titre: str, entete: str) -> int:
        cellules = self.feuille(titre)[EN_TETES]
        return next(c.column for c in cellules if str(c.value).removesuffix(" *") == entete)

    def ligne(self, titre: str, cle: str) -> int:
        feuille = self.feuille(titre)
        return next(r for r in range(EN_TETES + 1, feuille.max_row + 1) if feuille.cell(r, 1).value == cle)

    def poser(self, titre: str, cle: str, **valeurs: Any) -> "Classeur":
        """Change des cellules d'une ligne ; un titre de colonne s'écrit avec des « _ » pour les espaces."""
        rang = self.ligne(titre, cle)
        for entete, valeur in valeurs.items():
            self.feuille(titre).cell(rang, self.colonne(titre, entete.replace("_", " "))).value = valeur
        return self

    def ajouter(self, titre: str, **valeurs: Any) -> "Classeur":
        """Remplit la première ligne vide."""
        feuille = self.feuille(titre)
        rang = EN_TETES + 1
        while any(c.value is not None for c in feuille[rang]):
            rang += 1
        for entete, valeur in valeurs.items():
            feuille.cell(rang, self.colonne(titre, entete.replace("_", " "))).value = valeur
        return self

    def enregistrer(self, chemin: Path | None = None) -> Path:
        self.classeur.save(chemin or self.chemin)
        return chemin or self.chemin
