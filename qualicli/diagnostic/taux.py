"""Un taux est un couple de nombres exacts, et sa nature fait partie de son type : un déclaré ne s'ajoute pas à un prouvé."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from qualicli import francais


@dataclass(frozen=True, slots=True)
class Taux:
    """Un numérateur et un dénominateur. Sans dénominateur, le taux est « sans objet », jamais 0 ni 100."""

    numerateur: Fraction
    denominateur: int

    nature: ClassVar[str] = ""

    @classmethod
    def de(cls, numerateur: Fraction | int, denominateur: int) -> Self:
        """Construit un taux d'après deux nombres."""
        return cls(Fraction(numerateur), denominateur)

    def __post_init__(self) -> None:
        if not 0 <= self.numerateur <= self.denominateur:
            raise ValueError(f"un taux ne peut pas valoir {self.numerateur}/{self.denominateur}")

    def __add__(self, autre: Self) -> Self:
        if type(autre) is not type(self):
            raise TypeError(f"un taux de {self.nature} ne s'ajoute pas à {autre!r}")
        return type(self)(self.numerateur + autre.numerateur, self.denominateur + autre.denominateur)

    @property
    def part(self) -> Fraction | None:
        """La part exacte, de 0 à 1, ou `None` sans dénominateur."""
        return self.numerateur / self.denominateur if self.denominateur else None

    def atteint(self, cible: Fraction) -> bool:
        """Vrai quand le taux existe et atteint une cible, en pour cent."""
        return self.part is not None and 100 * self.part >= cible

    def __str__(self) -> str:
        if self.part is None:
            return "sans objet"
        return f"{francais.en_pourcent(self.part)} ({francais.nombre(self.numerateur)}/{self.denominateur})"


class TauxDeclare(Taux):
    """Réalisation déclarée : points réalisés, et poids des partiels, sur points applicables."""

    nature = "réalisation déclarée"


class TauxProuve(Taux):
    """Réalisation prouvée : points réalisés et prouvés, sur points applicables."""

    nature = "réalisation prouvée"


class TauxRespect(Taux):
    """Respect : conformes sur total des dernières mesures dues."""

    nature = "respect"


class TauxEngagements(Taux):
    """Engagements tenus : engagements dont tous les points sont réalisés, sur engagements applicables."""

    nature = "engagements tenus"
