"""Ouvrir un dossier : le trouver, le lire, en faire un `Dossier`."""

from collections.abc import Mapping
from typing import Any

from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import Avancement, lire_dossier
from qualicli.depot.ramassage import Ramassage
from qualicli.depot.referentiels import Referentiels
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import DOSSIERS
from qualicli.operations.trouver import RACINE


def ouvrir(
    ramassage: Ramassage, avancement: Avancement | None = None
) -> tuple[Dossier | None, DossierLu, Referentiels]:
    """Comprend un dossier ramassé. Le premier élément est `None` quand `qualicli.yaml` n'est pas lisible."""
    lecture = lire_dossier(ramassage, avancement)
    referentiels = Referentiels(lecture)
    demarche = lecture.objets.get(RACINE, {}).get(RACINE)
    if not isinstance(demarche, Demarche):
        return None, lecture, referentiels
    connus = {i: r for i in referentiels.connus if (r := referentiels.lire(i)) is not None}
    return _assembler(demarche, lecture, referentiels, connus), lecture, referentiels


def _assembler(
    demarche: Demarche, lecture: DossierLu, referentiels: Referentiels, connus: Mapping[str, Any]
) -> Dossier:
    unique: Any = {
        nom: lecture.objets.get(nom, {}).get(nom) for nom in ("services.yaml", "instances.yaml", "annuaire.yaml")
    }
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
