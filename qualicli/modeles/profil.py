"""Le profil d'un tableur : comment les colonnes d'un service deviennent les champs d'une famille d'objets."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from qualicli.modeles.base import Entier, Identifiant, Liste, Modele, Objet, Table, Texte

FamilleVisee = Literal[
    "actions", "preuves", "procedures", "jalons", "reunions", "formations", "engagements", "referentiels"
]
OrdreDate = Literal["jour_mois_annee", "mois_jour_annee", "annee_mois_jour"]

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
    champ: Texte
    valeurs: Table[Texte] = Field(default_factory=dict)


class Profil(Objet):
    """Comment lire le tableur d'un service : où sont ses lignes, et ce que chaque colonne devient."""

    format: Literal["1"]
    famille: FamilleVisee
    intitule: Texte | None = None
    feuille: Texte | None = None
    entete: Entier | None = None
    identifiant: Texte | None = None
    prefixe: Identifiant | None = None
    dates: OrdreDate = "jour_mois_annee"
    colonnes: Liste[ColonneProfil]
    constantes: Table[Texte] = Field(default_factory=dict)

    @property
    def champs(self) -> tuple[str, ...]:
        """Les champs que le profil remplit, par une colonne ou par une constante."""
        return (*(c.champ for c in self.colonnes), *self.constantes)

    @property
    def manquants(self) -> tuple[str, ...]:
        """Les champs obligatoires que rien ne remplit."""
        return tuple(c for c in OBLIGATOIRES[self.famille] if c not in self.champs)
