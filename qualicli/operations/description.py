"""Ce que le format dit de chaque clé, lu dans son modèle : sa phrase et sa forme, pour les schémas et la documentation."""

import ast
import inspect
import sys
import types
import typing
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Code, Condition, FormeSeule, Identifiant, IdReferentiel, Lien, Signification
from qualicli.modeles.documents import Empreinte, TypeDocument
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.modeles.referentiel import Canal
from qualicli.modeles.reunion import Heure
from qualicli.modeles.temps.dates import Caducite, DateImprecise, DateOuInconnue
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance

LIBRES = "__pydantic_extra__"  # l'attribut dont la phrase vaut pour les clés qu'un modèle ne nomme pas
_ALIAS: tuple[tuple[Any, str], ...] = (
    (Identifiant, "identifiant"),
    (IdReferentiel, "référentiel"),
    (Code, "code"),
    (Condition, "condition"),
    (Empreinte, "empreinte"),
    (Caducite, "date ou `sans_objet`"),
    (DateOuInconnue, "date ou `inconnue`"),
    (TypeDocument, "type de document"),
    (Canal, "canal"),
    (Heure, "heure"),
)
_TYPES: Mapping[Any, str] = {
    str: "texte",
    bool: "`true` ou `false`",
    int: "entier",
    Decimal: "nombre",
    time: "heure",
    Fraction: "`0` ou `1/2`",
    Pourcentage: "pourcentage",
    DateImprecise: "date",
    Duree: "durée",
    Echeance: "échéance",
    Acteur: "acteur",
}
_LIENS = {"reunions": "réunion", "references": "référence"}
_PLURIELS = {"canal": "canaux", "type de document": "types de document"}


def cles(modele: type[BaseModel]) -> dict[str, tuple[Any, FieldInfo]]:
    """Les clés d'un modèle : leur type tel qu'il est écrit, et leur champ. « @ » marque ce qu'un fichier n'écrit pas."""
    ecrits = typing.get_type_hints(modele, include_extras=True)
    return {
        champ.alias or nom: (ecrits[nom], champ)
        for nom, champ in modele.model_fields.items()
        if champ.alias not in ("@id", "@fichier", "@corps")
    }


def phrases(modele: type[BaseModel]) -> dict[str, str]:
    """La phrase de chaque clé : la docstring de l'attribut."""
    attributs: dict[str, str] = {}
    for classe in reversed(modele.__mro__):
        if issubclass(classe, BaseModel) and classe.__module__ != BaseModel.__module__:
            attributs |= _du_module(classe.__module__).get(classe.__qualname__, {})
    noms = {nom: champ.alias or nom for nom, champ in modele.model_fields.items()}
    return {noms.get(attribut, attribut): phrase for attribut, phrase in attributs.items()}


@lru_cache
def _du_module(module: str) -> dict[str, dict[str, str]]:
    """Les docstrings d'attribut d'un module, par classe : Python ne les garde pas, son texte seul les a.

    pydantic sait les lire (`use_attribute_docstrings`), mais à chaque démarrage et classe par classe : un dixième de
    seconde que toutes les commandes paieraient, quand seules celle des schémas et la documentation en ont besoin.
    """
    arbre = ast.parse(inspect.getsource(sys.modules[module]))
    return {
        classe.name: {
            champ.target.id: texte.value.value
            for champ, texte in pairwise(classe.body)
            if isinstance(champ, ast.AnnAssign)
            and isinstance(champ.target, ast.Name)
            and isinstance(texte, ast.Expr)
            and isinstance(texte.value, ast.Constant)
            and isinstance(texte.value.value, str)
        }
        for classe in arbre.body
        if isinstance(classe, ast.ClassDef)
    }


def forme(ecrit: Any, champ: FieldInfo, abregee: bool = False) -> str:
    """Dit en français ce qu'une clé attend, et ce qu'elle vaut sans être écrite ; abrégée, sans énumérer les valeurs."""
    defaut = champ.default
    if defaut in (None, PydanticUndefined) or defaut is False or isinstance(defaut, tuple | BaseModel):
        return _forme(ecrit, abregee)
    return f"{_forme(ecrit, abregee)} ; par défaut `{'true' if defaut is True else defaut}`"


def _forme(ecrit: Any, abregee: bool, sens: Mapping[str, str] | None = None) -> str:
    for alias, mot in _ALIAS:
        if ecrit == alias:
            return mot
    origine, arguments = typing.get_origin(ecrit), typing.get_args(ecrit)
    if origine in (typing.Union, types.UnionType):
        return _forme(next(a for a in arguments if a is not type(None)), abregee)
    if origine is typing.Annotated:
        return _annotee(arguments[0], arguments[1:], abregee)
    if origine is typing.Literal:
        return _choix(arguments, abregee, sens or {})
    if origine in (tuple, dict):
        mot, element = ("liste", arguments[0]) if origine is tuple else ("table", arguments[1])
        return f"{mot} {_de_plusieurs(element, abregee)}"
    return _TYPES.get(ecrit) or "objet"


def _annotee(ecrit: Any, marques: tuple[Any, ...], abregee: bool) -> str:
    for marque in marques:
        if isinstance(marque, FormeSeule):
            return f"{_forme(typing.get_args(ecrit)[0], abregee)}, ou {_forme(ecrit, abregee)}"
        if isinstance(marque, Lien):
            return _LIENS.get(marque.famille, marque.famille.removesuffix("s"))
        if isinstance(marque, Signification):
            return _forme(ecrit, abregee, marque.valeurs)
    return _forme(ecrit, abregee)


def _choix(valeurs: tuple[str, ...], abregee: bool, sens: Mapping[str, str]) -> str:
    if abregee and len(valeurs) > 1:
        return "choix"
    return francais.liste((f"`{v}` ({sens[v]})" if sens.get(v, v) != v else f"`{v}`" for v in valeurs), "ou")


def _de_plusieurs(element: Any, abregee: bool) -> str:
    mot = _forme(element, abregee)
    if ", ou " in mot:
        return "d'objets ou de listes d'objets"
    if mot.startswith("`"):
        return f"parmi {', `'.join(mot.rsplit(' ou `', 1))}"
    return francais.de(_PLURIELS.get(mot, mot if mot.endswith("x") else f"{mot}s"))
