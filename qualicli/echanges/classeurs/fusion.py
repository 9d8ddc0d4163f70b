"""La fusion à trois voies, cellule par cellule : ce qui est parti, ce qui est revenu, ce qu'est devenu le dossier."""

from collections.abc import Iterable
from dataclasses import dataclass

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.cellules.comprendre import depassements
from qualicli.echanges.classeurs.alentours import contenu, enumerer, raconter
from qualicli.echanges.classeurs.arbitrage import Arbitrage
from qualicli.echanges.classeurs.comparer import LigneComparee, comparer, est_videe, nom_parti
from qualicli.echanges.classeurs.decalages import Decalage, chercher
from qualicli.echanges.classeurs.lignes_neuves import LignesNeuves
from qualicli.echanges.classeurs.rangs import Rangs
from qualicli.echanges.classeurs.reconnaitre import Classeur, LigneLue
from qualicli.echanges.classeurs.surlignages import dire
from qualicli.echanges.feuilles.description import LigneDeFeuille
from qualicli.echanges.feuilles.registre import PAR_NOM
from qualicli.echanges.feuilles.reponses import REPONSE, repondre

_NOMMEES = 5  # les lignes douteuses que l'on nomme, avant de compter les autres


@dataclass(slots=True)
class Fusionneur(Arbitrage):
    """De quoi fusionner des classeurs avec un même dossier. Ne lit et n'écrit rien."""

    def fusionner(self, classeur: Classeur) -> None:
        """Ajoute au résultat ce que ce classeur change."""
        self.resultat.mentions += (f"{classeur.nom} : {m}" for m in (*classeur.mentions, *raconter(classeur)))
        for nom, lignes in classeur.tables.items():
            feuille = PAR_NOM.get(nom)
            if feuille is not None and nom in self.tables:
                _FusionDeFeuille(self, classeur, feuille, self.tables[nom]).fusionner(lignes)


@dataclass(slots=True)
class _FusionDeFeuille(LignesNeuves):
    """La fusion d'une feuille."""

    def fusionner(self, lignes: list[LigneLue]) -> None:
        base = self.classeur.identite.base.get(self.table.nom, {})
        traces = self.classeur.traces.get(self.table.nom, ())
        comparees = self._comparer(lignes)
        if self._est_copiee(comparees, lignes):
            return
        for lue in lignes:
            if lue.cle and lue.cle not in base:
                self.rejeter(f"ligne {lue.rang}", f"le repère « {lue.cle[:60]} » est inconnu de ce classeur")
        decalage = chercher(self.feuille.colonnes, comparees, base, self.classeur.identite.listes)
        dites = self._dire_le_decalage(decalage, comparees)
        actuelles = {ligne.cle: ligne for ligne in self.table.lignes}
        rangs = Rangs(self.feuille, base, self.table.lignes)
        vues: dict[str, LigneComparee] = {}
        for ligne in comparees:
            premiere = vues.setdefault(ligne.lue.cle, ligne)
            if premiere is not ligne:
                self._doubler(premiere, ligne)
            elif ligne.lue.cle not in decalage.douteuses and not (decalage.est_permutation and ligne.changees):
                self._ligne(ligne, rangs)
        disparues = [cle for cle in base if cle not in vues and cle in actuelles and not actuelles[cle].est_offerte]
        if disparues:
            noms = [actuelles[c].nom or c for c in disparues[:5]]
            suite = f" et {len(disparues) - 5} autres" if len(disparues) > 5 else ""
            self.tout.resultat.mentions.append(
                f"{self.classeur.nom}, {self.classeur.feuilles[self.table.nom]} : absent du classeur, laissé tel quel "
                f"dans le dossier : {' ; '.join(noms)}{suite}."
            )
        for lue in lignes:
            if not lue.cle:
                self.naitre(lue, frozenset(base))
        self._dire_les_fermees(ligne for ligne in comparees if ligne not in dites and not ligne.est_effacee)
        partis = {ligne.lue.cle: self._parti(ligne) for ligne in comparees} if traces else {}
        for phrase in dire(self.table.colonnes, lignes, traces, lambda lue: partis.get(lue.cle, "")):
            self.mentionner(phrase)

    def _comparer(self, lignes: Iterable[LigneLue]) -> list[LigneComparee]:
        identite, nom = self.classeur.identite, self.table.nom
        base, calculees = identite.base.get(nom, {}), identite.calculees.get(nom, {})
        propres = {c.cle: c for c in self.table.colonnes}
        # Les colonnes parties : celles du dossier d'alors, qu'un mois de plus ait déplacé la frise ou non.
        parties = [
            propres.get(cle) or Colonne(cle, titre, ouverture="jamais")
            for cle, titre in identite.colonnes.get(nom, {}).items()
        ]
        return [
            comparer(parties, lue, base[lue.cle], calculees.get(lue.cle), identite.listes, self.tout.listes)
            for lue in lignes
            if lue.cle in base
        ]

    def _doubler(self, premiere: LigneComparee, seconde: LigneComparee) -> None:
        if premiere.changees != seconde.changees:
            actuelle = next((li for li in self.table.lignes if li.cle == seconde.lue.cle), None)
            self.rejeter(
                f"lignes {premiere.lue.rang} et {seconde.lue.rang}",
                "la même ligne est là deux fois, avec des valeurs différentes ; "
                "pour un objet nouveau, remplissez une ligne vide",
                actuelle.fichier if actuelle else "",
            )

    # --- Ce qui n'est pas à sa place

    def _est_copiee(self, comparees: list[LigneComparee], lignes: list[LigneLue]) -> bool:
        """Dit ce que changent les copies de la feuille ; vrai quand la feuille et sa copie se contredisent."""
        table, contredite = self.table.nom, False
        ici = self._saisies(comparees, lignes)
        for nom, copiees in self.classeur.copies.get(table, ()):
            la_bas = self._saisies(self._comparer(copiees), copiees)
            feuille = self.classeur.feuilles[table]
            if not la_bas or la_bas == ici:
                self.tout.resultat.mentions.append(
                    f"{self.classeur.nom} : La feuille « {nom} » est une copie de « {feuille} » : elle n'est pas lue."
                )
                continue
            contredite = contredite or bool(ici)
            combien = francais.pluriel(len(la_bas), "ligne y est changée", "lignes y sont changées")
            suite = "rien n'est repris de l'une ni de l'autre" if ici else "rien n'en est repris"
            self.rejeter(
                f"copie « {nom} »",
                f"{combien} ({' ; '.join(la_bas.values())}) ; {suite}. Reportez tout dans « {self.table.titre} »",
            )
        return contredite

    def _saisies(self, comparees: list[LigneComparee], lignes: list[LigneLue]) -> dict[str, str]:
        """Ce qu'une feuille change ou ajoute, en mots, par repère ou par rang."""
        saisies = {
            li.lue.cle: f"ligne {li.lue.rang} : " + ", ".join(contenu(li.lue.cellules[c]) for c in li.saisies())
            for li in comparees
            if li.changees or li.fautes
        }
        for lue in lignes:
            mots = [contenu(c) for c in lue.cellules.values() if c.valeur is not None or c.formule]
            if not lue.cle and mots:
                saisies[" ".join(mots)] = f"ligne {lue.rang} : {', '.join(mots)}"
        return saisies

    def _dire_le_decalage(self, decalage: Decalage, comparees: list[LigneComparee]) -> list[LigneComparee]:
        """Une phrase par ligne douteuse, une seule quand elles sont nombreuses ; rend celles qu'elle a dites."""
        douteuses = [li for li in comparees if li.lue.cle in decalage.douteuses and (li.changees or li.fautes)]
        phrases = [f"{self._parti(li)} porte {self._celle(li, decalage.douteuses[li.lue.cle])}" for li in douteuses]
        if len(douteuses) < 3:
            for ligne, phrase in zip(douteuses, phrases, strict=True):
                self.rejeter(
                    f"ligne {ligne.lue.rang}",
                    f"{phrase} : une ligne a pu être déplacée sans sa colonne masquée ; rien n'en est repris "
                    f"({enumerer(ligne.lue.cellules[c] for c in ligne.saisies())})",
                )
            return douteuses
        suite = f" ; et {len(phrases) - _NOMMEES} autres" if len(phrases) > _NOMMEES else ""
        rangs = ", ".join(str(li.lue.rang) for li in douteuses)
        pourquoi = (
            "la feuille a été triée sans sa colonne masquée : rien de ce qui y change n'est repris"
            if decalage.est_permutation
            else "elles ont été déplacées, ou recouvertes, sans leur colonne masquée : rien n'en est repris"
        )
        self.rejeter(
            f"lignes {rangs}",
            f"{len(phrases)} lignes ne sont plus en face de leur repère ; {pourquoi} "
            f"({' ; '.join(phrases[:_NOMMEES])}{suite}). Repartez du classeur d'origine pour cette feuille",
        )
        return douteuses

    def _parti(self, ligne: LigneComparee) -> str:
        return nom_parti(self.feuille.colonnes, ligne.lue.cle, ligne.base, self.classeur.identite.listes)

    def _celle(self, ligne: LigneComparee, autre: str) -> str:
        if autre:
            base = self.classeur.identite.base[self.table.nom][autre]
            parti = nom_parti(self.feuille.colonnes, autre, base, self.classeur.identite.listes)
            return f"les cellules de {parti}"
        lues = (f"{c.titre} « {contenu(ligne.lue.cellules[c.cle])} »" for c in ligne.deplacees)
        return francais.liste(lues) or "les cellules d'une autre ligne"

    def _dire_les_fermees(self, lignes: Iterable[LigneComparee]) -> None:
        """Ce qui a été écrit dans des cellules calculées ou fixées, colonne par colonne."""
        par_colonne: dict[str, list[LigneComparee]] = {}
        for ligne in lignes:
            for colonne in ligne.fermees:
                par_colonne.setdefault(colonne.titre, []).append(ligne)
            for adresse in ligne.cachees:
                self.mentionner(f"{adresse} : cachée par une fusion de cellules, laissée telle quelle.")
        for titre, touchees in par_colonne.items():
            cellules = [li.lue.cellules[c.cle] for li in touchees for c in li.fermees if c.titre == titre]
            self.mentionner(f"« {titre} » ne se change pas ici, non repris : {enumerer(cellules)}.")

    # --- Une ligne connue

    def _ligne(self, ligne: LigneComparee, rangs: Rangs) -> None:
        lue = ligne.lue
        if not ligne.changees and not ligne.fautes:
            return
        parti = self._parti(ligne)
        actuelle, est_sure = rangs.retrouver(ligne)
        if REPONSE.cle not in ligne.changees and est_videe(self.feuille.colonnes, lue, ligne.base):
            nom = actuelle.nom if actuelle else parti
            self.mentionner(f"ligne {lue.rang} : vidée, laissée telle quelle dans le dossier : {nom}.")
            return
        if not est_sure:
            self.rejeter(
                f"ligne {lue.rang}",
                f"{parti} : le dossier en a plusieurs du même jour, qui ont changé depuis l'export ; on ne sait plus "
                "laquelle est celle de cette ligne. Réexportez le classeur et reportez-y le changement",
            )
            return
        if actuelle is None:
            self.rejeter(
                f"ligne {lue.rang}",
                f"{parti} n'est plus dans le dossier, ou a été "
                "précisé depuis l'export ; réexportez le classeur et reportez-y le changement",
            )
        self._fermer(ligne, actuelle)
        for cle, valeur in list(ligne.changees.items()):
            ligne.changees[cle], faute = self.proteger(self.colonne(cle), valeur)
            if faute:
                del ligne.changees[cle]
                ligne.fautes.append((self.colonne(cle), faute))
        self._borner(ligne, actuelle)
        retenues = self._retenues(ligne)
        for colonne, faute in ligne.fautes:
            self.rejeter(lue.cellules[colonne.cle].adresse, f"{colonne.titre} : {faute}")
        if actuelle is None:
            return
        if retenues:
            titres = ", ".join(self.colonne(c).titre for c in retenues)
            self.mentionner(f"ligne {lue.rang} : le reste de la ligne ({titres}) attend que la cellule soit corrigée.")
        prises = {c: v for c, v in ligne.changees.items() if c not in retenues}
        reponse = prises.pop(REPONSE.cle, "")
        if reponse:
            partie = (self.service(), self.classeur.identite.au, self.tout.au)
            self.tout.resultat.effets += repondre(self.tout.dossier, actuelle, reponse, *partie)
        if prises:
            self._prendre(ligne, actuelle, prises)

    def _prendre(self, ligne: LigneComparee, actuelle: LigneDeFeuille, prises: dict[str, str]) -> None:
        """Ce qu'une ligne connue change ; une ligne offerte fait naître un objet, qui ne s'oppose à aucun autre."""
        if not actuelle.est_offerte:
            self.arbitrer(ligne.lue, ligne.base, actuelle, prises)
            return
        fixes = {c.cle: actuelle.valeurs.get(c.cle, "") for c in self.feuille.colonnes if c.ouverture != "jamais"}
        ecrites = [ligne.lue.cellules[c] for c in prises]
        exportees = frozenset(self.classeur.identite.base[self.table.nom])
        self.faire_naitre(ligne.lue.rang, {**fixes, **prises}, ecrites, exportees)

    def _borner(self, ligne: LigneComparee, actuelle: LigneDeFeuille | None) -> None:
        """Écarte un nombre saisi que l'autre nombre de la ligne, saisi ou du dossier, ne permet pas."""
        valeurs = {**(actuelle.valeurs if actuelle else ligne.base), **ligne.changees}
        for colonne, limite, faute in list(depassements(self.table.colonnes, valeurs)):
            saisies = [c for c in (colonne, limite) if c.cle in ligne.changees]
            for saisie in saisies:
                del ligne.changees[saisie.cle]
            if saisies:
                prefixe = "" if saisies[0] is colonne else f"« {colonne.titre} » serait "
                ligne.fautes.append((saisies[0], prefixe + faute))

    def _retenues(self, ligne: LigneComparee) -> list[str]:
        """Ce qu'une cellule incomprise oblige à retenir : ce qui dit avec elle une seule chose, ou toute la ligne."""
        liees = {c.groupe for c, _ in ligne.fautes if c.groupe}
        entiere = bool(ligne.fautes) and self.feuille.indivisible
        return [c for c in ligne.changees if entiere or self.colonne(c).groupe in liees]

    def _fermer(self, ligne: LigneComparee, actuelle: LigneDeFeuille | None) -> None:
        """Écarte ce qui ne se change pas pour cette ligne-là."""
        fermees = actuelle.fermees if actuelle else frozenset()
        colonnes = [c for c, _ in ligne.fautes] + [self.colonne(c) for c in ligne.changees]
        ligne.fermees += [c for c in colonnes if c.cle in fermees]
        ligne.fautes = [(c, f) for c, f in ligne.fautes if c.cle not in fermees]
        ligne.changees = {c: v for c, v in ligne.changees.items() if c not in fermees}
