"""Les référentiels que l'outil apporte, lus une fois : les relire à chaque essai était le quart de la suite."""

from collections.abc import Callable

from qualicli import ressources
from qualicli.depot import referentiels
from qualicli.depot.dossier_lu import DossierLu
from qualicli.modeles.base import Objet

Lire = Callable[[DossierLu, str], Objet | None]


def retenir(d_avance: bool = False) -> None:
    """Fait qu'un référentiel fourni, tant que son fichier est le même, ne se relit pas ; `d_avance` les lit tous."""
    referentiels.lire_fichier = _lire_une_fois(referentiels.lire_fichier)
    if d_avance:
        connus = referentiels.Referentiels()
        for identifiant in connus.connus:
            connus.lire(identifiant)


def _lire_une_fois(lire: Lire) -> Lire:
    fournis, lus = ressources.dossier("referentiels"), dict[tuple[str, int, int], Objet]()

    def lire_ou_reprendre(lecture: DossierLu, fichier: str) -> Objet | None:
        if lecture.racine != fournis:
            return lire(lecture, fichier)
        etat = (fournis / fichier).stat()
        cle = fichier, etat.st_mtime_ns, etat.st_size
        if cle not in lus:
            objet = lire(lecture, fichier)
            if objet is None or lecture.fautes:
                return objet
            lus[cle] = objet
        return lus[cle]

    return lire_ou_reprendre
