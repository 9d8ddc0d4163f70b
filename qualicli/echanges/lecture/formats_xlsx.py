"""Ce qu'un format de nombre fait d'une cellule .xlsx : un jour, un mois, une heure, une durée, un pourcentage."""

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

FormatDeNombre = Literal["", "jour", "mois", "annee", "heure", "duree", "pourcent"]
_FOURNIS: dict[str, FormatDeNombre] = {
    **{str(n): "jour" for n in (14, 15, 16, 22, *range(27, 37), *range(50, 59))},
    **{str(n): "heure" for n in (18, 19, 20, 21, 45, 47)},
    "17": "mois",
    "46": "duree",
    "9": "pourcent",
    "10": "pourcent",
}
_LITTERAUX = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.|\*.')
_CODE_MAX = 255  # ce qu'Excel admet
_DECALAGE_1904 = 1462
_JOURS_MAX = 366  # au-delà, une cellule au format d'heure contient une date


def genre(numero: str, formats: dict[str, str]) -> FormatDeNombre:
    """Ce que montre un format, d'après son numéro, ou le code que le classeur donne à ce numéro."""
    if numero not in formats:
        return _FOURNIS.get(numero, "")
    code = formats[numero][:_CODE_MAX].lower()
    nu = _LITTERAUX.sub("", code).replace("am/pm", "").replace("a/p", "")
    if "%" in nu:
        return "pourcent"
    if "general" in nu or "standard" in nu:
        return ""
    if re.search(r"\[(?:h+|m+|s+)\]", code):
        return "duree"
    return _de_calendrier(nu)


def _de_calendrier(nu: str) -> FormatDeNombre:
    """Un format de date, écrit en français (j, a) ou en anglais (d, y)."""
    if re.search(r"[dj]", nu):
        return "jour"
    if re.search(r"h|[ms]:|:[ms]", nu):
        return "jour" if re.search(r"[ya]", nu) else "heure"
    if "m" in nu and re.search(r"[ya]|mmm", nu):
        return "mois"
    return "annee" if re.search(r"yy|aa", nu) else ""


def depuis_serie(serie: float, est_1904: bool) -> date | time | float:
    """La date d'un numéro de série ; Excel croit que 1900 fut bissextile, et Calc compte du 30 décembre 1899."""
    if est_1904:
        serie += _DECALAGE_1904
    if 0 <= serie < 1:
        return en_heures(serie)  # type: ignore[return-value]
    try:
        return (datetime(1899, 12, 30) + timedelta(days=int(serie))).date()  # noqa: DTZ001 (un jour n'a pas de fuseau)
    except OverflowError:
        return serie


def depuis_heures(jours: float, est_1904: bool) -> date | time | float | str:
    """L'heure, ou la durée, d'une fraction de jours ; une date entière que son format cache reste une date."""
    return en_heures(jours) if abs(jours) < _JOURS_MAX else depuis_serie(jours, est_1904)


def en_heures(jours: float) -> time | str:
    """Une heure du jour ; une durée de plus de 24 heures, ou négative, telle qu'un tableur la montre : « 36:15 »."""
    heures, minutes = divmod(round(abs(jours) * 1440), 60)
    if jours >= 0 and heures < 24:
        return time(heures, minutes)
    return f"{'-' if jours < 0 else ''}{heures}:{minutes:02}"
