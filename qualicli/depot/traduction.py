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
_OBJET = ("des lignes « clé: valeur »", "Voyez docs/format.md pour un exemple de ce fichier.")
_STRUCTURES = {
    "string_type": ("un texte", "Écrivez une seule valeur."),
    "liste": ("une liste", "Écrivez [a, b], ou une ligne « - a » par élément."),
    "model_type": _OBJET,
    "model_attributes_type": _OBJET,
    "dict_type": _OBJET,
}
_SCALAIRES = frozenset({"literal_error", "booleen", "entier", "nombre", "date", "duree", "echeance", "pourcentage", "heure",
                        "partiel"})  # fmt: skip


def traduire(modele: type[BaseModel], erreur: ValidationError) -> Iterable[FauteModele]:
    """Rend chaque faute d'un objet : son code, son chemin, ce qui ne va pas, que faire."""
    for detail in erreur.errors(include_url=False, include_input=True):
        yield _traduire(modele, detail)


def _traduire(modele: type[BaseModel], detail: ErrorDetails) -> FauteModele:
    chemin, genre, recu, contexte = detail["loc"], detail["type"], detail["input"], detail.get("ctx", {})
    cle = str(chemin[-1]) if chemin else ""
    if genre == "extra_forbidden":
        connues = cles_admises(modele, chemin[:-1])
        proche = francais.plus_proche(cle, connues)
        conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Clés admises : {', '.join(sorted(connues))}."
        return "FMT001", chemin, True, f"La clé « {_court(cle)} » est inconnue ici.", conseil
    if genre == "missing":
        return "FMT003", chemin[:-1], True, f"La clé « {cle} » est obligatoire.", f"Ajoutez une ligne « {cle}: … »."
    if recu in (None, "") or genre == "string_too_short":  # un texte fait d'espaces est vide lui aussi
        sujet = f"La clé « {cle} »" if isinstance(chemin[-1], str) else f"Un élément de {_nommer(chemin)}"
        return "FMT003", chemin, False, f"{sujet} n'a pas de valeur.", "Complétez la ligne, ou supprimez-la."
    if genre in _STRUCTURES or (genre in _SCALAIRES and isinstance(recu, dict | list | tuple)):
        attendu, conseil = _STRUCTURES.get(genre, ("une seule valeur", "Écrivez une seule valeur."))
        return "FMT004", chemin, False, f"{_nommer(chemin)} attend {attendu}, pas {_nature(recu)}.", conseil
    if genre == "literal_error":
        return _valeur_inconnue(chemin, cle, recu, str(contexte.get("expected", "")))
    return _mal_ecrit(chemin, genre, detail)


def _mal_ecrit(chemin: Chemin, genre: str, detail: ErrorDetails) -> FauteModele:
    recu = detail["input"]
    if genre in ("date", "date_impossible"):
        message = _abreger(detail["msg"], recu)
        return "FMT005", chemin, False, message, "Corrigez la date ; entre guillemets ou non, peu importe."
    if genre == "string_pattern_mismatch":
        attendu = _attendu(str(detail.get("ctx", {}).get("pattern", "")))
        return "FMT006", chemin, False, f"« {_court(recu)} » n'est pas {attendu}.", "Corrigez cette valeur."
    if genre == "string_too_long":
        return "FMT006", chemin, False, f"La valeur de {_nommer(chemin)} est trop longue.", "Raccourcissez-la."
    return "FMT006", chemin, False, _abreger(detail["msg"], recu), "Corrigez cette valeur."


def _valeur_inconnue(chemin: Chemin, cle: str, recu: Any, attendus: str) -> FauteModele:
    if cle == "format":
        return ("LEC017", chemin, False, f"La version de format « {_court(recu)} » est inconnue de cette version de qualicli.",
                "Mettez qualicli à jour, ou écrivez « format: 1 ».")  # fmt: skip
    valeurs = re.findall(r"'([^']*)'", attendus)
    proche = francais.plus_proche(str(recu), valeurs)
    conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
    message = f"« {_court(recu)} » n'est pas admis pour {_nommer(chemin)}."
    return "FMT002", chemin, False, message, f"{conseil}Valeurs : {', '.join(valeurs)}."


def _nommer(chemin: Chemin) -> str:
    """La clé d'une valeur ; pour un élément de liste, celle de la liste."""
    return f"« {next((pas for pas in reversed(chemin) if isinstance(pas, str)), 'ce fichier')} »"


def _abreger(message: str, recu: Any) -> str:
    return message.replace(recu, _court(recu)) if isinstance(recu, str) else message


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
