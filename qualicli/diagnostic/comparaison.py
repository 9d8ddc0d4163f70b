"""Comparer deux référentiels : ce qui passe de l'un à l'autre, d'après ce qui est écrit, et ce dont rien ne parle."""

from collections.abc import Collection
from dataclasses import dataclass

from qualicli.diagnostic.sauts import Passage, Reseau
from qualicli.modeles.correspondances import DesaccordDeRangees
from qualicli.modeles.etendue import Etendue
from qualicli.modeles.referentiel import Referentiel


@dataclass(frozen=True)
class Comparaison:
    """Deux référentiels face à face : les passages écrits, ce dont rien ne parle, et les rangées qui se contredisent."""

    de: Referentiel
    vers: Referentiel
    passages: tuple[Passage, ...]
    sans_suite: tuple[str, ...]
    sans_origine: tuple[str, ...]
    note: str | None = None
    desaccords: tuple[DesaccordDeRangees, ...] = ()


def etablir(de: Referentiel, vers: Referentiel, reseau: Reseau) -> Comparaison:
    """Compare deux référentiels d'après les correspondances qui les relient, à défaut par ceux qui les séparent."""
    rapprochement = reseau.rapprocher(de.id, vers.id)
    passages = reseau.traverser(de.id, vers.id)
    return Comparaison(
        de,
        vers,
        passages,
        _sans_lien(de, {p.de for p in passages if p.de}),
        _sans_lien(vers, {code for p in passages for code in p.vers}),
        rapprochement.note,
        rapprochement.desaccords,
    )


def _sans_lien(referentiel: Referentiel, cites: Collection[str]) -> tuple[str, ...]:
    """Les engagements dont rien ne parle : ni eux, ni leur module, ni aucune de leurs exigences."""
    etendue = Etendue(referentiel)
    dites = frozenset[str]().union(*map(etendue.de, cites))
    codes = dict.fromkeys(f.engagement.code for f in referentiel.feuilles)
    return tuple(c for c in codes if not etendue.de(c) & dites)
