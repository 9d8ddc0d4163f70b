"""Dire où en est le dossier où l'on se trouve, et quoi faire ensuite. N'écrit rien, n'appelle aucun réseau."""

from datetime import date
from pathlib import Path

from qualicli.depot.git import depot_de
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.obligations.registre import obligations
from qualicli.diagnostic.situation import EtatDesLieux, TravailEnCours, proposer_gestes, situer_demarche
from qualicli.erreurs import ErreurGit
from qualicli.modeles.anomalie import Gravite
from qualicli.modeles.connaissance import connu_au
from qualicli.operations.diagnostiquer import lire


def accueillir(racine: Path, au: date) -> EtatDesLieux:
    """La situation d'un dossier à une date."""
    dossier, lecture, bilan = lire(racine, au)
    diagnostic = etablir(connu_au(dossier, au), au, lecture.inventaire)
    erreurs = bilan.compte(Gravite.ERREUR)
    dues = obligations(diagnostic.dossier, au, lecture.inventaire, diagnostic)
    en_retard = sum(o.etat == "en_retard" for o in dues)
    gestes = proposer_gestes(diagnostic, erreurs, _travail_en_cours(racine), en_retard)
    return situer_demarche(diagnostic, erreurs, bilan.compte(Gravite.AVERTISSEMENT), gestes)


def _travail_en_cours(racine: Path) -> TravailEnCours:
    """Ce que l'historique sait ; rien quand git ne peut pas répondre : ce n'est pas ce que l'on demandait."""
    from qualicli.depot.distant import trouver_distant
    from qualicli.depot.etat_de_travail import relever
    from qualicli.depot.historique import ouvrir_historique

    if depot_de(racine) is None:
        return TravailEnCours(sans_historique=True)
    try:
        historique = ouvrir_historique(racine)
        changes = relever(historique).changes
        a_partager = 0
        try:
            connu = historique.resoudre(trouver_distant(historique).suivi)
            a_partager = len(historique.depuis(historique.tete(), connu)) if historique.tete() else 0
        except ErreurGit:  # aucun dépôt distant : il n'y a rien à partager
            pass
        return TravailEnCours(bool(changes), a_partager)
    except ErreurGit:
        return TravailEnCours()
