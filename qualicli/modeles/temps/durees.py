"""Les durées du format : en jours, en semaines, en mois, en années."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.modeles.depuis_texte import DepuisTexte
from qualicli.modeles.temps.dates import DateImprecise, decaler, fin_de_mois


@dataclass(frozen=True, slots=True)
class Duree(DepuisTexte):
    """Une durée : « 60 j », « 2 semaines », « 3 mois », « 3 ans »."""

    mois: int
    jours: int
    texte: str

    MOTIF = r"\d{1,4} ?(j|jours?|semaines?|mois|ans?)"
    EXEMPLES = ("60 j", "3 mois", "3 ans")

    @classmethod
    def lire(cls, valeur: Any) -> "Duree":
        """Lit une durée. Lève une erreur pydantic, en français, quand elle est mal écrite."""
        if isinstance(valeur, Duree):
            return valeur
        lue = _lire_duree(valeur) if isinstance(valeur, str) else None
        if lue is None:
            raise PydanticCustomError(
                "duree",
                "« {valeur} » n'est pas une durée. Écrivez par exemple 60 j, 3 mois ou 3 ans.",
                {"valeur": valeur},
            )
        return lue

    def __str__(self) -> str:
        return self.texte

    def en_clair(self) -> str:
        """Écrit la durée avec son unité entière : « 60 jours », « 1 semaine », « 3 mois », « 5 ans »."""
        combien = int("".join(c for c in self.texte if c.isdigit()))
        unite = self.texte.lstrip("0123456789 \u00a0\u202f").rstrip("s")
        return francais.pluriel(combien, {"j": "jour", "moi": "mois"}.get(unite, unite))

    def en_rythme(self) -> str:
        """Dit un intervalle comme on le dit : « tous les 3 mois », « tous les ans », « toutes les semaines »."""
        combien, _, unite = self.en_clair().partition(" ")
        tous = "toutes les" if unite.startswith("semaine") else "tous les"
        return f"{tous} {francais.accorder(2, unite)}" if combien == "1" else f"{tous} {combien} {unite}"

    @property
    def est_en_jours(self) -> bool:
        """Vrai pour une durée écrite en jours : elle seule peut se compter en jours ouvrés."""
        return "j" in self.texte

    def apres(self, quand: date, fois: int = 1) -> date:
        """Rend la date située cette durée plus tard (plus tôt avec `fois=-1`), ramenée à la fin du mois s'il le faut."""
        rang = quand.year * 12 + quand.month - 1 + fois * self.mois
        annee, mois = divmod(rang, 12)
        if not 1 <= annee <= 9999:
            return date.max if fois > 0 else date.min
        cible = quand.replace(year=annee, month=mois + 1, day=min(quand.day, fin_de_mois(annee, mois + 1).day))
        return decaler(cible, fois * self.jours)

    def avant(self, quand: date) -> date:
        """Rend la date située cette durée plus tôt."""
        return self.apres(quand, -1)

    def reporter(self, quand: DateImprecise, fois: int = 1) -> DateImprecise:
        """Rend la date imprécise située cette durée plus tard, aussi précise que la première : un mois donne un mois."""
        debut, fin = self.apres(quand.debut, fois), self.apres(quand.fin, fois)
        if quand.est_exacte:
            return DateImprecise.lire(debut.isoformat())
        if not self.jours:  # la fin d'un mois reste une fin de mois : 18 mois après juin, tout décembre
            lendemain = decaler(quand.fin, 1)
            fin = decaler(self.apres(lendemain, fois), -1) if lendemain > quand.fin else fin
        fin = max(debut, fin)  # au bord du calendrier, l'intervalle se réduit à son dernier jour
        entier = DateImprecise.lire(f"{debut.year:04}")
        if (debut, fin) == (entier.debut, entier.fin):
            return entier
        mois = DateImprecise.lire(debut.isoformat()[:7])
        return mois if (debut, fin) == (mois.debut, mois.fin) else DateImprecise.entre(debut, fin)


@lru_cache(maxsize=1024)
def _lire_duree(texte: str) -> Duree | None:
    trouve = re.fullmatch(r"([0-9]{1,4})[ \u00a0\u202f]?(j|jours?|semaines?|mois|ans?)", texte)
    if trouve is None:
        return None
    combien, unite = int(trouve[1]), trouve[2]
    if unite == "mois":
        return Duree(combien, 0, texte)
    if unite.startswith("an"):
        return Duree(12 * combien, 0, texte)
    return Duree(0, 7 * combien if unite.startswith("s") else combien, texte)
