"""Les échéances : une date, ou une date relative à un jalon."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

from qualicli.modeles.depuis_texte import DepuisTexte
from qualicli.modeles.temps.dates import DateImprecise, decaler


@dataclass(frozen=True, slots=True)
class Echeance(DepuisTexte):
    """Une date imprécise, ou une date relative à un jalon : `jalon:audit-blanc`, `jalon:audit-blanc-30j`."""

    date: DateImprecise | None
    jalon: str
    decalage: int
    texte: str

    MOTIF = rf"{DateImprecise.MOTIF}|jalon:[a-z0-9]+(-[a-z0-9]+)*([+-]\d{{1,4}}j)?"
    EXEMPLES = ("2022-04-15", "2022-S1", "jalon:audit-blanc", "jalon:audit-blanc-30j")

    @classmethod
    def lire(cls, valeur: Any) -> "Echeance":
        """Lit une échéance. Lève une erreur pydantic, en français, quand elle est mal écrite."""
        if isinstance(valeur, Echeance):
            return valeur
        if not isinstance(valeur, str) or not valeur.startswith("jalon:"):
            lue = DateImprecise.lire(valeur)
            return cls(lue, "", 0, lue.texte)
        trouve = re.fullmatch(r"jalon:([a-z0-9]+(?:-[a-z0-9]+)*?)(?:([+-][0-9]{1,4})j)?", valeur)
        if trouve is None:
            raise PydanticCustomError(
                "echeance",
                "« {valeur} » n'est pas une échéance. Écrivez une date, jalon:ID ou jalon:ID-30j.",
                {"valeur": valeur},
            )
        return cls(None, trouve[1], int(trouve[2] or 0), valeur)

    def resoudre(self, jalons: Mapping[str, DateImprecise]) -> DateImprecise | None:
        """Donne la date de l'échéance, d'après la date en vigueur des jalons ; `None` si le jalon est inconnu."""
        if self.date is not None:
            return self.date
        repere = jalons.get(self.jalon)
        if repere is None or not self.decalage:
            return repere
        debut, fin = decaler(repere.debut, self.decalage), decaler(repere.fin, self.decalage)
        texte = debut.isoformat() if debut == fin else f"{debut.isoformat()}/{fin.isoformat()}"
        return DateImprecise(debut, fin, texte)

    def __str__(self) -> str:
        return self.texte
