"""Les dates telles qu'on les tape : 14/03/2022, mars 2022, premier trimestre 2022, de mars à mai 2021."""

import re
from datetime import date, timedelta
from functools import lru_cache

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.modeles.temps.dates import SAISONS, DateImprecise
from qualicli.modeles.temps.mots import en_clair

_JOUR = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", re.ASCII)
_MOIS = re.compile(r"(\d{1,2})[/.\-](\d{4})", re.ASCII)
_RANG = re.compile(r"\b([1-4]) ?(?:er|e|eme|nd)\b", re.ASCII)
_ORDINAUX_NUS = tuple(francais.sans_accent(o) for o in francais.ORDINAUX)
_MOIS_NUS = tuple(francais.sans_accent(m) for m in francais.MOIS)


def date_ecrite(texte: str) -> str:
    """La date telle que le dossier l'écrit ; vide quand le texte n'en est pas une."""
    for candidat in (texte, _depuis_chiffres(texte), depuis_mots(texte)):
        if candidat:
            try:
                return DateImprecise.lire(candidat).texte
            except PydanticCustomError:
                continue
    return ""


def _depuis_chiffres(texte: str) -> str:
    if trouve := _JOUR.fullmatch(texte):
        annee = trouve[3] if len(trouve[3]) == 4 else f"20{trouve[3]}"
        return f"{annee}-{int(trouve[2]):02}-{int(trouve[1]):02}"
    if trouve := _MOIS.fullmatch(texte):
        return f"{trouve[2]}-{int(trouve[1]):02}"
    return ""


def _debut(texte: str, fin: str, annee: str) -> str:
    """Le début d'un intervalle, qui tait souvent ce que la fin redit : « du 8 au 9 novembre 2021 »."""
    if (jour := re.fullmatch(r"(\d{1,2})(?:er)?", texte)) and len(fin) == len("2021-11-09"):
        return f"{fin[:8]}{int(jour[1]):02}"
    if fin[5:6] in ("T", "S") and texte.isalpha():
        return depuis_mots(f"{texte} {'trimestre' if fin[5] == 'T' else 'semestre'} {annee}")
    return depuis_mots(texte) or depuis_mots(f"{texte} {annee}")


def _sont_voisins(debut: str, fin: str) -> bool:
    """Vrai pour deux jours qui se suivent : « les 8 et 9 novembre » est un intervalle, « les 8 et 15 » n'en est pas un."""
    try:
        return date.fromisoformat(fin) - date.fromisoformat(debut) == timedelta(1)
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def depuis_mots(texte: str) -> str:
    """Retrouve la date que dit un texte français, en essayant celles de l'année qu'il cite."""
    nu = francais.sans_accent(texte).lower().strip()
    if "mestre" in nu:
        nu = _RANG.sub(lambda m: _ORDINAUX_NUS[int(m[1]) - 1], nu)
    if trouve := re.fullmatch(r"(?:le )?(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})", nu):
        mois = next((rang for rang, nom in enumerate(_MOIS_NUS, 1) if nom == trouve[2]), 0)
        if mois:
            jour = f"-{int(trouve[1]):02}" if trouve[1] else ""
            return f"{trouve[3]}-{mois:02}{jour}"
    if re.fullmatch(r"\d{4}", nu, re.ASCII):
        return nu
    annee = re.search(r"\b(\d{4})$", nu)
    if annee is None:
        return ""
    if trouve := re.fullmatch(r"(?:de |du |les )?(.+?) (a l'|a |au |et )(.+)", nu):
        fin = depuis_mots(trouve[3])
        debut = _debut(trouve[1], fin, annee[1])
        ensemble = trouve[2] != "et " or _sont_voisins(debut, fin)
        return f"{debut}/{fin}" if debut and fin and ensemble else ""
    periodes = [*(f"T{i}" for i in range(1, 5)), "S1", "S2", *SAISONS]
    for periode in periodes:
        ecrite = f"{annee[1]}-{periode}"
        clair = francais.sans_accent(en_clair(ecrite)).lower()
        if nu in (clair, f"{periode.lower()} {annee[1]}", f"{annee[1]} {periode.lower()}"):
            return ecrite
    return ""
