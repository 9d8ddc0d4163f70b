"""Ce qu'est une feuille, avant tout format : des colonnes, des lignes à l'identité stable, des valeurs en texte.

Une valeur est le texte qu'écrirait le dossier (`2022-03-14`, `realise`, `a; b` pour une liste), vide quand il n'y a rien.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.retouche import Retouche

Genre = Literal[
    "texte",
    "long",
    "libre",
    "date",
    "echeance",
    "caducite",
    "entier",
    "nombre",
    "duree",
    "heure",
    "choix",
    "liste",
    "acteur",
]
Ouverture = Literal["toujours", "nouvelle", "jamais"]  # qui peut écrire : partout, sur une ligne neuve, ou nulle part
SEPARATEUR = "; "


@dataclass(frozen=True, slots=True)
class Colonne:
    """Une colonne : ce qu'elle contient, qui peut l'écrire, où elle s'écrit dans l'objet."""

    cle: str
    titre: str
    genre: Genre = "texte"
    largeur: int = 14
    ouverture: Ouverture = "toujours"
    liste: str = ""
    chemin: Chemin = ()
    groupe: str = ""
    note: str = ""
    obligatoire: bool = False
    defaut: str = ""  # ce que vaut la cellule vidée, quand le dossier en décide
    heritee: bool = False  # laissée vide sur une ligne neuve, elle vaut le service du classeur
    ton: bool = False  # la mise en forme suit les mots de la cellule

    @property
    def ou(self) -> Chemin:
        """Le chemin de la valeur dans l'objet de la ligne."""
        return self.chemin or (self.cle,)


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne : son repère, son fichier, ses valeurs, les services qu'elle concerne, le nom qu'on lui donne."""

    cle: str
    fichier: str
    racine: Chemin
    valeurs: Mapping[str, str]
    nom: str
    services: tuple[str, ...] = ()
    fermees: frozenset[str] = frozenset()
    objet: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """Une feuille prête à écrire ou à comparer."""

    nom: str
    titre: str
    conseil: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[Ligne, ...]
    neuves: int = 0  # lignes vides offertes à la saisie

    def colonne(self, cle: str) -> Colonne:
        """La colonne de cette clé."""
        return next(c for c in self.colonnes if c.cle == cle)


Listes = Mapping[str, Mapping[str, str]]  # par nom de liste : valeur → libellé


@dataclass(frozen=True, slots=True)
class Effet:
    """Ce qu'un import ferait à un fichier, et la phrase qui le dit."""

    fichier: str
    retouche: Retouche
    mots: str


class Refus(Exception):
    """Une ligne qui ne peut pas devenir un objet : la phrase dit ce qui manque."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Une ligne du dossier et les valeurs que le classeur lui donne (colonnes changées seulement)."""

    ligne: Ligne
    changees: Mapping[str, str]
    au: date
    dossier: Dossier
    mots: Callable[[str, str], str]  # (clé de colonne, valeur) → en mots


@dataclass(frozen=True, slots=True)
class Naissance:
    """Une ligne neuve, les repères exportés, et ce qui est déjà né des lignes précédentes."""

    valeurs: Mapping[str, str]
    au: date
    dossier: Dossier
    mots: Callable[[str, str], str]
    table: Table
    exportees: frozenset[str] = frozenset()
    nes: dict[str, Mapping[str, str]] = field(default_factory=dict)


def valeur_yaml(colonne: Colonne, valeur: str) -> Any:
    """La valeur telle qu'elle s'écrit dans le fichier ; `None` quand la cellule est vide."""
    if not valeur:
        return None
    if colonne.genre == "liste":
        return valeur.split(SEPARATEUR)
    return int(valeur) if colonne.genre == "entier" else valeur


def joindre(valeurs: Iterable[object]) -> str:
    """Met une liste en texte."""
    return SEPARATEUR.join(map(str, valeurs))
