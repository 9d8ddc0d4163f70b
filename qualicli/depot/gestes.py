"""Le dernier geste fait dans un dossier : ce qu'étaient les fichiers avant lui, de quoi le défaire.

Il est retenu hors du dossier, dans la mémoire du compte : un dossier reçu ne peut pas en apporter un, forgé.
"""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from qualicli.depot.ecriture import ecrire_fichier
from qualicli.depot.inventaire import empreinte_octets
from qualicli.depot.memoire import chemin_retenu, lire_le_notre
from qualicli.erreurs import ErreurEcriture

_TAILLE_MAX = 32 * 2**20


class GesteRetenu(NamedTuple):
    """Un geste : par fichier, ses octets d'avant et son empreinte d'après ; et s'il en défaisait un autre."""

    fichiers: Mapping[str, tuple[bytes | None, str | None]]
    en_defait_un: bool = False


def retenir(racine: Path, poses: Mapping[str, tuple[bytes | None, bytes | None]], en_defait_un: bool = False) -> None:
    """Retient un geste à la place du précédent ; s'il est trop gros, ou sans mémoire, plus aucun n'est retenu."""
    with suppress(OSError, RuntimeError, ErreurEcriture):
        chemin = chemin_retenu(racine, "geste")
        if chemin is None:
            return
        if sum(len(avant or b"") for avant, _ in poses.values()) > _TAILLE_MAX:
            chemin.unlink(missing_ok=True)
            return
        geste = {
            fichier: [
                None if avant is None else base64.b64encode(avant).decode(),
                None if apres is None else empreinte_octets(apres),
            ]
            for fichier, (avant, apres) in poses.items()
        }
        contenu = {"format": 1, "en_defait_un": en_defait_un, "geste": geste}
        ecrire_fichier(chemin, json.dumps(contenu, ensure_ascii=False).encode(), prive=True)


def oublier(racine: Path) -> None:
    """Oublie le dernier geste : il est enregistré, ou un autre enregistrement l'a recouvert."""
    with suppress(OSError, RuntimeError):
        chemin = chemin_retenu(racine, "geste")
        if chemin is not None:
            chemin.unlink(missing_ok=True)


def se_retient(racine: Path) -> bool:
    """Vrai quand un geste peut être retenu, donc défait."""
    return chemin_retenu(racine, "geste") is not None


def dernier(racine: Path) -> GesteRetenu:
    """Le dernier geste retenu ; vide s'il n'y en a pas, ou s'il ne se relit pas."""
    try:
        chemin = chemin_retenu(racine, "geste")
        octets = lire_le_notre(chemin) if chemin is not None else b""
        contenu = json.loads(octets) if octets else {"geste": {}}
        fichiers = {
            str(f): (None if avant is None else base64.b64decode(avant), apres)
            for f, (avant, apres) in contenu["geste"].items()
        }
        return GesteRetenu(fichiers, contenu.get("en_defait_un") is True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return GesteRetenu({})
