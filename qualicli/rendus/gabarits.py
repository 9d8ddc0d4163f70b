"""Les gabarits Jinja : ils rendent une vue en Markdown, dans un bac à sable où rien d'autre ne s'atteint.

Toute valeur écrite par `{{ … }}` est rendue inoffensive en Markdown ; un `Tableau` devient un tableau, une suite de
textes une liste à puces, une `Figure` sa place, un texte `Libre` reste du Markdown. Un nom inconnu est une erreur,
située et en français.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateError, TemplateNotFound, pass_context
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from markupsafe import Markup

from qualicli import francais, ressources, typographie
from qualicli.erreurs import ErreurGabarit
from qualicli.rendus import markdown
from qualicli.rendus.bac_a_sable import BacASable, CalculImpossible, TropLong
from qualicli.rendus.dessins.figure import Figure
from qualicli.rendus.documents.socle.vue import Libre, TableauTexte, Vue
from qualicli.rendus.formats.blocs import placer_figure

FOURNI = "fourni/"  # « {% extends "fourni/copil.md.j2" %} » : le gabarit livré, même quand le dossier a le sien
_DOSSIER = "gabarits"


class Gabarits:
    """Les gabarits livrés, et ceux du dossier (nom → texte), qui l'emportent."""

    def __init__(self, propres: Mapping[str, str] | None = None) -> None:
        self._propres = propres or {}
        self._figures: list[Figure] = []  # celles du document en cours, dans l'ordre où elles s'écrivent
        self._jinja = BacASable(
            loader=_Chargeur(self._propres),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=self._ecrire,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._jinja.globals |= {"tableau": en_tableau}
        self._jinja.filters |= FILTRES
        self._jinja.borner()
        self._jinja.tests["contient"] = lambda liste, element: element in liste
        self._jinja.tests["infinitifs"] = lambda textes: all(map(francais.est_infinitif, textes))

    def rediger(self, nom: str, vue: Vue, figures: list[Figure] | None = None) -> str:
        """Rend une vue en Markdown par le gabarit de ce nom ; ses figures vont dans `figures`.

        Lève une `ErreurGabarit` située.
        """
        self._figures = [] if figures is None else figures
        contexte = vue.valeurs()
        try:
            return typographie.typographier(_aerer(self._jinja.rendre(nom, contexte)))
        except CalculImpossible as panne:  # la faute est la nôtre, et non celle du gabarit
            raise panne.faute from panne
        except Exception as faute:
            raise _traduire(faute, _chemin(nom, self._propres), contexte) from faute

    @pass_context
    def _ecrire(self, _contexte: Any, valeur: Any) -> Markup:
        """Met une valeur en Markdown. Avec `pass_context`, Jinja n'évalue pas les constantes d'avance, donc sans elle."""
        if isinstance(valeur, Markup):
            return valeur
        if isinstance(valeur, Figure):
            return self._placer(valeur)
        if isinstance(valeur, tuple) and valeur and all(isinstance(v, Figure) for v in valeur):
            return Markup().join(map(self._placer, valeur))
        return _ecrire_valeur(valeur)

    def _placer(self, figure: Figure) -> Markup:
        """Le titre d'une figure et sa place ; rien quand elle n'a pas de quoi être dessinée."""
        if not figure:
            return Markup()
        self._figures.append(figure)
        place = placer_figure(len(self._figures) - 1)
        titre = f"**{markdown.echapper(figure.titre)}**\n\n" if figure.annoncee else ""
        return Markup(f"\n\n{titre}{place}\n\n")


class _Chargeur(BaseLoader):
    def __init__(self, propres: Mapping[str, str]) -> None:
        self._propres = propres

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        fourni = template.removeprefix(FOURNI)
        chemin = _chemin(template, self._propres)
        texte = self._propres[template] if chemin.startswith(_DOSSIER) else lire_fourni(fourni)
        if texte is None:
            raise TemplateNotFound(template)
        return texte, chemin, lambda: True


def _chemin(nom: str, propres: Mapping[str, str]) -> str:
    """D'où vient un gabarit, tel qu'on le nomme dans un message."""
    return f"{_DOSSIER}/{nom}" if nom in propres else f"templates/documents/{nom.removeprefix(FOURNI)}"


def lire_fourni(nom: str) -> str | None:
    """Le texte d'un gabarit livré, ou `None` s'il n'existe pas."""
    chemin = ressources.dossier("templates") / "documents" / nom
    return chemin.read_text(encoding="utf-8") if nom in noms_fournis() else None


def noms_fournis() -> list[str]:
    """Les noms des gabarits livrés."""
    dossier = ressources.dossier("templates") / "documents"
    return sorted(p.relative_to(dossier).as_posix() for p in dossier.rglob("*.md.j2"))


# Comment s'écrit chaque genre de valeur ; ce qui n'y est pas ne s'écrit pas.
_ECRITURES: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (StrictUndefined, str),  # lève l'erreur, avec sa ligne
    (str, markdown.echapper),
    ((int, Decimal, Fraction), francais.nombre),
    (TableauTexte, lambda valeur: markdown.tableau(valeur.colonnes, valeur.lignes)),
    (Libre, lambda valeur: markdown.libre(valeur.texte, valeur.niveau)),
    ((tuple, list), lambda valeur: markdown.puces(map(str, valeur))),
    (type(None), lambda _: ""),
)


def _ecrire_valeur(valeur: Any) -> Markup:
    ecriture = next((e for genre, e in _ECRITURES if isinstance(valeur, genre)), None)
    if ecriture is None:
        raise TypeError("valeur")
    return Markup(ecriture(valeur))


def en_tableau(lignes: Iterable[Any], colonnes: Mapping[str, str]) -> TableauTexte:
    """Fait un tableau des champs choisis : `tableau(participants, {"Nom": "nom", "Visa": "visa"})`."""
    return TableauTexte(tuple(colonnes), tuple(tuple(_champ(ligne, c) for c in colonnes.values()) for ligne in lignes))


def _champ(ligne: Any, nom: str) -> str:
    if is_dataclass(ligne) and nom in {c.name for c in fields(ligne)}:
        return str(getattr(ligne, nom))
    raise UndefinedError(f"'{nom}' is undefined")


def _liste(valeurs: Sequence[Any], dernier: str = "et") -> str:
    return francais.liste(map(str, valeurs), dernier)


def _libre(valeur: Any, niveau: int = 3) -> Libre:
    return Libre(valeur.texte if isinstance(valeur, Libre) else str(valeur), niveau)


FILTRES: Mapping[str, Callable[..., Any]] = {
    "liste": _liste,
    "libre": _libre,
    "minuscule": francais.minuscule,
    "majuscule": francais.majuscule,
    "pluriel": lambda nombre, nom, au_pluriel="": francais.pluriel(nombre, nom, au_pluriel),
    "accorder": lambda nombre, nom, au_pluriel="": francais.accorder(nombre, nom, au_pluriel),
    "de": francais.de,
    "le": francais.le,
    "du": francais.du,
    "au": francais.au,
    "un": francais.un,
    "aucun": francais.aucun,
    "ce": francais.ce,
    "e": francais.e,
    "guillemets": francais.guillemets,
    "en_lettres": francais.en_lettres,
    "sans_vides": TableauTexte.sans_vides,
    "enchainer": francais.enchainer,
    "sans_point": lambda texte: str(texte).rstrip(". "),
    "aux": lambda valeurs: francais.liste(map(francais.au, valeurs)),
    "lignes": lambda valeurs: Markup("\\\n").join(Markup(markdown.echapper(str(v))) for v in valeurs),
}


def _aerer(texte: str) -> str:
    """Une ligne vide au plus entre deux blocs, aucune espace en fin de ligne."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(ligne.rstrip(" \t") for ligne in texte.split("\n"))).strip("\n") + "\n"


_PHRASES = (
    (r"'([^']+)' is undefined", "« {0} » n'existe pas dans ce document."),
    (r"'[^']+' has no attribute '([^']+)'", "« {0} » n'existe pas ici."),
    (r"[Nn]o (?:filter|test) named '([^']+)'", "Le filtre « {0} » n'existe pas."),
    (r"unknown tag '([^']+)'", "« {{% {0} %}} » n'existe pas, ou n'est pas à sa place."),
    (r"unexpected end of template|Unexpected end of template", "Un bloc n'est pas refermé."),
    (r"[Mm]issing end of (?:comment|raw)", "Un commentaire n'est pas refermé."),
    (r"unexpected (?:char )?'(.+)'", "Le signe « {0} » n'est pas attendu."),
    (r"expected token '(.+)', got '(.+)'", "Il faudrait « {0} », et non « {1} »."),
    (r"block '([^']+)' defined twice", "Le bloc « {0} » est défini deux fois."),
)


def _traduire(faute: Exception, chemin: str, contexte: Mapping[str, Any]) -> ErreurGabarit:
    fichier, ligne = _situer(faute, chemin)
    if isinstance(faute, TemplateNotFound):
        connus = francais.liste(noms_fournis())
        return ErreurGabarit(f"{fichier}:{ligne} : le gabarit « {faute.name} » n'existe pas.", f"Gabarits : {connus}.")
    conseil = "« qualicli rapport --copier-gabarit » remet le gabarit livré, dont le début liste les noms utiles."
    if isinstance(faute, TropLong | RecursionError | MemoryError):
        return ErreurGabarit(f"{fichier}:{ligne} : le gabarit tourne en rond, ou écrit beaucoup trop.", conseil)
    if isinstance(faute, SecurityError):
        return ErreurGabarit(f"{fichier}:{ligne} : le gabarit demande une opération interdite.", conseil)
    texte = str(faute) if isinstance(faute, TemplateError) else ""
    for motif, phrase in _PHRASES:
        trouve = re.search(motif, texte)
        if trouve:
            message = phrase.format(*trouve.groups())
            proche = francais.plus_proche(trouve[1], [*contexte, *FILTRES]) if trouve.groups() else None
            return ErreurGabarit(
                f"{fichier}:{ligne} : {message}", f"Vouliez-vous dire « {proche} » ?" if proche else conseil
            )
    raison = (
        "cette ligne est mal écrite" if isinstance(faute, TemplateSyntaxError) else "cette ligne ne peut pas s'écrire"
    )
    return ErreurGabarit(f"{fichier}:{ligne} : {raison}.", conseil)


def _situer(faute: Exception, chemin: str) -> tuple[str, int]:
    """Le fichier du gabarit et la ligne : ceux que donne Jinja, sinon le dernier gabarit de la pile d'appels."""
    if isinstance(faute, TemplateSyntaxError):
        return faute.filename or chemin, faute.lineno
    fichier, ligne = chemin, 1
    pile = faute.__traceback__
    while pile is not None:
        if pile.tb_frame.f_code.co_filename.endswith(".md.j2"):
            fichier, ligne = pile.tb_frame.f_code.co_filename, pile.tb_lineno
        pile = pile.tb_next
    return fichier, ligne
