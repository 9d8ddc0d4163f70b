"""La toile : de quoi tracer une figure en SVG, sans police ni motif dont dépendrait ce qu'on y lit."""

from collections.abc import Iterable, Sequence
from html import escape

from qualicli.rendus.ecran import aplanir
from qualicli.typographie import typographier

LARGEUR = 640.0  # celle de toute figure ; sur une page A4, quatre unités font à peu près un millimètre
CORPS = 13.0  # neuf points une fois la figure à la largeur d'une page
PETIT = 11.5
INTERLIGNE = 14.0
ENCRE, BLEU, GRIS, PALE = "#1b1b1b", "#1f3864", "#5c5c5c", "#c9c9c9"
_PAS = 5.0  # d'une hachure à la suivante
# La largeur des signes, en parts du corps : celles d'Arial, un peu larges, pour que tout tienne dans une autre police.
_LARGEURS = ((0.32, "iIjltfr.,;:'’!|()[]·-\u2011 \u00a0\u202f"), (0.9, "mwMW%@—œŒæÆ"), (0.72, "ABCDEFGHKNOPQRSTUVXYZ&"))
_COUPES = str.maketrans({"\u2011": "-", "\u202f": "\u00a0"})  # ce que les polices livrées ne dessinent pas toutes


def ecrire_net(texte: str) -> str:
    """Un texte sur une ligne, sans rien d'invisible, ses espaces insécables posées."""
    return typographier(aplanir(texte))


def mesurer(texte: str, corps: float = CORPS) -> float:
    """La largeur d'un texte, estimée par excès."""
    return corps * sum(next((part for part, signes in _LARGEURS if c in signes), 0.58) for c in texte)


def couper(texte: str, largeur: float, lignes: int = 2, corps: float = CORPS) -> list[str]:
    """Coupe un texte aux mots, un mot trop long en morceaux ; ce qui n'entre pas en `lignes` lignes devient « … »."""
    coupees: list[str] = []
    for mot in ecrire_net(texte).split(" "):
        essai = f"{coupees[-1]} {mot}" if coupees else mot
        if mesurer(essai, corps) <= largeur and coupees:
            coupees[-1] = essai
            continue
        *morceaux, reste = _morceler(mot, largeur, corps)
        coupees += [*morceaux, reste]
    if len(coupees) > lignes:
        derniere = coupees[lignes - 1]
        while derniere and mesurer(f"{derniere}…", corps) > largeur:
            derniere = derniere[:-1]
        coupees = [*coupees[: lignes - 1], f"{derniere.rstrip()}…"]
    return coupees


def _morceler(mot: str, largeur: float, corps: float) -> list[str]:
    morceaux = [""]
    for signe in mot:
        if morceaux[-1] and mesurer(morceaux[-1] + signe, corps) > largeur:
            morceaux.append("")
        morceaux[-1] += signe
    return morceaux


def ecrire(nombre: float) -> str:
    """Écrit une coordonnée, au dixième : la même sur toute machine."""
    texte = f"{nombre:.1f}".removesuffix(".0")
    return "0" if texte == "-0" else texte


class Toile:
    """Une figure en cours de tracé ; les coordonnées vont de gauche à droite et de haut en bas."""

    def __init__(self) -> None:
        self._traits: list[str] = []
        self.hauteur = 0.0

    @property
    def hauteur_totale(self) -> float:
        """La hauteur du dessin, sa marge comprise."""
        return self.hauteur + 4

    def rectangle(self, x: float, y: float, large: float, haut: float, plein: str = "none", trait: str = BLEU) -> None:
        """Un rectangle, plein ou vide, et son contour."""
        self._noter(y + haut)
        place = f'x="{ecrire(x)}" y="{ecrire(y)}" width="{ecrire(large)}" height="{ecrire(haut)}"'
        self._traits.append(f'<rect {place} fill="{plein}" stroke="{trait}"/>')

    def hachures(self, x: float, y: float, large: float, haut: float) -> None:
        """Un rectangle hachuré, qui se distingue d'un plein et d'un vide sans couleur."""
        self.rectangle(x, y, large, haut, "#fff")
        morceaux, depart = [], x - haut
        while (depart := depart + _PAS) < x + large:
            de, a = max(depart, x), min(depart + haut, x + large)
            if de < a:
                morceaux.append(
                    f"M{ecrire(de)} {ecrire(y + haut - de + depart)}L{ecrire(a)} {ecrire(y + haut - a + depart)}"
                )
        if morceaux:
            self._traits.append(f'<path d="{"".join(morceaux)}" stroke="{BLEU}" stroke-width="1.4"/>')

    def ligne(
        self, points: Sequence[tuple[float, float]], trait: str = ENCRE, epais: float = 1.0, tirets: str = ""
    ) -> None:
        """Une ligne brisée ; `tirets` : la suite des pleins et des vides."""
        self._noter(max(y for _, y in points))
        suite = " ".join(f"{ecrire(x)},{ecrire(y)}" for x, y in points)
        pointille = f' stroke-dasharray="{tirets}"' if tirets else ""
        self._traits.append(
            f'<polyline points="{suite}" fill="none" stroke="{trait}" stroke-width="{ecrire(epais)}"{pointille}/>'
        )

    def forme(self, points: Iterable[tuple[float, float]], plein: str = BLEU, trait: str = BLEU) -> None:
        """Une forme fermée."""
        coins = list(points)
        self._noter(max(y for _, y in coins))
        suite = " ".join(f"{ecrire(x)},{ecrire(y)}" for x, y in coins)
        self._traits.append(f'<polygon points="{suite}" fill="{plein}" stroke="{trait}" stroke-width="1.5"/>')

    def losange(self, x: float, y: float, plein: str = BLEU, rayon: float = 6.0) -> None:
        """Un losange."""
        self.forme(((x, y - rayon), (x + rayon, y), (x, y + rayon), (x - rayon, y)), plein)

    def carre(self, x: float, y: float, plein: str = BLEU, rayon: float = 4.5) -> None:
        """Un carré, par son centre."""
        self.forme(
            ((x - rayon, y - rayon), (x + rayon, y - rayon), (x + rayon, y + rayon), (x - rayon, y + rayon)), plein
        )

    def triangle(self, x: float, y: float, plein: str = BLEU, rayon: float = 5.5) -> None:
        """Un triangle, la pointe en haut."""
        self.forme(((x, y - rayon), (x + rayon, y + rayon * 0.8), (x - rayon, y + rayon * 0.8)), plein)

    def rond(self, x: float, y: float, plein: str = BLEU, rayon: float = 5.0) -> None:
        """Un rond."""
        self._noter(y + rayon)
        place = f'cx="{ecrire(x)}" cy="{ecrire(y)}" r="{ecrire(rayon)}"'
        self._traits.append(f'<circle {place} fill="{plein}" stroke="{BLEU}" stroke-width="1.5"/>')

    def texte(
        self,
        x: float,
        y: float,
        texte: str,
        ancre: str = "start",
        corps: float = CORPS,
        couleur: str = ENCRE,
        tourne: bool = False,
        degage: bool = False,
    ) -> None:
        """Un texte sur une ligne ; `y` est sa ligne de base, `tourne` l'écrit de bas en haut, `degage` le sort d'un trait."""
        self._noter(y + corps / 3)
        place = f'x="{ecrire(x)}" y="{ecrire(y)}" font-size="{ecrire(corps)}" text-anchor="{ancre}" fill="{couleur}"'
        biais = f' transform="rotate(-90 {ecrire(x)} {ecrire(y)})"' if tourne else ""
        biais += ' stroke="#fff" stroke-width="3" paint-order="stroke"' if degage else ""
        self._traits.append(f"<text {place}{biais}>{escape(ecrire_net(texte).translate(_COUPES))}</text>")

    def lignes(
        self, x: float, milieu: float, lignes: Sequence[str], ancre: str = "start", corps: float = CORPS
    ) -> None:
        """Des lignes de texte, centrées autour d'une hauteur."""
        haut = milieu - INTERLIGNE * (len(lignes) - 1) / 2 + corps * 0.35
        for rang, ligne in enumerate(lignes):
            self.texte(x, haut + rang * INTERLIGNE, ligne, ancre, corps)

    def svg(self, titre: str, description: str, nom: str) -> str:
        """Le SVG, avec le titre et la description que dit un lecteur d'écran ; `nom` distingue ses ancres."""
        boite = f"0 0 {ecrire(LARGEUR)} {ecrire(self.hauteur_totale)}"
        dits = f'<title id="{nom}-titre">{escape(ecrire_net(titre))}</title>'
        dits += f'<desc id="{nom}-texte">{escape(ecrire_net(description))}</desc>'
        tete = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{boite}" width="{ecrire(LARGEUR)}" '
            f'height="{ecrire(self.hauteur_totale)}" role="img" aria-labelledby="{nom}-titre {nom}-texte" '
            'font-family="Liberation Sans, Arial, Helvetica, Libertinus Serif, sans-serif">'
        )
        return "\n".join((tete, dits, *self._traits, "</svg>"))

    def _noter(self, bas: float) -> None:
        self.hauteur = max(self.hauteur, bas)
