"""Une planche : plusieurs courbes sur deux ou trois colonnes, et les nombres de chacune en une ligne."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualicli.rendus.dessins.courbe import Cadre, FigureCourbe
from qualicli.rendus.dessins.figure import Figure
from qualicli.rendus.dessins.toile import LARGEUR, Toile, couper
from qualicli.rendus.documents.socle.vue import TableauTexte

_ECART = 18.0
_PAR_PLANCHE = 12  # une page en porte quatre rangées


@dataclass(frozen=True, slots=True)
class FigurePlanche(Figure):
    """Des courbes qui se lisent d'un coup d'œil ; chacune garde son échelle et sa cible."""

    courbes: tuple[FigureCourbe, ...]

    def __bool__(self) -> bool:
        return any(self.courbes)

    @property
    def _tracees(self) -> list[FigureCourbe]:
        return [courbe for courbe in self.courbes if courbe]

    @property
    def tableau(self) -> TableauTexte:
        """Une ligne par courbe : ses valeurs, période par période, et sa cible."""
        return TableauTexte(
            ("Mesure", "Valeurs", "Cible"), tuple((_nommer(c), c.en_une_phrase, c.cible_dite) for c in self._tracees)
        ).sans_vides()

    def tracer(self, toile: Toile) -> None:
        """Trace les courbes par rangées de deux, de trois quand elles sont plus de quatre."""
        tracees = self._tracees
        colonnes = min(2 if len(tracees) <= 4 else 3, len(tracees))
        large = (LARGEUR - _ECART * (colonnes - 1)) / colonnes
        haut = 0.0
        for premiere in range(0, len(tracees), colonnes):
            rangee = tracees[premiere : premiere + colonnes]
            titres = [couper(courbe.titre, large - 8, 2) for courbe in rangee]
            entete = 15.0 * max(map(len, titres))
            bas = haut
            for rang, (courbe, titre) in enumerate(zip(rangee, titres, strict=True)):
                x = rang * (large + _ECART)
                for numero, ligne in enumerate(titre):
                    toile.texte(x, haut + 13 + 15 * numero, ligne)
                bas = max(bas, courbe.tracer_dans(toile, Cadre(x, haut + entete + 4, large, 40)))
            haut = bas + 11

    def barres(self) -> Iterator[str]:
        """Les barres de chaque courbe, sous son titre."""
        for rang, courbe in enumerate(self._tracees):
            if rang:
                yield ""
            yield courbe.titre
            yield from courbe.barres()


def repartir_en_planches(titre: str, courbes: Sequence[FigureCourbe]) -> tuple[FigurePlanche, ...]:
    """Autant de planches qu'il en faut pour que chacune tienne sur une page."""
    tracees = [courbe for courbe in courbes if courbe]
    lots = [tuple(tracees[rang : rang + _PAR_PLANCHE]) for rang in range(0, len(tracees), _PAR_PLANCHE)]
    return tuple(
        FigurePlanche(f"{titre} ({numero} sur {len(lots)})" if len(lots) > 1 else titre, lot)
        for numero, lot in enumerate(lots, 1)
    )


def _nommer(courbe: FigureCourbe) -> str:
    """Le titre d'une courbe, et son unité quand ni ses valeurs ni sa cible ne la disent."""
    return (
        f"{courbe.titre} (en {courbe.unite})"
        if courbe.unite not in ("", "%") and not courbe.cible_dite
        else courbe.titre
    )
