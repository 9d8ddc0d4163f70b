"""Ce qui est dû, en agenda (RFC 5545) : un évènement par obligation datée, que l'on reconnaît d'un envoi au suivant."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qualicli import __version__, francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.resultat import ResultatObligations
from qualicli.modeles.demarche import identite_neuve
from qualicli.rendus.ecran import aplanir
from qualicli.rendus.libelles import nommer_service, nommer_site
from qualicli.rendus.obligations.mots import A_DESIGNER, ETATS, NATURES, dire_qui

if TYPE_CHECKING:
    from icalendar import Alarm, Event

FUSEAU = "Europe/Paris"
_RAPPEL = timedelta(days=7)
# La règle européenne, plutôt que la liste des changements d'heure passés : elle ne dépend pas de la machine.
_HEURE_DE_PARIS = f"""BEGIN:VTIMEZONE
TZID:{FUSEAU}
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def rendre(resultat: ResultatObligations, obligations: Iterable[Obligation], titre: str, nominatif: bool) -> bytes:
    """Rend l'agenda de quelques obligations : les mêmes octets pour les mêmes données, à la même date."""
    from icalendar import Calendar, Timezone

    agenda = Calendar()
    agenda.add("prodid", f"-//qualicli//qualicli {__version__}//FR")
    agenda.add("version", "2.0")
    agenda.add("method", "PUBLISH")
    agenda.add("name", titre)
    agenda.add("x-wr-calname", titre)
    datees = [o for o in obligations if o.echeance is not None]
    if any(o.heure for o in datees):
        agenda.add_component(Timezone.from_ical(_HEURE_DE_PARIS))
    for obligation in datees:
        agenda.add_component(_evenement(resultat, obligation, nominatif))
    octets: bytes = agenda.to_ical()
    return octets


def _evenement(resultat: ResultatObligations, obligation: Obligation, nominatif: bool) -> "Event":
    from icalendar import Event

    evenement = Event()
    evenement.add("uid", identifiant(resultat, obligation))
    evenement.add("dtstamp", datetime.combine(resultat.au, time(), UTC))
    evenement.add("sequence", obligation.revisions)
    evenement.add("summary", _titre(obligation))
    evenement.add("description", _description(resultat, obligation, nominatif))
    evenement.add("categories", [NATURES[obligation.nature]])
    if obligation.lieu:
        evenement.add("location", aplanir(obligation.lieu))
    _dater(evenement, obligation)
    return evenement


def identifiant(resultat: ResultatObligations, obligation: Obligation) -> str:
    """Ce qui reconnaît un évènement : le dossier, quel que soit son nom sur le disque, et l'objet.

    Bien des serveurs en font un nom de fichier : ni « / », ni « # », ni « : ».
    """
    demarche = resultat.dossier.demarche
    dossier = demarche.identite or identite_neuve(demarche.organisme.nom)
    objet = obligation.objet.replace("/", ".").replace("#", "..").replace(":", ".")
    return f"qualicli-{dossier}-{objet}"


def _titre(obligation: Obligation) -> str:
    """Le texte, et la date en mots quand elle n'est pas un jour : un agenda ne sait montrer que des jours."""
    quand = obligation.echeance
    precision = f" ({quand.en_clair()})" if quand is not None and not quand.est_exacte else ""
    return aplanir(f"{obligation.texte}{precision}")


def _description(resultat: ResultatObligations, obligation: Obligation, nominatif: bool) -> str:
    dossier, quand = resultat.dossier, obligation.echeance
    assert quand is not None  # noqa: S101 (un évènement a une date)
    lignes = [
        f"Qui : {dire_qui(dossier, resultat.au, obligation, nominatif) or A_DESIGNER}",
        f"Service : {francais.liste(nommer_service(dossier, s) for s in obligation.services)}"
        if obligation.services
        else "",
        f"Site : {francais.liste(nommer_site(dossier, s) for s in obligation.sites)}" if obligation.sites else "",
        f"Pour quand : {quand.en_clair()}" + ("" if quand.est_exacte else " (date imprécise)"),
        f"État au {francais.jour(resultat.au)} : {ETATS[obligation.etat]}",
        f"Source : {obligation.fichier}:{resultat.ligne(obligation)}",
    ]
    return "\n".join(aplanir(ligne) for ligne in lignes if ligne)


def _dater(evenement: "Event", obligation: Obligation) -> None:
    """Des jours entiers, du premier au dernier d'une date imprécise ; une heure quand on la sait, à l'heure de Paris."""
    quand = obligation.echeance
    assert quand is not None  # noqa: S101 (un évènement a une date)
    if obligation.heure is not None and quand.est_exacte:
        evenement.add("dtstart", datetime.combine(quand.debut, obligation.heure, ZoneInfo(FUSEAU)))
    else:
        evenement.add("dtstart", quand.debut)
        if quand.fin < date.max:
            evenement.add("dtend", quand.fin + timedelta(days=1))  # la norme ne compte pas le jour de fin
        evenement.add("transp", "TRANSPARENT")
    if not obligation.est_ouverte:
        evenement.add("status", "CANCELLED")
        return
    evenement.add("status", "CONFIRMED" if quand.est_exacte else "TENTATIVE")
    if not obligation.est_en_retard:
        evenement.add_component(_rappel(obligation))


def _rappel(obligation: Obligation) -> "Alarm":
    """Une semaine avant le jour, ou avant la fin d'une date imprécise : c'est alors que l'échéance tombe."""
    from icalendar import Alarm, vDuration

    rappel = Alarm()
    rappel.add("action", "DISPLAY")
    rappel.add("description", aplanir(obligation.texte))
    echeance = obligation.echeance
    imprecise = echeance is not None and not echeance.est_exacte
    rappel.add("trigger", vDuration(-_RAPPEL), parameters={"RELATED": "END"} if imprecise else {})
    return rappel
