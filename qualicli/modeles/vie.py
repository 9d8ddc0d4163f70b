"""La vie de la démarche : formations et communications."""

from typing import Literal

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Entier, IdDocument, IdService, IdSite, Liste, Modele, Objet, Reference, Texte
from qualicli.modeles.temps.dates import DateImprecise


class Report(Modele):
    """Une session repoussée."""

    nouvelle: DateImprecise
    motif: Texte | None = None


class Session(Modele):
    """Une session de formation : prévue, reportée, tenue ou annulée."""

    prevue: DateImprecise
    reports: Liste[Report] = ()
    realisee: DateImprecise | None = None
    annulee_le: DateImprecise | None = None
    motif: Texte | None = None
    lieu: Texte | None = None
    service: IdService | None = None
    prevus: Entier | None = None
    formes: Entier | None = None
    emargement: IdDocument | None = None


class Formation(Objet):
    """Une formation, ses sessions et ceux à qui elle s'adresse."""

    intitule: Texte
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
    public: Texte | None = None
    pour: Liste[Acteur] = ()
    services: Liste[IdService] = ()
    nouveaux_arrivants: Entier | None = None
    nouveaux_arrivants_formes: Entier | None = None
    couvre: Liste[Reference] = ()
    organisateur: Texte | None = None
    plan: IdDocument | None = None
    sessions: Liste[Session] = ()
    commentaire: Texte | None = None


class Communication(Objet):
    """Une information diffusée : info qualité, affichage, publication, point au préfet."""

    intitule: Texte
    type: Literal[
        "info_qualite", "affichage", "publication", "reunion_information", "message", "note", "presse", "autre"
    ]
    date: DateImprecise
    numero: Texte | None = None
    cible: Texte | None = None
    canaux: Liste[Literal["intranet", "internet", "affichage", "messagerie", "reseau_social", "reunion", "presse"]] = ()
    sites: Liste[IdSite] = ()
    espaces: Liste[Texte] = ()
    documents: Liste[IdDocument] = ()
    rubrique: Texte | None = None
    rythme: Texte | None = None
    couvre: Liste[Reference] = ()
    commentaire: Texte | None = None
