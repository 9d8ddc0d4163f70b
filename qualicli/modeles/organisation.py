"""Qui fait quoi : services, instances et leurs collèges, annuaire daté."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Code,
    IdDocument,
    IdFormation,
    IdPersonne,
    IdService,
    IdSite,
    Liste,
    Modele,
    Objet,
    Signification,
    TableIdentifiee,
    Texte,
)
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree

TypeInstance = Literal["copil", "clu", "groupe_travail", "comite_technique", "equipe_projet", "autre"]


class Appui(Modele):
    """Un appui technique d'un service, et son domaine."""

    qui: Acteur
    """La personne ou la fonction."""
    domaine: Texte | None = None
    """Ce sur quoi porte l'appui."""


class Service(Modele):
    """Un service du périmètre, ou qui y contribue depuis une autre entité."""

    nom: Texte
    """Le nom complet."""
    sigle: Texte | None = None
    """Le nom court."""
    entite: Texte | None = None
    """La direction ou l'entité de rattachement."""
    sites: Liste[IdSite] = ()
    """Les sites où il travaille ; tous par défaut."""
    modules: Liste[Code] = ()
    """Les modules qui le concernent ; tous par défaut."""
    guichet: Booleen = False
    """Reçoit-il du public ?"""
    courriel: Texte | None = None
    """Sa boîte fonctionnelle."""
    correspondants: Liste[Acteur] = ()
    """Ses correspondants qualité."""
    appuis: Liste[Appui] = ()
    """Ses appuis techniques."""
    partie_de: IdService | None = None
    """Le service dont il est une unité ; l'unité n'a pas d'évaluation propre."""
    perimetre_limite_a: Texte | None = None
    """Ce à quoi se limite sa part, en toutes lettres."""
    outils: Liste[IdDocument] = ()
    """Ses tableaux de suivi."""

    def participe(self, site: str, module: str) -> bool:
        """Vrai quand le service est concerné par ce module sur ce site ; sans précision, il l'est partout."""
        return (not self.sites or site in self.sites) and (not self.modules or module in self.modules)


class Services(Objet):
    """Le fichier services.yaml."""

    services: TableIdentifiee[Service]
    """Les services, par identifiant."""


class Associe(Modele):
    """Qui est associé à une instance, et sur quelle question."""

    qui: Acteur
    """La personne ou la fonction."""
    sur: Texte | None = None
    """La question sur laquelle on l'associe."""


class College(Modele):
    """Un collège d'un comité d'usagers."""

    nom: Texte
    """Le nom du collège."""
    membres: Liste[Acteur] = ()
    """Ses membres."""


class DecisionCreation(Modele):
    """L'acte qui crée une instance."""

    date: DateImprecise
    """La date de l'acte."""
    reference: Texte | None = None
    """Le numéro de l'acte."""
    preuve: IdDocument | None = None
    """L'acte, dans la base documentaire."""


class Instance(Modele):
    """Un comité, un groupe de travail, et ce qui règle ses réunions."""

    nom: Texte
    """Le nom complet."""
    type: TypeInstance
    """Le genre d'instance."""
    president: Acteur | None = None
    """Qui la préside."""
    membres: Liste[Acteur] = ()
    """Ses membres."""
    associes: Liste[Associe] = ()
    """Qui y est associé sur une question."""
    colleges: TableIdentifiee[College] = Field(default_factory=dict)
    """Les collèges d'un comité d'usagers, par identifiant."""
    sites: Liste[IdSite] = ()
    """Les sites concernés ; tous par défaut."""
    permanent: Booleen = True
    """Se réunit-elle encore ? `false` pour un groupe qui a fini."""
    periodicite: Duree | None = None
    """L'intervalle prévu entre deux réunions."""
    creation: DecisionCreation | None = None
    """L'acte qui la crée."""
    intitule_compte_rendu: Texte | None = None
    """Relevé de conclusions, procès-verbal…"""
    role: Liste[Texte] = ()
    """Ce qu'on attend d'elle."""


class Instances(Objet):
    """Le fichier instances.yaml."""

    instances: TableIdentifiee[Instance]
    """Les instances, par identifiant."""


class Personne(Modele):
    """Une personne ; le seul endroit du dossier où figurent un nom, un courriel, un téléphone."""

    nom: Texte
    """Le nom de famille."""
    prenom: Texte | None = None
    """Le prénom."""
    civilite: Annotated[Literal["Mme", "M."], Signification(**{"Mme": "madame", "M.": "monsieur"})] | None = None
    """La civilité."""
    fonction: Texte | None = None
    """La fonction, seule montrée dans un document anonyme."""
    service: IdService | None = None
    """Le service où elle travaille."""
    organisme: Texte | None = None
    """L'organisme, s'il n'est pas celui de la démarche."""
    courriel: Texte | None = None
    """L'adresse électronique nominative."""
    telephone: Texte | None = None
    """Le numéro de téléphone."""
    alias: Liste[Texte] = ()
    """Les autres graphies rencontrées."""


class Titulaire(Modele):
    """Qui tient un rôle, de quand à quand."""

    personne: IdPersonne
    """La personne."""
    du: DateImprecise
    """Le début ; le premier jour compte."""
    jusqu_au: DateImprecise | None = None
    """La fin ; sans elle, la personne est en poste."""
    motif_fin: Texte | None = None
    """Pourquoi elle est partie."""

    def est_en_poste(self, au: date) -> bool:
        """Vrai quand la personne tient le rôle à cette date."""
        return self.du.debut <= au and (self.jusqu_au is None or au <= self.jusqu_au.fin)


@dataclass(frozen=True, slots=True)
class Vacance:
    """Un temps sans titulaire : du premier au dernier jour (aucun si elle dure encore), et le motif du départ.

    `depuis` dit son début aussi précisément qu'on le connaît : « le 1er juillet 2021 », « la fin d'août 2019 ».
    """

    debut: date
    fin: date | None
    motif: str
    depuis: str


class Role(Modele):
    """Une fonction de la démarche, ses missions et ses titulaires successifs."""

    intitule: Texte
    """Le nom de la fonction."""
    missions: Liste[Texte] = ()
    """Ce qui lui est confié."""
    lettre_mission: IdDocument | None = None
    """La lettre de mission, dans la base documentaire."""
    formation_exigee: IdFormation | None = None
    """La formation qu'il faut avoir suivie."""
    titulaires: Liste[Titulaire] = ()
    """Qui la tient, successivement."""

    def titulaire(self, au: date) -> Titulaire | None:
        """Qui tient le rôle à une date."""
        return next((t for t in self.titulaires if t.est_en_poste(au)), None)

    def vacances(self, au: date) -> list[Vacance]:
        """Les temps sans titulaire entre deux titulaires, ou depuis le dernier, tels qu'on les connaît à une date."""
        trouvees: list[Vacance] = []
        occupe, motif, depuis = None, "", ""
        for titulaire in sorted(self.titulaires, key=lambda t: t.du):
            debut = titulaire.du.debut
            if debut > au:
                break
            if occupe is not None and (debut - occupe).days > 1:
                trouvees.append(Vacance(occupe + timedelta(days=1), debut - timedelta(days=1), motif, depuis))
            fin = titulaire.jusqu_au.fin if titulaire.jusqu_au else date.max
            if occupe is None or fin >= occupe:
                occupe, motif, depuis = fin, titulaire.motif_fin or "", _depuis(titulaire.jusqu_au)
        if occupe is not None and occupe < au:
            trouvees.append(Vacance(occupe + timedelta(days=1), None, motif, depuis))
        return trouvees


def _depuis(depart: DateImprecise | None) -> str:
    """Le lendemain d'un départ ; d'un mois, seulement sa fin : en dire le lendemain serait inventer un jour."""
    if depart is None or not depart.est_exacte:
        return depart.en_fin() if depart else ""
    return DateImprecise.lire((depart.fin + timedelta(days=1)).isoformat()).en_fin()


class Annuaire(Objet):
    """Le fichier annuaire.yaml, facultatif."""

    personnes: TableIdentifiee[Personne] = Field(default_factory=dict)
    """Les personnes, par identifiant."""
    roles: TableIdentifiee[Role] = Field(default_factory=dict)
    """Les fonctions de la démarche, par identifiant."""
