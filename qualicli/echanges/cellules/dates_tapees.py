"""Les dates telles qu'on les tape : 14/03/2022, 31-mars-26, janv-26, 2T2026, de mars à mai 2021, fin mars 2026.

Une écriture qui ne dit qu'une partie d'une date (« 15 mars », « fin mars ») n'est pas complétée : l'année ne se devine pas.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.modeles.temps.dates import DateImprecise

_LONGUEUR_MAX = 80  # au-delà, c'est une phrase
_MOIS_NUS = tuple(francais.sans_accent(m) for m in francais.MOIS)
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_RANGS = {
    **{francais.sans_accent(o): rang for rang, o in enumerate(francais.ORDINAUX, 1)},
    **{f"{rang}{fin}": rang for rang in range(1, 5) for fin in ("", "er", "e", "eme", "ere", "nd", "nde", " er", " e")},
    "second": 2,
    "seconde": 2,
    "dernier": 0,
}
_ANNEE = r"(?P<annee>\d{4}|\d{2})"
_LIEN = r"[ \-./,]*(?:de |de l'annee |d')?"
_RANG = "(?P<rang>" + "|".join(sorted(map(re.escape, _RANGS), key=len, reverse=True)) + ")"
_HEURE = re.compile(r"(?:,| a| -|t)? ?\d{1,2} ?(?:h|:)(?: ?\d{2})?(?::\d{2}(?:[.,]\d+)?)?z?", re.ASCII)
_SEPARATEURS = re.compile(r" ?(?:(?<= )(?:a l'|au |a |et le |et |jusqu'au |jusqu'a )|/|[-–—]) ?")
_OUVRE = re.compile(r"(?:entre le |entre |du |de la |de l'|de |les |le |des |d')(?!\d{4}$)")


def _annee(texte: str) -> str:
    """L'année en quatre chiffres ; deux chiffres sont de ce siècle jusqu'à 49."""
    return texte if len(texte) == 4 else f"{'20' if texte < '50' else '19'}{texte}"


def _mois(mot: str) -> int:
    """Le rang d'un mois écrit en entier ou abrégé ; 0 quand ce n'en est pas un."""
    trouves = [rang for rang, nom in enumerate(_MOIS_NUS, 1) if nom == mot or (len(mot) > 2 and nom.startswith(mot))]
    return trouves[0] if len(trouves) == 1 else 0


def _en_mots(m: re.Match[str]) -> str:
    mois = _mois(m["mois"])
    jour = m.groupdict().get("jour")
    return f"{_annee(m['annee'])}-{mois:02}{f'-{int(jour):02}' if jour else ''}" if mois else ""


def _en_chiffres(m: re.Match[str]) -> str:
    jour = m.groupdict().get("jour")
    return f"{_annee(m['annee'])}-{int(m['mois']):02}{f'-{int(jour):02}' if jour else ''}"


def _periode(lettre: str) -> Callable[[re.Match[str]], str]:
    def ecrire(m: re.Match[str]) -> str:
        rang = _RANGS[m["rang"]] or (4 if lettre == "T" else 2)
        return f"{_annee(m['annee'])}-{lettre}{rang}"

    return ecrire


def _saison(m: re.Match[str]) -> str:
    suite = m.groupdict().get("suite")
    return f"{m['annee']}-{m['saison']}" if not suite or _suit(m["annee"], suite) else ""


def _semaine(m: re.Match[str]) -> str:
    try:
        lundi = date.fromisocalendar(int(m["annee"]), int(m["semaine"]), 1)
    except ValueError:
        return ""
    return f"{lundi}/{lundi + timedelta(6)}"


def _scolaire(m: re.Match[str]) -> str:
    return f"{m['annee']}-09/{int(m['annee']) + 1}-08" if _suit(m["annee"], m["suite"]) else ""


def _deux_annees(m: re.Match[str]) -> str:
    return f"{m['annee']}/{int(m['annee']) + 1}" if _suit(m["annee"], m["suite"]) else ""


def _suit(annee: str, suite: str) -> bool:
    return f"{int(annee) + 1:04}".endswith(suite)


_FORMES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(motif, re.ASCII), ecrire)
    for motif, ecrire in (
        (rf"(?:le )?(?P<jour>\d{{1,2}}) ?[/.\- ] ?(?P<mois>\d{{1,2}}) ?[/.\- ] ?{_ANNEE}", _en_chiffres),
        (r"(?P<annee>\d{4})[/.\-](?P<mois>\d{1,2})[/.\-](?P<jour>\d{1,2})", _en_chiffres),
        (r"(?P<mois>\d{1,2}) ?[/.\-] ?(?P<annee>\d{4})", _en_chiffres),
        (r"(?P<annee>\d{4})[/.\-](?P<mois>0[1-9]|1[0-2])", _en_chiffres),
        (rf"(?:le )?(?P<jour>\d{{1,2}}) ?(?:er)?[ \-./]*(?P<mois>[a-z]{{3,9}})\.?[ \-./,]*{_ANNEE}", _en_mots),
        (
            rf"(?:(?:fin|mi|debut|courant|milieu|en|au|mois de)[ \-]*)*(?:du mois )?(?:de |d')?"
            rf"(?P<mois>[a-z]{{3,9}})\.?[ \-./,']*{_ANNEE}",
            _en_mots,
        ),
        (rf"(?:au |le |fin )?{_RANG} ?(?:trimestre|trim|tri|t)\b\.?{_LIEN}{_ANNEE}", _periode("T")),
        (rf"(?:au |le |fin )?{_RANG} ?t(?P<annee>\d{{4}})", _periode("T")),
        (rf"(?:trimestre|trim\.?|t|q) ?(?P<rang>[1-4])\b{_LIEN}{_ANNEE}", _periode("T")),
        (r"(?P<annee>\d{4})[ \-/]*[tq] ?(?P<rang>[1-4])", _periode("T")),
        (rf"(?:au |le |fin )?{_RANG} ?(?:semestre|sem|s)\b\.?{_LIEN}{_ANNEE}", _periode("S")),
        (r"(?P<rang>[12]) ?s(?P<annee>\d{4})", _periode("S")),
        (rf"(?:semestre|s) ?(?P<rang>[12])\b{_LIEN}{_ANNEE}", _periode("S")),
        (r"(?P<annee>\d{4})[ \-/]*s ?(?P<rang>[12])", _periode("S")),
        (
            r"(?:l'|a l'|en |au |le )?(?P<saison>printemps|ete|automne|hiver)[ \-]*(?:de )?(?P<annee>\d{4})"
            r"(?:[/\-](?P<suite>\d{4}|\d{2}))?",
            _saison,
        ),
        (r"(?:semaine|sem\.?) ?(?:n ?[o°] ?)?(?P<semaine>\d{1,2})[ \-/,]*(?:de )?(?P<annee>\d{4})", _semaine),
        (r"s(?P<semaine>0\d|[1-5]\d)[ \-/]*(?P<annee>\d{4})", _semaine),
        (r"(?P<annee>\d{4})[ \-/]*s(?P<semaine>0\d|[1-5]\d)", _semaine),
        (r"(?:annee |fin |fin de l'annee |fin d'annee |en |exercice )?(?P<annee>\d{4})", lambda m: m["annee"]),
        (r"(?:l')?annee scolaire (?P<annee>\d{4})[/\-](?P<suite>\d{4}|\d{2})", _scolaire),
        (r"(?P<annee>\d{4})[/\-](?P<suite>\d{4}|\d{2})", _deux_annees),
        (r"rentree (?:scolaire )?(?:de )?(?P<annee>\d{4})", lambda m: f"{m['annee']}-09"),
    )
)


@lru_cache(maxsize=8192)
def date_ecrite(texte: str) -> str:
    """La date telle que le dossier l'écrit ; vide quand le texte n'en est pas une."""
    if len(texte) > _LONGUEUR_MAX:
        return ""
    if valide := _valide(texte):
        return valide
    nu = " ".join(francais.sans_accent(texte).lower().replace("’", "'").split()).strip(" .,;")
    return _seule(nu) or _intervalle(nu)


def _valide(candidate: str) -> str:
    try:
        return DateImprecise.lire(candidate).texte if candidate else ""
    except PydanticCustomError:
        return ""


def _seule(nu: str) -> str:
    """Une seule date : un jour, un mois, une période ; l'heure et le nom du jour n'en font pas partie."""
    for motif, ecrire in _FORMES:
        if (m := motif.fullmatch(nu)) and (trouvee := _valide(ecrire(m))):
            return trouvee
    premier, _, suite = nu.removeprefix("le ").partition(" ")
    premier = premier.rstrip(".,")
    nom = next((i for i, j in enumerate(_JOURS) if len(premier) > 2 and j.startswith(premier)), None)
    if nom is not None and suite[:1].isdecimal():
        jour = _seule(suite)
        return jour if len(jour) == 10 and date.fromisoformat(jour).weekday() == nom else ""
    if (heure := re.search(r"(?:,| a| -|t| ) ?\d{1,2} ?[h:]", nu)) and _HEURE.fullmatch(nu, heure.start()):
        jour = _seule(nu[: heure.start()])
        return jour if len(jour) == 10 else ""
    return ""


def _intervalle(nu: str) -> str:
    """Un intervalle dont le début tait souvent ce que la fin redit : « du 8 au 9 novembre 2021 »."""
    ouvre = _OUVRE.match(nu)
    reste = nu[ouvre.end() :] if ouvre else nu
    for separateur in _SEPARATEURS.finditer(reste):
        fin = _seule(reste[separateur.end() :])
        debut = fin and next(filter(None, _debuts(reste[: separateur.start()].strip(), fin)), "")
        if debut and ("et" not in separateur[0] or _sont_voisins(debut, fin)):
            return _valide(f"{debut.partition('/')[0]}/{fin.rpartition('/')[2]}")
    return ""


def _debuts(texte: str, fin: str) -> Iterator[str]:
    """Les lectures possibles du début, selon ce que la fin a de plus."""
    annee = fin[:4]
    if jour := re.fullmatch(r"(\d{1,2}) ?(?:er)?", texte, re.ASCII):
        yield _valide(f"{fin[:8]}{int(jour[1]):02}") if len(fin) == 10 else ""
        if fin[5:6] not in ("T", "S"):
            return
    if fin[5:6] in ("T", "S"):
        yield _seule(f"{texte} {'trimestre' if fin[5] == 'T' else 'semestre'} {annee}")
    yield _seule(texte)
    yield _seule(f"{texte} {annee}")
    yield _seule(f"{texte}/{annee}")


def _sont_voisins(debut: str, fin: str) -> bool:
    """Vrai pour deux jours qui se suivent : « les 8 et 9 novembre » est un intervalle, « les 8 et 15 » n'en est pas un."""
    try:
        return date.fromisoformat(fin) - date.fromisoformat(debut) == timedelta(1)
    except ValueError:
        return False


def manque_l_annee(texte: str) -> bool:
    """Vrai pour une date à laquelle il ne manque que son année : « 15 mars », « fin mars », « 15/03 »."""
    sans_jour = re.sub(r"^[a-z]+\.? (?=\d)", "", texte.rstrip(" .").lower())
    return not sans_jour.isdecimal() and any(date_ecrite(f"{sans_jour}{lien}2000") for lien in (" ", "/"))
