"""Les lignes qu'un classeur ajoute à une table : chacune naît dans le dossier, ou dit pourquoi elle ne le peut pas."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee
from qualicli.echanges.cellules.comprendre import depassements, douter
from qualicli.echanges.classeurs.alentours import enumerer
from qualicli.echanges.classeurs.arbitrage import FeuilleArbitree
from qualicli.echanges.classeurs.comparer import lire_encore
from qualicli.echanges.classeurs.reconnaitre import LigneLue
from qualicli.echanges.feuilles.description import LigneRefusee, Naissance
from qualicli.echanges.feuilles.reponses import REPONSE, echange
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter


@dataclass(slots=True)
class LignesNeuves(FeuilleArbitree):
    """Ce qui s'ajoute à une feuille."""

    def naitre(self, lue: LigneLue, exportees: frozenset[str]) -> None:
        """Ajoute une ligne sans repère."""
        ecrites = [c for c in lue.cellules.values() if c.valeur not in (None, "") or c.formule]
        valeurs = self._lire(lue)
        if valeurs is None:
            self.mentionner(f"ligne {lue.rang} : elle attend d'être corrigée, et dit : {enumerer(ecrites)}.")
            return
        if not any(valeurs.values()) or self.feuille.naitre is None:
            if ecrites:
                self.mentionner(f"ligne {lue.rang} : rien ne s'y ajoute, non repris : {enumerer(ecrites)}.")
            return
        grises = [c for cle, c in lue.cellules.items() if c in ecrites and cle not in valeurs]
        if grises:
            self.mentionner(f"ligne {lue.rang} : ces cellules se calculent, non repris : {enumerer(grises)}.")
        reponse, service = valeurs.pop(REPONSE.cle, ""), self.service()
        for colonne in self.feuille.colonnes:
            if colonne.heritee and service and not valeurs.get(colonne.cle):
                valeurs[colonne.cle] = service
        if self.classeur.identite.audit:
            valeurs["audit"] = self.classeur.identite.audit
        self.faire_naitre(lue.rang, valeurs, ecrites, exportees, reponse)

    def faire_naitre(
        self,
        rang: int,
        valeurs: dict[str, str],
        ecrites: Iterable[Cellule],
        exportees: frozenset[str],
        reponse: str = "",
    ) -> None:
        """Ajoute l'objet que disent ces valeurs, ou dit pourquoi il ne le peut pas."""
        naissance = Naissance(valeurs, self.tout.au, self.tout.dossier, self.mots, self.table, exportees, self.tout.nes)
        try:
            effets = list(self.feuille.naitre(naissance)) if self.feuille.naitre else []
            self.tout.resultat.effets += [*effets, *self._repondre(effets, reponse)]
        except LigneRefusee as faute:
            self.rejeter(f"ligne {rang}", f"{faute} ; la ligne dit : {enumerer(ecrites)}")

    def _lire(self, lue: LigneLue) -> dict[str, str] | None:
        """Les valeurs d'une ligne ; rien quand une cellule dont elle ne peut se passer, nommée, ne se comprend pas."""
        valeurs: dict[str, str] = {}
        est_lisible = True
        for colonne in (*self.feuille.colonnes, REPONSE):
            cellule = lue.cellules.get(colonne.cle)
            if colonne.ouverture == "jamais" or cellule is None:
                continue
            try:
                ecrite = lire_encore(colonne, cellule, self.classeur.identite.listes, self.tout.listes)
                douter(colonne, cellule, "", ecrite, self.tout.listes)
                valeurs[colonne.cle], faute = self.proteger(colonne, ecrite)
            except ValeurRefusee as refus:
                faute = str(refus)
            if faute:
                self.rejeter(cellule.adresse, f"{colonne.titre} : {faute}")
                valeurs[colonne.cle] = ""
                vitale = self.feuille.indivisible or colonne.obligatoire or colonne.genre == "echeance"
                est_lisible = est_lisible and not vitale
        for colonne, limite, faute in list(depassements(self.feuille.colonnes, valeurs)):
            self.rejeter(lue.cellules[colonne.cle].adresse, f"{colonne.titre} : {faute}")
            valeurs[colonne.cle] = valeurs[limite.cle] = ""
            est_lisible = est_lisible and not self.feuille.indivisible
        return valeurs if est_lisible else None

    def _repondre(self, effets: list[Effet], reponse: str) -> Iterator[Effet]:
        """La réponse écrite sur une ligne neuve suit l'objet qu'elle fait naître."""
        if effets and reponse:
            element = echange(reponse, self.service(), self.tout.au)
            mots = f"{effets[0].fichier} : réponse du service, « {reponse} »"
            yield Effet(effets[0].fichier, Ajouter(("echanges",), element), mots)
