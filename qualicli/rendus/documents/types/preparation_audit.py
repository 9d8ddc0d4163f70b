"""La préparation d'un audit : ce que l'auditeur verra ce jour-là, ce qui manque, qui le doit et pour quand."""

from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.preparation import PointPrepare, Preparation, preparer
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.audit import Audit
from qualicli.modeles.label import mots_communs
from qualicli.rendus.audits import mots as phrases
from qualicli.rendus.documents.socle import audit as mots
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationAudit(Vue):
    """Prêt ou non, et pourquoi, point par point."""

    pret: bool
    prets: int
    points: int
    perimetre: str
    pour_le: str
    passe: bool
    bloquants: TableauTexte
    demandees: TableauTexte
    contredits: TableauTexte
    reste: TableauTexte
    pieces: TableauTexte


def composer(contexte: ContexteDocument, audit: Audit) -> PreparationAudit:
    """Compose la préparation d'un audit à la date du document."""
    preparation = preparer(contexte.diagnostic(), audit)
    if preparation is None:
        conseil = f"Donnez sa date dans {audit.fichier}."
        raise ErreurUsage(f"Rien ne dit quel jour se tient l'audit « {audit.id} ».", conseil)
    prets = [p for p in preparation.points if p.est_pret]
    mot = francais.majuscule(mots_communs(r.resultat.referentiel.mots for r in preparation.referentiels).exigence)
    return PreparationAudit(
        **contexte.tete(),
        titre="Préparation d'audit",
        sous_titre=mots.nommer(contexte, audit),
        pret=preparation.est_prete,
        prets=len(prets),
        points=len(preparation.points),
        perimetre=phrases.perimetre(preparation),
        pour_le=francais.jour(preparation.pieces_dues),
        passe=preparation.pieces_dues < contexte.au,
        bloquants=_bloquants(contexte, preparation, mot),
        demandees=mots.pieces_demandees(contexte, audit),
        contredits=TableauTexte(
            ("Exigence", "Où", "Affirmé", "Relevé"),
            tuple(
                (
                    p.etat.point.feuille.code,
                    phrases.lieu(contexte.dossier, p),
                    phrases.affirme(p),
                    phrases.contredit(preparation, c),
                )
                for p, c in preparation.contredits
            ),
        ),
        reste=TableauTexte(
            (mot, "Où", "Affirmé", "Ce qui manque", "Qui le doit", "Pour quand"),
            tuple(_reste(contexte, preparation, p) for p in preparation.points if not p.est_pret),
        ),
        pieces=TableauTexte((mot, "Où", "Affirmé", "Pièces"), tuple(_pret(contexte, p) for p in prets if p.pieces)),
    )


def _bloquants(contexte: ContexteDocument, preparation: Preparation, mot: str) -> TableauTexte:
    lignes = []
    for audit, _, constat in preparation.bloquants:
        code = contexte.dossier.reference(constat.exigence)[1] if constat.exigence else ""
        lignes.append((audit.intitule, code, constat.texte))
    return TableauTexte(("Audit", mot, "Constat"), tuple(lignes))


def _reste(contexte: ContexteDocument, preparation: Preparation, point: PointPrepare) -> tuple[str, ...]:
    dossier = contexte.dossier
    return (
        point.etat.point.feuille.code,
        phrases.lieu(dossier, point),
        phrases.affirme(point),
        " ; ".join(m.removesuffix(".") for m in phrases.manques(point)),
        phrases.qui(dossier, point),
        phrases.echeance(preparation, point),
    )


def _pret(contexte: ContexteDocument, point: PointPrepare) -> tuple[str, ...]:
    pieces = (
        f"{p.intitule} (jusqu'{p.fin_validite.en_terme()})" if p.fin_validite else p.intitule for p in point.pieces
    )
    lieu = phrases.lieu(contexte.dossier, point)
    return (point.etat.point.feuille.code, lieu, phrases.affirme(point), " ; ".join(pieces))
