"""Les mots des mesures, les mêmes à l'écran et dans les documents : une valeur, et ce qu'elle devient."""

from collections.abc import Mapping

from qualicli import francais
from qualicli.diagnostic.mesures.indicateurs import Tendance, grandeur
from qualicli.modeles.ecoute import Mesure
from qualicli.rendus.mesures.communs import nombre

TENDANCES: Mapping[Tendance | None, str] = {"mieux": "s'améliore", "moins_bien": "se dégrade", "stable": "stable"}
_PRESENCES = {"oui": "en place", "partiel": "en partie", "non": "absent"}


def ecrire_valeur(mesure: Mesure) -> str:
    """Une mesure en peu de mots, sans unité : « 87,5 % », « 22 », « en place »."""
    if mesure.presence is not None:
        return _PRESENCES[mesure.presence]
    part = f"{francais.INSECABLE}%" if mesure.total else ""
    return f"{nombre(grandeur(mesure))}{part}"
