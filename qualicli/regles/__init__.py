"""Les contrôles : des fonctions pures, inscrites dans un registre que l'on lit d'un coup d'œil."""

from qualicli.modeles.anomalie import Gravite
from qualicli.regles import (
    actions,
    audits,
    comites,
    commandes,
    complements,
    constats,
    correspondances,
    dates,
    enquetes,
    evaluations,
    formations,
    indicateurs,
    jalons,
    labels,
    lecture,
    nominatif,
    organisation,
    perimetre,
    preuves,
    profils,
    references,
    referentiels,
    registres,
    retours,
    reunions,
    series_d_enquetes,
    signatures,
    suites,
    suppressions,
)
from qualicli.regles.contexte import Contexte, Regle, appliquer

_METIER: tuple[Regle, ...] = (
    *lecture.REGLES,
    *references.REGLES,
    *referentiels.REGLES,
    *complements.REGLES,
    *correspondances.REGLES,
    *perimetre.REGLES,
    *suites.REGLES,
    *labels.REGLES,
    *organisation.REGLES,
    *comites.REGLES,
    *reunions.REGLES,
    *evaluations.REGLES,
    *preuves.REGLES,
    *actions.REGLES,
    *jalons.REGLES,
    *dates.REGLES,
    *audits.REGLES,
    *constats.REGLES,
    *series_d_enquetes.REGLES,
    *enquetes.REGLES,
    *indicateurs.REGLES,
    *registres.REGLES,
    *retours.REGLES,
    *formations.REGLES,
    *commandes.REGLES,
    *signatures.REGLES,
    *profils.REGLES,
    *nominatif.REGLES,
)
REGLES: tuple[Regle, ...] = (*_METIER, *suppressions.regles(_METIER))
PAR_CODE = {regle.code: regle for regle in REGLES}


def citer(code: str) -> Regle:
    """La règle d'un code ; une règle sans texte pour un code inconnu, qu'une mémoire forgée peut apporter."""
    return PAR_CODE.get(code) or Regle(code, Gravite.ERREUR, code, code, "", "")


__all__ = ["PAR_CODE", "REGLES", "Contexte", "Regle", "appliquer", "citer"]
