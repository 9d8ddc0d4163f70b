"""Le journal d'une écriture : ce qui va où. Relu, il n'est cru en rien : un dossier reçu peut en contenir un, forgé.

Il ne peut demander que ce que l'outil sait refaire : poser un brouillon de l'atelier, intact, sur une fiche du dossier.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from qualicli.depot.ecriture import chemin_interne
from qualicli.depot.interruption import ATELIER, JOURNAL
from qualicli.depot.inventaire import empreinte_octets, est_nom_admis
from qualicli.erreurs import ErreurEcriture
from qualicli.modeles.documents import EXTENSIONS_DE_PIECE
from qualicli.modeles.familles import A_PIECE, A_TABLE, DOSSIERS, REFERENTIELS, UNIQUES

_TAILLE_MAX = 16 * 2**20
_EMPREINTE = re.compile("[0-9a-f]{64}")
_EXTENSIONS = (".yaml", ".md")
_SEULS = frozenset(f.nom for f in UNIQUES)
_FAMILLES = frozenset(f.nom.partition("/")[0] for f in (*DOSSIERS, *REFERENTIELS))


@dataclass(frozen=True)
class Pose:
    """Un brouillon à mettre à la place d'un fichier, et l'empreinte de ce fichier avant et après ; sans après, il s'ôte."""

    fichier: str
    avant: str | None
    apres: str | None
    brouillon: str


def composer(fichiers: Mapping[str, bytes | None], lus: Mapping[str, bytes]) -> list[Pose]:
    """Les poses que demande une écriture ; le brouillon d'un fichier porte son rang."""
    return [
        Pose(f, _empreinte(lus.get(f)), _empreinte(octets), str(rang))
        for rang, (f, octets) in enumerate(fichiers.items())
    ]


def _empreinte(octets: bytes | None) -> str | None:
    return None if octets is None else empreinte_octets(octets)


def ecrire(poses: list[Pose]) -> bytes:
    """Le journal, en octets."""
    return json.dumps({"format": 1, "fichiers": [asdict(p) for p in poses]}, ensure_ascii=False).encode()


def lire(racine: Path) -> list[Pose]:
    """Relit le journal du dossier ; lève une erreur s'il est abîmé, ou s'il demande ce qu'un import ne demande jamais."""
    chemin = racine / ATELIER / JOURNAL
    if (racine / ATELIER).is_symlink() or chemin.is_symlink() or not chemin.is_file():
        raise _refus("n'est pas un fichier ordinaire")
    try:
        if chemin.stat().st_size > _TAILLE_MAX:
            raise _refus("est démesuré")
        contenu = json.loads(chemin.read_bytes())
        entrees = contenu["fichiers"]
        if contenu["format"] != 1 or not isinstance(entrees, list):
            raise TypeError
        poses = [_relire(rang, entree) for rang, entree in enumerate(entrees)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise _refus("est illisible") from None
    if len({p.fichier.casefold() for p in poses}) < len(poses):
        raise _refus("nomme deux fois le même fichier")
    for pose in poses:
        verifier(racine, pose.fichier)
    return poses


def _relire(rang: int, entree: Any) -> Pose:
    pose = Pose(**entree)
    empreintes = [e for e in (pose.avant, pose.apres) if e is not None]
    if not empreintes or pose.brouillon != str(rang) or not isinstance(pose.fichier, str):
        raise ValueError
    if len(empreintes) == 2 and not pose.fichier.endswith(_EXTENSIONS) and not _est_une_table(pose.fichier):
        # Une pièce se pose à côté de sa fiche, et n'en remplace jamais une autre.
        raise ValueError
    if not all(isinstance(e, str) and _EMPREINTE.fullmatch(e) for e in empreintes):
        raise ValueError
    return pose


def _est_une_table(relatif: str) -> bool:
    """Vrai du .csv d'un registre ou d'une série, à côté de sa fiche."""
    return relatif.endswith(".csv") and relatif.partition("/")[0] in A_TABLE


def verifier(racine: Path, relatif: str) -> Path:
    """Rend le chemin d'une fiche du dossier ; refuse ce qui n'en est pas une, ou s'atteint par un lien symbolique."""
    parties = PurePosixPath(relatif).parts
    connue = relatif in _SEULS or (
        len(parties) > 1
        and (
            (parties[0] in _FAMILLES and relatif.endswith(_EXTENSIONS))
            or _est_une_table(relatif)
            or (parties[0] in A_PIECE and relatif.endswith(EXTENSIONS_DE_PIECE))
        )
    )
    if not connue or "/".join(parties) != relatif or not all(map(est_nom_admis, parties)):
        raise ErreurEcriture(f"« {relatif} » n'est pas une fiche d'un dossier : rien n'est écrit.", _CONSEIL)
    chemin = chemin_interne(racine, relatif)
    for rang in range(1, len(parties) + 1):
        if racine.joinpath(*parties[:rang]).is_symlink():
            message = f"« {'/'.join(parties[:rang])} » est un lien symbolique : rien n'est écrit."
            raise ErreurEcriture(message, "Remplacez-le par ce qu'il désigne.")
    return chemin


_CONSEIL = f"Comparez vos fichiers à git, puis supprimez le dossier « {ATELIER} »."


def _refus(pourquoi: str) -> ErreurEcriture:
    return ErreurEcriture(f"Le journal « {ATELIER}/{JOURNAL} » {pourquoi}.", _CONSEIL)
