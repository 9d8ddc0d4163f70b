"""Ce qu'une campagne d'auto-évaluation a couvert : combien de jugements, et quels services n'en ont pas reçu."""

from datetime import date
from typing import NamedTuple

from qualicli.modeles.dossier import Dossier
from qualicli.modeles.suivi import Evaluation, SuiviEngagement


class Couverture(NamedTuple):
    """Les jugements d'une campagne à une date, et les services qu'elle devait voir et qui n'en ont aucun."""

    jugements: int
    oublies: tuple[str, ...]


def couverture(dossier: Dossier, campagne: str, au: date) -> Couverture:
    """Ce qu'une campagne a couvert à une date. Un service oublié n'est pas à zéro : il n'a pas été vu.

    Un jugement qui ne nomme pas de service concerne le pilote de l'engagement et les services propres à son site ; sans
    rien de tout cela, il les concerne tous. Une campagne que rien ne cite, ou qui n'est pas finie, n'oublie personne.
    """
    prevue = dossier.demarche.campagnes[campagne]
    faites = [
        (suivi, evaluation)
        for suivi in dossier.engagements.values()
        for evaluation in suivi.evaluations
        if evaluation.campagne == campagne and evaluation.date.est_acquise(au)
    ]
    if not faites or not prevue.periode.est_acquise(au):
        return Couverture(len(faites), ())
    vus = {nom for suivi, evaluation in faites for nom in _concernes(dossier, suivi, evaluation)}
    unites = {nom: s.partie_de for nom, s in dossier.services.items()}
    vus |= {unites.get(nom) or nom for nom in vus}  # juger une unité, c'est avoir vu son service
    attendus = prevue.services or tuple(nom for nom, s in dossier.services.items() if s.partie_de is None)
    return Couverture(len(faites), tuple(nom for nom in attendus if nom not in vus and nom in dossier.services))


def _concernes(dossier: Dossier, suivi: SuiviEngagement, evaluation: Evaluation) -> set[str]:
    if evaluation.service is not None:
        return {evaluation.service}
    du_site = {nom for nom, s in dossier.services.items() if evaluation.site in s.sites}
    return (du_site | {suivi.pilote} if suivi.pilote else du_site) or set(dossier.services)
