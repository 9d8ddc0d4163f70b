"""Enregistrer un classeur Excel sans y laisser l'heure qu'il est : mêmes données, mêmes octets."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

_HORLOGE = (1980, 1, 1, 0, 0, 0)


def archiver(
    classeur: Workbook, titre: str, au: date, changer: Callable[[str, bytes], bytes] = lambda _, octets: octets
) -> bytes:
    """Les octets d'un classeur, daté de `au` ; `changer` reçoit chaque partie de l'archive, et rend ce qui s'écrit."""
    proprietes = classeur.properties
    proprietes.creator, proprietes.title, proprietes.language = "qualicli", titre, "fr-FR"
    proprietes.created = proprietes.modified = datetime.combine(au, time())
    brut, propre = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(brut, "w", zipfile.ZIP_STORED) as archive:
        ExcelWriter(classeur, archive).save()  # `Workbook.save` y remettrait l'heure
    with zipfile.ZipFile(brut) as lue, zipfile.ZipFile(propre, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom in lue.namelist():
            entree = zipfile.ZipInfo(nom, _HORLOGE)
            entree.compress_type, entree.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entree, changer(nom, lue.read(nom)))
    return propre.getvalue()
