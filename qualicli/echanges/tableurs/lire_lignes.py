"""Les lignes d'un tableur de service, lues par un profil : des valeurs du dossier, et tout ce qui n'a pas pu l'être."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from qualicli import francais
from qualicli.echanges.cellules.cellule import ESPACES, Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.lecture.feuille_lue import adresse
from qualicli.echanges.tableurs.champs import CODES, champs
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.echanges.tableurs.tableau_de_service import TableauDeService
from qualicli.modeles.codes import normaliser
from qualicli.modeles.familles import PAR_NOM as PAR_FAMILLE
from qualicli.modeles.importation import Fusion, Rejet
from qualicli.modeles.profil import ColonneProfil, Profil

Rejeter = Callable[[str, str, str], None]  # où, pourquoi, le fichier concerné
Guet = Callable[[str], str]  # dit quelle donnée personnelle un texte contient, vide s'il n'en contient pas
_DATES = ("date", "echeance", "caducite")
_CHIFFRES = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?:[ T]\d{1,2}[:h]\d{2}(?::\d{2})?)?", re.ASCII)
_MONTRES = 8


@dataclass(frozen=True, slots=True)
class LigneDeService:
    """Une ligne lue : son rang, ses valeurs par champ, où chacune était, et le texte qui l'identifie."""

    rang: int
    valeurs: Mapping[str, str]
    cellules: Mapping[str, str]
    identite: str = ""


@dataclass
class LecteurDeTableur:
    """De quoi lire un tableau par un profil. Ce qui ne va pas est noté dans `resultat`, et n'arrête rien."""

    nom: str
    profil: Profil
    tableau: TableauDeService
    listes: Listes
    surnoms: Mapping[str, Mapping[str, str]]
    guet: Guet
    resultat: Fusion
    _caches: dict[str, list[int]] = field(
        default_factory=dict
    )  # par colonne, les lignes d'une donnée personnelle non écrite
    _fonctions: dict[str, int] = field(default_factory=dict)  # ce qui se lit comme une fonction, et la ligne où

    def lire(self) -> list[LigneDeService]:
        """Toutes les lignes qui peuvent devenir quelque chose."""
        self._dire_les_colonnes()
        self._dire_les_ecartes()
        lignes = []
        for rang in self.tableau.rangs:
            if self.tableau.est_intertitre(rang):
                self._mentionner(f"ligne {rang} : un intertitre, ignoré.")
                continue
            ligne = self._ligne(rang)
            if ligne is not None:
                lignes.append(ligne)
        self._dire_le_personnel()
        return lignes

    def rejeter(self, ou: str, texte: str, fichier: str = "") -> None:
        """Note ce qui n'est pas écrit, et pourquoi."""
        self.resultat.rejets.append(Rejet(self.nom, self.tableau.feuille.nom, ou, texte, fichier))

    def _mentionner(self, texte: str) -> None:
        ou = ", ".join(filter(None, (self.nom, self.tableau.feuille.nom)))
        self.resultat.mentions.append(f"{ou} : {texte}")

    # --- Une ligne

    def _ligne(self, rang: int) -> LigneDeService | None:
        valeurs: dict[str, str] = {}
        cellules: dict[str, str] = {}
        fautes: list[str] = []
        ecartees: list[str] = []
        for colonne in self.profil.colonnes:
            place = self.tableau.colonne(colonne.titre)
            if place is None or colonne.champ not in champs(self.profil.famille):
                continue
            cellule = self.tableau.cellule(rang, place)
            cellules[colonne.champ] = adresse(rang, place)
            try:
                valeurs[colonne.champ] = self._valeur(colonne, cellule, rang)
            except ValeurRefusee as faute:
                dite = f"colonne {francais.guillemets(colonne.titre)} ({adresse(rang, place)}), {faute}"
                (fautes if colonne.champ in self._essentiels else ecartees).append(dite)
        if not any(valeurs.values()) and not fautes and not ecartees:
            return None
        valeurs = self._completer(valeurs, fautes)
        identite = self._identite(rang, fautes)
        if not fautes:
            fautes += self._manques(valeurs)
        for dite in fautes + ecartees:
            self.rejeter(f"ligne {rang}", dite)
        if fautes:
            self._fonctions = {f: r for f, r in self._fonctions.items() if r != rang}
        return None if fautes else LigneDeService(rang, valeurs, cellules, identite)

    @cached_property
    def _essentiels(self) -> frozenset[str]:
        """Les champs sans lesquels une ligne ne dit plus ce qu'elle disait ; ailleurs, seule la cellule attend."""
        famille = PAR_FAMILLE.get(self.profil.famille)
        if famille is None:  # une évaluation, une exigence : toute la ligne est un seul fait
            return frozenset(c.champ for c in self.profil.colonnes)
        return frozenset((*self.profil.tableur.obligatoires, *famille.unique))

    def _completer(self, valeurs: dict[str, str], fautes: list[str]) -> dict[str, str]:
        """Une constante vaut pour les cellules vides."""
        for champ, texte in self.profil.constantes.items():
            colonne = champs(self.profil.famille).get(champ)
            if colonne is None or valeurs.get(champ):
                continue
            try:
                valeurs[champ] = self._comprendre(colonne, champ, Cellule(texte, ""), 0)
            except ValeurRefusee as faute:
                fautes.append(f"constante « {champ} » de {self.profil.fichier}, {faute}")
        return valeurs

    def _identite(self, rang: int, fautes: list[str]) -> str:
        if not self.profil.identifiant:
            return ""
        place = self.tableau.colonne(self.profil.identifiant)
        texte = en_texte(self.tableau.cellule(rang, place).valeur) if place else ""
        if not nu(texte):
            fautes.append(
                f"colonne {francais.guillemets(self.profil.identifiant)}, qui identifie la ligne, est vide ; "
                "donnez-lui un numéro qui ne changera plus"
            )
        elif self.guet(texte):  # elle deviendrait un nom de fichier
            fautes.append(
                f"colonne {francais.guillemets(self.profil.identifiant)}, qui identifie la ligne, contient une "
                "donnée personnelle ; désignez une colonne de numéros"
            )
        return texte

    def _manques(self, valeurs: Mapping[str, str]) -> list[str]:
        titres = {c.champ: c.titre for c in self.profil.colonnes}
        absents = [titres.get(c, c) for c in self.profil.tableur.obligatoires if not valeurs.get(c)]
        if self.profil.famille == "referentiels" and not valeurs.get("texte"):
            return []  # une ligne qui ne nomme qu'un module ou un engagement, pour celles qui suivent
        noms = francais.liste(f"« {a} »" for a in absents)
        return [f"il manque {noms} ; complétez la cellule, ou ajoutez une constante au profil"] if absents else []

    # --- Une cellule

    def _valeur(self, colonne: ColonneProfil, cellule: Cellule, rang: int) -> str:
        decrite = champs(self.profil.famille)[colonne.champ]
        texte = en_texte(cellule.valeur)
        if cellule.formule:
            raise ValeurRefusee(
                f"la cellule contient une formule ({cellule.formule[:40]}), jamais calculée ; collez-y sa valeur"
            )
        if not texte:
            return ""
        for dit, valeur in colonne.valeurs.items():
            if nu(dit) == nu(texte) and (nu(dit) or dit == texte):
                return lire(decrite, Cellule(valeur, cellule.adresse), self.listes)
        if decrite.liste in self.surnoms and nu(texte) in self.surnoms[decrite.liste]:
            return self.surnoms[decrite.liste][nu(texte)]
        if self.guet(texte):
            self._caches.setdefault(colonne.titre, []).append(rang)
            return ""
        return self._comprendre(decrite, colonne.champ, cellule, rang)

    def _comprendre(self, colonne: Colonne, champ: str, cellule: Cellule, rang: int) -> str:
        if champ in CODES:
            _exiger_code(cellule, self.listes.get("codes", {}))
            cellule = replace(cellule, valeur=en_texte(cellule.valeur))  # le nombre 2.1 est le numéro « 2.1 »
        if colonne.genre in _DATES and isinstance(cellule.valeur, str):
            cellule = replace(cellule, valeur=self._dater(cellule.valeur.strip()))
        try:
            valeur = lire(colonne, cellule, self.listes)
        except ValeurRefusee as faute:
            conseil = f" ; dites dans le profil ce que ce mot veut dire (« valeurs » de {champ})"
            raise ValeurRefusee(
                f"{faute}{conseil if colonne.genre in ('choix', 'liste') and colonne.liste else ''}"
            ) from None
        if colonne.genre == "acteur" and valeur not in self.listes[colonne.liste]:
            self._fonctions.setdefault(valeur, rang)
        return valeur

    def _dater(self, texte: str) -> str:
        """Une date tapée en chiffres, ramenée à l'ordre français ; l'heure n'en fait pas partie."""
        trouve = _CHIFFRES.fullmatch(ESPACES.sub(" ", texte))
        if trouve is None:
            return texte
        un, deux, trois = trouve.groups()
        if len(un) == 4 or self.profil.dates == "annee_mois_jour":
            return f"{trois}/{deux}/{un}"
        return f"{deux}/{un}/{trois}" if self.profil.dates == "mois_jour_annee" else f"{un}/{deux}/{trois}"

    # --- Ce qu'il faut savoir

    def _dire_les_ecartes(self) -> None:
        for rang, genre in self.tableau.ecartes.items():
            self._mentionner(f"ligne {rang} : {genre}, ignoré{'e' if genre == 'une note' else ''}.")
            for titre, dit, somme in self.tableau.totaux_faux(rang) if genre == "un total" else ():
                self._mentionner(
                    f"ligne {rang} : le total de « {titre} » est {dit} ; la somme des lignes lues, {somme}."
                )
        for colonne in self.tableau.sans_titre:
            self._mentionner(f"la colonne {adresse(1, colonne)[:-1]} n'a pas de titre : elle n'est pas lue.")

    def _dire_les_colonnes(self) -> None:
        connus = {nu(c.titre) for c in self.profil.colonnes} | {nu(self.profil.identifiant or "")}
        inconnues = []
        for place, titre in self.tableau.titres.items():
            if nu(titre) not in connus:
                guettee = any(self.guet(en_texte(self.tableau.cellule(r, place).valeur)) for r in self.tableau.rangs)
                inconnues.append(f"« {titre[:60]} »" + (" (données personnelles)" if guettee else ""))
            elif place != self.tableau.colonne(titre):
                self._mentionner(f"deux colonnes se titrent « {titre[:60]} » ; seule la première est lue.")
        if inconnues:
            accord = francais.accorder(
                len(inconnues),
                "colonne que le profil n'utilise pas, ignorée",
                "colonnes que le profil n'utilise pas, ignorées",
            )
            self._mentionner(f"{accord} : {francais.liste(inconnues)}.")
        for colonne in self.profil.colonnes:
            if self.tableau.colonne(colonne.titre) is None:
                self._mentionner(f"la colonne « {colonne.titre} » du profil n'y est pas ; rien n'y change.")

    def _dire_le_personnel(self) -> None:
        for titre, rangs in self._caches.items():
            lignes = francais.liste(map(str, rangs[:_MONTRES])) + (", …" if len(rangs) > _MONTRES else "")
            accord = francais.accorder(len(rangs), "ligne", "lignes")
            self._mentionner(
                f"colonne « {titre} », {accord} {lignes} : un nom, un courriel ou un téléphone, non écrit. "
                "Inscrivez la personne à l'annuaire, ou mettez sa fonction."
            )
        if self._fonctions:
            noms = francais.liste(f"« {f} »" for f in [*self._fonctions][:_MONTRES])
            suite = ", et d'autres" if len(self._fonctions) > _MONTRES else ""
            self._mentionner(
                f"écrit comme une fonction : {noms}{suite}. Si c'est un nom, inscrivez-le à l'annuaire d'abord."
            )


def _exiger_code(cellule: Cellule, codes: Mapping[str, str]) -> None:
    """Refuse ce qu'un tableur a pu abîmer : « 2.1 » devenu le 2 janvier, « 1.10 » devenu le nombre 1,1."""
    if isinstance(cellule.valeur, date):
        raise ValeurRefusee(
            f"le tableur a pris ce numéro pour une date ({francais.jour_court(cellule.valeur)}) ; "
            "mettez la colonne au format texte et retapez-le"
        )
    if isinstance(cellule.valeur, bool):
        raise ValeurRefusee("un numéro est attendu")
    texte = normaliser(en_texte(cellule.valeur))
    if isinstance(cellule.valeur, float) and f"{texte}0" in codes:
        raise ValeurRefusee(
            f"le tableur écrit de même {texte} et {texte}0 ; mettez la colonne au format texte et retapez-le"
        )
