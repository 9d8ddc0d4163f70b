"""Le nom d'une couleur de fond : un état que dit une couleur ne se compare que si deux rouges voisins ont le même nom."""

import colorsys
import re

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
_SATURATION_MIN, _CLARTE_MIN = 0.07, 0.15  # en deçà, c'est un gris, un blanc ou un noir : une mise en forme


def nommer_couleur(code: str, nuance: float = 0) -> str:
    """Le nom d'une couleur (« FFC6EFCE », « #c6efce »), éclaircie ou assombrie ; vide pour un gris, et pour l'illisible."""
    trouve = _HEXADECIMAL.fullmatch(code)
    if trouve is None:
        return ""
    rouge, vert, bleu = (int(trouve[1][i : i + 2], 16) / 255 for i in (0, 2, 4))
    if nuance:
        teinte, clarte, saturation = colorsys.rgb_to_hls(rouge, vert, bleu)
        clarte = clarte * (1 + nuance) if nuance < 0 else clarte * (1 - nuance) + nuance
        rouge, vert, bleu = colorsys.hls_to_rgb(teinte, min(1, max(0, clarte)), saturation)
    teinte, saturation, clarte = colorsys.rgb_to_hsv(rouge, vert, bleu)
    if saturation < _SATURATION_MIN or clarte < _CLARTE_MIN:
        return ""
    return next((nom for angle, nom in _TEINTES if teinte * 360 < angle), "")  # une nuance qui n'est pas un nombre
