"""Lire un fichier reçu d'après son contenu, pas son nom : .xlsx, .ods, .fods ou .csv deviennent des feuilles de cellules."""

from qualicli.echanges.lecture.archive import Archive, ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.lecture.natures import nommer, nommer_archive

_ARCHIVE = b"PK"
_TABLEURS_ODS = (b"", b"application/vnd.oasis.opendocument.spreadsheet")  # et le modèle (…-template)


def lire_tableur(octets: bytes) -> list[FeuilleLue]:
    """Lit un classeur ou un .csv. Lève `ClasseurRefuse`, en français, quand il ne peut pas l'être."""
    feuilles = _lire_classeur(octets)
    if feuilles is not None:
        return feuilles
    from qualicli.echanges.lecture import lire_csv

    return [lire_csv.lire(octets)]


def lire_classeur(octets: bytes) -> list[FeuilleLue]:
    """Lit un classeur .xlsx, .ods ou .fods. Lève `ClasseurRefuse`, en français, quand il ne peut pas l'être."""
    feuilles = _lire_classeur(octets)
    if feuilles is None:
        raise ClasseurRefuse("ce n'est pas un classeur", "Enregistrez-le en .xlsx ou en .ods, puis recommencez.")
    return feuilles


def _lire_classeur(octets: bytes) -> list[FeuilleLue] | None:
    """Les feuilles d'un classeur ; rien quand le fichier peut être un texte."""
    if octets.startswith(_ARCHIVE):
        return _lire_archive(Archive(octets))
    if b"office:document" in octets[:4096] and b"opendocument.spreadsheet" in octets[:65536]:
        from qualicli.echanges.lecture import lire_ods

        return lire_ods.lire_plat(octets)
    if (refus := nommer(octets)) is not None:
        raise refus
    return None


def _lire_archive(archive: Archive) -> list[FeuilleLue]:
    from qualicli.echanges.lecture import lire_xlsx, parties_xlsx

    principale = parties_xlsx.partie_principale(archive)
    if principale.endswith(".xml") and not principale.startswith(("word/", "ppt/")):
        return lire_xlsx.lire(archive)
    genre = archive.lire("mimetype").strip() if archive.contient("mimetype") else b""
    if archive.contient("content.xml") and genre.removesuffix(b"-template") in _TABLEURS_ODS:
        from qualicli.echanges.lecture import lire_ods

        return lire_ods.lire(archive)
    raise nommer_archive(archive, principale)
