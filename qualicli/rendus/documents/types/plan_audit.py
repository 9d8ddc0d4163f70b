"""Le plan d'audit : qui vient, quand, où, qui est rencontré, quelles pièces préparer."""

from dataclasses import dataclass

from qualicli.modeles.audit import Audit
from qualicli.rendus.documents.socle import audit as mots
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAudit(Vue):
    """Ce que l'audit regarde, sa journée, et les pièces demandées."""

    presentation: TableauTexte
    plan: TableauTexte
    pieces: TableauTexte


def composer(contexte: ContexteDocument, audit: Audit) -> PlanAudit:
    """Compose le plan d'un audit."""
    return PlanAudit(
        **contexte.tete(),
        titre="Plan d'audit",
        sous_titre=mots.nommer(contexte, audit),
        presentation=mots.presentation(contexte, audit),
        plan=mots.plan(contexte, audit),
        pieces=mots.pieces_demandees(contexte, audit),
    )
