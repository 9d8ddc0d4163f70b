"""Les rythmes écrits en toutes lettres : « chaque semestre », « tous les 6 mois », « trimestriel »."""

import re
from typing import Final

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.modeles.temps.durees import Duree

_MOTS: Final = {
    "semaine": "7 j",
    "hebdomadaire": "7 j",
    "mois": "1 mois",
    "mensuel": "1 mois",
    "bimestre": "2 mois",
    "trimestre": "3 mois",
    "trimestriel": "3 mois",
    "semestre": "6 mois",
    "semestriel": "6 mois",
    "an": "1 an",
    "annee": "1 an",
    "annuel": "1 an",
}


def lire_rythme(texte: str | None) -> Duree | None:
    """L'intervalle que dit un rythme ; aucun quand il n'en fixe pas (« au fil de l'eau »)."""
    dit = " ".join(francais.sans_accent(texte or "").lower().split())
    dit = re.sub(r"^(?:chaque|tous les|toutes les|une fois par|un par|par) ", "", dit)
    mot = dit.removesuffix("le") if dit.endswith("elle") else dit
    try:
        return Duree.lire(_MOTS.get(mot) or _MOTS.get(mot.removesuffix("s")) or dit)
    except PydanticCustomError:
        return None
