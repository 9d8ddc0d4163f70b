"""Une mesure ou un taux dans le temps, contre sa cible : chaque série a son trait et son point, chaque point son nombre."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

from qualicli import francais
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.dessins.figure import BARRE_EN_TEXTE, Figure, legender, marquer, nommer_en_texte
from qualicli.rendus.dessins.toile import BLEU, GRIS, LARGEUR, PALE, PETIT, Toile, couper, mesurer
from qualicli.rendus.documents.socle.vue import TableauTexte

SANS_CHIFFRE = "sans chiffre"
_MARQUES = (("rond", ""), ("carre-vide", "7 3"), ("triangle", "2 3"), ("losange-vide", "9 3 2 3"))


@dataclass(frozen=True, slots=True)
class PointDeCourbe:
    """Une valeur, sa période, et la valeur telle qu'elle se lit."""

    quand: DateImprecise
    valeur: Fraction
    dite: str
    bref: str  # le nombre seul, à côté du point

    @property
    def jour(self) -> float:
        """Le milieu de la période."""
        return (self.quand.debut.toordinal() + self.quand.fin.toordinal()) / 2


@dataclass(frozen=True, slots=True)
class SerieTracee:
    """Une suite de valeurs, son nom (vide quand elle est seule), et les périodes qui y manquent."""

    nom: str
    points: tuple[PointDeCourbe, ...]
    trous: tuple[DateImprecise, ...] = ()

    @property
    def suites(self) -> list[list[PointDeCourbe]]:
        """Les points qui se suivent : le trait s'arrête où une période manque."""
        suites: list[list[PointDeCourbe]] = []
        for point in sorted(self.points, key=lambda p: (p.jour, p.quand)):
            avant = suites[-1][-1] if suites else None
            if avant is None or any(avant.quand.precede(t) and t.precede(point.quand) for t in self.trous):
                suites.append([])
            suites[-1].append(point)
        return suites


@dataclass(frozen=True, slots=True)
class Cadre:
    """La place d'une courbe : son coin, sa largeur, la hauteur de son échelle."""

    x: float
    y: float
    large: float
    haut: float

    @property
    def gauche(self) -> float:
        """Le bord gauche de l'échelle, ses nombres à sa gauche."""
        return self.x + 44

    @property
    def droite(self) -> float:
        """Le bord droit de l'échelle, la moitié d'un nom de période au-delà."""
        return self.x + self.large - 34

    @property
    def sommet(self) -> float:
        """Le haut de l'échelle."""
        return self.y + 24

    @property
    def bas(self) -> float:
        """Le bas de l'échelle."""
        return self.sommet + self.haut


@dataclass(frozen=True, slots=True)
class FigureCourbe(Figure):
    """Des séries de même unité, et la cible."""

    series: tuple[SerieTracee, ...]
    unite: str = ""
    cible: Fraction | None = None
    cible_dite: str = ""  # « au moins 90 % »

    def __bool__(self) -> bool:
        return any(len(s.points) > 1 for s in self.series)

    @property
    def est_longue(self) -> bool:
        """Vrai au-delà de deux points : deux se disent aussi bien par « en progrès »."""
        return any(len(s.points) > 2 for s in self.series)

    @property
    def _tracees(self) -> list[SerieTracee]:
        """Celles qui ont une suite ; au plus autant qu'il y a de traits pour les distinguer."""
        return [s for s in self.series if len(s.points) > 1][: len(_MARQUES)]

    @property
    def _periodes(self) -> list[DateImprecise]:
        return sorted({p.quand for s in self._tracees for p in s.points})

    @property
    def tableau(self) -> TableauTexte:
        """Une ligne par période, une colonne par série ; ce qui manque à une suite est dit."""
        dits = [dict.fromkeys(s.trous, SANS_CHIFFRE) | {p.quand: p.dite for p in s.points} for s in self._tracees]
        periodes = sorted({q for d in dits for q in d})
        lignes = tuple((q.en_bref(), *(d.get(q, "") for d in dits), self.cible_dite) for q in periodes)
        return TableauTexte(("Période", *(s.nom or "Valeur" for s in self._tracees), "Cible"), lignes).sans_vides()

    @property
    def en_une_phrase(self) -> str:
        """Les valeurs à la suite, série par série, sans redire l'unité : « 2014 : 27 ; 3e trimestre 2015 : 22 »."""
        dites = []
        for serie in self._tracees:
            valeurs = " ; ".join(
                f"{p.quand.en_bref()} : {p.dite if self.unite == '%' else p.bref}" for p in serie.points
            )
            if serie.trous:
                valeurs += f" ; {SANS_CHIFFRE} : {francais.liste(t.en_bref() for t in serie.trous)}"
            dites.append(f"{serie.nom} – {valeurs}" if serie.nom else valeurs)
        return ". ".join(dites)

    @property
    def _plafond(self) -> float:
        plus_grand = max([float(p.valeur) for s in self._tracees for p in s.points] + [float(self.cible or 0)])
        # Un pour cent se lit sur une échelle entière.
        return 100.0 if self.unite == "%" and plus_grand <= 100 else arrondir_au_dessus(plus_grand)

    def tracer(self, toile: Toile) -> None:
        """Trace la courbe à la largeur de la page."""
        self.tracer_dans(toile, Cadre(0, 0, LARGEUR, 150))

    def tracer_dans(self, toile: Toile, cadre: "Cadre") -> float:
        """Trace l'échelle, qui part de zéro, la cible, les séries et leur légende ; rend le bas de ce qui est tracé."""
        toile.texte(cadre.x, cadre.y + 11, self.unite, corps=PETIT, couleur=GRIS)
        for rang in range(5):
            valeur = self._plafond * rang / 4
            y = self._y(cadre, valeur)
            toile.ligne(((cadre.gauche, y), (cadre.droite, y)), GRIS if rang == 0 else PALE)
            toile.texte(cadre.gauche - 6, y + 4, f"{valeur:.4g}".replace(".", ","), "end", 10.5, GRIS)
        if self.cible is not None:
            y = self._y(cadre, float(self.cible))
            toile.ligne(((cadre.gauche, y), (cadre.droite, y)), epais=1.5, tirets="5 3")
        bas = self._nommer_periodes(toile, cadre)
        for rang, serie in enumerate(self._tracees):
            self._tracer_serie(toile, cadre, serie, rang)
        legende = [(_MARQUES[r][0], s.nom) for r, s in enumerate(self._tracees) if s.nom]
        if self.cible is not None:
            legende.append(("tirets", f"cible : {self.cible_dite}"))
        return legender(toile, bas + 20, legende, cadre.x, cadre.large) if legende else bas

    def _x(self, cadre: "Cadre", jour: float) -> float:
        jours = [p.jour for s in self._tracees for p in s.points]
        premier, dernier = min(jours), max(jours)
        de, a = cadre.gauche + 20, cadre.droite - 20
        return de + (a - de) * (jour - premier) / (dernier - premier) if dernier > premier else (de + a) / 2

    def _y(self, cadre: "Cadre", valeur: float) -> float:
        return cadre.bas - (cadre.bas - cadre.sommet) * max(valeur, 0.0) / self._plafond

    def _nommer_periodes(self, toile: Toile, cadre: "Cadre") -> float:
        """Nomme les périodes sous l'axe, la dernière toujours ; rend le bas de ce qui est écrit."""
        bas, occupe = cadre.bas + 17, cadre.droite + 40
        place = min(100.0, max(52.0, (cadre.droite - cadre.gauche - 40) / max(1, len(self._periodes) - 1) - 5))
        for periode in reversed(self._periodes):
            x = self._x(cadre, (periode.debut.toordinal() + periode.fin.toordinal()) / 2)
            lignes = couper(periode.en_bref(), place, 3, 10.5)
            moitie = max(mesurer(ligne, 10.5) for ligne in lignes) / 2
            toile.ligne(((x, cadre.bas), (x, cadre.bas + 4)), GRIS)
            if x + moitie > occupe - 4:
                continue
            occupe = x - moitie
            for rang, ligne in enumerate(lignes):
                toile.texte(x, cadre.bas + 17 + 13 * rang, ligne, "middle", 10.5, GRIS)
            bas = max(bas, cadre.bas + 17 + 13 * (len(lignes) - 1))
        return bas

    def _tracer_serie(self, toile: Toile, cadre: "Cadre", serie: SerieTracee, rang: int) -> None:
        signe, tirets = _MARQUES[rang]
        points = sorted(serie.points, key=lambda p: (p.jour, p.quand))
        places = [(self._x(cadre, p.jour), self._y(cadre, float(p.valeur))) for p in points]
        for suite in serie.suites:
            toile.ligne([(self._x(cadre, p.jour), self._y(cadre, float(p.valeur))) for p in suite], BLEU, 2, tirets)
        # Le dernier nombre s'écrit toujours, les autres tant qu'ils ne le touchent pas, ni celui d'avant.
        libre, limite = -1000.0, places[-1][0] - mesurer(points[-1].bref, PETIT) / 2 - 2
        for (x, y), point in zip(places, points, strict=True):
            marquer(toile, signe, x, y)
            demi = mesurer(point.bref, PETIT) / 2
            if point is points[-1] or (x - demi > libre and x + demi < limite):
                # Une série sur deux écrit ses nombres dessous, ou à côté quand l'axe est trop près : ils ne se recouvrent pas.
                if rang % 2 == 0:
                    toile.texte(x, y - 9, point.bref, "middle", PETIT, degage=True)
                elif y + 18 < cadre.bas:
                    toile.texte(x, y + 18, point.bref, "middle", PETIT, degage=True)
                else:
                    toile.texte(x + 9, y + 4, point.bref, corps=PETIT, degage=True)
                libre = x + demi + 2

    def barres(self) -> Iterator[str]:
        """Une barre de texte par valeur, la cible à sa place."""
        for serie in self._tracees:
            if serie.nom:
                yield f"{serie.nom} :"
            manquent = [(t, f"{nommer_en_texte(t.en_bref())} {SANS_CHIFFRE}") for t in serie.trous]
            yield from (ligne for _, ligne in sorted([*self._barres(serie), *manquent]))
        if self.cible is not None:
            yield ""
            yield f"| cible : {self.cible_dite}"

    def _barres(self, serie: SerieTracee) -> Iterator[tuple[DateImprecise, str]]:
        for point in serie.points:
            plein = _rang(float(point.valeur), self._plafond)
            axe = ["█"] * plein + ["·"] * (BARRE_EN_TEXTE - plein)
            if self.cible is not None:
                axe[min(_rang(float(self.cible), self._plafond), BARRE_EN_TEXTE - 1)] = "|"
            yield point.quand, f"{nommer_en_texte(point.quand.en_bref())} {''.join(axe)} {point.dite}"


def _rang(valeur: float, plafond: float) -> int:
    return max(0, min(BARRE_EN_TEXTE, round(BARRE_EN_TEXTE * valeur / plafond)))


def arrondir_au_dessus(valeur: float) -> float:
    """Le premier nombre rond qui n'est pas plus petit, et dont le quart se lit : 4, 8, 10, 20, 40…"""
    if valeur <= 0:
        return 1.0
    rang = 10.0 ** floor(log10(valeur))
    return next(rang * n for n in (1, 2, 4, 6, 8, 10) if valeur <= rang * n * 1.0000001)
