"""Toutes les expressions régulières du paquet, chacune avec la façon dont elle y est appliquée.

Elles se lisent dans le code : une expression nouvelle est éprouvée sans que personne l'inscrive ici.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import qualicli

METHODES = ("search", "match", "fullmatch", "sub", "findall", "finditer", "split")


class Expression(NamedTuple):
    """Une expression, où elle est écrite, et la méthode qui l'applique."""

    ou: str
    motif: re.Pattern[Any]
    methode: str

    def appliquer(self, texte: str) -> None:
        """Applique l'expression à un texte, comme le fait le paquet, jusqu'au bout."""
        entree = texte.encode() if isinstance(self.motif.pattern, bytes) else texte
        if self.methode == "sub":
            self.motif.sub(entree[:0], entree)
            return
        resultat = getattr(self.motif, self.methode)(entree)
        if self.methode == "finditer":
            list(resultat)


def expressions() -> Iterator[Expression]:
    """Les expressions du paquet ; celles qu'une fonction compose avec ses arguments n'en sont pas."""
    for module in pkgutil.walk_packages(qualicli.__path__, "qualicli."):
        if not module.name.endswith("__main__"):
            yield from _d_un_module(importlib.import_module(module.name))


def _d_un_module(module: ModuleType) -> Iterator[Expression]:
    arbre = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute):
            motif, methode = _motif(noeud, module), noeud.func.attr
            if motif is not None and methode in METHODES:
                yield Expression(f"{module.__name__}:{noeud.lineno}", motif, methode)
    for nom, valeur in vars(module).items():  # rangées dans une table, ou données en argument
        for motif in _contenus(valeur):
            if not isinstance(valeur, re.Pattern) or not _appliquee(nom, arbre):
                yield from (Expression(f"{module.__name__}.{nom}", motif, m) for m in ("match", "fullmatch"))


def _motif(appel: ast.Call, module: ModuleType) -> re.Pattern[Any] | None:
    """Le motif qu'un appel applique : `re.sub(motif, …)` ou `NOM.sub(…)`."""
    assert isinstance(appel.func, ast.Attribute)
    cible = appel.func.value
    if isinstance(cible, ast.Name) and cible.id != "re":
        trouve = vars(module).get(cible.id)
        return trouve if isinstance(trouve, re.Pattern) else None
    if not isinstance(cible, ast.Name) or not appel.args:
        return None
    options = next((k.value for k in appel.keywords if k.arg == "flags"), None)
    if appel.func.attr not in ("sub", "split") and len(appel.args) > 2:
        options = appel.args[2]
    try:
        motif = _valeur(appel.args[0], module)
        return re.compile(motif, _valeur(options, module) if options else 0)
    except NameError:
        return None


def _valeur(noeud: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(noeud), "motif", "eval"), vars(module))  # le code lu est le nôtre


def _contenus(valeur: Any, profondeur: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(valeur, re.Pattern):
        yield valeur
    elif isinstance(valeur, tuple | list) and profondeur:
        for element in valeur:
            yield from _contenus(element, profondeur - 1)


def _appliquee(nom: str, arbre: ast.AST) -> bool:
    return any(
        isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == nom and n.attr in METHODES
        for n in ast.walk(arbre)
    )
