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
from qualicli.modeles.echange import Echange
from qualicli.modeles.temps.dates import Caducite, DateImprecise
from qualicli.modeles.temps.durees import Duree

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
    "message",
    "autre",
]
Acces = Literal["intranet", "internet", "affichage", "presentoir", "service", "dossier_commun", "resana"]
Public = Literal["agents", "usagers", "tous"]
EtatDocument = Literal["a_rediger", "en_redaction", "en_validation", "brouillon", "validee", "diffusee"]
# Les pièces que l'outil sait ranger à côté d'une fiche : des documents, jamais un programme ni une page qui s'exécute.
EXTENSIONS_DE_PIECE = tuple(
    f".{e}"
    for e in (
        *("pdf", "odt", "ods", "odp", "odg", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "rtf", "txt", "csv"),
        *("jpg", "jpeg", "png", "gif", "webp", "heic", "tif", "tiff", "bmp", "mp3", "mp4", "eml", "msg", "zip"),
    )
)
Empreinte = Annotated[
    str, StringConstraints(pattern=r"^(sha256:)?[0-9a-f]{64}$"), Field(examples=["sha256:" + 8 * "0123abcd"])
]


class Lecture(Modele):
    """La prise de connaissance d'un document par les agents d'un service, comptée sans nom."""

    service: IdService
    """Le service qui l'a lu."""
    date: DateImprecise
    """Quand il l'a lu."""
    agents: Entier | None = None
    """Combien d'agents l'ont lu."""


class Conservation(Modele):
    """Qui conserve un document, où et combien de temps."""

    par: Acteur | None = None
    """Qui le conserve."""
    duree: Duree | None = None
    """Combien de temps on le conserve."""
    lieu: Texte | None = None
    """Où on le conserve : GED, armoire…"""


class Document(Objet):
    """Ce que partagent une preuve et une procédure."""

    intitule: Texte
    """Le titre du document."""
    service: IdService | None = None
    """Le service qu'il concerne ; une exigence évaluée par service n'est prouvée que pour lui."""
    sites: Liste[IdSite] = ()
    """Les sites pour lesquels il vaut ; tous par défaut."""
    version: Texte | None = None
    """Le numéro de version."""
    date: DateImprecise | None = None
    """La date du document ; sans elle, il ne prouve rien."""
    caducite: Caducite | None = None
    """Jusqu'à quand il vaut."""
    motif: Texte | None = None
    """Pourquoi la caducité est « sans objet »."""
    periodicite: Duree | None = None
    """Tous les combien il se renouvelle."""
    etat: EtatDocument = "validee"
    """Où en est sa rédaction ; seuls `validee` et `diffusee` sont en vigueur."""
    acces: Liste[Acces] = ()
    """Où on le trouve."""
    public: Public = "agents"
    """À qui il est destiné."""
    interne: Booleen = False
    """À ne jamais publier sur l'internet."""
    couvre: Liste[Reference] = ()
    """Les références qu'il prouve."""
    responsable: Acteur | None = None
    """Qui le tient à jour."""
    valide_par: Acteur | None = None
    """Qui l'a validé."""
    remplace: IdDocument | None = None
    """Le document qu'il remplace."""
    conservation: Conservation | None = None
    """Qui le conserve, et combien de temps."""
    lectures: Liste[Lecture] = ()
    """Qui en a pris connaissance, compté sans nom ; une version plus récente est à relire."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""

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
    """Le type de document ; c'est lui que le référentiel demande."""
    fichier_joint: Texte | None = Field(default=None, alias="fichier")
    """La pièce jointe, par son chemin depuis la fiche ; il ne sort pas du dossier."""
    empreinte: Empreinte | None = None
    """L'empreinte de la pièce, pour voir si elle change."""
    url: Texte | None = None
    """L'adresse de la pièce."""
    emplacement: UnOuPlusieurs[Texte] = ()
    """Où la trouver : papier, GED, réseau."""
    description: Texte | None = None
    """Ce qu'elle montre."""
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
    """Le numéro de la fiche dans le classement du service."""
    redige_par: Acteur | None = None
    """Qui l'a écrite."""
    corps: str = Field(default="", alias="@corps")

    @property
    def type_document(self) -> str:
        """Toujours une fiche de procédure."""
        return "fiche_procedure"
