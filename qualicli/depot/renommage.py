"""Les clés renommées : ce qui est écrit sous un ancien nom se lit sous le nouveau, et se dit."""

import typing
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.base import Modele


class AncienneCle(NamedTuple):
    """Une clé écrite sous son ancien nom : l'objet qui la contient, ses deux noms, et si le nouveau y est aussi."""

    objet: Chemin
    ancien: str
    nouveau: str
    en_double: bool


def renommer(modele: type[Modele], valeur: dict[str, Any]) -> Iterable[AncienneCle]:
    """Donne, sur place, leur nouveau nom aux clés qui portent l'ancien ; rend celles qui le portaient."""
    return list(_dans(modele, valeur, ())) if _a_renommer(modele) else ()


@lru_cache(maxsize=256)
def _a_renommer(annotation: Any) -> bool:
    """Vrai quand une clé a changé de nom, ici ou plus bas : un format sans renommage ne coûte rien à lire."""
    if isinstance(annotation, type) and issubclass(annotation, Modele):
        types_des_champs: list[Any] = [champ.annotation for champ in annotation.model_fields.values()]
        return bool(annotation.anciens_noms) or any(map(_a_renommer, types_des_champs))
    return any(_a_renommer(partie) for partie in typing.get_args(annotation))


def _dans(annotation: Any, valeur: Any, chemin: Chemin) -> Iterator[AncienneCle]:
    if isinstance(annotation, type) and issubclass(annotation, Modele):
        if isinstance(valeur, dict):
            yield from _objet(annotation, valeur, chemin)
        return
    origine, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origine is dict:
        for cle, element in valeur.items() if isinstance(valeur, dict) else ():
            yield from _dans(arguments[1], element, (*chemin, cle))
    elif origine is tuple:
        for rang, element in enumerate(valeur if isinstance(valeur, list) else [valeur]):
            yield from _dans(arguments[0], element, (*chemin, rang))
    else:  # Annotated, ou une union : un seul de ses termes est un modèle
        for partie in arguments:
            yield from _dans(partie, valeur, chemin)


def _objet(modele: type[Modele], valeur: dict[str, Any], chemin: Chemin) -> Iterator[AncienneCle]:
    for ancien, nouveau in modele.anciens_noms.items():
        if ancien in valeur:
            en_double, ecrite = nouveau in valeur, valeur.pop(ancien)
            valeur.setdefault(nouveau, ecrite)
            yield AncienneCle(chemin, ancien, nouveau, en_double)
    for nom, champ in modele.model_fields.items():
        cle = champ.alias or nom
        if cle in valeur:
            yield from _dans(champ.annotation, valeur[cle], (*chemin, cle))
