"""Le bilan pour un programme : format numéroté, où l'on ajoute des clés sans en changer le sens."""

import json
from typing import Any

from qualicli.modeles.anomalie import Anomalie, Bilan
from qualicli.rendus.anomalies.presentation import Presentation

FORMAT = 1


def rendre(bilan: Bilan, presentation: Presentation) -> str:  # noqa: ARG001 (tous les rendus s'appellent de même)
    """Rend le bilan en JSON ; les fichiers y sont relatifs au dossier."""
    supprimees = [
        {**_decrire(s.anomalie), "motif": s.motif, "auteur": s.auteur, "jusqu_au": str(s.jusqu_au)}
        for s in bilan.supprimees
    ]
    contenu = {
        "format": FORMAT,
        "date": bilan.au.isoformat(),
        "dossier": bilan.dossier,
        "fichiers": bilan.fichiers,
        "conforme": bilan.est_conforme,
        "anomalies": [_decrire(a) for a in bilan.anomalies],
        "supprimees": supprimees,
    }
    return json.dumps(contenu, ensure_ascii=False, indent=2) + "\n"


def _decrire(anomalie: Anomalie) -> dict[str, Any]:
    return {
        "code": anomalie.code,
        "gravite": anomalie.gravite.nom,
        "fichier": anomalie.fichier,
        "ligne": anomalie.ligne,
        "colonne": anomalie.colonne,
        "message": anomalie.message,
        "conseil": anomalie.conseil,
    }
