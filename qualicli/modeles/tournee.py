"""Les commandes : ce que le référent demande aux services, par tournée, et ce qui en revient."""

import datetime
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from qualicli.modeles.base import IdAction, IdDocument, IdIndicateur, IdService, Liste, Modele, Objet, Reference, Texte
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.rythmes import lire_rythme

EtatCommande: TypeAlias = Literal["preparee", "partie", "rendue_en_partie", "rendue", "en_retard", "close"]
GenreDemande: TypeAlias = Literal["exigences", "pieces", "actions", "mesures", "demandes"]
GENRES: tuple[GenreDemande, ...] = ("exigences", "pieces", "actions", "mesures", "demandes")


class ChoseDemandee(NamedTuple):
    """Une chose demandée à un service : son genre, et ce qui la désigne."""

    genre: GenreDemande
    valeur: str


class ChosesDemandees(Modele):
    """Ce que l'on demande, ou ce qui est revenu."""

    exigences: Liste[Reference] = ()
    """Les exigences à évaluer, ou à prouver."""
    pieces: Liste[IdDocument] = ()
    """Les documents à fournir ou à mettre à jour."""
    actions: Liste[IdAction] = ()
    """Les actions dont on attend des nouvelles."""
    mesures: Liste[IdIndicateur] = ()
    """Les indicateurs à mesurer."""
    demandes: Liste[Texte] = ()
    """Ce que l'on demande d'autre, en toutes lettres."""

    @property
    def choses(self) -> tuple[ChoseDemandee, ...]:
        """Chaque chose, une fois, dans l'ordre."""
        toutes = (ChoseDemandee(genre, valeur) for genre in GENRES for valeur in getattr(self, genre))
        return tuple(dict.fromkeys(toutes))


class RetourDePart(ChosesDemandees):
    """Ce qu'un service a rendu un jour : ce qui était demandé et qui est là."""

    le: DateImprecise
    """Quand la réponse est revenue."""


class PartDeTournee(ChosesDemandees):
    """La part d'un service : ce qu'on lui demande, ce qu'il a rendu, quand on le lui a rappelé."""

    service: IdService
    """Le service à qui l'on demande."""
    retours: Liste[RetourDePart] = ()
    """Ce qui est revenu ; l'import des classeurs l'ajoute."""
    relances: Liste[DateImprecise] = ()
    """Quand on l'a relancé."""

    def rendu(self, au: datetime.date) -> bool:
        """Vrai quand quelque chose était revenu à cette date."""
        return any(r.le.est_acquise(au) for r in self.retours)

    def reste(self, au: datetime.date) -> tuple[ChoseDemandee, ...]:
        """Ce qui manquait encore à cette date, dans l'ordre de la demande."""
        revenues = {c for r in self.retours if r.le.est_acquise(au) for c in r.choses}
        return tuple(c for c in self.choses if c not in revenues)

    def est_rendue(self, au: datetime.date) -> bool:
        """Vrai quand tout est revenu ; un service à qui l'on demande son classeur entier l'a rendu dès qu'il répond."""
        return self.rendu(au) and not self.reste(au)

    def relances_faites(self, au: datetime.date) -> int:
        """Combien de fois on l'avait relancé à cette date."""
        return sum(r.est_acquise(au) for r in self.relances)


class Tournee(Objet):
    """Une commande passée aux services : un fichier par tournée. Son état se calcule, il ne s'écrit pas."""

    intitule: Texte
    """Le nom de la commande ; le même d'une fois à l'autre quand elle revient à intervalle fixe."""
    preparee_le: DateImprecise
    """Quand elle a été préparée."""
    retour: DateImprecise
    """Pour quand les services doivent répondre."""
    partie_le: DateImprecise | None = None
    """Quand le référent l'a envoyée : l'outil n'envoie rien."""
    message: Texte | None = None
    """Ce que l'on dit aux services, en tête de la lettre."""
    rythme: Texte | None = None
    """Tous les combien elle se répète : « chaque semestre », « 6 mois »."""
    services: Liste[PartDeTournee] = ()
    """La part de chaque service."""
    close_le: DateImprecise | None = None
    """Quand on a cessé d'attendre."""
    commentaire: Texte | None = None
    """Un texte libre."""

    def est_partie(self, au: datetime.date) -> bool:
        """Vrai quand la commande était envoyée à cette date."""
        return self.partie_le is not None and self.partie_le.est_acquise(au)

    def est_close(self, au: datetime.date) -> bool:
        """Vrai quand on n'attendait plus rien à cette date."""
        return self.close_le is not None and self.close_le.est_acquise(au)

    def part(self, service: str) -> PartDeTournee | None:
        """La part d'un service."""
        return next((p for p in self.services if p.service == service), None)

    def etat_de(self, part: PartDeTournee, au: datetime.date) -> EtatCommande:
        """Où en est la part d'un service : ce qui est en retard l'est même quand une partie est revenue."""
        if self.est_close(au):
            return "close"
        if part.est_rendue(au):
            return "rendue"
        if not self.est_partie(au):
            return "rendue_en_partie" if part.rendu(au) else "preparee"
        if self.retour.est_depassee(au):
            return "en_retard"
        return "rendue_en_partie" if part.rendu(au) else "partie"

    def etat(self, au: datetime.date) -> EtatCommande:
        """Où en est toute la commande : le retard d'un service est le sien."""
        if self.est_close(au):
            return "close"
        return _reunir(
            {self.etat_de(p, au) for p in self.services} or {"partie" if self.est_partie(au) else "preparee"}
        )

    def intervalle(self) -> Duree | None:
        """L'intervalle que dit le rythme ; aucun quand il n'en fixe pas."""
        return lire_rythme(self.rythme)

    def en_retard(self, au: datetime.date) -> tuple[PartDeTournee, ...]:
        """Les services en retard à cette date."""
        return tuple(p for p in self.services if self.etat_de(p, au) == "en_retard")

    def jours_de_retard(self, au: datetime.date) -> int:
        """Combien de jours depuis la date de retour ; zéro tant qu'elle n'est pas passée."""
        return max(0, (au - self.retour.fin).days)


def _reunir(etats: Iterable[EtatCommande]) -> EtatCommande:
    presents = set(etats)
    if len(presents) == 1:
        return presents.pop()
    if "en_retard" in presents:
        return "en_retard"
    return "rendue_en_partie" if presents & {"rendue", "rendue_en_partie"} else "partie"
