"""Aller d'un référentiel à un autre, par plusieurs autres s'il le faut : le maillon le plus faible décide de chaque passage."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from qualicli.modeles.complement import Correspondance
from qualicli.modeles.correspondances import RangeeEcrite, Rapprochement, reunir
from qualicli.modeles.etendue import Etendue
from qualicli.modeles.referentiel import Referentiel

RELATIONS_SUIVIES = ("identique", "repris", "partiel")  # de la plus forte à la plus faible
_CERTITUDES = ("etabli", "deduit", None)


class Passage(NamedTuple):
    """Ce que devient un élément d'un référentiel à l'autre ; `par`, ce que l'on traverse pour le savoir."""

    de: str | None
    vers: tuple[str, ...]
    relation: str
    certitude: str | None
    source: str | None
    note: str | None
    par: tuple[str, ...] = ()

    @property
    def lie(self) -> bool:
        """Vrai quand il mène d'un élément à d'autres."""
        return self.de is not None and bool(self.vers)


def plus_faible(a: str | None, b: str | None) -> str | None:
    """La plus faible de deux certitudes ; celle que rien ne dit l'est plus que toute autre."""
    return max(a, b, key=_CERTITUDES.index)


def affaiblir(relation: str, certitude: str | None) -> tuple[str, str | None]:
    """Ce que vaut, pour une partie, ce qui est écrit du tout : seul un texte inchangé garde chacune de ses parties."""
    return "repris" if relation == "identique" else "partiel", plus_faible(certitude, "deduit")


class Reseau:
    """Les référentiels, et tout ce qui est écrit de l'un à l'autre."""

    def __init__(
        self,
        referentiels: Mapping[str, Referentiel],
        propres: Iterable[Correspondance],
        fournies: Iterable[Correspondance] = (),
    ) -> None:
        self._referentiels = referentiels
        self._propres, self._fournies = tuple(propres), tuple(fournies)

    def rapprocher(self, de: str, vers: str) -> Rapprochement:
        """Ce qui est écrit entre deux référentiels, sans détour."""
        return reunir(de, vers, self._propres, self._fournies)

    def traverser(self, de: str, vers: str) -> tuple[Passage, ...]:
        """Les passages d'un référentiel à un autre : les écrits, et par d'autres référentiels ce dont ils ne parlent pas."""
        directs = [_passage(r) for r in self.rapprocher(de, vers).rangees]
        depart = Etendue(self._referentiels[de])
        dits = {f for p in directs for f in depart.de(p.de)}
        tus = {f.code for f in self._referentiels[de].feuilles} - dits
        etapes = self.chemin(de, vers) if tus else ()
        if not etapes:
            return tuple(directs)
        detours = self._enchainer(etapes)
        if not directs:
            return tuple(detours)
        return (*directs, *(p for p in detours if p.de and depart.de(p.de) & tus))

    def chemin(self, de: str, vers: str) -> tuple[str, ...]:
        """Le plus court détour d'un référentiel à l'autre, dans le sens où les textes se suivent si on le peut."""
        paires = {(c.de, c.vers) for c in (*self._fournies, *self._propres) if c.lignes} - {(de, vers), (vers, de)}
        paires = {p for p in paires if set(p) <= self._referentiels.keys()}
        return _plus_court(paires, de, vers) or _plus_court({*paires, *((b, a) for a, b in paires)}, de, vers)

    def _enchainer(self, etapes: tuple[str, ...]) -> list[Passage]:
        rangees = self.rapprocher(etapes[0], etapes[1]).rangees
        passages = [_passage(r)._replace(vers=(code,)) for r in rangees for code in r.vers]
        passages += [_passage(r) for r in rangees if not r.vers]
        for ici, suivant in pairwise(etapes[1:]):
            rangees = self.rapprocher(ici, suivant).rangees
            etendue = Etendue(self._referentiels[ici])
            passages = [q for p in passages for q in _prolonger(p, rangees, etendue, ici)]
            passages += [_passage(r) for r in rangees if r.de is None]
        return list(_sans_redite(passages))


def _passage(rangee: RangeeEcrite) -> Passage:
    return Passage(rangee.de, rangee.vers, rangee.relation, rangee.certitude, rangee.source, rangee.note)


def _prolonger(passage: Passage, rangees: Iterable[RangeeEcrite], ici: Etendue, nom: str) -> Iterator[Passage]:
    """Les passages que donne le saut suivant ; aucun quand rien n'y parle de ce que l'on avait atteint."""
    if not passage.vers:
        yield passage
        return
    atteint = ici.de(passage.vers[0])
    for rangee in rangees:
        depart = ici.de(rangee.de)
        if not atteint & depart:
            continue
        relation, certitude = rangee.relation, plus_faible(passage.certitude, rangee.certitude)
        if rangee.vers and not ici.egale(passage.vers[0], rangee.de):
            relation, certitude = affaiblir(relation if atteint <= depart else "partiel", certitude)
        if rangee.vers and passage.de is None:
            relation = "nouveau"
        elif rangee.vers:
            relation = max(relation, passage.relation, key=RELATIONS_SUIVIES.index)
        cites = (c for s in (passage.source, rangee.source) for c in (s or "").split(", ") if c)
        sources = ", ".join(dict.fromkeys(cites)) or None
        par = (*passage.par, f"{nom}:{passage.vers[0]}")
        for code in rangee.vers or ("",):
            if code or passage.de:  # ce qui naît pour être abandonné ensuite n'a rien à dire
                yield Passage(passage.de, (code,) if code else (), relation, certitude, sources, rangee.note, par)


def _sans_redite(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Un seul passage d'un élément à un autre, le plus fort ; un abandon ne se dit que s'il n'y en a aucun."""
    liste = list(passages)
    suivis = {p.de for p in liste if p.lie}
    forts: dict[tuple[str | None, tuple[str, ...]], Passage] = {}
    for passage in liste:
        if passage.vers or passage.de not in suivis:
            cle = (passage.de, passage.vers)
            forts[cle] = min(forts.get(cle, passage), passage, key=_force)
    yield from forts.values()


def _force(passage: Passage) -> tuple[int, int]:
    rang = RELATIONS_SUIVIES.index(passage.relation) if passage.lie else 0
    return rang, _CERTITUDES.index(passage.certitude)


def _plus_court(paires: Iterable[tuple[str, str]], de: str, vers: str) -> tuple[str, ...]:
    suites: dict[str, list[str]] = {}
    for a, b in sorted(paires):
        suites.setdefault(a, []).append(b)
    vus = {de}
    file: list[tuple[str, ...]] = [(de,)]
    for chemin in file:
        if chemin[-1] == vers:
            return chemin
        for suivant in suites.get(chemin[-1], ()):
            if suivant not in vus:
                vus.add(suivant)
                file.append((*chemin, suivant))
    return ()
