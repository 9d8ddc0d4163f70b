"""Ce qu'une grille apporte, dit en mots et tel qu'il s'écrit."""

from collections.abc import Iterator, Mapping
from typing import Any

from qualicli import francais
from qualicli.modeles.label import Vocabulaire
from qualicli.modeles.referentiel import Engagement

ORDRE = (
    "code",
    "texte",
    "periodicite",
    "preuves",
    "par_service",
    "cible",
    "canaux",
    "si",
    "source",
    "certitude",
    "note",
)
D_UN_ENGAGEMENT = ("canaux", "cible", "periodicite", "preuves", "par_service", "note")
_MONTRES = 12


def dire(valeur: Any) -> str:
    """Une valeur, en mots."""
    if isinstance(valeur, bool):
        return "oui" if valeur else ""
    return ", ".join(map(str, valeur)) if isinstance(valeur, list | tuple) else "" if valeur is None else str(valeur)


def ecrire(valeur: Any) -> Any:
    """Une valeur de modèle, telle qu'elle s'écrit."""
    if isinstance(valeur, bool) or valeur is None:
        return valeur
    return list(valeur) if isinstance(valeur, tuple) else str(valeur)


def resumer(neufs: Mapping[str, Mapping[str, Any]], dits: Vocabulaire) -> str:
    """« 2 exigences : 4.1, 4.2 ; engagements précisés : 10 »."""
    codes = [x["code"] for neuf in neufs.values() for x in neuf["exigences"]]
    precises = [code for code, neuf in neufs.items() if any(neuf.get(c) for c in ("titre", *D_UN_ENGAGEMENT))]
    mots = [f"{francais.pluriel(len(codes), dits.exigence)} : {_lister(codes)}"] if codes else []
    mots += [f"{francais.accorder(len(precises), dits.engagement)} : {_lister(precises)}"] if precises else []
    return " ; ".join(mots)


def _lister(codes: list[str]) -> str:
    return ", ".join(codes[:_MONTRES]) + (", …" if len(codes) > _MONTRES else "")


def a_savoir(
    neufs: Mapping[str, Mapping[str, Any]], connus: Mapping[str, Engagement], fichier: str, dits: Vocabulaire
) -> Iterator[str]:
    """Ce qu'il faut savoir de ce qui s'ajoute."""
    detailles = [c for c, neuf in neufs.items() if neuf["exigences"] and c in connus and not connus[c].exigences]
    if detailles:
        yield (
            f"Jusqu'ici sans détail, et désormais évalué{francais.e(dits.engagement)} {dits.exigence} par {dits.exigence} : "
            f"{francais.accorder(len(detailles), dits.engagement)} {francais.liste(detailles)}. "
            "Un classeur déjà parti l'interroge encore d'un bloc : établissez-en un nouveau."
        )
    incomplets = [e for e in neufs if e not in connus or connus[e].etat != "complet"]
    if incomplets:
        yield (
            f"Quand rien ne manque plus {francais.de(francais.un(dits.engagement))}, écrivez « etat: complet » dans {fichier} "
            f"({francais.liste(incomplets[:_MONTRES])}{', …' if len(incomplets) > _MONTRES else ''})."
        )
