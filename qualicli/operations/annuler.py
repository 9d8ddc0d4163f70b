"""Annuler le dernier geste, ou le dernier enregistrement : jamais ce qui est partagé, et toujours de façon réversible."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qualicli.depot import gestes
from qualicli.depot.etat_de_travail import FichierChange, est_tel_quel, octets_du_disque, relever
from qualicli.depot.git import depot_de
from qualicli.depot.historique import Enregistrement, Entree, Historique, ouvrir_historique
from qualicli.depot.inventaire import chemin_reel, empreinte_octets
from qualicli.depot.pose import Bascule, Poses, basculer, poser
from qualicli.erreurs import ErreurGit, ErreurUsage
from qualicli.modeles.changements import ChangementDObjet, composer_message, decrire
from qualicli.operations.enregistrer_travail import decrire_fichiers, en_valeur

ANNULE = "refs/qualicli/annule"
Sorte = Literal["geste", "travail", "enregistrement", "retablissement"]


@dataclass(frozen=True)
class Annulation:
    """Ce qui serait annulé, et comment : en reposant des fichiers, ou en passant à un autre enregistrement."""

    sorte: Sorte
    racine: Path
    changements: tuple[ChangementDObjet, ...]
    poses: Poses
    historique: Historique | None = None
    annule: Enregistrement | None = None
    vers: str = ""  # l'enregistrement où l'on revient ; vide quand il faut en faire un, inverse
    entrees: Mapping[str, Entree | None] | None = None


def preparer_annulation(racine: Path, tout: bool = False) -> Annulation:
    """Trouve ce qu'il y a à annuler : le dernier geste non enregistré, sinon le dernier enregistrement. N'écrit rien."""
    historique = ouvrir_historique(racine) if depot_de(racine) is not None else None
    if historique is not None:
        historique.verifier_libre()
    changes = relever(historique).changes if historique else []
    if tout:
        return _annuler_tout(racine, historique, changes)
    poses = _dernier_geste(racine, changes if historique else None)
    if poses:
        return Annulation("geste", racine, _decrire_poses(poses), poses)
    if historique is None:
        raise ErreurGit(
            "le dernier geste n'est pas connu, et ce dossier n'a pas d'historique",
            "« qualicli enregistrer --commencer » le crée ; ensuite, chaque enregistrement s'annule.",
        )
    if changes:
        raise ErreurUsage(
            f"Le dernier geste n'est pas connu : {_enumerer(changes)} hors de qualicli, ou depuis.",
            "« qualicli annuler --tout » ramène le dossier au dernier enregistrement ; « qualicli enregistrer » garde tout.",
        )
    return _annuler_enregistrement(historique)


def _enumerer(changes: list[FichierChange]) -> str:
    return f"« {changes[0].fichier} » a changé" if len(changes) == 1 else f"{len(changes)} fichiers ont changé"


def _dernier_geste(racine: Path, changes: list[FichierChange] | None) -> Poses:
    """Le dernier geste, si rien ne l'a suivi, et s'il n'est pas déjà enregistré."""
    fichiers, en_defait_un = gestes.dernier(racine)
    presents = {f: _present(racine, f) for f in fichiers}
    if any((None if p is None else empreinte_octets(p)) != fichiers[f][1] for f, p in presents.items()):
        return {}
    # Un geste défait laisse le dossier tel qu'il était enregistré ; tout autre, là, a été enregistré depuis avec git.
    if changes is not None and not en_defait_un and not {c.fichier for c in changes} & set(fichiers):
        return {}
    return {f: (presents[f], avant) for f, (avant, _) in fichiers.items() if presents[f] != avant}


def _present(racine: Path, fichier: str) -> bytes | None:
    chemin = chemin_reel(racine, fichier)
    return chemin.read_bytes() if chemin.is_file() and not chemin.is_symlink() else None


def _decrire_poses(poses: Poses) -> tuple[ChangementDObjet, ...]:
    return tuple(
        objet
        for f, (present, avant) in poses.items()
        for objet in decrire(f, en_valeur(f, present), en_valeur(f, avant))
    )


def _annuler_tout(racine: Path, historique: Historique | None, changes: list[FichierChange]) -> Annulation:
    if historique is None or not historique.tete():
        raise ErreurGit(
            "ce dossier n'a aucun enregistrement où revenir", "« qualicli enregistrer --commencer » en fait un."
        )
    if not changes:
        raise ErreurUsage("Rien n'a changé depuis le dernier enregistrement.", "« qualicli annuler » annule celui-ci.")
    if not gestes.se_retient(racine):
        raise ErreurUsage(
            "Sans la mémoire de qualicli, rien ne permettrait d'y revenir : rien n'est annulé.",
            "Ôtez QUALICLI_MEMOIRE=non, ou enregistrez d'abord : « qualicli enregistrer », puis « qualicli annuler ».",
        )
    poses = {
        c.fichier: (_present(racine, c.fichier), historique.contenu(c.avant))
        for c in changes
        if c.avant is None or c.mode.startswith("100")
    }
    return Annulation("travail", racine, _decrire_poses(poses), poses, historique)


def _annuler_enregistrement(historique: Historique) -> Annulation:
    branche, tete = historique.branche, historique.tete()
    if not tete:
        raise ErreurUsage("Il n'y a encore rien à annuler.", "« qualicli enregistrer » garde le travail fait.")
    annule = historique.resoudre(ANNULE)
    if annule and historique.enregistrement(annule).parents[:1] == (tete,):
        return _passer(historique, "retablissement", historique.enregistrement(annule), tete, annule)
    dernier = historique.enregistrement(tete)
    if not dernier.parents:
        raise ErreurUsage(
            f"« {dernier.titre} » est le premier enregistrement de « {branche} » : il ne s'annule pas.",
            "Changez ce qui ne va pas, puis « qualicli enregistrer ».",
        )
    if not historique.est_partage(tete):
        return _passer(historique, "enregistrement", dernier, tete, dernier.parents[0])
    if len(dernier.parents) > 1:
        raise ErreurUsage(
            "Le dernier enregistrement a reçu le travail de collègues, et il est déjà partagé : il ne s'annule pas d'un bloc.",
            "« qualicli journal » dit ce qui est venu. Changez ce qui ne va pas (« qualicli modifier »), puis "
            "« qualicli enregistrer » et « qualicli partager ».",
        )
    return _passer(historique, "enregistrement", dernier, tete, dernier.parents[0], inverse=True)


def _passer(
    historique: Historique, sorte: Sorte, annule: Enregistrement, depart: str, vers: str, inverse: bool = False
) -> Annulation:
    changees = historique.changes_entre(depart, vers)
    avant, entrees = ({c: e[rang] for c, e in changees.items()} for rang in (0, 1))
    for chemin in entrees:
        if not est_tel_quel(octets_du_disque(historique, chemin), avant.get(chemin)):
            raise ErreurGit(
                f"« {chemin} » a des changements qui ne sont pas enregistrés", "« qualicli enregistrer » les garde."
            )
    poses = {c: (historique.contenu(avant.get(c)), historique.contenu(e)) for c, e in entrees.items()}
    changes = [
        FichierChange(c.removeprefix(historique.prefixe), c, avant.get(c), octets) for c, (_, octets) in poses.items()
    ]
    objets = tuple(decrire_fichiers(historique, changes))
    return Annulation(sorte, historique.racine, objets, poses, historique, annule, "" if inverse else vers, entrees)


def annuler(annulation: Annulation, auteur: str = "") -> None:
    """Annule ce qui a été montré. Recommencer la commande y revient."""
    historique = annulation.historique
    if historique is None or annulation.entrees is None or annulation.annule is None:
        poser(annulation.racine, annulation.racine, annulation.poses, en_defait_un=True)
        return
    tete, vers = historique.tete(), annulation.vers
    if not vers:  # partagé : l'historique ne se récrit pas, un enregistrement inverse s'y ajoute
        titre = f"Annule « {annulation.annule.titre} »"
        arbre = historique.composer_arbre(tete, annulation.entrees)
        vers = historique.enregistrer(arbre, [tete], composer_message(annulation.changements, titre), auteur)
    basculer(
        historique, Bascule(tete, vers, {c: apres for c, (_, apres) in annulation.poses.items()}, annulation.entrees)
    )
    if annulation.sorte == "enregistrement" and annulation.vers:
        historique.designer(ANNULE, annulation.annule.objet)
