"""Écrire un .csv comme le ferait un tableur."""

import csv
import io
from collections.abc import Iterable


def en_csv(lignes: Iterable[list[str]], separateur: str = ";", fin: str = "\r\n") -> str:
    """Toutes les cellules entre guillemets."""
    flux = io.StringIO()
    csv.writer(flux, delimiter=separateur, lineterminator=fin, quoting=csv.QUOTE_ALL).writerows(lignes)
    return flux.getvalue()
