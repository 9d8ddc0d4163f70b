"""Le dossier entier, lu et typé, et l'inventaire de ses fichiers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from qualicli.modeles.base import Objet
from qualicli.modeles.complement import Complement, Correspondance
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.documents import Document, Preuve, Procedure
from qualicli.modeles.ecoute import Enquete, Indicateur, Registre, Retour
from qualicli.modeles.organisation import Annuaire, Instance, Instances, Service, Services
from qualicli.modeles.profil import Profil
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Audit, Jalon, SuiviEngagement
from qualicli.modeles.temps import DateImprecise, Echeance
from qualicli.modeles.vie import Communication, Formation


@dataclass(frozen=True)
class Inventaire:
    """Ce que le disque contient : chemins relatifs au dossier, et empreinte des pièces quand une fiche en donne une.

    Parmi celles-ci, les pièces dont git a converti les fins de ligne (leur empreinte compte juste), et celles où il le peut.
    """

    fichiers: frozenset[str] = frozenset()
    empreintes: Mapping[str, str] = field(default_factory=dict)
    converties: frozenset[str] = frozenset()
    exposees: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Dossier:
    """Une démarche lue : chaque famille d'objets, rangée par identifiant."""

    demarche: Demarche
    fichier_services: Services | None = None
    fichier_instances: Instances | None = None
    annuaire: Annuaire | None = None
    referentiels: Mapping[str, Referentiel] = field(default_factory=dict)
    complements: tuple[Complement, ...] = ()
    correspondances: tuple[Correspondance, ...] = ()
    engagements: Mapping[str, SuiviEngagement] = field(default_factory=dict)
    preuves: Mapping[str, Preuve] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    jalons: Mapping[str, Jalon] = field(default_factory=dict)
    reunions: Mapping[str, Reunion] = field(default_factory=dict)
    audits: Mapping[str, Audit] = field(default_factory=dict)
    enquetes: Mapping[str, Enquete] = field(default_factory=dict)
    indicateurs: Mapping[str, Indicateur] = field(default_factory=dict)
    registres: Mapping[str, Registre] = field(default_factory=dict)
    formations: Mapping[str, Formation] = field(default_factory=dict)
    retours: Mapping[str, Retour] = field(default_factory=dict)
    communications: Mapping[str, Communication] = field(default_factory=dict)
    profils: Mapping[str, Profil] = field(default_factory=dict)
    _dates_jalons: dict[date, dict[str, DateImprecise]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def services(self) -> Mapping[str, Service]:
        """Les services, par identifiant."""
        return self.fichier_services.services if self.fichier_services else {}

    @property
    def instances(self) -> Mapping[str, Instance]:
        """Les instances, par identifiant."""
        return self.fichier_instances.instances if self.fichier_instances else {}

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """La base documentaire : preuves puis procédures."""
        return (*self.preuves.values(), *self.procedures.values())

    def objets(self) -> Iterator[Objet]:
        """Tous les objets à identifiant, famille par famille."""
        for famille in (
            self.engagements,
            self.preuves,
            self.procedures,
            self.actions,
            self.jalons,
            self.reunions,
            self.audits,
            self.enquetes,
            self.indicateurs,
            self.registres,
            self.formations,
            self.retours,
            self.communications,
            self.profils,
        ):
            yield from famille.values()

    @cached_property
    def referentiel_unique(self) -> str | None:
        """Le référentiel du périmètre quand il n'y en a qu'un : un code peut alors se citer seul."""
        cites = {p.referentiel for p in self.demarche.perimetre}
        return cites.pop() if len(cites) == 1 else None

    def reference(self, texte: str) -> tuple[str, str]:
        """Décompose une référence en (référentiel, code) ; le référentiel est vide s'il manque et ne se devine pas."""
        referentiel, deux_points, code = texte.partition(":")
        return (referentiel, code) if deux_points else (self.referentiel_unique or "", texte)

    def dates_jalons(self, au: date) -> Mapping[str, DateImprecise]:
        """La date de chaque jalon telle qu'on la connaît à `au`, chaînes suivies ; sans date résoluble, il est absent."""
        if au not in self._dates_jalons:
            self._dates_jalons[au] = self._suivre_jalons(au)
        return self._dates_jalons[au]

    def _suivre_jalons(self, au: date) -> dict[str, DateImprecise]:
        dates: dict[str, DateImprecise] = {}
        vus: dict[str, Echeance] = {}  # ceux qui n'ont pas de date compris : chacun ne se suit qu'une fois
        for identifiant in self.jalons:
            chaine: list[str] = []
            courant: str = identifiant
            while courant in self.jalons and courant not in vus:
                vus[courant] = self.jalons[courant].date_au(au)
                chaine.append(courant)
                courant = vus[courant].jalon
            for nom in reversed(chaine):
                quand = vus[nom].resoudre(dates)
                if quand is not None:
                    dates[nom] = quand
        return dates
