"""PDF balisé (PDF/UA-1), par typst : ses polices, aucune de la machine, aucun fichier lu, aucun réseau."""

import re
from datetime import UTC, datetime, time

from qualicli.erreurs import ErreurQualicli
from qualicli.rendus.ecran import aplanir
from qualicli.rendus.formats import typst_
from qualicli.rendus.formats.bureautique import en_pied, exiger, gabarit
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.pivot import analyser

_SANS_DESSIN = re.compile(r"the text `?\"(.+?)\"`? could not be displayed")
_ESSAIS = 20  # typst nomme tous les signes qu'il ne sait pas dessiner ; deux essais suffisent d'ordinaire


def rendre(ecrit: Ecrit) -> bytes:
    """Rend le PDF. Un signe qu'aucune police livrée ne dessine est remplacé par « � »."""
    exiger("typst", "pdf")
    corps = typst_.corps(analyser(ecrit))
    jour = f"datetime(year: {ecrit.date.year}, month: {ecrit.date.month}, day: {ecrit.date.day})"
    source = "\n".join(
        (
            gabarit("pdf/document.typ"),
            f"#show: document-administratif.with(titre: {typst_.chaine(ecrit.titre)}, "
            f"rappel: {typst_.chaine(en_pied(ecrit.titre))}, auteur: {typst_.chaine(ecrit.organisme)}, jour: {jour})",
            corps,
        )
    )
    for _ in range(_ESSAIS):
        octets, manquants = _composer(source, ecrit)
        if not manquants:
            return octets
        source = re.sub(f"[{re.escape(manquants)}]", "\ufffd", source)
    raise _panne("trop de signes inconnus")


def _composer(source: str, ecrit: Ecrit) -> tuple[bytes, str]:
    """Compose le PDF ; rend aussi, à la place des octets, les signes qu'aucune police ne dessine."""
    import typst

    instant = datetime.combine(ecrit.date, time(), UTC)
    try:
        octets = typst.compile(
            source.encode(), format="pdf", ignore_system_fonts=True, pdf_standards="ua-1", timestamp=instant
        )
    except typst.TypstError as faute:
        manquants = "".join(_SANS_DESSIN.findall(f"{faute}\n{faute.diagnostic}"))
        if not manquants:
            raise _panne(str(faute)) from faute
        return b"", manquants
    if not isinstance(octets, bytes):
        raise _panne("aucun document produit")
    return octets, ""


def _panne(raison: str) -> ErreurQualicli:
    message = f"Le document ne peut pas être mis en PDF : typst répond « {aplanir(raison)} »."
    return ErreurQualicli(message, "Écrivez-le en odt ou en html, et signalez ce document.")
