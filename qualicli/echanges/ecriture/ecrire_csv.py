"""Des tables à des fichiers CSV pour un tableur français : un par feuille, pour lire, non pour revenir."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from qualicli import francais
from qualicli.echanges.cellules.colonne import Listes
from qualicli.echanges.cellules.montrer import Montree, montrer
from qualicli.echanges.feuilles.description import Table

_FORMULES = ("=", "+", "-", "@")


def ecrire(tables: Iterable[Table], listes: Listes) -> Iterator[tuple[str, bytes]]:
    """Chaque table qui a des lignes, sous son nom ; UTF-8 avec la marque qu'attend Excel, « ; », virgule décimale."""
    for table in tables:
        if not table.lignes:
            continue
        flux = io.StringIO()
        ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
        ecrivain.writerow([c.titre for c in table.colonnes])
        for ligne in table.lignes:
            ecrivain.writerow([_texte(montrer(c, ligne.valeurs.get(c.cle, ""), listes)) for c in table.colonnes])
        yield f"{table.nom}.csv", f"\ufeff{flux.getvalue()}".encode("utf-8", "replace")


def _texte(valeur: Montree) -> str:
    """Une cellule en texte ; ce qui ressemble à une formule est neutralisé."""
    if valeur is None:
        return ""
    if isinstance(valeur, date):
        return francais.jour_court(valeur)
    if isinstance(valeur, int | float):
        return francais.nombre(Decimal(repr(valeur)))
    return f"'{valeur}" if valeur.lstrip()[:1] in _FORMULES else valeur
