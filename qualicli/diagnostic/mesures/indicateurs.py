"""Les indicateurs : la dernière valeur de chaque lieu, sa cible, la précédente, la tendance, et la mesure qui est due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qualicli.diagnostic.etablir import Diagnostic, etablir
from qualicli.diagnostic.mesures.filtres import FiltresMesures, trous
from qualicli.diagnostic.respect import Attente, Mesures
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree

Tendance = Literal["mieux", "moins_bien", "stable"]
_PRESENCES = {"non": Fraction(0), "partiel": Fraction(1, 2), "oui": Fraction(1)}


@dataclass(frozen=True, slots=True)
class IndicateurVu:
    """Un indicateur à un endroit : ses mesures dans l'ordre, et quand la suivante est due.

    `cible` est celle de l'indicateur, à défaut, pour des conformes, celle de la démarche. `ensemble` réunit les lieux qui
    comptent des conformes sur la même période.
    """

    indicateur: Indicateur
    site: str | None
    service: str | None
    mesures: tuple[Mesure, ...]
    cible: Decimal | None
    due_le: date | None
    est_due: bool
    trous: tuple[DateImprecise, ...]
    ensemble: tuple[int, int] | None = None

    @property
    def derniere(self) -> Mesure | None:
        """La dernière mesure ; `None` quand il n'y en a aucune."""
        return self.mesures[-1] if self.mesures else None

    @property
    def precedente(self) -> Mesure | None:
        """Celle d'avant."""
        return self.mesures[-2] if len(self.mesures) > 1 else None

    @property
    def est_atteinte(self) -> bool | None:
        """Vrai quand la dernière valeur atteint la cible ; `None` quand l'une des deux manque."""
        valeur = grandeur(self.derniere) if self.derniere else None
        if valeur is None or self.cible is None:
            return None
        return valeur <= self.cible if self.indicateur.sens == "baisse" else valeur >= self.cible

    @property
    def tendance(self) -> Tendance | None:
        """Mieux ou moins bien que la fois d'avant, selon le sens de ce qui est mesuré."""
        return comparer(self.indicateur, self.precedente, self.derniere)


def grandeur(mesure: Mesure) -> Fraction | None:
    """La grandeur d'une mesure : sa valeur, ou son pourcentage exact ; une présence n'est pas un nombre."""
    if mesure.total:
        return Fraction(100 * (mesure.conformes or 0), mesure.total)
    return None if mesure.valeur is None else Fraction(mesure.valeur)


def comparer(indicateur: Indicateur, avant: Mesure | None, apres: Mesure | None) -> Tendance | None:
    """Ce que devient un indicateur d'une mesure à la suivante ; `None` quand elles ne disent pas la même chose."""
    if avant is None or apres is None:
        return None
    if avant.presence and apres.presence:
        ecart = _PRESENCES[apres.presence] - _PRESENCES[avant.presence]
    else:
        v, w = grandeur(avant), grandeur(apres)
        if v is None or w is None or bool(avant.total) != bool(apres.total):
            return None
        ecart = w - v if indicateur.sens == "hausse" else v - w
    return "stable" if not ecart else "mieux" if ecart > 0 else "moins_bien"


def indicateurs(
    dossier: Dossier, au: date, filtres: FiltresMesures | None = None, diagnostic: Diagnostic | None = None
) -> tuple[IndicateurVu, ...]:
    """Les indicateurs d'un dossier, tels qu'on les connaît à une date : la qualité d'abord, puis la performance.

    `diagnostic`, celui du dossier à cette date, évite de le rétablir.
    """
    tries = sorted(dossier.indicateurs.values(), key=lambda i: (i.nature == "performance", i.intitule, i.id))
    filtres, attendues = filtres or FiltresMesures(), _attendues(dossier, au, diagnostic or etablir(dossier, au))
    return tuple(vu for i in tries for vu in _lieux(dossier, au, filtres, i, attendues.get(i.id, _Attentes())))


Manque = tuple[str, str | None]  # le site, et le service quand le point est propre à l'un d'eux


@dataclass(slots=True)
class _Attentes:
    """Ce que l'on attend d'un indicateur : la suite de chaque mesure, par rang, et les premières mesures, par lieu."""

    suites: dict[int, Attente] = field(default_factory=dict)
    premieres: dict[Manque, Attente] = field(default_factory=dict)

    def noter(self, attente: Attente, service: str | None) -> None:
        """Retient une attente ; de deux qui se suivent, la plus pressée."""
        if attente.derniere is None:
            self.premieres[attente.site, service] = attente
        else:
            self.suites[attente.rang] = min(self.suites.get(attente.rang, attente), attente, key=_urgence)


def _attendues(dossier: Dossier, au: date, diagnostic: Diagnostic) -> Mapping[str, _Attentes]:
    """Ce que chaque indicateur doit pour les exigences qu'il couvre."""
    relevees = Mesures(dossier, au)
    trouvees: dict[str, _Attentes] = {}
    for resultat in diagnostic.referentiels:
        for etat in (e for e in resultat.etats if e.est_applicable):
            for attente in relevees.attentes(etat.point):
                if attente.indicateur is not None:
                    trouvees.setdefault(attente.indicateur.id, _Attentes()).noter(attente, etat.point.service)
    return trouvees


def _urgence(attente: Attente) -> date:
    return attente.limite or date.min


def _lieux(
    dossier: Dossier, au: date, filtres: FiltresMesures, indicateur: Indicateur, attendues: _Attentes
) -> Iterator[IndicateurVu]:
    lieux: dict[tuple[str | None, str | None], list[Mesure]] = {}
    for mesure in sorted(indicateur.mesures, key=lambda m: m.periode):
        dite = mesure.total is not None or mesure.valeur is not None or mesure.presence is not None
        if dite and mesure.periode.est_acquise(au):
            lieux.setdefault((mesure.site, mesure.service), []).append(mesure)
    for manque, attente in attendues.premieres.items():  # un lieu où rien n'a été mesuré se voit
        if attente.est_due(au):
            lieux.setdefault(manque, [])
    if not lieux and not indicateur.mesures and indicateur.periodicite:
        lieux[None, None] = []
    vus = {lieu: m for lieu, m in lieux.items() if filtres.garde_lieu(lieu[0], lieu[1] or indicateur.service)}
    ensemble = _ensemble(list(vus.values()))
    for (site, service), mesures in vus.items():
        rang = next((r for r, m in enumerate(indicateur.mesures) if mesures and m is mesures[-1]), -1)
        suite = attendues.suites.get(rang) or (attendues.premieres.get((site or "", service)) if not mesures else None)
        rythme, limite, due = _echeance(indicateur, mesures, suite, au)
        # Une mesure due se dit même quand la dernière est d'avant la date de départ.
        if mesures and not filtres.garde_date(mesures[-1].periode) and not due:
            continue
        cible = indicateur.cible
        if cible is None and mesures and mesures[-1].total and indicateur.nature == "qualite":
            cible = dossier.demarche.calcul.cible
        manquent = trous((m.periode for m in mesures), rythme)
        yield IndicateurVu(indicateur, site, service, tuple(mesures), cible, limite, due, manquent, ensemble)


def _echeance(
    indicateur: Indicateur, mesures: list[Mesure], attente: Attente | None, au: date
) -> tuple[Duree | None, date | None, bool]:
    """Tous les combien, pour quand, et si c'est dû : pour les exigences couvertes, à défaut par sa propre périodicité."""
    if attente is not None:
        return attente.periodicite, attente.limite, attente.est_due(au)
    rythme = indicateur.periodicite
    limite = rythme.apres(mesures[-1].periode.fin) if rythme and mesures else None
    return rythme, limite, rythme is not None and (limite is None or limite < au)


def _ensemble(lieux: list[list[Mesure]]) -> tuple[int, int] | None:
    """Les conformes et les cas de tous les lieux, quand leur dernière mesure est de la même période."""
    derniers = [mesures[-1] for mesures in lieux if mesures]
    if len(derniers) < 2 or len({m.periode for m in derniers}) > 1 or not all(m.total for m in derniers):
        return None
    return sum(m.conformes or 0 for m in derniers), sum(m.total or 0 for m in derniers)
