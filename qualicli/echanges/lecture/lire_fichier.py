"""Lire un fichier reçu d'après son contenu, pas son nom : .xlsx, .ods ou .csv, des feuilles de cellules dans tous les cas."""

from qualicli.echanges.lecture.archive import Archive, ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue

_CLASSEURS = (b"PK", b"\xd0\xcf\x11\xe0")  # une archive .xlsx ou .ods ; l'ancien format, que sa lecture refuse


def lire_tableur(octets: bytes) -> list[FeuilleLue]:
    """Lit un classeur ou un .csv. Lève `ClasseurRefuse`, en français, quand il ne peut pas l'être."""
    if octets.startswith(_CLASSEURS):
        return lire_classeur(octets)
    from qualicli.echanges.lecture import lire_csv

    return [lire_csv.lire(octets)]


def lire_classeur(octets: bytes) -> list[FeuilleLue]:
    """Lit un classeur .xlsx ou .ods. Lève `ClasseurRefuse`, en français, quand il ne peut pas l'être."""
    archive = Archive(octets)
    if "xl/workbook.xml" in archive.noms:
        from qualicli.echanges.lecture import lire_xlsx

        return lire_xlsx.lire(archive)
    if "content.xml" in archive.noms:
        from qualicli.echanges.lecture import lire_ods

        return lire_ods.lire(archive)
    raise ClasseurRefuse("ce n'est pas un classeur .xlsx ni .ods", "Enregistrez-le dans un de ces deux formats.")
