"""Ce que chaque source d'obligations voit : le dossier tel qu'on le connaît à une date, et de quoi dire qui doit quoi."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from qualicli.diagnostic.etablir import Diagnostic, etablir
from qualicli.diagnostic.obligations.obligation import EtatObligation, Nature, Obligation
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Objet
from qualicli.modeles.dossier import Dossier, Inventaire
from qualicli.modeles.organisation import Instance
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance
from qualicli.regles.contexte import Contexte


@dataclass(frozen=True)
class Regard:
    """Un dossier, regardé à une date ; `jugement` est son diagnostic, quand on l'a déjà."""

    dossier: Dossier
    au: date
    inventaire: Inventaire = field(default_factory=Inventaire)
    jugement: Diagnostic | None = None
    _cites: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def diagnostic(self) -> Diagnostic:
        """Le diagnostic du dossier à cette date, établi s'il sert."""
        return self.jugement or etablir(self.dossier, self.au, self.inventaire)

    @cached_property
    def contexte(self) -> Contexte:
        """Ce que voient les règles : une obligation et la règle qui en dit le retard se calculent d'un même pas."""
        contexte = Contexte(self.dossier, self.au, self.inventaire)
        vars(contexte)["connu"] = self.dossier  # il l'est déjà : le redemander relirait tout le dossier
        return contexte

    @property
    def jalons(self) -> Mapping[str, DateImprecise]:
        """La date de chaque jalon, telle qu'on la connaît."""
        return self.dossier.dates_jalons(self.au)

    def date_de(self, echeance: Echeance | None) -> DateImprecise | None:
        """La date d'une échéance, jalon compris."""
        return echeance.resoudre(self.jalons) if echeance else None

    @property
    def referent(self) -> tuple[Acteur, ...]:
        """Qui suit la démarche : à défaut d'un autre, c'est à lui de faire."""
        return self.dossier.demarche.suivi_par

    def obligation(
        self,
        nature: Nature,
        objet: str,
        texte: str,
        source: Objet,
        *,
        finie: bool = False,
        commencee: bool = False,
        **autres: Any,
    ) -> Obligation:
        """Une obligation, et l'état que lui donnent sa fin et son échéance."""
        echeance: DateImprecise | None = autres.get("echeance")
        etat: EtatObligation = autres.pop("etat", None) or self._etat(echeance, finie, commencee, autres.get("depuis"))
        fichier = autres.pop("fichier", source.fichier)
        return Obligation(nature=nature, objet=objet, texte=texte, fichier=fichier, etat=etat, **autres)

    def _etat(
        self, echeance: DateImprecise | None, finie: bool, commencee: bool, depuis: DateImprecise | None
    ) -> EtatObligation:
        """Une échéance ouvre quand son intervalle commence ; sans elle, ce qui a un début est déjà en cours."""
        if finie:
            return "finie"
        if echeance is not None and echeance.est_depassee(self.au):
            return "en_retard"
        ouvre = echeance or depuis
        return "en_cours" if commencee or (ouvre is not None and ouvre.debut <= self.au) else "a_venir"

    def modules_de(self, references: Iterable[str]) -> tuple[str, ...]:
        """Les modules que touchent des références."""
        return tuple(dict.fromkeys(module for texte in references for module in self._modules(texte)))

    def _modules(self, texte: str) -> tuple[str, ...]:
        """Les modules d'une référence, cherchés une fois : mille documents citent les mêmes."""
        if texte not in self._cites:
            nom, code = self.dossier.reference(texte)
            referentiel = self.dossier.referentiels.get(nom)
            feuilles = referentiel.feuilles_de(code) if referentiel else ()
            siens = [m.code for m in referentiel.modules if m.code == code] if referentiel else []
            self._cites[texte] = tuple(dict.fromkeys([f.module.code for f in feuilles] or siens))
        return self._cites[texte]

    def services_de(self, service: str | None, *acteurs: Acteur | None) -> tuple[str, ...]:
        """Le service que l'objet dit ; à défaut, ceux de qui en répond."""
        return (service,) if service else appartenances_de(self._appartenances, acteurs)

    @cached_property
    def _appartenances(self) -> Mapping[str, list[str]]:
        return appartenances(self.dossier)


def appartenances(dossier: Dossier) -> Mapping[str, list[str]]:
    """Par acteur (service, correspondant, appui, personne), les services auxquels il appartient."""
    siens: dict[str, list[str]] = {}
    for nom, service in dossier.services.items():
        for acteur in (*service.correspondants, *(a.qui for a in service.appuis)):
            siens.setdefault(acteur.id or "", []).append(nom)
        siens.setdefault(nom, []).append(nom)
    for nom, personne in (dossier.annuaire.personnes if dossier.annuaire else {}).items():
        if personne.service and personne.service not in siens.get(nom, ()):
            siens.setdefault(nom, []).append(personne.service)
    return siens


def appartenances_de(siens: Mapping[str, list[str]], acteurs: Iterable[Acteur | None]) -> tuple[str, ...]:
    """Les services de plusieurs acteurs, chacun une fois."""
    return tuple(dict.fromkeys(s for a in acteurs if a is not None and a.id for s in siens.get(a.id, ())))


def acteurs(*possibles: Acteur | None) -> tuple[Acteur, ...]:
    """Ceux que l'on connaît."""
    return tuple(a for a in possibles if a is not None)


def jour(quand: date) -> DateImprecise:
    """Une date calculée : un jour exact."""
    return DateImprecise(quand, quand, quand.isoformat())


def decaler(quand: DateImprecise, duree: Duree, fois: int = 1) -> DateImprecise:
    """Une date, une durée plus tard (ou plus tôt) ; aussi imprécise qu'elle : un mois avant septembre, c'est août."""
    debut, fin = duree.apres(quand.debut, fois), duree.apres(quand.fin, fois)
    if quand.est_exacte:
        return jour(fin)
    decalee = DateImprecise.entre(debut, fin, au_mois=quand.debut.day == 1 and not duree.jours)
    premier, _, dernier = decalee.texte.partition("/")
    return DateImprecise.lire(premier) if premier == dernier else decalee


def president(instance: Instance | None) -> tuple[Acteur, ...]:
    """Qui préside une instance."""
    return acteurs(instance.president) if instance else ()
