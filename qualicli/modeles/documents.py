"""La base documentaire : preuves et procédures, leur validité, leurs accès."""

import datetime
import posixpath
import unicodedata
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Entier,
    IdDocument,
    IdService,
    IdSite,
    Liste,
    Modele,
    Objet,
    Reference,
    Texte,
    UnOuPlusieurs,
)
from qualicli.modeles.temps import Caducite, DateImprecise, Duree

TypeDocument = Literal[
    "fiche_procedure",
    "courrier_type",
    "guide",
    "charte",
    "affiche",
    "formulaire",
    "tableau_suivi",
    "tableau_bord",
    "releve",
    "photo",
    "capture",
    "attestation",
    "emargement",
    "enquete",
    "statistiques",
    "lettre_mission",
    "decision",
    "note",
    "compte_rendu",
    "bilan",
    "plan",
    "grille",
    "rapport_audit",
    "organigramme",
    "support",
    "publication",
    "autre",
]
Acces = Literal["intranet", "internet", "affichage", "presentoir", "service", "dossier_commun", "resana"]
Public = Literal["agents", "usagers", "tous"]
EtatDocument = Literal["a_rediger", "en_redaction", "en_validation", "brouillon", "validee", "diffusee"]
Empreinte = Annotated[
    str,
    StringConstraints(pattern=r"^(sha256:)?[0-9a-f]{64}$"),
    Field(description="empreinte SHA-256 de la pièce jointe"),
]


class Lecture(Modele):
    """La prise de connaissance d'un document par les agents d'un service, comptée sans nom."""

    service: IdService
    date: DateImprecise
    agents: Entier | None = None


class Conservation(Modele):
    """Qui conserve un document, où et combien de temps."""

    par: Acteur | None = None
    duree: Duree | None = None
    lieu: Texte | None = None


class Document(Objet):
    """Ce que partagent une preuve et une procédure."""

    intitule: Texte
    service: IdService | None = None
    sites: Liste[IdSite] = ()
    version: Texte | None = None
    date: DateImprecise | None = None
    caducite: Caducite | None = None
    motif: Texte | None = None
    periodicite: Duree | None = None
    etat: EtatDocument = "validee"
    acces: Liste[Acces] = ()
    public: Public = "agents"
    interne: Booleen = False
    couvre: Liste[Reference] = ()
    responsable: Acteur | None = None
    valide_par: Acteur | None = None
    remplace: IdDocument | None = None
    conservation: Conservation | None = None
    lectures: Liste[Lecture] = ()
    commentaire: Texte | None = None

    @property
    def type_document(self) -> str:
        """Le type du document, pour la base documentaire et les preuves attendues."""
        raise NotImplementedError

    @property
    def fin_validite(self) -> DateImprecise | None:
        """La date de caducité, quand le document en a une."""
        return self.caducite if isinstance(self.caducite, DateImprecise) else None

    def est_caduc(self, au: datetime.date) -> bool:
        """Vrai quand la caducité est passée à cette date."""
        fin = self.fin_validite
        return fin is not None and fin.est_depassee(au)

    @property
    def est_en_vigueur(self) -> bool:
        """Vrai quand le document n'est plus un travail en cours."""
        return self.etat in ("validee", "diffusee")


class Preuve(Document):
    """Une fiche de la base documentaire ; la pièce elle-même est jointe, en ligne, ou rangée ailleurs."""

    type: TypeDocument
    fichier_joint: Texte | None = Field(default=None, alias="fichier")
    empreinte: Empreinte | None = None
    url: Texte | None = None
    emplacement: UnOuPlusieurs[Texte] = ()
    description: Texte | None = None
    corps: str = Field(default="", alias="@corps")

    @property
    def type_document(self) -> str:
        """Le type déclaré."""
        return self.type

    @property
    def piece(self) -> str | None:
        """Le chemin de la pièce jointe, relatif au dossier ; peut en sortir : une règle le dit."""
        if self.fichier_joint is None:
            return None
        chemin = posixpath.normpath(posixpath.join(posixpath.dirname(self.fichier), self.fichier_joint))
        return unicodedata.normalize("NFC", chemin)  # comme les noms de l'inventaire


class Procedure(Document):
    """Une fiche de procédure : en-tête et corps en Markdown."""

    code: Texte | None = None
    redige_par: Acteur | None = None
    corps: str = Field(default="", alias="@corps")

    @property
    def type_document(self) -> str:
        """Toujours une fiche de procédure."""
        return "fiche_procedure"
