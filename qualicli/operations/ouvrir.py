"""Ouvrir un dossier : le trouver, le lire, en faire un `Dossier`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualicli.depot.lecture import Avancement, Lecture, lire_dossier
from qualicli.depot.referentiels import Referentiels
from qualicli.erreurs import ErreurDossier
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import DOSSIERS

RACINE = "qualicli.yaml"


def trouver(chemin: Path | None) -> Path:
    """Trouve la racine du dossier : le chemin donné, sinon le premier parent qui contient `qualicli.yaml`."""
    if chemin is not None:
        if not chemin.exists():
            raise ErreurDossier(f"Le dossier « {chemin} » n'existe pas.", "Vérifiez le chemin.")
        if not (chemin / RACINE).exists():
            raise ErreurDossier(f"« {chemin} » ne contient pas de fichier {RACINE}.",
                                "Donnez la racine d'un dossier, ou créez-en un avec « qualicli nouveau ».")  # fmt: skip
        return chemin
    ici = Path.cwd()
    for parent in (ici, *ici.parents):
        if (parent / RACINE).exists():
            return parent
    raise ErreurDossier(f"Aucun fichier {RACINE} ici ni dans les dossiers parents.",
                        "Placez-vous dans un dossier, donnez son chemin, ou créez-en un avec « qualicli nouveau ».")  # fmt: skip


def ouvrir(racine: Path, avancement: Avancement | None = None) -> tuple[Dossier | None, Lecture, Referentiels]:
    """Lit un dossier. Le premier élément est `None` quand `qualicli.yaml` n'est pas lisible."""
    lecture = lire_dossier(racine, avancement)
    referentiels = Referentiels(lecture)
    demarche = lecture.objets.get(RACINE, {}).get(RACINE)
    if not isinstance(demarche, Demarche):
        return None, lecture, referentiels
    connus = {i: r for i in referentiels.connus if (r := referentiels.lire(i)) is not None}
    return _assembler(demarche, lecture, referentiels, connus), lecture, referentiels


def _assembler(demarche: Demarche, lecture: Lecture, referentiels: Referentiels, connus: Mapping[str, Any]) -> Dossier:
    unique: Any = {nom: lecture.objets.get(nom, {}).get(nom) for nom in ("services.yaml", "instances.yaml", "annuaire.yaml")}
    familles: dict[str, Any] = {f.nom: lecture.objets.get(f.nom, {}) for f in DOSSIERS}
    return Dossier(
        demarche=demarche,
        fichier_services=unique["services.yaml"],
        fichier_instances=unique["instances.yaml"],
        annuaire=unique["annuaire.yaml"],
        referentiels=connus,
        complements=tuple(referentiels.complements),
        correspondances=tuple(referentiels.correspondances),
        **familles,
    )
