"""Les audits, et ce qu'ils ont relevé."""

from typing import Annotated, Literal

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Code,
    IdAction,
    IdDocument,
    Identifiant,
    IdReferentiel,
    IdService,
    IdSite,
    Liste,
    Modele,
    Objet,
    Reference,
    Signification,
    Texte,
)
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance

NatureConstat = Literal["conforme", "point_fort", "point_sensible", "ecart", "non_conformite"]


class Constat(Modele):
    """Ce que l'auditeur a relevé."""

    id: Identifiant
    """L'identifiant du constat, dans cet audit."""
    nature: NatureConstat
    """Sa gravité."""
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
    action: IdAction | None = None
    """L'action qui y répond ; attendue pour une non-conformité ou un écart."""
    levee_le: DateImprecise | None = None
    """Quand il a été levé."""
    preuve_levee: IdDocument | None = None
    """Le document qui montre qu'il est levé."""


class Audit(Objet):
    """Un audit interne ou externe, prévu ou passé, et ses constats."""

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
    organisme: Texte | None = None
    """L'organisme certificateur ; `valider` l'attend d'un audit externe."""
    auditeur: Acteur | None = None
    """Qui audite."""
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
