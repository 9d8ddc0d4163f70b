"""Une enquête : chaque question, de la vague précédente à la présente, sa marge et sa cible, la plus forte perte d'abord."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qualicli import francais
from qualicli.rendus.dessins.figure import BARRE_EN_TEXTE, Figure, hauteur_de_rangee, legender, marquer, nommer_en_texte
from qualicli.rendus.dessins.toile import BLEU, GRIS, PALE, PETIT, Toile, couper
from qualicli.rendus.documents.socle.vue import TableauTexte

_DEBUT, _LONG = 255.0, 235.0


@dataclass(frozen=True, slots=True)
class QuestionTracee:
    """Une question : sa valeur et celle d'avant (le milieu, et tels qu'ils se lisent), sa marge, sa cible."""

    nom: str
    valeur: Decimal
    dite: str
    avant: Decimal | None = None
    avant_dite: str = ""
    marge: Decimal | None = None
    cible: Decimal | None = None
    tendance: str = ""
    sens: int = 1  # -1 : moins est mieux

    @property
    def gain(self) -> Decimal | None:
        """Ce que la question gagne, en points ; négatif quand elle perd, `None` sans vague précédente."""
        return None if self.avant is None else (self.valeur - self.avant) * self.sens


def _ordre(question: QuestionTracee) -> tuple[bool, Decimal]:
    return (question.gain is None, question.gain or Decimal(0))


@dataclass(frozen=True, slots=True)
class FigureVagues(Figure):
    """Les questions d'un volet ; jamais deux volets sur le même dessin."""

    questions: tuple[QuestionTracee, ...]

    def __bool__(self) -> bool:
        return len(self.questions) > 1

    @property
    def _triees(self) -> list[QuestionTracee]:
        return sorted(self.questions, key=_ordre)

    @property
    def tableau(self) -> TableauTexte:
        """Les nombres de chaque question, la plus forte perte d'abord."""
        return TableauTexte(
            ("Question", "Avant", "Résultat", "Marge", "Cible", "Tendance"),
            tuple(
                (
                    q.nom,
                    q.avant_dite,
                    q.dite,
                    f"± {arrondir(q.marge)} points" if q.marge else "",
                    f"{francais.nombre(q.cible)}{francais.INSECABLE}%" if q.cible is not None else "",
                    q.tendance,
                )
                for q in self._triees
            ),
        ).sans_vides()

    def tracer(self, toile: Toile) -> None:
        """Trace l'échelle de 0 à 100, puis une ligne par question."""
        haut, rangees = 20.0, []
        for question in self._triees:
            lignes = couper(question.nom, _DEBUT - 16, 3, PETIT)
            rangees.append((question, lignes, haut, hauteur_de_rangee(len(lignes))))
            haut += rangees[-1][3]
        for centieme in (0, 25, 50, 75, 100):
            x = _place(Decimal(centieme))
            toile.ligne(((x, 18), (x, haut)), PALE)
            toile.texte(x, 12, f"{centieme}{francais.INSECABLE}%", "middle", 10.5, GRIS)
        for question, lignes, sommet, rangee in rangees:
            milieu = sommet + rangee / 2
            toile.lignes(0, milieu, lignes, corps=PETIT)
            _tracer_question(toile, question, milieu)
            dits = couper(
                f"{question.dite}{f' (avant : {question.avant_dite})' if question.avant_dite else ''}", 140, 2, PETIT
            )
            toile.lignes(_DEBUT + _LONG + 12, milieu, dits, corps=PETIT)
        legender(toile, haut + 16, list(self._legende()))

    def _legende(self) -> Iterator[tuple[str, str]]:
        yield "rond", "résultat"
        if any(q.avant is not None for q in self.questions):
            yield "rond-vide", "vague précédente"
        if any(q.marge for q in self.questions):
            yield "marge", "marge d'erreur"
        if any(q.cible is not None for q in self.questions):
            yield "repere", "cible"

    def barres(self) -> Iterator[str]:
        """Une échelle de texte par question."""
        for q in self._triees:
            axe = ["·"] * BARRE_EN_TEXTE
            for valeur, signe in ((q.cible, "|"), (q.avant, "○"), (q.valeur, "●")):
                if valeur is not None:
                    axe[round(float(valeur) * (BARRE_EN_TEXTE - 1) / 100)] = signe
            avant = f" (avant : {q.avant_dite})" if q.avant_dite else ""
            marge = f", ± {arrondir(q.marge)} points" if q.marge else ""
            yield f"{nommer_en_texte(q.nom)} {''.join(axe)} {q.dite}{avant}{marge}"
        yield ""
        yield f"de 0 à 100{francais.INSECABLE}% : " + "   ".join(
            {"rond": "● ", "rond-vide": "○ ", "repere": "| "}.get(s, "") + sens
            for s, sens in self._legende()
            if s != "marge"
        )


def arrondir(valeur: Decimal) -> str:
    """Un nombre au dixième."""
    return francais.nombre(Decimal(round(Fraction(valeur) * 10)) / 10)


def _place(valeur: Decimal) -> float:
    return _DEBUT + _LONG * float(min(max(valeur, Decimal(0)), Decimal(100))) / 100


def _tracer_question(toile: Toile, q: QuestionTracee, y: float) -> None:
    x = _place(q.valeur)
    if q.marge:
        de, a = _place(q.valeur - q.marge), _place(q.valeur + q.marge)
        toile.ligne(((de, y - 4), (de, y + 4), (de, y), (a, y), (a, y - 4), (a, y + 4)), GRIS)
    if q.avant is not None:
        avant = _place(q.avant)
        toile.ligne(((avant, y), (x, y)), BLEU, 2.5)
        marquer(toile, "rond-vide", avant, y)
    if q.cible is not None:
        toile.ligne(((_place(q.cible), y - 11), (_place(q.cible), y + 11)), epais=2.5)
    marquer(toile, "rond", x, y)
