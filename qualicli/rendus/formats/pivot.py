"""Le pivot : le Markdown d'un document devient des jetons sûrs, puis, au besoin, un HTML sémantique.

Aucun HTML brut, aucune image que nos figures, aucun lien qui ne soit une adresse du web, un courriel, un téléphone, une ancre.
"""

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise, zip_longest
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from qualicli.rendus.dessins.figure import Figure
from qualicli.rendus.ecran import aplanir
from qualicli.rendus.formats import blocs, composition, largeurs
from qualicli.rendus.formats.ecrit import Ecrit

LISTES = ("bullet_list_open", "ordered_list_open")
ANNONCE = "Annonce"  # le style d'un paragraphe qui ne se sépare pas de ce qu'il annonce
_LIENS = ("https://", "http://", "mailto:", "tel:", "#")
_SAUT = "<br>"  # le seul saut de ligne qu'une cellule puisse contenir


@dataclass(frozen=True, slots=True)
class Titre:
    """Un titre du document, tel que le sommaire le montre."""

    niveau: int
    texte: str
    ancre: str


@dataclass(frozen=True, slots=True)
class Partie:
    """Un bloc et ses jetons."""

    nom: str
    jetons: Sequence[Token]


@dataclass(frozen=True, slots=True)
class Rangee:
    """Une rangée de tableau : reste-t-elle d'un bloc, et laisse-t-elle la place d'écrire à la main ?"""

    insecable: bool
    haute: bool


@dataclass(frozen=True, slots=True)
class Corps:
    """Le document analysé, et les rangées de tous ses tableaux, dans l'ordre."""

    parties: Sequence[Partie]
    titres: Sequence[Titre]
    rangees: Sequence[Rangee]

    def sommaire(self) -> Sequence[Titre]:
        """Les titres du sommaire : deux niveaux, sous celui du document."""
        return [t for t in self.titres if t.niveau in (2, 3)]


class _LecteurMarkdown(MarkdownIt):
    voisins = ""
    figures: Sequence[Figure] = ()

    def validateLink(self, url: str) -> bool:  # noqa: N802 (le nom est celui de la bibliothèque)
        vers_un_voisin = bool(self.voisins) and url.startswith(f"{self.voisins}/") and ".." not in url
        return vers_un_voisin or url.lower().startswith(_LIENS)


def analyser(ecrit: Ecrit) -> Corps:
    """Lit le Markdown d'un document : blocs, titres ordonnés et ancrés, tableaux mesurés."""
    lecteur = _lecteur()
    lecteur.voisins, lecteur.figures = ecrit.voisins, ecrit.figures
    env: dict[str, Any] = {}
    parties = [Partie(b.nom, lecteur.parse(b.markdown, env)) for b in blocs.decouper(ecrit.markdown)]
    if not any(j.type == "heading_open" for p in parties for j in p.jetons):
        parties.insert(0, Partie("", lecteur.parse("# titre", env)))
        parties[0].jetons[1].children = [Token("text", "", 0, content=ecrit.titre)]
    titres = _ordonner_titres([j for p in parties for j in p.jetons])
    rangees: list[Rangee] = []
    for partie, suivante in zip_longest(parties, parties[1:]):
        _nettoyer(partie)
        if suivante is not None and suivante.nom == "signature":
            composition.retenir_la_fin(partie.jetons)
        signes = largeurs.PAYSAGE if partie.nom == "paysage" else largeurs.PORTRAIT
        _annoncer(partie.jetons)
        _serrer(partie.jetons)
        for tableau in _tableaux(partie.jetons):
            rangees += _mesurer(tableau, signes)
    return Corps(parties, titres, rangees)


def en_html(jetons: Sequence[Token], dessiner: Callable[[Figure, int], str]) -> str:
    """Rend des jetons en HTML sémantique ; `dessiner` dit ce que devient une figure, d'après son rang."""
    lecteur = _lecteur()
    return str(lecteur.renderer.render(jetons, lecteur.options, {"dessiner": dessiner}))


def texte(jeton: Token) -> str:
    """Le texte nu d'un jeton, sans mise en forme."""
    morceaux = (" " if j.type in ("softbreak", "hardbreak") else j.content for j in jeton.children or ())
    return "".join(morceaux)


def _lecteur() -> _LecteurMarkdown:
    lecteur = _LecteurMarkdown("commonmark", {"html": False, "xhtmlOut": False}, renderer_cls=_Redacteur)
    lecteur.enable("table")
    lecteur.disable(["image", "code"])  # quatre espaces en tête de ligne ne font pas un listing
    lecteur.inline.ruler.before("html_inline", "saut", _lire_saut)
    lecteur.block.ruler.before("heading", "figure", _lire_figure, {"alt": ["paragraph", "blockquote", "list"]})
    return lecteur


def _lire_saut(etat: StateInline, muet: bool) -> bool:
    if not etat.src.startswith(_SAUT, etat.pos):
        return False
    if not muet:
        etat.push("hardbreak", "br", 0)
    etat.pos += len(_SAUT)
    return True


def _lire_figure(etat: StateBlock, ligne: int, _fin: int, muet: bool) -> bool:
    texte = etat.src[etat.bMarks[ligne] + etat.tShift[ligne] : etat.eMarks[ligne]]
    figures = etat.md.figures if isinstance(etat.md, _LecteurMarkdown) else ()
    figure = blocs.lire_figure(texte, figures)
    if figure is not None and not muet:
        jeton = etat.push("figure", "", 0)
        jeton.meta = {"figure": figure, "rang": next(r for r, f in enumerate(figures, 1) if f is figure)}
        etat.line = ligne + 1
    return figure is not None


def _ordonner_titres(jetons: Sequence[Token]) -> list[Titre]:
    """Donne à chaque titre son ancre et un niveau sans saut, sous un seul titre de premier niveau."""
    titres: list[Titre] = []
    tableaux: dict[str, int] = {}
    prises: set[str] = set()
    for ouvrant, contenu, fermant in zip(jetons, jetons[1:], jetons[2:], strict=False):
        if ouvrant.type == "heading_open":
            niveau = min(max(2, int(ouvrant.tag[1])), titres[-1].niveau + 1) if titres else 1
            ouvrant.tag = fermant.tag = f"h{niveau}"
            titres.append(Titre(niveau, aplanir(texte(contenu)).strip(), blocs.ancre(texte(contenu), prises)))
            ouvrant.attrSet("id", titres[-1].ancre)
        elif ouvrant.type == "table_open":
            sous = titres[-1].texte if titres else ""
            tableaux[sous] = tableaux.get(sous, 0) + 1  # deux régions d'une page n'ont jamais le même nom
            ouvrant.meta["sous"] = f"{sous} ({tableaux[sous]})" if tableaux[sous] > 1 else sous
    return titres


def _nettoyer(partie: Partie) -> None:
    """Remplace ce qui ne s'imprime pas ; dans un bloc écrit en lignes, chaque ligne reste une ligne."""
    for jeton in partie.jetons:
        for enfant in jeton.children or ():
            enfant.content = aplanir(enfant.content)
            if enfant.type == "softbreak" and partie.nom in blocs.EN_LIGNES:
                enfant.type, enfant.tag = "hardbreak", "br"
        if jeton.children:
            jeton.children = list(composition.composer(jeton.children))
        if jeton.type == "fence":
            jeton.content = "\n".join(map(aplanir, jeton.content.splitlines()))


def _annoncer(jetons: Sequence[Token]) -> None:
    """Marque les paragraphes qui annoncent une liste, un tableau ou une figure."""
    for i, jeton in enumerate(jetons[:-3]):
        suite = jetons[i + 3].type
        if (
            jeton.type == "paragraph_open"
            and jeton.level == 0
            and (
                suite == "figure" or (suite in (*LISTES, "table_open") and texte(jetons[i + 1]).rstrip().endswith(":"))
            )
        ):
            jeton.meta["annonce"] = jetons[i + 2].meta["annonce"] = True


def _serrer(jetons: Sequence[Token]) -> None:
    """Dit de chaque liste si ses éléments sont de simples lignes, sans paragraphe."""
    ouvertes: list[Token] = []
    for jeton in jetons:
        if jeton.type in LISTES:
            ouvertes.append(jeton)
            jeton.meta["serree"] = True
        elif jeton.type in ("bullet_list_close", "ordered_list_close"):
            ouvertes.pop()
        elif jeton.type == "paragraph_open" and ouvertes and not jeton.hidden:
            ouvertes[-1].meta["serree"] = False


def _tableaux(jetons: Sequence[Token]) -> Iterator[Sequence[Token]]:
    debut = 0
    for i, jeton in enumerate(jetons):
        if jeton.type == "table_open":
            debut = i
        elif jeton.type == "table_close":
            yield jetons[debut : i + 1]


def _mesurer(tableau: Sequence[Token], signes: int) -> list[Rangee]:
    """Calcule les largeurs d'un tableau ; un en-tête vide n'en est pas un, la première colonne en tient lieu."""
    cellules: list[list[Token]] = []
    for jeton, suivant in pairwise(tableau):
        if jeton.type == "tr_open":
            cellules.append([])
        elif jeton.type in ("th_open", "td_open"):
            jeton.meta["premiere"] = not cellules[-1]
            cellules[-1].append(suivant)
            if jeton.type == "th_open":
                jeton.attrSet("scope", "col")
    rangees = [[texte(cellule) for cellule in rangee] for rangee in cellules]
    parts = largeurs.repartir(rangees, signes)
    composition.aligner(tableau, rangees[1:])
    for rangee in cellules:
        for cellule, part in zip(rangee, parts, strict=True):
            cellule.meta["place"] = largeurs.place(part, signes)
    sans_entete = not any(rangees[0])
    a_remplir = len(rangees) > 1 and not all(map(any, zip(*rangees[1:], strict=True)))
    tableau[0].meta.update(parts=parts, sans_entete=sans_entete, a_remplir=a_remplir)
    if sans_entete:
        _retourner(tableau)
    mesurees = [Rangee(largeurs.tient_d_un_bloc(r, parts, signes), a_remplir and i > 0) for i, r in enumerate(rangees)]
    tableau[0].meta["rangees"] = mesurees[sans_entete:]
    return mesurees[sans_entete:]


def _retourner(tableau: Sequence[Token]) -> None:
    dans_entete = False
    for i, jeton in enumerate(tableau):
        dans_entete = (dans_entete or jeton.type == "thead_open") and jeton.type != "tbody_open"
        if dans_entete:
            jeton.hidden = True
            jeton.type = "vide"
            jeton.children = None
        elif jeton.type == "td_open" and jeton.meta.get("premiere"):
            jeton.tag = tableau[i + 2].tag = "th"
            jeton.attrSet("scope", "row")


class _Redacteur(RendererHTML):
    """Le HTML des tableaux mesurés et des paragraphes d'annonce ; le reste est celui de la bibliothèque."""

    def table_open(
        self, jetons: Sequence[Token], rang: int, _options: OptionsDict, _env: MutableMapping[str, Any]
    ) -> str:
        """Ouvre un tableau, dans un cadre qui défile sur un petit écran."""
        colonnes = "".join(f'<col style="width:{part}%">' for part in jetons[rang].meta["parts"])
        classe = ' class="a-remplir"' if jetons[rang].meta["a_remplir"] else ""
        nom = escape(jetons[rang].meta["sous"])
        cadre = f'<div class="tableau" role="region" aria-label="Tableau : {nom}" tabindex="0">'
        return f"{cadre}\n<table{classe}>\n<colgroup>{colonnes}</colgroup>\n"

    def table_close(self, *_: Any) -> str:
        """Ferme le tableau et son cadre."""
        return "</table>\n</div>\n"

    def figure(self, jetons: Sequence[Token], rang: int, _options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Une figure, telle que la veut le format."""
        return str(env["dessiner"](jetons[rang].meta["figure"], jetons[rang].meta["rang"]))

    def vide(self, *_: Any) -> str:
        """Un en-tête de tableau sans texte ne s'écrit pas."""
        return ""

    def paragraph_open(
        self, jetons: Sequence[Token], rang: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Ouvre un paragraphe."""
        cadre = f'<div class="annonce" data-custom-style="{ANNONCE}">\n' if jetons[rang].meta.get("annonce") else ""
        return cadre + self.renderToken(jetons, rang, options, env)

    def paragraph_close(
        self, jetons: Sequence[Token], rang: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Ferme un paragraphe."""
        cadre = "</div>\n" if jetons[rang].meta.get("annonce") else ""
        return self.renderToken(jetons, rang, options, env) + cadre
