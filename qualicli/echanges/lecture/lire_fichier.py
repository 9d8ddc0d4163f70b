"""Le tableur propre à un service : un classeur ou un .csv, des feuilles de cellules dans les deux cas."""

from qualicli.echanges.lecture import feuille_lue as lire_classeur
from qualicli.echanges.lecture import lire_csv
from qualicli.echanges.lecture.feuille_lue import FeuilleLue

_CLASSEURS = (b"PK", b"\xd0\xcf\x11\xe0")  # une archive .xlsx ou .ods ; l'ancien format, que sa lecture refuse


def lire(octets: bytes) -> list[FeuilleLue]:
    """Lit un fichier d'après son contenu, pas son nom. Lève `ClasseurRefuse`, en français, quand il ne peut pas l'être."""
    return lire_classeur.lire(octets) if octets.startswith(_CLASSEURS) else [lire_csv.lire(octets)]
