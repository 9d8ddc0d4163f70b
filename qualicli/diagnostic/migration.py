"""Ce que devient chaque exigence quand on passe d'un référentiel à un autre : gardée, partielle, nouvelle, abandonnée."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from qualicli import francais
from qualicli.diagnostic.sauts import Passage, affaiblir, plus_faible
from qualicli.modeles.etendue import Etendue
from qualicli.modeles.referentiel import Feuille, Referentiel

SortExigence = Literal["garde", "partiel", "nouveau", "abandonne"]
_FORCES: tuple[SortExigence, ...] = ("garde", "partiel", "nouveau", "abandonne")
_SORTS: dict[str, SortExigence] = {
    "identique": "garde",
    "repris": "garde",
    "partiel": "partiel",
    "nouveau": "nouveau",
    "abandonne": "abandonne",
}


class Devenir(NamedTuple):
    """Ce qu'une exigence quittée devient, ou d'où vient une exigence rejointe.

    `est_dit` est faux quand rien n'en parle : la correspondance reste à compléter. `du_tout` est le code du module ou de
    l'engagement par lequel seul on l'atteint : son contenu n'a pas été comparé.
    """

    de: str | None
    vers: str | None
    sort: SortExigence
    certitude: str | None
    relation: str | None = None
    par: tuple[str, ...] = ()
    note: str | None = None
    est_dit: bool = True
    du_tout: str | None = None


@dataclass(frozen=True)
class SortDUneExigence:
    """Une exigence, de l'un ou de l'autre référentiel, et tout ce qui la relie à l'autre."""

    feuille: Feuille
    liens: tuple[Devenir, ...]

    @property
    def sort(self) -> SortExigence:
        """Le meilleur de ses liens ; une exigence reprise à laquelle le nouveau texte ajoute ne l'est qu'en partie."""
        sorts = {lien.sort for lien in self.liens}
        if sorts >= {"garde", "nouveau"}:
            return "partiel"
        return min(sorts, key=_FORCES.index)

    @property
    def certitude(self) -> str | None:
        """La certitude des liens qui fondent son sort, la plus faible."""
        decisifs = [lien for lien in self.liens if lien.sort == self.sort] or list(self.liens)
        certitude = decisifs[0].certitude
        for lien in decisifs[1:]:
            certitude = plus_faible(certitude, lien.certitude)
        return certitude

    @property
    def est_dite(self) -> bool:
        """Faux quand aucune correspondance n'en parle."""
        return any(lien.est_dit for lien in self.liens)


@dataclass(frozen=True)
class Passerelle:
    """Le passage d'un référentiel à un autre, réduit aux modules que la démarche quitte et à ceux qu'elle rejoint."""

    de: Referentiel
    vers: Referentiel
    passages: tuple[Passage, ...]
    quittes: frozenset[str]
    rejoints: frozenset[str]

    @cached_property
    def depart(self) -> Etendue:
        """Ce que désignent les codes du référentiel quitté."""
        return Etendue(self.de)

    @cached_property
    def arrivee(self) -> Etendue:
        """Ce que désignent les codes du référentiel rejoint."""
        return Etendue(self.vers)

    @cached_property
    def anciennes(self) -> tuple[SortDUneExigence, ...]:
        """Le sort de chaque exigence quittée, dans l'ordre du référentiel."""
        return tuple(
            SortDUneExigence(f, tuple(self._suites(f.code))) for f in self.de.feuilles if f.module.code in self.quittes
        )

    @cached_property
    def nouvelles(self) -> tuple[SortDUneExigence, ...]:
        """L'origine de chaque exigence rejointe, dans l'ordre du référentiel."""
        return tuple(
            SortDUneExigence(f, tuple(self._origines(f.code)))
            for f in self.vers.feuilles
            if f.module.code in self.rejoints
        )

    def devenirs(self) -> list[Devenir]:
        """Chaque exigence ancienne et ce qu'elle devient, puis chaque nouvelle qu'aucune ne nommait."""
        suites = [lien for ancienne in self.anciennes for lien in ancienne.liens]
        nommes = {lien.vers for lien in suites}
        return suites + [
            lien
            for nouvelle in self.nouvelles
            for lien in nouvelle.liens
            if lien.de is None or nouvelle.feuille.code not in nommes
        ]

    def _suites(self, code: str) -> Iterator[Devenir]:
        trouves = False
        for passage in self.passages:
            designe = self.depart.de(passage.de)
            if passage.de is None or code not in designe:
                continue
            trouves = True
            relation, certitude = passage.relation, passage.certitude
            if passage.vers and self.depart.est_un_tout(passage.de):
                relation, certitude = affaiblir(relation, certitude)
            for vers in passage.vers or (None,):
                yield Devenir(code, vers, _SORTS[relation], certitude, relation, passage.par, passage.note)
        if not trouves:
            yield Devenir(code, None, "abandonne", None, est_dit=False)

    def _origines(self, code: str) -> Iterator[Devenir]:
        trouves = produits = False
        for passage in self.passages:
            for vers in passage.vers:
                arrivee = self.arrivee.de(vers)
                if code not in arrivee:
                    continue
                trouves = True
                for lien in self._origine(passage, code, vers if self.arrivee.est_un_tout(vers) else None):
                    produits = True
                    yield lien
        if not trouves:
            yield Devenir(None, code, "nouveau", None, est_dit=False)
        elif not produits:
            module = francais.de(francais.un(self.de.mots.module))
            note = f"Vient {module} que la démarche ne porte pas d'un référentiel à l'autre."
            yield Devenir(None, code, "nouveau", "deduit", note=note)

    def _origine(self, passage: Passage, code: str, du_tout: str | None) -> Iterator[Devenir]:
        departs: Collection[str | None] = (None,)
        relation, certitude = passage.relation, passage.certitude
        if passage.de is not None:
            designe = self.depart.de(passage.de)
            departs = [f.code for f in self.de.feuilles if f.code in designe and f.module.code in self.quittes]
            if self.depart.est_un_tout(passage.de):
                relation, certitude = affaiblir(relation, certitude)
            if du_tout:
                relation, certitude = affaiblir(relation, certitude)
        elif du_tout:
            certitude = plus_faible(certitude, "deduit")
        for de in departs:
            yield Devenir(de, code, _SORTS[relation], certitude, relation, passage.par, passage.note, du_tout=du_tout)


def modules_rejoints(de: Referentiel, vers: Referentiel, passages: Iterable[Passage], module: str) -> frozenset[str]:
    """Les modules où passe un module : ceux qui le reprennent, à défaut ceux qui en reprennent une partie."""
    depart, arrivee = Etendue(de), Etendue(vers)
    siennes = depart.de(module)
    ou = {f.code: f.module.code for f in vers.feuilles}
    forts: set[str] = set()
    faibles: set[str] = set()
    for passage in passages:
        if passage.lie and siennes & depart.de(passage.de):
            atteints = {ou[f] for code in passage.vers for f in arrivee.de(code)}
            (faibles if passage.relation == "partiel" else forts).update(atteints)
    return frozenset(forts or faibles)
