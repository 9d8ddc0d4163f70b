"""Les enquêtes : ce que l'on demande, à qui, ce que l'on a répondu, ce que l'on en fait."""

from typing import Annotated, Literal

from pydantic import Field

from qualicli.modeles.base import (
    Booleen,
    Entier,
    IdAction,
    IdDocument,
    Identifiant,
    IdReunion,
    IdSite,
    Liste,
    Modele,
    Nombre,
    Objet,
    Reference,
    Signification,
    Table,
    Texte,
)
from qualicli.modeles.echange import Echange
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.modeles.referentiel import Canal
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree


class Publication(Modele):
    """Où et quand un résultat a été rendu public."""

    canal: Literal["internet", "intranet", "affichage", "presse", "reseau_social"]
    """Par quelle voie le résultat est publié."""
    date: DateImprecise | None = None
    """Quand il a été publié."""
    url: Texte | None = None
    """À quelle adresse."""
    rubrique: Texte | None = None
    """Dans quelle rubrique."""


class Resultat(Modele):
    """Le résultat d'une question ; `cle` reste la même d'une année à l'autre, même si le libellé change."""

    cle: Identifiant
    """L'identifiant de la question, le même d'une année à l'autre."""
    libelle: Texte
    """La question telle qu'elle est posée."""
    theme: Texte | None = None
    """Ce dont elle traite."""
    canal: Canal | None = None
    """Le canal, si la question se ventile."""
    site: IdSite | None = None
    """Le site, si la question se ventile."""
    valeur: Pourcentage | None = None
    """Le résultat de la question."""
    repondants: Entier | None = None
    """Combien ont répondu à cette question."""
    favorables: Entier | None = None
    """Combien y ont répondu favorablement : la valeur est leur part."""
    sans_avis: Entier | None = None
    """Combien ne savent pas, ou ne sont pas concernés : hors de la base."""
    reponses: Table[Entier] = Field(default_factory=dict)
    """Combien ont choisi chaque réponse, dans l'ordre de l'échelle."""
    moyenne: Nombre | None = None
    """La note moyenne, quand on répond par un nombre."""
    sens: Annotated[Literal["hausse", "baisse"], Signification(hausse="plus est mieux", baisse="moins est mieux")] = (
        "hausse"
    )
    """Le sens du progrès : `baisse` pour une part de mécontents."""
    cible: Nombre | None = None
    """La valeur à atteindre, en pour cent."""
    echelle: Texte | None = None
    """L'échelle des réponses : « oui ou non », « de 1 à 10 »… Deux échelles ne se comparent pas."""
    evolution: Literal["hausse", "baisse", "stable"] | None = None
    """Le mouvement depuis la fois précédente."""
    precedent: Pourcentage | None = None
    """Le résultat précédent."""
    precision: Texte | None = None
    """Une réserve à dire avec la valeur : « selon le canal »."""
    couvre: Liste[Reference] = ()
    """Les références sur lesquelles elle renseigne."""


class Volet(Modele):
    """Une enquête auprès d'un public donné ; jamais de moyenne entre volets."""

    id: Identifiant
    """L'identifiant du volet, le même d'une année à l'autre."""
    intitule: Texte
    """Le nom du volet."""
    panel: Texte
    """Qui est interrogé."""
    periode: DateImprecise
    """Quand on interroge."""
    mode: Texte | None = None
    """Comment on interroge : papier, tablette, appels…"""
    lieu: Texte | None = None
    """Où l'on interroge."""
    canal: Canal | None = None
    """Le canal sur lequel on interroge."""
    perimetre: Texte | None = None
    """Ce qui est couvert, en toutes lettres."""
    sollicites: Entier | None = None
    """Combien de personnes ont été sollicitées."""
    repondants: Entier | None = None
    """Combien ont répondu."""
    incompletes: Entier | None = None
    """Combien de réponses commencées n'ont pas été finies : elles ne sont pas comptées."""
    visiteurs: Entier | None = None
    """Combien de personnes ont fait les visites d'une enquête mystère."""
    ponderation: Texte | None = None
    """Ce qui pondère les réponses ; leurs nombres, eux, ne sont pas pondérés."""
    objectifs: Liste[Texte] = ()
    """Ce que l'on veut savoir."""
    premiere_vague: Booleen = False
    """Rien à quoi se comparer : ni évolution, ni précédent."""
    resultats: Liste[Resultat] = ()
    """Un résultat par question."""
    conclusions: Liste[Texte] = ()
    """Ce que l'on en retient, en phrases."""
    commentaire: Texte | None = None
    """Un texte libre."""


class Recommandation(Modele):
    """Ce que l'enquête recommande, l'action qui la suit ou le motif de n'en avoir pas."""

    texte: Texte
    """Ce qui est recommandé."""
    volet: Identifiant | None = None
    """Le volet d'où vient la recommandation ; toute l'enquête par défaut."""
    action: IdAction | None = None
    """L'action qui la suit."""
    motif: Texte | None = None
    """Pourquoi elle n'en a pas."""


class Enquete(Objet):
    """Une enquête de satisfaction ou une enquête mystère, par volet."""

    intitule: Texte
    """Le nom de l'enquête."""
    type: Annotated[
        Literal["satisfaction", "mystere"],
        Signification(satisfaction="ce qu'en pensent ceux que l'on sert", mystere="ce que constate un usager fictif"),
    ]
    """Le genre d'enquête."""
    annee: Entier
    """L'année, pour comparer d'une enquête à l'autre."""
    volets: Liste[Volet]
    """Un volet par public interrogé."""
    couvre: Liste[Reference] = ()
    """Les références sur lesquelles elle renseigne."""
    sites: Liste[IdSite] = ()
    """Les sites concernés."""
    questionnaire: IdDocument | None = None
    """Le questionnaire, dans la base documentaire."""
    source: Texte | None = None
    """L'outil qui recueille les réponses."""
    periodicite: Duree | None = None
    """Tous les combien cette enquête se refait ; à défaut, ce qu'en disait la précédente du même genre et des mêmes sites."""
    presentee_a: Liste[IdReunion] = ()
    """Les réunions où elle a été présentée."""
    publications: Liste[Publication] = ()
    """Où ses résultats sont rendus publics."""
    recommandations: Liste[Recommandation] = ()
    """Ce qu'elle recommande."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""
