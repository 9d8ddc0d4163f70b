"""Les figures que tout gabarit peut écrire : chacune se trouve par son nom, et ne se calcule que si on l'écrit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

from qualicli.rendus.documents.socle.vue import Differe

if TYPE_CHECKING:
    from qualicli.rendus.documents.socle.contexte import ContexteDocument


@dataclass(frozen=True, slots=True)
class DemandeFigure:
    """De quel jour on regarde, à quel jour on se compare, et les seuls service et indicateurs montrés, s'il y en a."""

    contexte: "ContexteDocument"
    quand: date
    avant: date | None = None  # à défaut, celui du comité de pilotage précédent
    service: str | None = None
    indicateurs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureNommee:
    """Une figure : ce qu'elle montre, son module dans `figures`, et la fonction qui la compose."""

    aide: str
    module: str
    fonction: str

    def composer(self, demande: DemandeFigure) -> object:
        """La figure, ou les figures."""
        composer: Callable[[DemandeFigure], object] = getattr(
            import_module(f"qualicli.rendus.documents.figures.{self.module}"), self.fonction
        )
        return composer(demande)


FIGURES: Mapping[str, FigureNommee] = {
    "figure_modules": FigureNommee("l'avancement par module : prouvé, déclaré, reste", "avancement", "par_module"),
    "figure_services": FigureNommee("l'avancement par service", "avancement", "par_service"),
    "figure_sites": FigureNommee("l'avancement par site", "avancement", "par_site"),
    "figure_taux": FigureNommee("les taux dans le temps, à chaque évaluation", "temps", "taux_dans_le_temps"),
    "figures_grille": FigureNommee("l'état de chaque engagement, service par service", "grille", "grilles"),
    "figure_jalons": FigureNommee("le calendrier : dates initiales et révisées", "jalons", "retroplanning"),
    "figures_enquetes": FigureNommee("les enquêtes, d'une vague à l'autre, volet par volet", "enquetes", "vagues"),
    "figures_indicateurs": FigureNommee(
        "chaque indicateur dans le temps, contre sa cible", "temps", "indicateurs_suivis"
    ),
    "figures_delais": FigureNommee(
        "les délais de réponse dans le temps, contre le délai annoncé", "temps", "delais_suivis"
    ),
    "figures_mesures": FigureNommee(
        "tous ces indicateurs et ces délais, par planches", "temps", "planches_des_mesures"
    ),
}


def differer_figures(demande: DemandeFigure) -> dict[str, Differe]:
    """Toutes les figures, sans rien calculer encore."""

    def figure(nommee: FigureNommee) -> Differe:
        return Differe(lambda: nommee.composer(demande))

    return {nom: figure(nommee) for nom, nommee in FIGURES.items()}
