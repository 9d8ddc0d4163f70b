"""Ce que git sait du dossier : les fichiers qui ont des changements non commités."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

# Un dossier reçu peut porter des réglages hostiles : git n'a le droit de lancer aucun programme, ni d'écrire.
_PRUDENCE = ("--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


def non_commites(racine: Path, fichiers: Iterable[str]) -> list[str]:
    """Les fichiers qui ont des changements non commités, nouveaux compris ; aucun hors d'un dépôt, ou sans git."""
    cibles = [f for f in fichiers if (racine / f).exists()]
    if not cibles:
        return []
    commande = ["git", *_PRUDENCE, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--"]
    propre = {cle: v for cle, v in os.environ.items() if not cle.startswith("GIT_")}
    modifies: list[str] = []
    for debut in range(0, len(cibles), 200):  # une ligne de commande a une longueur limitée
        lot = cibles[debut : debut + 200]
        try:
            reponse = subprocess.run(  # noqa: S603
                [*commande, *(f":(literal){f}" for f in lot)], cwd=racine, env=propre, capture_output=True, check=False
            )
        except OSError:  # git n'est pas installé
            return []
        if reponse.returncode:  # pas un dépôt
            return []
        if reponse.stdout:
            modifies += lot if len(lot) == 1 else _nommes(reponse.stdout, lot)
    return modifies


def _nommes(sortie: bytes, lot: list[str]) -> list[str]:
    """Les fichiers du lot que git cite ; il les nomme depuis la racine du dépôt, qui peut être plus haut."""
    cites = {ligne[3:].decode("utf-8", "replace") for ligne in sortie.split(b"\0") if ligne}
    return [f for f in lot if any(c == f or c.endswith(f"/{f}") for c in cites)]
