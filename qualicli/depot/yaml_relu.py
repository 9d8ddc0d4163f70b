"""Le second lecteur : ruamel.yaml, en YAML 1.2, relit ce que nous écrivons et doit y trouver la même chose que libyaml.

Il est écrit par d'autres, d'après une autre version de la norme : une écriture que les deux lisent de même ne tient à aucun
des deux. Il est vingt fois plus lent que libyaml ; il ne sert donc qu'aux fichiers que l'on va poser.
"""

import re
from itertools import pairwise
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

_MESENTENTE = "deux lecteurs de YAML ne le comprennent pas de même"
_NUL = ("", "~", "null")
_COMMENTAIRE = re.compile(r"(?<![^\s])#[^\r\n]*")


class Commentaire(NamedTuple):
    """Un commentaire, et s'il a sa ligne à lui ; sinon, il suit une valeur."""

    texte: str
    seul: bool


def relire(texte: str) -> tuple[Any, list[Commentaire]]:
    """Rend les données d'un texte YAML, scalaires en textes, et ses commentaires ; lève une `ValueError` s'il n'en est pas."""
    try:
        noeud = YAML(typ="safe", pure=True).compose(texte)
    except YAMLError as erreur:
        raise ValueError(str(erreur)) from None
    bornes: list[tuple[int, int]] = []
    donnees = _donnees(noeud, texte, bornes) if noeud is not None else None
    return donnees, _commentaires(texte, bornes)


def comparer(texte: str, attendu: Any, avant: str = "", ote: bool = False) -> str | None:
    """Relit un texte : ce qu'il a de trop ou de moins que les données attendues et les commentaires d'avant, ou `None`.

    Quand une valeur est ôtée, le commentaire qui la suivait sur sa ligne part avec elle ; lui seul.
    """
    try:
        donnees, commentaires = relire(texte)
        _, presents = relire(avant)
    except ValueError:
        return _MESENTENTE
    if donnees != attendu:
        return _MESENTENTE
    restants = iter(presents)
    gardes = all(c in restants for c in commentaires)
    seuls = [c for c in commentaires if c.seul] == [c for c in presents if c.seul]
    complets = ote or len(commentaires) == len(presents)
    return None if gardes and seuls and complets else "un commentaire s'y perdrait"


def _donnees(noeud: Node, texte: str, bornes: list[tuple[int, int]]) -> Any:
    """Les données d'un nœud ; note où commence et finit chaque scalaire, seul endroit où un « # » n'est pas un commentaire."""
    if isinstance(noeud, ScalarNode):
        debut, fin = noeud.start_mark.index, noeud.end_mark.index
        if noeud.style in ("|", ">"):  # un commentaire peut suivre le signe qui ouvre un texte en lignes
            debut = texte.find("\n", debut, fin)
        bornes.append((debut, fin))
        return None if noeud.value in _NUL and not noeud.style else noeud.value
    if not isinstance(noeud, MappingNode):
        return [_donnees(enfant, texte, bornes) for enfant in noeud.value]
    entrees = [(_donnees(cle, texte, bornes), _donnees(valeur, texte, bornes)) for cle, valeur in noeud.value]
    table = {str(cle): valeur for cle, valeur in entrees}
    if len(table) != len(entrees):
        raise ValueError("une clé est écrite deux fois")
    return table


def _commentaires(texte: str, bornes: list[tuple[int, int]]) -> list[Commentaire]:
    entre = pairwise([(0, 0), *bornes, (len(texte), len(texte))])
    trouves = (c for (_, debut), (fin, _) in entre for c in _COMMENTAIRE.finditer(texte, debut, fin))
    return [
        Commentaire(c[0].rstrip(), not texte[texte.rfind("\n", 0, c.start()) + 1 : c.start()].strip()) for c in trouves
    ]
