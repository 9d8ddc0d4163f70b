"""Ce qui s'évalue et ce qui reste à faire : auto-évaluations, actions, jalons, audits."""

import datetime
from collections.abc import Mapping
from typing import Literal

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Entier,
    IdAction,
    IdCampagne,
    IdDocument,
    Identifiant,
    IdJalon,
    IdReferentiel,
    IdReunion,
    IdService,
    IdSite,
    Liste,
    Modele,
    Objet,
    Reference,
    Texte,
)
from qualicli.modeles.referentiel import Code
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance

Statut = Literal["realise", "partiel", "non_realise", "sans_objet"]
Origine = Literal["referent", "groupe_travail", "audit", "enquete", "clu", "agent", "autre"]
OrigineAction = Literal[
    "referent", "groupe_travail", "audit", "enquete", "clu", "agent", "copil", "suggestion", "signalement", "autre"
]
StatutAction = Literal["a_faire", "en_cours", "faite", "abandonnee"]
TypeJalon = Literal[
    "audit_blanc",
    "audit_labellisation",
    "audit_suivi",
    "copil",
    "clu",
    "comite_technique",
    "enquete",
    "formation",
    "documentaire",
    "plan_actions",
    "indicateurs",
    "communication",
    "lancement",
    "objectif_national",
    "autre",
]
NatureConstat = Literal["conforme", "point_fort", "point_sensible", "ecart", "non_conformite"]


class Evaluation(Modele):
    """Une ligne du journal d'auto-évaluation : on ajoute, on n'écrase pas."""

    exigence: Code
    statut: Statut
    date: DateImprecise
    origine: Origine = "referent"
    site: IdSite | None = None
    service: IdService | None = None
    campagne: IdCampagne | None = None
    reunion: IdReunion | None = None
    commentaire: Texte | None = None
    motif: Texte | None = None


class SuiviEngagement(Objet):
    """L'auto-évaluation d'un engagement ; le référentiel est donné par le dossier du fichier."""

    engagement: Code
    pilote: IdService | None = None
    commentaire: Texte | None = None
    evaluations: Liste[Evaluation] = ()

    @property
    def referentiel(self) -> str:
        """Le référentiel, d'après le chemin `engagements/<référentiel>/<numéro>.yaml`."""
        return self.fichier.split("/")[1]


class OrigineDetaillee(Modele):
    """D'où vient une action, et l'objet qui l'a fait naître."""

    type: OrigineAction
    objet: Identifiant | None = None


class RevisionEcheance(Modele):
    """Une échéance repoussée ou avancée : la date précédente reste."""

    nouvelle: Echeance
    motif: Texte | None = None
    decide_par: Acteur | None = None
    le: DateImprecise | None = None

    def est_connue(self, au: datetime.date) -> bool:
        """Vrai quand la révision était décidée à cette date ; sans date, elle l'a toujours été."""
        return self.le is None or self.le.est_acquise(au)


def revision_connue(revisions: tuple[RevisionEcheance, ...], au: datetime.date) -> int | None:
    """Le rang de la révision en vigueur à une date ; `None` quand la première échéance vaut encore."""
    return next((rang for rang in reversed(range(len(revisions))) if revisions[rang].est_connue(au)), None)


def _derniere(initiale: Echeance | None, revisions: tuple[RevisionEcheance, ...], au: datetime.date) -> Echeance | None:
    """L'échéance telle qu'on la connaissait à une date."""
    rang = revision_connue(revisions, au)
    return initiale if rang is None else revisions[rang].nouvelle


class Action(Objet):
    """Une action du plan : qui, quoi, pour quelle exigence, pour quand."""

    intitule: Texte
    couvre: Liste[Reference] = ()
    origine: OrigineDetaillee | None = None
    responsable: Acteur | None = None
    service: IdService | None = None
    sites: Liste[IdSite] = ()
    debut: DateImprecise | None = None
    echeance: Echeance | None = None
    revisions: Liste[RevisionEcheance] = ()
    statut: StatutAction = "a_faire"
    avancement: Entier | None = None
    faite_le: DateImprecise | None = None
    preuve: IdDocument | None = None
    motif: Texte | None = None
    priorite: Literal["haute", "normale", "basse"] = "normale"
    commentaire: Texte | None = None

    @property
    def est_ouverte(self) -> bool:
        """Vrai tant que l'action n'est ni faite ni abandonnée."""
        return self.statut in ("a_faire", "en_cours")

    def est_faite(self, au: datetime.date) -> bool:
        """Vrai quand l'action est faite à cette date."""
        return self.statut == "faite" and (self.faite_le is None or self.faite_le.est_acquise(au))

    def est_ouverte_au(self, au: datetime.date) -> bool:
        """Vrai quand l'action était lancée et restait à faire à cette date, même si elle a été faite depuis."""
        return (self.debut is None or self.debut.debut <= au) and self.reste_a_faire(au)

    def reste_a_faire(self, au: datetime.date) -> bool:
        """Vrai quand l'action n'était ni faite ni abandonnée à cette date, lancée ou non."""
        return self.est_ouverte or (self.faite_le is not None and not self.faite_le.est_acquise(au))

    def retard(self, au: datetime.date, jalons: Mapping[str, DateImprecise]) -> DateImprecise | None:
        """L'échéance que l'action a dépassée à cette date ; `None` quand elle n'est pas en retard."""
        prevue = self.echeance_au(au)
        limite = prevue.resoudre(jalons) if prevue is not None and self.reste_a_faire(au) else None
        return limite if limite is not None and limite.est_depassee(au) else None

    def echeance_au(self, au: datetime.date) -> Echeance | None:
        """L'échéance en vigueur à une date : une révision décidée plus tard n'y change rien."""
        return _derniere(self.echeance, self.revisions, au)


class Jalon(Objet):
    """Une étape du rétroplanning : la date initiale reste, les révisions s'ajoutent."""

    intitule: Texte
    type: TypeJalon = "autre"
    date_initiale: Echeance
    revisions: Liste[RevisionEcheance] = ()
    realise_le: DateImprecise | None = None
    depend_de: Liste[IdJalon] = ()
    sites: Liste[IdSite] = ()
    services: Liste[IdService] = ()
    externe: Booleen = False
    reference: Texte | None = None
    commentaire: Texte | None = None

    def est_realise(self, au: datetime.date) -> bool:
        """Vrai quand l'étape est franchie à cette date."""
        return self.realise_le is not None and self.realise_le.est_acquise(au)

    def date_au(self, au: datetime.date) -> Echeance:
        """La date en vigueur à une date : une révision décidée plus tard n'y change rien."""
        return _derniere(self.date_initiale, self.revisions, au) or self.date_initiale


class Constat(Modele):
    """Ce que l'auditeur a relevé."""

    id: Identifiant
    nature: NatureConstat
    texte: Texte
    exigence: Reference | None = None
    site: IdSite | None = None
    service: IdService | None = None
    action: IdAction | None = None
    levee_le: DateImprecise | None = None
    preuve_levee: IdDocument | None = None


class Audit(Objet):
    """Un audit interne ou externe, prévu ou passé, et ses constats."""

    intitule: Texte
    nature: Literal["interne", "externe"]
    type: Literal["blanc", "labellisation", "suivi", "renouvellement", "autre"]
    referentiel: IdReferentiel | None = None
    date: Echeance
    sites: Liste[IdSite] = ()
    modules: Liste[Code] = ()
    organisme: Texte | None = None
    auditeur: Acteur | None = None
    rapport: IdDocument | None = None
    rapport_recu_le: DateImprecise | None = None
    delai_rapport: Duree | None = None
    restitution_orale: Booleen = False
    resultat: Literal["favorable", "favorable_sous_reserve", "defavorable"] | None = None
    constats: Liste[Constat] = ()
    commentaire: Texte | None = None
