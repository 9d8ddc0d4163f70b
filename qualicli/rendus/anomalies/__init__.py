"""Montrer un bilan : à une personne, à un programme, à l'intégration continue. Un format, un fichier."""

from collections.abc import Callable, Mapping

from qualicli.modeles.anomalie import Bilan
from qualicli.rendus.anomalies import github, gitlab, json_, junit, sarif, texte
from qualicli.rendus.anomalies.presentation import Presentation

FORMATS: Mapping[str, Callable[[Bilan, Presentation], str]] = {
    "texte": texte.rendre,
    "json": json_.rendre,
    "github": github.rendre,
    "gitlab": gitlab.rendre,
    "sarif": sarif.rendre,
    "junit": junit.rendre,
}

__all__ = ["FORMATS", "Presentation"]
