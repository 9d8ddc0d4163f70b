"""Un bloc : ce qu'un point d'ordre du jour peut montrer, et ce qu'il faut calculer pour cela."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Generic, TypeVar

from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import ChampsNommes, Differe


@dataclass(frozen=True, slots=True)
class VueBloc(ChampsNommes):
    """Ce que montre un bloc : chacun de ses champs est un nom que tout gabarit de réunion peut écrire."""


V = TypeVar("V", bound=VueBloc)


@dataclass(frozen=True, slots=True)
class BlocDocument(Generic[V]):
    """Un bloc de compte rendu : ce qu'il montre, en une phrase, les valeurs qu'il donne, et ce qui les calcule."""

    aide: str
    vue: type[V]
    composer: Callable[[ContexteDocument, Reunion], V]

    @property
    def noms(self) -> tuple[str, ...]:
        """Les noms qu'il donne aux gabarits."""
        return tuple(champ.name for champ in fields(self.vue))

    def differer(self, contexte: ContexteDocument, reunion: Reunion) -> dict[str, Differe]:
        """Ses valeurs, toutes calculées quand un gabarit en demande une, et jamais sinon."""
        montre = Differe(lambda: self.composer(contexte, reunion))

        def champ(nom: str) -> Differe:
            return Differe(lambda: getattr(montre.valeur, nom))

        return {nom: champ(nom) for nom in self.noms}
