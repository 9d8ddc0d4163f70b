"""Les figures d'un document de bureautique : chacune en SVG, et en PNG pour le logiciel qui n'en lit pas."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qualicli.rendus.dessins.figure import Figure
from qualicli.rendus.dessins.toile import LARGEUR
from qualicli.rendus.formats.bureautique import exiger
from qualicli.rendus.formats.pivot import Corps
from qualicli.rendus.formats.typst_ import chaine

_POINTS_PAR_POUCE = 144.0  # du PNG : nette à l'écran et sur le papier, sans peser


@dataclass(frozen=True)
class ImagePosee:
    """Une figure à sa place dans un document : son nom de fichier, sans extension, et le format qui la demande."""

    figure: Figure
    nom: str
    format: str

    @cached_property
    def svg(self) -> str:
        """Le dessin vectoriel."""
        return self.figure.svg(self.nom)

    @cached_property
    def taille(self) -> tuple[float, float]:
        """La largeur et la hauteur, en centimètres."""
        return self.figure.taille

    @cached_property
    def png(self) -> bytes:
        """Le même dessin en points, par typst : une page à sa taille, où rien d'autre n'est écrit."""
        exiger("typst", self.format)
        import typst

        # Deux points par unité du dessin, ni plus ni moins : typst rogne un dessin qu'il lui faut étirer.
        page = f"#set page(width: {LARGEUR:g}pt, height: {self.figure.dessiner().hauteur_totale:.1f}pt, margin: 0pt)\n"
        source = f'{page}#image(bytes({chaine(self.svg)}), format: "svg", width: 100%)'
        octets = typst.compile(source.encode(), format="png", ppi=_POINTS_PAR_POUCE, ignore_system_fonts=True)
        return octets if isinstance(octets, bytes) else b""


def reunir_images(corps: Corps, format_: str) -> Sequence[ImagePosee]:
    """Les figures d'un document, dans l'ordre où elles s'y lisent."""
    jetons = (jeton for partie in corps.parties for jeton in partie.jetons if jeton.type == "figure")
    return [ImagePosee(j.meta["figure"], f"figure-{j.meta['rang']}", format_) for j in jetons]
