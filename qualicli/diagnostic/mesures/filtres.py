"""Ce que l'on choisit de voir des mesures, et les périodes qui manquent dans une suite."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from qualicli import francais
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree


@dataclass(frozen=True, slots=True)
class FiltresMesures:
    """Ce que l'on veut voir ; un filtre vide ne retient rien de moins."""

    depuis: date | None = None
    sites: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def garde_lieu(self, site: str | None, service: str | None) -> bool:
        """Vrai d'un lieu choisi ; ce qui vaut pour tous les sites n'est pas le chiffre de l'un d'eux."""
        return (not self.sites or site in self.sites) and (not self.services or service in self.services)

    def garde_date(self, quand: DateImprecise) -> bool:
        """Vrai de ce qui n'était pas fini à la date de départ."""
        return self.depuis is None or quand.fin >= self.depuis

    def en_clair(self, dossier: Dossier) -> str:
        """Ce que l'on a choisi de voir : « Préfecture, depuis le 1er mars 2022 »."""
        sites = (dossier.demarche.sites[s].nom for s in self.sites)
        services = (dossier.services[s].nom for s in self.services)
        depuis = (f"depuis le {francais.jour(self.depuis)}",) if self.depuis else ()
        return ", ".join((*sites, *services, *depuis))


T = TypeVar("T")


@dataclass(frozen=True)
class ResultatMesures(Generic[T]):
    """Ce qu'une commande montre des chiffres d'un dossier à une date ; `erreurs` : combien d'erreurs de lecture."""

    nom: str
    au: date
    dossier: Dossier
    filtres: FiltresMesures
    vus: tuple[T, ...]
    erreurs: int


def trous(periodes: Iterable[DateImprecise], rythme: Duree | None = None) -> tuple[DateImprecise, ...]:
    """Les périodes qui manquent à une suite : un mois entre deux mois, un trimestre entre deux trimestres.

    Seules comptent les périodes de la longueur la plus fréquente ; un rythme plus long qu'elles (une semaine mesurée chaque
    trimestre) dit l'intervalle attendu. Ce qu'une autre période couvre ne manque pas.
    """
    connues = sorted(set(periodes))
    longueurs = {p: mois for p in connues if (mois := _mois(p))}
    if not longueurs:
        return ()
    grain = min(Counter(longueurs.values()).most_common(), key=lambda c: (-c[1], c[0]))[0]
    pas = max(grain, rythme.mois if rythme else 0)
    suite = [p for p, mois in longueurs.items() if mois == grain]
    trouves: list[DateImprecise] = []
    for avant, apres in pairwise(suite):
        rang = _rang(avant.debut) + pas
        while rang < _rang(apres.debut):
            manque = _periode(rang, grain)
            if not any(p.debut <= manque.debut and manque.fin <= p.fin for p in connues):
                trouves.append(manque)
            rang += pas
    return tuple(trouves)


def _rang(jour: date) -> int:
    return 12 * jour.year + jour.month - 1


def _mois(periode: DateImprecise) -> int:
    """Combien de mois entiers compte une période d'un, trois, six ou douze mois ; zéro de toute autre."""
    combien = _rang(periode.fin) - _rang(periode.debut) + 1
    entiere = combien in (1, 3, 6, 12) and _periode(_rang(periode.debut), combien)
    return combien if entiere and (entiere.debut, entiere.fin) == (periode.debut, periode.fin) else 0


def _periode(rang: int, mois: int) -> DateImprecise:
    """La période d'un, trois, six ou douze mois qui commence à ce mois-là, écrite au plus court."""
    annee, premier = divmod(rang, 12)
    tete = f"{annee:04}"
    if mois == 1:
        return DateImprecise.lire(f"{tete}-{premier + 1:02}")
    if mois == 3 and premier % 3 == 0:
        return DateImprecise.lire(f"{tete}-T{premier // 3 + 1}")
    if mois == 6 and premier % 6 == 0:
        return DateImprecise.lire(f"{tete}-S{premier // 6 + 1}")
    if mois == 12 and premier == 0:
        return DateImprecise.lire(tete)
    der_annee, dernier = divmod(rang + mois - 1, 12)
    return DateImprecise.lire(f"{tete}-{premier + 1:02}/{der_annee:04}-{dernier + 1:02}")
