"""L'état de chaque point à une date : déclaré, prouvé, respecté."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from qualicli.diagnostic.points import PointDeControle
from qualicli.diagnostic.preuves import Manque, Preuves
from qualicli.diagnostic.respect import Mesures, Respect
from qualicli.modeles.dossier import Dossier, Inventaire
from qualicli.modeles.suivi import Evaluation, SuiviEngagement

StatutPoint = Literal["realise", "partiel", "non_realise", "sans_objet", "non_evalue"]


class EvaluationSituee(NamedTuple):
    """Une évaluation, le fichier et le rang où elle est écrite."""

    suivi: SuiviEngagement
    rang: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class EtatPoint:
    """Ce qu'un point vaut à une date, et ce qui le fonde. `manques` est vide quand le point a ses preuves."""

    point: PointDeControle
    statut: StatutPoint
    fondement: EvaluationSituee | None
    manques: tuple[Manque, ...]
    respect: Respect

    @property
    def est_applicable(self) -> bool:
        """Vrai quand le point compte au dénominateur : il n'a pas été jugé sans objet."""
        return self.statut != "sans_objet"

    @property
    def est_prouve(self) -> bool:
        """Vrai quand le point est réalisé et que chaque preuve attendue est valide."""
        return self.statut == "realise" and not self.manques


class Evaluations:
    """Les journaux d'auto-évaluation, rangés par exigence."""

    def __init__(self, dossier: Dossier) -> None:
        self._index: dict[tuple[str, str], list[EvaluationSituee]] = {}
        for suivi in dossier.engagements.values():
            for rang, evaluation in enumerate(suivi.evaluations):
                situee = EvaluationSituee(suivi, rang, evaluation)
                for cle in ((suivi.referentiel, evaluation.exigence), *map(dossier.reference, evaluation.vaut_pour)):
                    self._index.setdefault(cle, []).append(situee)

    def du_point(self, point: PointDeControle) -> Iterator[EvaluationSituee]:
        """Les évaluations, de toute date, qui valent pour ce point."""
        for situee in self._index.get((point.referentiel, point.feuille.code), ()):
            if situee.evaluation.site in (None, point.site) and situee.evaluation.service in (None, point.service):
                yield situee

    def courante(self, point: PointDeControle, au: date) -> EvaluationSituee | None:
        """L'évaluation qui fait foi : la plus précise (site, service), puis la plus récente, puis la dernière écrite."""
        acquises = [e for e in self.du_point(point) if e.evaluation.date.est_acquise(au)]
        return max(acquises, key=_precedence, default=None)


def _precedence(situee: EvaluationSituee) -> tuple[int, date, int]:
    evaluation = situee.evaluation
    precision = (evaluation.site is not None) + (evaluation.service is not None)
    # La fin de l'intervalle : une évaluation « en mars » vaut pour tout le mois, donc après celle du 15.
    return (precision, evaluation.date.fin, situee.rang)


class Juge:
    """Ce qu'il faut pour juger les points d'un dossier à une date : journaux, preuves, mesures."""

    def __init__(self, dossier: Dossier, au: date, inventaire: Inventaire) -> None:
        self.au = au
        self.evaluations = Evaluations(dossier)
        self.preuves = Preuves(dossier, au, inventaire)
        self.mesures = Mesures(dossier, au)

    def juger(self, point: PointDeControle) -> EtatPoint:
        """Établit l'état d'un point."""
        fondement = self.evaluations.courante(point, self.au)
        statut: StatutPoint = fondement.evaluation.statut if fondement else "non_evalue"
        # Les preuves se jugent même quand le point n'est pas réalisé : `expliquer` les montre.
        manques = self.preuves.manques(point)
        respect = Respect() if statut == "sans_objet" else self.mesures.respect(point)
        return EtatPoint(point, statut, fondement, manques, respect)
