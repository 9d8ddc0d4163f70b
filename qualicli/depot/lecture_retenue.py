"""Une lecture en une ligne de JSON : ce que des octets ont donné, pour ne plus les composer. Relue, elle est contrôlée."""

import json
import re
from typing import Any, TypeAlias

from pydantic_core import from_json

from qualicli.depot.dossier_lu import DossierLu
from qualicli.modeles.anomalie import Faute, FauteCodee, Position
from qualicli.modeles.nominatif import est_anodin

Lue: TypeAlias = tuple[dict[str, Any] | None, str | None]  # la valeur, et le corps d'un Markdown
_CODE = re.compile(r"LEC0(0[1-689]|1[01])|FMT00[14]")  # ce que la lecture des octets peut trouver
_CHANGE_LES_OCTETS = "LEC007"  # la marque d'ordre des octets est ôtée en lisant : rien à gagner à la retenir


def ecrire(lue: Lue, fautes: list[FauteCodee], octets: bytes) -> bytes | None:
    """Met une lecture en une ligne ; `None` quand elle ne peut pas être retenue."""
    siennes = [[code, f.chemin, f.message, f.conseil, f.position] for code, f in fautes]
    if any(code == _CHANGE_LES_OCTETS for code, *_ in siennes):
        return None
    try:
        return json.dumps([*lue, est_anodin(octets), siennes], ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # un demi-caractère, que YAML sait écrire et pas UTF-8
        return None


def relire(lecture: DossierLu, fichier: str, retenue: bytes) -> Lue | None:
    """Retrouve une lecture, et redit ses fautes ; `None` si elle n'a pas la forme de ce qui s'écrit."""
    try:
        valeur, corps, anodin, siennes = from_json(retenue, allow_inf_nan=False, cache_strings="keys")
        fautes = [_faute(fichier, *faute) for faute in siennes]
    except (ValueError, TypeError):
        return None
    if not isinstance(valeur, dict | None) or not isinstance(corps, str | None) or None in fautes:
        return None
    if anodin is True:
        lecture.anodins.add(fichier)
    lecture.fautes += [faute for faute in fautes if faute is not None]
    return valeur, corps


def _faute(
    fichier: str, code: object, chemin: object, message: object, conseil: object, ou: object
) -> FauteCodee | None:
    """Une faute relue, si chaque morceau a la forme qu'il faut."""
    if not (isinstance(code, str) and _CODE.fullmatch(code) and isinstance(message, str) and isinstance(conseil, str)):
        return None
    if not isinstance(chemin, list) or not all(isinstance(pas, str) or type(pas) is int for pas in chemin):
        return None
    if ou is None:
        return FauteCodee(code, Faute(fichier, tuple(chemin), message, conseil))
    if not isinstance(ou, list) or len(ou) != 2 or not all(type(n) is int and 0 < n < 2**31 for n in ou):
        return None
    return FauteCodee(code, Faute(fichier, tuple(chemin), message, conseil, Position(*ou)))
