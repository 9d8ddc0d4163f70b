"""Les étapes du rétroplanning, et où en est chacune."""

from dataclasses import dataclass
from datetime import date

from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.jalons import dire_revision, etat_jalon
from qualicli.rendus.documents.socle.vue import TableauTexte


def tableau_etapes(contexte: ContexteDocument, quand: date) -> TableauTexte:
    """L'état d'avancement de chaque étape du rétroplanning à une date."""
    return TableauTexte(
        ("Étape", "Prévue", "État"),
        tuple(
            (j.intitule, dire_revision(contexte, d, j), etat_jalon(j, d, quand))
            for d, j in contexte.jalons(quand)
            if j.type != "objectif_national"
        ),
    )


@dataclass(frozen=True, slots=True)
class VueEtapes(VueBloc):
    """Où en est chaque étape du rétroplanning."""

    etapes: TableauTexte


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueEtapes:
    """Compose le bloc à la date de la réunion."""
    return VueEtapes(tableau_etapes(contexte, reunion.date.fin))


BLOC = BlocDocument("les étapes de la labellisation, et où en est chacune", VueEtapes, composer)
