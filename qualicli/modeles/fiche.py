"""Ce qu'une fiche dit d'une famille d'objets : tout ce que le reste de l'outil a besoin d'en savoir."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from qualicli import francais
from qualicli.modeles.base import Objet


class NomCommun(NamedTuple):
    """Un nom et son genre : de quoi lui donner son article et l'accorder."""

    singulier: str
    feminin: bool = False

    @property
    def defini(self) -> str:
        """« la visite », « l'action », « le jalon »."""
        return francais.le(self.singulier, self.feminin)

    @property
    def nouveau(self) -> str:
        """« nouvelle visite », « nouvel audit », « nouveau document »."""
        if self.feminin:
            return f"nouvelle {self.singulier}"
        elide = francais.sans_accent(self.singulier).lower().startswith(francais.VOYELLES[:-1])
        return f"{'nouvel' if elide else 'nouveau'} {self.singulier}"


class Citable(NamedTuple):
    """Ce qu'un lien désigne (`Lien("sites")`) : son nom, comment on l'appelle, s'il se liste en entier dans un conseil."""

    nom: str
    mot: NomCommun
    se_liste: bool = False


@dataclass(frozen=True)
class TableurDeService:
    """Ce que le tableur d'un service peut remplir dans une famille, et les mots dont il titre ses colonnes.

    `lignes` dit ce que ses lignes deviennent ; `champs` donne, pour chaque champ, ces mots, séparés par des virgules. `noms`
    dit les champs que la feuille des classeurs nomme autrement. À ressemblance égale, la famille du plus petit `rang` est
    proposée ; celle qui est `sur_demande` ne l'est que si on la nomme. `a_dire` nomme ce que l'on demande à chaque import quand
    aucune colonne ne le donne, `l_un` les champs dont un seul suffit à faire une ligne.
    """

    lignes: str
    champs: Mapping[str, str]
    obligatoires: tuple[str, ...]
    noms: Mapping[str, str] = field(default_factory=dict)
    rang: int = 5
    l_un: tuple[str, ...] = ()
    a_dire: tuple[str, ...] = ()
    sur_demande: bool = False

    @property
    def nommants(self) -> tuple[str, ...]:
        """Les champs dont l'un fait une ligne : sans lui, elle n'est le nom de rien."""
        return self.obligatoires[:1] or self.l_un


@dataclass(frozen=True, eq=False)
class Famille:
    """Un genre de fichier : son dossier (ou son nom), son modèle, ses extensions, ce qu'il contient, et le reste.

    - `mot` : comment on appelle un de ses objets ; il le faut si l'on en cite ou si l'on en crée ;
    - `lien` : le nom sous lequel d'autres objets la citent, vide si aucun ne la cite ;
    - `citables` : pour un fichier unique, les tables dont on cite les clés ;
    - `libre_si_absent` : sans ce fichier, ce qu'il aurait contenu se cite quand même ;
    - `par_chemin` : un objet s'y identifie par son chemin, et non par le seul nom de son fichier ;
    - `mots` : comment s'affichent les valeurs de ses listes fermées qui prennent un accent ;
    - `unique` : les champs qui distinguent une ligne d'une autre, dans un classeur ou un tableur ;
    - `feuille` : la feuille sur mesure qui l'écrit dans les classeurs ;
    - `colonnes` : à défaut, les champs et les titres d'une feuille qui se déduit du modèle ;
    - `tableur` : ce que le tableur d'un service peut y remplir.
    """

    nom: str
    modele: type[Objet]
    extensions: tuple[str, ...]
    contenu: str
    mot: NomCommun | None = None
    lien: str = ""
    citables: tuple[Citable, ...] = ()
    libre_si_absent: bool = False
    par_chemin: bool = False
    mots: Mapping[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    feuille: str = ""
    colonnes: Mapping[str, str] = field(default_factory=dict)
    tableur: TableurDeService | None = None

    @property
    def nom_feuille(self) -> str:
        """La feuille des classeurs qui l'écrit, vide si elle n'en a pas."""
        return self.feuille or (self.nom if self.colonnes else "")
