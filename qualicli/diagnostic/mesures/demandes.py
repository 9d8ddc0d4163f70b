"""Des demandes comptées : combien, répondues, à temps, et en combien de jours."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_RANGEES: Final = 1000  # au-delà, garder chaque durée coûterait plus que ce qu'un centile apprend


@dataclass(frozen=True, slots=True)
class ChiffresDelais:
    """Des demandes comptées : `jours` de réponse sur `mesurees` réponses, dont on connaît ou non chaque durée.

    `dans_le_delai` et `en_retard` sont `None` quand aucun délai n'est annoncé. Ni l'un ni l'autre : une demande sans réponse
    dont le délai court encore, ou que l'attente d'une pièce a arrêté.
    """

    recus: int
    repondus: int
    dans_le_delai: int | None
    en_retard: int | None
    durees: tuple[int, ...] = ()
    jours: Fraction = Fraction(0)
    mesurees: int = 0

    def __add__(self, autre: "ChiffresDelais") -> "ChiffresDelais":
        """Deux ensembles de demandes distinctes, réunis."""
        return ChiffresDelais(
            self.recus + autre.recus,
            self.repondus + autre.repondus,
            _somme(self.dans_le_delai, autre.dans_le_delai),
            _somme(self.en_retard, autre.en_retard),
            self.durees + autre.durees,
            self.jours + autre.jours,
            self.mesurees + autre.mesurees,
        )

    def fois(self, combien: int) -> "ChiffresDelais":
        """Les mêmes demandes, tant de fois ; au-delà de mille, leurs durées ne se rangent plus une à une."""
        return ChiffresDelais(
            self.recus * combien,
            self.repondus * combien,
            None if self.dans_le_delai is None else self.dans_le_delai * combien,
            None if self.en_retard is None else self.en_retard * combien,
            self.durees * combien if combien <= _RANGEES else (),
            self.jours * combien,
            self.mesurees * combien,
        )

    @property
    def juges(self) -> int | None:
        """Combien de demandes ont eu leur réponse dans le délai, ou ne l'auront plus : les autres sont encore en cours."""
        return _somme(self.dans_le_delai, self.en_retard)

    @property
    def part(self) -> Fraction | None:
        """La part des demandes jugées qui ont eu leur réponse dans le délai."""
        return Fraction(self.dans_le_delai or 0, self.juges) if self.juges else None

    @property
    def moyenne(self) -> Fraction | None:
        """Le délai moyen des réponses, en jours."""
        return self.jours / self.mesurees if self.mesurees else None

    def centile(self, rang: int) -> int | None:
        """Le nombre de jours où tient ce pourcentage des réponses ; `None` si toutes les durées ne sont pas connues."""
        if not self.durees or len(self.durees) != self.mesurees:
            return None
        return sorted(self.durees)[-(-rang * len(self.durees) // 100) - 1]


def _somme(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b
