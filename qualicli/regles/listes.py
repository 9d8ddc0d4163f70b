"""Ce que plusieurs familles de règles demandent à une liste."""

from collections.abc import Hashable, Iterable, Iterator


def en_double(valeurs: Iterable[Hashable]) -> Iterator[int]:
    """Rend le rang de chaque valeur déjà vue."""
    vues: set[Hashable] = set()
    for rang, valeur in enumerate(valeurs):
        if valeur in vues:
            yield rang
        vues.add(valeur)
