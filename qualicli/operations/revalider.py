"""Valider sans refaire ce qui est déjà su : un dossier inchangé, à la même date, a le même bilan.

Ce module n'importe ni les modèles ni les règles : quand la mémoire répond, ils ne servent pas.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from qualicli.depot import memoire
from qualicli.depot.ramassage import ramasser
from qualicli.modeles.anomalie import Anomalie, AnomalieSupprimee, Bilan, Gravite
from qualicli.modeles.temps.dates import DateImprecise


def revalider(
    racine: Path, au: date, strict: bool = False, avancement: Callable[[int, int], None] | None = None
) -> Bilan:
    """Contrôle un dossier à une date, d'après la mémoire si rien n'a changé ; sinon pour de bon."""
    ramassage = ramasser(racine)
    signature = ramassage.signature(memoire.empreinte_outil(), au.isoformat(), str(strict), racine.resolve().name)
    # un document signé se compare à ce que les gabarits du dossier en feraient, et la mémoire ne les lit pas
    fichiers = ramassage.fichiers
    sait = not all(any(f.startswith(d) for f in fichiers) for d in ("gabarits/", "signatures/"))
    retenu = memoire.retrouver(racine, signature) if sait else None
    bilan = _relire(retenu, au, ramassage.sources) if retenu is not None else None
    if bilan is not None:
        return bilan
    from qualicli.operations.valider import valider_ramassage

    bilan, pieces = valider_ramassage(ramassage, au, strict, avancement)
    memoire.retenir(racine, signature, pieces, _ecrire(bilan))
    return bilan


def _ecrire(bilan: Bilan) -> dict[str, Any]:
    return {
        "dossier": bilan.dossier,
        "anomalies": [_champs(a) for a in bilan.anomalies],
        "supprimees": [[_champs(s.anomalie), s.motif, s.auteur, s.jusqu_au.texte] for s in bilan.supprimees],
        "fichiers": bilan.fichiers,
    }


def _champs(a: Anomalie) -> list[Any]:
    return [a.fichier, a.ligne, a.colonne, a.code, int(a.gravite), a.message, a.conseil]


def _relire(retenu: dict[str, Any], au: date, sources: dict[str, bytes]) -> Bilan | None:
    try:
        return Bilan(
            retenu["dossier"],
            au,
            tuple(_anomalie(*champs) for champs in retenu["anomalies"]),
            tuple(
                AnomalieSupprimee(_anomalie(*champs), motif, auteur, DateImprecise.lire(fin))
                for champs, motif, auteur, fin in retenu["supprimees"]
            ),
            sources,
            retenu["fichiers"],
        )
    except (KeyError, TypeError, ValueError):  # une mémoire abîmée ne vaut pas mieux qu'une mémoire vide
        return None


def _anomalie(fichier: str, ligne: int, colonne: int, code: str, gravite: int, message: str, conseil: str) -> Anomalie:
    return Anomalie(fichier, ligne, colonne, code, Gravite(gravite), message, conseil)
