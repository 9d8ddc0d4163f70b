"""Les lignes d'un tableur de service, lues par un profil : des valeurs du dossier, et tout ce qui n'a pas pu l'être."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from qualicli import francais
from qualicli.echanges.cellules.cellule import ESPACES, Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import depassements, lire
from qualicli.echanges.lecture.feuille_lue import adresse
from qualicli.echanges.tableurs.cases import cocher, colorer, reunir
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
    caches: dict[str, list[int]] = field(default_factory=dict)
    """Par colonne, les lignes d'une donnée personnelle non écrite."""
    fonctions: dict[str, int] = field(default_factory=dict)
    """Ce qui se lit comme une fonction, et la ligne où."""
    sans_reponse: list[int] = field(default_factory=list)
    """Les lignes qui attendent leur réponse."""

    def lire(self) -> list[LigneDeService]:
        """Toutes les lignes qui peuvent devenir quelque chose."""
        return [
            ligne
            for rang in self.tableau.rangs
            if not self.tableau.est_intertitre(rang)
            for ligne in self._lignes(rang)
        ]

    def rejeter(self, ou: str, texte: str, fichier: str = "") -> None:
        """Note ce qui n'est pas écrit, et pourquoi."""
        self.resultat.rejets.append(Rejet(self.nom, self.tableau.feuille.nom, ou, texte, fichier))

    def mentionner(self, texte: str) -> None:
        """Note ce qu'il faut savoir, une seule fois."""
        ou = ", ".join(filter(None, (self.nom, self.tableau.feuille.nom)))
        if f"{ou} : {texte}" not in self.resultat.mentions:
            self.resultat.mentions.append(f"{ou} : {texte}")

    # --- Une ligne

    def _lignes(self, rang: int) -> Iterator[LigneDeService]:
        """Ce que dit une ligne : une fois, ou une fois par colonne d'une grille (« pour »)."""
        communes = [c for c in self.profil.colonnes if not c.pour]
        grilles: dict[tuple[tuple[str, str], ...], list[ColonneProfil]] = {}
        for colonne in self.profil.colonnes:
            if colonne.pour:
                grilles.setdefault(tuple(colonne.pour.items()), []).append(colonne)
        dites = {pour: siennes for pour, siennes in grilles.items() if any(self._dit(rang, c) for c in siennes)}
        if not grilles:
            yield from self._ligne(rang, communes, {})
        elif not dites:
            self.sans_reponse.append(rang)
        for pour, siennes in dites.items():
            yield from self._ligne(rang, [*communes, *siennes], dict(pour))

    def _dit(self, rang: int, colonne: ColonneProfil) -> bool:
        place = self.tableau.colonne(colonne.titre)
        if place is None:
            return False
        cellule = self.tableau.cellule(rang, place)
        couleur = self.tableau.fond(rang, place) if colonne.couleurs else ""
        return bool(en_texte(cellule.valeur) or cellule.formule or couleur)

    def _ligne(self, rang: int, colonnes: list[ColonneProfil], pour: Mapping[str, str]) -> Iterator[LigneDeService]:
        valeurs: dict[str, str] = {}
        cellules: dict[str, str] = {}
        fautes: list[str] = []
        ecartees: list[str] = []
        cochees: dict[str, str] = {}
        perdus: set[str] = set()  # une réponse contredite n'est pas écrite à moitié
        for colonne in colonnes:
            place = self.tableau.colonne(colonne.titre)
            decrite = champs(self.profil.famille).get(colonne.champ)
            if place is None or decrite is None:
                continue
            cellule = self.tableau.cellule(rang, place)
            deja = valeurs.get(colonne.champ, "")
            try:
                lue = self._valeur(colonne, cellule, rang, place)
                valeurs[colonne.champ] = reunir(decrite, deja, cochees.get(colonne.champ, ""), lue)
                if lue or colonne.champ not in cellules:
                    cellules[colonne.champ], cochees[colonne.champ] = adresse(rang, place), colonne.titre
            except ValeurRefusee as faute:
                dite = f"colonne {francais.guillemets(colonne.titre)} ({adresse(rang, place)}), {faute}"
                perdus.add(colonne.champ)
                (fautes if colonne.champ in self._essentiels else ecartees).append(dite)
        if not any(valeurs.values()) and not fautes and not ecartees:
            return
        for de_trop, limite, pourquoi in depassements(champs(self.profil.famille).values(), valeurs):
            ecartees.append(f"{de_trop.titre} ({cellules[de_trop.cle]}) : {pourquoi}")
            perdus |= {de_trop.cle, limite.cle}
        valeurs = {champ: valeur for champ, valeur in valeurs.items() if champ not in perdus}
        valeurs = self._completer(valeurs, pour, fautes)
        identite = self._identite(rang, fautes)
        if not fautes and self._est_sans_reponse(valeurs):
            self.sans_reponse.append(rang)
            return
        if not fautes:
            fautes += self._manques(valeurs)
        for dite in fautes + ecartees:
            self.rejeter(f"ligne {rang}", dite)
        if fautes:
            self.fonctions = {f: r for f, r in self.fonctions.items() if r != rang}
        else:
            yield LigneDeService(rang, valeurs, cellules, identite)

    def _est_sans_reponse(self, valeurs: Mapping[str, str]) -> bool:
        """Vrai quand il ne manque à une ligne qu'une réponse que personne n'a donnée, et que rien n'y est commenté."""
        a_cocher = {c.champ for c in self.profil.colonnes if c.coche or c.pour}
        if self.profil.famille == "engagements":
            a_cocher.add("statut")
        manquants = {c for c in self.profil.tableur.obligatoires if not valeurs.get(c)}
        return bool(manquants) and manquants <= a_cocher and not valeurs.get("commentaire")

    @cached_property
    def _essentiels(self) -> frozenset[str]:
        """Les champs sans lesquels une ligne ne dit plus ce qu'elle disait ; ailleurs, seule la cellule attend."""
        famille = PAR_FAMILLE.get(self.profil.famille)
        if famille is None:  # une évaluation, une exigence : toute la ligne est un seul fait
            return frozenset(c.champ for c in self.profil.colonnes)
        return frozenset((*self.profil.tableur.obligatoires, *famille.unique))

    def _completer(self, valeurs: dict[str, str], pour: Mapping[str, str], fautes: list[str]) -> dict[str, str]:
        """Une constante vaut pour les cellules vides, ce que dit la colonne d'une grille vaut pour les siennes."""
        for champ, texte in {**self.profil.constantes, **pour}.items():
            colonne = champs(self.profil.famille).get(champ)
            if colonne is None or valeurs.get(champ):
                continue
            try:
                valeurs[champ] = self._comprendre(colonne, champ, Cellule(texte, ""), 0)
            except ValeurRefusee as faute:
                quoi = f"« pour » {champ}" if champ in pour else f"constante « {champ} »"
                fautes.append(f"{quoi} de {self.profil.fichier}, {faute}")
        return valeurs

    def _identite(self, rang: int, fautes: list[str]) -> str:
        if not self.profil.identifiant:
            return ""
        place = self.tableau.colonne(self.profil.identifiant)
        cellule = self.tableau.cellule(rang, place) if place else Cellule(None, "")
        texte = en_texte(cellule.valeur)
        if cellule.formule:
            fautes.append(
                f"colonne {francais.guillemets(self.profil.identifiant)}, qui identifie la ligne, {_formule(cellule)}"
            )
        elif not nu(texte):
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

    def _valeur(self, colonne: ColonneProfil, cellule: Cellule, rang: int, place: int) -> str:
        decrite = champs(self.profil.famille)[colonne.champ]
        couleur = ""
        if colonne.couleurs:
            couleur = colorer(colonne, self.tableau.fond(rang, place))
            couleur = lire(decrite, Cellule(couleur, cellule.adresse), self.listes) if couleur else ""
            if any(c.titre == colonne.titre and not c.couleurs for c in self.profil.colonnes):
                return couleur  # le texte de cette colonne dit autre chose
        if cellule.formule:
            raise ValeurRefusee(_formule(cellule))
        if not en_texte(cellule.valeur):
            return couleur
        texte = self._lire_le_texte(colonne, decrite, cellule, rang)
        if couleur and texte and couleur != texte:
            raise ValeurRefusee(
                f"{francais.guillemets(en_texte(cellule.valeur))} et sa couleur, "
                f"« {self.tableau.fond(rang, place)} », se contredisent ; corrigez l'un des deux"
            )
        return texte or couleur

    def _lire_le_texte(self, colonne: ColonneProfil, decrite: Colonne, cellule: Cellule, rang: int) -> str:
        texte = en_texte(cellule.valeur)
        for dit, valeur in colonne.valeurs.items():
            if nu(dit) == nu(texte) and (nu(dit) or dit == texte):
                return lire(decrite, Cellule(valeur, cellule.adresse), self.listes)
        if colonne.coche:
            coche = cocher(colonne, cellule)
            return self._comprendre(decrite, colonne.champ, Cellule(coche, cellule.adresse), rang) if coche else ""
        if decrite.liste in self.surnoms and nu(texte) in self.surnoms[decrite.liste]:
            return self.surnoms[decrite.liste][nu(texte)]
        if self.guet(texte):
            self.caches.setdefault(colonne.titre, []).append(rang)
            return ""
        return self._comprendre(decrite, colonne.champ, cellule, rang)

    def _comprendre(self, colonne: Colonne, champ: str, cellule: Cellule, rang: int) -> str:
        if champ in CODES:
            _exiger_code(cellule, {c.rpartition(":")[2] for c in self.listes.get("codes", {})})
            cellule = replace(cellule, valeur=en_texte(cellule.valeur))  # le nombre 2.1 est le numéro « 2.1 »
        if colonne.genre in _DATES and isinstance(cellule.valeur, str):
            cellule = replace(cellule, valeur=self.dater(cellule.valeur.strip()))
        try:
            valeur = lire(colonne, cellule, self.listes)
        except ValeurRefusee as faute:
            conseil = f" ; dites dans le profil ce que ce mot veut dire (« valeurs » de {champ})"
            explicable = colonne.genre in ("choix", "liste") and colonne.liste and champ not in CODES
            raise ValeurRefusee(f"{faute}{conseil if explicable else ''}") from None
        if colonne.genre == "acteur" and valeur not in self.listes[colonne.liste]:
            self.fonctions.setdefault(valeur, rang)
        return valeur

    def dater(self, texte: str) -> str:
        """Une date tapée en chiffres, ramenée à l'ordre français ; l'heure n'en fait pas partie."""
        trouve = _CHIFFRES.fullmatch(ESPACES.sub(" ", texte))
        if trouve is None:
            return texte
        un, deux, trois = trouve.groups()
        if len(un) == 4 or self.profil.dates == "annee_mois_jour":
            return f"{trois}/{deux}/{un}"
        return f"{deux}/{un}/{trois}" if self.profil.dates == "mois_jour_annee" else f"{un}/{deux}/{trois}"


def _formule(cellule: Cellule) -> str:
    """Ce qu'il y a à dire d'une formule que l'on ne lit pas."""
    memorisee = cellule.memorisee
    montre = francais.jour_court(memorisee) if isinstance(memorisee, date) else en_texte(memorisee)
    suite = (
        f" ; elle montrait {francais.guillemets(montre[:40])} : collez cette valeur, ou ajoutez --valeurs-memorisees"
        if montre
        else " ; collez-y sa valeur"
    )
    return f"la cellule contient une formule ({cellule.formule[:40]}), jamais calculée{suite}"


def _exiger_code(cellule: Cellule, codes: Collection[str]) -> None:
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
