"""Ce qu'est une règle, ce qu'elle voit, comment elle s'applique."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, FauteCodee, Gravite
from qualicli.modeles.base import Objet
from qualicli.modeles.complement import Correspondance
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier, GenreElement, Inventaire
from qualicli.modeles.label import Vocabulaire
from qualicli.modeles.liens import Citation, citations
from qualicli.modeles.reunion import Reunion


@dataclass(frozen=True)
class Contexte:
    """Ce qu'une règle peut voir : le dossier typé, la date, ce que le disque contient, le texte des fichiers."""

    dossier: Dossier
    au: date
    inventaire: Inventaire = field(default_factory=Inventaire)
    textes: Mapping[str, bytes] = field(default_factory=dict)
    illisibles: frozenset[tuple[str, str]] = frozenset()
    fournies: Callable[[], Iterable[Correspondance]] = tuple  # les correspondances de l'outil, lues si elles servent
    rediger: Callable[[str, date], str | None] = lambda _objet, _le: None  # un document signé, tel qu'il se rédigerait
    outil: str = ""  # la version qui le rédigerait

    @cached_property
    def citations(self) -> tuple[tuple[Objet, Citation], ...]:
        """Tout ce que les objets du dossier citent, avec l'objet qui cite."""
        objets = (self.dossier.demarche, *self.dossier.fichiers.values(), *self.dossier.objets())
        return tuple((objet, citation) for objet in objets for citation in citations(objet))

    def designer(self, genre: GenreElement, referentiel: str, code: str) -> str:
        """Un élément d'un référentiel en tête de phrase : « L'exigence 2.1 »."""
        return francais.majuscule(self.dossier.designer(genre, referentiel, code))

    def en_tete(self, genre: GenreElement, referentiel: str = "") -> str:
        """Le mot d'un référentiel, à défaut celui du dossier, en tête de phrase : « L'exigence »."""
        return tete(getattr(self.mots(referentiel), genre))

    def designer_module(self, chemin: Chemin, code: str) -> str:
        """Le module dont un choix est écrit là, dans le périmètre, en tête de phrase."""
        return self.designer("module", self.dossier.demarche.perimetre[int(chemin[1])].referentiel, code)

    def mots(self, referentiel: str) -> Vocabulaire:
        """Les mots d'un référentiel ; ceux du dossier quand il est inconnu."""
        connu = self.dossier.referentiels.get(referentiel)
        return connu.mots if connu else self.dossier.mots

    @cached_property
    def livrees(self) -> tuple[Correspondance, ...]:
        """Les correspondances que l'outil apporte."""
        return tuple(self.fournies())

    @cached_property
    def connu(self) -> Dossier:
        """Le dossier tel qu'on le connaissait à la date du contrôle : ce qui est attendu ou en retard se juge d'après lui."""
        return connu_au(self.dossier, self.au)

    @cached_property
    def referentiels(self) -> frozenset[str]:
        """Les référentiels que l'on peut citer, ceux dont le fichier est fautif compris : sa faute est déjà dite là-bas."""
        return frozenset((*self.dossier.referentiels, *self.fautifs("referentiels")))

    def fautifs(self, famille: str) -> frozenset[str]:
        """Les identifiants d'une famille dont le fichier n'a pas pu être lu."""
        return frozenset(identifiant for trouvee, identifiant in self.illisibles if trouvee == famille)

    @cached_property
    def pieces(self) -> Mapping[str, str]:
        """La pièce jointe de chaque preuve qui en a une : chemin relatif au dossier, par identifiant."""
        return {p.id: piece for p in self.dossier.preuves.values() if (piece := p.piece) is not None}

    @cached_property
    def reunions(self) -> Mapping[str, Sequence[Reunion]]:
        """Les réunions déjà tenues à la date, par instance."""
        tenues: dict[str, list[Reunion]] = {}
        for reunion in self.dossier.reunions.values():
            if reunion.est_tenue(self.au):
                tenues.setdefault(reunion.instance, []).append(reunion)
        return tenues


def tete(mot: str) -> str:
    """Un nom et son article, en tête de phrase : « L'engagement »."""
    return francais.majuscule(francais.le(mot))


Controle = Callable[[Contexte], Iterable[Faute]]


class Regle(NamedTuple):
    """Une règle : un code qui ne change jamais de sens, sa gravité, de quoi l'expliquer, et son contrôle.

    Le contrôle est `None` pour les règles de lecture et de format : c'est la lecture qui trouve ces fautes.
    """

    code: str
    gravite: Gravite
    titre: str
    explication: str
    mauvais: str
    bon: str
    controle: Controle | None = None


def appliquer(regles: Iterable[Regle], contexte: Contexte) -> Iterator[FauteCodee]:
    """Applique chaque règle qui a un contrôle et rend ses fautes, avec leur code."""
    for regle in regles:
        if regle.controle is not None:
            for faute in regle.controle(contexte):
                yield FauteCodee(regle.code, faute)
