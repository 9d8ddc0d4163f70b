"""Ce que montraient les classeurs établis avant d'emporter leurs propres textes : reformulé depuis, cela reste à l'outil."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from qualicli.echanges.cellules.cellule import Cellule, comparable
from qualicli.echanges.classeurs.reconnaitre import Reste
from qualicli.echanges.feuilles.registre import FEUILLES

# La liste est close : un classeur dit aujourd'hui ce qu'il montre, et ses phrases peuvent changer sans s'y ajouter.
_PHRASES = frozenset(
    {
        *(f.conseil for f in FEUILLES),
        "Un point par ligne. Remplissez l'état, la date et le commentaire.",
        "Une action par ligne ; ajoutez les vôtres dans les lignes vides, en bas.",
        "Ce qui est fait, ce qui manque. Obligatoire quand le point est sans objet : c'en est le motif.",
        "De 0 à 100.",
        "Le numéro du sous-engagement, ou de l'engagement quand il s'évalue d'un bloc.",
        "Écrivez dans les cellules blanches ; état et statut se choisissent même colorés. Le reste est calculé ou fixé.",
        "Filtrez avec les flèches des titres. Pour trier, ôtez d'abord la protection de la feuille (sans mot de passe).",
    }
)
# Ce qu'une phrase compte a changé avec le dossier.
_A_TROUS = re.compile(
    r"Pour le \d{1,2}(er)? \w+ \d{4}\."
    r"|Auto-évaluation : \d+ points? de contrôle, dont \d+ à faire avancer\. Mettez à jour .+"
    r"|Plan d'actions : (\d+ actions? ouvertes?|rien d'ouvert)(, dont \d+ en retard)?\."
    r"|Enregistrements : \d+ documents?(, dont \d+ à renouveler)?\."
    r"|Et s'il y a lieu : [\w ()'’,é]+\."
)


def oter(restes: Iterable[Reste]) -> Iterator[Reste]:
    """Ce qui est écrit hors des tables, sans les phrases de l'outil."""
    for reste in restes:
        if reste.endroit not in ("page", "titre", "note de titre"):
            yield reste
            continue
        cellules = tuple(c for c in reste.cellules if not _est_a_l_outil(c))
        if cellules:
            yield replace(reste, cellules=cellules)


def _est_a_l_outil(cellule: Cellule) -> bool:
    texte = " ".join(comparable(cellule.valeur).split())
    return texte in _PHRASES or _A_TROUS.fullmatch(texte) is not None
