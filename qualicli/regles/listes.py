"""Ce que plusieurs familles de règles demandent à une liste."""

from collections.abc import Hashable, Iterable, Iterator, Mapping


def en_double(valeurs: Iterable[Hashable]) -> Iterator[int]:
    """Rend le rang de chaque valeur déjà vue."""
    vues: set[Hashable] = set()
    for rang, valeur in enumerate(valeurs):
        if valeur in vues:
            yield rang
        vues.add(valeur)


def en_boucle(suivant: Mapping[str, str]) -> set[str]:
    """Rend les éléments d'une chaîne qui revient sur elle-même ; chacun n'est parcouru qu'une fois."""
    boucle: set[str] = set()
    vus: set[str] = set()
    for depart in suivant:
        chaine: list[str] = []
        courant = depart
        while courant in suivant and courant not in vus:
            vus.add(courant)
            chaine.append(courant)
            courant = suivant[courant]
        if courant in chaine:
            boucle.update(chaine[chaine.index(courant) :])
    return boucle
