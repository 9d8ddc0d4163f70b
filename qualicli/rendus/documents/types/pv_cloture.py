"""Le procès-verbal de clôture : ce qui est levé, sur quelle preuve, par qui vérifié, et ce qui reste ouvert."""

from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.audit import Audit
from qualicli.rendus.documents.socle import audit as mots
from qualicli.rendus.documents.socle.audit import ConstatDit
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class PvCloture(Vue):
    """L'état de chaque constat à corriger, et si l'audit peut être clos."""

    audit: str
    tenu: str
    releves: int
    leves: int
    fermes: int  # levés, et leur exigence réévaluée depuis
    conclusion: str
    cloture: TableauTexte
    ouverts: tuple[str, ...]


def composer(contexte: ContexteDocument, audit: Audit) -> PvCloture:
    """Compose le procès-verbal à la date du document."""
    externe = audit.nature == "externe"  # qui lève le constat d'un autre ne se donne pas quitus
    dits = [d for d in mots.constats(contexte, audit) if d.a_corriger]
    return PvCloture(
        **contexte.tete(),
        titre="Procès-verbal de clôture",
        sous_titre=mots.nommer(contexte, audit),
        audit=francais.guillemets(audit.intitule),
        tenu=mots.tenu(contexte, audit),
        releves=len(dits),
        leves=sum(d.est_leve for d in dits),
        fermes=sum(d.est_leve and d.reevaluation != "à faire" for d in dits),
        conclusion=mots.conclusion(audit),
        cloture=mots.cloture(tuple(dits)),
        ouverts=tuple(_reste(d) for d in dits if not d.est_leve or (externe and not d.verification)),
        signature=contexte.signature(qui=audit.auditeur),
    )


def _reste(dit: ConstatDit) -> str:
    """Un constat, et ce qui l'empêche d'être clos."""
    etat = "levé, à vérifier" if dit.est_leve else dit.etat
    return f"constat n°{francais.INSECABLE}{dit.numero}, {etat}{francais.INSECABLE}: {dit.texte.removesuffix('.')}"
