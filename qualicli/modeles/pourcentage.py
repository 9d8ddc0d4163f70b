"""Un pourcentage tel qu'une enquête le donne : exact, approché, ou un intervalle."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import Any

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.modeles.depuis_texte import DepuisTexte

_NOMBRE = r"([0-9]{1,3}(?:[.,][0-9]{1,4})?)"
_FORMES = (
    (re.compile(rf"{_NOMBRE} ?%?"), False),
    (re.compile(rf"(?:environ |~ ?){_NOMBRE} ?%?"), True),
    (re.compile(rf"(?:de )?{_NOMBRE} ?%?(?: à | ?\.\. ?){_NOMBRE} ?%?"), False),
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Pourcentage(DepuisTexte):
    """« 91,23 % », « environ 90 % » ou « de 87 à 100 % » : les valeurs restent telles que la source les donne.

    Se trie par le milieu de l'intervalle, puis par sa borne basse ; une valeur approchée suit la même, exacte.
    """

    bas: Decimal
    haut: Decimal
    approche: bool = False

    MOTIF = r"(environ |~ ?|de )?\d{1,3}([.,]\d{1,4})? ?%?(( à | ?\.\. ?)\d{1,3}([.,]\d{1,4})? ?%?)?"
    EXEMPLES = ("91,23", "environ 90", "87..100", "de 87 à 100 %")

    @classmethod
    def lire(cls, valeur: Any) -> "Pourcentage":
        """Lit un pourcentage. Lève une erreur pydantic, en français, quand il est mal écrit ou hors de 0 à 100."""
        if isinstance(valeur, Pourcentage):
            return valeur
        texte = str(valeur).replace("\u00a0", " ").replace("\u202f", " ").strip()
        for forme, approche in _FORMES:
            trouve = forme.fullmatch(texte)
            if trouve:
                bornes = [Decimal(g.replace(",", ".")) for g in trouve.groups()]
                if max(bornes) > 100 or bornes[0] > bornes[-1]:
                    break
                return cls(bornes[0], bornes[-1], approche)
        raise PydanticCustomError(
            "pourcentage",
            "« {valeur} » n'est pas un pourcentage : écrivez 91,23 ou « environ 90 » ou 87..100.",
            {"valeur": texte},
        )

    def _cle(self) -> tuple[Decimal, Decimal, bool]:
        return (self.bas + self.haut, self.bas, self.approche)

    def __lt__(self, autre: "Pourcentage") -> bool:
        return self._cle() < autre._cle()

    def __str__(self) -> str:
        unite = f"{francais.INSECABLE}%"
        if self.bas != self.haut:
            return f"de {_ecrire(self.bas)} à {_ecrire(self.haut)}{unite}"
        return f"{'environ ' if self.approche else ''}{_ecrire(self.bas)}{unite}"


def _ecrire(valeur: Decimal) -> str:
    return format(valeur, "f").replace(".", ",")
