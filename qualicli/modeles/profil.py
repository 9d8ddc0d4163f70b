"""Le profil d'un tableur : comment les colonnes d'un service deviennent les champs d'une famille d'objets."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from qualicli.modeles.base import Entier, Identifiant, Liste, Modele, Objet, Signification, Table, Texte

FamilleVisee = Annotated[
    Literal["actions", "preuves", "procedures", "jalons", "reunions", "formations", "engagements", "referentiels"],
    Signification(
        actions="des actions",
        preuves="des preuves",
        procedures="des fiches de procédure",
        jalons="des jalons",
        reunions="des réunions",
        formations="des formations et leurs sessions",
        engagements="des évaluations",
        referentiels="une grille qui complète un référentiel",
    ),
]
OrdreDate = Annotated[
    Literal["jour_mois_annee", "mois_jour_annee", "annee_mois_jour"],
    Signification(jour_mois_annee="31/12/2021", mois_jour_annee="12/31/2021", annee_mois_jour="2021/12/31"),
]

CHAMPS: Mapping[str, tuple[str, ...]] = {
    "actions": (
        "intitule",
        "couvre",
        "service",
        "responsable",
        "sites",
        "priorite",
        "debut",
        "echeance",
        "motif_report",
        "statut",
        "avancement",
        "faite_le",
        "preuve",
        "motif",
        "commentaire",
    ),
    "preuves": (
        "intitule",
        "type",
        "service",
        "version",
        "date",
        "caducite",
        "motif",
        "acces",
        "public",
        "etat",
        "couvre",
        "emplacement",
        "commentaire",
    ),
    "procedures": ("intitule", "code", "service", "etat", "redige_par", "responsable", "valide_par"),
    "jalons": (
        "intitule",
        "type",
        "date_initiale",
        "echeance",
        "motif_report",
        "realise_le",
        "services",
        "commentaire",
    ),
    "reunions": ("instance", "date", "intitule", "type", "heure", "lieu", "president", "cr_diffuse_le"),
    "formations": (
        "intitule",
        "service",
        "prevue",
        "reportee",
        "motif_report",
        "realisee",
        "annulee_le",
        "motif",
        "lieu",
        "prevus",
        "formes",
        "emargement",
    ),
    "engagements": ("referentiel", "exigence", "site", "service", "statut", "date", "commentaire"),
    "referentiels": (
        "module",
        "engagement",
        "titre",
        "exigence",
        "texte",
        "preuves",
        "periodicite",
        "par_service",
        "cible",
        "canaux",
        "note",
    ),
}
OBLIGATOIRES: Mapping[str, tuple[str, ...]] = {
    "actions": ("intitule",),
    "preuves": ("intitule", "type"),
    "procedures": ("intitule",),
    "jalons": ("intitule", "date_initiale"),
    "reunions": ("instance", "date"),
    "formations": ("intitule", "prevue"),
    "engagements": ("exigence", "statut"),
    "referentiels": ("exigence",),
}
# Une ligne s'y reconnaît à un numéro, ou à son intitulé ; ailleurs, à ce qui la distingue des autres.
IDENTIFIABLES = ("actions", "preuves", "procedures", "jalons")
CLES: Mapping[str, tuple[str, ...]] = {
    "reunions": ("instance", "date"),
    "formations": ("intitule", "prevue", "service"),
}


class ColonneProfil(Modele):
    """Une colonne du tableur, le champ qu'elle remplit, et ce que veulent dire ses mots."""

    titre: Texte
    """Le titre de la colonne, accents et majuscules indifférents."""
    champ: Texte
    """Le champ qu'elle remplit."""
    valeurs: Table[Texte] = Field(default_factory=dict)
    """Ce que veulent dire les mots du service : son mot, puis la valeur du dossier."""


class Profil(Objet):
    """Comment lire le tableur d'un service : où sont ses lignes, et ce que chaque colonne devient."""

    format: Literal["1"]
    """La version du format."""
    famille: FamilleVisee
    """Ce que deviennent les lignes."""
    intitule: Texte | None = None
    """Ce que le service appelle ce tableur."""
    feuille: Texte | None = None
    """Le nom de la feuille ; sinon, celle où sont les colonnes."""
    entete: Entier | None = None
    """Le numéro de la ligne d'en-têtes ; sinon, elle est retrouvée."""
    identifiant: Texte | None = None
    """Le titre de la colonne qui identifie une ligne ; sinon, c'est son intitulé."""
    prefixe: Identifiant | None = None
    """Ce qui précède cet identifiant, pour que deux services aient chacun leur n° 1."""
    dates: OrdreDate = "jour_mois_annee"
    """L'ordre des dates tapées en chiffres."""
    colonnes: Liste[ColonneProfil]
    """Les colonnes lues ; les autres sont ignorées."""
    constantes: Table[Texte] = Field(default_factory=dict)
    """Par champ, la valeur des cellules vides et des colonnes absentes."""

    @property
    def champs(self) -> tuple[str, ...]:
        """Les champs que le profil remplit, par une colonne ou par une constante."""
        return (*(c.champ for c in self.colonnes), *self.constantes)

    @property
    def manquants(self) -> tuple[str, ...]:
        """Les champs obligatoires que rien ne remplit."""
        return tuple(c for c in OBLIGATOIRES[self.famille] if c not in self.champs)
