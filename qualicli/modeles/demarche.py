"""La démarche (qualicli.yaml) : organisme, sites, périmètre, labels, règles de calcul, suppressions d'anomalies."""

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Entier,
    IdAction,
    IdDocument,
    IdReferentiel,
    IdReunion,
    IdService,
    IdSite,
    Liste,
    Modele,
    Objet,
    Signification,
    TableDeCodes,
    TableIdentifiee,
    Texte,
    UnOuPlusieurs,
)
from qualicli.modeles.reglages import Calcul, Delais, Suppression
from qualicli.modeles.temps.dates import DateImprecise, DateOuInconnue

StatutModule = Literal["envisage", "retenu", "engage", "suspendu", "desengage", "repris", "labellise"]
STATUTS_COMPTES: tuple[StatutModule, ...] = ("retenu", "engage", "repris", "labellise")


def identite_neuve(*dits: str) -> str:
    """L'identité d'un dossier que l'on crée, tirée de ce qu'on en dit : la même demande, le même jour, donne la même."""
    return hashlib.sha256("\n".join(dits).encode()).hexdigest()[:12]


class Organisme(Modele):
    """La préfecture, ou toute autre entité qui tient la démarche."""

    nom: Texte
    """Le nom de la préfecture, ou de l'entité."""
    departement: Texte | None = None
    """Le numéro du département, qui fixe les jours fériés (57, 67, 68 : droit local)."""
    lieu: Texte | None = None
    """La ville où l'on signe."""
    adresse: Texte | None = None
    """L'adresse postale."""
    telephone: Texte | None = None
    """Le numéro public."""
    courriel: Texte | None = None
    """La boîte fonctionnelle de la démarche."""
    site_internet: Texte | None = None
    """L'adresse du site."""
    service_porteur: Texte | None = None
    """Le service qui porte la démarche."""
    entete: Liste[Texte] = ()
    """Les lignes d'en-tête des documents."""


class Frequentation(Modele):
    """Combien d'usagers un site reçoit sur une période."""

    periode: DateImprecise
    """La période comptée : une année, un mois…"""
    usagers: Entier
    """Combien d'usagers ont été reçus."""


class Site(Modele):
    """Un site, et les attributs oui/non dont dépendent les conditions du référentiel (`cert`, `svi_local`…)."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Booleen] = Field(init=False)
    """Un attribut du site, dont dépend une condition du référentiel."""

    nom: Texte
    """Le nom du site."""
    adresse: Texte | None = None
    """Son adresse."""
    commune: Texte | None = None
    """Sa commune."""
    horaires: Liste[Texte] = ()
    """Ses heures d'ouverture au public, une ligne par plage."""
    frequentation: Liste[Frequentation] = ()
    """Combien d'usagers il reçoit, période par période."""

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
    """Où en est le module ; `retenu`, `engage`, `repris` et `labellise` comptent dans les taux."""
    sites: Liste[IdSite] = ()
    """Les sites concernés ; tous par défaut."""
    services: Liste[IdService] = ()
    """Les services concernés ; tous par défaut."""
    du: DateImprecise | None = None
    """Le début du choix ; le premier jour compte."""
    jusqu_au: DateImprecise | None = None
    """La fin du choix ; le dernier jour compte."""
    motif: Texte | None = None
    """Pourquoi le module est suspendu ou abandonné."""
    decide_par: IdReunion | None = None
    """La réunion qui l'a décidé."""
    retenu_par: Acteur | None = None
    """Qui a retenu le module."""
    reprise_prevue: DateImprecise | None = None
    """Quand le module reviendra."""

    def est_compte(self, au: date) -> bool:
        """Vrai quand ce choix, seul pour un site, met le module dans les taux du label à cette date.

        Un module désengagé ou suspendu reste compté jusqu'à la fin de `jusqu_au` ; sans cette date, il ne l'est plus.
        """
        if self.du is not None and au < self.du.debut:
            return False
        if self.jusqu_au is not None:
            return self.statut != "envisage" and au <= self.jusqu_au.fin
        return self.statut in STATUTS_COMPTES


class Perimetre(Modele):
    """Les modules d'un référentiel retenus par la démarche : par code, un choix, ou plusieurs selon le site et le temps."""

    referentiel: IdReferentiel
    """Le référentiel suivi."""
    version: Texte | None = None
    """La version attendue ; `valider` refuse une autre que celle qu'il connaît."""
    modules: TableDeCodes[UnOuPlusieurs[ModuleRetenu]]
    """Par code de module, le choix, ou une liste quand il diffère d'un site à l'autre ou change avec le temps."""


class LabelObtenu(Modele):
    """Un label reçu, et ce qu'il devient : les labels se suivent, un renouvellement s'ajoute sous le précédent."""

    referentiel: IdReferentiel
    """Le référentiel du label."""
    obtenu_le: DateOuInconnue
    """Quand il a été obtenu ; `inconnue` si on ne le sait pas."""
    echeance: DateImprecise | None = None
    """Quand il expire ; par défaut, au bout de la durée que fixe le référentiel."""
    organisme: Texte | None = None
    """L'organisme certificateur."""
    certificat: Texte | None = None
    """Le numéro du certificat."""
    preuve: IdDocument | None = None
    """Le certificat, dans la base documentaire."""
    niveau: Texte | None = None
    """Le niveau obtenu, parmi ceux du référentiel."""
    remplace: IdReferentiel | None = None
    """Le label qu'il remplace sur ses sites, quand son référentiel ne dit pas lui succéder."""
    maintenu_jusqu_au: DateImprecise | None = None
    """Jusqu'à quand l'organisme le maintient, une fois son échéance passée."""
    retire_le: DateImprecise | None = None
    """Quand il a été retiré."""
    motif: Texte | None = None
    """Pourquoi il est maintenu ou retiré."""
    sites: Liste[IdSite] = ()
    """Les sites labellisés ; tous par défaut."""


class Campagne(Modele):
    """Une campagne d'auto-évaluation, complète ou partielle."""

    intitule: Texte
    """Le nom de la campagne."""
    type: Annotated[
        Literal["initiale", "actualisation", "semi", "autre"],
        Signification(
            initiale="le premier état des lieux",
            actualisation="ce qui a changé depuis",
            semi="un état des lieux partiel",
            autre="autre",
        ),
    ] = "autre"
    """L'étendue de la campagne."""
    periode: DateImprecise
    """Quand elle se tient."""
    objet: Texte | None = None
    """Ce qu'on en attend, à l'infinitif."""
    services: Liste[IdService] = ()
    """Les services évalués ; tous par défaut."""


class FaitDate(Modele):
    """Un fait de l'histoire ou du contexte de la démarche."""

    date: DateImprecise
    """Quand le fait a eu lieu, ou doit avoir lieu."""
    texte: Texte
    """Le fait, en une phrase."""
    reference: Texte | None = None
    """Le texte ou l'acte sur lequel il s'appuie."""
    externe: Booleen = False
    """Le fait vient d'ailleurs : l'échelon national, une autre administration."""


class Renfort(Modele):
    """Un moyen humain donné à la démarche pour un temps : stage, service civique, vacation."""

    intitule: Texte
    """Qui vient : stagiaire, service civique… sans nom."""
    periode: DateImprecise | None = None
    """De quand à quand il est là."""
    mission: Texte | None = None
    """Pour quoi faire il est là."""
    recrutement: IdAction | None = None
    """L'action qui le recrute."""
    action: IdAction | None = None
    """L'action que ce renfort permet."""


class Demarche(Objet):
    """Le fichier qualicli.yaml."""

    format: Literal["1"]
    """La version du format ; une version inconnue arrête tout."""
    identite: Texte | None = None
    """Ce qui reconnaît le dossier quand un classeur revient, même renommé ; `qualicli nouveau` l'écrit, rien ne la change."""
    intitule: Texte | None = None
    """Le titre de la démarche ou de sa politique qualité."""
    organisme: Organisme
    """Qui tient la démarche."""
    sites: TableIdentifiee[Site]
    """Les sites, par identifiant ; au moins un."""
    perimetre: Liste[Perimetre]
    """Les référentiels suivis et les modules retenus."""
    labels: Liste[LabelObtenu] = ()
    """Les labels obtenus, l'un après l'autre."""
    calcul: Calcul = Calcul()
    """Les règles de calcul choisies."""
    delais: Delais = Delais()
    """Les délais que la démarche se donne."""
    campagnes: TableIdentifiee[Campagne] = Field(default_factory=dict)
    """Les campagnes d'auto-évaluation, par identifiant."""
    suivi_par: Liste[Acteur] = ()
    """Qui suit la démarche."""
    objectifs: Liste[FaitDate] = ()
    """Ce que la démarche vise, et pour quand."""
    historique: Liste[FaitDate] = ()
    """Les étapes passées."""
    renforts: Liste[Renfort] = ()
    """Les moyens humains donnés pour un temps."""
    introduction: Texte | None = None
    """Le texte qui ouvre la politique qualité."""
    perspectives: Texte | None = None
    """Le texte qui la clôt."""
    suppressions: Liste[Suppression] = ()
    """Les anomalies acceptées pour un temps."""

    @model_validator(mode="after")
    def _un_site(self) -> "Demarche":
        if not self.sites:
            raise PydanticCustomError("sites", "La démarche doit avoir au moins un site.")
        return self
