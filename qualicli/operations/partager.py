"""Partager ses enregistrements avec les collègues, par le dépôt que la préfecture a réglé."""

from dataclasses import dataclass
from pathlib import Path

from qualicli.depot.distant import Distant, envoyer, trouver_distant
from qualicli.depot.etat_de_travail import relever
from qualicli.depot.historique import Enregistrement, Historique, ouvrir_historique
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.changements import resumer
from qualicli.operations.enregistrer_travail import decrire_fichiers


@dataclass(frozen=True)
class Partage:
    """Ce qui partirait, vers où, et ce qui reste à enregistrer."""

    historique: Historique
    distant: Distant
    sortants: tuple[Enregistrement, ...]
    reste: str


def preparer_partage(racine: Path) -> Partage:
    """Ce que le dépôt distant n'a pas encore, d'après ce que l'on en sait. Ne parle pas au réseau, n'écrit rien."""
    historique = ouvrir_historique(racine)
    historique.verifier_libre()
    distant, tete = trouver_distant(historique), historique.tete()
    if not tete:
        raise ErreurUsage(
            "Rien n'est encore enregistré : il n'y a rien à partager.", "« qualicli enregistrer » d'abord."
        )
    connu = historique.resoudre(distant.suivi)
    reste = resumer(decrire_fichiers(historique, relever(historique).changes))
    return Partage(historique, distant, tuple(historique.depuis(tete, connu)), reste)


def partager(partage: Partage) -> None:
    """Envoie. Rien de ce que les autres ont partagé n'est jamais effacé : s'ils ont avancé, l'envoi est refusé."""
    envoyer(partage.historique, partage.distant, partage.historique.tete())
