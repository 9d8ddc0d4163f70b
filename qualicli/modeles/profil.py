"""Le profil d'un tableur : comment les colonnes d'un service deviennent les champs d'une famille d'objets."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import Field

from qualicli.modeles.base import Entier, Identifiant, Liste, Modele, Objet, Table, Texte
from qualicli.modeles.fiche import TableurDeService
from qualicli.modeles.fiches import TABLEURS

if TYPE_CHECKING:
    FamilleVisee: TypeAlias = str
else:
    FamilleVisee = Literal[tuple(TABLEURS)]
OrdreDate = Literal["jour_mois_annee", "mois_jour_annee", "annee_mois_jour"]


class ColonneProfil(Modele):
    """Une colonne du tableur, le champ qu'elle remplit, et ce que veulent dire ses mots."""

    titre: Texte
    champ: Texte
    valeurs: Table[Texte] = Field(default_factory=dict)


class Profil(Objet):
    """Comment lire le tableur d'un service : où sont ses lignes, et ce que chaque colonne devient."""

    format: Literal["1"]
    famille: FamilleVisee
    intitule: Texte | None = None
    feuille: Texte | None = None
    entete: Entier | None = None
    identifiant: Texte | None = None
    prefixe: Identifiant | None = None
    dates: OrdreDate = "jour_mois_annee"
    colonnes: Liste[ColonneProfil]
    constantes: Table[Texte] = Field(default_factory=dict)

    @property
    def tableur(self) -> TableurDeService:
        """Ce que le tableur d'un service peut remplir dans la famille visée."""
        return TABLEURS[self.famille]

    @property
    def champs(self) -> tuple[str, ...]:
        """Les champs que le profil remplit, par une colonne ou par une constante."""
        return (*(c.champ for c in self.colonnes), *self.constantes)

    @property
    def manquants(self) -> tuple[str, ...]:
        """Les champs obligatoires que rien ne remplit."""
        return tuple(c for c in self.tableur.obligatoires if c not in self.champs)
