"""Le bac à sable des gabarits : ce qu'ils peuvent appeler, et ce qu'un rendu peut prendre de temps et de mémoire.

Rien n'y est interrompu de l'extérieur, donc tout y est borné de la même façon sur tout système : chaque tour de boucle, appel,
inclusion et texte composé est compté avant d'être fait.
"""

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import BuiltinMethodType
from typing import Any

from jinja2 import Template, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Macro, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qualicli.rendus.documents.socle.vue import Differe

SIGNES = 50_000_000  # caractères composés pendant un rendu ; un long document en demande cent fois moins
SECONDES = 10.0  # de calcul, sans les nôtres ; un long document en demande vingt fois moins
_TOUR = 8  # ce que pèse un tour de boucle ou un appel
_GRAND = 10_000  # le plus grand nombre qu'un filtre reçoive : une largeur, un rang
_CHIFFRES = 4096  # bits d'un nombre calculé
_ORDINAIRES = (str, int, tuple, list, dict)
_NOMBRES = (int, Decimal, Fraction)
_PARCOURIR, _COMPOSER, _COPIER = "à parcourir", "à composer", "à copier"  # des noms qu'aucun gabarit ne peut écrire
# Ce qui écrit du HTML ou du Python, compose un texte d'une taille que rien n'annonce, ou tire au sort : deux fois le même
# dossier, deux fois le même document.
_SANS = ("format", "pprint", "random", "striptags", "tojson", "urlize", "wordwrap", "xmlattr")
_LARGES = frozenset(
    ("batch", "center", "indent", "round", "slice", "truncate", "ljust", "rjust", "zfill", "expandtabs")
)
_SANS_METHODES = frozenset(("format", "format_map", "to_bytes", "translate"))


class TropLong(SecurityError):
    """Un gabarit a dépassé ce qu'un rendu peut prendre."""


class CalculImpossible(Exception):
    """Une faute de nos calculs, et non du gabarit qui les demande."""

    def __init__(self, faute: Exception) -> None:
        super().__init__(str(faute))
        self.faute = faute


class _ContexteParesseux(Context):
    """Calcule une valeur différée quand un gabarit la nomme, où que ce soit : inclusion, macro, bloc."""

    def resolve_or_missing(self, key: str) -> Any:
        """La valeur de ce nom."""
        valeur = super().resolve_or_missing(key)
        if not isinstance(valeur, Differe):
            return valeur
        debut = time.thread_time()
        try:
            return valeur.valeur
        except Exception as faute:
            raise CalculImpossible(faute) from faute
        finally:
            if isinstance(self.environment, BacASable):
                self.environment.terme += time.thread_time() - debut


class BacASable(ImmutableSandboxedEnvironment):
    """N'appelle que les macros, nos fonctions et les méthodes des textes et des listes ; borne ce qu'un gabarit compose."""

    context_class = _ContexteParesseux
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    credit, terme = SIGNES, float("inf")

    def borner(self) -> None:
        """Ôte ce qui ne se borne pas, et compte ce que font les filtres."""
        for nom in ("lipsum", "cycler", "joiner"):
            del self.globals[nom]
        for nom in _SANS:
            del self.filters[nom]
        self.filters = {nom: self._compter(nom, filtre) for nom, filtre in self.filters.items()}
        self.filters |= {_PARCOURIR: self._parcourir, _COMPOSER: self._composer, _COPIER: self._copier}
        self.tests = {nom: self._compter("", essai) for nom, essai in self.tests.items()}
        self.concat = self._joindre  # type: ignore[method-assign]

    def rendre(self, nom: str, contexte: Mapping[str, Any]) -> str:
        """Rend un gabarit. Lève un `TropLong` quand il ne finirait pas."""
        self.credit, self.terme = SIGNES, time.thread_time() + SECONDES
        morceaux = []
        for morceau in self.get_template(nom).generate(contexte):
            self.payer(len(morceau))
            morceaux.append(morceau)
        return "".join(morceaux)

    def payer(self, signes: int) -> None:
        """Compte ce qu'un gabarit va composer, avant qu'il ne le fasse."""
        self.credit -= _TOUR + signes
        if self.credit < 0 or time.thread_time() > self.terme:
            raise TropLong

    def get_template(self, *arguments: Any, **options: Any) -> Template:
        """Une inclusion compte comme un appel : un gabarit peut s'inclure lui-même."""
        self.payer(0)
        return super().get_template(*arguments, **options)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Fait passer par le compte ce que le gabarit répète ou compose."""
        arbre = super()._parse(source, name, filename)
        for boucle in arbre.find_all(nodes.For):
            boucle.iter = _filtre(boucle.iter, _PARCOURIR)
        for compose in arbre.find_all(nodes.Concat):
            compose.nodes = [_filtre(nodes.List(compose.nodes, lineno=compose.lineno), _COMPOSER)]
        for extrait in arbre.find_all(nodes.Getitem):
            if isinstance(extrait.arg, nodes.Slice):
                extrait.node = _filtre(extrait.node, _COPIER)
        arbre.set_environment(self)
        return arbre

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Un attribut privé ne se lit pas."""
        return not attr.startswith("_") and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Ce qu'un gabarit peut appeler."""
        if isinstance(obj, Macro) or any(obj is permis for permis in self.globals.values()):
            return True
        propre = getattr(obj, "__self__", None)
        if isinstance(obj, BuiltinMethodType):
            return isinstance(propre, _ORDINAIRES)
        return type(propre or obj).__module__ == "jinja2.runtime"  # loop.cycle(), super(), self.bloc()

    def call(self, context: Any, obj: Any, /, *arguments: Any, **nommes: Any) -> Any:
        """Appelle, en comptant avant et après."""
        propre, nom = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if isinstance(propre, _ORDINAIRES):
            if nom in _SANS_METHODES:
                raise SecurityError
            valeur = (arguments[0], propre) if nom == "join" and arguments else (propre, *arguments)
            self._prevoir(nom, valeur, nommes)
        self.payer(0)
        resultat = super().call(context, obj, *arguments, **nommes)
        self.payer(_taille(resultat))
        return resultat

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Ni puissance, ni texte répété ou composé sans compte, ni nombre sans fin."""
        if all(isinstance(v, _NOMBRES) for v in (left, right)):
            if operator == "**" or _bits(left) + _bits(right) > _CHIFFRES:
                raise SecurityError
        elif operator != "+":
            raise SecurityError
        self.payer(_taille(left) + _taille(right))
        return super().call_binop(context, operator, left, right)

    def _compter(self, nom: str, fonction: Any) -> Callable[..., Any]:
        """Un filtre qui compte ce qu'il rend, et ce qu'il va prendre quand un petit texte peut en donner un grand."""
        decalage = hasattr(fonction, "jinja_pass_arg")  # le contexte vient alors avant la valeur

        @functools.wraps(fonction)
        def filtre(*arguments: Any, **options: Any) -> Any:
            if nom == "join":
                arguments = (*arguments[:decalage], list(arguments[decalage]), *arguments[decalage + 1 :])
            self._prevoir(nom, arguments[decalage:], options)
            self.payer(0)
            resultat = fonction(*arguments, **options)
            self.payer(_taille(resultat))
            return resultat

        return filtre

    def _prevoir(self, nom: str, arguments: Sequence[Any], options: Mapping[str, Any]) -> None:
        """Compte d'avance le résultat d'un filtre ou d'une méthode qui peut agrandir ce qu'on lui donne."""
        valeur, donnes = arguments[0] if arguments else "", [*arguments[1:], *options.values()]
        plus_long = max((_taille(d) for d in donnes), default=0)
        if nom in _LARGES:
            if any(isinstance(d, int) and abs(d) > _GRAND for d in donnes):
                raise TropLong
            plus_long = max(plus_long, *(abs(d) for d in donnes if isinstance(d, int)), 4)
            self.payer((str(valeur).count("\n") + 1) * plus_long if nom in ("indent", "expandtabs") else 0)
        elif nom == "replace" and donnes:
            self.payer(str(valeur).count(str(donnes[0])) * plus_long)
        elif nom == "join" and isinstance(valeur, list | tuple):
            self.payer(sum(map(_taille, valeur)) + len(valeur) * plus_long)
        elif nom == "sum" and any(not isinstance(d, str | int) for d in donnes):
            raise SecurityError

    def _parcourir(self, valeurs: Iterable[Any]) -> Iterator[Any]:
        for valeur in valeurs:
            self.payer(0)
            yield valeur

    def _composer(self, valeurs: Sequence[Any]) -> str:
        self.payer(sum(map(_taille, valeurs)))
        return markup_join(valeurs)

    def _copier(self, valeur: Any) -> Any:
        self.payer(_taille(valeur))
        return valeur

    def _joindre(self, morceaux: Iterable[str]) -> str:
        """Ce que rend une macro ou un bloc affecté."""
        liste = list(morceaux)
        self.payer(sum(map(len, liste)))
        return "".join(liste)


def _filtre(valeur: nodes.Node, nom: str) -> nodes.Filter:
    return nodes.Filter(valeur, nom, [], [], None, None, lineno=valeur.lineno)


def _taille(valeur: Any) -> int:
    """Ce que pèse une valeur, en caractères."""
    return len(valeur) if isinstance(valeur, str | list | tuple | dict) else 1


def _bits(nombre: Any) -> int:
    if isinstance(nombre, Fraction):
        return nombre.numerator.bit_length() + nombre.denominator.bit_length()
    return nombre.bit_length() if isinstance(nombre, int) else 0
