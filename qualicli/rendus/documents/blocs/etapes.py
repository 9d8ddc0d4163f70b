"""Les étapes du rétroplanning, et où en est chacune."""

from datetime import date

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
