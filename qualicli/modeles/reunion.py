"""Les réunions de toutes les instances : en-tête structuré, puis texte libre par point."""

import datetime
import re
from datetime import time
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    IdAction,
    IdDocument,
    IdEnquete,
    Identifiant,
    IdIndicateur,
    IdInstance,
    Liste,
    Modele,
    Objet,
    Signification,
    Texte,
)
from qualicli.modeles.documents import Conservation
from qualicli.modeles.echange import Echange
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.echeances import Echeance


def _lire_heure(valeur: Any) -> time:
    if isinstance(valeur, time):
        return valeur
    trouve = re.fullmatch(r"(\d{1,2}) ?[hH:] ?(\d{2})?", str(valeur))
    heures, minutes = (int(trouve[1]), int(trouve[2] or 0)) if trouve else (24, 0)
    if heures > 23 or minutes > 59:
        raise PydanticCustomError("heure", "« {v} » n'est pas une heure : écrivez 11:00, 11h ou 11h30.", {"v": valeur})
    return time(heures, minutes)


Heure = Annotated[
    time,
    BeforeValidator(_lire_heure),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2} ?[hH:] ?(\d{2})?$", "examples": ["11:00", "9h30"]}),
]


class Present(Modele):
    """Qui a assisté à une réunion, à quel titre, et s'il a émargé."""

    qui: Acteur
    """La personne ou la fonction."""
    college: Identifiant | None = None
    """Le collège qu'elle représente."""
    visa: Booleen | None = None
    """A-t-elle émargé ?"""


# Ce qu'un point peut montrer d'après le dossier ; chaque valeur est le nom d'un bloc de compte rendu.
_PRESENTATIONS = {
    "taux": "les taux",
    "calendrier": "le calendrier à venir",
    "etapes": "les étapes",
    "actions": "les actions",
    "enquete": "les enquêtes présentées",
    "indicateurs": "les indicateurs",
    "audits": "les audits de l'année écoulée et la suite de leurs constats",
    "reclamations": "les suggestions et réclamations reçues",
    "comparaison": "la comparaison des référentiels",
    "labels": "les labels",
    "referentiels": "les référentiels",
    "modules": "les modules de chaque site",
    "historique": "l'historique",
    "composition": "la composition de l'instance",
    "role": "le rôle de l'instance",
}
if TYPE_CHECKING:
    Presentation: TypeAlias = str
else:
    Presentation = Annotated[Literal[tuple(_PRESENTATIONS)], Signification(**_PRESENTATIONS)]
Renvoi = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*:[a-z0-9]+(-[a-z0-9]+)*$", max_length=161),
    Field(description="réunion:suggestion"),
]


class Point(Modele):
    """Un point de l'ordre du jour, ce que le dossier y présente de calculé, et son issue."""

    id: Identifiant
    """L'identifiant du point, dans cette réunion."""
    titre: Texte
    """Le titre du point."""
    issue: Literal["valide", "a_revoir", "information", "reporte"] | None = None
    """Ce qui en est sorti."""
    elements: Liste[Texte] = ()
    """Ce qu'il comprend."""
    presente: Liste[Presentation] = ()
    """Ce que le compte rendu y montre d'après le dossier, dans cet ordre."""
    indicateurs: Liste[IdIndicateur] = ()
    """Les indicateurs que montre `presente: [indicateurs]`, dans cet ordre ; tous par défaut."""
    enquetes: Liste[IdEnquete] = ()
    """Les enquêtes que montre `presente: [enquete]`, dans cet ordre ; par défaut, celles qui disent y être présentées."""
    documents: Liste[IdDocument] = ()
    """Les documents examinés."""
    reprend: Liste[Renvoi] = ()
    """Les suggestions soumises à l'instance que ce point reprend : `réunion:suggestion`."""


class Decision(Modele):
    """Une décision ou une demande, et l'action qui la suit."""

    completables = frozenset({"action"})

    id: Identifiant
    """L'identifiant de la décision, dans cette réunion."""
    texte: Texte
    """Ce qui est décidé."""
    type: Literal["decision", "demande", "validation"] = "decision"
    """Le genre de décision."""
    objet: Literal["plan_actions", "bilan", "politique", "autre"] = "autre"
    """Ce sur quoi elle porte ; une validation du plan d'actions tient jusqu'à la révision suivante d'une échéance."""
    point: Identifiant | None = None
    """Le point de l'ordre du jour dont elle vient."""
    destinataires: Liste[Acteur] = ()
    """Qui doit l'exécuter."""
    echeance: Echeance | None = None
    """Pour quand ; elle demande alors une action."""
    action: IdAction | None = None
    """L'action qui la suit."""


class Suggestion(Modele):
    """Une suggestion d'un participant, et la suite qui lui est donnée."""

    completables = frozenset({"suite", "action", "soumise_a", "motif"})

    id: Identifiant
    """L'identifiant de la suggestion, dans cette réunion."""
    texte: Texte
    """Ce qui est proposé."""
    auteur: Acteur | None = None
    """Qui propose."""
    college: Identifiant | None = None
    """Le collège qui propose."""
    point: Identifiant | None = None
    """Le point de l'ordre du jour dont elle vient."""
    suite: Literal["action", "soumise_a", "refusee", "information"] | None = None
    """La suite donnée."""
    action: IdAction | None = None
    """L'action, quand la suite est `action`."""
    soumise_a: Liste[IdInstance] = ()
    """Les instances saisies, quand la suite est `soumise_a`."""
    motif: Texte | None = None
    """Pourquoi elle est refusée, quand la suite est `refusee`."""
    reponse: Texte | None = None
    """Ce qui a été répondu en séance."""


class Etablissement(Modele):
    """Où et quand le compte rendu a été établi."""

    lieu: Texte | None = None
    """Où il a été établi."""
    date: DateImprecise
    """Quand il a été établi."""


class Diffusion(Modele):
    """Où un compte rendu ou un document est diffusé."""

    canal: Literal["intranet", "internet", "messagerie", "affichage", "papier", "resana"]
    """Par quelle voie il est diffusé."""
    rubrique: Texte | None = None
    """La rubrique du site où on le trouve."""
    date: DateImprecise | None = None
    """Quand il a été diffusé."""
    url: Texte | None = None
    """L'adresse où on le trouve."""


class Signataire(Modele):
    """Qui signe, et par délégation de qui."""

    qui: Acteur
    """Qui signe."""
    delegation: Texte | None = None
    """La formule de délégation."""


class ProchaineReunion(Modele):
    """La réunion suivante, annoncée avec sa date et ses conditions."""

    date: Echeance | None = None
    """Quand elle se tiendra."""
    conditions: Liste[Texte] = ()
    """À quelles conditions elle se tiendra."""


class Reunion(Objet):
    """Une réunion : ce qui s'y est dit, décidé, suggéré, et comment le compte rendu a vécu."""

    completables = frozenset({"etabli", "cr_diffuse_le", "diffusion", "echanges"})

    instance: IdInstance
    """L'instance réunie."""
    intitule: Texte | None = None
    """Le titre ; par défaut, celui de l'instance."""
    type: Literal["ordinaire", "installation", "lancement", "etape", "bilan", "validation", "documentaire"] = (
        "ordinaire"
    )
    """Ce à quoi sert la réunion."""
    date: DateImprecise
    """Quand elle se tient."""
    heure: Heure | None = None
    """À quelle heure elle commence."""
    lieu: Texte | None = None
    """Où elle se tient."""
    president: Acteur | None = None
    """Qui la préside."""
    objets: Liste[Texte] = ()
    """Ce pour quoi elle est réunie."""
    ordre_du_jour: Liste[Point] = ()
    """Les points à traiter."""
    invites: Liste[Acteur] = ()
    """Qui est invité."""
    presents: Liste[Present] = ()
    """Qui est venu."""
    excuses: Liste[Acteur] = ()
    """Qui s'est excusé."""
    decisions: Liste[Decision] = ()
    """Ce qui est décidé ou demandé."""
    suggestions: Liste[Suggestion] = ()
    """Ce que proposent les participants."""
    documents_remis: Liste[IdDocument] = ()
    """Les documents remis en séance."""
    etabli: Etablissement | None = None
    """Où et quand le compte rendu a été établi."""
    cr_diffuse_le: DateImprecise | None = None
    """Quand le compte rendu a été diffusé."""
    destinataires: Liste[Texte] = ()
    """À qui le compte rendu est destiné."""
    diffusion: Liste[Diffusion] = ()
    """Où le compte rendu est diffusé."""
    conservation: Conservation | None = None
    """Qui conserve le compte rendu."""
    signataire: Signataire | None = None
    """Qui signe le compte rendu."""
    prochaine: ProchaineReunion | None = None
    """La réunion suivante."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""
    corps: str = Field(default="", alias="@corps")

    def est_tenue(self, au: datetime.date) -> bool:
        """Vrai quand la réunion a eu lieu à cette date."""
        return self.date.est_acquise(au)
