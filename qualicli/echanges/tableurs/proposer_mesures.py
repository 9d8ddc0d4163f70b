"""Reconnaître un tableau de mesures dont chaque colonne est un indicateur (téléphonie) ou une année (indicateurs nationaux)."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from qualicli.echanges.cellules.colonne import Listes
from qualicli.echanges.tableurs.mots_des_services import nu, radicaux, ressemblance
from qualicli.echanges.tableurs.tableau_de_service import TableauDeService


class _Appels(NamedTuple):
    """Ce que compte une colonne d'un standard : l'indicateur, le champ de sa mesure, son unité, son sens, ses titres."""

    indicateur: str
    champ: str
    unite: str
    sens: str
    titres: str


DECROCHES, ABANDONNES = "Appels décrochés", "Appels abandonnés"
_TELEPHONIE = (
    _Appels(DECROCHES, "total", "%", "hausse", "présenté, appel présenté, appel reçu, appel entrant, nombre appel"),
    _Appels(
        DECROCHES,
        "conformes",
        "%",
        "hausse",
        "décroché, appel décroché, répondu, appel répondu, appel traité, appel pris",
    ),
    _Appels(ABANDONNES, "valeur", "appels", "baisse", "abandonné, appel abandonné, perdu, appel perdu"),
    _Appels("Appels débordés", "valeur", "appels", "baisse", "débordé, appel débordé, débordement, appel débordement"),
    _Appels(
        "Appels hors des horaires d'ouverture",
        "valeur",
        "appels",
        "baisse",
        "hors horaire, appel hors horaire, appel hors horaire ouverture, hors ouverture",
    ),
    _Appels(
        "Attente moyenne au téléphone",
        "valeur",
        "secondes",
        "baisse",
        "attente moyenne, temps moyen attente, attente moy, durée moyenne attente",
    ),
    _Appels(
        "Attente maximale au téléphone",
        "valeur",
        "secondes",
        "baisse",
        "attente maximale, attente maximum, attente max, temps maximum attente",
    ),
    _Appels(
        "Durée moyenne des appels", "valeur", "secondes", "baisse", "durée moyenne, durée moyenne appel, durée moy"
    ),
    _Appels(
        "Appels résolus par le serveur vocal",
        "valeur",
        "appels",
        "hausse",
        "résolu svi, svi résolu, appel résolu svi, résolu serveur vocal, traité svi",
    ),
)
_UNITES_DITES = re.compile(r"\((s|sec|secondes)\)|_s$|\ben secondes?\b", re.IGNORECASE)
_ANNEE = re.compile(r"((?:19|20)\d\d)|(.+?) ((?:19|20)\d\d)|((?:19|20)\d\d) (.+)")
_REALISE, _VISE = (
    "réalisation, réalisé, résultat, valeur",
    "cible, prévision, objectif, prévision pap, prévision actualisée",
)


def croiser_mesures(tableau: TableauDeService, listes: Listes) -> dict[int, dict[str, Any]]:
    """Par colonne, ce qu'elle mesure : `champ`, et `pour` l'indicateur ou l'année que dit son titre."""
    return _appels(tableau, listes) or _annees(tableau)


def _appels(tableau: TableauDeService, listes: Listes) -> dict[int, dict[str, Any]]:
    connus = {nu(intitule): identifiant for identifiant, intitule in listes.get("indicateurs", {}).items()}
    notes = sorted(
        (-ressemblance(radicaux(_UNITES_DITES.sub("", titre.replace("_", " "))), a.titres), colonne, rang)
        for colonne, titre in tableau.titres.items()
        for rang, a in enumerate(_TELEPHONIE)
    )
    prises: dict[int, int] = {}
    for note, colonne, rang in notes:
        if note < 0 and colonne not in prises and rang not in prises.values():
            prises[colonne] = rang
    trouves = {_TELEPHONIE[rang].champ for rang in prises.values() if _TELEPHONIE[rang].indicateur == DECROCHES}
    if trouves != {"total", "conformes"}:  # sans les deux, ce n'est pas le relevé d'un standard
        return {}
    return {
        c: {"champ": _TELEPHONIE[r].champ, "pour": _pour(_TELEPHONIE[r], connus)} for c, r in sorted(prises.items())
    }


def _pour(appels: _Appels, connus: Mapping[str, str]) -> dict[str, str]:
    """L'indicateur du dossier qui a ce nom, ou de quoi le créer."""
    connu = connus.get(nu(appels.indicateur))
    if connu:
        return {"intitule": connu}
    return {"intitule": appels.indicateur, "nature": "performance", "unite": appels.unite, "sens": appels.sens}


def _annees(tableau: TableauDeService) -> dict[int, dict[str, Any]]:
    """Une colonne par année : ce qui est réalisé, ce qui est visé."""
    croisees: dict[int, dict[str, Any]] = {}
    for colonne, titre in tableau.titres.items():
        trouve = _ANNEE.fullmatch(titre.strip())
        if trouve is None:
            continue
        annee, mot = trouve[1] or trouve[3] or trouve[4], trouve[2] or trouve[5] or ""
        if not mot or ressemblance(radicaux(mot), _REALISE):
            croisees[colonne] = {"champ": "valeur", "pour": {"periode": annee}}
        elif ressemblance(radicaux(mot), _VISE):
            croisees[colonne] = {"champ": "cible", "pour": {"periode": annee}}
    return croisees
