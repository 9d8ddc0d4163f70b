"""Ce que l'on mesure et ce que l'on entend : indicateurs et retours."""

from typing import Annotated, Literal

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Entier,
    IdAction,
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
from qualicli.modeles.echange import Echange
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


class Mesure(Modele):
    """Une mesure : des conformes sur un total, une valeur, ou une présence."""

    periode: DateImprecise
    """La période mesurée."""
    site: IdSite | None = None
    """Le site mesuré ; tous par défaut."""
    service: IdService | None = None
    """Le service mesuré ; tous par défaut."""
    conformes: Entier | None = None
    """Combien de cas sont conformes."""
    total: Entier | None = None
    """Combien de cas au total."""
    valeur: Nombre | None = None
    """La valeur mesurée."""
    presence: (
        Annotated[
            Literal["oui", "partiel", "non"],
            Signification(oui="il existe", partiel="il existe en partie", non="il n'existe pas"),
        ]
        | None
    ) = None
    """Le dispositif existe-t-il ?"""
    commentaire: Texte | None = None
    """Ce qui l'explique."""


class Strate(Modele):
    """La valeur des préfectures comparables."""

    nom: Texte
    """Les préfectures comparées."""
    valeur: Nombre | None = None
    """Leur valeur."""
    source: Texte | None = None
    """D'où elle vient."""


class Indicateur(Objet):
    """Un indicateur de qualité (un dispositif existe, un engagement est respecté) ou de performance (une valeur comparée)."""

    intitule: Texte
    """Ce qui est mesuré."""
    nature: Annotated[
        Literal["qualite", "performance"],
        Signification(qualite="un dispositif existe, un engagement est respecté", performance="une valeur se compare"),
    ]
    """Ce qu'il dit."""
    couvre: Liste[Reference] = ()
    """Les références dont il mesure le respect."""
    unite: Texte | None = None
    """L'unité ; attendue d'un indicateur de performance."""
    cible: Nombre | None = None
    """La valeur à atteindre, en pour cent pour des conformes ; à défaut, celle du référentiel ou de la démarche."""
    publie_le: DateImprecise | None = None
    """Quand ses mesures ont été rendues publiques : l'affiche du hall les montre alors."""
    sens: Annotated[Literal["hausse", "baisse"], Signification(hausse="plus est mieux", baisse="moins est mieux")] = (
        "hausse"
    )
    """Le sens du progrès."""
    periodicite: Duree | None = None
    """Tous les combien une mesure est due ; à défaut, celle du référentiel."""
    source: Texte | None = None
    """D'où viennent les chiffres : PILOT, standard, GED…"""
    responsable: Acteur | None = None
    """Qui le tient."""
    service: IdService | None = None
    """Le service mesuré."""
    procedure: Texte | None = None
    """La démarche d'usager mesurée, en toutes lettres."""
    strate: Strate | None = None
    """La valeur des préfectures comparables."""
    mesures: Liste[Mesure] = ()
    """Les mesures, période par période."""
    serie: Texte | None = None
    """Un fichier `.csv` voisin qui contient d'autres mesures ; ses colonnes sont les clés d'une mesure."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""


class Retour(Objet):
    """Une suggestion, une réclamation ou un signalement d'agent, agrégé ou anonyme."""

    type: Literal["suggestion", "reclamation", "signalement", "felicitation"]
    """Le genre de retour."""
    date: DateImprecise
    """Quand il a été reçu."""
    canal: CanalRetour
    """Par où il est arrivé."""
    texte: Texte
    """Ce qui est dit, sans nom."""
    nombre: Entier = 1
    """Combien disent la même chose."""
    objet: Texte | None = None
    """Le sujet, en un mot ou deux."""
    motif: Texte | None = None
    """La raison du refus, quand la suite est `refusee`."""
    service: IdService | None = None
    """Le service visé."""
    site: IdSite | None = None
    """Le site visé."""
    couvre: Liste[Reference] = ()
    """Les références qu'il concerne."""
    suite: Literal["action", "reponse", "refusee", "information"] | None = None
    """La suite donnée ; un signalement en attend une dans le délai fixé."""
    action: IdAction | None = None
    """L'action, quand la suite est `action`."""
    repondu_le: DateImprecise | None = None
    """Quand on y a répondu."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""
