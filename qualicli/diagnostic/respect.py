"""Le respect : les mesures dues à une date existent-elles, et atteignent-elles leur cible ?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qualicli.diagnostic.ecoutes import mesures_deduites
from qualicli.diagnostic.points import PointDeControle
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree


@dataclass(frozen=True, slots=True)
class MesureRetenue:
    """La dernière mesure d'un indicateur pour un point : conformes sur total, et sa cible en pour cent."""

    indicateur: Indicateur
    rang: int
    conformes: int
    total: int
    cible: Fraction

    @property
    def est_atteinte(self) -> bool:
        """Vrai quand la mesure atteint sa cible ; une mesure sur rien ne l'atteint pas."""
        return self.total > 0 and 100 * Fraction(self.conformes, self.total) >= self.cible


@dataclass(frozen=True, slots=True)
class MesureDue:
    """Une mesure qui manque : sa périodicité, l'indicateur qui devait la porter, la dernière connue."""

    periodicite: Duree
    indicateur: Indicateur | None
    derniere: Mesure | None


@dataclass(frozen=True, slots=True)
class Attente:
    """Une mesure à faire : de quel indicateur, tous les combien, la dernière et son rang, pour quand et où la suivante."""

    periodicite: Duree
    indicateur: Indicateur | None
    rang: int
    derniere: Mesure | None
    limite: date | None
    site: str = ""

    def est_perimee(self, au: date) -> bool:
        """Vrai quand la dernière mesure est plus vieille que la périodicité."""
        return self.limite is None or self.limite < au

    def est_due(self, au: date) -> bool:
        """Vrai quand une mesure manque ; la première n'est due qu'une période après l'engagement du module."""
        return self.est_perimee(au) if self.derniere else self.limite is None or self.limite <= au


@dataclass(frozen=True, slots=True)
class Respect:
    """Les mesures à jour d'un point et celles qui manquent."""

    mesures: tuple[MesureRetenue, ...] = ()
    dues: tuple[MesureDue, ...] = ()

    @property
    def est_respecte(self) -> bool | None:
        """Vrai quand rien ne manque et que tout atteint sa cible ; `None` quand aucune mesure n'est demandée."""
        if not self.mesures and not self.dues:
            return None
        return not self.dues and all(m.est_atteinte for m in self.mesures)


class Mesures:
    """Les indicateurs de qualité d'un dossier, rangés par ce qu'ils couvrent."""

    def __init__(self, dossier: Dossier, au: date) -> None:
        self._au = au
        self._cible = Fraction(dossier.demarche.calcul.cible)
        self._index: dict[tuple[str, str], list[Indicateur]] = {}
        for indicateur in dossier.indicateurs.values():
            if indicateur.nature == "qualite":
                for reference in indicateur.couvre:
                    self._index.setdefault(dossier.reference(reference), []).append(indicateur)
        self._deduits: dict[tuple[str, str], list[Indicateur]] = {}
        for indicateur in mesures_deduites(dossier, au):
            for reference in indicateur.couvre:
                self._deduits.setdefault(dossier.reference(reference), []).append(indicateur)

    def indicateurs(self, point: PointDeControle) -> list[Indicateur]:
        """Les indicateurs de qualité qui couvrent l'exigence, ou tout son engagement."""
        # Un engagement sans exigence est sa propre feuille : ses deux codes n'en font qu'un, l'indicateur compte une fois.
        codes = (point.feuille.code, point.feuille.engagement.code)
        trouves = {i.id: i for code in codes for i in self._index.get((point.referentiel, code), ())}
        # Le même fait ne compte pas deux fois : une enquête ou un registre ne mesure que ce qu'aucun indicateur ne suit.
        if not trouves:
            trouves = {i.id: i for code in codes for i in self._deduits.get((point.referentiel, code), ())}
        return list(trouves.values())

    def respect(self, point: PointDeControle) -> Respect:
        """Ce que valent à la date les mesures d'un point. Une mesure plus vieille que sa périodicité ne compte plus."""
        retenues: list[MesureRetenue] = []
        dues: list[MesureDue] = []
        for attente in self.attentes(point):
            indicateur, mesure = attente.indicateur, attente.derniere
            if indicateur is not None and mesure is not None and not attente.est_perimee(self._au):
                retenues.append(self._retenir(indicateur, attente.rang, mesure, point))
            elif attente.est_due(self._au):
                dues.append(MesureDue(attente.periodicite, indicateur, mesure))
        return Respect(tuple(retenues), tuple(dues))

    def attentes(self, point: PointDeControle) -> list[Attente]:
        """Les mesures que l'on attend d'un point : une par indicateur qui a un rythme, à défaut celle que veut l'exigence."""
        exigee = point.feuille.exigence.periodicite
        debut = point.depuis
        trouvees: list[Attente] = []
        for indicateur in self.indicateurs(point):
            periodicite = indicateur.periodicite or exigee
            # Sans périodicité, rien ne dit quand la mesure est due ni quand elle vieillit : elle informe, elle ne juge pas.
            if periodicite is not None:
                rang, mesure = self._derniere(indicateur, point)
                trouvees.append(self._attendre(periodicite, indicateur, rang, mesure, debut, point.site))
        if exigee is not None and not trouvees:
            trouvees.append(self._attendre(exigee, None, -1, None, debut, point.site))
        return trouvees

    @staticmethod
    def _attendre(
        periodicite: Duree,
        indicateur: Indicateur | None,
        rang: int,
        mesure: Mesure | None,
        debut: DateImprecise | None,
        site: str,
    ) -> Attente:
        """Une mesure se compte depuis la précédente ; la première, depuis l'engagement du module."""
        depuis = mesure.periode.fin if mesure else debut.debut if debut else None
        return Attente(periodicite, indicateur, rang, mesure, periodicite.apres(depuis) if depuis else None, site)

    def _derniere(self, indicateur: Indicateur, point: PointDeControle) -> tuple[int, Mesure | None]:
        """La dernière mesure, celle du site ou du service avant celle de tous ; comme pour les évaluations."""
        acquises = list(self._mesures(indicateur, point))
        if not acquises:
            return -1, None
        return max(
            acquises, key=lambda a: ((a[1].site is not None) + (a[1].service is not None), a[1].periode.fin, a[0])
        )

    def _mesures(self, indicateur: Indicateur, point: PointDeControle) -> Iterator[tuple[int, Mesure]]:
        for rang, mesure in enumerate(indicateur.mesures):
            if (
                mesure.periode.est_acquise(self._au)
                and mesure.site in (None, point.site)
                and (point.service is None or mesure.service in (None, point.service))
                and (mesure.presence is not None or (mesure.conformes is not None and mesure.total is not None))
            ):
                yield rang, mesure

    def _retenir(self, indicateur: Indicateur, rang: int, mesure: Mesure, point: PointDeControle) -> MesureRetenue:
        feuille = point.feuille
        propre = indicateur.cible or feuille.exigence.cible or feuille.engagement.cible
        cible = Fraction(propre) if propre is not None else self._cible
        if mesure.conformes is not None and mesure.total is not None:
            # Plus de conformes que de cas est une anomalie ; le taux, lui, ne dépasse pas 100 %.
            return MesureRetenue(indicateur, rang, min(mesure.conformes, mesure.total), mesure.total, cible)
        # Une chose présente ou absente est un cas sur un : elle s'additionne aux autres mesures.
        return MesureRetenue(indicateur, rang, int(mesure.presence == "oui"), 1, cible)
