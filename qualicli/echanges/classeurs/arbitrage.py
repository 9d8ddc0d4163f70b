"""Ce qu'un classeur change, confronté au dossier d'aujourd'hui et aux autres classeurs : pris, ou en conflit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.montrer import en_mots
from qualicli.echanges.classeurs.alentours import enumerer
from qualicli.echanges.classeurs.comparer import groupes
from qualicli.echanges.classeurs.reconnaitre import Classeur, LigneLue
from qualicli.echanges.feuilles.description import Edition, FeuilleDecrite, LigneDeFeuille, LigneRefusee, Table
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Conflit, Cote, Decision, Fusion, Rejet


@dataclass(slots=True)
class Arbitrage:
    """Un dossier, ce qui a déjà été décidé de son import, et ce que chaque classeur y demande."""

    tables: Mapping[str, Table]
    listes: Listes
    dossier: Dossier
    au: date
    garder: Cote | None = None
    decisions: Mapping[Decision, Cote] = field(default_factory=dict)
    guet: Callable[[str], str] = lambda _: ""  # ce qu'un texte contient de personnel, en mots
    personnes: Callable[[str], str] = lambda _: ""  # l'identifiant de la personne que nomme un texte
    resultat: Fusion = field(default_factory=Fusion)
    nes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _changements: dict[tuple[str, str, str], tuple[Classeur, dict[str, str]]] = field(default_factory=dict)

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
class FeuilleArbitree:
    """Une feuille d'un classeur, en face de la table du dossier."""

    tout: Arbitrage
    classeur: Classeur
    feuille: FeuilleDecrite
    table: Table

    def rejeter(self, ou: str, texte: str, fichier: str = "") -> None:
        """Note ce qui n'est pas compris, ou pas possible."""
        feuille = self.classeur.feuilles[self.table.nom]
        self.tout.resultat.rejets.append(Rejet(self.classeur.nom, feuille, ou, texte, fichier))

    def mentionner(self, texte: str) -> None:
        """Note ce qu'il faut savoir."""
        feuille = self.classeur.feuilles[self.table.nom]
        self.tout.resultat.mentions.append(f"{self.classeur.nom}, {feuille}, {texte}")

    def service(self) -> str:
        """Le service dont c'est le classeur ; vide pour celui de toute la démarche."""
        return self.classeur.identite.service if self.classeur.identite.service in self.tout.dossier.services else ""

    def proteger(self, colonne: Colonne, valeur: str) -> tuple[str, str]:
        """La valeur à écrire, où un nom devient son identifiant, et ce qui empêche de l'écrire quand elle est personnelle."""
        if colonne.genre not in ("texte", "long", "libre", "acteur", "liste"):
            return valeur, ""
        connu = self.tout.personnes(valeur) if colonne.genre == "acteur" else ""
        quoi = "" if connu else self.tout.guet(valeur)
        faute = f"la cellule contient {quoi}, et une donnée personnelle ne s'écrit pas ici ; mettez une fonction"
        return connu or valeur, faute if quoi else ""

    def colonne(self, cle: str) -> Colonne:
        """La colonne de cette clé."""
        return self.table.colonne(cle)

    def arbitrer(
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
        colonne = self.colonne(cle)
        rival, chez_lui = (autre[0], self.mots(cle, autre[1].get(cle, base.get(cle, "")))) if autre else ("", "")
        valeurs = [v.get(cle, "") for v in (base, changees, actuelle.valeurs)]
        avant, apres, ici = distinguer([self.mots(cle, v) for v in valeurs], valeurs)
        if valeurs[0] == valeurs[2]:  # c'est une voisine, dite avec elle, qui a bougé
            bougees = [
                f"{c.titre} : {self.mots(c.cle, actuelle.valeurs.get(c.cle, ''))}"
                for c in self.table.colonnes
                if c.groupe and c.groupe == colonne.groupe and actuelle.valeurs.get(c.cle, "") != base.get(c.cle, "")
            ]
            ici += f" ({' ; '.join(bougees)})" if bougees else ""
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

    def mots(self, cle: str, valeur: str) -> str:
        """Une valeur de cette table dans une phrase."""
        return en_mots(self.colonne(cle), valeur, self.tout.listes)

    def _appliquer(self, lue: LigneLue, actuelle: LigneDeFeuille, prises: dict[str, str]) -> None:
        edition = Edition(actuelle, prises, self.tout.au, self.tout.dossier, self.mots)
        colonnes = {c.cle: c for c in self.table.colonnes}
        try:
            self.tout.resultat.effets += list(self.feuille.retoucher(edition, colonnes))
        except LigneRefusee as faute:
            ecrites = enumerer(lue.cellules[c] for c in prises)
            self.rejeter(f"ligne {lue.rang}", f"{actuelle.nom} : {faute} ; la ligne dit : {ecrites}")


def distinguer(mots: Sequence[str], valeurs: Sequence[str]) -> list[str]:
    """Les mots de chaque valeur ; telles qu'elles s'écrivent quand les mots ne suffisent pas à les distinguer."""
    if len(set(mots)) == len(set(valeurs)):
        return list(mots)
    ecrites = [v.replace("\n", " ↵ ") or "(vide)" for v in valeurs]
    if len(set(ecrites)) == len(set(valeurs)) and all(e.isprintable() for e in ecrites):
        return ecrites
    return [ascii(v) for v in valeurs]
