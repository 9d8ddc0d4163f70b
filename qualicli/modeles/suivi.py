"""Ce qui s'évalue et ce qui reste à faire : auto-évaluations, actions, jalons."""

import datetime
from collections.abc import Mapping
from typing import Literal

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Code,
    Entier,
    IdCampagne,
    IdDocument,
    Identifiant,
    IdJalon,
    IdReunion,
    IdService,
    IdSite,
    Liste,
    Modele,
    Objet,
    Reference,
    Texte,
)
from qualicli.modeles.echange import Echange
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.echeances import Echeance

Statut = Literal["realise", "partiel", "non_realise", "sans_objet"]
Origine = Literal["referent", "groupe_travail", "audit", "enquete", "clu", "agent", "reprise", "autre"]
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


class Evaluation(Modele):
    """Une ligne du journal d'auto-évaluation : on ajoute, on n'écrase pas."""

    exigence: Code
    """Le code de l'exigence ; celui de l'engagement quand ses exigences ne sont pas connues."""
    statut: Statut
    """Le jugement porté sur l'exigence."""
    date: DateImprecise
    """Quand le jugement a été porté."""
    origine: Origine = "referent"
    """D'où vient le jugement."""
    site: IdSite | None = None
    """Le seul site jugé ; tous par défaut."""
    service: IdService | None = None
    """Le seul service jugé, quand l'exigence s'évalue par service."""
    campagne: IdCampagne | None = None
    """La campagne dont elle fait partie (`campagnes`, dans `qualicli.yaml`)."""
    reunion: IdReunion | None = None
    """La réunion où le jugement a été porté."""
    commentaire: Texte | None = None
    """Ce qui l'explique."""
    motif: Texte | None = None
    """Pourquoi c'est « sans objet » ; obligatoire dans ce cas."""
    reprise_de: Liste[Reference] = ()
    """Les exigences d'un autre référentiel dont ce jugement est repris ; va avec `origine: reprise`."""
    vaut_pour: Liste[Reference] = ()
    """Les exigences « identiques » d'un autre référentiel pour lesquelles ce jugement vaut aussi."""


class PiloteDeSite(Modele):
    """Le service qui porte un engagement sur un site."""

    site: IdSite
    """Le site."""
    service: IdService
    """Le service qui l'y porte."""


class SuiviEngagement(Objet):
    """L'auto-évaluation d'un engagement ; le référentiel est donné par le dossier du fichier."""

    engagement: Code
    """Le code de l'engagement (ou du module, s'il s'évalue d'un bloc)."""
    pilote: IdService | None = None
    """Le service qui le porte."""
    pilotes: Liste[PiloteDeSite] = ()
    """Les services qui le portent sur un site, quand ce n'est pas `pilote`."""
    commentaire: Texte | None = None
    """Un texte libre."""
    evaluations: Liste[Evaluation] = ()
    """Les évaluations ; on ajoute une ligne, on n'en change pas."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""

    def pilote_de(self, site: str) -> str | None:
        """Le service qui le porte sur ce site : le sien, sinon celui de tous."""
        return next((p.service for p in self.pilotes if p.site == site), self.pilote)

    @property
    def referentiel(self) -> str:
        """Le référentiel, d'après le chemin `engagements/<référentiel>/<numéro>.yaml`."""
        return self.fichier.split("/")[1]


class OrigineDetaillee(Modele):
    """D'où vient une action, et l'objet qui l'a fait naître."""

    type: OrigineAction
    """Le genre d'origine."""
    objet: Identifiant | None = None
    """L'objet qui l'a fait naître : réunion, audit, enquête, retour…"""


class RevisionEcheance(Modele):
    """Une échéance repoussée ou avancée : la date précédente reste."""

    nouvelle: Echeance
    """La nouvelle échéance."""
    motif: Texte | None = None
    """Pourquoi l'échéance change ; `valider` l'exige."""
    decide_par: Acteur | None = None
    """Qui a demandé le changement."""
    le: DateImprecise | None = None
    """Quand on l'a décidé."""

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
    """Ce qu'il faut faire."""
    couvre: Liste[Reference] = ()
    """Les références qu'elle fait avancer."""
    origine: OrigineDetaillee | None = None
    """D'où elle vient."""
    responsable: Acteur | None = None
    """Qui la mène ; `valider` l'exige tant qu'elle n'est pas abandonnée."""
    service: IdService | None = None
    """Le service concerné."""
    sites: Liste[IdSite] = ()
    """Les sites concernés."""
    debut: DateImprecise | None = None
    """Quand elle commence."""
    echeance: Echeance | None = None
    """Pour quand ; `valider` l'exige tant qu'elle n'est pas abandonnée."""
    revisions: Liste[RevisionEcheance] = ()
    """Les échéances suivantes ; la dernière fait foi, la première reste."""
    statut: StatutAction = "a_faire"
    """Où elle en est."""
    avancement: Entier | None = None
    """Ce qui en est fait, de 0 à 100."""
    faite_le: DateImprecise | None = None
    """Quand elle a été faite ; va avec `statut: faite`."""
    preuve: IdDocument | None = None
    """Le document qui montre qu'elle est faite."""
    motif: Texte | None = None
    """Pourquoi elle est abandonnée."""
    priorite: Literal["haute", "normale", "basse"] = "normale"
    """Sa priorité."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""

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
    """Le nom de l'étape."""
    type: TypeJalon = "autre"
    """Le genre d'étape."""
    date_initiale: Echeance
    """La première date fixée."""
    revisions: Liste[RevisionEcheance] = ()
    """Les dates suivantes ; la dernière fait foi."""
    realise_le: DateImprecise | None = None
    """Quand l'étape a eu lieu."""
    depend_de: Liste[IdJalon] = ()
    """Les jalons qui doivent venir avant."""
    sites: Liste[IdSite] = ()
    """Les sites concernés."""
    services: Liste[IdService] = ()
    """Les services concernés."""
    externe: Booleen = False
    """La date dépend de quelqu'un d'autre."""
    reference: Texte | None = None
    """Le texte ou l'acte qui la fixe."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""

    def est_realise(self, au: datetime.date) -> bool:
        """Vrai quand l'étape est franchie à cette date."""
        return self.realise_le is not None and self.realise_le.est_acquise(au)

    def date_au(self, au: datetime.date) -> Echeance:
        """La date en vigueur à une date : une révision décidée plus tard n'y change rien."""
        return _derniere(self.date_initiale, self.revisions, au) or self.date_initiale
