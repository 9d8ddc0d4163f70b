"""Proposer le profil d'une enquête : ses questions, leurs réponses et ce qu'elles valent ; ni texte libre, ni personne."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.tableurs.cases import est_cochee
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.mots_des_reponses import est_a_taire, est_technique, ordonner, sens_de
from qualicli.echanges.tableurs.mots_des_services import nu, radicaux, ressemblance
from qualicli.echanges.tableurs.tableau_de_service import TableauDeService
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.fiches import TABLEURS

_MODALITES_MAX = 12
_LONGUEUR_MAX = 60
_NOTE_MAX = 20
_CODE = re.compile(r"([A-Za-z]{1,6}\d+[a-z]?(?:[_\[][A-Za-z0-9]+\]?)?)(?:\s*[.:)\-–]\s*|\s+)(?=\S)(.*)")
_OPTION = re.compile(r"(.+?)(?:_(\d{1,2})|\[([A-Za-z0-9]+)\])((?:\s*[.:)\-–]\s*|\s+)\S.*)?")
_NOTE = re.compile(r"\d{1,2}")


def proposer_questions(possibles: Sequence[TableauDeService], listes: Listes) -> dict[str, Any]:
    """Les clés du profil proposé. Lève `ClasseurRefuse` quand aucune colonne n'est une question."""
    simples = [t for t in possibles if t.hauteur == 1]
    tableau = max(simples, key=lambda t: (_techniques(t), len(t.titres)), default=None)
    colonnes = list(_colonnes(tableau, listes)) if tableau is not None else []
    if tableau is None or not any(c["champ"] == "reponse" for c in colonnes):
        raise ClasseurRefuse(
            "aucune de ses colonnes n'est une question à quelques réponses", "Écrivez le profil (docs/tableurs.md)."
        )
    return enveloppe(tableau, simples, colonnes)


def enveloppe(
    tableau: TableauDeService, possibles: Sequence[TableauDeService], colonnes: list[dict[str, Any]]
) -> dict[str, Any]:
    """Le profil d'une enquête : sa feuille quand il y en a plusieurs, son en-tête quand il n'est pas en tête."""
    profil: dict[str, Any] = {"format": 1, "famille": "enquetes"}
    if tableau.feuille.nom and len({id(t.feuille) for t in possibles}) > 1:
        profil["feuille"] = tableau.feuille.nom
    if _est_douteux(tableau):
        profil["entete"] = tableau.entete
    return profil | {"colonnes": colonnes}


def sans_personnes(cles: dict[str, Any], guet: Callable[[str], str]) -> dict[str, Any]:
    """Le profil proposé, sans les colonnes dont une réponse est un nom, un courriel ou un téléphone."""
    if cles["famille"] != "enquetes":
        return cles
    gardees = [c for c in cles["colonnes"] if not any(map(guet, (*c.get("valeurs", ()), c.get("coche", ""))))]
    return cles | {"colonnes": gardees}


def _est_douteux(tableau: TableauDeService) -> bool:
    """Vrai quand l'en-tête n'est pas la première ligne : le profil le dit, pour la retrouver."""
    return tableau.entete != min(tableau.feuille.lignes)


def _techniques(tableau: TableauDeService) -> int:
    return sum(map(est_technique, tableau.titres.values()))


def _colonnes(tableau: TableauDeService, listes: Listes) -> Iterator[dict[str, Any]]:
    groupes = _groupes(tableau)
    pris: set[str] = set()
    for place, titre in sorted(tableau.titres.items()):
        if place != tableau.colonne(titre):
            continue
        champ = _champ(tableau, place, listes)
        if champ and champ not in pris:
            pris.add(champ)
            yield {"titre": titre, "champ": champ}
        elif place in groupes:
            yield _case(tableau, place, groupes[place])
        elif not champ and (textes := textes_de(tableau, place)) and _est_une_question(titre, textes):
            yield _question(titre, textes)


def _est_une_question(titre: str, textes: Sequence[str]) -> bool:
    return not est_a_taire(titre, textes) and not est_du_texte_libre(textes)


def est_du_texte_libre(textes: Sequence[str]) -> bool:
    """Vrai quand les cellules sont trop longues ou trop diverses pour être des réponses que l'on coche."""
    distincts = set(textes)
    if all(_NOTE.fullmatch(t) for t in distincts):  # un âge, un numéro ne sont pas des notes
        return max(map(int, distincts)) > _NOTE_MAX or (len(distincts) == len(textes) > _MODALITES_MAX)
    longs = any(len(t) > _LONGUEUR_MAX or "@" in t for t in distincts)
    return (
        longs
        or len(distincts) > _MODALITES_MAX
        or (len(textes) > 3 and 5 * len(distincts) > 4 * len(textes) and len(distincts) > 3)
    )


def textes_de(tableau: TableauDeService, place: int) -> list[str]:
    """Ce qu'écrivent les cellules remplies d'une colonne."""
    return [t for rang in tableau.rangs if (t := en_texte(tableau.cellule(rang, place).valeur).strip())]


def _champ(tableau: TableauDeService, place: int, listes: Listes) -> str:
    """Le champ que dit un titre, si ses cellules ne le démentent pas."""
    dits = TABLEURS["enquetes"].champs
    ecrit = tableau.titres[place]
    titre = radicaux((ecrit.partition(".")[0] if est_technique(ecrit) else ecrit).replace("_", " "))
    for champ in ("acheve", "date", "poids", "visiteur", "site", "canal"):
        if ressemblance(titre, dits[champ]) >= 20 and (
            champ not in ("site", "canal") or _se_lit(champs("enquetes")[champ], textes_de(tableau, place), listes)
        ):
            return champ
    return ""


def _se_lit(colonne: Colonne, textes: list[str], listes: Listes) -> bool:
    """Vrai quand une réponse au moins nomme un site, ou un canal, du dossier."""
    for texte in dict.fromkeys(textes):
        try:
            if lire(colonne, Cellule(texte, ""), listes):
                return True
        except ValeurRefusee:
            continue
    return False


def separer(titre: str) -> tuple[str, str]:
    """Le code d'une question et son libellé (« Q3. Êtes-vous satisfait ? ») ; sinon, le titre fait l'un et l'autre."""
    trouve = _CODE.fullmatch(titre.strip())
    return (trouve[1], trouve[2]) if trouve else (titre, titre.replace("_", " "))


def _question(titre: str, textes: list[str]) -> dict[str, Any]:
    code, libelle = separer(titre)
    colonne: dict[str, Any] = {"titre": titre, "champ": "reponse", "question": en_identifiant(code, 60) or "question"}
    colonne["libelle"] = libelle
    comptes = Counter(textes)
    if all(_NOTE.fullmatch(t) for t in comptes):
        return colonne
    sens = {t: sens_de(t) for t in sorted(comptes)}
    juge = any(s in ("favorable", "defavorable") for s in sens.values())
    echelle = {t: sens[t] or "neutre" for t in sorted(comptes, key=lambda t: (ordonner(t), t))}
    if not juge:  # un motif de visite n'est ni bon ni mauvais : seul ce qui ne compte pas est mis à part
        echelle = {t: "hors_base" if s == "hors_base" else "neutre" for t, s in sens.items()}
    return colonne | {"valeurs": echelle}


def _groupes(tableau: TableauDeService) -> dict[int, str]:
    """Les colonnes d'un choix multiple, et leur souche : « Motif_1 » et « Motif_2 », « Q3[SQ001] » et « Q3[SQ002] »."""
    souches: dict[str, list[int]] = {}
    for place, titre in tableau.titres.items():
        trouve = _OPTION.fullmatch(titre.strip())
        if trouve is not None and not est_technique(titre):
            souches.setdefault(trouve[1], []).append(place)
    return {
        place: souche
        for souche, places in souches.items()
        if len(places) > 1 and all(_est_une_case(tableau, p) for p in places)
        for place in places
    }


def _est_une_case(tableau: TableauDeService, place: int) -> bool:
    """Vrai quand une colonne n'a qu'une réponse, ou une croix."""
    textes = textes_de(tableau, place)
    distincts = {nu(t) for t in textes}
    return all(est_cochee(Cellule(t, "")) is not None for t in textes) or len(distincts) == 1


def _case(tableau: TableauDeService, place: int, souche: str) -> dict[str, Any]:
    titre = tableau.titres[place]
    textes = [t for t in textes_de(tableau, place) if est_cochee(Cellule(t, "")) is None]
    trouve = _OPTION.fullmatch(titre.strip())
    dite = re.sub(r"^[\s.:)\-–]+", "", trouve[4] or "") if trouve else ""
    code, libelle = separer(souche)
    cle = en_identifiant(code, 60) or "question"
    option = textes[0] if textes else dite or titre
    return {"titre": titre, "champ": "reponse", "question": cle, "libelle": libelle.strip(), "coche": option}
