"""Verser les lignes d'un service dans le dossier : compléter ce qui est vide, créer ce qui manque, opposer ce qui diffère."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

from qualicli import francais
from qualicli.echanges.cellules.cellule import comparable
from qualicli.echanges.cellules.colonne import SEPARATEUR, Listes
from qualicli.echanges.cellules.montrer import en_mots
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    LigneRefusee,
    Naissance,
    Table,
)
from qualicli.echanges.feuilles.documents import ACCES
from qualicli.echanges.feuilles.naissances import identifiant_libre
from qualicli.echanges.tableurs.champs import feuille_de
from qualicli.echanges.tableurs.lire_lignes import LigneDeService, Rejeter
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import PAR_NOM, est_identifiable
from qualicli.modeles.importation import Conflit, Effet, Fusion
from qualicli.modeles.profil import Profil

_LONG = 60  # au-delà, l'identifiant tiré d'un intitulé en perd la fin


@dataclass
class Versement:
    """Un tableau, le dossier où il va, et ce que cela donne."""

    nom: str
    feuille: str
    profil: Profil
    tables: Mapping[str, Table]
    listes: Listes
    dossier: Dossier
    au: date
    garder: str | None
    resultat: Fusion
    rejeter: Rejeter
    nes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    origines: dict[str, str] = field(default_factory=dict)  # par fichier, la ligne du tableur dont il vient
    feuille_choisie: FeuilleDecrite | None = None  # quand plusieurs feuilles écrivent cette famille

    @property
    def decrite(self) -> FeuilleDecrite:
        """La feuille des classeurs qui sait écrire cette famille."""
        return self.feuille_choisie or feuille_de(self.profil.famille)

    @property
    def _lieu(self) -> str:
        return ", ".join(filter(None, (self.nom, self.feuille)))

    @property
    def table(self) -> Table:
        """Ce que le dossier a déjà dans cette famille."""
        return self.tables[self.decrite.nom]

    def mots(self, cle: str, valeur: str) -> str:
        """Une valeur dans une phrase."""
        return en_mots(self.table.colonne(cle), valeur, self.listes)

    def verser(self, lignes: list[LigneDeService]) -> None:
        """Ajoute au résultat ce que ces lignes changent ou créent."""
        for ligne, connue, identifiant in self._reconnaitre(lignes):
            valeurs = self._valeurs(ligne)
            try:
                if connue is None:
                    self._exiger_un_seul(ligne)
                    self._naitre(ligne, valeurs, identifiant)
                else:
                    self._completer(ligne, connue, valeurs)
            except LigneRefusee as refus:
                self.rejeter(f"ligne {ligne.rang}", str(refus), connue.fichier if connue else "")

    def ajouter(self, ligne: LigneDeService, effets: Iterable[Effet]) -> None:
        """Ajoute ce que fait une ligne, tout ou rien."""
        for effet in list(effets):
            self.resultat.effets.append(effet)
            self.origines.setdefault(effet.fichier, f"ligne {ligne.rang}")

    def _valeurs(self, ligne: LigneDeService) -> dict[str, str]:
        """Les valeurs d'une ligne, sous les noms de la feuille des classeurs."""
        noms = self.profil.tableur.noms
        valeurs = {noms.get(champ, champ): valeur for champ, valeur in ligne.valeurs.items()}
        if "acces" in valeurs:
            acces = valeurs.pop("acces").split(SEPARATEUR)
            valeurs |= {f"acces_{a}": "oui" for a in ACCES if a in acces}
        if valeurs.get("echeance") == valeurs.get("initiale", ""):
            valeurs.pop("echeance", None)  # répétée d'une colonne à l'autre, la date d'origine n'est pas une révision
        return {c: v for c, v in valeurs.items() if v}

    # --- Quelle ligne du dossier est-ce ?

    def _reconnaitre(self, lignes: list[LigneDeService]) -> Iterator[tuple[LigneDeService, LigneDeFeuille | None, str]]:
        """Pour chaque ligne, celle du dossier qu'elle est déjà, et l'identifiant qu'elle aurait ; sans les doublons."""
        par_cle = {ligne.cle: ligne for ligne in self.table.lignes}
        vues: dict[str, LigneDeService] = {}
        uniques = []
        for ligne in lignes:
            identite = self._identite(ligne)
            autre = vues.setdefault(identite, ligne)
            if autre is ligne:
                uniques.append(ligne)
            elif autre.valeurs == ligne.valeurs:
                self.resultat.mentions.append(
                    f"{self._lieu} : ligne {ligne.rang}, la même que la ligne {autre.rang} ; comptée une fois."
                )
            else:
                self.rejeter(
                    f"lignes {autre.rang} et {ligne.rang}",
                    "la même identité avec des valeurs différentes ; "
                    "distinguez-les, ou désignez la colonne « identifiant » du profil",
                    "",
                )
                if autre in uniques:
                    uniques.remove(autre)
        reconnues = {self._identite(li): c for li in uniques if (c := self._par_identifiant(li, par_cle)) is not None}
        prises = {c.cle for c in reconnues.values()}
        for ligne in uniques:
            identite = self._identite(ligne)
            connue = reconnues.get(identite) or self._par_intitule(ligne, prises)
            yield ligne, connue, self._identifiant(ligne)

    def _identite(self, ligne: LigneDeService) -> str:
        if self._cles:
            return "/".join(nu(ligne.valeurs.get(cle, "")) for cle in self._cles)
        return nu(ligne.identite or ligne.valeurs["intitule"])

    @property
    def _cles(self) -> tuple[str, ...]:
        return () if est_identifiable(self.profil.famille) else PAR_NOM[self.profil.famille].unique

    def _identifiant(self, ligne: LigneDeService) -> str:
        """L'identifiant que donne la colonne désignée ; vide quand il se tire de l'intitulé."""
        if not ligne.identite:
            return ""
        return identifiant_libre(f"{self.profil.prefixe or ''} {ligne.identite}")

    def _par_identifiant(self, ligne: LigneDeService, par_cle: Mapping[str, LigneDeFeuille]) -> LigneDeFeuille | None:
        if self._cles:
            return self._par_cles.get(tuple(ligne.valeurs.get(cle, "") for cle in self._cles))
        if ligne.identite:
            return par_cle.get(f"{self.profil.famille}/{self._identifiant(ligne)}")
        meme = self._meme_intitule(ligne)
        if meme is not None:
            return meme
        base = identifiant_libre(ligne.valeurs["intitule"])
        return par_cle.get(f"{self.profil.famille}/{base}") if len(base) < _LONG else None

    def _par_intitule(self, ligne: LigneDeService, prises: set[str]) -> LigneDeFeuille | None:
        """Un objet écrit avant le premier import : même intitulé, et pas né de ce tableur."""
        meme = self._meme_intitule(ligne) if ligne.identite else None
        if meme is None or meme.cle in prises:
            return None
        prefixe = self.profil.prefixe
        return None if prefixe and meme.objet.id.startswith(f"{prefixe}-") else meme

    def _meme_intitule(self, ligne: LigneDeService) -> LigneDeFeuille | None:
        memes = self._par_titre.get(nu(ligne.valeurs["intitule"]), []) if not self._cles else []
        return memes[0] if len(memes) == 1 else None

    def _exiger_un_seul(self, ligne: LigneDeService) -> None:
        """Sans numéro, deux objets du même intitulé ne se distinguent pas : en créer un troisième serait pire."""
        memes = [] if self._cles or ligne.identite else self._par_titre.get(nu(ligne.valeurs["intitule"]), [])
        if memes:
            raise LigneRefusee(
                f"le dossier a {len(memes)} fois « {ligne.valeurs['intitule']} » "
                f"({francais.liste(li.fichier for li in memes)}) ; distinguez leurs intitulés"
            )

    @cached_property
    def _par_titre(self) -> Mapping[str, list[LigneDeFeuille]]:
        titres: dict[str, list[LigneDeFeuille]] = {}
        for ligne in self.table.lignes:
            titres.setdefault(nu(ligne.valeurs.get("intitule", "")), []).append(ligne)
        return titres

    @cached_property
    def _par_cles(self) -> Mapping[tuple[str, ...], LigneDeFeuille]:
        """Les lignes du dossier, par ce qui les distingue ; la première de celles qui se confondent."""
        noms = self.profil.tableur.noms
        rangees: dict[tuple[str, ...], LigneDeFeuille] = {}
        for ligne in self.table.lignes:
            rangees.setdefault(tuple(ligne.valeurs.get(noms.get(c, c), "") for c in self._cles), ligne)
        return rangees

    # --- Une ligne neuve

    def _naitre(self, ligne: LigneDeService, valeurs: dict[str, str], identifiant: str) -> None:
        """Un objet de plus ; un identifiant désigné l'emporte sur celui que l'intitulé donnerait."""
        connues = frozenset(ligne.cle for ligne in self.table.lignes)
        if self.profil.famille == "audits":
            connues = frozenset()  # un constat dont le dossier a corrigé les mots reste celui du rapport
        nes = {} if identifiant else self.nes  # deux lignes pareilles, de numéros différents, sont deux objets
        naissance = Naissance(valeurs, self.au, self.dossier, self.mots, self.table, connues, nes)
        effets = list(self.decrite.naitre(naissance)) if self.decrite.naitre else []
        if identifiant:
            fichier = f"{self.profil.famille}/{identifiant}{PurePosixPath(effets[0].fichier).suffix}" if effets else ""
            effets = [Effet(fichier, e.retouche, e.mots.replace(e.fichier, fichier)) for e in effets]
        self.ajouter(ligne, effets)

    # --- Une ligne connue

    def _completer(self, ligne: LigneDeService, connue: LigneDeFeuille, valeurs: dict[str, str]) -> None:
        """Prend ce que le dossier n'a pas, oppose ce qu'il a autrement ; n'efface rien."""
        prises: dict[str, str] = {}
        for cle, valeur in valeurs.items():
            actuelle = self._actuelle(connue, cle)
            voulue = self._reunir(cle, actuelle, valeur)
            if voulue is None or (cle == "intitule" and nu(actuelle) == nu(valeur)):
                continue
            if valeur in connue.passees.get(cle, ()):
                continue  # le dossier l'a dit, puis révisé : ce tableur n'en sait pas plus
            if not actuelle and comparable(connue.valeurs.get(cle, "")) == comparable(valeur):
                continue  # ce que le fichier vaut déjà sans l'écrire
            colonne = self.table.colonne(cle)
            fixe = colonne.ouverture == "nouvelle" and bool(actuelle)
            if fixe or cle in connue.fermees:
                self.resultat.mentions.append(
                    f"{self._lieu}, {self._ou(ligne, cle)} : « {colonne.titre} » de "
                    f"{connue.nom} ne se change pas d'ici."
                )
            elif not actuelle or colonne.genre == "liste" or self.garder == "tableur":
                prises[cle] = voulue
            elif self.garder is None and cle != "motif_report":  # il suit la date qu'il explique
                self._opposer(ligne, connue, cle, valeur)
        if not prises.keys() & {"echeance", "reportee"}:
            prises.pop("motif_report", None)  # le motif d'un report que le dossier ne connaît pas
        if prises:
            edition = Edition(connue, prises, self.au, self.dossier, self.mots)
            colonnes = {c.cle: c for c in self.decrite.colonnes}
            self.ajouter(ligne, self.decrite.retoucher(edition, colonnes))

    def _actuelle(self, connue: LigneDeFeuille, cle: str) -> str:
        """Ce que le fichier dit ; une valeur par défaut qu'il n'écrit pas ne compte pas."""
        valeur = connue.valeurs.get(cle, "")
        simple = connue.objet is not None and cle in type(connue.objet).model_fields
        return valeur if not simple or cle in connue.objet.model_fields_set else ""

    def _reunir(self, cle: str, actuelle: str, valeur: str) -> str | None:
        """La valeur à écrire ; `None` quand le dossier la dit déjà. Une liste ne fait que s'allonger."""
        if self.table.colonne(cle).genre != "liste":
            return None if comparable(actuelle) == comparable(valeur) else valeur
        presents = [p for p in actuelle.split(SEPARATEUR) if p]
        connus = {self._reference(cle, p) for p in presents}
        neufs = [v for v in valeur.split(SEPARATEUR) if self._reference(cle, v) not in connus]
        return SEPARATEUR.join([*presents, *neufs]) if neufs else None

    def _reference(self, cle: str, element: str) -> tuple[str, str]:
        return self.dossier.reference(element) if cle == "couvre" else ("", element)

    def _ou(self, ligne: LigneDeService, cle: str) -> str:
        champ = "acces" if cle.startswith("acces_") else "intitule" if cle == "formation" else cle
        return ligne.cellules.get(champ, f"ligne {ligne.rang}")

    def _opposer(self, ligne: LigneDeService, connue: LigneDeFeuille, cle: str, valeur: str) -> None:
        colonne = self.table.colonne(cle)
        self.resultat.conflits.append(
            Conflit(
                (self.table.nom, connue.cle, cle),
                self.nom,
                self.feuille,
                self._ou(ligne, cle),
                connue.fichier,
                (*connue.racine, *colonne.ou),
                connue.nom,
                colonne.titre,
                "",
                self.mots(cle, valeur),
                self.mots(cle, connue.valeurs.get(cle, "")),
            )
        )
