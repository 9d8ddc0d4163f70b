"""Ce que l'on veut changer dans un fichier du dossier, avant de savoir comment l'écrire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from qualicli.modeles.anomalie import Chemin

Valeur: TypeAlias = str | int | Decimal | Sequence[Any] | Mapping[str, Any]


CORPS = ("@corps",)  # le chemin du texte d'un Markdown : aucune clé d'un fichier ne commence par « @ »


@dataclass(frozen=True, slots=True)
class Poser:
    """Donne une valeur à une clé, ou au texte d'un Markdown, ou l'ôte quand la valeur est `None`."""

    chemin: Chemin
    valeur: Valeur | None


@dataclass(frozen=True, slots=True)
class Ajouter:
    """Ajoute un élément à la fin d'une liste, qui peut ne pas exister encore.

    `amorce` donne les premières clés du fichier, s'il faut le créer.
    """

    chemin: Chemin
    element: Valeur
    amorce: Mapping[str, Valeur] | None = None


@dataclass(frozen=True, slots=True)
class Creer:
    """Crée un fichier et ses clés ; celui d'un Markdown, avec le texte qui suit son en-tête."""

    valeurs: Mapping[str, Valeur]
    corps: str = ""


@dataclass(frozen=True, slots=True)
class NoterLignes:
    """Note des lignes dans une table .csv, par la valeur de leur colonne `cle` ; la table peut ne pas exister encore."""

    cle: str
    lignes: Mapping[str, Mapping[str, str]]


Retouche: TypeAlias = Poser | Ajouter | Creer | NoterLignes
