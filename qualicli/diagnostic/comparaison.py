"""Comparer deux référentiels : ce qui passe de l'un à l'autre, d'après une correspondance écrite, et ce dont rien ne parle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from qualicli.modeles.complement import Correspondance
from qualicli.modeles.referentiel import Referentiel


class Passage(NamedTuple):
    """Ce que devient un élément d'un référentiel à l'autre."""

    de: str | None
    vers: tuple[str, ...]
    relation: str
    certitude: str | None
    source: str | None
    note: str | None


@dataclass(frozen=True)
class Comparaison:
    """Deux référentiels face à face : les passages écrits, et ce dont rien ne parle."""

    de: Referentiel
    vers: Referentiel
    passages: tuple[Passage, ...]
    sans_suite: tuple[str, ...]
    sans_origine: tuple[str, ...]
    note: str | None = None


def etablir(de: Referentiel, vers: Referentiel, ecrites: Iterable[Correspondance]) -> Comparaison:
    """Compare deux référentiels d'après la première correspondance qui les relie, dans un sens ou, à défaut, dans l'autre."""
    liste = list(ecrites)
    directe = next((c for c in liste if (c.de, c.vers) == (de.id, vers.id)), None)
    inverse = next((c for c in liste if (c.de, c.vers) == (vers.id, de.id)), None)
    if directe is not None:
        passages = tuple(Passage(x.de, x.vers, x.relation, x.certitude, x.source, x.note) for x in directe.lignes)
    else:
        passages = tuple(_retourner(inverse)) if inverse is not None else ()
    suivis = {p.de for p in passages}
    atteints = {code for p in passages for code in p.vers}
    return Comparaison(
        de,
        vers,
        passages,
        tuple(c for c in _codes(de) if c not in suivis),
        tuple(c for c in _codes(vers) if c not in atteints),
        retenue.note if (retenue := directe or inverse) is not None else None,
    )


_RELATION_INVERSE = {"nouveau": "abandonne", "abandonne": "nouveau"}


def _retourner(correspondance: Correspondance) -> Iterator[Passage]:
    for ligne in correspondance.lignes:
        relation = _RELATION_INVERSE.get(ligne.relation, ligne.relation)
        suite = (ligne.certitude, ligne.source, ligne.note)
        if ligne.vers:
            for code in ligne.vers:
                yield Passage(code, (ligne.de,) if ligne.de else (), relation, *suite)
        elif ligne.de:
            yield Passage(None, (ligne.de,), relation, *suite)


def _codes(referentiel: Referentiel) -> list[str]:
    return list(dict.fromkeys(f.engagement.code for f in referentiel.feuilles))
