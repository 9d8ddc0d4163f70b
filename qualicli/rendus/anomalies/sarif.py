"""Le bilan en SARIF 2.1.0, la norme d'échange des analyses statiques."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from qualicli import __version__
from qualicli.modeles.anomalie import Anomalie, Bilan, Gravite
from qualicli.regles import Regle, citer
from qualicli.rendus.anomalies.presentation import Presentation, empreintes, justifier, phrase

_NIVEAUX = {Gravite.ERREUR: "error", Gravite.AVERTISSEMENT: "warning", Gravite.INFORMATION: "note"}
_RACINE = "%SRCROOT%"


def rendre(bilan: Bilan, presentation: Presentation) -> str:
    """Rend les anomalies et les règles qu'elles citent ; une anomalie acceptée y reste, avec sa justification."""
    justifications = {s.anomalie: justifier(s) for s in bilan.supprimees}
    anomalies = sorted([*bilan.anomalies, *justifications])
    codes = sorted({a.code for a in anomalies})
    rangs = {code: rang for rang, code in enumerate(codes)}
    resultats = [
        _resultat(anomalie, rangs, empreinte, presentation.chemin(anomalie.fichier), justifications.get(anomalie))
        for anomalie, empreinte in empreintes(anomalies, presentation)
    ]
    pilote = {"name": "qualicli", "version": __version__, "language": "fr", "rules": [_regle(citer(c)) for c in codes]}
    analyse = {
        "tool": {"driver": pilote},
        "originalUriBaseIds": {_RACINE: {"description": {"text": "La racine du dépôt."}}},
        "columnKind": "unicodeCodePoints",
        "results": resultats,
    }
    contenu = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [analyse]}
    return json.dumps(contenu, ensure_ascii=False, indent=2) + "\n"


def _regle(regle: Regle) -> dict[str, Any]:
    exemples = (("À éviter", regle.mauvais), ("À écrire", regle.bon))
    return {
        "id": regle.code,
        "name": regle.titre,
        "shortDescription": {"text": regle.titre},
        "fullDescription": {"text": regle.explication},
        "help": {"text": "\n\n".join(f"{nom} :\n{exemple}" for nom, exemple in exemples if exemple)},
        "defaultConfiguration": {"level": _NIVEAUX[regle.gravite]},
    }


def _resultat(
    anomalie: Anomalie, rangs: Mapping[str, int], empreinte: str, chemin: str, justification: str | None
) -> dict[str, Any]:
    lieu = {
        "artifactLocation": {"uri": quote(chemin.encode("utf-8", "replace")), "uriBaseId": _RACINE},
        "region": {"startLine": anomalie.ligne, "startColumn": anomalie.colonne},
    }
    return {
        "ruleId": anomalie.code,
        "ruleIndex": rangs[anomalie.code],
        "level": _NIVEAUX[anomalie.gravite],
        "message": {"text": phrase(anomalie)},
        "locations": [{"physicalLocation": lieu}],
        "partialFingerprints": {"qualicli/v1": empreinte},
        # La norme veut cette liste partout dès qu'un résultat en a une : vide, elle dit « pas acceptée ».
        "suppressions": [{"kind": "external", "justification": justification}] if justification else [],
    }
