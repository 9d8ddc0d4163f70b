"""Ce que les usagers perçoivent, à côté de ce que l'on mesure, quand les deux parlent de la même exigence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli.modeles.dossier import Dossier
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.modeles.enquete import Enquete, Resultat


@dataclass(frozen=True, slots=True)
class PercuEtMesure:
    """Une question et l'indicateur qui parle de la même chose, avec sa dernière mesure."""

    resultat: Resultat
    indicateur: Indicateur
    mesure: Mesure


def rapprocher(dossier: Dossier, enquete: Enquete, au: date) -> Iterator[PercuEtMesure]:
    """Les questions d'une enquête qui ont une valeur, et les indicateurs mesurés des mêmes exigences ; sinon, rien.

    Ce que constate un usager fictif n'est pas un ressenti.
    """
    if enquete.type == "mystere":
        return
    questions = [r for v in enquete.volets if v.periode.est_acquise(au) for r in v.resultats if r.site is None]
    for resultat in (r for r in questions if r.couvre and (r.valeur is not None or r.evolution)):
        couverts = set(map(dossier.reference, resultat.couvre))
        for indicateur in sorted(dossier.indicateurs.values(), key=lambda i: i.id):
            mesure = _derniere(indicateur, au)
            if mesure is not None and couverts & set(map(dossier.reference, indicateur.couvre)):
                yield PercuEtMesure(resultat, indicateur, mesure)


def _derniere(indicateur: Indicateur, au: date) -> Mesure | None:
    dites = (m for m in indicateur.mesures if m.total or m.valeur is not None or m.presence)
    return max((m for m in dites if m.periode.est_acquise(au)), key=lambda m: m.periode, default=None)
