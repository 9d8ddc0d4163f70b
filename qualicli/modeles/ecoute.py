"""Ce que l'on mesure et ce que l'on entend : enquêtes, indicateurs, registres de délais, retours."""

from typing import Literal

from pydantic import Field

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Entier,
    IdAction,
    IdDocument,
    Identifiant,
    IdReunion,
    IdService,
    IdSite,
    Liste,
    Modele,
    Nombre,
    Objet,
    Reference,
    Texte,
)
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.modeles.referentiel import Canal
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree

CanalRetour = Literal[
    "urne",
    "formulaire",
    "courriel",
    "courrier",
    "telephone",
    "guichet",
    "reseau_social",
    "reunion",
    "hierarchie",
    "autre",
]


class Publication(Modele):
    """Où et quand un résultat a été rendu public."""

    canal: Literal["internet", "intranet", "affichage", "presse", "reseau_social"]
    date: DateImprecise | None = None
    url: Texte | None = None
    rubrique: Texte | None = None


class Resultat(Modele):
    """Le résultat d'une question ; `cle` reste la même d'une année à l'autre, même si le libellé change."""

    cle: Identifiant
    libelle: Texte
    theme: Texte | None = None
    canal: Canal | None = None
    valeur: Pourcentage | None = None
    repondants: Entier | None = None
    evolution: Literal["hausse", "baisse", "stable"] | None = None
    precedent: Pourcentage | None = None
    precision: Texte | None = None
    couvre: Liste[Reference] = ()


class Volet(Modele):
    """Une enquête auprès d'un public donné ; jamais de moyenne entre volets."""

    id: Identifiant
    intitule: Texte
    panel: Texte
    periode: DateImprecise
    mode: Texte | None = None
    lieu: Texte | None = None
    canal: Canal | None = None
    perimetre: Texte | None = None
    sollicites: Entier | None = None
    repondants: Entier | None = None
    objectifs: Liste[Texte] = ()
    premiere_vague: Booleen = False
    resultats: Liste[Resultat] = ()
    conclusions: Liste[Texte] = ()
    commentaire: Texte | None = None


class Recommandation(Modele):
    """Ce que l'enquête recommande, l'action qui la suit ou le motif de n'en avoir pas."""

    texte: Texte
    volet: Identifiant | None = None
    action: IdAction | None = None
    motif: Texte | None = None


class Enquete(Objet):
    """Une enquête de satisfaction ou une enquête mystère, par volet."""

    intitule: Texte
    type: Literal["satisfaction", "mystere"]
    annee: Entier
    volets: Liste[Volet]
    couvre: Liste[Reference] = ()
    sites: Liste[IdSite] = ()
    questionnaire: IdDocument | None = None
    source: Texte | None = None
    presentee_a: Liste[IdReunion] = ()
    publications: Liste[Publication] = ()
    recommandations: Liste[Recommandation] = ()
    commentaire: Texte | None = None


class Mesure(Modele):
    """Une mesure : des conformes sur un total, une valeur, ou une présence."""

    periode: DateImprecise
    site: IdSite | None = None
    service: IdService | None = None
    conformes: Entier | None = None
    total: Entier | None = None
    valeur: Nombre | None = None
    presence: Literal["oui", "partiel", "non"] | None = None
    commentaire: Texte | None = None


class Strate(Modele):
    """La valeur des préfectures comparables."""

    nom: Texte
    valeur: Nombre | None = None
    source: Texte | None = None


class Indicateur(Objet):
    """Un indicateur de qualité (un dispositif existe, un engagement est respecté) ou de performance (une valeur comparée)."""

    intitule: Texte
    nature: Literal["qualite", "performance"]
    couvre: Liste[Reference] = ()
    unite: Texte | None = None
    cible: Nombre | None = None
    sens: Literal["hausse", "baisse"] = "hausse"
    periodicite: Duree | None = None
    source: Texte | None = None
    responsable: Acteur | None = None
    service: IdService | None = None
    procedure: Texte | None = None
    strate: Strate | None = None
    mesures: Liste[Mesure] = ()
    serie: Texte | None = None
    commentaire: Texte | None = None


class SyntheseDelais(Modele):
    """Un registre résumé sur une période."""

    periode: DateImprecise
    site: IdSite | None = None
    service: IdService | None = None
    recus: Entier
    traites: Entier
    dans_le_delai: Entier
    delai_moyen: Nombre | None = None


class LigneRegistre(Modele):
    """Une ligne d'un registre tenu en CSV, sans donnée d'usager."""

    id: Texte
    recu_le: DateImprecise
    repondu_le: DateImprecise | None = None
    canal: Texte | None = None
    service: Texte | None = None
    site: Texte | None = None
    objet: Texte | None = None


class Registre(Objet):
    """Un registre à délais : des synthèses, ou les lignes d'un fichier .csv."""

    intitule: Texte
    type: Literal["courriers", "courriels", "reclamations", "suggestions", "telephonie", "autre"]
    canal: Canal | None = None
    service: IdService | None = None
    sites: Liste[IdSite] = ()
    delai_annonce: Duree | None = None
    jours_ouvres: Booleen = True
    couvre: Liste[Reference] = ()
    source: Texte | None = None
    syntheses: Liste[SyntheseDelais] = ()
    fichier_lignes: Texte | None = Field(default=None, alias="lignes")
    lignes: tuple[LigneRegistre, ...] = Field(default=(), alias="@lignes")
    commentaire: Texte | None = None


class Retour(Objet):
    """Une suggestion, une réclamation ou un signalement d'agent, agrégé ou anonyme."""

    type: Literal["suggestion", "reclamation", "signalement", "felicitation"]
    date: DateImprecise
    canal: CanalRetour
    texte: Texte
    nombre: Entier = 1
    objet: Texte | None = None
    motif: Texte | None = None
    service: IdService | None = None
    site: IdSite | None = None
    couvre: Liste[Reference] = ()
    suite: Literal["action", "reponse", "refusee", "information"] | None = None
    action: IdAction | None = None
    repondu_le: DateImprecise | None = None
    commentaire: Texte | None = None
