"""Publier le format : un schéma JSON par genre de fichier, et les réglages qui les donnent à l'éditeur."""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from qualicli.depot.ecriture import chemin_interne, ecrire_dans, ecrire_fichier
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import Modele
from qualicli.modeles.complement import Complement
from qualicli.modeles.familles import DOSSIERS, REFERENTIELS, UNIQUES
from qualicli.modeles.fiche import Famille
from qualicli.modeles.mots_du_format import mot
from qualicli.operations import description

SCHEMAS = ".qualicli/schemas"
REGLAGES = ".vscode/settings.json"
_DIALECTE = "https://json-schema.org/draft/2020-12/schema"
# un témoin par forme de texte, le plus particulier d'abord : référence, code, référentiel, identifiant, condition…
_TEMOINS = ("essai:2.1", "E1.2", "essai-2.0", "bureau-accueil", "site.cert", "2021-09-14", "11:00")
_BOOLEEN = "^([Oo]ui|[Nn]on|[Vv]rai|[Ff]aux|[Tt]rue|[Ff]alse)$"


class _Generateur(GenerateJsonSchema):
    """Donne à chaque clé le titre et la description que montre l'éditeur, et garde les noms qu'elle a portés."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - sans le titre en anglais de pydantic
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        ecrit = super().model_schema(schema)
        ecrit.pop("title", None)
        if issubclass(schema["cls"], Modele):
            _decrire(schema["cls"], ecrit)
        return ecrit


class SchemaPublie(NamedTuple):
    """Un schéma à publier : son nom, ce que le fichier contient, où sont les fichiers qu'il décrit, leurs modèles."""

    nom: str
    contenu: str
    fichiers: str
    familles: tuple[Famille, ...]


def publications() -> Iterator[SchemaPublie]:
    """Énumère les schémas, dans l'ordre du format."""
    for famille in UNIQUES:
        yield SchemaPublie(famille.nom.removesuffix(".yaml"), famille.contenu, famille.nom, (famille,))
    for famille in DOSSIERS:
        extensions = " ou ".join(famille.extensions)
        yield SchemaPublie(famille.nom, famille.contenu, f"{famille.nom}/**/*{extensions}", (famille,))
    for nom, groupe in groupby(REFERENTIELS, key=lambda f: f.nom):
        familles = tuple(groupe)
        contenu = ", ou ".join(f.contenu for f in familles)
        yield SchemaPublie(nom.rpartition("/")[2], contenu, f"{nom}/*.yaml", familles)


def schema(publication: SchemaPublie) -> dict[str, Any]:
    """Établit le schéma JSON d'un genre de fichier."""
    parties = [_adapter(f.modele.model_json_schema(schema_generator=_Generateur)) for f in publication.familles]
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


def publier(racine: Path, a_blanc: bool = False) -> list[str]:
    """Écrit les schémas d'un dossier et les réglages qui les donnent à l'éditeur ; rend les chemins écrits, ou à écrire."""
    existants = chemin_interne(racine, REGLAGES)
    contenu = reglages(existants.read_bytes() if existants.is_file() else None)
    fichiers = fichiers_schemas(f"{SCHEMAS}/") | {REGLAGES: contenu}
    if not a_blanc:
        ecrire_dans(racine, fichiers)
    return list(fichiers)


def publier_seuls(dossier: Path, a_blanc: bool = False) -> list[str]:
    """Écrit les schémas seuls dans un dossier quelconque ; rend les chemins écrits, ou à écrire."""
    fichiers = fichiers_schemas()
    for nom, octets in fichiers.items() if not a_blanc else ():
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


def _decrire(modele: type[Modele], ecrit: dict[str, Any]) -> None:
    phrases = description.phrases(modele)
    proprietes = ecrit["properties"]
    for cle, (type_ecrit, champ) in description.cles(modele).items():
        if not cle.startswith("@"):
            titre = description.forme(type_ecrit, champ, abregee=True).replace("`", "")
            proprietes[cle] = proprietes[cle] | {"title": titre} | _en_description(phrases[cle])
    if description.LIBRES in phrases:
        ecrit["additionalProperties"] |= {"title": "true ou false"} | _en_description(phrases[description.LIBRES])
    for ancien, nouveau in modele.anciens_noms.items():
        message = f"La clé « {ancien} » s'appelle maintenant « {nouveau} »."
        proprietes[ancien] = proprietes[nouveau] | {"deprecated": True, "deprecationMessage": message}
        regles = ecrit.setdefault("allOf", [])
        regles.append({"not": {"required": [ancien, nouveau]}})
        if nouveau in ecrit.get("required", ()):
            ecrit["required"].remove(nouveau)
            regles.append({"anyOf": [{"required": [nouveau]}, {"required": [ancien]}]})


def _en_description(phrase: str) -> dict[str, str]:
    """La phrase, en texte pour tous les éditeurs, et en Markdown pour ceux qui le montrent, quand elle en contient."""
    nue = phrase.replace("`", "")
    return {"description": nue} | ({"markdownDescription": phrase} if phrase != nue else {})


def _adapter(noeud: dict[str, Any]) -> dict[str, Any]:
    """Met un schéma de pydantic au point de vue de l'éditeur : ce que la personne écrit, tel que YAML le type."""
    propre = {c: v for c, v in noeud.items() if c != "default"}
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
    if "enum" in propre.get("items", ()) and "description" in propre:  # un éditeur ne montre pas les choix d'une liste
        phrase, choix = propre.get("markdownDescription", propre["description"]), propre["items"]
        lignes = (f"* `{v}` : {s}" for v, s in zip(choix["enum"], choix["enumDescriptions"], strict=True))
        propre["markdownDescription"] = "\n".join((phrase, "", *lignes))
    if "anyOf" in propre:
        return _choix(propre | {"anyOf": [_adapter(s) for s in propre["anyOf"]]})
    return _valeur(propre)


def _choix(noeud: dict[str, Any]) -> dict[str, Any]:
    """Réduit « X ou rien » à une seule forme : l'éditeur s'explique alors mieux."""
    formes = noeud["anyOf"]
    if any(f.get("format") == "fraction" for f in formes):
        sens = ["il ne compte pas", "il ne compte pas", "il compte pour moitié"]
        return {**{c: v for c, v in noeud.items() if c != "anyOf"}, "enum": [0, "0", "1/2"], "enumDescriptions": sens}
    if len(formes) == 2 and formes[1] == {"type": "null"} and "type" in formes[0] and "enum" not in formes[0]:
        types = formes[0]["type"] if isinstance(formes[0]["type"], list) else [formes[0]["type"]]
        return {**formes[0], "type": [*types, "null"], **{c: v for c, v in noeud.items() if c != "anyOf"}}
    if formes[1:] == [{"type": "null"}] and "$ref" in formes[0]:  # la phrase de la clé, plutôt que celle de l'objet
        phrase = {c: noeud[c] for c in ("title", "description", "markdownDescription") if c in noeud}
        return noeud | {"anyOf": [formes[0] | phrase, formes[1]]}
    return noeud


def _valeur(noeud: dict[str, Any]) -> dict[str, Any]:
    genre = noeud.get("type")
    if genre == "boolean":
        conseil = "Écrivez true ou false."
        return noeud | {"type": ["boolean", "string"], "pattern": _BOOLEEN, "patternErrorMessage": conseil}
    if "const" in noeud:  # la version du format, avec ou sans guillemets
        del noeud["type"]
        constante = noeud.pop("const")
        sens = f"version {constante} du format"
        return {**noeud, "enum": [int(constante), constante], "enumDescriptions": [sens, sens]}
    if "enum" in noeud:
        return {**noeud, "enumDescriptions": noeud.get("enumDescriptions") or [mot(v) for v in noeud["enum"]]}
    if genre == "string":
        return _texte(noeud)
    if genre == "array" or (genre == "object" and "properties" not in noeud):
        return noeud | {"type": [genre, "null"]}  # une clé laissée vide est un travail en cours, pas une faute
    return noeud


def _texte(noeud: dict[str, Any]) -> dict[str, Any]:
    """Admet le nombre que YAML voit dans un texte sans guillemets : `code: 1.2`, `version: 2`, `date: 2021`."""
    motif = noeud.get("pattern", "")
    exemples = noeud.get("examples") or [next((t for t in _TEMOINS if re.search(motif, t)), "")]
    if motif:  # les éditeurs fondés sur VS Code montrent ce message au lieu du motif
        noeud |= {"examples": exemples, "patternErrorMessage": f"Écrivez par exemple : {', '.join(exemples)}."}
    if re.search(motif, "2.5"):
        return noeud | {"type": ["string", "number"]}
    if re.search(motif, "1"):
        return noeud | {"type": ["string", "integer"]}
    if re.search(motif, "2021"):  # une année seule
        return noeud | {"type": ["string", "integer"], "minimum": 1000, "maximum": 9999}
    return noeud
