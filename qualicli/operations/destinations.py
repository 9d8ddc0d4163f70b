"""Où va ce que l'on ajoute : un fichier d'une famille, un élément d'une liste, une entrée d'un fichier unique."""

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.familles import DOSSIERS, UNIQUES
from qualicli.modeles.fiche import Famille
from qualicli.modeles.formulaire import Formulaire
from qualicli.operations import description
from qualicli.operations.formulaires import formulaire, formulaire_de


@dataclass(frozen=True)
class Destination:
    """Un genre de chose que l'on ajoute : son nom au singulier, son modèle, et où elle s'écrit.

    Sans `cle`, un fichier de la famille ; avec, un élément de la liste ou de la table de ce nom, dans un objet de `familles`.
    """

    nom: str
    contenu: str
    modele: type[BaseModel]
    familles: tuple[Famille, ...]
    cle: str = ""

    @property
    def famille(self) -> Famille:
        """La famille dont le fichier s'écrit ; la première, quand plusieurs ont une liste de ce nom."""
        return self.familles[0]

    @property
    def est_un_fichier(self) -> bool:
        """Vrai quand ce que l'on ajoute est un fichier à lui seul."""
        return not self.cle

    @property
    def est_une_table(self) -> bool:
        """Vrai quand ce que l'on ajoute est une entrée d'un fichier unique, par son identifiant."""
        return bool(self.cle) and self.famille in UNIQUES

    @property
    def formulaire(self) -> Formulaire:
        """Ses questions."""
        return formulaire_de(self.famille) if self.est_un_fichier else formulaire(self.modele)


def destination(nom: str) -> Destination:
    """Trouve ce qu'un mot désigne : une famille au singulier ou par son dossier, une liste, une table."""
    connues = destinations()
    nu = francais.sans_accent(nom).lower().replace("-", "_").rstrip("/")
    for cle in (nu, nu.removesuffix("s")):
        if cle in connues:
            return connues[cle]
    proche = francais.plus_proche(nu, connues)
    conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
    raise ErreurUsage(f"« {nom} » ne s'ajoute pas.", f"{conseil}On ajoute : {', '.join(connues)}.")


@lru_cache(maxsize=1)
def destinations() -> dict[str, Destination]:
    """Tout ce qui s'ajoute, par son nom au singulier : les familles d'abord, puis ce que leurs fichiers contiennent."""
    trouvees = {_singulier(f.nom): Destination(_singulier(f.nom), f.contenu, f.modele, (f,)) for f in DOSSIERS}
    for famille in (*UNIQUES, *DOSSIERS):
        for cle, modele, phrase in _contenus(famille):
            nom = _singulier(cle)
            deja = trouvees.get(nom)
            if deja is None:
                trouvees[nom] = Destination(nom, francais.minuscule(phrase).rstrip("."), modele, (famille,), cle)
            elif deja.cle and deja.modele is modele and deja.famille not in UNIQUES:
                trouvees[nom] = Destination(nom, deja.contenu, modele, (*deja.familles, famille), cle)
    return trouvees


def _contenus(famille: Famille) -> Iterator[tuple[str, type[BaseModel], str]]:
    """Les listes d'objets d'une famille, ou les tables d'un fichier unique : leur clé, leur modèle, leur phrase."""
    phrases = description.phrases(famille.modele)
    attendue: Any = dict if famille in UNIQUES else tuple
    for cle, (ecrit, _) in description.cles(famille.modele).items():
        modele = None if cle.startswith("@") else _elements(ecrit, attendue)
        if modele is not None and modele is not Acteur:  # un acteur s'écrit d'un mot, il n'a pas de formulaire
            yield cle, modele, phrases[cle]


def _elements(annotation: Any, attendue: Any) -> type[BaseModel] | None:
    """Le modèle des éléments d'une liste ou d'une table d'objets ; `None` si ce n'en est pas une."""
    origine, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origine is typing.Annotated:
        return _elements(arguments[0], attendue)
    if origine in (typing.Union, types.UnionType):
        return next((m for a in arguments if (m := _elements(a, attendue)) is not None), None)
    if origine is not attendue:
        return None
    element = arguments[-1] if origine is dict else arguments[0]
    while typing.get_origin(element) is typing.Annotated:
        element = typing.get_args(element)[0]
    return element if isinstance(element, type) and issubclass(element, BaseModel) else None


def _singulier(nom: str) -> str:
    nu = nom.removesuffix(".yaml")
    return nu[:-1] if nu.endswith(("s", "x")) and not nu.endswith(("ss", "us")) else nu
