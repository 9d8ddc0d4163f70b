"""Les réunions de toutes les instances : en-tête structuré, puis texte libre par point."""

import datetime
import re
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Booleen, IdAction, IdDocument, Identifiant, IdInstance, Liste, Modele, Objet, Texte
from qualicli.modeles.documents import Conservation
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
    time, BeforeValidator(_lire_heure), WithJsonSchema({"type": "string", "pattern": r"^\d{1,2} ?[hH:] ?(\d{2})?$"})
]


class Present(Modele):
    """Qui a assisté à une réunion, à quel titre, et s'il a émargé."""

    qui: Acteur
    college: Identifiant | None = None
    visa: Booleen | None = None


Presentation = Literal[
    "taux",
    "calendrier",
    "etapes",
    "actions",
    "enquete",
    "indicateurs",
    "reclamations",
    "comparaison",
    "labels",
    "referentiels",
    "modules",
    "historique",
    "composition",
    "role",
]
Renvoi = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*:[a-z0-9]+(-[a-z0-9]+)*$", max_length=161),
    Field(description="réunion:suggestion"),
]


class Point(Modele):
    """Un point de l'ordre du jour, ce que le dossier y présente de calculé, et son issue."""

    id: Identifiant
    titre: Texte
    issue: Literal["valide", "a_revoir", "information", "reporte"] | None = None
    elements: Liste[Texte] = ()
    presente: Liste[Presentation] = ()
    documents: Liste[IdDocument] = ()
    reprend: Liste[Renvoi] = ()


class Decision(Modele):
    """Une décision ou une demande, et l'action qui la suit."""

    id: Identifiant
    texte: Texte
    type: Literal["decision", "demande", "validation"] = "decision"
    objet: Literal["plan_actions", "bilan", "politique", "autre"] = "autre"
    point: Identifiant | None = None
    destinataires: Liste[Acteur] = ()
    echeance: Echeance | None = None
    action: IdAction | None = None


class Suggestion(Modele):
    """Une suggestion d'un participant, et la suite qui lui est donnée."""

    id: Identifiant
    texte: Texte
    auteur: Acteur | None = None
    college: Identifiant | None = None
    point: Identifiant | None = None
    suite: Literal["action", "soumise_a", "refusee", "information"] | None = None
    action: IdAction | None = None
    soumise_a: Liste[IdInstance] = ()
    motif: Texte | None = None
    reponse: Texte | None = None


class Etablissement(Modele):
    """Où et quand le compte rendu a été établi."""

    lieu: Texte | None = None
    date: DateImprecise


class Diffusion(Modele):
    """Où un compte rendu ou un document est diffusé."""

    canal: Literal["intranet", "internet", "messagerie", "affichage", "papier", "resana"]
    rubrique: Texte | None = None
    date: DateImprecise | None = None
    url: Texte | None = None


class Signataire(Modele):
    """Qui signe, et par délégation de qui."""

    qui: Acteur
    delegation: Texte | None = None


class ProchaineReunion(Modele):
    """La réunion suivante, annoncée avec sa date et ses conditions."""

    date: Echeance | None = None
    conditions: Liste[Texte] = ()


class Reunion(Objet):
    """Une réunion : ce qui s'y est dit, décidé, suggéré, et comment le compte rendu a vécu."""

    instance: IdInstance
    intitule: Texte | None = None
    type: Literal["ordinaire", "installation", "lancement", "etape", "bilan", "validation", "documentaire"] = (
        "ordinaire"
    )
    date: DateImprecise
    heure: Heure | None = None
    lieu: Texte | None = None
    president: Acteur | None = None
    objets: Liste[Texte] = ()
    ordre_du_jour: Liste[Point] = ()
    invites: Liste[Acteur] = ()
    presents: Liste[Present] = ()
    excuses: Liste[Acteur] = ()
    decisions: Liste[Decision] = ()
    suggestions: Liste[Suggestion] = ()
    documents_remis: Liste[IdDocument] = ()
    etabli: Etablissement | None = None
    cr_diffuse_le: DateImprecise | None = None
    destinataires: Liste[Texte] = ()
    diffusion: Liste[Diffusion] = ()
    conservation: Conservation | None = None
    signataire: Signataire | None = None
    prochaine: ProchaineReunion | None = None
    corps: str = Field(default="", alias="@corps")

    def est_tenue(self, au: datetime.date) -> bool:
        """Vrai quand la réunion a eu lieu à cette date."""
        return self.date.est_acquise(au)
