"""Proposer un profil d'après les en-têtes et les premières cellules d'un tableur : une proposition, que l'on montre."""

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.enquete_resumee import proposer_resume
from qualicli.echanges.tableurs.localiser import premiere_table
from qualicli.echanges.tableurs.mots_des_services import CELLULES, IDENTIFIANTS, nu, radicaux, ressemblance
from qualicli.echanges.tableurs.proposer_grilles import croiser
from qualicli.echanges.tableurs.proposer_mesures import croiser_mesures
from qualicli.echanges.tableurs.proposer_questions import proposer_questions
from qualicli.echanges.tableurs.tableau_de_service import TableauDeService, candidats
from qualicli.modeles.familles import est_identifiable
from qualicli.modeles.fiches import TABLEURS

_EXEMPLES_MAX = 500
_CODE = re.compile(r"[A-Za-z]{0,3}\d+(\.\d+)*", re.ASCII)
_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", re.ASCII)
_DATES = ("date", "echeance", "caducite")
_D_EUX_MEMES = tuple(f for f, t in TABLEURS.items() if not t.sur_demande)


class _Essai(NamedTuple):
    """Un tableau lu comme une famille : la note de cette lecture, et ce que deviennent ses colonnes."""

    note: int
    famille: str
    tableau: TableauDeService
    places: Mapping[int, str]
    croisees: Mapping[int, Mapping[str, Any]]

    @property
    def lues(self) -> frozenset[int]:
        return frozenset((*self.places, *self.croisees))

    @property
    def champs_lus(self) -> frozenset[str]:
        return frozenset(
            (*map(self.champ, self.lues), *(c for cles in self.croisees.values() for c in cles.get("pour", ())))
        )

    def champ(self, colonne: int) -> str:
        """Le champ que remplit une colonne."""
        return self.places.get(colonne) or str(self.croisees[colonne]["champ"])

    @property
    def nomme(self) -> bool:
        """Vrai quand une colonne donne ce sans quoi une ligne n'est le nom de rien."""
        return not self.champs_lus.isdisjoint(TABLEURS[self.famille].nommants)


def proposer(feuilles: list[FeuilleLue], listes: Listes, nom: str, famille: str | None) -> dict[str, Any]:
    """Les clés du profil proposé, dans l'ordre où elles s'écrivent. Lève `ClasseurRefuse` si rien n'est reconnu."""
    possibles = [*candidats(feuilles)]
    if famille == "enquetes":
        return proposer_resume(possibles) or proposer_questions(possibles, listes)
    doubles = {(id(t.feuille), t.entete) for t in possibles if t.hauteur > 1}
    essais = [
        essai
        for tableau in (t for t in possibles if t.hauteur > 1 or (id(t.feuille), t.entete) not in doubles)
        for visee in ([famille] if famille else _D_EUX_MEMES)
        if (essai := _essayer(tableau, visee, listes)).nomme
        and len(essai.lues) + bool(_identifiant(tableau, visee, essai.lues, nom)) > 1
        and tableau.rangs  # après le reste : il faut parcourir toute la feuille
    ]
    if not essais:
        raise ClasseurRefuse(
            f"aucun tableau n'y ressemble à {TABLEURS[famille].lignes if famille else 'ce que tient un dossier'}",
            "Écrivez le profil (docs/format.md)."
            if famille
            else "Donnez --famille, ou écrivez le profil (docs/format.md).",
        )
    meilleur = max(essais, key=lambda e: e.note)
    _exiger_sans_rival(meilleur, essais)
    tableau, choisie, places = meilleur.tableau, meilleur.famille, meilleur.places
    lues, nommants = sorted(meilleur.lues), TABLEURS[choisie].nommants
    nommante = next((c for c in lues if meilleur.champ(c) in nommants), lues[0])
    tableau = premiere_table(tableau, tableau.titres[nommante], (tableau.titres[c] for c in meilleur.lues))
    places = _selon_les_valeurs(tableau, choisie, places)
    if choisie == "engagements":
        places = _selon_les_codes(tableau, places)
    profil: dict[str, Any] = {"format": 1, "famille": choisie}
    semblables = [t for t in candidats(feuilles) if set(tableau.titres.values()) == set(t.titres.values())]
    if sum(bool(f.lignes) for f in feuilles) > 1 and len({id(t.feuille) for t in semblables}) < 2:
        profil["feuille"] = tableau.feuille.nom
    profil |= _identifiant(tableau, choisie, meilleur.lues, nom) | _ordre(tableau, choisie, places)
    colonnes = {c: _colonne(tableau, c, champ, choisie, listes) for c, champ in places.items()}
    colonnes |= {c: _croisee(tableau, c, cles, choisie, listes) for c, cles in meilleur.croisees.items()}
    profil["colonnes"] = [colonnes[c] for c in sorted(colonnes)]
    return profil


def _essayer(tableau: TableauDeService, famille: str, listes: Listes) -> _Essai:
    places = _rapprocher(tableau, famille)
    croisees = (
        croiser_mesures(tableau, listes) if famille == "indicateurs" else croiser(tableau, famille, places, listes)
    )
    champs_croises = {c["champ"] for c in croisees.values()}
    places = {c: champ for c, champ in places.items() if c not in croisees and champ not in champs_croises}
    essai = _Essai(0, famille, tableau, places, croisees)
    absents = sum(champ not in essai.champs_lus for champ in TABLEURS[famille].obligatoires)
    return essai._replace(note=_noter(essai) - 40 * absents)


def _noter(essai: _Essai) -> int:
    """À quel point les titres disent les champs de cette famille ; une grille vaut une colonne au titre juste."""
    dits = TABLEURS[essai.famille].champs
    titres = essai.tableau.titres
    note = sum(ressemblance(radicaux(titres[c]), dits[champ]) for c, champ in essai.places.items())
    return note + 20 * len({c["champ"] for c in essai.croisees.values()})


def _exiger_sans_rival(meilleur: _Essai, essais: list[_Essai]) -> None:
    """Refuse de choisir quand une autre famille explique toutes les mêmes colonnes presque aussi bien."""
    rivales = {
        e.famille
        for e in essais
        if e.tableau is meilleur.tableau and e.lues >= meilleur.lues and 10 * _noter(e) >= 9 * _noter(meilleur)
    } - {"referentiels"}  # une grille a sa propre commande
    if len(rivales) > 1:
        quoi = francais.liste((TABLEURS[f].lignes for f in TABLEURS if f in rivales), "ou")
        raise ClasseurRefuse(
            f"ses colonnes peuvent dire {quoi}",
            f"Choisissez avec --famille : {francais.liste((f for f in TABLEURS if f in rivales), 'ou')}.",
        )


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
        elif famille == "registres" and 2 * chiffres > len(textes):  # « Reçus » compte, « Reçu le » date
            voulu = {"recu_le": "recus", "repondu_le": "traites"}.get(champ, champ)
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


def _identifiant(tableau: TableauDeService, famille: str, places: Collection[int], nom: str) -> dict[str, str]:
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


def _croisee(
    tableau: TableauDeService, colonne: int, cles: Mapping[str, Any], famille: str, listes: Listes
) -> dict[str, Any]:
    """Une colonne d'une grille ; les mots d'une case à cocher n'ont rien à expliquer."""
    if "coche" in cles:
        return {"titre": tableau.titres[colonne], **cles}
    return _colonne(tableau, colonne, cles["champ"], famille, listes) | {"pour": cles["pour"]}


def _colonne(tableau: TableauDeService, colonne: int, champ: str, famille: str, listes: Listes) -> dict[str, Any]:
    decrite = champs(famille)[champ]
    proposee: dict[str, Any] = {"titre": tableau.titres[colonne], "champ": champ}
    mots = {nu(m): valeur for valeur, dits in CELLULES.get(decrite.liste, {}).items() for m in dits.split(", ")}
    valeurs = {}
    for texte in dict.fromkeys(en_texte(c.valeur) for c in _exemples(tableau, colonne)):
        # Une échelle ne connaît pas les mots d'une autre.
        connu = nu(texte) in mots and mots[nu(texte)] in listes.get(decrite.liste, {})
        if connu and not _se_lit(decrite, texte, listes):
            valeurs[texte] = mots[nu(texte)]
    return proposee | ({"valeurs": valeurs} if valeurs else {})


def _se_lit(colonne: Colonne, texte: str, listes: Listes) -> bool:
    try:
        lue = lire(colonne, Cellule(texte, ""), listes)
    except ValeurRefusee:
        return False
    # Ailleurs, « nc » dit que l'on n'a rien à dire ; d'un constat, c'est une non-conformité.
    return bool(lue) or colonne.liste != "grades"
