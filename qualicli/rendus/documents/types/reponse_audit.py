"""La réponse à l'auditeur : constat par constat, la cause, la correction, l'action et la preuve."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.audit import Audit
from qualicli.rendus.documents.socle import audit as mots
from qualicli.rendus.documents.socle.audit import ConstatDit
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.instances import president_du_copil
from qualicli.rendus.documents.socle.vue import Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class ReponseAudit(Vue):
    """La lettre qui répond à chaque constat à corriger."""

    destinataire: str
    audit: str
    tenu: str
    recu: str
    fiches: tuple[ConstatDit, ...]


def composer(contexte: ContexteDocument, audit: Audit) -> ReponseAudit:
    """Compose la lettre de réponse, signée de qui préside le comité de pilotage."""
    recu = audit.rapport_recu_le
    return ReponseAudit(
        **contexte.tete(),
        titre="Réponse aux constats d'audit",
        sous_titre=mots.nommer(contexte, audit),
        destinataire=audit.organisme or contexte.noms().complet(audit.auditeur),
        audit=francais.guillemets(audit.intitule),
        tenu=mots.tenu(contexte, audit),
        recu=recu.en_complement() if recu else "",
        fiches=tuple(d for d in mots.constats(contexte, audit) if d.a_corriger),
        signature=contexte.signature(qui=president_du_copil(contexte)),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait la réponse complète : une cause et une action pour chaque constat."""
    for audit in contexte.dossier.audits.values():
        sans = [d for d in mots.constats(contexte, audit) if d.a_corriger and not d.action]
        if sans:
            yield f"l'action de {francais.pluriel(len(sans), 'constat')} de « {audit.intitule} » (audits/)"
