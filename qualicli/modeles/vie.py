"""La vie de la démarche : formations et communications."""

from typing import Literal

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Entier, IdDocument, IdService, IdSite, Liste, Modele, Objet, Reference, Texte
from qualicli.modeles.echange import Echange
from qualicli.modeles.temps.dates import DateImprecise


class Report(Modele):
    """Une session repoussée."""

    nouvelle: DateImprecise
    """La nouvelle date."""
    motif: Texte | None = None
    """Pourquoi la session est repoussée."""
    le: DateImprecise | None = None
    """Quand on l'a décidé ; sans elle, le report a toujours été connu."""


class Session(Modele):
    """Une session de formation : prévue, reportée, tenue ou annulée."""

    prevue: DateImprecise
    """La première date fixée."""
    reports: Liste[Report] = ()
    """Les dates suivantes."""
    realisee: DateImprecise | None = None
    """Quand elle s'est tenue."""
    annulee_le: DateImprecise | None = None
    """Quand elle a été annulée."""
    motif: Texte | None = None
    """Pourquoi elle a été annulée."""
    lieu: Texte | None = None
    """Où elle se tient."""
    service: IdService | None = None
    """Le service formé."""
    prevus: Entier | None = None
    """Combien d'agents attendus."""
    formes: Entier | None = None
    """Combien d'agents formés."""
    emargement: IdDocument | None = None
    """La feuille d'émargement, dans la base documentaire."""


class Formation(Objet):
    """Une formation, ses sessions et ceux à qui elle s'adresse."""

    intitule: Texte
    """Le nom de la formation."""
    modalite: Literal[
        "session_nationale",
        "session_regionale",
        "session_locale",
        "tutorat",
        "immersion",
        "sensibilisation",
        "echange",
        "distance",
    ] = "session_locale"
    """Sous quelle forme elle se donne."""
    public: Texte | None = None
    """À qui elle s'adresse."""
    pour: Liste[Acteur] = ()
    """Les rôles ou les personnes qui doivent la suivre."""
    services: Liste[IdService] = ()
    """Les services concernés."""
    nouveaux_arrivants: Entier | None = None
    """Combien de nouveaux agents sont à former."""
    nouveaux_arrivants_formes: Entier | None = None
    """Combien de nouveaux agents ont été formés."""
    couvre: Liste[Reference] = ()
    """Les références qu'elle fait avancer."""
    organisateur: Texte | None = None
    """Qui l'organise."""
    plan: IdDocument | None = None
    """Le plan de formation où elle est inscrite, dans la base documentaire."""
    sessions: Liste[Session] = ()
    """Les sessions, tenues ou à venir."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""


class Communication(Objet):
    """Une information diffusée : info qualité, affichage, publication, point au préfet."""

    intitule: Texte
    """Le titre de la communication."""
    type: Literal[
        "info_qualite", "affichage", "publication", "reunion_information", "message", "note", "presse", "autre"
    ]
    """Le genre de communication."""
    date: DateImprecise
    """Quand elle est diffusée."""
    numero: Texte | None = None
    """Son numéro, pour une série."""
    cible: Texte | None = None
    """À qui elle s'adresse."""
    canaux: Liste[Literal["intranet", "internet", "affichage", "messagerie", "reseau_social", "reunion", "presse"]] = ()
    """Par quelles voies elle est diffusée."""
    sites: Liste[IdSite] = ()
    """Les sites concernés."""
    espaces: Liste[Texte] = ()
    """Les lieux d'affichage."""
    documents: Liste[IdDocument] = ()
    """Les documents diffusés."""
    rubrique: Texte | None = None
    """La rubrique du site où elle paraît."""
    rythme: Texte | None = None
    """À quel rythme elle se répète : « chaque semestre » annonce la suivante, « au fil de l'eau » n'annonce rien."""
    couvre: Liste[Reference] = ()
    """Les références qu'elle sert."""
    commentaire: Texte | None = None
    """Un texte libre."""
