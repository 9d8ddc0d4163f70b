"""Les formats de sortie : N documents, M formats, jamais N × M. Un format, un fichier, une ligne ici."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module

from qualicli.erreurs import ErreurUsage
from qualicli.rendus.formats.ecrit import Ecrit


@dataclass(frozen=True, slots=True)
class FormatSortie:
    """Un format : l'extension qui le nomme, ce à quoi il sert, son module ; `texte` : il s'affiche dans un terminal."""

    nom: str
    aide: str
    module: str
    texte: bool = False

    def rendre(self, ecrit: Ecrit) -> bytes:
        """Rend les octets du document ; le moteur du format ne s'importe que s'il sert."""
        rendre: Callable[[Ecrit], bytes] = import_module(f"qualicli.rendus.formats.{self.module}").rendre
        return rendre(ecrit)


FORMATS: Mapping[str, FormatSortie] = {
    f.nom: f
    for f in (
        FormatSortie("md", "relire, comparer dans git", "markdown", texte=True),
        FormatSortie("html", "une page qui se suffit, à mettre en ligne ou à imprimer", "html_", texte=True),
        FormatSortie("odt", "retoucher dans LibreOffice", "odt"),
        FormatSortie("docx", "retoucher dans Word", "docx"),
        FormatSortie("pdf", "diffuser : PDF balisé, conforme à PDF/UA", "pdf"),
    )
}


def mettre_en_forme(ecrit: Ecrit, format_: str) -> bytes:
    """Rend les octets du document : mêmes entrées, mêmes octets."""
    from qualicli.francais import liste
    from qualicli.rendus.ecran import aplanir

    if format_ not in FORMATS:
        raise ErreurUsage(f"Le format « {format_} » n'existe pas.", f"Choisissez {liste(FORMATS, 'ou')}.")
    propre = replace(ecrit, titre=aplanir(ecrit.titre).strip(), organisme=aplanir(ecrit.organisme).strip())
    return FORMATS[format_].rendre(propre)
