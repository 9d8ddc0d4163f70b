"""L'apparence d'une cellule : un état que dit une couleur ne se compare que si deux rouges voisins ont le même nom."""

import colorsys
import re
from dataclasses import dataclass

_HEXADECIMAL = re.compile(r"#?(?:[0-9a-f]{2})?([0-9a-f]{6})", re.IGNORECASE | re.ASCII)
_TEINTES = (  # jusqu'à quel angle du cercle chromatique ; « orange » va jusqu'à l'or des palettes d'Excel
    (15, "rouge"),
    (46.5, "orange"),
    (70, "jaune"),
    (170, "vert"),
    (255, "bleu"),
    (310, "violet"),
    (345, "rose"),
    (361, "rouge"),
)
_CLARTE_DU_BLANC = 0.95
_SATURATION_MIN, _CLARTE_MIN = 0.07, 0.15  # en deçà, c'est un gris, un blanc ou un noir : une mise en forme


@dataclass(frozen=True, slots=True)
class Apparence:
    """Ce qu'une personne dit d'une cellule sans y écrire : la couleur de son fond, celle de son texte, un texte barré."""

    fond: str = ""
    encre: str = ""
    est_barree: bool = False

    def avec(self, ecrit: "Apparence") -> "Apparence":
        """La même, où un morceau de texte a sa propre couleur ou est barré."""
        return Apparence(self.fond, ecrit.encre or self.encre, ecrit.est_barree or self.est_barree)


ORDINAIRE = Apparence()


def nommer_couleur(code: str, nuance: float = 0) -> str:
    """Le nom d'une couleur (« FFC6EFCE », « #c6efce »), éclaircie ou assombrie ; vide pour un gris, et pour l'illisible."""
    teinte, saturation, clarte = _teinter(code, nuance)
    if saturation < _SATURATION_MIN or clarte < _CLARTE_MIN:
        return ""
    return next((nom for angle, nom in _TEINTES if teinte * 360 < angle), "")  # une nuance qui n'est pas un nombre


def nommer_encre(code: str, nuance: float = 0) -> str:
    """Le nom de la couleur d'un texte ; vide pour du noir : griser ou blanchir un texte est un geste, le noircir non."""
    _, saturation, clarte = _teinter(code, nuance)
    if saturation >= _SATURATION_MIN or clarte < _CLARTE_MIN:
        return nommer_couleur(code, nuance)
    return "blanc" if clarte > _CLARTE_DU_BLANC else "gris"


def _teinter(code: str, nuance: float) -> tuple[float, float, float]:
    """La teinte, la saturation et la clarté d'une couleur ; celles du noir quand elle ne se lit pas."""
    trouve = _HEXADECIMAL.fullmatch(code)
    if trouve is None:
        return 0, 0, 0
    rouge, vert, bleu = (int(trouve[1][i : i + 2], 16) / 255 for i in (0, 2, 4))
    if nuance:
        teinte, clarte, saturation = colorsys.rgb_to_hls(rouge, vert, bleu)
        clarte = clarte * (1 + nuance) if nuance < 0 else clarte * (1 - nuance) + nuance
        rouge, vert, bleu = colorsys.hls_to_rgb(teinte, min(1, max(0, clarte)), saturation)
    return colorsys.rgb_to_hsv(rouge, vert, bleu)
