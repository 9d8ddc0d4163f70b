"""Le rapport de perte : ce qu'une migration garde, ce qu'elle reprend, ce qui est à prouver à neuf."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qualicli.diagnostic.migration import Passerelle, SortDUneExigence
from qualicli.diagnostic.reprises import Reprise, suites
from qualicli.diagnostic.synthese import SyntheseTaux
from qualicli.modeles.correspondances import DesaccordDeRangees
from qualicli.modeles.documents import Document
from qualicli.modeles.dossier import Dossier


@dataclass(frozen=True)
class Perte:
    """Une migration, et ce qu'elle fait des exigences, des preuves et des taux."""

    passerelle: Passerelle
    dossier: Dossier
    au: date
    reprises: Mapping[str, tuple[Reprise, ...]]
    avant: SyntheseTaux | None
    apres: SyntheseTaux | None
    desaccords: tuple[DesaccordDeRangees, ...] = ()
    note: str | None = None

    @cached_property
    def _couvrent(self) -> Mapping[str, list[Document]]:
        """Les documents qui citent chaque exigence quittée, ou un tout où elle est."""
        return self._ranger(self.passerelle.de.id, self.passerelle.depart.de)

    @cached_property
    def preuves(self) -> Mapping[str, list[Document]]:
        """Les documents qui suivent, par exigence rejointe : ils la citent déjà, ou la migration le leur fait citer."""
        trouves = self._ranger(self.passerelle.vers.id, self.passerelle.arrivee.de)
        for document in self.dossier.documents:
            for code in self._codes(document, self.passerelle.de.id):
                for suite in suites(self.passerelle, code):
                    for exigence in self.passerelle.arrivee.de(suite):
                        siens = trouves.setdefault(exigence, [])
                        if document not in siens:
                            siens.append(document)
        return trouves

    def a_reprendre(self, nouvelle: SortDUneExigence) -> list[Document]:
        """Les documents d'une exigence qui n'est reprise qu'en partie : à relire avant de les citer."""
        suivent = self.preuves.get(nouvelle.feuille.code, ())
        candidats = {d.fichier: d for lien in nouvelle.liens if lien.de for d in self._couvrent.get(lien.de, ())}
        return [d for d in candidats.values() if d not in suivent]

    def a_prouver(self) -> list[SortDUneExigence]:
        """Les exigences rejointes qu'aucun document ne suit."""
        return [n for n in self.passerelle.nouvelles if not self.preuves.get(n.feuille.code)]

    def communes(self) -> list[tuple[str, str]]:
        """Les exigences identiques des deux côtés, sans détour : un jugement peut y valoir pour les deux."""
        return [
            (lien.de, exigence)
            for ancienne in self.passerelle.anciennes
            for lien in ancienne.liens
            if lien.relation == "identique" and lien.de and not lien.par
            for exigence in self.passerelle.arrivee.de(lien.vers)
            if not self.passerelle.arrivee.est_un_tout(lien.vers)
        ]

    def compte(self, exigences: Iterable[SortDUneExigence]) -> dict[str, int]:
        """Combien d'exigences ont chaque sort."""
        comptes: dict[str, int] = {}
        for exigence in exigences:
            comptes[exigence.sort] = comptes.get(exigence.sort, 0) + 1
        return comptes

    def _codes(self, document: Document, referentiel: str) -> list[str]:
        return [c for r, c in map(self.dossier.reference, document.couvre) if r == referentiel]

    def _ranger(self, referentiel: str, etendue: Callable[[str], frozenset[str]]) -> dict[str, list[Document]]:
        range_: dict[str, list[Document]] = {}
        for document in self.dossier.documents:
            for code in self._codes(document, referentiel):
                for exigence in sorted(etendue(code)):
                    siens = range_.setdefault(exigence, [])
                    if document not in siens:
                        siens.append(document)
        return range_
