"""La préparation d'un audit, pour les machines."""

from typing import Any

from qualicli.diagnostic.preparation import PointPrepare, Preparation
from qualicli.rendus.audits import mots
from qualicli.rendus.diagnostic.json_ import FORMAT, ecrire


def rendre(preparation: Preparation) -> str:
    """Tout ce que l'écran résume, point par point."""
    return ecrire(
        {
            "format": FORMAT,
            "date": preparation.diagnostic.au.isoformat(),
            "audit": preparation.audit.id,
            "jour": preparation.jour.texte,
            "pieces_dues": preparation.pieces_dues.isoformat(),
            "pret": preparation.est_prete,
            "bloquants": [
                {
                    "audit": b.audit.id,
                    "constat": b.constat.id,
                    "exigence": b.constat.exigence,
                    "site": b.constat.site,
                    "texte": b.constat.texte,
                }
                for b in preparation.bloquants
            ],
            "pieces_demandees": [
                {
                    "intitule": d.piece.intitule,
                    "document": d.piece.document,
                    "pour_le": d.pour.texte,
                    "remise_le": d.piece.remise_le.texte if d.est_remise and d.piece.remise_le else None,
                    "etat": mots.demandee(preparation, d),
                }
                for d in preparation.demandees
            ],
            "points": [_point(preparation, p) for p in preparation.points],
        }
    )


def _point(preparation: Preparation, point: PointPrepare) -> dict[str, Any]:
    cle = point.etat.point
    return {
        "referentiel": cle.referentiel,
        "module": cle.feuille.module.code,
        "exigence": cle.feuille.code,
        "site": cle.site,
        "service": cle.service,
        "responsable": cle.responsable,
        "affirme": point.etat.statut,
        "pret": point.est_pret,
        "pieces": [
            {"id": p.id, "intitule": p.intitule, "caducite": p.fin_validite.texte if p.fin_validite else None}
            for p in point.pieces
        ],
        "contredit_par": [
            {"audit": c.audit.id, "constat": c.constat.id} for c in point.constats if point.est_contredit
        ],
        "manques": [] if point.est_pret else mots.manques(point),
        "qui": mots.qui(preparation.diagnostic.dossier, point),
        "au_plus_tard": preparation.pieces_dues.isoformat(),
    }
