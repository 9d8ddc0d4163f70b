"""La démarche (qualicli.yaml) : organisme, sites, périmètre, labels, règles de calcul, suppressions d'anomalies."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    IdAction,
    IdReferentiel,
    IdReunion,
    IdService,
    IdSite,
    Liste,
    Modele,
    Nombre,
    Objet,
    Table,
    TableIdentifiee,
    Texte,
    UnOuPlusieurs,
)
from qualicli.modeles.temps import DateImprecise, Duree

StatutModule = Literal["envisage", "retenu", "engage", "suspendu", "desengage", "labellise"]
STATUTS_COMPTES: tuple[StatutModule, ...] = ("retenu", "engage", "labellise")


class Organisme(Modele):
    """La préfecture, ou toute autre entité qui tient la démarche."""

    nom: Texte
    departement: Texte | None = None
    lieu: Texte | None = None
    adresse: Texte | None = None
    telephone: Texte | None = None
    courriel: Texte | None = None
    site_internet: Texte | None = None
    service_porteur: Texte | None = None
    entete: Liste[Texte] = ()


class Site(Modele):
    """Un site, et les attributs oui/non dont dépendent les conditions du référentiel (`cert`, `svi_local`…)."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Booleen] = Field(init=False)

    nom: Texte
    adresse: Texte | None = None
    commune: Texte | None = None

    @property
    def attributs(self) -> dict[str, bool]:
        """Les attributs oui/non du site."""
        return self.__pydantic_extra__

    def verifie(self, condition: str) -> bool:
        """Évalue `site.attribut` ou `non site.attribut` ; un attribut non renseigné vaut « non »."""
        valeur = self.attributs.get(condition.rpartition(".")[2], False)
        return valeur is not condition.startswith("non ")


class ModuleRetenu(Modele):
    """Le choix d'un module : pour quels sites, dans quel état, de quand à quand, décidé par qui."""

    statut: StatutModule
    sites: Liste[IdSite] = ()
    services: Liste[IdService] = ()
    du: DateImprecise | None = None
    jusqu_au: DateImprecise | None = None
    motif: Texte | None = None
    decide_par: IdReunion | None = None
    retenu_par: Acteur | None = None
    reprise_prevue: DateImprecise | None = None

    def est_compte(self, au: date) -> bool:
        """Vrai quand le module entre dans les taux du label à cette date.

        Un module désengagé ou suspendu reste compté jusqu'à la fin de `jusqu_au` ; sans cette date, il ne l'est plus.
        """
        if self.du is not None and au < self.du.debut:
            return False
        if self.jusqu_au is not None:
            return self.statut != "envisage" and au <= self.jusqu_au.fin
        return self.statut in STATUTS_COMPTES


class Perimetre(Modele):
    """Les modules d'un référentiel retenus par la démarche : par code, un choix, ou plusieurs s'il diffère selon le site."""

    referentiel: IdReferentiel
    version: Texte | None = None
    modules: Table[UnOuPlusieurs[ModuleRetenu]]


class LabelObtenu(Modele):
    """Un label reçu, avec son échéance."""

    referentiel: IdReferentiel
    obtenu_le: DateImprecise
    echeance: DateImprecise | None = None
    organisme: Texte | None = None
    sites: Liste[IdSite] = ()


class Calcul(Modele):
    """Les règles de calcul choisies par la démarche."""

    partiel: Fraction = Fraction(0)
    cible: Nombre = Decimal(100)
    alerte_caducite: Duree = Duree.lire("60 j")

    @field_validator("partiel", mode="before")
    @classmethod
    def _partiel(cls, valeur: Any, _info: ValidationInfo) -> Fraction:
        poids = {"0": Fraction(0), "1/2": Fraction(1, 2)}.get(str(valeur))
        if poids is None:
            raise PydanticCustomError("partiel", "Le poids d'un « partiel » est 0 ou 1/2, pas « {v} ».", {"v": valeur})
        return poids

    @field_validator("cible")
    @classmethod
    def _cible(cls, valeur: Decimal) -> Decimal:
        if not 0 < valeur <= 100:
            raise PydanticCustomError("cible", "La cible est un pourcentage, entre 0 exclu et 100.")
        return valeur


class Campagne(Modele):
    """Une campagne d'auto-évaluation, complète ou partielle."""

    intitule: Texte
    type: Literal["initiale", "actualisation", "semi", "autre"] = "autre"
    periode: DateImprecise
    objet: Texte | None = None
    services: Liste[IdService] = ()


class FaitDate(Modele):
    """Un fait de l'histoire ou du contexte de la démarche."""

    date: DateImprecise
    texte: Texte
    reference: Texte | None = None
    externe: Booleen = False


class Renfort(Modele):
    """Un moyen humain donné à la démarche pour un temps : stage, service civique, vacation."""

    intitule: Texte
    periode: DateImprecise | None = None
    mission: Texte | None = None
    recrutement: IdAction | None = None
    action: IdAction | None = None


class Suppression(Modele):
    """Une anomalie acceptée pour un temps : quelle règle, où, pourquoi, par qui, jusqu'à quand."""

    code: Texte
    fichier: Texte | None = None
    motif: Texte
    auteur: Acteur
    jusqu_au: DateImprecise


class Delais(Modele):
    """Les délais que la démarche se donne."""

    compte_rendu: Duree = Duree.lire("15 j")
    signalement: Duree = Duree.lire("30 j")
    reunion_groupe: Duree = Duree.lire("6 mois")
    reunion_comite: Duree = Duree.lire("12 mois")
    reponses: Table[Nombre] = Field(default_factory=dict)


class Demarche(Objet):
    """Le fichier qualicli.yaml."""

    format: Literal["1"]
    intitule: Texte | None = None
    organisme: Organisme
    sites: TableIdentifiee[Site]
    perimetre: Liste[Perimetre]
    labels: Liste[LabelObtenu] = ()
    calcul: Calcul = Calcul()
    delais: Delais = Delais()
    campagnes: TableIdentifiee[Campagne] = Field(default_factory=dict)
    suivi_par: Liste[Acteur] = ()
    objectifs: Liste[FaitDate] = ()
    historique: Liste[FaitDate] = ()
    renforts: Liste[Renfort] = ()
    introduction: Texte | None = None
    perspectives: Texte | None = None
    suppressions: Liste[Suppression] = ()

    @model_validator(mode="after")
    def _un_site(self) -> "Demarche":
        if not self.sites:
            raise PydanticCustomError("sites", "La démarche doit avoir au moins un site.")
        return self
