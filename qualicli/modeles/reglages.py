"""Ce que la démarche règle elle-même : calcul des taux, délais, anomalies acceptées pour un temps."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Entier, Modele, Nombre, Table, Texte
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree


class Calcul(Modele):
    """Les règles de calcul choisies par la démarche."""

    partiel: Fraction = Fraction(0)
    """Ce que pèse un « partiel » dans le taux déclaré."""
    cible: Nombre = Decimal(100)
    """Le pourcentage à atteindre, de 0 (exclu) à 100."""
    effectif_minimal: Entier = 30
    """En dessous de combien de réponses le résultat d'une enquête est dit d'effectif insuffisant."""
    alerte_caducite: Duree = Duree.lire("60 j")
    """Combien de temps avant sa caducité un document est signalé."""

    @field_validator("partiel", mode="before")
    @classmethod
    def _partiel(cls, valeur: Any, _info: ValidationInfo) -> Fraction:
        poids = {"0": Fraction(0), "1/2": Fraction(1, 2)}.get(str(valeur))
        if poids is None:
            raise PydanticCustomError("partiel", "Le poids d'un « partiel » est 0 ou 1/2, pas « {v} ».", {"v": valeur})
        return poids

    @field_validator("cible")
    @classmethod
    def _cible(cls, valeur: Decimal) -> Decimal:
        if not 0 < valeur <= 100:
            raise PydanticCustomError("cible", "La cible est un pourcentage, entre 0 exclu et 100.")
        return valeur


class Delais(Modele):
    """Les délais que la démarche se donne."""

    compte_rendu: Duree = Duree.lire("15 j")
    """Le délai pour établir et diffuser un compte rendu."""
    signalement: Duree = Duree.lire("30 j")
    """Le délai pour donner suite au signalement d'un agent."""
    reunion_groupe: Duree = Duree.lire("6 mois")
    """Le délai entre deux réunions d'un groupe de travail, sauf périodicité propre."""
    reunion_comite: Duree = Duree.lire("12 mois")
    """Le délai entre deux réunions d'un comité d'usagers ou technique, sauf périodicité propre."""
    pieces_audit: Duree = Duree.lire("1 mois")
    """Combien de temps avant un audit ses pièces doivent être réunies."""
    reponses: Table[Nombre] = Field(default_factory=dict)
    """Par canal, le délai de réponse annoncé, en jours ouvrés."""


class Suppression(Modele):
    """Une anomalie acceptée pour un temps : quelle règle, où, pourquoi, par qui, jusqu'à quand."""

    code: Texte
    """Le code de la règle suspendue."""
    fichier: Texte | None = None
    """Le seul fichier où elle l'est ; tous par défaut."""
    motif: Texte
    """Pourquoi on l'accepte."""
    auteur: Acteur
    """Qui l'a décidé."""
    jusqu_au: DateImprecise
    """Jusqu'à quand on l'accepte."""
