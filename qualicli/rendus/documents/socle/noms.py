"""Nommer qui : la personne, son titre et sa fonction ; la fonction seule quand le document est anonyme."""

from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.organisation import Personne
from qualicli.rendus import libelles

A_PRECISER = "Fonction à préciser"  # ce que dit un document anonyme de qui n'a pas de fonction connue


@dataclass(frozen=True, slots=True)
class Noms:
    """Les noms d'un dossier à une date : un rôle y désigne celui qui le tient ce jour-là."""

    dossier: Dossier
    au: date
    anonyme: bool

    def personne(self, acteur: Acteur | None) -> Personne | None:
        """La personne que cet acteur désigne à la date, d'après l'annuaire."""
        annuaire = self.dossier.annuaire
        if annuaire is None or acteur is None or acteur.id is None:
            return None
        role = annuaire.roles.get(acteur.id)
        if role is None:
            return annuaire.personnes.get(acteur.id)
        titulaire = role.titulaire(self.au)
        return annuaire.personnes.get(titulaire.personne) if titulaire else None

    def fonction(self, acteur: Acteur | None) -> str:
        """La fonction, le rôle ou le service ; à défaut, ce que le dossier permet de dire sans trahir l'anonymat."""
        if acteur is None:
            return ""
        if acteur.id is not None and not libelles.a_fonction(self.dossier, acteur.id):
            return A_PRECISER if self.anonyme else self.nom(acteur) or libelles.epeler(acteur.id)
        return libelles.nommer(self.dossier, acteur.model_copy(update={"organisme": None}))

    def organisme(self, acteur: Acteur | None) -> str:
        """L'organisme de l'acteur : le sien, ou celui de la personne."""
        personne = self.personne(acteur)
        return (acteur.organisme if acteur else None) or (personne.organisme if personne else None) or ""

    def nom(self, acteur: Acteur | None) -> str:
        """« Mme Hortense Sorbier », ou rien quand la personne n'est pas connue ou que le document est anonyme."""
        personne = None if self.anonyme else self.personne(acteur)
        return " ".join(filter(None, (personne.civilite, personne.prenom, personne.nom))) if personne else ""

    def complet(self, acteur: Acteur | None) -> str:
        """« Mme Hortense Sorbier, cheffe du pôle », ou « Cheffe du pôle » ; l'organisme suit quand il est donné."""
        nom, fonction = self.nom(acteur), self.fonction(acteur)
        fonction = "" if fonction == nom else fonction
        organisme = (acteur.organisme if acteur else None) or ""
        return ", ".join(filter(None, (nom, francais.minuscule(fonction) if nom else fonction, organisme)))

    def le(self, acteur: Acteur | None) -> str:
        """La fonction et son article : « la référente qualité », « le secrétaire général », « les chefs de bureau »."""
        fonction = self.fonction(acteur)
        return francais.le(fonction, self.est_feminin(acteur)) if fonction else ""

    def designer(self, acteur: Acteur | None) -> str:
        """Dans une phrase : « la cheffe du pôle », « M. le secrétaire général » pour qui tient un rôle.

        La civilité se tait quand l'intitulé du rôle n'est pas du même genre : « le référent qualité », pour une femme aussi.
        """
        civilite = self._civilite(acteur)
        accordee = civilite is not None and (civilite == "Mme") == self.est_feminin(acteur)
        return f"{civilite} {self.le(acteur)}" if accordee and self._est_role(acteur) else self.le(acteur)

    def est_feminin(self, acteur: Acteur | None) -> bool:
        """D'après la fonction telle qu'elle est écrite ; d'après la civilité quand elle a les deux genres."""
        civilite, fonction = self._civilite(acteur), self.fonction(acteur)
        if civilite is None or francais.est_masculin(fonction):
            return francais.est_feminin(fonction)
        return civilite == "Mme"

    def cle(self, acteur: Acteur) -> object:
        """Ce qui identifie quelqu'un : la même personne, citée par son nom ou par son rôle, n'est comptée qu'une fois."""
        return self.personne(acteur) or str(acteur)

    def de(self, acteur: Acteur | None) -> str:
        """Après « de » : « de M. le secrétaire général », « du préfet », « de la référente qualité »."""
        designe = self.designer(acteur)
        return f"de {designe}" if designe.startswith(("M. ", "Mme ")) else francais.du(self.fonction(acteur))

    def _civilite(self, acteur: Acteur | None) -> str | None:
        personne = self.personne(acteur)
        return personne.civilite if personne else None

    def _est_role(self, acteur: Acteur | None) -> bool:
        annuaire = self.dossier.annuaire
        return bool(annuaire and acteur and acteur.id in annuaire.roles)
