"""Ouvrir un dossier : le trouver, le lire, en faire un `Dossier`."""

from collections.abc import Mapping

from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import Avancement, lire_dossier
from qualicli.depot.ramassage import Ramassage
from qualicli.depot.referentiels import Referentiels
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import DOSSIERS, UNIQUES
from qualicli.modeles.referentiel import Referentiel
from qualicli.operations.trouver import RACINE


def ouvrir(
    ramassage: Ramassage, avancement: Avancement | None = None
) -> tuple[Dossier | None, DossierLu, Referentiels]:
    """Comprend un dossier ramassé. Le premier élément est `None` quand `qualicli.yaml` n'est pas lisible."""
    lecture = lire_dossier(ramassage, avancement)
    referentiels = Referentiels(lecture)
    demarche = lecture.objets.get(RACINE, {}).get(RACINE)
    if not isinstance(demarche, Demarche):
        lecture.retenir()
        return None, lecture, referentiels
    connus = {i: r for i in referentiels.connus if (r := referentiels.lire(i)) is not None}
    lecture.retenir()
    referentiels.outil.retenir()
    return _assembler(demarche, lecture, referentiels, connus), lecture, referentiels


def _assembler(
    demarche: Demarche, lecture: DossierLu, referentiels: Referentiels, connus: Mapping[str, Referentiel]
) -> Dossier:
    fichiers = {f.nom: lecture.objets[f.nom][f.nom] for f in UNIQUES if f.nom != RACINE and lecture.objets.get(f.nom)}
    return Dossier(
        demarche,
        fichiers,
        {f.nom: lecture.objets.get(f.nom, {}) for f in DOSSIERS},
        connus,
        tuple(referentiels.complements),
        tuple(referentiels.correspondances),
        {c.complete: base for c in referentiels.complements if (base := referentiels.base(c.complete)) is not None},
    )
