"""Proposer un profil d'après les en-têtes et les premières cellules d'un tableur : une proposition, que l'on montre."""

import re
from collections.abc import Mapping
from typing import Any

from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import Listes
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.mots_des_services import CELLULES, IDENTIFIANTS, nu, radicaux, ressemblance
from qualicli.echanges.tableurs.tableau_de_service import TableauDeService, candidats
from qualicli.modeles.familles import est_identifiable
from qualicli.modeles.fiches import TABLEURS

_EXEMPLES_MAX = 500
_CODE = re.compile(r"[A-Za-z]{0,3}\d+(\.\d+)*", re.ASCII)
_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", re.ASCII)
_DATES = ("date", "echeance", "caducite")


def proposer(feuilles: list[FeuilleLue], listes: Listes, nom: str, famille: str | None) -> dict[str, Any]:
    """Les clés du profil proposé, dans l'ordre où elles s'écrivent. Lève `ClasseurRefuse` si rien n'est reconnu."""
    meilleure: tuple[int, str, TableauDeService, dict[int, str]] | None = None
    possibles = [*candidats(feuilles)]
    doubles = {(id(t.feuille), t.entete) for t in possibles if t.hauteur > 1}
    for tableau in (t for t in possibles if t.hauteur > 1 or (id(t.feuille), t.entete) not in doubles):
        for essai in [famille] if famille else TABLEURS:
            places = _rapprocher(tableau, essai)
            note = _noter(tableau, essai, places)
            combien = len(places) + bool(_identifiant(tableau, essai, places, nom))
            if combien > 1 and tableau.rangs and (meilleure is None or note > meilleure[0]):
                meilleure = (note, essai, tableau, places)
    if meilleure is None:
        raise ClasseurRefuse(
            "aucune ligne d'en-têtes n'y est reconnue",
            "Donnez la famille visée avec --famille, ou écrivez le profil (docs/format.md).",
        )
    _, choisie, tableau, places = meilleure
    places = _selon_les_valeurs(tableau, choisie, places)
    if choisie == "engagements":
        places = _selon_les_codes(tableau, places)
    profil: dict[str, Any] = {"format": 1, "famille": choisie}
    semblables = [t for t in candidats(feuilles) if set(tableau.titres.values()) == set(t.titres.values())]
    if sum(bool(f.lignes) for f in feuilles) > 1 and len({id(t.feuille) for t in semblables}) < 2:
        profil["feuille"] = tableau.feuille.nom
    profil |= _identifiant(tableau, choisie, places, nom) | _ordre(tableau, choisie, places)
    profil["colonnes"] = [_colonne(tableau, c, champ, choisie, listes) for c, champ in sorted(places.items())]
    return profil


def _rapprocher(tableau: TableauDeService, famille: str) -> dict[int, str]:
    """Par colonne, le champ que dit son titre ; un champ va à la colonne qui lui ressemble le plus."""
    notes = [
        (-ressemblance(radicaux(titre), expressions), colonne, rang, champ)
        for colonne, titre in tableau.titres.items()
        for rang, (champ, expressions) in enumerate(TABLEURS[famille].champs.items())
    ]
    places: dict[int, str] = {}
    for note, colonne, _, champ in sorted(notes):
        if note < 0 and colonne not in places and champ not in places.values():
            places[colonne] = champ
    return places


def _noter(tableau: TableauDeService, famille: str, places: Mapping[int, str]) -> int:
    note = sum(
        ressemblance(radicaux(tableau.titres[c]), TABLEURS[famille].champs[champ]) for c, champ in places.items()
    )
    return note - 40 * sum(champ not in places.values() for champ in TABLEURS[famille].obligatoires)


def _exemples(tableau: TableauDeService, colonne: int) -> list[Cellule]:
    cellules = (tableau.cellule(rang, colonne) for rang in tableau.rangs[:_EXEMPLES_MAX])
    return [c for c in cellules if en_texte(c.valeur)]


def _selon_les_valeurs(tableau: TableauDeService, famille: str, places: Mapping[int, str]) -> dict[int, str]:
    """Corrige ce que les titres laissent croire : un avancement en mots est un statut, un numéro n'est pas un titre."""
    corriges = dict(places)
    for colonne, champ in places.items():
        textes = [en_texte(c.valeur) for c in _exemples(tableau, colonne)]
        chiffres = sum(bool(re.fullmatch(r"[\d\s,.%]+", t)) for t in textes)
        codes = sum(bool(_CODE.fullmatch(t)) for t in textes)
        voulu = champ
        if famille == "actions" and champ == "avancement" and 2 * chiffres < len(textes):
            voulu = "statut"
        elif famille == "referentiels" and 2 * codes > len(textes):
            voulu = {"titre": "engagement", "texte": "exigence"}.get(champ, champ)
            if champ == "engagement" and "exigence" not in places.values() and any("." in t for t in textes):
                voulu = "exigence"
        if voulu != champ and voulu not in corriges.values():
            corriges[colonne] = voulu
    return corriges


def _selon_les_codes(tableau: TableauDeService, places: Mapping[int, str]) -> dict[int, str]:
    """Entre « engagement » et « sous-engagement », la colonne qui va au détail est celle de l'exigence évaluée."""
    for choisie, champ in places.items():
        if champ != "exigence" or _est_detaillee(tableau, choisie):
            continue
        for colonne in tableau.titres:
            if colonne not in places and _est_detaillee(tableau, colonne):
                return {c: ch for c, ch in places.items() if c != choisie} | {colonne: "exigence"}
    return dict(places)


def _est_detaillee(tableau: TableauDeService, colonne: int) -> bool:
    textes = [en_texte(c.valeur) for c in _exemples(tableau, colonne)]
    return any("." in t for t in textes) and all(_CODE.fullmatch(t) for t in textes)


def _identifiant(tableau: TableauDeService, famille: str, places: Mapping[int, str], nom: str) -> dict[str, str]:
    """Une colonne de numéros tous différents fait l'identité des lignes ; leur préfixe les garde des autres services."""
    if not est_identifiable(famille):
        return {}
    for colonne, titre in tableau.titres.items():
        if colonne in places or ressemblance(radicaux(titre), IDENTIFIANTS) < 20:
            continue
        textes = [nu(en_texte(tableau.cellule(rang, colonne).valeur)) for rang in tableau.rangs]
        if all(textes) and len(set(textes)) == len(textes):
            return {"identifiant": titre, "prefixe": nom}
    return {}


def _ordre(tableau: TableauDeService, famille: str, places: Mapping[int, str]) -> dict[str, str]:
    """L'ordre des dates tapées en texte, quand elles montrent qu'il n'est pas celui du français."""
    colonnes = [c for c, champ in places.items() if champs(famille)[champ].genre in _DATES]
    trouvees = [
        t for c in colonnes for cellule in _exemples(tableau, c) if (t := _DATE.match(en_texte(cellule.valeur)))
    ]
    inverse = any(int(t[2]) > 12 for t in trouvees) and not any(int(t[1]) > 12 for t in trouvees)
    return {"dates": "mois_jour_annee"} if inverse else {}


def _colonne(tableau: TableauDeService, colonne: int, champ: str, famille: str, listes: Listes) -> dict[str, Any]:
    decrite = champs(famille)[champ]
    proposee: dict[str, Any] = {"titre": tableau.titres[colonne], "champ": champ}
    mots = {nu(m): valeur for valeur, dits in CELLULES.get(decrite.liste, {}).items() for m in dits.split(", ")}
    valeurs = {}
    for texte in dict.fromkeys(en_texte(c.valeur) for c in _exemples(tableau, colonne)):
        try:
            lire(decrite, Cellule(texte, ""), listes)
        except ValeurRefusee:
            if nu(texte) in mots:
                valeurs[texte] = mots[nu(texte)]
    return proposee | ({"valeurs": valeurs} if valeurs else {})
