"""Compter les réponses d'une enquête, une ligne par répondant : par question, site et canal. Aucune ligne n'est gardée."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.cellules.lire_date import lire_date
from qualicli.echanges.tableurs.annoncer import en_lignes
from qualicli.echanges.tableurs.cases import est_cochee
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.lire_lignes import LecteurDeTableur
from qualicli.echanges.tableurs.mots_des_reponses import FINIES, NON_FINIES
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.modeles.profil import ColonneProfil
from qualicli.modeles.temps.dates import DateImprecise

_VENTILE = ("site", "canal")
Ou = tuple[str, str]  # le site et le canal, vides pour l'ensemble


@dataclass
class CompteDeQuestion:
    """Les réponses à une question, en un lieu : chaque réponse choisie, celles qui n'ont pas d'avis, et leurs poids."""

    reponses: Counter[str] = field(default_factory=Counter)
    base: int = 0
    favorables: int = 0
    sans_avis: int = 0
    notes: list[int] = field(default_factory=list)
    poids: Fraction = Fraction(0)
    poids_favorable: Fraction = Fraction(0)


@dataclass
class EnqueteComptee:
    """Ce que donne un tableau de réponses : combien, finies ou non, et le compte de chaque question."""

    repondants: int = 0
    incompletes: int = 0
    hors_periode: int = 0
    visiteurs: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    est_ponderee: bool = False
    comptes: dict[tuple[str, Ou], CompteDeQuestion] = field(default_factory=dict)
    inconnues: dict[str, list[int]] = field(default_factory=dict)


class Depouillement:
    """Le dépouillement d'un tableau : chaque ligne est lue, comptée, oubliée."""

    def __init__(self, lecteur: LecteurDeTableur, periode: DateImprecise) -> None:
        self._lecteur, self._periode = lecteur, periode
        self.questions = _questions(lecteur)
        self._par_champ = {c.champ: c for c in lecteur.profil.colonnes if c.champ != "reponse"}
        self.resultat = EnqueteComptee(est_ponderee="poids" in self._par_champ)

    def compter(self) -> EnqueteComptee:
        """Toutes les lignes ; celle dont le site ou le canal ne se lit pas attend, et c'est dit."""
        attendent: dict[str, list[int]] = {}
        for rang in self._lecteur.tableau.rangs:
            try:
                self._compter_une(rang)
            except ValeurRefusee as faute:
                attendent.setdefault(str(faute), []).append(rang)
        for faute_dite, rangs in attendent.items():
            self._lecteur.rejeter(en_lignes(rangs), faute_dite)
        return self.resultat

    def _compter_une(self, rang: int) -> None:
        if not self._est_finie(rang):
            self.resultat.incompletes += 1
            return
        if not self._est_de_la_periode(rang):
            self.resultat.hors_periode += 1
            return
        ou = {champ: self._lieu(rang, champ) for champ in _VENTILE}
        poids = self._poids(rang)
        self.resultat.repondants += 1
        self.resultat.visiteurs |= {v for v in (self._texte(rang, "visiteur"),) if v}
        self.resultat.sites |= {ou["site"]} - {""}
        lieux: set[Ou] = {("", ""), (ou["site"], ""), ("", ou["canal"])}
        for cle, colonnes in self.questions.items():
            choisies = self._choisies(rang, cle, colonnes)
            for lieu in lieux if choisies else ():
                compte = self.resultat.comptes.setdefault((cle, lieu), CompteDeQuestion())
                _ajouter(compte, choisies, poids)

    def _cellule(self, rang: int, colonne: ColonneProfil) -> Cellule:
        place = self._lecteur.tableau.colonne(colonne.titre)
        return self._lecteur.tableau.cellule(rang, place) if place is not None else Cellule(None, "")

    def _texte(self, rang: int, champ: str) -> str:
        colonne = self._par_champ.get(champ)
        if colonne is None:
            return ""
        texte = en_texte(self._cellule(rang, colonne).valeur).strip()
        return next((v for dit, v in colonne.valeurs.items() if nu(dit) == nu(texte)), texte)

    def _est_finie(self, rang: int) -> bool:
        """Vrai d'une réponse finie ; une date de fin l'est, un pourcentage l'est à cent."""
        if "acheve" not in self._par_champ:
            return True
        dite = nu(self._texte(rang, "acheve"))
        if dite in FINIES:
            return True
        return bool(dite) and dite not in NON_FINIES and not dite.rstrip(" %").isdigit()

    def _est_de_la_periode(self, rang: int) -> bool:
        for champ in ("date", "acheve"):
            colonne = self._par_champ.get(champ)
            cellule = self._cellule(rang, colonne) if colonne else Cellule(None, "")
            if colonne is None or not en_texte(cellule.valeur):
                continue
            try:
                texte = en_texte(cellule.valeur).strip()
                if isinstance(cellule.valeur, str):
                    texte = self._lecteur.dater(texte)
                    cellule = replace(cellule, valeur=texte)
                lue = lire_date(champs("enquetes")["date"], cellule, texte)
            except ValeurRefusee:
                if champ == "acheve":  # « terminé » n'est pas une date
                    return True
                raise
            date = DateImprecise.lire(lue)
            return self._periode.debut <= date.fin and date.debut <= self._periode.fin
        return True

    def _lieu(self, rang: int, champ: str) -> str:
        colonne = self._par_champ.get(champ)
        texte = self._texte(rang, champ) or self._lecteur.profil.constantes.get(champ, "")
        surnoms = self._lecteur.surnoms.get("sites" if champ == "site" else "", {})
        decrite = champs("enquetes")[champ]
        if nu(texte) in surnoms:
            return surnoms[nu(texte)]
        try:
            return lire(decrite, Cellule(texte, ""), self._lecteur.listes)
        except ValeurRefusee:
            conseil = f"dites dans le profil ce que veulent dire ses mots (« valeurs » de {champ})"
            ou = f"colonne {francais.guillemets(colonne.titre)}" if colonne else f"--{champ}"
            raise ValeurRefusee(f"{ou}, un {champ} inconnu ; {conseil}") from None

    def _poids(self, rang: int) -> Fraction:
        texte = self._texte(rang, "poids").replace(",", ".")
        if not self.resultat.est_ponderee:
            return Fraction(1)
        try:
            poids = Fraction(Decimal(texte))
        except (InvalidOperation, ValueError, OverflowError):
            raise ValeurRefusee("le poids ne se lit pas ; corrigez-le") from None
        if poids < 0:
            raise ValeurRefusee("le poids est négatif ; corrigez-le")
        return poids

    def _choisies(self, rang: int, cle: str, colonnes: list[ColonneProfil]) -> dict[str, str]:
        """Les réponses d'une personne à une question, et ce que vaut chacune ; rien n'est gardé d'une réponse inconnue."""
        choisies: dict[str, str] = {}
        for colonne in colonnes:
            texte = en_texte(self._cellule(rang, colonne).valeur).strip()
            if not texte:
                continue
            connue = next((dit for dit in colonne.valeurs if nu(dit) == nu(texte)), None)
            if colonne.coche:
                if nu(texte) == nu(colonne.coche) or est_cochee(Cellule(texte, "")):
                    choisies[colonne.coche] = "neutre"
                elif est_cochee(Cellule(texte, "")) is None:
                    self.resultat.inconnues.setdefault(cle, []).append(rang)
            elif connue is not None:
                choisies[connue] = colonne.valeurs[connue]
            elif (note := _note(texte)) is not None:
                choisies[note] = "note"
            else:
                self.resultat.inconnues.setdefault(cle, []).append(rang)
        return choisies


def _questions(lecteur: LecteurDeTableur) -> dict[str, list[ColonneProfil]]:
    """Les colonnes de chaque question, dans l'ordre du profil : plusieurs quand on y coche plusieurs réponses."""
    questions: dict[str, list[ColonneProfil]] = {}
    for colonne in lecteur.profil.colonnes:
        if colonne.champ == "reponse" and lecteur.tableau.colonne(colonne.titre) is not None:
            questions.setdefault(colonne.question or nu(colonne.titre).replace(" ", "-")[:60], []).append(colonne)
    return questions


def _note(texte: str) -> str | None:
    propre = texte.removesuffix(".0").removesuffix(",0")
    return propre if propre.isascii() and propre.isdigit() and len(propre) <= 2 else None


def _ajouter(compte: CompteDeQuestion, choisies: Mapping[str, str], poids: Fraction) -> None:
    if all(sens == "hors_base" for sens in choisies.values()):
        compte.sans_avis += 1
        return
    compte.base += 1
    compte.poids += poids
    for reponse, sens in choisies.items():
        compte.reponses[reponse] += 1
        if sens == "note" or _note(reponse):
            compte.notes.append(int(reponse))
    if "favorable" in choisies.values():
        compte.favorables += 1
        compte.poids_favorable += poids


def en_resultats(fait: Depouillement) -> Iterator[dict[str, Any]]:
    """Les résultats tels qu'ils s'écrivent : l'ensemble de chaque question, puis chaque site, puis chaque canal."""
    connus = [{ou[place] for _, ou in fait.resultat.comptes} - {""} for place in (0, 1)]
    inutiles = {valeur for valeurs in connus if len(valeurs) == 1 for valeur in valeurs}  # un seul lieu est l'ensemble
    lieux = sorted(
        {ou for _, ou in fait.resultat.comptes if not {*ou} & inutiles}, key=lambda ou: (ou != ("", ""), not ou[0], ou)
    )
    for cle, colonnes in fait.questions.items():
        for site, canal in lieux:
            compte = fait.resultat.comptes.get((cle, (site, canal)))
            if compte is not None and (compte.base or compte.sans_avis):
                yield _resultat(cle, colonnes, compte, (site, canal), fait.resultat.est_ponderee)


def _resultat(
    cle: str, colonnes: list[ColonneProfil], compte: CompteDeQuestion, ou: Ou, est_ponderee: bool
) -> dict[str, Any]:
    premiere = colonnes[0]
    proposees = [c.coche for c in colonnes if c.coche] or [r for r, s in premiere.valeurs.items() if s != "hors_base"]
    proposees += sorted((r for r in compte.reponses if r not in proposees), key=int)
    juge = "favorable" in premiere.valeurs.values()
    ecrit: dict[str, Any] = {"cle": cle, "libelle": premiere.libelle or premiere.titre}
    ecrit |= {"site": ou[0] or None, "canal": ou[1] or None, "echelle": premiere.echelle or _echelle(colonnes)}
    if juge and compte.base:
        part = compte.poids_favorable / compte.poids if compte.poids else Fraction(0)
        ecrit["valeur"] = _arrondir(100 * part)
        ecrit["favorables"] = None if est_ponderee else compte.favorables
    if compte.notes and len(compte.notes) == compte.base:
        ecrit["moyenne"] = _arrondir(Fraction(sum(compte.notes), len(compte.notes)))
    ecrit |= {"repondants": compte.base, "sans_avis": compte.sans_avis or None}
    ecrit["reponses"] = {r: compte.reponses[r] for r in proposees}
    return {c: v for c, v in ecrit.items() if v is not None}


def _echelle(colonnes: list[ColonneProfil]) -> str | None:
    return "plusieurs réponses possibles" if len(colonnes) > 1 else None


def _arrondir(valeur: Fraction) -> str:
    """Au centième, comme la source les donne ; les deux nombres, écrits à côté, gardent la part exacte."""
    arrondi = (Decimal(valeur.numerator) / Decimal(valeur.denominator)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return format(arrondi, "f").replace(".", ",")
