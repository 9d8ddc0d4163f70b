"""Les erreurs de pydantic, dites en français, avec leur code et le conseil qui va avec."""

import re
import typing
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qualicli import francais
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.base import MOTIF_IDENTIFIANT, MOTIF_REFERENTIEL, en_identifiant

FAUTES_MAX = 1000  # par fichier : au-delà, c'est tout le fichier qu'il faut reprendre
FauteModele = tuple[str, Chemin, bool, str, str]  # code, chemin, désigne la clé, message, conseil
_MOTIFS = {
    "[a-z0-9]+(-": "un identifiant : minuscules sans accent, chiffres et tirets (exemple : bureau-accueil)",
    "[a-z0-9]+([.-]": "un identifiant de référentiel (exemple : qual-e-pref)",
    "([a-z0-9]+([.-]": "une référence « référentiel:code » (exemple : qual-e-pref:2.1)",
    "[A-Za-z0-9]+([.-]": "un code du référentiel (exemple : 2.1)",
    "(non )?site": "une condition « site.attribut » ou « non site.attribut »",
    "(sha256:)?": "une empreinte SHA-256 : 64 chiffres hexadécimaux",
}
_INSECABLE = re.compile("[\u00a0\u202f]")
_SANS_INSECABLE = "Remplacez-la par une espace ordinaire, ou supprimez-la."
_GUILLEMETS = ("«", "“", "”")
_GUILLEMETS_DROITS = "Seuls les guillemets droits \" et ' comptent en YAML."
_OBJET = ("des lignes « clé: valeur »", "Voyez docs/format.md pour un exemple de ce fichier.")
_STRUCTURES = {
    "string_type": ("un texte", "Écrivez une seule valeur."),
    "liste": ("une liste", "Écrivez [a, b], ou une ligne « - a » par élément."),
    "model_type": _OBJET,
    "model_attributes_type": _OBJET,
    "dict_type": _OBJET,
}
_SCALAIRES = frozenset(
    {"literal_error", "booleen", "entier", "nombre", "date", "duree", "echeance", "pourcentage", "heure", "partiel"}
)


def traduire(modele: type[BaseModel], erreur: ValidationError) -> Iterable[FauteModele]:
    """Rend chaque faute d'un objet : son code, son chemin, ce qui ne va pas, que faire."""
    for detail in erreur.errors(include_url=False, include_input=True):
        sur_cle = detail["loc"][-1:] == ("[key]",)  # pydantic juge alors la clé d'une table, et non sa valeur
        yield _cle_de_table(detail["loc"][:-1], detail["type"]) if sur_cle else _traduire(modele, detail)


def _traduire(modele: type[BaseModel], detail: ErrorDetails) -> FauteModele:
    chemin, genre, recu, contexte = detail["loc"], detail["type"], detail["input"], detail.get("ctx", {})
    cle = str(chemin[-1]) if chemin else ""
    if genre == "extra_forbidden":
        return _cle_inconnue(modele, chemin, cle)
    if genre == "missing":
        return "FMT003", chemin[:-1], True, f"La clé « {cle} » est obligatoire.", f"Ajoutez une ligne « {cle}: … »."
    if recu in (None, "") or genre == "string_too_short":  # un texte fait d'espaces est vide lui aussi
        sujet = f"La clé « {cle} »" if isinstance(chemin[-1], str) else f"Un élément de {_nommer(chemin)}"
        return "FMT003", chemin, False, f"{sujet} n'a pas de valeur.", "Complétez la ligne, ou supprimez-la."
    if genre in _STRUCTURES or (genre in _SCALAIRES and isinstance(recu, dict | list | tuple)):
        attendu, conseil = _STRUCTURES.get(genre, ("une seule valeur", "Écrivez une seule valeur."))
        return "FMT004", chemin, False, f"{_nommer(chemin)} attend {attendu}, pas {_nature(recu)}.", conseil
    inconnue = genre == "literal_error"
    return _valeur_inconnue(chemin, cle, recu, str(contexte["expected"])) if inconnue else _mal_ecrit(chemin, detail)


def _cle_inconnue(modele: type[BaseModel], chemin: Chemin, cle: str) -> FauteModele:
    if _INSECABLE.search(cle):
        return "FMT001", chemin, True, f"La clé « {_court(cle)} » contient une espace insécable.", _SANS_INSECABLE
    connues = cles_admises(modele, chemin[:-1])
    proche = francais.plus_proche(cle, connues)
    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Clés admises : {', '.join(sorted(connues))}."
    return "FMT001", chemin, True, f"La clé « {_court(cle)} » est inconnue ici.", conseil


def _cle_de_table(chemin: Chemin, genre: str) -> FauteModele:
    cle = _court(chemin[-1])
    propre = en_identifiant(str(chemin[-1]))
    if genre == "string_too_long":
        message = f"L'identifiant « {cle} » est trop long."
        return "FMT006", chemin, True, message, "Raccourcissez-le, ici et partout où il est cité."
    message = f"« {cle} » n'est pas {_attendu(MOTIF_IDENTIFIANT)}."
    proposition = f"Écrivez « {propre} »" if propre else "Corrigez cet identifiant"
    return "FMT006", chemin, True, message, f"{proposition}, ici et partout où il est cité."


def _mal_ecrit(chemin: Chemin, detail: ErrorDetails) -> FauteModele:
    recu, genre, motif = detail["input"], detail["type"], str(detail.get("ctx", {}).get("pattern", ""))
    message = _abreger(detail["msg"], recu)
    if genre in ("date", "date_impossible"):
        return "FMT005", chemin, False, *_corriger_date(chemin, str(recu), message)
    if genre == "string_too_long":
        return "FMT006", chemin, False, f"La valeur de {_nommer(chemin)} est trop longue.", "Raccourcissez-la."
    if motif:
        message = f"« {_court(recu)} » n'est pas {_attendu(motif)}."
    return "FMT006", chemin, False, *_corriger(str(recu), genre, motif, message)


def _corriger(recu: str, genre: str, motif: str, message: str) -> tuple[str, str]:
    """Le message et le conseil pour une valeur mal écrite : la valeur elle-même quand elle se devine."""
    if genre in ("nombre", "entier") and (nombre := _en_nombre(recu, genre)):
        return message, f"Écrivez {nombre}."
    if (motif or genre == "booleen") and _INSECABLE.search(recu):
        return _contient_insecable(recu), _SANS_INSECABLE
    if recu.strip().startswith(_GUILLEMETS):
        return message, _GUILLEMETS_DROITS
    if motif in (MOTIF_IDENTIFIANT, MOTIF_REFERENTIEL) and (propre := en_identifiant(recu)):
        return message, f"Écrivez « {propre} »."
    return message, "Corrigez cette valeur."


def _corriger_date(chemin: Chemin, recu: str, message: str) -> tuple[str, str]:
    """Le message et le conseil pour une date mal écrite : la date elle-même quand elle se devine."""
    propre = " ".join(recu.split())
    devinee = _en_date(propre)
    if _INSECABLE.search(recu) and devinee in (None, propre):
        return _contient_insecable(recu), _SANS_INSECABLE
    if devinee is None and recu.strip().startswith(_GUILLEMETS):
        return message, _GUILLEMETS_DROITS
    cles = [pas for pas in chemin if isinstance(pas, str)]
    autre = ""
    if cles[-1:] == ["caducite"]:
        autre = ", ou sans_objet, avec un motif"
    elif cles[-1:] in (["echeance"], ["date_initiale"], ["nouvelle"]):
        autre = ", ou jalon:ID"
    return message, f"{f'Écrivez {devinee}' if devinee else 'Corrigez la date'}{autre}."


def _en_date(ecrite: str) -> str | None:
    """Devine une date écrite à la française ; `None` si elle ne se devine pas ou n'existe pas."""
    mots = francais.sans_accent(ecrite).lower()
    for rang, mois in enumerate(francais.MOIS, 1):
        mots = re.sub(rf" ?\b{francais.sans_accent(mois)}\b ?", f"/{rang}/", mots)
    mots = re.sub(r"\b1er\b", "1", mots).strip("/")
    trouve = re.fullmatch(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})", mots, re.ASCII)
    jour, mois_lu, annee = trouve.groups() if trouve else ("", "", "")
    if trouve is None and (trouve := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?", mots, re.ASCII)):
        annee, mois_lu, jour = trouve.groups()
    if trouve is None:
        return None
    try:
        lue = date(int(annee), int(mois_lu), int(jour or 1)).isoformat()
    except ValueError:
        return None
    return lue if jour else lue[:7]


def _en_nombre(ecrit: str, genre: str) -> str | None:
    """Le nombre que cachent des espaces, un « % » ou des guillemets ; `None` s'il n'y en a pas."""
    nombre = re.sub(r"[\s%«»“”]", "", ecrit)
    forme = r"\d{1,9}" if genre == "entier" else r"-?\d{1,12}([.,]\d{1,9})?"
    return nombre if re.fullmatch(forme, nombre, re.ASCII) and nombre != ecrit else None


def _contient_insecable(recu: Any) -> str:
    return f"« {_court(recu)} » contient une espace insécable."


def _valeur_inconnue(chemin: Chemin, cle: str, recu: Any, attendus: str) -> FauteModele:
    if cle == "format":
        return (
            "LEC017",
            chemin,
            False,
            f"La version de format « {_court(recu)} » est inconnue de cette version de qualicli.",
            "Mettez qualicli à jour, ou écrivez « format: 1 ».",
        )
    valeurs = re.findall(r"'([^']*)'", attendus)
    if str(recu).strip().startswith(_GUILLEMETS):
        message = f"« {_court(recu)} » n'est pas admis pour {_nommer(chemin)}."
        return "FMT002", chemin, False, message, _GUILLEMETS_DROITS
    if _INSECABLE.search(str(recu)):
        return "FMT002", chemin, False, _contient_insecable(recu), _SANS_INSECABLE
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
