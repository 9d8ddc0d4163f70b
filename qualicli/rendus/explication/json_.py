"""L'explication d'un point, pour les machines."""

from collections.abc import Iterable
from typing import Any

from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.expliquer import Explication, ExplicationPoint
from qualicli.diagnostic.resultat import Situer
from qualicli.rendus.diagnostic.json_ import FORMAT, ecrire
from qualicli.rendus.explication import constats, signatures


def rendre(diagnostic: Diagnostic, explications: Iterable[Explication], situer: Situer) -> str:
    """La chaîne entière de chaque point, en JSON."""
    return ecrire(
        {
            "format": FORMAT,
            "date": diagnostic.au.isoformat(),
            "exigences": [
                {
                    "referentiel": e.referentiel.id,
                    "exigence": e.feuille.code,
                    "texte": e.feuille.intitule,
                    "module": e.feuille.module.code,
                    "engagement": e.feuille.engagement.code,
                    "non_applicable": [{"site": n.site, "motif": n.motif} for n in e.exclusions],
                    "points": [_point_json(diagnostic, p, situer) for p in e.points],
                }
                for e in explications
            ],
        }
    )


def _point_json(diagnostic: Diagnostic, point: ExplicationPoint, situer: Situer) -> dict[str, Any]:
    etat = point.etat
    return {
        "site": etat.point.site,
        "service": etat.point.service,
        "compte": point.compte,
        "statut": etat.statut,
        "prouve": etat.est_prouve,
        "respecte": etat.respect.est_respecte,
        "evaluations": [
            {
                "date": e.evaluation.date.texte,
                "statut": e.evaluation.statut,
                "origine": e.evaluation.origine,
                "reprise_de": list(e.evaluation.reprise_de),
                "fait_foi": e == etat.fondement,
                "fichier": e.suivi.fichier,
                "ligne": situer(e.suivi.fichier, ("evaluations", e.rang, "statut")).ligne,
            }
            for e in point.evaluations
        ],
        "preuves": [
            {
                "id": x.document.id,
                "intitule": x.document.intitule,
                "valide": x.defaut is None,
                "defaut": x.defaut,
                "fichier": x.document.fichier,
                "ligne": situer(x.document.fichier, ("couvre",)).ligne,
            }
            for x in point.preuves
        ],
        "mesures": [
            {
                "indicateur": m.indicateur.id,
                "conformes": m.conformes,
                "total": m.total,
                "atteinte": m.est_atteinte,
                "fichier": m.indicateur.fichier,
                "ligne": situer(m.indicateur.fichier, ("mesures", m.rang)).ligne,
            }
            for m in etat.respect.mesures
        ],
        "actions": [{"id": a.id, "statut": a.statut, "fichier": a.fichier} for a in point.actions],
        "constats": constats.en_json(diagnostic, point, situer),
        "signatures": signatures.en_json(diagnostic, point),
        "ecarts": [{"cause": x.cause, "texte": x.texte} for x in point.ecarts],
    }
