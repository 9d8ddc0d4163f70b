"""Une grille de référentiel, ligne à ligne : ce que chaque ligne dit d'un engagement et d'une exigence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from qualicli.echanges.cellules.colonne import SEPARATEUR
from qualicli.echanges.feuilles.description import LigneRefusee
from qualicli.echanges.tableurs.lire_lignes import LigneDeService, Rejeter
from qualicli.echanges.tableurs.mots_des_services import CELLULES, PERIODICITES, nu, radicaux
from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.codes import normaliser
from qualicli.modeles.documents import TypeDocument
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.temps.durees import Duree
from qualicli.rendus.libelles import mot

# « Engagement 2 : … », « 2.1 - … », « M3. … » : un numéro en tête, et ce qui le suit.
_NUMERO = re.compile(
    r"(?:[^\W\d]{3,}[\s-]+(?:[nN] ?[°º]\s*)?|[nN] ?[°º]\s*)*"
    r"(?P<code>[A-Za-z]{0,3}\d+(?:[.,-]\d+)*[a-z]?)(?:\s*[.:)–—-]+\s+|\s+|\s*[.:]?$)(?P<reste>.*)",
    re.DOTALL | re.ASCII,
)
_SEPARE = re.compile(r"[;,\n•]|\bet\b")


@dataclass(frozen=True, slots=True)
class DemandeDeGrille:
    """Ce qu'une ligne demande : où, et les valeurs qu'elle donne, telles qu'elles s'écrivent."""

    ligne: LigneDeService
    module: str
    engagement: str
    titre: str
    exigence: str
    valeurs: Mapping[str, Any]


def lire(lignes: list[LigneDeService], rejeter: Rejeter) -> Iterator[DemandeDeGrille]:
    """Ce que demande chaque ligne ; module et engagement, donnés une fois, valent pour les lignes qui suivent."""
    module = engagement = titre = ""
    for ligne in lignes:
        v = ligne.valeurs
        if v.get("module"):
            if v["module"] != module:
                engagement = titre = ""
            module = v["module"]
        numero, reste = numeroter(v.get("engagement", ""))
        if v.get("engagement") and not numero:
            rejeter(
                f"ligne {ligne.rang}",
                f"« {v['engagement'][:60]} » ne commence pas par un numéro ; donnez-lui sa colonne",
                "",
            )
            continue
        if numero and numero != engagement:
            engagement, titre = numero, ""
        seul, suite = numeroter(v.get("titre", ""))
        if seul and not v.get("engagement") and suite:  # « 2 - Nous… » dans la colonne du titre
            engagement, titre = seul, suite
        else:
            titre = v.get("titre") or reste or titre
        try:
            valeurs = _valeurs(v)
            if v.get("exigence"):
                yield _demande(ligne, module, engagement, titre, valeurs)
            elif engagement and (titre or valeurs):  # ce qui vaut pour l'engagement entier
                yield DemandeDeGrille(ligne, module, engagement, titre, "", valeurs)
            elif valeurs:
                raise LigneRefusee("rien ne dit de quoi parle cette ligne ; donnez-lui son numéro")
        except LigneRefusee as refus:
            rejeter(f"ligne {ligne.rang}", str(refus), "")


def numeroter(texte: str) -> tuple[str, str]:
    """Le numéro qui commence un texte, et la suite ; deux vides quand il n'y en a pas."""
    trouve = _NUMERO.fullmatch(texte.strip())
    return (normaliser(trouve["code"]), trouve["reste"].strip()) if trouve else ("", "")


def trouver_module(base: Referentiel, texte: str) -> str | None:
    """Le module que dit un texte : son code, son titre, ou un numéro qu'un seul code porte."""
    numero = numeroter(texte)[0] or texte
    chiffres = "".join(c for c in numero if c.isdigit())
    for codes in (
        [m.code for m in base.modules if m.code in (texte, numero)],
        [m.code for m in base.modules if m.titre and nu(m.titre) == nu(texte)],
        [m.code for m in base.modules if chiffres and "".join(c for c in m.code if c.isdigit()) == chiffres],
    ):
        if len(codes) == 1:
            return codes[0]
    return None


def _demande(
    ligne: LigneDeService, module: str, engagement: str, titre: str, valeurs: Mapping[str, Any]
) -> DemandeDeGrille:
    v = ligne.valeurs
    code, suite = numeroter(v["exigence"])
    if not code:
        raise LigneRefusee(f"« {v['exigence'][:60]} » ne commence pas par un numéro ; donnez-lui sa colonne")
    texte = v.get("texte") or suite
    return DemandeDeGrille(
        ligne,
        module,
        engagement or code.rpartition(".")[0],
        titre,
        code,
        {"texte": texte, **valeurs} if texte else valeurs,
    )


def _valeurs(v: Mapping[str, str]) -> dict[str, Any]:
    """Ce qu'une ligne dit d'une exigence, ou d'un engagement entier, hors de ce qui les nomme."""
    preuves, libres = _preuves(v.get("preuves", ""))
    valeurs = {
        "periodicite": _periodicite(v.get("periodicite", "")),
        "preuves": preuves,
        "par_service": True if v.get("par_service") == "oui" else None,
        "cible": v.get("cible"),
        "canaux": [c for c in v.get("canaux", "").split(SEPARATEUR) if c],
        "note": " ; ".join(filter(None, (v.get("note"), libres))),
    }
    return {c: valeur for c, valeur in valeurs.items() if valeur}


def _periodicite(texte: str) -> str:
    if not texte:
        return ""
    dite = nu(texte)
    connue = next((p for m, p in PERIODICITES.items() if dite in (m, f"{m}le", f"{m}lement", f"{m}s")), "")
    try:
        return connue or Duree.lire(texte).texte
    except PydanticCustomError:
        raise LigneRefusee(
            f"« {texte[:60]} » n'est pas une périodicité ; écrivez 3 mois, 1 an, trimestrielle"
        ) from None


def _preuves(texte: str) -> tuple[list[str], str]:
    """Les types de preuve d'un texte, s'il n'en dit que de connus, tous nécessaires ; sinon le texte, gardé en note."""
    parties = [p for p in (radicaux(p) for p in _SEPARE.split(texte)) if p]
    trouves = [_types().get(p) for p in parties]
    if texte and all(trouves) and " ou " not in f" {nu(texte)} ":
        return list(dict.fromkeys(t for t in trouves if t)), ""
    return [], f"Preuves attendues : {' '.join(texte.split())}" if texte else ""


@lru_cache
def _types() -> dict[tuple[str, ...], str]:
    types = {radicaux(nom): t for t in valeurs_admises(TypeDocument) for nom in (t.replace("_", " "), mot(t))}
    return {radicaux(m): t for t, dits in CELLULES["types_document"].items() for m in dits.split(", ")} | types
