"""YAML vers texte : le compositeur C de PyYAML, sans typage, avec les positions ; les fautes nommées en français.

Le chemin le plus rapide des chemins sûrs (voir `tests/bancs/`) : libyaml compose les nœuds, les règles de typage de
YAML sont débranchées, et tout scalaire reste du texte jusqu'au modèle.
"""

import re
from typing import Any

from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.error import YAMLError
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode

from qualicli.depot.texte_brut import FauteBrute
from qualicli.depot.yaml_fautes import en_francais
from qualicli.modeles.anomalie import Position

PROFONDEUR_MAX = 40
_NUL = ("", "~", "null")
_OUVRANTS = (b"[", b"{", b"- ", b"-\n", b"-\r", b"? ", b"?\n", b"?\r", b":")
_OUVRANTS_SANS_RISQUE = 1000
_SIGLE = re.compile(rb"(?:^|[:,?\[{-])[ \t]*[&!]", re.MULTILINE)  # une ancre ou une étiquette, peut-être


class _Compositeur(CParser):
    """Le compositeur C, sans la résolution des types : elle coûte, et changerait `1.10` en 1.1."""

    def resolve(self, _genre: object, _valeur: object, _implicite: object) -> str:
        return ""

    def descend_resolver(self, _parent: object, _rang: object) -> None: ...

    def ascend_resolver(self) -> None: ...


class _Refus(YAMLError):
    """Ce que YAML admet et que nous refusons : la faute est déjà dite."""

    def __init__(self, faute: FauteBrute) -> None:
        super().__init__()
        self.faute = faute


class _CleComposee(Exception):
    def __init__(self, cle: Node) -> None:
        super().__init__()
        self.position = position_de(cle)


def composer(octets: bytes) -> Node | None:
    """Compose l'arbre des nœuds. Lève une `YAMLError`."""
    if _est_suspect(octets):
        _controler(octets)
    analyseur = _Compositeur(octets)
    try:
        noeud: Node | None = analyseur.get_single_node()
        return noeud
    finally:
        analyseur.dispose()


def lire(octets: bytes) -> tuple[Any, list[FauteBrute]]:
    """Lit un document YAML en dictionnaires, listes et textes.

    Rend la valeur (`None` si rien n'est lisible) et les fautes. Une clé sans valeur vaut `None`.
    """
    fautes: list[FauteBrute] = []
    try:
        noeud = composer(octets)
        if noeud is None:
            return None, [
                FauteBrute("LEC003", Position(1, 1), "Le fichier est vide.", "Remplissez-le ou supprimez-le.")
            ]
        valeur = _convertir(noeud, fautes, 0)
        if not isinstance(noeud, MappingNode):
            fautes.append(
                FauteBrute(
                    "FMT004",
                    position_de(noeud),
                    "Le fichier doit contenir des lignes « clé: valeur ».",
                    "Voyez docs/format.md pour un exemple de ce fichier.",
                )
            )
            return None, fautes
        return valeur, fautes
    except _Refus as refus:
        return None, [refus.faute]
    except _CleComposee as erreur:
        return None, [
            FauteBrute(
                "LEC001",
                erreur.position,
                "Une clé doit être un mot, pas une liste ni un bloc.",
                "Vérifiez les deux-points et les accolades de la ligne.",
            )
        ]
    except YAMLError as erreur:
        return None, [en_francais(erreur, octets)]


def _convertir(noeud: Any, fautes: list[FauteBrute], niveau: int) -> Any:
    genre = type(noeud)
    if genre is ScalarNode:
        valeur = noeud.value
        return None if valeur in _NUL and not noeud.style else valeur
    if niveau > PROFONDEUR_MAX:
        raise _trop_profond(noeud)
    if genre is not MappingNode:
        return [_convertir(enfant, fautes, niveau + 1) for enfant in noeud.value]
    table = {
        cle.value if type(cle) is ScalarNode else _cle_composee(cle): (
            valeur.value
            if type(valeur) is ScalarNode and valeur.value not in _NUL
            else _convertir(valeur, fautes, niveau + 1)
        )
        for cle, valeur in noeud.value
    }
    if len(table) != len(noeud.value):
        _signaler_doublons(noeud, fautes)
    return table


def _cle_composee(cle: Node) -> str:
    raise _CleComposee(cle)


def _est_suspect(octets: bytes) -> bool:
    """Vrai quand un contrôle s'impose avant de composer ; doit rester presque gratuit pour les autres fichiers."""
    if b"*" in octets or ((b"&" in octets or b"!" in octets) and _SIGLE.search(octets)):
        return True
    return len(octets) > _OUVRANTS_SANS_RISQUE and sum(octets.count(o) for o in _OUVRANTS) > _OUVRANTS_SANS_RISQUE


def _controler(octets: bytes) -> None:
    """Refuse alias, ancres et étiquettes, et mesure l'imbrication sans récursion : la pile du compositeur déborderait."""
    analyseur, niveau, refus = CParser(octets), 0, None
    try:
        while (evenement := analyseur.get_event()) is not None:
            niveau += isinstance(evenement, CollectionStartEvent) - isinstance(evenement, CollectionEndEvent)
            if niveau > PROFONDEUR_MAX + 1:
                raise _trop_profond(evenement)
            if isinstance(evenement, AliasEvent):
                raise _refuser(evenement, f"L'alias YAML « *{evenement.anchor} » n'est pas admis.")
            if refus is None and (ancre := getattr(evenement, "anchor", None)):
                refus = _refuser(evenement, f"L'ancre YAML « &{ancre} » n'est pas admise.")
            if refus is None and (etiquette := getattr(evenement, "tag", None)):
                court = etiquette.replace("tag:yaml.org,2002:", "!!")
                refus = _refuser(evenement, f"L'étiquette YAML « {court} » n'est pas admise.")
    finally:
        analyseur.dispose()
    if refus is not None:
        raise refus


def _refuser(situe: Any, message: str) -> _Refus:
    conseil = "Écrivez la valeur en toutes lettres, ou entre guillemets si ce signe en fait partie."
    return _Refus(FauteBrute("LEC010", position_de(situe), message, conseil))


def _trop_profond(situe: Any) -> _Refus:
    return _Refus(
        FauteBrute(
            "LEC011",
            position_de(situe),
            f"Le fichier a plus de {PROFONDEUR_MAX} niveaux d'imbrication.",
            "Aplatissez-le : aucun format de qualicli n'en demande autant.",
        )
    )


def _signaler_doublons(noeud: MappingNode, fautes: list[FauteBrute]) -> None:
    premieres: dict[str, int] = {}
    for cle, _ in noeud.value:
        ligne = cle.start_mark.line + 1
        if cle.value in premieres:
            message = f"La clé « {cle.value} » est écrite deux fois (déjà ligne {premieres[cle.value]})."
            fautes.append(
                FauteBrute("LEC002", position_de(cle), message, "Gardez-en une seule : l'autre serait perdue.")
            )
        else:
            premieres[cle.value] = ligne


def position_de(situe: Any) -> Position:
    """La ligne et la colonne où commence un nœud ou un événement."""
    return Position(situe.start_mark.line + 1, situe.start_mark.column + 1)
