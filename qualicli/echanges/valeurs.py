"""D'une valeur du dossier à une cellule, et retour : ce que l'on montre se relit à l'identique, quel que soit le tableur."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.echanges.tables import SEPARATEUR, Colonne, Listes
from qualicli.modeles.base import MOTIF_IDENTIFIANT
from qualicli.modeles.mots_du_temps import en_clair
from qualicli.modeles.temps import SAISONS, DateImprecise, Duree, Echeance
from qualicli.rendus.ecran import visible

Montree: TypeAlias = str | int | float | date | None
Brute: TypeAlias = str | int | float | bool | date | time | None
LONGUEUR_MAX = 32_000  # un tableur coupe à 32 767 caractères
_EXCEL = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ESPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_JOUR = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", re.ASCII)
_MOIS = re.compile(r"(\d{1,2})[/.\-](\d{4})", re.ASCII)
_OUI = {"oui", "vrai", "true", "x", "yes", "1"}
_NON = {"non", "faux", "false", "no", "0"}
_PREMIERE_ANNEE = 1950


class ValeurRefusee(Exception):
    """Une cellule que l'on ne comprend pas : la phrase dit pourquoi."""


@dataclass(frozen=True, slots=True)
class Cellule:
    """Une cellule telle qu'un tableur l'a enregistrée."""

    valeur: Brute
    adresse: str
    formule: str = ""
    pourcent: bool = False
    fusionnee: bool = False


def montrer(colonne: Colonne, valeur: str, listes: Listes) -> Montree:
    """Ce que la cellule contient : une date, un nombre ou un texte, prêt à être relu."""
    if not valeur:
        return None
    if colonne.genre in ("date", "echeance", "caducite"):
        return _montrer_date(valeur)
    if colonne.genre in ("entier", "nombre"):
        return _montrer_nombre(valeur)
    if colonne.genre == "liste":
        return SEPARATEUR.join(_libelle(colonne, v, listes) for v in valeur.split(SEPARATEUR))
    if colonne.genre in ("choix", "acteur", "libre"):
        return _couper(_libelle(colonne, valeur, listes))
    return _couper(visible_sur_lignes(valeur))


def est_coupee(valeur: str) -> bool:
    """Vrai quand un texte est trop long pour tenir dans une cellule."""
    return len(valeur) > LONGUEUR_MAX


def _couper(texte: str) -> str:
    return f"{texte[:LONGUEUR_MAX]}…" if est_coupee(texte) else texte


def visible_sur_lignes(texte: str) -> str:
    """Remplace ce qu'un tableur refuserait, en gardant les retours à la ligne."""
    texte = texte.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    propre = "\n".join(visible(ligne) for ligne in texte.split("\n"))
    return propre.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def _libelle(colonne: Colonne, valeur: str, listes: Listes) -> str:
    return visible_sur_lignes(listes.get(colonne.liste, {}).get(valeur, valeur))


def _montrer_date(valeur: str) -> Montree:
    if valeur == "sans_objet":
        return "sans objet"
    try:
        lue = DateImprecise.lire(valeur)
    except PydanticCustomError:  # une échéance relative à un jalon
        return valeur
    if lue.est_exacte and "/" not in valeur:
        return lue.debut if lue.debut.year >= _PREMIERE_ANNEE else valeur
    clair = en_clair(valeur)
    return clair if _depuis_mots(clair) == valeur else valeur


def _montrer_nombre(valeur: str) -> Montree:
    exact = Decimal(valeur)
    if len(exact.as_tuple().digits) > 15:  # au-delà, un tableur arrondirait
        return valeur
    return int(exact) if exact == exact.to_integral_value() and "." not in valeur else float(exact)


def en_texte(valeur: Brute) -> str:
    """Un contenu de cellule en texte comparable : les tableurs y changent les espaces et les fins de ligne."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        valeur = valeur.date()
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, time):
        return f"{valeur:%H:%M}"
    if isinstance(valeur, int | float):
        return _nombre(valeur)
    return _propre(valeur)


def _nombre(valeur: float) -> str:
    exact = Decimal(repr(valeur))
    if not exact.is_finite():
        return str(valeur)
    texte = format(exact, "f")
    return texte.rstrip("0").rstrip(".") or "0" if "." in texte else texte


def _propre(texte: str) -> str:
    """Un texte sans les accidents de saisie : codes d'Excel, retours chariot, blancs au bout des lignes."""
    if "_x" in texte:
        texte = _EXCEL.sub(lambda m: chr(int(m[1], 16)), texte)
    texte = visible_sur_lignes(texte)
    return "\n".join(ligne.strip(" \u00a0\u2007\u202f") for ligne in texte.split("\n")).strip("\n")


def _comparable(valeur: Brute) -> str:
    return unicodedata.normalize("NFC", _ESPACES.sub(" ", en_texte(valeur)))


def est_inchangee(colonne: Colonne, cellule: Brute, valeur: str, listes: Listes) -> bool:
    """Vrai quand une cellule dit encore ce que l'on y avait écrit."""
    if _comparable(cellule) == _comparable(montrer(colonne, valeur, listes)):
        return True
    try:
        return lire(colonne, Cellule(cellule, ""), listes) == valeur
    except ValeurRefusee:
        return False


def lire(colonne: Colonne, cellule: Cellule, listes: Listes) -> str:
    """Lit une cellule : la valeur telle que l'écrirait le dossier. Lève `ValeurRefusee`, en français."""
    if cellule.formule:
        raise ValeurRefusee(
            f"la cellule contient une formule ({cellule.formule[:40]}), qui n'est ni calculée ni gardée"
        )
    texte = en_texte(cellule.valeur)
    if not texte:
        return ""
    lecteur = _LECTEURS.get(colonne.genre)
    if lecteur is not None:
        return lecteur(colonne, cellule, texte, listes)
    if est_coupee(texte):
        raise ValeurRefusee("le texte est trop long pour une cellule")
    if isinstance(cellule.valeur, date):  # tapée comme une date dans une colonne de texte
        return francais.jour_court(cellule.valeur)
    return texte if colonne.genre == "long" else _ESPACES.sub(lambda m: m[0][0], texte.replace("\n", " "))


def _lire_date(_colonne: Colonne, cellule: Cellule, texte: str, _listes: Listes) -> str:
    if isinstance(cellule.valeur, bool):
        raise ValeurRefusee("une date est attendue")
    if isinstance(cellule.valeur, date):
        if cellule.valeur.year < _PREMIERE_ANNEE:
            raise ValeurRefusee(f"la date {francais.jour_court(cellule.valeur)} est trop ancienne ; pour une année seule, "
                                "tapez-la précédée d'une apostrophe")  # fmt: skip
        return texte
    if isinstance(cellule.valeur, int | float):
        if texte.isdigit() and _PREMIERE_ANNEE <= int(texte) < 2200:
            return texte
        raise ValeurRefusee(f"« {texte} » n'est pas une date")
    return _date_ecrite(_ESPACES.sub(" ", texte))


def _date_ecrite(texte: str) -> str:
    for candidat in (texte, _depuis_chiffres(texte), _depuis_mots(texte)):
        if candidat:
            try:
                return DateImprecise.lire(candidat).texte
            except PydanticCustomError:
                continue
    raise ValeurRefusee(f"« {texte} » n'est pas une date ; écrivez 14/03/2022, mars 2022 ou premier trimestre 2022")


def _depuis_chiffres(texte: str) -> str:
    if trouve := _JOUR.fullmatch(texte):
        annee = trouve[3] if len(trouve[3]) == 4 else f"20{trouve[3]}"
        return f"{annee}-{int(trouve[2]):02}-{int(trouve[1]):02}"
    if trouve := _MOIS.fullmatch(texte):
        return f"{trouve[2]}-{int(trouve[1]):02}"
    return ""


@lru_cache(maxsize=4096)
def _depuis_mots(texte: str) -> str:
    """Retrouve la date que dit un texte français, en essayant celles de l'année qu'il cite."""
    nu = francais.sans_accent(texte).lower().strip()
    if trouve := re.fullmatch(r"(?:le )?(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})", nu):
        mois = next((rang for rang, nom in enumerate(_MOIS_NUS, 1) if nom == trouve[2]), 0)
        if mois:
            jour = f"-{int(trouve[1]):02}" if trouve[1] else ""
            return f"{trouve[3]}-{mois:02}{jour}"
    annee = re.search(r"\b(\d{4})$", nu)
    if annee is None:
        return ""
    if trouve := re.fullmatch(r"(?:de |du )?(.+?) (?:a l'|a |au )(.+)", nu):
        fin = _depuis_mots(trouve[2])
        debut = _depuis_mots(trouve[1]) or _depuis_mots(f"{trouve[1]} {annee[1]}")
        return f"{debut}/{fin}" if debut and fin else ""
    periodes = [*(f"T{i}" for i in range(1, 5)), "S1", "S2", *SAISONS]
    for periode in periodes:
        ecrite = f"{annee[1]}-{periode}"
        clair = francais.sans_accent(en_clair(ecrite)).lower()
        if nu in (clair, f"{periode.lower()} {annee[1]}", f"{annee[1]} {periode.lower()}"):
            return ecrite
    return ""


_MOIS_NUS = tuple(francais.sans_accent(m) for m in francais.MOIS)


def _lire_echeance(colonne: Colonne, cellule: Cellule, texte: str, listes: Listes) -> str:
    if texte.startswith("jalon:"):
        try:
            return Echeance.lire(texte).texte
        except PydanticCustomError as faute:
            raise ValeurRefusee(f"« {texte} » n'est pas une échéance") from faute
    return _lire_date(colonne, cellule, texte, listes)


def _lire_caducite(colonne: Colonne, cellule: Cellule, texte: str, listes: Listes) -> str:
    return "sans_objet" if _cle(texte) == "sans objet" else _lire_date(colonne, cellule, texte, listes)


def _lire_nombre(colonne: Colonne, cellule: Cellule, texte: str, _listes: Listes) -> str:
    if isinstance(cellule.valeur, bool | date | time):
        raise ValeurRefusee("un nombre est attendu")
    nu = re.sub(r"[\s\u00a0\u202f%]", "", texte).replace(",", ".")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,17})?", nu, re.ASCII):
        raise ValeurRefusee(f"« {texte} » n'est pas un nombre")
    if cellule.pourcent:  # « 40 % » tapé dans un tableur y devient 0,4
        nu = _nombre(float(Decimal(nu) * 100))
    if "." in nu:
        nu = nu.rstrip("0").rstrip(".")
    if len(nu.partition(".")[2]) > 9:
        nu = _nombre(round(float(nu), 9))
    if colonne.genre == "entier" and not re.fullmatch(r"\d{1,9}", nu):
        raise ValeurRefusee(f"« {texte} » n'est pas un nombre entier")
    return nu


def _lire_duree(_colonne: Colonne, _cellule: Cellule, texte: str, _listes: Listes) -> str:
    try:
        return Duree.lire(_ESPACES.sub(" ", texte)).texte
    except PydanticCustomError as faute:
        raise ValeurRefusee(f"« {texte} » n'est pas une durée ; écrivez 60 j, 3 mois ou 3 ans") from faute


def _lire_heure(_colonne: Colonne, _cellule: Cellule, texte: str, _listes: Listes) -> str:
    trouve = re.fullmatch(r"(\d{1,2}) ?[hH:] ?(\d{2})?(:\d{2})?", texte)
    if trouve is None or int(trouve[1]) > 23 or int(trouve[2] or 0) > 59:
        raise ValeurRefusee(f"« {texte} » n'est pas une heure ; écrivez 14:30")
    return f"{int(trouve[1]):02}:{trouve[2] or '00'}"


def _cle(texte: str) -> str:
    return " ".join(francais.sans_accent(texte).lower().replace("_", " ").replace("’", "'").split())


def _trouver(texte: str, choix: Mapping[str, str]) -> str | None:
    if texte in choix:
        return texte
    cherche = _cle(texte)
    par_libelle = {_cle(libelle): valeur for valeur, libelle in choix.items()}
    return par_libelle.get(cherche) or next((v for v in choix if _cle(v) == cherche), None)


def _lire_choix(colonne: Colonne, _cellule: Cellule, texte: str, listes: Listes) -> str:
    choix = listes.get(colonne.liste, {})
    trouve = _trouver(texte, choix)
    if trouve is not None:
        return trouve
    if "oui" in choix and _cle(texte) in _OUI | _NON:
        return "oui" if _cle(texte) in _OUI else "non" if "non" in choix else ""
    proche = francais.plus_proche(texte, choix.values())
    admis = ", ".join(list(choix.values())[:8]) + (", …" if len(choix) > 8 else "")
    raise ValeurRefusee(f"« {texte} » n'est pas dans la liste" + (f" ; vouliez-vous dire « {proche} » ?" if proche else
                                                                    f" : {admis}"))  # fmt: skip


def _lire_acteur(colonne: Colonne, _cellule: Cellule, texte: str, listes: Listes) -> str:
    trouve = _trouver(texte, listes.get(colonne.liste, {}))
    if trouve is not None:
        return trouve
    if re.match(MOTIF_IDENTIFIANT, texte):
        raise ValeurRefusee(f"« {texte} » est inconnu ; pour une fonction, mettez une majuscule")
    return " ".join(texte.split())


def _lire_libre(colonne: Colonne, _cellule: Cellule, texte: str, listes: Listes) -> str:
    return _trouver(texte, listes.get(colonne.liste, {})) or " ".join(texte.split())


def _lire_liste(colonne: Colonne, cellule: Cellule, texte: str, listes: Listes) -> str:
    choix = listes.get(colonne.liste, {})
    elements = [e.strip() for e in re.split(r"[;,\n]", texte) if e.strip()]
    if not choix:
        return SEPARATEUR.join(dict.fromkeys(elements))
    entier = _trouver(texte, choix)  # un libellé peut contenir une virgule
    if entier is not None:
        return entier
    par_points = [e.strip() for e in texte.split(";") if e.strip()]
    parts = par_points if all(_trouver(e, choix) for e in par_points) else elements
    return SEPARATEUR.join(dict.fromkeys(_lire_choix(colonne, cellule, e, listes) for e in parts))


_LECTEURS = {
    "date": _lire_date, "echeance": _lire_echeance, "caducite": _lire_caducite, "entier": _lire_nombre,
    "nombre": _lire_nombre, "duree": _lire_duree, "heure": _lire_heure, "choix": _lire_choix, "acteur": _lire_acteur,
    "liste": _lire_liste, "libre": _lire_libre,
}  # fmt: skip


def en_mots(colonne: Colonne, valeur: str, listes: Listes) -> str:
    """Une valeur dans une phrase : « 14/03/2022 », « réalisé », « (vide) »."""
    montree = montrer(colonne, valeur, listes)
    if montree is None:
        return "(vide)"
    if isinstance(montree, date):
        return francais.jour_court(montree)
    if isinstance(montree, int | float):
        return francais.nombre(Decimal(repr(montree)))
    texte = " ".join(montree.split())
    return f"{texte[:77]}…" if len(texte) > 78 else texte
