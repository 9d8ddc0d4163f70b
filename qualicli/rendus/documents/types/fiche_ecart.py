"""La fiche d'écart : un constat, sa cause, sa correction, son action, et la preuve qui le lève."""

from dataclasses import dataclass

from qualicli.modeles.audit import Audit
from qualicli.rendus.documents.socle import audit as mots
from qualicli.rendus.documents.socle.audit import ConstatDit
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheEcart(Vue):
    """Une fiche, ou toutes celles d'un audit ; les cases à remplir portent « … »."""

    fiches: tuple[ConstatDit, ...]


def composer(contexte: ContexteDocument, audit: Audit, constat: str | None = None) -> FicheEcart:
    """Compose la fiche d'un constat, à défaut celles de tous les constats à corriger."""
    fiches = tuple(d for d in mots.constats(contexte, audit) if (d.id == constat if constat else d.a_corriger))
    seule = len(fiches) == 1
    return FicheEcart(
        **contexte.tete(),
        titre="Fiche d'écart" if seule else "Fiches d'écart",
        sous_titre=mots.nommer(contexte, audit),
        fiches=fiches,
    )
