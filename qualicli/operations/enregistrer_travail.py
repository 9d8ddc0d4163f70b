"""Enregistrer le travail fait dans le dossier : dire ce qui a changé, en objets, puis le garder dans l'historique."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qualicli.depot import gestes
from qualicli.depot.etat_de_travail import EtatDeTravail, FichierChange, relever
from qualicli.depot.git import depot_de
from qualicli.depot.historique import Entree, Historique, commencer, ouvrir_historique
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Anomalie, Gravite
from qualicli.modeles.changements import ChangementDObjet, composer_message, decrire, proposer
from qualicli.operations.fusionner_fichiers import lire_fiche


@dataclass(frozen=True)
class TravailAEnregistrer:
    """Ce qui serait enregistré : les fichiers, les objets qu'ils changent, et ce que « valider » y trouve de fautif."""

    historique: Historique
    etat: EtatDeTravail
    changements: tuple[ChangementDObjet, ...]
    erreurs: tuple[Anomalie, ...]

    @property
    def resume(self) -> str:
        """Le message proposé."""
        return proposer(self.changements)


def ouvrir_ou_commencer(racine: Path, commence: bool) -> Historique:
    """L'historique du dossier ; un neuf, si on le demande et qu'il n'en a pas."""
    return commencer(racine) if commence and depot_de(racine) is None else ouvrir_historique(racine)


def preparer_travail(historique: Historique, au: date) -> TravailAEnregistrer:
    """Compare le dossier à son dernier enregistrement. N'écrit rien."""
    historique.verifier_libre()
    historique.branche  # noqa: B018 (lève une erreur hors de toute branche)
    etat = relever(historique)
    noms = {c.fichier for c in etat.changes}
    return TravailAEnregistrer(
        historique,
        etat,
        tuple(decrire_fichiers(historique, etat.changes)),
        tuple(a for a in _erreurs(historique.racine, au) if a.fichier in noms) if noms else (),
    )


def decrire_fichiers(historique: Historique, changes: Iterable[FichierChange]) -> list[ChangementDObjet]:
    """Ce que des fichiers changés changent aux objets : ajouts, puis modifications, puis suppressions."""
    objets: list[ChangementDObjet] = []
    for c in changes:
        avant, apres = (en_valeur(c.fichier, octets) for octets in (historique.contenu(c.avant), c.octets))
        objets += decrire(c.fichier, avant, apres)
    mots = lire_mots(historique.racine, {_referentiel(o) for o in objets} - {""})
    objets = [o._replace(nature=mots.get(_referentiel(o), o.nature)) for o in objets]
    return sorted(objets, key=lambda objet: objet.genre)


def _referentiel(objet: ChangementDObjet) -> str:
    """Le référentiel d'un engagement, d'après son fichier ; vide pour tout autre objet."""
    tete, _, reste = objet.fichier.partition("/")
    return reste.partition("/")[0] if tete == "engagements" and objet.nature == "engagement" else ""


def lire_mots(racine: Path, referentiels: Collection[str]) -> dict[str, str]:
    """Comment chacun de ces référentiels appelle un engagement ; rien n'est lu quand il n'y en a pas."""
    if not referentiels:
        return {}
    from qualicli.operations.referentiel import ouvrir_referentiels

    connus = ouvrir_referentiels(racine)
    return {nom: lu.mots.engagement for nom in referentiels if (lu := connus.lire(nom)) is not None}


def en_valeur(fichier: str, octets: bytes | None) -> Any:
    """La valeur d'une fiche ; un texte vide pour ce qui n'en est pas une, et rien pour ce qui n'existe pas."""
    if octets is None:
        return None
    valeur = lire_fiche(fichier, octets) if fichier.endswith((".yaml", ".md")) else None
    return "" if valeur is None else valeur


def _erreurs(racine: Path, au: date) -> Iterable[Anomalie]:
    from qualicli.operations.revalider import revalider

    return (a for a in revalider(racine, au).anomalies if a.gravite is Gravite.ERREUR)


def enregistrer_travail(prepare: TravailAEnregistrer, titre: str = "", auteur: str = "") -> str:
    """Garde le travail dans l'historique ; rend le nom de l'enregistrement. Les fichiers, eux, ne bougent pas."""
    historique, changes = prepare.historique, prepare.etat.changes
    if not changes:
        raise ErreurUsage("Rien n'a changé depuis le dernier enregistrement.", "« qualicli journal » le montre.")
    if not auteur:
        historique.verifier_identite()
    entrees = deposer_entrees(historique, changes)
    tete = historique.tete()
    arbre = historique.composer_arbre(tete, entrees)
    message = composer_message(prepare.changements, titre)
    neuf = historique.enregistrer(arbre, [tete] if tete else [], message, auteur)
    historique.aligner_index(entrees)
    historique.designer(f"refs/heads/{historique.branche}", neuf, tete)
    gestes.oublier(historique.racine)
    return neuf


def deposer_entrees(historique: Historique, changes: Iterable[FichierChange]) -> dict[str, Entree | None]:
    """Range le contenu des fichiers changés ; rend ce que l'arbre en garde."""
    changes = list(changes)
    gardes = [c for c in changes if c.octets is not None]
    objets = historique.deposer(c.octets or b"" for c in gardes)
    neuves = {c.chemin: Entree(c.mode, objet) for c, objet in zip(gardes, objets, strict=True)}
    return {c.chemin: neuves.get(c.chemin) for c in changes}
