"""Qui fait quoi : services, instances et leurs collèges, annuaire daté."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    IdDocument,
    IdFormation,
    IdPersonne,
    IdService,
    IdSite,
    Liste,
    Modele,
    Objet,
    TableIdentifiee,
    Texte,
)
from qualicli.modeles.referentiel import Code
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree

TypeInstance = Literal["copil", "clu", "groupe_travail", "comite_technique", "equipe_projet", "autre"]


class Appui(Modele):
    """Un appui technique d'un service, et son domaine."""

    qui: Acteur
    domaine: Texte | None = None


class Service(Modele):
    """Un service du périmètre, ou qui y contribue depuis une autre entité."""

    nom: Texte
    sigle: Texte | None = None
    entite: Texte | None = None
    sites: Liste[IdSite] = ()
    modules: Liste[Code] = ()
    guichet: Booleen = False
    courriel: Texte | None = None
    correspondants: Liste[Acteur] = ()
    appuis: Liste[Appui] = ()
    partie_de: IdService | None = None
    perimetre_limite_a: Texte | None = None
    outils: Liste[IdDocument] = ()

    def participe(self, site: str, module: str) -> bool:
        """Vrai quand le service est concerné par ce module sur ce site ; sans précision, il l'est partout."""
        return (not self.sites or site in self.sites) and (not self.modules or module in self.modules)


class Services(Objet):
    """Le fichier services.yaml."""

    services: TableIdentifiee[Service]


class Associe(Modele):
    """Qui est associé à une instance, et sur quelle question."""

    qui: Acteur
    sur: Texte | None = None


class College(Modele):
    """Un collège d'un comité d'usagers."""

    nom: Texte
    membres: Liste[Acteur] = ()


class DecisionCreation(Modele):
    """L'acte qui crée une instance."""

    date: DateImprecise
    reference: Texte | None = None
    preuve: IdDocument | None = None


class Instance(Modele):
    """Un comité, un groupe de travail, et ce qui règle ses réunions."""

    nom: Texte
    type: TypeInstance
    president: Acteur | None = None
    membres: Liste[Acteur] = ()
    associes: Liste[Associe] = ()
    colleges: TableIdentifiee[College] = Field(default_factory=dict)
    sites: Liste[IdSite] = ()
    permanent: Booleen = True
    periodicite: Duree | None = None
    creation: DecisionCreation | None = None
    intitule_compte_rendu: Texte | None = None
    role: Liste[Texte] = ()


class Instances(Objet):
    """Le fichier instances.yaml."""

    instances: TableIdentifiee[Instance]


class Personne(Modele):
    """Une personne ; le seul endroit du dossier où figurent un nom, un courriel, un téléphone."""

    nom: Texte
    prenom: Texte | None = None
    civilite: Literal["Mme", "M."] | None = None
    fonction: Texte | None = None
    service: IdService | None = None
    organisme: Texte | None = None
    courriel: Texte | None = None
    telephone: Texte | None = None
    alias: Liste[Texte] = ()


class Titulaire(Modele):
    """Qui tient un rôle, de quand à quand."""

    personne: IdPersonne
    du: DateImprecise
    jusqu_au: DateImprecise | None = None
    motif_fin: Texte | None = None

    def est_en_poste(self, au: date) -> bool:
        """Vrai quand la personne tient le rôle à cette date."""
        return self.du.debut <= au and (self.jusqu_au is None or au <= self.jusqu_au.fin)


@dataclass(frozen=True, slots=True)
class Vacance:
    """Un temps sans titulaire : du premier au dernier jour (aucun si elle dure encore), et le motif du départ."""

    debut: date
    fin: date | None
    motif: str


class Role(Modele):
    """Une fonction de la démarche, ses missions et ses titulaires successifs."""

    intitule: Texte
    missions: Liste[Texte] = ()
    lettre_mission: IdDocument | None = None
    formation_exigee: IdFormation | None = None
    titulaires: Liste[Titulaire] = ()

    def titulaire(self, au: date) -> Titulaire | None:
        """Qui tient le rôle à une date."""
        return next((t for t in self.titulaires if t.est_en_poste(au)), None)

    def vacances(self, au: date) -> list[Vacance]:
        """Les temps sans titulaire entre deux titulaires, ou depuis le dernier, tels qu'on les connaît à une date."""
        trouvees: list[Vacance] = []
        occupe, motif = None, ""
        for titulaire in sorted(self.titulaires, key=lambda t: t.du):
            debut = titulaire.du.debut
            if debut > au:
                break
            if occupe is not None and (debut - occupe).days > 1:
                trouvees.append(Vacance(occupe + timedelta(days=1), debut - timedelta(days=1), motif))
            fin = titulaire.jusqu_au.fin if titulaire.jusqu_au else date.max
            if occupe is None or fin >= occupe:
                occupe, motif = fin, titulaire.motif_fin or ""
        if occupe is not None and occupe < au:
            trouvees.append(Vacance(occupe + timedelta(days=1), None, motif))
        return trouvees


class Annuaire(Objet):
    """Le fichier annuaire.yaml, facultatif."""

    personnes: TableIdentifiee[Personne] = Field(default_factory=dict)
    roles: TableIdentifiee[Role] = Field(default_factory=dict)
