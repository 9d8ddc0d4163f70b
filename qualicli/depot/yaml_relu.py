"""Le second lecteur : ruamel.yaml, en YAML 1.2, relit ce que nous écrivons et doit y trouver la même chose que libyaml.

Il est écrit par d'autres, d'après une autre version de la norme : une écriture que les deux lisent de même ne tient à aucun
des deux. Il est vingt fois plus lent que libyaml ; il ne sert donc qu'aux fichiers que l'on va poser, et n'y relit que les
entrées dont un octet a changé.
"""

import re
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from yaml.nodes import MappingNode as NoeudBrut

from qualicli.depot import yaml_brut

_MESENTENTE = "deux lecteurs de YAML ne le comprennent pas de même"
_NUL = ("", "~", "null")
# Une ancre lie deux entrées ; ces signes-là finissent une ligne pour l'un des lecteurs, et pas pour l'autre.
_INDIVISIBLE = re.compile(r"(?:^|[:,?\[{-])[ \t]*[&!]|\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", re.MULTILINE)
_COMMENTAIRE = re.compile(r"(?<![^\s])#[^\r\n]*")


class Commentaire(NamedTuple):
    """Un commentaire, et s'il a sa ligne à lui ; sinon, il suit une valeur."""

    texte: str
    seul: bool


@cache
def _lecteur() -> YAML:
    """Le lecteur, un seul pour tous les textes : le faire parcourt le disque."""
    return YAML(typ="safe", pure=True)


def relire(texte: str) -> tuple[Any, list[Commentaire]]:
    """Rend les données d'un texte YAML, scalaires en textes, et ses commentaires ; lève une `ValueError` s'il n'en est pas."""
    try:
        noeud = _lecteur().compose(texte)
    except YAMLError as erreur:
        raise ValueError(str(erreur)) from None
    bornes: list[tuple[int, int]] = []
    donnees = _donnees(noeud, texte, bornes) if noeud is not None else None
    return donnees, _commentaires(texte, bornes)


def comparer(texte: str, attendu: Any, avant: str = "", ote: bool = False) -> str | None:
    """Relit un texte : ce qu'il a de trop ou de moins que les données attendues et les commentaires d'avant, ou `None`.

    Quand une valeur est ôtée, le commentaire qui la suivait sur sa ligne part avec elle ; lui seul.
    """
    texte, attendu, avant = _reduire(texte, attendu, avant)
    try:
        donnees, commentaires = relire(texte)
        presents = relire(avant)[1] if "#" in avant else []
    except ValueError:
        return _MESENTENTE
    if (donnees or None) != (attendu or None):
        return _MESENTENTE
    restants = iter(presents)
    gardes = all(c in restants for c in commentaires)
    seuls = [c for c in commentaires if c.seul] == [c for c in presents if c.seul]
    complets = ote or len(commentaires) == len(presents)
    return None if gardes and seuls and complets else "un commentaire s'y perdrait"


def _reduire(texte: str, attendu: Any, avant: str) -> tuple[str, Any, str]:
    """Les seules entrées qui changent, leurs données et leur texte d'avant ; tout, quand rien ne permet de les séparer."""
    neuves, anciennes = _entrees(texte), _entrees(avant)
    if not (neuves and anciennes) or neuves[0] != anciennes[0] or len(neuves) != len(attendu) + 1:
        return texte, attendu, avant
    court = min(len(neuves), len(anciennes))
    debut = next((i for i in range(court) if neuves[i] != anciennes[i]), court)
    fin = next((i for i in range(court - debut) if neuves[-1 - i] != anciennes[-1 - i]), court - debut)
    changees = slice(debut, len(neuves) - fin)
    donnees = dict([(None, None), *attendu.items()][changees])
    return "".join(neuves[changees]), donnees, "".join(anciennes[debut : len(anciennes) - fin])


def _entrees(texte: str) -> list[str]:
    """Ce qui précède la première entrée d'une table, puis chaque entrée et les lignes qui la suivent ; vide si indivisible."""
    noeud = None if _INDIVISIBLE.search(texte) else yaml_brut.composer(texte.encode("utf-8"))
    if not isinstance(noeud, NoeudBrut) or noeud.flow_style or not noeud.value:
        return []
    debuts = [cle.start_mark.line for cle, _ in noeud.value]
    if any(cle.start_mark.column for cle, _ in noeud.value):
        return []
    lignes = texte.splitlines(keepends=True)
    return ["".join(lignes[a:b]) for a, b in pairwise([0, *debuts, len(lignes)])]


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
