"""Qui : une fonction, un rôle ou une personne de l'annuaire ; jamais un nom écrit en dehors de celui-ci."""

import re
from typing import Any

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from qualicli.modeles.base import MOTIF_IDENTIFIANT, Identifiant, Modele, Texte

_IDENTIFIANT = re.compile(MOTIF_IDENTIFIANT)


class Acteur(Modele):
    """Une personne, un rôle ou un service cité par son identifiant, ou une fonction en toutes lettres.

    S'écrit `referent-qualite` (identifiant) ou `Secrétaire général` (fonction), ou en détail avec un organisme.
    """

    id: Identifiant | None = None
    """Une personne, un rôle, un service ou une instance."""
    fonction: Texte | None = None
    """La fonction, en toutes lettres."""
    organisme: Texte | None = None
    """L'organisme représenté."""

    @model_validator(mode="before")
    @classmethod
    def _forme_courte(cls, valeur: Any) -> Any:
        if isinstance(valeur, str):
            return {"id" if _IDENTIFIANT.match(valeur) else "fonction": valeur}
        return valeur

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, suite: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Le schéma admet la forme courte."""
        return {"anyOf": [{"type": "string"}, suite(schema)]}

    def __str__(self) -> str:
        nom = self.fonction or self.id or ""
        return f"{nom}, {self.organisme}" if self.organisme and nom else nom or self.organisme or ""
