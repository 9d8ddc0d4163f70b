"""L'apparence que donne chaque style d'un .xlsx : un trait, des couleurs écrites, prises au thème ou d'une palette ancienne."""

from collections.abc import Callable

from qualicli.echanges.lecture.archive import Archive
from qualicli.echanges.lecture.couleurs import Apparence, nommer_couleur, nommer_encre
from qualicli.echanges.lecture.feuille_lue import naturel

_ORDRE_DU_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)))
_SANS_MOTIF = ("", "none", "gray125")
_LISTES = ("fonts", "fills", "cellXfs")
Nommer = Callable[[str, float], str]


class Palette:
    """Les couleurs du thème d'un classeur, lues quand une cellule s'y réfère."""

    def __init__(self, archive: Archive, theme: str) -> None:
        self._archive, self._theme = archive, theme
        self._couleurs: list[str] = []

    def nommer(self, attributs: dict[str, str], nom: Nommer) -> str:
        """Le nom de la couleur que décrit un élément."""
        if "rgb" in attributs:
            return nom(attributs["rgb"], 0)
        rang = naturel(attributs.get("theme") or attributs.get("indexed"), -1)
        if "theme" in attributs:
            self._couleurs = self._couleurs or _du_theme(self._archive, self._theme) or ["", ""]
            try:
                nuance = float(attributs.get("tint", "0"))
            except ValueError:
                nuance = 0
            return nom(self._couleurs[rang], nuance) if 0 <= rang < len(self._couleurs) else ""
        if "indexed" in attributs:
            from openpyxl.styles.colors import COLOR_INDEX  # la palette d'avant 2007 ; openpyxl se charge lentement

            return nom(COLOR_INDEX[rang], 0) if 0 <= rang < len(COLOR_INDEX) else ""
        return ""

    def ecrire(self, ecrit: Apparence, nom: str, attributs: dict[str, str]) -> Apparence:
        """Ce qu'ajoute à l'apparence d'un texte un élément de sa police."""
        if nom == "strike" and attributs.get("val", "1") not in ("0", "false"):
            return ecrit.avec(Apparence(est_barree=True))
        return ecrit.avec(Apparence(encre=self.nommer(attributs, nommer_encre))) if nom == "color" else ecrit


def lire_apparences(archive: Archive, styles: str, palette: Palette) -> list[Apparence]:
    """L'apparence que donne chaque style de cellule."""
    fonds: list[str] = []
    polices: list[Apparence] = []
    par_style: list[Apparence] = []
    dedans = motif = ""

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        nonlocal dedans, motif
        if nom in _LISTES:
            dedans = nom
        elif nom == "font" and dedans == "fonts":
            polices.append(Apparence())
        elif dedans == "fonts" and polices:
            polices[-1] = palette.ecrire(polices[-1], nom, attributs)
        elif nom == "fill" and dedans == "fills":
            fonds.append("")
        elif nom == "patternFill":
            motif = attributs.get("patternType", "")
        elif nom == "fgColor" and dedans == "fills" and motif not in _SANS_MOTIF and fonds:
            fonds[-1] = palette.nommer(attributs, nommer_couleur)
        elif nom == "xf" and dedans == "cellXfs":
            fond, police = naturel(attributs.get("fillId"), 0), naturel(attributs.get("fontId"), 0)
            sienne = Apparence(fonds[fond] if fond < len(fonds) else "")
            par_style.append(sienne.avec(polices[police]) if police < len(polices) else sienne)

    def fermer(nom: str) -> None:
        nonlocal dedans
        if nom in _LISTES:
            dedans = ""

    if archive.contient(styles):
        archive.parcourir(styles, ouvrir, fermer, lambda _: None)
    return par_style


def _du_theme(archive: Archive, theme: str) -> list[str]:
    """Les couleurs d'un thème, dans l'ordre où une feuille les numérote."""
    couleurs: dict[str, str] = {}
    ouverts: list[str] = []

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        if nom in _ORDRE_DU_THEME:
            ouverts[:] = [nom]
        elif nom in ("srgbClr", "sysClr") and ouverts:
            couleurs.setdefault(ouverts[0], attributs.get("lastClr") or attributs.get("val", ""))

    def fermer(nom: str) -> None:
        if nom in _ORDRE_DU_THEME:
            ouverts.clear()

    if not archive.contient(theme):
        return []
    archive.parcourir(theme, ouvrir, fermer, lambda _: None)
    return [couleurs.get(nom, "") for nom in _ORDRE_DU_THEME]
