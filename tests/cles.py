"""Toutes les clés du format, et de quoi en changer la valeur : pour voir ce que l'outil en fait."""

import csv
import io
import json
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from qualicli.depot import yaml_brut
from qualicli.modeles import familles
from qualicli.modeles.acteur import Acteur

EXEMPLES = re.compile(r"^\*\*`([^`\n]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARKDOWN = re.compile(r"^---\n(.*?)^---\n(.*)", re.MULTILINE | re.DOTALL)
# Ce que l'on essaie d'écrire ; un type garde ce qu'il admet, dans cet ordre.
_VALEURS = (
    *("Témoin", "temoin", "false", "true", "3", "61,5", "2021-06-15", "2022-03-14", "2022-05", "1 j", "10 ans"),
    *(
        "14:30",
        "sans_objet",
        "inconnue",
        "0",
        "12",
        "1/2",
        "non site.cert",
        "site.svi_local",
        "2.2",
        "M2",
        "A1",
        "0" * 64,
    ),
)
# Ces fichiers voisins sont des tables : une colonne y est une clé.
TABLES = {"registres.lignes": "registres/courriers.csv"}


class Lieu(NamedTuple):
    """Un endroit du dossier où une clé est, ou pourrait être écrite."""

    fichier: str
    chemin: tuple[str | int, ...]
    cle: str


@dataclass(frozen=True)
class Cle:
    """Une clé du format : son nom (« actions.revisions.motif »), son type, et tous ses lieux dans un dossier."""

    nom: str
    ecrit: Any
    champ: FieldInfo
    lieux: tuple[Lieu, ...]


@dataclass(frozen=True)
class Dossier:
    """Un dossier d'essai, en valeurs brutes : ce qui s'écrit, et le texte libre des Markdown."""

    valeurs: Mapping[str, Any]
    corps: Mapping[str, str]

    def fichiers(self, changes: Iterable[str] | None = None) -> dict[str, str]:
        """Les fichiers (ceux que l'on dit, ou tous), tels qu'ils s'écrivent."""
        return {f: self._texte(f) for f in (self.valeurs if changes is None else changes)}

    def _texte(self, fichier: str) -> str:
        valeur = self.valeurs[fichier]
        if fichier.endswith(".csv"):
            flux = io.StringIO()
            colonnes = list(dict.fromkeys(c for ligne in valeur for c in ligne))
            ecrivain = csv.DictWriter(flux, colonnes, delimiter=";", lineterminator="\n")
            ecrivain.writeheader()
            ecrivain.writerows(valeur)
            return flux.getvalue()
        if isinstance(valeur, str):
            return valeur
        texte = json.dumps(valeur, ensure_ascii=False, indent=1)
        return f"---\n{texte}\n---\n{self.corps[fichier]}" if fichier.endswith(".md") else texte

    def changer(self, *changements: tuple[Lieu, Any]) -> "Dossier":
        """Le même dossier, où des clés ont une autre valeur, ou ont disparu (`None`)."""
        valeurs = dict(self.valeurs)
        for fichier in {lieu.fichier for lieu, _ in changements}:
            valeurs[fichier] = deepcopy(valeurs[fichier])
        for lieu, valeur in changements:
            objet = _suivre(valeurs[lieu.fichier], lieu.chemin)
            if valeur is None:
                objet.pop(lieu.cle, None)
            else:
                objet[lieu.cle] = valeur
        return Dossier(valeurs, self.corps)

    def valeur(self, lieu: Lieu) -> Any:
        """Ce qui est écrit en un lieu ; `None` quand rien ne l'est."""
        return _suivre(self.valeurs[lieu.fichier], lieu.chemin).get(lieu.cle)


def _suivre(valeur: Any, chemin: tuple[str | int, ...]) -> Any:
    for etape in chemin:
        valeur = valeur[etape]
    return valeur


def lire(fichiers: Mapping[str, str]) -> Dossier:
    """Met des fichiers en valeurs brutes."""
    valeurs: dict[str, Any] = {}
    corps: dict[str, str] = {}
    for nom, texte in fichiers.items():
        if nom.endswith(".yaml"):
            valeurs[nom] = yaml_brut.lire(texte.encode())[0]
        elif nom.endswith(".md"):
            entete, corps[nom] = _MARKDOWN.findall(texte)[0]
            valeurs[nom] = yaml_brut.lire(entete.encode())[0]
        elif nom.endswith(".csv"):
            valeurs[nom] = list(csv.DictReader(io.StringIO(texte), delimiter=";"))
        else:
            valeurs[nom] = texte
    return Dossier(valeurs, corps)


def cles(dossier: Dossier) -> dict[str, Cle]:
    """Toutes les clés du format, par nom, et leurs lieux dans un dossier."""
    trouvees: dict[str, tuple[Any, FieldInfo, list[Lieu]]] = {}
    for famille in (*familles.UNIQUES, *familles.DOSSIERS, *familles.REFERENTIELS):
        base = familles_nom(famille)
        _noter(trouvees, famille.modele, base)
        for fichier in dossier.valeurs:
            if _est_de(famille, fichier, dossier.valeurs[fichier]):
                _parcourir(trouvees, famille.modele, base, fichier, (), dossier.valeurs[fichier])
    for nom, fichier in TABLES.items():
        (modele,) = modeles_de(trouvees[f"{nom.partition('.')[0]}.@{nom.partition('.')[2]}"][0])
        for rang, ligne in enumerate(dossier.valeurs[fichier]):
            _parcourir(trouvees, modele, nom, fichier, (rang,), ligne)
    return {n: Cle(n, e, c, tuple(lieux)) for n, (e, c, lieux) in trouvees.items() if ".@" not in n}


def familles_nom(famille: familles.Famille) -> str:
    """Le nom sous lequel se rangent les clés d'une famille."""
    return (
        "complements" if famille.modele.__name__ == "Complement" else famille.nom.removesuffix(".yaml").split("/")[-1]
    )


def _est_de(famille: familles.Famille, fichier: str, valeur: Any) -> bool:
    if famille in familles.UNIQUES:
        return fichier == famille.nom
    dossier = fichier.rpartition("/")[0]
    if famille.nom == "referentiels" and dossier == "referentiels":
        return ("complete" in valeur) is (famille.modele.__name__ == "Complement")
    return (
        (dossier == famille.nom or dossier.startswith(f"{famille.nom}/"))
        and (not famille.nom.startswith("referentiels") or dossier == famille.nom)
        and fichier.endswith(famille.extensions)
    )


def _noter(trouvees: dict[str, Any], modele: type[BaseModel], nom: str) -> None:
    """Range les clés d'un modèle, et de ceux qu'il contient, même si aucun dossier ne les écrit."""
    ecrits = typing.get_type_hints(modele, include_extras=True)
    for attribut, champ in modele.model_fields.items():
        cle = champ.alias or attribut
        if cle in ("@id", "@fichier", "@corps"):
            continue
        if f"{nom}.{cle}" not in trouvees:
            trouvees[f"{nom}.{cle}"] = (ecrits[attribut], champ, [])
            for autre in modeles_de(ecrits[attribut]):
                _noter(trouvees, autre, _nom(autre, f"{nom}.{cle}".replace(".@", ".")))


def _nom(modele: type[BaseModel], nom: str) -> str:
    """Un acteur s'écrit pareil partout : ses clés n'ont qu'un nom."""
    return "acteur" if modele is Acteur else nom


def _parcourir(
    trouvees: dict[str, Any],
    modele: type[BaseModel],
    nom: str,
    fichier: str,
    chemin: tuple[str | int, ...],
    valeur: Any,
) -> None:
    for attribut, champ in modele.model_fields.items():
        cle = champ.alias or attribut
        if cle.startswith("@"):
            continue
        ecrit, _, lieux = trouvees[f"{nom}.{cle}"]
        lieux.append(Lieu(fichier, chemin, cle))
        for autre in modeles_de(ecrit):
            for suite, objet in _objets(valeur.get(cle), _est_table(ecrit), (*chemin, cle)):
                _parcourir(trouvees, autre, _nom(autre, f"{nom}.{cle}"), fichier, suite, objet)


def _objets(valeur: Any, table: bool, chemin: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Les objets que contient une valeur : elle-même, les éléments d'une liste, les valeurs d'une table."""
    if isinstance(valeur, list):
        for rang, element in enumerate(valeur):
            yield from _objets(element, False, (*chemin, rang))
    elif isinstance(valeur, dict) and table:
        for cle, element in valeur.items():
            yield from _objets(element, False, (*chemin, cle))
    elif isinstance(valeur, dict):
        yield chemin, valeur


def modeles_de(ecrit: Any) -> set[type[BaseModel]]:
    """Les modèles que contient un type."""
    if isinstance(ecrit, type) and issubclass(ecrit, BaseModel):
        return {ecrit}
    return {m for partie in typing.get_args(ecrit) for m in modeles_de(partie)}


def _est_table(ecrit: Any) -> bool:
    return typing.get_origin(ecrit) is dict or any(_est_table(p) for p in typing.get_args(ecrit))


def temoins(ecrit: Any, liens: Mapping[str, list[str]]) -> list[Any]:
    """Des valeurs qu'admet un type ; un lien mène à ce qui existe."""
    origine, arguments = typing.get_origin(ecrit), typing.get_args(ecrit)
    if origine in (typing.Union, types.UnionType) and type(None) in arguments:
        return temoins(next(a for a in arguments if a is not type(None)), liens)
    if origine is typing.Annotated:
        for marque in arguments[1:]:
            if type(marque).__name__ == "Lien":
                return liens[marque.famille]
        if typing.get_origin(arguments[0]) in (tuple, dict, typing.Literal):
            return temoins(arguments[0], liens)
    if origine is typing.Literal:
        return list(arguments)
    if origine is tuple:
        return [[t] for t in temoins(arguments[0], liens)]
    if origine is dict:
        noms = temoins(arguments[0], liens) if arguments[0] is not str else ["courriel"]
        return [{(noms[0] if noms else "temoin"): t} for t in temoins(arguments[1], liens)]
    if isinstance(ecrit, type) and issubclass(ecrit, BaseModel):
        return ["Fonction témoin", "referent-qualite"] if ecrit is Acteur else list(_objets_temoins(ecrit, liens))
    return [v for v in _VALEURS if _admet(ecrit, v)]


def _objets_temoins(modele: type[BaseModel], liens: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
    """Un objet du modèle, entier puis réduit à ce qui est obligatoire."""
    ecrits = typing.get_type_hints(modele, include_extras=True)
    champs = {c.alias or a: (ecrits[a], c) for a, c in modele.model_fields.items()}
    for entier in (True, False):
        yield {
            cle: valeurs[0]
            for cle, (ecrit, champ) in champs.items()
            if not cle.startswith("@") and (entier or champ.is_required()) and (valeurs := temoins(ecrit, liens))
        }


@cache
def _adaptateur(ecrit: Any) -> TypeAdapter[Any]:
    return TypeAdapter(ecrit)


def _admet(ecrit: Any, valeur: str) -> bool:
    try:
        _adaptateur(ecrit).validate_python(valeur)
    except (ValidationError, ValueError):
        return False
    return True
