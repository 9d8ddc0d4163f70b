"""Ce que les rendus ont en commun : les chemins, et de quoi nommer chaque anomalie sans la confondre avec une autre."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qualicli.modeles.anomalie import Anomalie, AnomalieSupprimee

# Un message qui cite une autre ligne ne doit pas changer d'empreinte quand elle se déplace.
_LIGNE_CITEE = re.compile(r"\b(lignes?) \d+")


@dataclass(frozen=True)
class Presentation:
    """Où se trouve le dossier dans son dépôt (« exemples/loire/ »), et la largeur du terminal s'il y en a un."""

    prefixe: str = ""
    largeur: int | None = None

    def chemin(self, fichier: str) -> str:
        """Le chemin d'un fichier depuis la racine du dépôt."""
        return self.prefixe + fichier


def numeroter(
    anomalies: Iterable[Anomalie], cle: Callable[[Anomalie], tuple[str, ...]]
) -> Iterator[tuple[Anomalie, int]]:
    """Donne à chaque anomalie son rang, à partir de 1, parmi celles qui ont la même clé."""
    vues: Counter[tuple[str, ...]] = Counter()
    for anomalie in anomalies:
        vues[cle(anomalie)] += 1
        yield anomalie, vues[cle(anomalie)]


def empreintes(anomalies: Iterable[Anomalie], presentation: Presentation) -> Iterator[tuple[Anomalie, str]]:
    """Donne à chaque anomalie une empreinte unique, la même tant qu'elle demeure, où qu'aille sa ligne."""
    for anomalie, rang in numeroter(anomalies, _cle):
        fichier, *reste = _cle(anomalie)
        texte = "\0".join((presentation.chemin(fichier), *reste, str(rang)))
        yield anomalie, hashlib.sha256(texte.encode("utf-8", "replace")).hexdigest()[:32]


def _cle(anomalie: Anomalie) -> tuple[str, ...]:
    return anomalie.fichier, anomalie.code, _LIGNE_CITEE.sub(r"\1", anomalie.message)


def phrase(anomalie: Anomalie) -> str:
    """Ce qui ne va pas, et que faire."""
    return f"{anomalie.message} {anomalie.conseil}".rstrip()


def justifier(supprimee: AnomalieSupprimee) -> str:
    """Pourquoi la démarche accepte une anomalie, qui en répond, jusqu'à quand."""
    fin = supprimee.jusqu_au.en_clair()
    return f"Motif : {supprimee.motif.rstrip('.')}. Acceptée par : {supprimee.auteur}. Échéance : {fin}."
