"""Ce qu'une recherche a trouvé, à l'écran et pour une machine."""

import json
from collections.abc import Sequence
from typing import Protocol

from qualicli import francais
from qualicli.rendus.ecran import Ecran, aplanir, paragraphe

_EXTRAITS = 3


class ObjetTrouve(Protocol):
    """Un objet trouvé : ce qu'il est, comment on l'appelle, où, et ce qui répond."""

    @property
    def nature(self) -> str:
        """Ce qu'il est."""

    @property
    def nom(self) -> str:
        """Comment on l'appelle."""

    @property
    def fichier(self) -> str:
        """Son fichier."""

    @property
    def ligne(self) -> int:
        """La première ligne qui répond."""

    @property
    def extraits(self) -> tuple[tuple[int, str], ...]:
        """Les lignes qui répondent, et ce qu'elles disent."""


def rendre(trouvailles: Sequence[ObjetTrouve], cherche: str) -> Ecran:
    """Les objets trouvés, chacun avec son fichier et sa ligne."""
    if not trouvailles:
        return paragraphe(f"Rien ne répond à : {aplanir(cherche)}.")
    combien = francais.pluriel(len(trouvailles), "objet répond", "objets répondent")
    ecran: Ecran = [*paragraphe(f"{combien} à : {aplanir(cherche)}", style="bold")]
    for t in trouvailles:
        ecran += [[], [(f"{t.fichier}:{t.ligne}", "cyan")]]
        ecran += paragraphe(aplanir(f"{francais.majuscule(t.nature)} {francais.guillemets(t.nom)}"), "  ")
        for ligne, texte in t.extraits[:_EXTRAITS]:
            ecran += paragraphe(aplanir(f"l. {ligne} : {texte}"), "    ", "      ")
        if len(t.extraits) > _EXTRAITS:
            ecran.append([(f"    … et {francais.pluriel(len(t.extraits) - _EXTRAITS, 'autre ligne')}", "")])
    return ecran


def json_(trouvailles: Sequence[ObjetTrouve]) -> str:
    """Les objets trouvés, pour une machine : toutes leurs lignes."""
    objets = [
        {
            "nature": t.nature,
            "nom": t.nom,
            "fichier": t.fichier,
            "ligne": t.ligne,
            "extraits": [{"ligne": ligne, "texte": texte} for ligne, texte in t.extraits],
        }
        for t in trouvailles
    ]
    return json.dumps({"format": 1, "objets": objets}, ensure_ascii=False, indent=2)
