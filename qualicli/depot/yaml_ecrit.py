"""Texte vers YAML : la maison dit la forme, en lignes ou entre accolades, avec ou sans guillemets ; ruamel.yaml l'écrit."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

from qualicli.modeles.retouche import Valeur

LARGEUR = 120
_UNE_LIGNE = 10**9  # ruamel replie au-delà d'une largeur ; nos valeurs tiennent sur une ligne
_DATE = re.compile(r"\d{4}(-[\dTS][\w-]*)?(/\d{4}(-[\dTS][\w-]*)?)?", re.ASCII)


class _Emetteur(Emitter):
    """L'émetteur de ruamel, avec des guillemets doubles là où il en mettrait de simples sans qu'on le lui demande."""

    def choose_scalar_style(self) -> Any:
        """Choisit l'écriture d'un scalaire ; un bloc que ruamel ne saurait pas relire devient un texte entre guillemets."""
        demande = self.event.style
        if not self.event.value or (demande == "'" and not self.event.value.isprintable()):
            return '"'
        if demande and demande in "|>" and not self._se_met_en_lignes(self.event.value):
            return '"'
        choisi = super().choose_scalar_style()
        return '"' if choisi == "'" and demande != "'" else choisi

    def _se_met_en_lignes(self, texte: str) -> bool:
        """Faux quand YAML 1.1 et 1.2 n'y couperaient pas les mêmes lignes, ou qu'une fin s'y perdrait."""
        sans_fin = not texte.endswith("\n")  # elle tiendrait à ce qui suit dans le fichier
        return (
            sans_fin
            and bool(self.analyze_scalar(texte).allow_block)
            and all(li.isprintable() for li in texte.split("\n"))
        )


@lru_cache(maxsize=1)
def _cadre() -> YAML:
    """Les réglages que l'émetteur consulte ; il n'y change rien."""
    return YAML(typ="rt", pure=True)


def _emettre(evenements: Iterable[Event], largeur: int = _UNE_LIGNE) -> str:
    """Écrit un document, retraits de la maison : deux espaces, et deux de plus pour les éléments d'une liste."""
    flux_texte = io.StringIO()
    emetteur = _Emetteur(flux_texte, allow_unicode=True, width=largeur, dumper=_cadre())
    emetteur.best_sequence_indent, emetteur.sequence_dash_offset = 4, 2
    debut, fin = (StreamStartEvent(), DocumentStartEvent(explicit=False)), (DocumentEndEvent(), StreamEndEvent())
    for evenement in (*debut, *evenements, *fin):
        emetteur.emit(evenement)
    return flux_texte.getvalue()


# --- La forme de la maison


def _scalaire(valeur: Any, en_flux: bool, style: str | None = None) -> ScalarEvent:
    texte = en_textes(valeur)
    if isinstance(valeur, str) and style is None:
        style = _guillemets(valeur, en_flux)
    return ScalarEvent(None, None, (True, True, True), texte, style=style)


def _guillemets(texte: str, en_flux: bool) -> str | None:
    """Des guillemets quand un lecteur peut s'y tromper : YAML 1.1 ou 1.2, ou la personne qui ajoutera une virgule."""
    if (
        texte != texte.strip()
        or not texte[:1].isalnum()
        or (en_flux and (" " in texte or any(signe in texte for signe in ",[]{}")))
    ):
        return '"'
    return '"' if not _DATE.fullmatch(texte) and any(r(texte) for r in _resolveurs()) else None


@lru_cache(maxsize=1)
def _resolveurs() -> tuple[Any, ...]:
    """Pour chaque version de YAML, de quoi savoir si un texte nu y serait lu comme autre chose que du texte."""

    def autre_que_texte(version: tuple[int, int]) -> Any:
        resolveur = VersionedResolver(version=version)
        return lambda texte: str(resolveur.resolve(ScalarNode, texte, (True, False))) != "tag:yaml.org,2002:str"

    return autre_que_texte((1, 1)), autre_que_texte((1, 2))


def _evenements(valeur: Any, en_flux: bool, retrait: int = 0) -> Iterator[Event]:
    if isinstance(valeur, Mapping):
        en_flux = en_flux or not _deborde(valeur, retrait)
        yield MappingStartEvent(None, None, True, flow_style=en_flux)
        for cle, dedans in valeur.items():
            yield from _entree(cle, dedans, en_flux, retrait)
        yield MappingEndEvent()
    elif _est_liste(valeur):
        en_flux = en_flux or not _est_liste_d_objets(valeur)
        yield SequenceStartEvent(None, None, True, flow_style=en_flux)
        for element in valeur:
            yield from _evenements(element, en_flux or not isinstance(element, Mapping), retrait + 2)
        yield SequenceEndEvent()
    else:
        yield _scalaire(valeur, en_flux, "|" if not en_flux and "\n" in str(valeur) else None)


def _entree(cle: str, valeur: Any, en_flux: bool, retrait: int) -> Iterator[Event]:
    yield _scalaire(cle, True)
    if not en_flux and isinstance(valeur, Mapping) and any("\n" in str(v) for v in valeur.values()):
        # une table de textes de plusieurs lignes ne se lirait pas sur une seule
        yield from _table(_entree(c, v, False, retrait + 2) for c, v in valeur.items())
        return
    yield from _evenements(valeur, en_flux, retrait + 2)


def _table(entrees: Iterable[Iterable[Event]]) -> Iterator[Event]:
    yield MappingStartEvent(None, None, True, flow_style=False)
    for evenements in entrees:
        yield from evenements
    yield MappingEndEvent()


def _est_liste(valeur: Any) -> bool:
    return isinstance(valeur, Sequence) and not isinstance(valeur, str)


def _est_liste_d_objets(valeur: Any) -> bool:
    return _est_liste(valeur) and any(isinstance(v, Mapping) for v in valeur)


def _deborde(objet: Mapping[str, Any], retrait: int) -> bool:
    """Vrai quand un objet en contient d'autres, et ne tient pas sur une ligne."""
    emboite = any(isinstance(v, Mapping) or _est_liste_d_objets(v) for v in objet.values())
    return emboite and retrait + len(flux(objet)) > LARGEUR


# --- Ce qui s'écrit


def flux(valeur: Valeur) -> str:
    """Écrit une valeur, liste et objet compris, sur une seule ligne."""
    return _flux_de_texte(valeur) if isinstance(valeur, str) else _flux(valeur)


@lru_cache(maxsize=4096)
def _flux_de_texte(texte: str) -> str:
    """Les mêmes codes reviennent de fichier en fichier : l'émetteur ne les écrit qu'une fois."""
    return _flux(texte)


def _flux(valeur: Valeur) -> str:
    liste = (SequenceStartEvent(None, None, True, flow_style=True), *_evenements(valeur, True), SequenceEndEvent())
    return _emettre(liste).strip()[1:-1]


def scalaire(valeur: Valeur, en_flux: bool, style: str | None = None, retrait: int = 0, fin: str = "\n") -> str:
    """Écrit une valeur simple, sans guillemets tant qu'aucun lecteur ne peut s'y tromper, ou dans le style demandé.

    Un texte en lignes (« | » ou « > ») est en retrait de deux espaces de plus que `retrait`.
    """
    if en_flux and style is None:
        return flux(valeur)
    largeur = LARGEUR - retrait - 10 if style == ">" else _UNE_LIGNE  # ruamel coupe après le mot qui dépasse
    texte = _emettre(_table([(_scalaire("v", True), _scalaire(valeur, en_flux, style))]), largeur)
    return _decaler(texte.removeprefix("v:").removeprefix(" ").removesuffix("\n"), retrait, fin).lstrip(" ")


def entree(cle: str, valeur: Valeur, retrait: int, fin: str) -> str:
    """Écrit une clé et sa valeur en lignes ; une liste d'objets y prend une ligne par élément."""
    return _decaler(_emettre(_table([_entree(cle, valeur, False, retrait - 2)])), retrait, fin)


def element(valeur: Valeur, retrait: int, fin: str) -> str:
    """Écrit un élément de liste, tiret compris : sur une ligne, ou en lignes quand c'est un objet qui n'y tient pas."""
    liste = (
        SequenceStartEvent(None, None, True, flow_style=False),
        *_evenements(valeur, not isinstance(valeur, Mapping), retrait),
        SequenceEndEvent(),
    )
    lignes = _emettre(liste).rstrip("\n").split("\n")
    vide = len(lignes[0]) - len(lignes[0].lstrip())
    return _decaler("\n".join(ligne[vide:] for ligne in lignes) + "\n", retrait, fin)


def document(valeurs: Mapping[str, Valeur]) -> str:
    """Écrit un fichier entier, une clé par ligne."""
    return _emettre(_table(_entree(cle, valeur, False, -2) for cle, valeur in valeurs.items()))


def citer(texte: str) -> str:
    """Met un texte entre guillemets doubles, ce qui ne s'imprime pas étant échappé."""
    return scalaire(texte, True, '"')


def _decaler(texte: str, retrait: int, fin: str) -> str:
    """Met des lignes à leur retrait et à la fin de ligne de leur fichier ; une ligne vide reste vide."""
    lignes = (f"{' ' * retrait}{ligne}" if ligne.strip() else ligne for ligne in texte.split("\n"))
    return fin.join(lignes)


def en_textes(valeur: Any) -> Any:
    """Rend une valeur telle que la lecture la rendra : des textes, des listes, des dictionnaires."""
    if isinstance(valeur, Mapping):
        return {cle: en_textes(v) for cle, v in valeur.items()}
    if _est_liste(valeur):
        return [en_textes(v) for v in valeur]
    return str(valeur).lower() if isinstance(valeur, bool) else str(valeur)


def en_liste(valeur: Any) -> list[Any]:
    """Une valeur lue, vue comme une liste : elle-même, ou son seul élément."""
    return valeur if isinstance(valeur, list) else [] if valeur is None else [valeur]
