"""Les délais de réponse aux suggestions et aux réclamations des usagers, comptés comme ceux d'un registre."""

from collections.abc import Iterator
from datetime import date

from qualicli.diagnostic.mesures.delais import Comptable, DelaisRegistre, delais
from qualicli.diagnostic.mesures.filtres import FiltresMesures
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.ecoute import Retour
from qualicli.modeles.registre import LigneRegistre, Registre

_REGISTRES = (
    ("reclamation", "reclamations", "Réclamations notées dans les retours"),
    ("suggestion", "suggestions", "Suggestions notées dans les retours"),
)


def delais_et_retours(dossier: Dossier, au: date, filtres: FiltresMesures | None = None) -> tuple[DelaisRegistre, ...]:
    """Les délais de chaque registre, puis ceux des réclamations et des suggestions que le dossier note une à une."""
    return (*delais(dossier, au, filtres), *_retours(dossier, au, filtres or FiltresMesures()))


def _retours(dossier: Dossier, au: date, filtres: FiltresMesures) -> Iterator[DelaisRegistre]:
    for genre, type_, intitule in _REGISTRES:
        siens = sorted((r for r in dossier.retours.values() if r.type == genre), key=lambda r: r.id)
        cles = {"@id": f"retours-{genre}", "@fichier": "", "intitule": intitule, "type": type_}
        registre = Registre.model_validate(cles | {"@lignes": tuple(map(_ligne, siens))})
        vu = Comptable(dossier, au, filtres, {r.id: r.nombre for r in siens}).compter(registre)
        if vu is not None:
            yield vu


def _ligne(retour: Retour) -> LigneRegistre:
    """Un retour comme la ligne d'un registre ; une suite sans date de réponse n'est ni à temps ni en retard."""
    sans_date = retour.suite is not None and retour.repondu_le is None
    return LigneRegistre(
        id=retour.id,
        recu_le=retour.date,
        repondu_le=retour.repondu_le,
        incomplet_le=retour.date if sans_date else None,
        canal=retour.canal,
        service=retour.service,
        site=retour.site,
        objet=retour.objet,
    )
