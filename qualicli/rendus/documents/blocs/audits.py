"""Les audits de l'année écoulée, et ce que sont devenus leurs constats."""

from dataclasses import dataclass
from datetime import timedelta

from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.audits_tenus import tableau_audits, tableau_ouverts, tenus
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte

_UN_AN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class VueAudits(VueBloc):
    """Les audits des douze mois d'avant la réunion, et leurs constats ouverts."""

    audits: TableauTexte
    constats_ouverts: TableauTexte


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueAudits:
    """Compose le bloc à la date de la réunion."""
    au = reunion.date.fin
    siens = tenus(contexte, au - _UN_AN, au)
    return VueAudits(tableau_audits(contexte, siens, au), tableau_ouverts(contexte, siens, au))


BLOC = BlocDocument("les audits de l'année écoulée, et ce que sont devenus leurs constats", VueAudits, composer)
