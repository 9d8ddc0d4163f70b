"""Les audits, et ce qu'ils ont relevé."""

import datetime
from collections.abc import Iterator
from typing import Annotated, Literal

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Code,
    Entier,
    IdAction,
    IdDocument,
    Identifiant,
    IdReferentiel,
    IdService,
    IdSite,
    Liste,
    Modele,
    Nombre,
    Objet,
    Reference,
    Signification,
    Texte,
)
from qualicli.modeles.constats import CodeGrade
from qualicli.modeles.reunion import Heure
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance


class RevisionConstat(Modele):
    """Un constat gradué à nouveau, après la réponse à l'auditeur."""

    nature: CodeGrade
    """Sa nouvelle gravité."""
    le: DateImprecise | None = None
    """Quand elle a été décidée."""
    motif: Texte | None = None
    """Pourquoi."""


class Constat(Modele):
    """Ce que l'auditeur a relevé ; plusieurs constats peuvent viser la même exigence."""

    completables = frozenset(
        {"revisions", "cause", "correction", "action", "levee_le", "preuve_levee"}
        | {"verifie_par", "verifie_le", "reporte_a"}
    )

    id: Identifiant
    """L'identifiant du constat, dans cet audit."""
    nature: CodeGrade
    """Sa gravité : un grade de l'échelle de son référentiel, à défaut de celle du format."""
    texte: Texte
    """Ce qui a été relevé."""
    exigence: Reference | None = None
    """L'exigence ou l'engagement visé."""
    vaut_pour: Liste[Reference] = ()
    """Les exigences d'un autre référentiel que ce constat vise aussi."""
    site: IdSite | None = None
    """Le site où il a été fait."""
    service: IdService | None = None
    """Le service où il a été fait."""
    remarque: Texte | None = None
    """Ce que l'auditeur ajoute : ce qu'il a vu, à qui il a parlé."""
    revisions: Liste[RevisionConstat] = ()
    """Les gravités suivantes ; la dernière fait foi, la première reste."""
    scinde_de: Identifiant | None = None
    """Le constat de cet audit dont il a été détaché ; celui-ci ne compte alors plus."""
    scinde_le: DateImprecise | None = None
    """Quand il en a été détaché."""
    cause: Texte | None = None
    """Ce qui l'explique, après analyse."""
    correction: Texte | None = None
    """Ce qui a été fait sans attendre."""
    action: IdAction | None = None
    """L'action corrective ; attendue d'un constat grave."""
    levee_le: DateImprecise | None = None
    """Quand il a été levé."""
    preuve_levee: IdDocument | None = None
    """Le document qui montre qu'il est levé."""
    verifie_par: Acteur | None = None
    """Qui a vérifié la levée."""
    verifie_le: DateImprecise | None = None
    """Quand la levée a été vérifiée."""
    reporte_a: Identifiant | None = None
    """L'audit suivant, qui vérifiera ce constat."""

    def nature_au(self, au: datetime.date) -> str:
        """Sa gravité, telle qu'on la connaissait à une date."""
        connues = (r.nature for r in reversed(self.revisions) if r.le is None or r.le.est_acquise(au))
        return next(connues, self.nature)

    def est_leve(self, au: datetime.date) -> bool:
        """Vrai quand il est levé à cette date."""
        return self.levee_le is not None and self.levee_le.est_acquise(au)

    def est_verifie(self, au: datetime.date) -> bool:
        """Vrai quand quelqu'un a vérifié la levée à cette date."""
        return self.verifie_par is not None and (self.verifie_le is None or self.verifie_le.est_acquise(au))

    def est_detache(self, au: datetime.date) -> bool:
        """Vrai quand il existe à cette date : un constat né d'un autre n'existe que lorsqu'il en est détaché."""
        return self.scinde_le is None or self.scinde_le.est_acquise(au)


class MomentAudit(Modele):
    """Un moment du plan d'audit."""

    objet: Texte
    """Ce qui est vu."""
    jour: DateImprecise | None = None
    """Le jour, quand l'audit en a plusieurs."""
    heure: Heure | None = None
    """À quelle heure il commence."""
    fin: Heure | None = None
    """À quelle heure il finit."""
    lieu: Texte | None = None
    """Où."""
    qui: Liste[Acteur] = ()
    """Qui l'auditeur rencontre."""


class PieceDemandee(Modele):
    """Une pièce que l'auditeur demande avant de venir."""

    completables = frozenset({"document", "remise_le"})

    intitule: Texte
    """La pièce."""
    pour_le: Echeance | None = None
    """Pour quand ; à défaut, quand les pièces de l'audit sont dues."""
    document: IdDocument | None = None
    """Le document qui y répond."""
    remise_le: DateImprecise | None = None
    """Quand elle a été remise."""

    def est_remise(self, au: datetime.date) -> bool:
        """Vrai quand elle est remise à cette date."""
        return self.remise_le is not None and self.remise_le.est_acquise(au)


class Audit(Objet):
    """Un audit interne ou externe, prévu ou passé, et ses constats."""

    completables = frozenset({"rapport", "rapport_recu_le", "resultat"})

    intitule: Texte
    """Le nom de l'audit."""
    nature: Annotated[
        Literal["interne", "externe"], Signification(interne="par la démarche elle-même", externe="par un organisme")
    ]
    """Par qui il est mené."""
    type: Annotated[
        Literal["blanc", "labellisation", "suivi", "renouvellement", "autre"],
        Signification(
            blanc="à blanc, pour se préparer",
            labellisation="pour obtenir le label",
            suivi="entre deux labellisations",
            renouvellement="pour garder le label",
            autre="autre",
        ),
    ]
    """Ce à quoi il sert."""
    referentiel: IdReferentiel | None = None
    """Le référentiel audité ; tous ceux du périmètre par défaut."""
    date: Echeance
    """Quand il se tient."""
    sites: Liste[IdSite] = ()
    """Les sites visités."""
    modules: Liste[Code] = ()
    """Les modules audités."""
    rang: Entier | None = None
    """Le rang d'un audit de suivi, de 1 au dernier."""
    perimetre: Texte | None = None
    """Son périmètre, en mots."""
    effectif: Entier | None = None
    """Combien de personnes y travaillent."""
    duree: Nombre | None = None
    """Combien de jours il dure : `1,5`."""
    organisme: Texte | None = None
    """L'organisme certificateur ; `valider` l'attend d'un audit externe."""
    auditeur: Acteur | None = None
    """Qui audite, ou conduit l'équipe."""
    equipe: Liste[Acteur] = ()
    """Les autres membres de l'équipe d'audit."""
    contrat: Texte | None = None
    """La référence du contrat passé avec l'organisme."""
    plan: Liste[MomentAudit] = ()
    """Le plan de l'audit, moment par moment."""
    pieces_demandees: Liste[PieceDemandee] = ()
    """Les pièces que l'auditeur demande d'avance."""
    rapport: IdDocument | None = None
    """Le rapport, dans la base documentaire."""
    rapport_recu_le: DateImprecise | None = None
    """Quand le rapport a été reçu."""
    delai_rapport: Duree | None = None
    """En combien de temps le rapport est attendu."""
    restitution_orale: Booleen = False
    """L'auditeur rend compte de vive voix le jour même."""
    resultat: Literal["favorable", "favorable_sous_reserve", "defavorable"] | None = None
    """La conclusion de l'audit."""
    constats: Liste[Constat] = ()
    """Ce que l'auditeur a relevé."""
    commentaire: Texte | None = None
    """Un texte libre."""

    def est_scinde(self, constat: Constat, au: datetime.date) -> bool:
        """Vrai quand d'autres constats ont pris sa place à cette date."""
        # Deux constats détachés l'un de l'autre disparaîtraient ensemble : la faute est dite, aucun n'est tu.
        if self.vient_de_lui_meme(constat):
            return False
        return any(c.scinde_de == constat.id and c.est_detache(au) for c in self.constats)

    def vient_de_lui_meme(self, constat: Constat) -> bool:
        """Vrai quand ses origines, de proche en proche, ramènent à lui."""
        origines = {c.id: c.scinde_de for c in self.constats}
        vus, courant = set[str](), constat.scinde_de
        while courant is not None and courant not in vus and courant != constat.id:
            vus.add(courant)
            courant = origines.get(courant)
        return courant == constat.id

    def constats_au(self, au: datetime.date) -> Iterator[tuple[int, Constat]]:
        """Les constats qui comptent à cette date, et leur rang dans le fichier : ni scindés, ni pas encore détachés."""
        for rang, constat in enumerate(self.constats):
            if constat.est_detache(au) and not self.est_scinde(constat, au):
                yield rang, constat
