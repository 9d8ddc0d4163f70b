"""Montrer un bilan : à une personne, à un programme, à l'intégration continue. Un format, un fichier."""

from collections.abc import Callable, Mapping
from importlib import import_module

from qualicli.modeles.anomalie import Bilan
from qualicli.rendus.anomalies.presentation import Presentation


def _format(module: str) -> Callable[[Bilan, Presentation], str]:
    """Un format, chargé quand il sert : certains citent les règles, que la mémoire dispense de charger."""

    def rendre(bilan: Bilan, presentation: Presentation) -> str:
        rendu: str = import_module(f"qualicli.rendus.anomalies.{module}").rendre(bilan, presentation)
        return rendu

    return rendre


FORMATS: Mapping[str, Callable[[Bilan, Presentation], str]] = {
    "texte": _format("texte"),
    "json": _format("json_"),
    "github": _format("github"),
    "gitlab": _format("gitlab"),
    "sarif": _format("sarif"),
    "junit": _format("junit"),
}

__all__ = ["FORMATS", "Presentation"]
