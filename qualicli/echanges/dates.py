"""Les dates telles qu'on les tape : 14/03/2022, mars 2022, premier trimestre 2022, de mars à mai 2021."""

import re
from functools import lru_cache

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.modeles.mots_du_temps import en_clair
from qualicli.modeles.temps import SAISONS, DateImprecise

_JOUR = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", re.ASCII)
_MOIS = re.compile(r"(\d{1,2})[/.\-](\d{4})", re.ASCII)
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


@lru_cache(maxsize=4096)
def depuis_mots(texte: str) -> str:
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
        fin = depuis_mots(trouve[2])
        debut = depuis_mots(trouve[1]) or depuis_mots(f"{trouve[1]} {annee[1]}")
        return f"{debut}/{fin}" if debut and fin else ""
    periodes = [*(f"T{i}" for i in range(1, 5)), "S1", "S2", *SAISONS]
    for periode in periodes:
        ecrite = f"{annee[1]}-{periode}"
        clair = francais.sans_accent(en_clair(ecrite)).lower()
        if nu in (clair, f"{periode.lower()} {annee[1]}", f"{annee[1]} {periode.lower()}"):
            return ecrite
    return ""
