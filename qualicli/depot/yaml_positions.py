"""Où se trouve une valeur dans un fichier YAML : la ligne et la colonne d'un chemin, retrouvées à la demande."""

from functools import lru_cache
from typing import Any

from yaml.error import YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode

from qualicli.depot.yaml_brut import composer, position_de
from qualicli.modeles.anomalie import Chemin, Position
from qualicli.modeles.codes import normaliser


@lru_cache(maxsize=4)
def _arbre(octets: bytes) -> Node | None:
    """L'arbre d'un fichier déjà lu : ses anomalies, souvent nombreuses, se situent l'une après l'autre."""
    try:
        return composer(octets)
    except YAMLError:
        return None


def _entrees(noeud: Any) -> dict[str | int, tuple[Node, Node]]:
    """Les entrées d'un dictionnaire par clé, la dernière l'emportant ; gardées avec lui, que chaque faute consulte."""
    if not hasattr(noeud, "entrees"):
        noeud.entrees = {c.value: (c, v) for c, v in noeud.value if isinstance(c, ScalarNode)}
    entrees: dict[str | int, tuple[Node, Node]] = noeud.entrees
    return entrees


def _selon_le_code(noeud: Any, pas: str | int) -> tuple[Node, Node] | None:
    """L'entrée dont la clé est ce code, écrit autrement : « 06 » pour l'engagement 6."""
    return next((e for cle, e in _entrees(noeud).items() if isinstance(pas, str) and normaliser(str(cle)) == pas), None)


def situer(octets: bytes, chemin: Chemin, cle: bool = False) -> Position:
    """Trouve la ligne et la colonne d'un chemin ; à défaut, celles de l'objet le plus proche qui le contient.

    Un élément de liste est désigné par son rang ; un dictionnaire s'accommode d'un rang quand la liste est sous-entendue.
    Désigne la valeur quand elle tient sur une ligne, et la clé sinon, ou toujours la clé avec `cle`.
    """
    noeud = _arbre(octets)
    if noeud is None:
        return Position(1, 1)
    position = position_de(noeud)
    for rang, pas in enumerate(chemin):
        if isinstance(noeud, MappingNode):
            trouve = _entrees(noeud).get(pas) or _selon_le_code(noeud, pas)
            if trouve is None:
                if isinstance(pas, int):
                    continue
                break
            nom, noeud = trouve
            derniere = rang == len(chemin) - 1 and isinstance(noeud, ScalarNode)
            position = position_de(noeud if derniere and not cle else nom)
        elif isinstance(noeud.value, list) and isinstance(pas, int) and pas < len(noeud.value):
            noeud = noeud.value[pas]
            position = position_de(noeud)
        else:
            break
    return position


def scalaire_nu(octets: bytes, chemin: Chemin) -> str:
    """Une valeur simple écrite sans guillemets ; vide si le chemin mène à autre chose, ou à rien."""
    noeud: Any = _arbre(octets)
    for pas in chemin:
        if isinstance(noeud, MappingNode):
            noeud = _entrees(noeud).get(pas, (None, None))[1]
        else:
            fils = noeud.value if noeud is not None and isinstance(noeud.value, list) else []
            noeud = fils[pas] if isinstance(pas, int) and pas < len(fils) else None
    return str(noeud.value) if isinstance(noeud, ScalarNode) and not noeud.style else ""
