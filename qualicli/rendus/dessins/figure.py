"""Une figure : des données et un titre, d'où viennent le dessin, le texte qui le remplace, et les nombres en tableau."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Self

from qualicli import francais
from qualicli.rendus.dessins.toile import BLEU, INTERLIGNE, LARGEUR, PETIT, Toile, couper, ecrire_net, mesurer
from qualicli.rendus.documents.socle.vue import TableauTexte
from qualicli.rendus.ecran import aplanir, caler

LARGEUR_DU_TEXTE, HAUTEUR_DU_TEXTE = 16.6, 22.5  # d'une page, en centimètres, le titre de la figure ôté
NOM_EN_TEXTE = 30  # colonnes d'une étiquette, dans les barres de texte
BARRE_EN_TEXTE = 30


@dataclass(frozen=True, slots=True)
class Figure(ABC):
    """Ce que tous les genres partagent ; une figure sans assez de données est fausse, et ne s'écrit pas."""

    titre: str
    annoncee: bool = field(default=True, kw_only=True)  # son titre la précède

    @abstractmethod
    def __bool__(self) -> bool:
        """Vrai quand il y a de quoi comparer."""

    @property
    @abstractmethod
    def tableau(self) -> TableauTexte:
        """Les nombres de la figure, à écrire à côté d'elle."""

    @abstractmethod
    def tracer(self, toile: Toile) -> None:
        """Trace la figure."""

    @abstractmethod
    def barres(self) -> Iterator[str]:
        """La figure en lignes de texte."""

    @property
    def sans_titre(self) -> Self:
        """La même, que rien n'annonce : ce qui la précède le fait déjà."""
        return replace(self, annoncee=False)

    @property
    def alternative(self) -> str:
        """Ce que dit la figure à qui ne la voit pas : son titre et ses nombres, ligne par ligne."""
        nombres = self.tableau
        colonnes = [francais.minuscule(c) for c in nombres.colonnes]
        phrases = (
            f"{ligne[0]} : " + ", ".join(f"{c} {v}".strip() for c, v in zip(colonnes[1:], ligne[1:], strict=True) if v)
            for ligne in nombres.lignes
        )
        return ecrire_net(f"{self.titre}. {' ; '.join(phrases)}.")

    def svg(self, nom: str = "figure") -> str:
        """Le dessin, en SVG."""
        return self.dessiner().svg(self.titre, self.alternative, nom)

    @property
    def taille(self) -> tuple[float, float]:
        """La largeur et la hauteur sur une page, en centimètres : une figure trop haute pour elle s'y réduit."""
        haut = LARGEUR_DU_TEXTE * self.dessiner().hauteur_totale / LARGEUR
        part = min(1.0, HAUTEUR_DU_TEXTE / haut)
        return LARGEUR_DU_TEXTE * part, haut * part

    def dessiner(self) -> Toile:
        """La toile où elle est tracée."""
        toile = Toile()
        self.tracer(toile)
        return toile

    def en_html(self, nom: str) -> str:
        """Le dessin dans un cadre, qui défile sur un petit écran."""
        numero = nom.rpartition("-")[2]  # deux régions n'ont jamais le même nom
        cadre = f'role="region" aria-label="Figure {numero} : {escape(ecrire_net(self.titre))}" tabindex="0"'
        return f'<div class="figure" {cadre}>\n{self.svg(nom)}\n</div>\n'

    def en_texte(self) -> str:
        """La figure en texte de largeur fixe."""
        return "\n".join(ecrire_net(ligne).replace("`", "'").rstrip() for ligne in self.barres())


def nommer_en_texte(nom: str) -> str:
    """Une étiquette à sa largeur, pour une barre de texte : coupée entre deux mots quand elle est trop longue."""
    net = aplanir(nom)
    court = (
        net if len(net) <= NOM_EN_TEXTE else f"{net[: NOM_EN_TEXTE - 1].rpartition(' ')[0] or net[: NOM_EN_TEXTE - 1]}…"
    )
    return caler(court, NOM_EN_TEXTE)


def legender(
    toile: Toile, y: float, signes: Sequence[tuple[str, str]], gauche: float = 0.0, large: float = LARGEUR
) -> float:
    """La légende : chaque signe et ce qu'il veut dire, sur autant de lignes qu'il en faut ; rend la dernière."""
    x = gauche + 4
    for signe, sens in signes:
        dit = couper(sens, large - 24, 1, PETIT)[0]
        place = mesurer(dit, PETIT) + 40
        if x > gauche + 4 and x + place > gauche + large:
            x, y = gauche + 4, y + INTERLIGNE + 2
        _signe(toile, signe, x + 10, y - 4)
        toile.texte(x + 24, y, dit, corps=PETIT)
        x += place
    return y


def _signe(toile: Toile, signe: str, x: float, y: float) -> None:
    if signe == "plein":
        toile.rectangle(x - 8, y - 5, 16, 10, BLEU)
    elif signe == "hachures":
        toile.hachures(x - 8, y - 5, 16, 10)
    elif signe == "vide":
        toile.rectangle(x - 8, y - 5, 16, 10, "#fff")
    elif signe == "repere":
        toile.ligne(((x, y - 8), (x, y + 7)), epais=2.5)
    elif signe == "tirets":
        toile.ligne(((x - 10, y), (x + 10, y)), epais=1.5, tirets="5 3")
    elif signe == "marge":
        toile.ligne(((x - 9, y - 4), (x - 9, y + 4), (x - 9, y), (x + 9, y), (x + 9, y - 4), (x + 9, y + 4)))
    else:
        marquer(toile, signe, x, y)


def marquer(toile: Toile, signe: str, x: float, y: float) -> None:
    """Un point, par sa forme : rond, carré, triangle ou losange, plein ou vide (« -vide »)."""
    forme, _, vide = signe.partition("-")
    {"rond": toile.rond, "carre": toile.carre, "triangle": toile.triangle, "losange": toile.losange}[forme](
        x, y, "#fff" if vide else BLEU
    )


def hauteur_de_rangee(lignes: int) -> float:
    """La hauteur d'une rangée qui porte une étiquette de tant de lignes."""
    return max(25.0, lignes * INTERLIGNE + 8)
