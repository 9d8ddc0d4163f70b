"""Le dossier entier, lu et typé, et l'inventaire de ses fichiers."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from qualicli import francais
from qualicli.modeles.acte_signe import ActeSigne
from qualicli.modeles.audit import Audit
from qualicli.modeles.base import Objet
from qualicli.modeles.codes import normaliser_reference
from qualicli.modeles.complement import Complement, Correspondance
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.documents import Document, Preuve, Procedure
from qualicli.modeles.ecoute import Indicateur, Retour
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.familles import famille_de
from qualicli.modeles.label import Vocabulaire, mots_communs
from qualicli.modeles.mots_du_format import mot
from qualicli.modeles.organisation import Annuaire, Instance, Instances, Service, Services
from qualicli.modeles.profil import Profil
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.registre import Registre
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Jalon, SuiviEngagement
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.echeances import Echeance
from qualicli.modeles.tournee import Tournee
from qualicli.modeles.vie import Communication, Formation

T = TypeVar("T", bound=Objet)
GenreElement = Literal["module", "engagement", "exigence"]
GENRES_INSTANCES = {
    "copil": "Comité de pilotage",
    "clu": "Comité d'usagers",
    "groupe_travail": "Groupe de travail",
    "comite_technique": "Comité technique",
    "equipe_projet": "Équipe projet",
    "autre": "Instance",
}


@dataclass(frozen=True)
class Inventaire:
    """Ce que le disque contient : chemins relatifs au dossier, et empreinte des pièces quand une fiche en donne une.

    Parmi celles-ci, les pièces dont git a converti les fins de ligne (leur empreinte compte juste), et celles où il le peut.
    """

    fichiers: frozenset[str] = frozenset()
    empreintes: Mapping[str, str] = field(default_factory=dict)
    converties: frozenset[str] = frozenset()
    exposees: frozenset[str] = frozenset()


class _DeFamille(Generic[T]):
    """Les objets d'une famille, avec le type de leur modèle : un raccourci de lecture, que rien n'oblige à écrire."""

    def __init__(self, modele: type[T]) -> None:
        self.nom = famille_de(modele).nom

    def __get__(self, dossier: "Dossier", _type: object = None) -> Mapping[str, T]:
        rangee: Any = dossier.familles.get(self.nom, {})
        return rangee  # type: ignore[no-any-return]


class _DeFichier(Generic[T]):
    """Le contenu d'un fichier unique, avec le type de son modèle ; `None` quand il manque ou ne se lit pas."""

    def __init__(self, modele: type[T]) -> None:
        self.nom = famille_de(modele).nom

    def __get__(self, dossier: "Dossier", _type: object = None) -> T | None:
        contenu: Any = dossier.fichiers.get(self.nom)
        return contenu  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Dossier:
    """Une démarche lue : ses fichiers uniques, et chaque famille d'objets, rangée par identifiant."""

    demarche: Demarche
    fichiers: Mapping[str, Objet] = field(default_factory=dict)
    familles: Mapping[str, Mapping[str, Objet]] = field(default_factory=dict)
    referentiels: Mapping[str, Referentiel] = field(default_factory=dict)
    complements: tuple[Complement, ...] = ()
    correspondances: tuple[Correspondance, ...] = ()
    bases: Mapping[str, Referentiel] = field(default_factory=dict)  # les référentiels complétés, avant de l'être
    _dates_jalons: dict[date, dict[str, DateImprecise]] = field(default_factory=dict, repr=False, compare=False)

    annuaire = _DeFichier(Annuaire)
    _services = _DeFichier(Services)
    _instances = _DeFichier(Instances)
    engagements = _DeFamille(SuiviEngagement)
    preuves = _DeFamille(Preuve)
    procedures = _DeFamille(Procedure)
    actions = _DeFamille(Action)
    jalons = _DeFamille(Jalon)
    reunions = _DeFamille(Reunion)
    audits = _DeFamille(Audit)
    enquetes = _DeFamille(Enquete)
    indicateurs = _DeFamille(Indicateur)
    registres = _DeFamille(Registre)
    formations = _DeFamille(Formation)
    retours = _DeFamille(Retour)
    communications = _DeFamille(Communication)
    commandes = _DeFamille(Tournee)
    signatures = _DeFamille(ActeSigne)
    profils = _DeFamille(Profil)

    @property
    def services(self) -> Mapping[str, Service]:
        """Les services, par identifiant."""
        return self._services.services if self._services else {}

    @property
    def instances(self) -> Mapping[str, Instance]:
        """Les instances, par identifiant."""
        return self._instances.instances if self._instances else {}

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """La base documentaire : preuves puis procédures."""
        return (*self.preuves.values(), *self.procedures.values())

    def objets(self) -> Iterator[Objet]:
        """Tous les objets à identifiant, famille par famille."""
        for famille in self.familles.values():
            yield from famille.values()

    @cached_property
    def referentiel_unique(self) -> str | None:
        """Le référentiel du périmètre quand il n'y en a qu'un : un code peut alors se citer seul."""
        cites = {p.referentiel for p in self.demarche.perimetre}
        return cites.pop() if len(cites) == 1 else None

    @cached_property
    def mots(self) -> Vocabulaire:
        """Les mots d'une phrase qui vaut pour tout le périmètre."""
        cites = (p.referentiel for p in self.demarche.perimetre)
        return mots_communs(self.referentiels[c].mots for c in cites if c in self.referentiels)

    def nommer_genre(self, genre: str) -> str:
        """Le nom de l'instance de ce type quand le dossier n'en a qu'une, sinon celui du genre."""
        noms = [i.nom for i in self.instances.values() if i.type == genre]
        return noms[0] if len(noms) == 1 else GENRES_INSTANCES[genre]

    def dire(self, valeur: str) -> str:
        """Le mot d'une valeur du format dans ce dossier : un comité y porte le nom que le dossier lui donne."""
        return francais.minuscule(self.nommer_genre(valeur)) if valeur in ("clu", "copil") else mot(valeur)

    def reference(self, texte: str) -> tuple[str, str]:
        """Décompose une référence en (référentiel, code) ; le référentiel est vide s'il manque et ne se devine pas."""
        lue = self._references.get(texte)
        if lue is None:
            referentiel, deux_points, code = normaliser_reference(texte).rpartition(":")
            lue = (referentiel, code) if deux_points else (self._seul_a_avoir(code), code)
            self._references[texte] = lue
        return lue

    @cached_property
    def _references(self) -> dict[str, tuple[str, str]]:
        """Les références déjà décomposées : des milliers de fiches citent les mêmes."""
        return {}

    def citer(self, referentiel: str, code: str) -> str:
        """Un code comme il s'écrit dans ce dossier : seul, ou « référentiel:code » quand plusieurs l'ont."""
        return code if not code or self._seul_a_avoir(code) == referentiel else f"{referentiel}:{code}"

    def preciser(self, referentiel: str, texte: str) -> str:
        """Un texte qui vaut pour un seul référentiel, suivi du nom de celui-ci quand le périmètre en a plusieurs."""
        connu = None if self.referentiel_unique else self.referentiels.get(referentiel)
        return f"{texte} ({connu.nom})" if connu and connu.nom not in texte else texte

    def designer(self, genre: GenreElement, referentiel: str, code: str) -> str:
        """Un élément d'un référentiel dans une phrase, avec le mot de celui-ci : « l'exigence 2.1 », « le critère C1 »."""
        connu = self.referentiels.get(referentiel)
        return f"{francais.le(getattr(connu.mots if connu else self.mots, genre))} {self.citer(referentiel, code)}"

    @cached_property
    def _porteurs(self) -> Mapping[str, Collection[str]]:
        """Les référentiels du périmètre qui ont chaque code."""
        porteurs: dict[str, set[str]] = {}
        for cite in {p.referentiel for p in self.demarche.perimetre} & self.referentiels.keys():
            referentiel = self.referentiels[cite]
            for code in referentiel.codes | {m.code for m in referentiel.modules} | {*referentiel.retires}:
                porteurs.setdefault(code, set()).add(cite)
        return porteurs

    def _seul_a_avoir(self, code: str) -> str:
        """Le seul référentiel du périmètre, à défaut le seul d'entre eux qui a ce code ; vide quand rien n'en décide."""
        porteurs = (self.referentiel_unique,) if self.referentiel_unique else self._porteurs.get(code, ())
        return next(iter(porteurs)) if len(porteurs) == 1 else ""

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
