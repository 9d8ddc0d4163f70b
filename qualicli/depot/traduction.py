"""Les erreurs de pydantic, dites en français, avec leur code et le conseil qui va avec."""

import re
import typing
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qualicli import francais
from qualicli.modeles.anomalie import Chemin

FauteModele = tuple[str, Chemin, bool, str, str]  # code, chemin, désigne la clé, message, conseil
_MOTIFS = {
    "[a-z0-9]+(-": "un identifiant : minuscules sans accent, chiffres et tirets (exemple : bureau-accueil)",
    "[a-z0-9]+([.-]": "un identifiant de référentiel (exemple : qual-e-pref)",
    "([a-z0-9]+([.-]": "une référence « référentiel:code » (exemple : qual-e-pref:2.1)",
    "[A-Za-z0-9]+([.-]": "un code du référentiel (exemple : 2.1)",
    "(non )?site": "une condition « site.attribut » ou « non site.attribut »",
    "(sha256:)?": "une empreinte SHA-256 : 64 chiffres hexadécimaux",
}


def traduire(modele: type[BaseModel], erreur: ValidationError) -> Iterable[FauteModele]:
    """Rend chaque faute d'un objet : son code, son chemin, ce qui ne va pas, que faire."""
    for detail in erreur.errors(include_url=False, include_input=True):
        yield _traduire(modele, detail)


def _traduire(modele: type[BaseModel], detail: ErrorDetails) -> FauteModele:
    chemin, genre, contexte = detail["loc"], detail["type"], detail.get("ctx", {})
    cle = str(chemin[-1]) if chemin else ""
    if genre == "extra_forbidden":
        connues = cles_admises(modele, chemin[:-1])
        proche = francais.plus_proche(cle, connues)
        conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Clés admises : {', '.join(sorted(connues))}."
        return "FMT001", chemin, True, f"La clé « {cle} » est inconnue ici.", conseil
    if genre == "missing":
        return "FMT003", chemin[:-1], True, f"La clé « {cle} » est obligatoire.", f"Ajoutez une ligne « {cle}: … »."
    if genre == "literal_error":
        return _valeur_inconnue(chemin, cle, detail["input"], str(contexte.get("expected", "")))
    if genre in ("date", "date_impossible", "date_from_datetime_parsing", "date_parsing"):
        message = detail["msg"] if genre.startswith("date_impossible") or genre == "date" else "Une date est attendue."
        return "FMT005", chemin, False, message, "Corrigez la date ; entre guillemets ou non, peu importe."
    return _autre(chemin, cle, genre, detail)


def _autre(chemin: Chemin, cle: str, genre: str, detail: ErrorDetails) -> FauteModele:
    recu = detail["input"]
    if genre == "string_pattern_mismatch":
        attendu = _attendu(str(detail.get("ctx", {}).get("pattern", "")))
        return "FMT006", chemin, False, f"« {_court(recu)} » n'est pas {attendu}.", "Corrigez cette valeur."
    if genre == "string_too_short" or recu is None:
        return "FMT003", chemin, False, f"La clé « {cle} » n'a pas de valeur.", "Complétez-la ou supprimez la ligne."
    if genre == "string_too_long":
        return "FMT006", chemin, False, f"La valeur de « {cle} » est trop longue.", "Raccourcissez-la."
    if genre == "string_type":
        return "FMT004", chemin, False, f"« {cle} » attend un texte, pas {_nature(recu)}.", "Écrivez une seule valeur."
    if genre in ("model_type", "dict_type", "model_attributes_type", "dataclass_type"):
        return ("FMT004", chemin, False, f"« {cle} » attend des lignes « clé: valeur », pas {_nature(recu)}.",
                "Voyez docs/format.md pour un exemple de ce fichier.")  # fmt: skip
    if genre == "liste":
        return (
            "FMT004",
            chemin,
            False,
            f"« {cle} » attend une liste.",
            "Écrivez [a, b], ou une ligne « - a » par élément.",
        )
    return "FMT006", chemin, False, detail["msg"], "Corrigez cette valeur."


def _valeur_inconnue(chemin: Chemin, cle: str, recu: Any, attendus: str) -> FauteModele:
    valeurs = re.findall(r"'([^']*)'", attendus)
    if not isinstance(recu, str):
        return (
            "FMT004",
            chemin,
            False,
            f"« {cle} » attend un mot, pas {_nature(recu)}.",
            f"Valeurs : {', '.join(valeurs)}.",
        )
    nom = f"pour « {cle} »" if not cle.isdigit() else f"pour « {chemin[-2]} »" if len(chemin) > 1 else "ici"
    if cle == "format":
        return ("LEC017", chemin, False, f"La version de format « {recu} » est inconnue de cette version de qualicli.",
                "Mettez qualicli à jour, ou écrivez « format: 1 ».")  # fmt: skip
    proche = francais.plus_proche(recu, valeurs)
    conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
    return (
        "FMT002",
        chemin,
        False,
        f"« {_court(recu)} » n'est pas admis {nom}.",
        f"{conseil}Valeurs : {', '.join(valeurs)}.",
    )


def _attendu(motif: str) -> str:
    return next((texte for debut, texte in _MOTIFS.items() if motif.startswith("^" + debut)), "de la forme attendue")


def _nature(valeur: Any) -> str:
    if isinstance(valeur, dict):
        return "un objet"
    return "une liste" if isinstance(valeur, list | tuple) else f"« {_court(valeur)} »"


def _court(valeur: Any) -> str:
    texte = " ".join(str(valeur).split())
    return texte if len(texte) <= 60 else f"{texte[:57]}…"


@lru_cache(maxsize=512)
def cles_admises(modele: type[BaseModel], chemin: Chemin) -> frozenset[str]:
    """Les clés qu'un objet admet, à cet endroit du modèle."""
    courants: set[type[BaseModel]] = {modele}
    for pas in chemin:
        if isinstance(pas, int):
            continue
        suivants: set[type[BaseModel]] = set()
        for classe in courants:
            champ = next((c for n, c in classe.model_fields.items() if (c.alias or n) == pas), None)
            suivants |= _modeles(champ.annotation) if champ else set()
        courants = suivants or courants  # une clé de table (un identifiant) ne change pas de modèle
    return frozenset(
        champ.alias or nom
        for classe in courants
        for nom, champ in classe.model_fields.items()
        if not (champ.alias or "").startswith("@")
    )


def _modeles(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {m for partie in typing.get_args(annotation) for m in _modeles(partie)}
