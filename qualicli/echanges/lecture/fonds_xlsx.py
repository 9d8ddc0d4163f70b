"""La couleur de fond que donne chaque style d'un .xlsx : écrite, prise au thème, ou d'une palette ancienne."""

from qualicli.echanges.lecture.archive import Archive
from qualicli.echanges.lecture.couleurs import nommer_couleur
from qualicli.echanges.lecture.feuille_lue import naturel

_ORDRE_DU_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)))
_SANS_MOTIF = ("", "none", "gray125")


def lire_fonds(archive: Archive, styles: str, theme: str) -> list[str]:
    """Pour chaque style de cellule, le nom de sa couleur de fond ; vide quand elle n'en a pas."""
    fonds: list[str] = []
    par_style: list[str] = []
    dedans: list[str] = []
    motif = ""
    palette: list[str] = []

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        nonlocal motif
        if nom in ("fills", "cellXfs"):
            dedans.append(nom)
        elif nom == "fill" and dedans == ["fills"]:
            fonds.append("")
        elif nom == "patternFill":
            motif = attributs.get("patternType", "")
        elif nom == "fgColor" and dedans == ["fills"] and motif not in _SANS_MOTIF and fonds:
            if not palette and "theme" in attributs:
                palette.extend(_palette(archive, theme) or ["", ""])
            fonds[-1] = _couleur(attributs, palette)
        elif nom == "xf" and dedans == ["cellXfs"]:
            rang = naturel(attributs.get("fillId"), 0)
            par_style.append(fonds[rang] if rang < len(fonds) else "")

    def fermer(nom: str) -> None:
        if nom in ("fills", "cellXfs"):
            dedans.clear()

    if archive.contient(styles):
        archive.parcourir(styles, ouvrir, fermer, lambda _: None)
    return par_style


def _couleur(attributs: dict[str, str], palette: list[str]) -> str:
    if "rgb" in attributs:
        return nommer_couleur(attributs["rgb"])
    rang = naturel(attributs.get("theme") or attributs.get("indexed"), -1)
    if "theme" in attributs:
        try:
            nuance = float(attributs.get("tint", "0"))
        except ValueError:
            nuance = 0
        return nommer_couleur(palette[rang], nuance) if 0 <= rang < len(palette) else ""
    if "indexed" in attributs:
        from openpyxl.styles.colors import COLOR_INDEX  # la palette d'avant 2007 ; openpyxl se charge lentement

        return nommer_couleur(COLOR_INDEX[rang]) if 0 <= rang < len(COLOR_INDEX) else ""
    return ""


def _palette(archive: Archive, theme: str) -> list[str]:
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
