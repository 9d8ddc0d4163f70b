"""Publier le format : un schéma JSON par genre de fichier, et les réglages qui les donnent à l'éditeur."""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from qualicli.depot.ecriture import chemin_interne, ecrire_dans, ecrire_fichier
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.complement import Complement
from qualicli.modeles.familles import DOSSIERS, REFERENTIELS, UNIQUES
from qualicli.modeles.fiche import Famille

SCHEMAS = ".qualicli/schemas"
REGLAGES = ".vscode/settings.json"
_DIALECTE = "https://json-schema.org/draft/2020-12/schema"
# un témoin par forme de texte, le plus particulier d'abord : référence, code, référentiel, identifiant, condition…
_TEMOINS = ("essai:2.1", "E1.2", "essai-2.0", "bureau-accueil", "site.cert", "2021-09-14", "11:00")
_BOOLEEN = "^([Oo]ui|[Nn]on|[Vv]rai|[Ff]aux|[Tt]rue|[Ff]alse)$"


class Publication(NamedTuple):
    """Un schéma à publier : son nom, ce que le fichier contient, où sont les fichiers qu'il décrit, leurs modèles."""

    nom: str
    contenu: str
    fichiers: str
    familles: tuple[Famille, ...]


def publications() -> Iterator[Publication]:
    """Énumère les schémas, dans l'ordre du format."""
    for famille in UNIQUES:
        yield Publication(famille.nom.removesuffix(".yaml"), famille.contenu, famille.nom, (famille,))
    for famille in DOSSIERS:
        extensions = " ou ".join(famille.extensions)
        yield Publication(famille.nom, famille.contenu, f"{famille.nom}/**/*{extensions}", (famille,))
    for nom, groupe in groupby(REFERENTIELS, key=lambda f: f.nom):
        familles = tuple(groupe)
        contenu = ", ou ".join(f.contenu for f in familles)
        yield Publication(nom.rpartition("/")[2], contenu, f"{nom}/*.yaml", familles)


def schema(publication: Publication) -> dict[str, Any]:
    """Établit le schéma JSON d'un genre de fichier."""
    parties = [_adapter(f.modele.model_json_schema(by_alias=True)) for f in publication.familles]
    definitions: dict[str, Any] = {}
    for partie in parties:
        definitions |= partie.pop("$defs", {})
    corps = parties[0]
    if len(parties) > 1:  # un référentiel propre, ou le complément d'un autre : la clé « complete » les distingue
        definitions |= {f.modele.__name__: p for f, p in zip(publication.familles, parties, strict=True)}
        autre = next(f.modele for f in publication.familles if f.modele is not Complement)
        corps = {
            "if": {"required": ["complete"]},
            "then": {"$ref": f"#/$defs/{Complement.__name__}"},
            "else": {"$ref": f"#/$defs/{autre.__name__}"},
        }
    entete = {"$schema": _DIALECTE, "$id": f"{publication.nom}.json", "title": f"qualicli : {publication.contenu}"}
    return entete | corps | ({"$defs": definitions} if definitions else {})


def en_octets(valeur: Any, retrait: str | int = 2) -> bytes:
    """Écrit du JSON lisible, toujours de la même façon."""
    return (json.dumps(valeur, ensure_ascii=False, indent=retrait) + "\n").encode()


def chercher(nom: str) -> bytes:
    """Rend le schéma de ce nom, prêt à afficher."""
    from qualicli import francais

    connus = {p.nom: p for p in publications()}
    if nom not in connus:
        proche = francais.plus_proche(nom, connus)
        conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
        raise ErreurUsage(f"Il n'y a pas de schéma « {nom} ».", f"{conseil}Schémas : {', '.join(connus)}.")
    return en_octets(schema(connus[nom]))


def fichiers_schemas(prefixe: str = "") -> dict[str, bytes]:
    """Rend tous les fichiers de schémas : nom de fichier, précédé de `prefixe`, et contenu."""
    return {f"{prefixe}{p.nom}.json": en_octets(schema(p)) for p in publications()}


def associations() -> dict[str, list[str]]:
    """Dit à l'éditeur quel schéma vaut pour quels fichiers YAML ; un en-tête de Markdown n'est pas du YAML pour lui."""
    return {
        f"./{SCHEMAS}/{p.nom}.json": [p.fichiers.partition(" ou ")[0]]
        for p in publications()
        if ".yaml" in p.familles[0].extensions
    }


def reglages(existants: bytes | None = None) -> bytes:
    """Rend les réglages de l'éditeur, ceux de l'utilisateur gardés. Refuse un fichier que l'on ne saurait réécrire."""
    if existants is None:
        return en_octets({"yaml.schemas": associations()})
    lus, retrait = _lire_reglages(existants)
    schemas = lus.get("yaml.schemas", {})
    if not isinstance(schemas, dict):
        raise _reglages_illisibles("« yaml.schemas » n'y est pas un objet")
    autres = {k: v for k, v in schemas.items() if not k.startswith(f"./{SCHEMAS}/")}
    return en_octets(lus | {"yaml.schemas": autres | associations()}, retrait)


def publier(racine: Path) -> list[str]:
    """Écrit les schémas d'un dossier et les réglages qui les donnent à l'éditeur ; rend les chemins écrits."""
    existants = chemin_interne(racine, REGLAGES)
    contenu = reglages(existants.read_bytes() if existants.is_file() else None)
    fichiers = fichiers_schemas(f"{SCHEMAS}/") | {REGLAGES: contenu}
    ecrire_dans(racine, fichiers)
    return list(fichiers)


def publier_seuls(dossier: Path) -> list[str]:
    """Écrit les schémas seuls dans un dossier quelconque ; rend les chemins écrits."""
    fichiers = fichiers_schemas()
    for nom, octets in fichiers.items():
        ecrire_fichier(dossier / nom, octets)
    return list(fichiers)


def _lire_reglages(octets: bytes) -> tuple[dict[str, Any], str | int]:
    def sans_doublon(paires: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(paires)) != len(paires):
            raise ValueError
        return dict(paires)

    try:
        texte = octets.decode("utf-8-sig")
        lus = json.loads(texte, object_pairs_hook=sans_doublon)
    except (ValueError, RecursionError):
        raise _reglages_illisibles(
            "ce n'est pas du JSON strict (commentaire, virgule finale, clé en double…)"
        ) from None
    if not isinstance(lus, dict):
        raise _reglages_illisibles("ce n'est pas un objet JSON")
    retrait = re.search(r"\n([ \t]+)\"", texte)
    return lus, retrait[1] if retrait else 2


def _reglages_illisibles(raison: str) -> ErreurUsage:
    return ErreurUsage(
        f"« {REGLAGES} » ne peut pas être complété sans perte : {raison}. Rien n'est écrit.",
        "Corrigez-le, ou déplacez-le le temps de la commande ; --sortie DOSSIER écrit les schémas seuls.",
    )


def _adapter(noeud: dict[str, Any]) -> dict[str, Any]:
    """Met un schéma de pydantic au point de vue de l'éditeur : ce que la personne écrit, tel que YAML le type."""
    propre = {c: v for c, v in noeud.items() if c not in ("title", "default")}
    if isinstance(noeud.get("default"), str | bool):
        propre["default"] = noeud["default"]
    for groupe in ("properties", "$defs"):
        if groupe in propre:
            propre[groupe] = {n: _adapter(s) for n, s in propre[groupe].items() if not n.startswith("@")}
    if "required" in propre:
        propre["required"] = [n for n in propre["required"] if not n.startswith("@")]
    if "patternProperties" in propre:  # une table d'identifiants : toute autre clé est refusée
        ((motif, valeur),) = propre.pop("patternProperties").items()
        exemple = {"patternErrorMessage": "Écrivez par exemple : bureau-accueil."}
        propre["propertyNames"] = {"pattern": motif, **propre.get("propertyNames", {}), **exemple}
        propre["additionalProperties"] = valeur
    for cle in ("items", "additionalProperties"):
        if isinstance(propre.get(cle), dict):
            propre[cle] = _adapter(propre[cle])
    if "anyOf" in propre:
        return _choix(propre | {"anyOf": [_adapter(s) for s in propre["anyOf"]]})
    return _valeur(propre)


def _choix(noeud: dict[str, Any]) -> dict[str, Any]:
    """Réduit « X ou rien » à une seule forme : l'éditeur s'explique alors mieux."""
    formes = noeud["anyOf"]
    if any(f.get("format") == "fraction" for f in formes):
        return {**{c: v for c, v in noeud.items() if c != "anyOf"}, "enum": [0, "0", "1/2"]}
    if len(formes) == 2 and formes[1] == {"type": "null"} and "type" in formes[0] and "enum" not in formes[0]:
        types = formes[0]["type"] if isinstance(formes[0]["type"], list) else [formes[0]["type"]]
        return {**formes[0], "type": [*types, "null"], **{c: v for c, v in noeud.items() if c != "anyOf"}}
    return noeud


def _valeur(noeud: dict[str, Any]) -> dict[str, Any]:
    genre = noeud.get("type")
    if genre == "boolean":
        reste = {c: v for c, v in noeud.items() if c != "type"}
        return {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": _BOOLEEN}], **reste}
    if "const" in noeud:  # la version du format, avec ou sans guillemets
        constante = noeud.pop("const")
        return {"enum": [int(constante), constante]}
    if genre == "string" and "enum" not in noeud:
        return _texte(noeud)
    if genre == "array":  # une clé laissée vide est un travail en cours, pas une faute
        return noeud | {"type": ["array", "null"]}
    if genre == "object" and "properties" not in noeud:
        return noeud | {"type": ["object", "null"]}
    return noeud


def _texte(noeud: dict[str, Any]) -> dict[str, Any]:
    """Admet le nombre que YAML voit dans un texte sans guillemets : `code: 1.2`, `version: 2`, `date: 2021`."""
    motif = noeud.get("pattern", "")
    exemples = noeud.get("examples") or [next((t for t in _TEMOINS if re.search(motif, t)), "")]
    if motif and exemples[0]:  # les éditeurs fondés sur VS Code montrent ce message au lieu du motif
        noeud["patternErrorMessage"] = f"Écrivez par exemple : {', '.join(exemples)}."
    if re.search(motif, "2.5"):
        return noeud | {"type": ["string", "number"]}
    if re.search(motif, "1"):
        return noeud | {"type": ["string", "integer"]}
    if re.search(motif, "2021"):  # une année seule
        return noeud | {"type": ["string", "integer"], "minimum": 1000, "maximum": 9999}
    return noeud
