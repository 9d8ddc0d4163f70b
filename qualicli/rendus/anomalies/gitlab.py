"""Le bilan au format Code Quality de GitLab, qui le montre dans la demande de fusion."""

import json

from qualicli.modeles.anomalie import Bilan, Gravite
from qualicli.rendus.anomalies.presentation import Presentation, empreintes, phrase

_GRAVITES = {Gravite.ERREUR: "major", Gravite.AVERTISSEMENT: "minor", Gravite.INFORMATION: "info"}


def rendre(bilan: Bilan, presentation: Presentation) -> str:
    """Rend un tableau d'anomalies ; GitLab compare les empreintes d'une version à l'autre."""
    constats = [
        {
            "description": phrase(anomalie),
            "check_name": anomalie.code,
            "fingerprint": empreinte,
            "severity": _GRAVITES[anomalie.gravite],
            "location": {"path": presentation.chemin(anomalie.fichier), "lines": {"begin": anomalie.ligne}},
        }
        for anomalie, empreinte in empreintes(bilan.anomalies, presentation)
    ]
    return json.dumps(constats, ensure_ascii=False, indent=2) + "\n"
