"""YAML vers texte : le compositeur C de PyYAML, sans typage, avec les positions ; les fautes nommées en français.

Le chemin le plus rapide des chemins sûrs (voir `tests/bancs/`) : libyaml compose les nœuds, les règles de typage de
YAML sont débranchées, et tout scalaire reste du texte jusqu'au modèle.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode
from yaml.reader import ReaderError

from qualicli.modeles.anomalie import Chemin, Position, position_octet

PROFONDEUR_MAX = 40
_NUL = ("", "~", "null")
_OUVRANTS = (b"[", b"{", b"- ", b"-\n", b"-\r", b"? ", b"?\n", b"?\r", b":")
_OUVRANTS_SANS_RISQUE = 1000
_SIGLE = re.compile(rb"(?:^|[:,?\[{-])[ \t]*[&!]", re.MULTILINE)  # une ancre ou une étiquette, peut-être


class FauteBrute(NamedTuple):
    """Une faute de lecture, située dans son fichier."""

    code: str
    position: Position
    message: str
    conseil: str


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
        self.position = _position(cle)


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
                    _position(noeud),
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
        return None, [_en_francais(erreur, octets)]


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
    return _Refus(FauteBrute("LEC010", _position(situe), message, conseil))


def _trop_profond(situe: Any) -> _Refus:
    return _Refus(
        FauteBrute(
            "LEC011",
            _position(situe),
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
            fautes.append(FauteBrute("LEC002", _position(cle), message, "Gardez-en une seule : l'autre serait perdue."))
        else:
            premieres[cle.value] = ligne


def _position(situe: Any) -> Position:
    return Position(situe.start_mark.line + 1, situe.start_mark.column + 1)


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


def situer(octets: bytes, chemin: Chemin, cle: bool = False) -> Position:
    """Trouve la ligne et la colonne d'un chemin ; à défaut, celles de l'objet le plus proche qui le contient.

    Un élément de liste est désigné par son rang ; un dictionnaire s'accommode d'un rang quand la liste est sous-entendue.
    Désigne la valeur quand elle tient sur une ligne, et la clé sinon, ou toujours la clé avec `cle`.
    """
    noeud = _arbre(octets)
    if noeud is None:
        return Position(1, 1)
    position = _position(noeud)
    for rang, pas in enumerate(chemin):
        if isinstance(noeud, MappingNode):
            trouve = _entrees(noeud).get(pas)
            if trouve is None:
                if isinstance(pas, int):
                    continue
                break
            nom, noeud = trouve
            derniere = rang == len(chemin) - 1 and isinstance(noeud, ScalarNode)
            position = _position(noeud if derniere and not cle else nom)
        elif isinstance(noeud.value, list) and isinstance(pas, int) and pas < len(noeud.value):
            noeud = noeud.value[pas]
            position = _position(noeud)
        else:
            break
    return position


_CLE = re.compile(r"((?: |- )*)[^\s:#\"'{\[][^:]*(:)(?= |$) *(.*)")
_RETRAIT_TABULE = re.compile(r"[ ?-]*\t")
_NON_REFERME = ("could not find expected ':'", "did not find expected ',' or", "found unexpected end of stream")
_PROBLEMES = (
    (
        "mapping values are not allowed",
        "Il y a un « : » de trop sur cette ligne.",
        "Mettez le texte entre guillemets s'il contient « : ».",
    ),
    ("could not find expected ':'", "Il manque « : » après une clé.", "Écrivez « clé: valeur », espace comprise."),
    (
        "did not find expected key",
        "La structure est rompue ici : retrait différent, ou guillemet en trop.",
        "Alignez la ligne sur ses voisines et fermez les guillemets.",
    ),
    (
        "did not find expected ',' or",
        "Il manque une virgule, un crochet ou une accolade.",
        "Fermez la liste ou l'objet ; entre accolades, un texte qui contient « # », « : » ou une virgule prend des guillemets.",
    ),
    ("did not find expected '-' indicator", "Un élément de liste n'est pas aligné.", "Commencez la ligne par « - »."),
    ("did not find expected node content", "Une valeur était attendue ici.", "Complétez la liste ou l'objet."),
    (
        "found unexpected end of stream",
        "Le fichier s'arrête au milieu d'un texte entre guillemets.",
        "Fermez les guillemets.",
    ),
    (
        "found unknown escape character",
        "Ce « \\ » n'a pas de sens entre guillemets doubles.",
        "Employez des guillemets simples, ou doublez la barre.",
    ),
    (
        "block sequence entries are not allowed",
        "Un élément de liste « - » n'a pas sa place ici.",
        "Passez à la ligne après la clé.",
    ),
    ("cannot start any token", "Ce caractère ne peut pas commencer une valeur.", "Mettez le texte entre guillemets."),
    ("tag", "Ce « ! » ouvre une étiquette YAML mal écrite.", "Mettez le texte entre guillemets."),
    (
        "alphabetic or numeric character",
        "Un « * » ou un « & » ne peut pas commencer une valeur.",
        "Mettez le texte entre guillemets.",
    ),
    (
        "another document",
        "Le fichier contient plusieurs documents séparés par « --- ».",
        "Faites un fichier par objet.",
    ),
    ("control characters are not allowed", "Le fichier contient un caractère de contrôle invisible.", "Supprimez-le."),
    ("invalid Unicode", "Le fichier contient un caractère Unicode invalide.", "Réécrivez cette ligne."),
)


def _en_francais(erreur: YAMLError, octets: bytes) -> FauteBrute:
    if isinstance(erreur, ReaderError):
        position = position_octet(octets, erreur.position)
    elif isinstance(erreur, MarkedYAMLError) and (repere := _repere(erreur)):
        position = Position(repere.line + 1, repere.column + 1)
    else:
        position = Position(1, 1)
    position = min(position, position_octet(octets, len(octets)))  # libyaml peut aller une ligne au-delà de la fin
    lignes = [*octets.decode("utf-8", "replace").splitlines(), ""]
    if tabulation := _RETRAIT_TABULE.match(lignes[position.ligne - 1]):
        return FauteBrute(
            "LEC006",
            Position(position.ligne, tabulation.end()),
            "Une tabulation sert de retrait ; YAML n'admet que des espaces.",
            "Remplacez-la par des espaces.",
        )
    texte = str(getattr(erreur, "problem", "") or getattr(erreur, "reason", "") or erreur)
    for anglais, message, conseil in _PROBLEMES:
        if anglais in texte:
            message, conseil = _decalage(lignes[: position.ligne], position) or (message, conseil)
            return FauteBrute("LEC001", position, message, conseil)
    return FauteBrute(
        "LEC001",
        position,
        "La syntaxe YAML est incorrecte ici.",
        "Vérifiez le retrait, les guillemets et les « : » de la ligne et de la précédente.",
    )


def _decalage(lignes: list[str], position: Position) -> tuple[str, str] | None:
    """Reconnaît, parmi les fautes de structure, une ligne qui n'est que mal alignée, ou une espace insécable."""
    avant, ligne = [autre for autre in lignes[:-1] if autre.strip()], lignes[-1]
    if any(re.match(r"[ -]*[\w-]+:[\u00a0\u202f]", proche) for proche in (*avant[-1:], ligne)):
        return "Une espace insécable suit « : », ici ou juste au-dessus.", "Remplacez-la par une espace ordinaire."
    tiret, cle = re.match(r" *- ", ligne), _CLE.match(ligne)
    au_debut = position.colonne == (cle.end(2) if cle else 0)
    if tiret and (au_debut or position.colonne < tiret.end()):
        voisins = [t.end() for t in (re.match(r" *- ", autre) for autre in avant) if t]
        if voisins and tiret.end() != voisins[-1]:
            return "Cet élément de liste est décalé.", "Alignez ce « - » sur les autres éléments de la liste."
    dessus = _CLE.match(avant[-1]) if avant else None
    if cle and au_debut and dessus and dessus[3] and len(cle[1]) > len(dessus[1]):
        return "Cette ligne est décalée par rapport à la précédente.", "Alignez-la sur la ligne du dessus."
    return None


def _repere(erreur: MarkedYAMLError) -> Any:
    """Où montrer la faute : là où s'ouvre ce qui n'est pas refermé, plutôt que là où l'analyseur s'en aperçoit."""
    if any(probleme in str(erreur.problem) for probleme in _NON_REFERME):
        return erreur.context_mark or erreur.problem_mark
    return erreur.problem_mark or erreur.context_mark
