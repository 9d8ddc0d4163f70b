"""Une colonne d'une feuille : ce qu'elle contient, et qui peut l'écrire.

Une valeur est le texte qu'écrirait le dossier (`2022-03-14`, `realise`, `a; b` pour une liste), vide quand il n'y a rien.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from qualicli import francais
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.label import Vocabulaire

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
MARQUE = " *"  # dans un titre : obligatoire
Listes = Mapping[str, Mapping[str, str]]  # par nom de liste : valeur → libellé


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
    au_mois: bool = False  # une période : un premier du mois, dans une cellule de date, y est sans doute un mois
    ton: bool = False  # la mise en forme suit les mots de la cellule
    maximum: int | None = None  # le plus grand nombre admis
    au_plus: str = ""  # la colonne que ce nombre ne dépasse pas
    passee: bool = False  # une date qui a eu lieu : jamais dans l'avenir
    exigee_si: tuple[str, ...] = ()  # exigée quand cette colonne est remplie, ou vaut l'une de ces valeurs

    @property
    def entete(self) -> str:
        """Le titre tel que le classeur l'écrit : une étoile dit ce qu'une ligne neuve ne peut pas laisser vide."""
        return f"{self.titre}{MARQUE}" if self.obligatoire and self.ouverture != "jamais" else self.titre

    @property
    def a_un_ton(self) -> bool:
        """Vrai quand la couleur d'une cellule suit ses mots."""
        return self.ton or self.liste in ("etats", "statuts_action", "presences")

    @property
    def ou(self) -> Chemin:
        """Le chemin de la valeur dans l'objet de la ligne."""
        return self.chemin or (self.cle,)


def parler(colonne: Colonne, mots: Vocabulaire) -> Colonne:
    """La colonne avec les mots des référentiels du dossier : « Critères couverts »."""
    pluriel, e = francais.mettre_au_pluriel(mots.engagement), francais.e(mots.engagement)
    titres = {"Engagements couverts": f"{pluriel} couvert{e}s", "Engagement": mots.engagement, "Module": mots.module}
    titre = titres.get(colonne.titre)
    return replace(colonne, titre=francais.majuscule(titre)) if titre else colonne


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
