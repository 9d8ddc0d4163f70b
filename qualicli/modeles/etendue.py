"""Ce que désigne un code de référentiel : une exigence, ou toutes celles d'un engagement ou d'un module."""

from collections.abc import Mapping
from functools import cached_property

from qualicli.modeles.referentiel import Referentiel


class Etendue:
    """Ce que désigne chaque code d'un référentiel : les exigences d'un module ou d'un engagement, ou elle seule."""

    def __init__(self, referentiel: Referentiel) -> None:
        self.referentiel = referentiel

    @cached_property
    def _par_code(self) -> Mapping[str, frozenset[str]]:
        codes: dict[str, set[str]] = {}
        for feuille in self.referentiel.feuilles:
            for code in (feuille.module.code, feuille.engagement.code, feuille.code):
                codes.setdefault(code, set()).add(feuille.code)
        return {code: frozenset(feuilles) for code, feuilles in codes.items()}

    @cached_property
    def _incomplets(self) -> frozenset[str]:
        """Les modules et les engagements dont on ne connaît qu'une partie : leur code dit plus que l'on n'en sait."""
        modules = {m.code for m in self.referentiel.modules if m.engagements and m.etat == "a_completer"}
        engagements = (e for m in self.referentiel.modules for e in m.engagements)
        return frozenset((*modules, *(e.code for e in engagements if e.exigences and e.etat == "a_completer")))

    def de(self, code: str | None) -> frozenset[str]:
        """Les exigences que désigne un code ; aucune s'il est inconnu."""
        return self._par_code.get(code or "", frozenset())

    def est_un_tout(self, code: str | None) -> bool:
        """Vrai quand un code désigne plus qu'une exigence connue."""
        return len(self.de(code)) > 1 or code in self._incomplets

    def egale(self, un: str | None, autre: str | None) -> bool:
        """Vrai quand deux codes désignent la même chose."""
        return un == autre or (self.de(un) == self.de(autre) and not {un, autre} & self._incomplets)
