"""Ce que ferait un import : ce qui s'écrirait, ce qui est en conflit, ce qui n'est pas compris, ce qu'il faut savoir."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from qualicli.modeles.anomalie import Chemin, Position
from qualicli.modeles.profil import Profil
from qualicli.modeles.retouche import Retouche

Cote = Literal["dossier", "classeur"]
Decision = tuple[str, str, str]  # table, repère, colonne
Situer = Callable[[str, Chemin], Position]  # un fichier, le chemin d'une valeur → sa ligne et sa colonne


@dataclass(frozen=True, slots=True)
class Effet:
    """Ce qu'un import ferait à un fichier, et la phrase qui le dit."""

    fichier: str
    retouche: Retouche
    mots: str


@dataclass(frozen=True, slots=True)
class Conflit:
    """Une cellule changée de deux côtés : où, dans le dossier et dans le classeur, et chaque valeur en mots.

    `rival` est l'autre classeur, quand ce sont deux classeurs qui se contredisent : aucun des deux n'est écrit.
    """

    cle: Decision
    classeur: str
    feuille: str
    cellule: str
    fichier: str
    chemin: Chemin
    nom: str
    titre: str
    base: str
    revenue: str
    actuelle: str
    rival: str = ""
    chez_le_rival: str = ""


@dataclass(frozen=True, slots=True)
class Rejet:
    """Ce qui n'est pas compris ou pas possible : où, pourquoi ; rien de l'objet n'est écrit."""

    classeur: str
    feuille: str
    ou: str
    texte: str
    fichier: str = ""


@dataclass(slots=True)
class Fusion:
    """Ce que l'import d'un ou plusieurs classeurs ferait, et ce qui l'en empêche."""

    effets: list[Effet] = field(default_factory=list)
    conflits: list[Conflit] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    retenus: list[Effet] = field(default_factory=list)

    def retenir(self) -> None:
        """Met de côté les changements d'un objet dont une autre cellule est en conflit, ou incomprise."""
        bloques = {c.fichier for c in self.conflits} | {r.fichier for r in self.rejets if r.fichier}
        self.retenus += [e for e in self.effets if e.fichier in bloques]
        self.effets = [e for e in self.effets if e.fichier not in bloques]


@dataclass(frozen=True, slots=True)
class Apercu:
    """Ce qu'un import montre avant d'écrire : ce qu'il ferait, dans quels fichiers, et de quoi situer ce qui s'y oppose."""

    fusion: Fusion
    fichiers: tuple[str, ...]
    situer: Situer


@dataclass(frozen=True, slots=True)
class TableurDecrit:
    """Un tableur de service et le profil qui le lit ; `est_nouveau` quand ce profil vient d'être proposé."""

    nom: str
    profil: Profil
    est_nouveau: bool
