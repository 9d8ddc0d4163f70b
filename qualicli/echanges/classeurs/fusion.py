"""La fusion à trois voies, cellule par cellule : ce qui est parti, ce qui est revenu, ce qu'est devenu le dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qualicli.echanges.cellules.cellule import ValeurRefusee
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import douter, est_inchangee
from qualicli.echanges.cellules.montrer import en_mots
from qualicli.echanges.classeurs.comparer import est_videe, groupes, lire_encore, nom_parti
from qualicli.echanges.classeurs.reconnaitre import Classeur, LigneLue
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    LigneRefusee,
    Naissance,
    Table,
)
from qualicli.echanges.feuilles.registre import PAR_NOM
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Conflit, Cote, Decision, Fusion, Rejet


@dataclass(slots=True)
class Fusionneur:
    """De quoi fusionner des classeurs avec un même dossier. Ne lit et n'écrit rien."""

    tables: Mapping[str, Table]
    listes: Listes
    dossier: Dossier
    au: date
    garder: Cote | None = None
    decisions: Mapping[Decision, Cote] = field(default_factory=dict)
    resultat: Fusion = field(default_factory=Fusion)
    nes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _changements: dict[tuple[str, str, str], tuple[Classeur, dict[str, str]]] = field(default_factory=dict)

    def fusionner(self, classeur: Classeur) -> None:
        """Ajoute au résultat ce que ce classeur change."""
        self.resultat.mentions += (f"{classeur.nom} : {m}" for m in classeur.mentions)
        for nom, lignes in classeur.tables.items():
            feuille = PAR_NOM.get(nom)
            if feuille is not None and nom in self.tables:
                _FusionDeFeuille(self, classeur, feuille, self.tables[nom]).fusionner(lignes)

    def deja_change(
        self, classeur: Classeur, quoi: tuple[str, str, str], changees: dict[str, str]
    ) -> tuple[str, dict[str, str]] | None:
        """Ce qu'un autre classeur du même import fait au même endroit, et son nom, quand il en fait autre chose."""
        auteur, autres = self._changements.setdefault(quoi, (classeur, changees))
        return (auteur.nom, autres) if auteur is not classeur and autres != changees else None

    def est_repete(self, classeur: Classeur, quoi: tuple[str, str, str]) -> bool:
        """Vrai quand un autre classeur a déjà demandé le même changement."""
        return quoi in self._changements and self._changements[quoi][0] is not classeur


@dataclass(slots=True)
class _FusionDeFeuille:
    """La fusion d'une feuille."""

    tout: Fusionneur
    classeur: Classeur
    feuille: FeuilleDecrite
    table: Table

    def fusionner(self, lignes: list[LigneLue]) -> None:
        base = self.classeur.identite.base.get(self.table.nom, {})
        actuelles = {ligne.cle: ligne for ligne in self.table.lignes}
        vues: dict[str, tuple[int, dict[str, str]]] = {}
        neuves = []
        for lue in lignes:
            if not lue.cle:
                neuves.append(lue)
            elif lue.cle not in base:
                self._rejeter(f"ligne {lue.rang}", f"le repère « {lue.cle[:60]} » est inconnu de ce classeur")
            else:
                self._ligne(lue, base[lue.cle], actuelles.get(lue.cle), vues)
        disparues = [cle for cle in base if cle not in vues and cle in actuelles]
        if disparues:
            noms = [actuelles[c].nom or c for c in disparues[:5]]
            suite = f" et {len(disparues) - 5} autres" if len(disparues) > 5 else ""
            self.tout.resultat.mentions.append(
                f"{self._ou()} : absent du classeur, laissé tel quel dans le dossier : {' ; '.join(noms)}{suite}."
            )
        for lue in neuves:
            self._neuve(lue, frozenset(base))

    def _ou(self) -> str:
        return f"{self.classeur.nom}, {self.classeur.feuilles[self.table.nom]}"

    def _rejeter(self, ou: str, texte: str, fichier: str = "") -> None:
        feuille = self.classeur.feuilles[self.table.nom]
        self.tout.resultat.rejets.append(Rejet(self.classeur.nom, feuille, ou, texte, fichier))

    def _mentionner(self, texte: str) -> None:
        self.tout.resultat.mentions.append(f"{self._ou()}, {texte}")

    # --- Une ligne connue

    def _ligne(
        self,
        lue: LigneLue,
        base: Mapping[str, str],
        actuelle: LigneDeFeuille | None,
        vues: dict[str, tuple[int, dict[str, str]]],
    ) -> None:
        changees, retenues = self._changements(lue, base, actuelle)
        if lue.cle in vues:
            rang, autres = vues[lue.cle]
            if changees != autres:
                fichier = actuelle.fichier if actuelle else ""
                self._rejeter(
                    f"lignes {rang} et {lue.rang}",
                    "la même ligne est là deux fois, avec des valeurs différentes ; "
                    "pour un objet nouveau, remplissez une ligne vide",
                    fichier,
                )
            return
        vues[lue.cle] = (lue.rang, changees)
        if retenues:
            self._mentionner(
                f"ligne {lue.rang} : le reste de la ligne ({', '.join(retenues)}) attend que la cellule soit corrigée."
            )
        if not changees:
            return
        parti = nom_parti(self.feuille.colonnes, lue.cle, base, self.classeur.identite.listes)
        if est_videe(self.feuille.colonnes, lue, base):
            self._mentionner(
                f"ligne {lue.rang} : vidée, laissée telle quelle dans le dossier : {actuelle.nom if actuelle else parti}."
            )
        elif actuelle is None:
            self._rejeter(
                f"ligne {lue.rang}",
                f"{parti} n'est plus dans le dossier, ou a été "
                "précisé depuis l'export ; réexportez le classeur et reportez-y le changement",
            )
        else:
            self._arbitrer(lue, base, actuelle, changees)

    def _changements(
        self, lue: LigneLue, base: Mapping[str, str], actuelle: LigneDeFeuille | None
    ) -> tuple[dict[str, str], list[str]]:
        """Les cellules changées depuis l'export, et le titre de celles qu'une cellule incomprise oblige à retenir."""
        changees: dict[str, str] = {}
        incomprises: list[Colonne] = []
        for colonne in self.feuille.colonnes:
            cellule = lue.cellules.get(colonne.cle)
            avant = base.get(colonne.cle, "")
            if (
                colonne.ouverture == "jamais"
                or cellule is None
                or (not cellule.formule and est_inchangee(colonne, cellule, avant, self.classeur.identite.listes))
            ):
                continue
            if cellule.fusionnee:
                self._mentionner(f"{cellule.adresse} : cachée par une fusion de cellules, laissée telle quelle.")
                continue
            if colonne.ouverture == "nouvelle" or (actuelle and colonne.cle in actuelle.fermees):
                self._mentionner(
                    f"{cellule.adresse} : « {colonne.titre} » ne se change pas ici, la cellule est ignorée."
                )
                continue
            try:
                valeur = lire_encore(colonne, cellule, self.classeur.identite.listes, self.tout.listes)
                douter(colonne, cellule, avant, valeur, self.classeur.identite.listes)
            except ValeurRefusee as faute:
                self._rejeter(cellule.adresse, f"{colonne.titre} : {faute}")
                incomprises.append(colonne)
                continue
            if (valeur or colonne.defaut) != avant:
                changees[colonne.cle] = valeur or colonne.defaut
        liees = {c.groupe for c in incomprises if c.groupe}
        retenues = {
            c.cle: c.titre
            for c in self.feuille.colonnes
            if c.cle in changees and incomprises and (self.feuille.indivisible or c.groupe in liees)
        }
        return {c: v for c, v in changees.items() if c not in retenues}, list(retenues.values())

    def _arbitrer(
        self, lue: LigneLue, base: Mapping[str, str], actuelle: LigneDeFeuille, changees: dict[str, str]
    ) -> None:
        """Prend ce qui n'a changé que dans le classeur ; nomme ce qui a changé des deux côtés, chacun à sa façon."""
        prises: dict[str, str] = {}
        for cles in groupes(self.feuille.colonnes, changees):
            voulues = {c: changees[c] for c in cles if c in changees}
            differentes = {c: v for c, v in voulues.items() if v != actuelle.valeurs.get(c, "")}
            if not differentes:
                continue
            bouge = any(actuelle.valeurs.get(c, "") != base.get(c, "") for c in cles)
            quoi = (self.table.nom, lue.cle, cles[0])
            autre = self.tout.deja_change(self.classeur, quoi, voulues)
            if autre is not None:
                for cle in voulues:
                    self._opposer(lue, base, actuelle, cle, changees, autre)
            elif bouge and not self._decide(lue, base, actuelle, differentes, changees):
                continue
            elif not self.tout.est_repete(self.classeur, quoi):
                prises |= voulues
        if prises:
            self._appliquer(lue, actuelle, prises)

    def _decide(
        self,
        lue: LigneLue,
        base: Mapping[str, str],
        actuelle: LigneDeFeuille,
        differentes: Mapping[str, str],
        changees: Mapping[str, str],
    ) -> bool:
        """Vrai quand le classeur l'emporte ; sinon le conflit est noté, ou tranché pour le dossier."""
        choix = {c: self.tout.decisions.get((self.table.nom, lue.cle, c), self.tout.garder) for c in differentes}
        if all(c == "classeur" for c in choix.values()):
            return True
        for cle, choisi in choix.items():
            if choisi is None:
                self._opposer(lue, base, actuelle, cle, changees)
        return False

    def _opposer(
        self,
        lue: LigneLue,
        base: Mapping[str, str],
        actuelle: LigneDeFeuille,
        cle: str,
        changees: Mapping[str, str],
        autre: tuple[str, Mapping[str, str]] | None = None,
    ) -> None:
        colonne = self.table.colonne(cle)
        rival, chez_lui = (autre[0], self._mots(cle, autre[1].get(cle, base.get(cle, "")))) if autre else ("", "")
        avant, apres, ici = (self._mots(cle, v.get(cle, "")) for v in (base, changees, actuelle.valeurs))
        self.tout.resultat.conflits.append(
            Conflit(
                (self.table.nom, lue.cle, cle),
                self.classeur.nom,
                self.classeur.feuilles[self.table.nom],
                lue.cellules[cle].adresse,
                actuelle.fichier,
                (*actuelle.racine, *colonne.ou),
                actuelle.nom,
                colonne.titre,
                avant,
                apres,
                ici,
                rival,
                chez_lui,
            )
        )

    def _mots(self, cle: str, valeur: str) -> str:
        return en_mots(self.table.colonne(cle), valeur, self.tout.listes)

    def _appliquer(self, lue: LigneLue, actuelle: LigneDeFeuille, prises: dict[str, str]) -> None:
        edition = Edition(actuelle, prises, self.tout.au, self.tout.dossier, self._mots)
        colonnes = {c.cle: c for c in self.feuille.colonnes}
        try:
            self.tout.resultat.effets += list(self.feuille.retoucher(edition, colonnes))
        except LigneRefusee as faute:
            self._rejeter(f"ligne {lue.rang}", f"{actuelle.nom} : {faute}", actuelle.fichier)

    # --- Une ligne neuve

    def _neuve(self, lue: LigneLue, exportees: frozenset[str]) -> None:
        valeurs: dict[str, str] = {}
        for colonne in self.feuille.colonnes:
            cellule = lue.cellules.get(colonne.cle)
            if colonne.ouverture == "jamais" or cellule is None:
                continue
            try:
                valeurs[colonne.cle] = lire_encore(colonne, cellule, self.classeur.identite.listes, self.tout.listes)
            except ValeurRefusee as faute:
                self._rejeter(cellule.adresse, f"{colonne.titre} : {faute}")
                if self.feuille.indivisible or colonne.obligatoire:
                    return
        if not any(valeurs.values()):
            return
        service = self.classeur.identite.service
        for colonne in self.feuille.colonnes:
            if colonne.heritee and not valeurs.get(colonne.cle) and service in self.tout.dossier.services:
                valeurs[colonne.cle] = service
        if self.feuille.naitre is None:
            self._mentionner(f"ligne {lue.rang} : rien ne s'ajoute dans cette feuille, la ligne est ignorée.")
            return
        naissance = Naissance(
            valeurs, self.tout.au, self.tout.dossier, self._mots, self.table, exportees, self.tout.nes
        )
        try:
            self.tout.resultat.effets += list(self.feuille.naitre(naissance))
        except LigneRefusee as faute:
            self._rejeter(f"ligne {lue.rang}", str(faute))
