"""Les dates imprécises mises en mots : « mars à mai 2021 », « du premier au troisième trimestre 2021 »."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from qualicli import francais

DATE_SIMPLE: Final = re.compile(
    r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|T([1-4])|S([12])|(printemps|ete|automne|hiver)))?", re.ASCII
)
_NOMS_SAISONS: Final = {"printemps": "printemps", "ete": "été", "automne": "automne", "hiver": "hiver"}


def en_clair(texte: str) -> str:
    """Écrit une date déjà lue, sans préposition."""
    debut, _, fin = texte.partition("/")
    if fin in ("", debut):
        return _nommer(debut)
    if _se_suivent(debut, fin):
        return f"{_sans_redite(debut, fin)} et {_nommer(fin)}"
    return f"{_sans_redite(debut, fin)} {_avec_article('à', fin)}"


def en_bref(texte: str) -> str:
    """Écrit une date déjà lue pour une colonne étroite : « 3e trimestre 2015 »."""
    ecrite = en_clair(texte)
    for rang, ordinal in enumerate(francais.ORDINAUX, 1):
        ecrite = ecrite.replace(ordinal, f"{rang}{'er' if rang == 1 else 'e'}")
    return ecrite


def en_complement(texte: str) -> str:
    """Écrit une date déjà lue comme un complément, avec les articles que le français veut."""
    debut, _, fin = texte.partition("/")
    if fin in ("", debut):
        if not _article(debut):
            return f"en {_nommer(debut)}"
        return f"le {_nommer(debut)}" if _est_jour(debut) else _avec_article("à", debut)
    if _se_suivent(debut, fin):
        return f"les {_sans_redite(debut, fin)} et {_nommer(fin)}"
    return f"{_avec_article('de', debut, _sans_redite(debut, fin))} {_avec_article('à', fin)}"


def _se_suivent(debut: str, fin: str) -> bool:
    """Vrai pour deux jours qui se suivent : on dit « les 10 et 11 mars », et non « du 10 au 11 mars »."""
    return _est_jour(debut) and _est_jour(fin) and (date.fromisoformat(fin) - date.fromisoformat(debut)).days == 1


def en_debut(texte: str) -> str:
    """Écrit le commencement d'une date, après « depuis » : « mars 2019 », « le 20 novembre 2012 », « l'été 2022 »."""
    debut = texte.partition("/")[0]
    article = _article(debut)
    return f"{'le ' if article == 'le' else article}{_nommer(debut)}"


def apres_de(texte: str) -> str:
    """Écrit une date comme le complément d'un nom : « de mars 2022 », « du 10 mars 2022 », « du 14 au 16 mai 2013 »."""
    debut, _, fin = texte.partition("/")
    if fin in ("", debut):
        return _avec_article("de", debut)
    return f"des {en_clair(texte)}" if _se_suivent(debut, fin) else en_complement(texte)


def en_fin(texte: str) -> str:
    """Écrit le terme d'une date imprécise : « la fin de l'été 2022 », « le 31 décembre 2021 »."""
    fin = texte.rpartition("/")[2]
    return f"le {_nommer(fin)}" if _est_jour(fin) else f"la fin {_avec_article('de', fin)}"


def en_terme(texte: str) -> str:
    """Écrit l'échéance qu'est une date : « au 31 décembre 2021 », « à la fin de l'été 2022 »."""
    fin = en_fin(texte)
    return f"au {fin.removeprefix('le ')}" if fin.startswith("le ") else f"à {fin}"


def en_serie(textes: Iterable[str]) -> str:
    """Écrit plusieurs dates comme un complément, sans redite : « en juin, octobre et décembre 2020 »."""
    series: list[list[str]] = []
    for texte in dict.fromkeys(textes):
        if series and _nature(texte) == _nature(series[-1][-1]) is not None:
            series[-1].append(texte)
        else:
            series.append([texte])
    return francais.liste(map(_grouper, series))


def _nature(texte: str) -> tuple[str, bool] | None:
    """L'année d'un mois ou d'un jour, et lequel des deux : les dates qui les partagent s'écrivent ensemble."""
    if "/" in texte:
        return None
    annee, mois, numero, *_ = _groupes(texte)
    return (annee, bool(numero)) if mois else None


def _grouper(serie: list[str]) -> str:
    *premieres, derniere = serie
    if not premieres:
        return en_complement(derniere)
    annee = f" {derniere[:4]}"
    noms = [_nommer(p).removesuffix(annee) for p in premieres]
    return f"{'les' if _est_jour(derniere) else 'en'} {francais.liste([*noms, _nommer(derniere)])}"


def _nommer(partie: str) -> str:
    annee, mois, numero, trimestre, semestre, saison = _groupes(partie)
    if numero:
        return francais.jour(date(int(annee), int(mois), int(numero)))
    if mois:
        return f"{francais.MOIS[int(mois) - 1]} {annee}"
    if trimestre or semestre:
        rang = francais.ORDINAUX[int(trimestre or semestre) - 1]
        return f"{rang} {'trimestre' if trimestre else 'semestre'} {annee}"
    return f"{_NOMS_SAISONS[saison]} {annee}" if saison else annee


def _sans_redite(debut: str, fin: str) -> str:
    """Le début d'un intervalle, sans l'année, le mois ou le mot que la fin va redire."""
    nom, annee = _nommer(debut), debut[:4]
    if annee != fin[:4] or 4 in (len(debut), len(fin)):
        return nom
    if _est_jour(debut) and _est_jour(fin) and debut[5:7] == fin[5:7]:
        return francais.quantieme(int(debut[8:]))
    if len(debut) == len(fin) == 7 and debut[5] == fin[5] in "TS":
        return nom.partition(" ")[0]
    return nom.removesuffix(f" {annee}")


def _est_jour(partie: str) -> bool:
    return _groupes(partie)[2] != ""


def _article(partie: str) -> str:
    """L'article que prend une date : « le » 3 mai, « le » premier trimestre, « l' » été ; aucun pour un mois, une année."""
    _, _, numero, trimestre, semestre, saison = _groupes(partie)
    if saison and saison != "printemps":
        return "l'"
    return "le" if numero or trimestre or semestre or saison else ""


def _avec_article(preposition: Literal["à", "de"], partie: str, nom: str = "") -> str:
    nom, article = nom or _nommer(partie), _article(partie)
    if article == "le":
        return f"{'au' if preposition == 'à' else 'du'} {nom}"
    if article:
        return f"{preposition} {article}{nom}"
    return francais.de(nom) if preposition == "de" else f"à {nom}"


def _groupes(texte: str) -> tuple[str, ...]:
    trouve = DATE_SIMPLE.fullmatch(texte)
    assert trouve is not None  # noqa: S101 (le texte vient d'une date déjà lue)
    return tuple(g or "" for g in trouve.groups())
