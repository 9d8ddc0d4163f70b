"""Poser dans le dossier, et autour de lui dans son dépôt, l'état qu'un geste demande : tout, ou rien.

Les pièces et les autres fichiers passent d'abord, les fiches d'un seul geste ensuite ; à la moindre panne, tout revient.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qualicli.depot import gestes, journal
from qualicli.depot.ecriture import chemin_interne, ecrire_fichier, en_francais
from qualicli.depot.etat_de_travail import est_tel_quel, octets_du_disque
from qualicli.depot.historique import ORDINAIRES, Entree, Historique
from qualicli.depot.inventaire import chemin_reel
from qualicli.depot.transaction import ecrire_ensemble
from qualicli.erreurs import ErreurEcriture, ErreurGit, ErreurQualicli

Poses = Mapping[str, tuple[bytes | None, bytes | None]]  # par fichier : ses octets d'avant, ceux d'après


def poser(racine: Path, base: Path, poses: Poses, en_defait_un: bool = False) -> None:
    """Pose des fichiers sous `base`, qui contient le dossier ; ce qu'ils étaient est retenu, pour y revenir."""
    prefixe = os.path.relpath(racine.resolve(), base.resolve()).replace(os.sep, "/")
    prefixe = "" if prefixe == "." else f"{prefixe}/"
    fiches = {c.removeprefix(prefixe): p for c, p in poses.items() if _est_une_fiche(racine, c, prefixe)}
    autres = {c: p for c, p in poses.items() if not (c.startswith(prefixe) and c.removeprefix(prefixe) in fiches)}
    for chemin in autres:
        _verifier(base, chemin)
    with _Retour(base, autres):
        for chemin, (_, apres) in autres.items():
            if apres is not None:
                ecrire_fichier(chemin_interne(base, chemin), apres)
        ecrire_ensemble(
            racine,
            {f: apres for f, (_, apres) in fiches.items()},
            {f: a for f, (a, _) in fiches.items() if a is not None},
        )
        for chemin, (_, apres) in autres.items():
            if apres is None:
                with en_francais(base / chemin):
                    chemin_interne(base, chemin).unlink(missing_ok=True)
    if all(c.startswith(prefixe) for c in poses):
        gestes.retenir(racine, {c.removeprefix(prefixe): p for c, p in poses.items()}, en_defait_un)


def _est_une_fiche(racine: Path, chemin: str, prefixe: str) -> bool:
    if not chemin.startswith(prefixe):
        return False
    try:
        journal.verifier(racine, chemin.removeprefix(prefixe))
    except ErreurEcriture:
        return False
    return True


def _verifier(base: Path, chemin: str) -> None:
    """Refuse ce qui mènerait hors du dépôt, dans les réglages de git, ou à travers un lien."""
    interne = chemin_interne(base, chemin)
    for parent in (interne, *interne.parents):
        if parent == base:
            break
        if parent.is_symlink():
            raise ErreurEcriture(f"« {chemin} » passe par un lien symbolique : rien n'est écrit.", "Remplacez ce lien.")


class _Retour:
    """Remet les fichiers comme ils étaient quand la suite échoue."""

    def __init__(self, base: Path, poses: Poses) -> None:
        self._base, self._poses = base, poses

    def __enter__(self) -> None:
        for chemin, (avant, _) in self._poses.items():
            reel = chemin_reel(self._base, chemin)
            if (reel.read_bytes() if reel.is_file() else None) != avant:
                raise ErreurEcriture(f"« {chemin} » a changé entre-temps : rien n'est écrit.", "Recommencez.")

    def __exit__(self, _genre: object, panne: BaseException | None, _trace: object) -> None:
        if panne is None:
            return
        for chemin, (avant, _) in self._poses.items():
            with suppress(OSError, ErreurQualicli):
                reel = chemin_reel(self._base, chemin)
                if avant is None:
                    reel.unlink(missing_ok=True)
                else:
                    ecrire_fichier(reel, avant)


@dataclass(frozen=True)
class Bascule:
    """Le passage d'un enregistrement à un autre : les fichiers à poser, et ce que l'arbre en garde."""

    ancien: str
    neuf: str
    octets: Mapping[str, bytes | None]
    entrees: Mapping[str, Entree | None]


def basculer(historique: Historique, bascule: Bascule) -> None:
    """Passe le dossier et sa branche à un autre enregistrement ; à la moindre panne, le dossier revient où il était."""
    depart = historique.arbre(bascule.ancien)
    poses: dict[str, tuple[bytes | None, bytes | None]] = {}
    for chemin, apres in bascule.octets.items():
        present = octets_du_disque(historique, chemin)
        if not est_tel_quel(present, depart.get(chemin)):
            raise ErreurGit(
                f"« {chemin} » a des changements qui ne sont pas enregistrés",
                "Enregistrez-les d'abord : « qualicli enregistrer ».",
            )
        poses[chemin] = (present, _a_la_windows(present, apres))
    for entree in bascule.entrees.values():
        if entree is not None and entree.mode not in ORDINAIRES:
            raise ErreurGit("ce travail contient un lien symbolique ou un autre dépôt, qui ne se pose pas", "")
    poser(historique.racine, historique.depot, poses)
    try:
        historique.aligner_index(bascule.entrees)
        historique.designer(f"refs/heads/{historique.branche}", bascule.neuf, bascule.ancien)
    except BaseException:
        poser(historique.racine, historique.depot, {c: (apres, avant) for c, (avant, apres) in poses.items()})
        with suppress(ErreurGit):
            historique.aligner_index({c: depart.get(c) for c in bascule.entrees})
        raise
    gestes.oublier(historique.racine)  # il est recouvert : c'est la bascule qui s'annulera


def _a_la_windows(present: bytes | None, apres: bytes | None) -> bytes | None:
    """Garde à un fichier les fins de ligne qu'il a sur ce disque, quand git n'en garde que de simples."""
    if present is None or apres is None or b"\0" in apres or b"\r\n" in apres:
        return apres
    toutes = present.count(b"\n")
    return apres.replace(b"\n", b"\r\n") if toutes and present.count(b"\r\n") == toutes else apres
