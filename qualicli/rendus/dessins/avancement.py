"""L'avancement : une barre par module, service ou site ; prouvé, déclaré, reste, et le repère d'une date précédente."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from qualicli import francais
from qualicli.rendus.dessins.figure import BARRE_EN_TEXTE, Figure, hauteur_de_rangee, legender, nommer_en_texte
from qualicli.rendus.dessins.toile import BLEU, PETIT, Toile, couper
from qualicli.rendus.documents.socle.vue import TableauTexte
from qualicli.rendus.ecran import barre

_DEBUT, _LONG = 215.0, 225.0  # où commencent les barres, et leur longueur
_HAUT = 14.0


@dataclass(frozen=True, slots=True)
class BarreAvancement:
    """Un ensemble de points : combien, combien de prouvés et de déclarés, et la part prouvée d'avant si on la connaît."""

    nom: str
    prouve: Fraction
    declare: Fraction
    total: int
    avant: Fraction | None = None

    @property
    def parts(self) -> tuple[Fraction, Fraction]:
        """Les parts prouvée et déclarée, de 0 à 1."""
        return (self.prouve / self.total, self.declare / self.total) if self.total else (Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class FigureAvancement(Figure):
    """Les barres, la date du repère en mots, et ce qu'est chaque ligne."""

    lignes: tuple[BarreAvancement, ...]
    avant_le: str = ""
    mot: str = "Ensemble"  # ce qu'est chaque ligne : module, service, site

    def __bool__(self) -> bool:
        return len(self._comptees) > 1 or self._a_repere  # une seule barre, mais à deux dates

    @property
    def _comptees(self) -> list[BarreAvancement]:
        return [ligne for ligne in self.lignes if ligne.total]

    @property
    def _a_repere(self) -> bool:
        return bool(self.avant_le) and any(ligne.avant is not None for ligne in self._comptees)

    @property
    def tableau(self) -> TableauTexte:
        """Les nombres de chaque barre."""
        avant = f"Prouvé au {self.avant_le}" if self._a_repere else "Avant"
        return TableauTexte(
            (self.mot, "Prouvé", "Déclaré", "Reste à prouver", avant),
            tuple(
                (
                    ligne.nom,
                    f"{francais.en_pourcent(ligne.parts[0])} ({francais.nombre(ligne.prouve)}/{ligne.total})",
                    f"{francais.en_pourcent(ligne.parts[1])} ({francais.nombre(ligne.declare)}/{ligne.total})",
                    francais.nombre(ligne.total - ligne.prouve),
                    francais.en_pourcent(ligne.avant) if self._a_repere and ligne.avant is not None else "",
                )
                for ligne in self._comptees
            ),
        ).sans_vides()

    @property
    def rappel(self) -> str:
        """Ce qu'était la part prouvée à la date du repère, que le tableau des taux ne dit pas ; vide sans repère."""
        parts = (
            f"{ligne.nom}, {francais.en_pourcent(ligne.avant)}" for ligne in self._comptees if ligne.avant is not None
        )
        return f"Part prouvée au {self.avant_le} : {' ; '.join(parts)}." if self._a_repere else ""

    def tracer(self, toile: Toile) -> None:
        """Trace les barres, chacune à la même longueur : ce sont des parts."""
        haut = 4.0
        for ligne in self._comptees:
            etiquette = couper(ligne.nom, _DEBUT - 12, 3, PETIT)
            rangee = hauteur_de_rangee(len(etiquette))
            milieu = haut + rangee / 2
            toile.lignes(0, milieu, etiquette, corps=PETIT)
            self._tracer_barre(toile, ligne, milieu)
            prouve, declare = ligne.parts
            toile.lignes(
                _DEBUT + _LONG + 10,
                milieu,
                (f"prouvé {francais.en_pourcent(prouve)}, déclaré {francais.en_pourcent(declare)}",),
                corps=PETIT,
            )
            haut += rangee
        legende = [("plein", "réalisé et prouvé"), ("hachures", "déclaré, sans preuve valide"), ("vide", "reste")]
        if self._a_repere:
            legende.append(("repere", f"prouvé au {self.avant_le}"))
        legender(toile, haut + 16, legende)

    def _tracer_barre(self, toile: Toile, ligne: BarreAvancement, milieu: float) -> None:
        prouve, declare = (float(part) * _LONG for part in ligne.parts)
        y = milieu - _HAUT / 2
        toile.rectangle(_DEBUT, y, _LONG, _HAUT, "#fff")
        if declare > prouve:
            toile.hachures(_DEBUT + prouve, y, declare - prouve, _HAUT)
        if prouve:
            toile.rectangle(_DEBUT, y, prouve, _HAUT, BLEU)
        if self._a_repere and ligne.avant is not None:
            x = _DEBUT + float(ligne.avant) * _LONG
            # Un liseré blanc : le repère se voit aussi sur le plein.
            toile.ligne(((x, y - 4), (x, y + _HAUT + 4)), "#fff", 5.0)
            toile.ligne(((x, y - 5), (x, y + _HAUT + 5)), epais=2.5)

    def barres(self) -> Iterator[str]:
        """Une barre de texte par ligne."""
        for ligne in self._comptees:
            parts = [("█", float(ligne.parts[0])), ("▒", float(ligne.parts[1]))]
            avant = (
                f" ; {francais.en_pourcent(ligne.avant)} au {self.avant_le}"
                if self._a_repere and ligne.avant is not None
                else ""
            )
            dit = (
                f"prouvé {francais.en_pourcent(ligne.parts[0])}, déclaré {francais.en_pourcent(ligne.parts[1])}{avant}"
            )
            yield f"{nommer_en_texte(ligne.nom)} {barre(parts, BARRE_EN_TEXTE)} {dit}"
        yield ""
        yield "█ réalisé et prouvé   ▒ déclaré, sans preuve valide   ░ reste"
