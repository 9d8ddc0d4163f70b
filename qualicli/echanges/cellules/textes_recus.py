"""Un texte reçu d'un tableur, débarrassé de ses accidents : caractères invisibles, accents abîmés d'un encodage à l'autre."""

import re
from functools import partial

from qualicli.rendus.ecran import visible

_EXCEL = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Ce que Word, Teams et SharePoint glissent dans un texte copié, et que personne n'a tapé.
_INVISIBLES = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\x1f]")
_LIANT = re.compile(
    r"(?<=[^\W_])\u200d+|\u200d+(?=[\w\s]|$)"
)  # utile entre deux émojis, nulle part ailleurs en français
_LIGNES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_ERREUR = re.compile(r"#(?:N/[AD]|[A-ZÉ_]{2,20}(?:/0)?[!?]|GETTING_DATA)|(?:Err|#ERR)\s?:\s?\d{3}|#{4,}", re.IGNORECASE)
# « RŽseau », « R‚seau » : la marque de Mac Roman ou du DOS lus comme du Windows, au milieu d'un mot.
_ABIME = re.compile(r"(?<=[a-z])[ŽƒˆŠ‚†‡‰](?=[a-z])|\b[RDLPSTMNBCFGHJV][Žƒ‚ˆŠ](?=[a-z])|(?<=[a-z])[Žƒ‚Š](?= |$)|ï¿½")
ILLISIBLE = "\ufffd"


def _images(encodage: str) -> dict[str, int]:
    """Ce que montre, dans cet encodage, chaque octet qui continue un caractère UTF-8."""
    return {bytes([o]).decode(encodage, "replace").replace(ILLISIBLE, chr(o)): o for o in range(0x80, 0xC0)}


def _motif(encodage: str) -> re.Pattern[str]:
    suites = "[" + re.escape("".join(_images(encodage))) + "]"
    deux, trois = (re.escape(bytes(octets).decode(encodage)) for octets in ((0xC2, 0xC3, 0xC5), (0xE2,)))
    return re.compile(f"[{deux}]{suites}|{trois}{suites}{{2}}")


_DOUBLES = tuple((encodage, _motif(encodage), _images(encodage)) for encodage in ("cp1252", "mac_roman"))


def nettoyer(texte: str) -> str:
    """Un texte sans ce qui ne se voit pas, ses accents rendus, ses fins de ligne ramenées à une seule façon."""
    if texte.isascii() and texte.isprintable() and "_x" not in texte:
        return texte
    if "_x" in texte:
        texte = _EXCEL.sub(lambda m: chr(int(m[1], 16)), texte)
    return visible_sur_lignes(_reparer(texte))


def visible_sur_lignes(texte: str) -> str:
    """Remplace ce qu'un tableur refuserait, en gardant les retours à la ligne."""
    if texte.isprintable() and "\u200d" not in texte:
        return texte
    texte = _LIGNES.sub("\n", texte).replace("\t", " ").replace("\x1e", "-")
    texte = _LIANT.sub("", _INVISIBLES.sub("", texte))
    propre = "\n".join(visible(ligne) for ligne in texte.split("\n"))
    return propre.replace("\ufffe", ILLISIBLE).replace("\uffff", ILLISIBLE)


def _reparer(texte: str) -> str:
    """Rend « é » à « Ã© », et « ’ » à « â€™ » : de l'UTF-8 lu comme du Windows ou du Mac, une ou plusieurs fois."""
    for _ in range(3):
        avant = texte
        for encodage, motif, images in _DOUBLES:
            texte = motif.sub(partial(_relire, encodage, images), texte)
        if texte == avant:
            break
    return texte


def _relire(encodage: str, images: dict[str, int], trouve: re.Match[str]) -> str:
    morceau = trouve[0]
    octets = morceau[0].encode(encodage) + bytes(images[c] for c in morceau[1:])
    try:
        relu = octets.decode("utf-8")
        relu.encode("cp1252")
    except UnicodeError:
        return morceau  # ce n'en était pas
    return relu


def est_erreur(texte: str) -> bool:
    """Vrai pour le résultat manqué d'un calcul : « #N/A », « #REF! », « Err:502 »."""
    return _ERREUR.fullmatch(texte) is not None


def refuser(texte: str) -> str:
    """Pourquoi un texte ne peut pas être écrit ; vide quand rien ne s'y oppose."""
    if est_erreur(texte):
        return f"« {texte} » est une erreur de calcul du tableur ; tapez la valeur"
    if ILLISIBLE in texte or _ABIME.search(texte):
        return f"« {texte[:60]} » a des caractères abîmés par un encodage ; retapez ce texte"
    return ""
