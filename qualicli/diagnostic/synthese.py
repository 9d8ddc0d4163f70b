"""Les taux d'un ensemble de points."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.respect import MesureRetenue
from qualicli.diagnostic.taux import TauxDeclare, TauxEngagements, TauxProuve, TauxRespect

Cle = TypeVar("Cle", bound=Hashable)


@dataclass(frozen=True, slots=True)
class SyntheseTaux:
    """Les quatre taux d'un ensemble de points, et ce qu'il compte."""

    declare: TauxDeclare
    prouve: TauxProuve
    respect: TauxRespect
    engagements: TauxEngagements
    partiels: int
    sans_objet: int
    dues: int
    dominante: MesureRetenue | None = None  # la mesure qui fait presque tout le respect à elle seule

    @property
    def respect_des_autres(self) -> TauxRespect:
        """Le respect sans la mesure dominante : ce que l'ensemble ne montre pas."""
        grande = self.dominante
        retires = (grande.conformes, grande.total) if grande else (0, 0)
        return TauxRespect.de(self.respect.numerateur - retires[0], self.respect.denominateur - retires[1])


def _dominante(mesures: Collection[MesureRetenue]) -> MesureRetenue | None:
    """La mesure qui fait les trois quarts des cas, s'il y en a d'autres."""
    grande = max(mesures, key=lambda m: m.total, default=None)
    total = sum(m.total for m in mesures)
    return grande if grande and grande.total < total and 4 * grande.total >= 3 * total else None


def synthetiser(etats: Iterable[EtatPoint], poids_partiel: Fraction) -> SyntheseTaux:
    """Compte les points et en fait des taux exacts. Une mesure partagée par plusieurs points n'est comptée qu'une fois."""
    liste = list(etats)
    applicables = [e for e in liste if e.est_applicable]
    realises = sum(e.statut == "realise" for e in applicables)
    partiels = sum(e.statut == "partiel" for e in applicables)
    prouves = sum(e.est_prouve for e in applicables)
    mesures = {(m.indicateur.id, m.rang): m for e in applicables for m in e.respect.mesures}.values()
    engagements: dict[tuple[str, str], bool] = {}
    for etat in applicables:
        cle = (etat.point.referentiel, etat.point.feuille.engagement.code)
        engagements[cle] = engagements.get(cle, True) and etat.statut == "realise"
    return SyntheseTaux(
        TauxDeclare.de(realises + poids_partiel * partiels, len(applicables)),
        TauxProuve.de(prouves, len(applicables)),
        TauxRespect.de(sum(m.conformes for m in mesures), sum(m.total for m in mesures)),
        TauxEngagements.de(sum(engagements.values()), len(engagements)),
        partiels,
        len(liste) - len(applicables),
        sum(len(e.respect.dues) for e in applicables),
        _dominante(mesures),
    )


def repartir(etats: Iterable[EtatPoint], cle: Callable[[EtatPoint], Cle]) -> dict[Cle, list[EtatPoint]]:
    """Range des points par module, par site, par service…, dans l'ordre où ils viennent."""
    groupes: dict[Cle, list[EtatPoint]] = {}
    for etat in etats:
        groupes.setdefault(cle(etat), []).append(etat)
    return groupes
