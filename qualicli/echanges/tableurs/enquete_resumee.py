"""Une enquête que sa source a déjà comptée : une ligne par question, son résultat et sa base, pris tels quels."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee, en_texte, nombre
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.feuilles.description import LigneRefusee
from qualicli.echanges.feuilles.enquetes import ecrire_valeur
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.mots_des_services import nu, radicaux, ressemblance
from qualicli.echanges.tableurs.proposer_questions import enveloppe, separer, textes_de
from qualicli.echanges.tableurs.repondants import Depouillement
from qualicli.echanges.tableurs.tableau_de_service import TableauDeService
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.fiches import TABLEURS
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.modeles.profil import Profil

_ENSEMBLES = ("total", "ensemble", "moyenne", "global", "score")  # une moyenne de questions n'est pas une question


def est_resumee(profil: Profil) -> bool:
    """Vrai d'un profil dont chaque ligne est une question."""
    return any(c.champ == "libelle" for c in profil.colonnes)


def proposer_resume(possibles: Sequence[TableauDeService]) -> dict[str, Any] | None:
    """Les clés du profil d'une enquête déjà comptée ; rien quand aucun tableau n'en est une."""
    resumes = [(t, c) for t in possibles if t.hauteur == 1 and (c := _colonnes(t))]
    if not resumes:
        return None
    tableau, colonnes = max(resumes, key=lambda r: len(r[1]))
    return enveloppe(tableau, possibles, colonnes)


def _colonnes(tableau: TableauDeService) -> list[dict[str, Any]]:
    """Les colonnes d'un tableau où une ligne est une question et son pourcentage ; aucune quand ce n'en est pas un."""
    dits = TABLEURS["enquetes"].champs
    trouvees: dict[str, int] = {}
    for champ in ("libelle", "valeur", "repondants", "site", "canal"):
        notes = [(-ressemblance(radicaux(t), dits[champ]), c) for c, t in tableau.titres.items()]
        note, place = min((n for n in notes if n[1] not in trouvees.values()), default=(0, 0))
        if note < 0:
            trouvees[champ] = place
    if not {"libelle", "valeur"} <= set(trouvees) or not _en_pourcent(textes_de(tableau, trouvees["valeur"])):
        return []
    return [{"titre": tableau.titres[c], "champ": champ} for champ, c in sorted(trouvees.items(), key=lambda t: t[1])]


def _en_pourcent(textes: Sequence[str]) -> bool:
    """Vrai quand la plupart des cellules se lisent comme un pourcentage : « Satisfait » ou « Oui » n'en sont pas."""
    return 2 * sum(map(_est_un_pourcentage, textes)) > len(textes)


def _est_un_pourcentage(texte: str) -> bool:
    try:
        Pourcentage.lire(texte)
    except PydanticCustomError:
        return False
    return True


class QuestionsDonnees(Depouillement):
    """Les questions d'un tableau déjà compté, avec leur résultat."""

    def lire(self) -> list[dict[str, Any]]:
        """Chaque ligne qui se lit ; une autre attend, et c'est dit."""
        lues: dict[tuple[str, ...], dict[str, Any]] = {}
        for rang in self._lecteur.tableau.rangs:
            libelle = self._texte(rang, "libelle")
            if not libelle or not self._ecrit(rang, "valeur").valeur:
                continue
            if nu(libelle).partition(" ")[0] in _ENSEMBLES:
                self._lecteur.mentionner(
                    f"ligne {rang}, {francais.guillemets(libelle)} laissé de côté : ce n'est pas une question."
                )
                continue
            try:
                question = self._question(rang, libelle)
            except (ValeurRefusee, LigneRefusee) as faute:
                self._lecteur.rejeter(f"ligne {rang}", str(faute))
                continue
            cle = (question["cle"], question.get("site", ""), question.get("canal", ""))
            if lues.setdefault(cle, question) != question:
                self._lecteur.rejeter(
                    f"ligne {rang}", f"« {libelle} » a deux résultats au même endroit ; gardez le bon"
                )
        return list(lues.values())

    def _question(self, rang: int, libelle: str) -> dict[str, Any]:
        code, dite = separer(libelle)
        if self._lecteur.guet(libelle):
            raise ValeurRefusee("la question contient un nom, un courriel ou un téléphone ; retirez-le")
        ou: dict[str, Any] = {champ: self._lieu(rang, champ) for champ in ("site", "canal") if champ in self._par_champ}
        self.resultat.sites |= {ou.get("site", "")} - {""}
        base = lire(champs("enquetes")["repondants"], self._ecrit(rang, "repondants"), self._lecteur.listes)
        lue: dict[str, Any] = {"cle": en_identifiant(code, 60) or f"question-{rang}", "libelle": dite}
        lue.update(ou)
        lue |= {"valeur": _en_valeur(self._ecrit(rang, "valeur")), "repondants": int(base) if base else ""}
        return {c: v for c, v in lue.items() if v != ""}

    def _ecrit(self, rang: int, champ: str) -> Cellule:
        colonne = self._par_champ.get(champ)
        return self._cellule(rang, colonne) if colonne else Cellule(None, "")


def _en_valeur(cellule: Cellule) -> str:
    """« 91,23 % », tel que la source le donne ; un tableur en fait 0,9123."""
    if cellule.formule:
        raise ValeurRefusee(
            "le résultat est une formule, qui n'est pas calculée ; --valeurs-memorisees prend ce qu'elle montrait"
        )
    if isinstance(cellule.valeur, int | float) and not isinstance(cellule.valeur, bool):
        texte = nombre(round(cellule.valeur * (100 if cellule.pourcent else 1), 4)).replace(".", ",")
        return ecrire_valeur(f"{texte} %" if cellule.pourcent else texte)
    return ecrire_valeur(en_texte(cellule.valeur))
