"""Le rapport d'audit, en huit sections : de la présentation aux pièces fournies."""

from dataclasses import dataclass

from qualicli.modeles.audit import Audit
from qualicli.rendus.documents.socle import audit as mots
from qualicli.rendus.documents.socle.audit import ConstatDit
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.versions import version_de_l_objet
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class RapportAudit(Vue):
    """Ce que l'audit a vu, ce qu'il a relevé, et ce qu'il en advient."""

    presentation: TableauTexte
    plan: TableauTexte
    decompte: str
    conclusion: str
    constats: TableauTexte
    fiches: tuple[ConstatDit, ...]
    cloture: TableauTexte
    glossaire: TableauTexte
    pieces: TableauTexte


def composer(contexte: ContexteDocument, audit: Audit) -> RapportAudit:
    """Compose le rapport d'un audit, tel qu'on le connaît à la date du document."""
    dits = mots.constats(contexte, audit)
    return RapportAudit(
        **contexte.tete(),
        titre="Rapport d'audit",
        sous_titre=mots.nommer(contexte, audit),
        presentation=mots.presentation(contexte, audit),
        plan=mots.plan(contexte, audit),
        decompte=mots.decompte(dits),
        conclusion=mots.conclusion(audit),
        constats=mots.recapitulatif(dits, mots.mots_de_l_audit(contexte, audit).exigence),
        fiches=tuple(d for d in dits if d.a_corriger),
        cloture=mots.cloture(dits),
        glossaire=mots.glossaire(contexte, audit),
        pieces=mots.pieces_demandees(contexte, audit),
        signature=contexte.signature(qui=audit.auditeur),
        version=version_de_l_objet(contexte, "audits", audit),
    )
