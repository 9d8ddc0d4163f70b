"""Le rétroplanning : sur un axe de temps, la date initiale de chaque étape et sa date en vigueur, et le jour où l'on est."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli.francais import MOIS
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.dessins.figure import BARRE_EN_TEXTE, Figure, hauteur_de_rangee, legender, marquer, nommer_en_texte
from qualicli.rendus.dessins.toile import BLEU, GRIS, LARGEUR, PALE, PETIT, Toile, couper
from qualicli.rendus.documents.socle.vue import TableauTexte

_DEBUT, _FIN = 285.0, LARGEUR - 14
_VOYELLES = "aeiouyé"
_GRADUATIONS = 6  # au plus : leurs dates ne se touchent pas
_PAS = (1, 2, 3, 6, 12, 24, 60, 120, 600)  # mois d'une graduation à la suivante


@dataclass(frozen=True, slots=True)
class EtapeSituee:
    """Une étape : sa date en vigueur, celle d'abord prévue quand elle a changé, et où elle en est, en mots."""

    nom: str
    prevue: DateImprecise
    initiale: DateImprecise | None
    franchie: bool
    etat: str


@dataclass(frozen=True, slots=True)
class FigureFrise(Figure):
    """Les étapes dans l'ordre du temps, vues d'un jour."""

    etapes: tuple[EtapeSituee, ...]
    au: date
    au_en_clair: str

    def __bool__(self) -> bool:
        return len(self.etapes) > 1

    @property
    def est_revisee(self) -> bool:
        """Vrai quand une date au moins a changé : le dessin montre alors ce que la liste des dates ne dit pas."""
        return bool(self) and any(e.initiale is not None for e in self.etapes)

    @property
    def tableau(self) -> TableauTexte:
        """Les dates de chaque étape."""
        return TableauTexte(
            ("Étape", "Date initiale", "Date en vigueur", "État"),
            tuple(
                (e.nom, (e.initiale or e.prevue).en_clair(), e.prevue.en_clair() if e.initiale else "", e.etat)
                for e in self.etapes
            ),
        ).sans_vides()

    @property
    def _bornes(self) -> tuple[int, int]:
        """Le premier et le dernier jour de l'axe, aux mois entiers qui contiennent tout."""
        dates = [d for e in self.etapes for d in (e.prevue, e.initiale) if d is not None]
        debut = min(self.au, *(d.debut for d in dates)).replace(day=1)
        fin = max(self.au, *(d.fin for d in dates))
        return debut.toordinal(), fin.toordinal() + 31 - fin.day

    def _place(self, jour: float, de: float = _DEBUT, a: float = _FIN) -> float:
        debut, fin = self._bornes
        return de + (a - de) * (jour - debut) / (fin - debut)

    def tracer(self, toile: Toile) -> None:
        """Trace l'axe, puis les étapes."""
        haut = 26.0
        rangees = []
        for etape in self.etapes:
            dates = etape.prevue.en_bref() + (f" (au lieu de : {etape.initiale.en_bref()})" if etape.initiale else "")
            lignes = [*couper(etape.nom, _DEBUT - 16), *couper(dates, _DEBUT - 16, 2, PETIT)]
            rangees.append((etape, lignes, haut, hauteur_de_rangee(len(lignes))))
            haut += rangees[-1][3]
        self._tracer_axe(toile, haut)
        for etape, lignes, sommet, rangee in rangees:
            milieu = sommet + rangee / 2
            toile.lignes(0, milieu, lignes, corps=PETIT)
            self._tracer_etape(toile, etape, milieu)
        legender(toile, haut + 34, list(self._legende()))

    def _tracer_axe(self, toile: Toile, bas: float) -> None:
        for annee, mois in graduations(*self._bornes):
            x = self._place(date(annee, mois, 1).toordinal())
            toile.ligne(((x, 22), (x, bas)), PALE)
            toile.texte(x, bas + 14, f"{abreger(mois)} {annee}", "middle" if x < _FIN - 30 else "end", 10.5, GRIS)
        toile.ligne(((_DEBUT, bas), (_FIN, bas)), GRIS)
        x = self._place(self.au.toordinal())
        toile.ligne(((x, 18), (x, bas)), epais=1.5, tirets="5 3")
        ancre = "start" if x < _DEBUT + 60 else "end" if x > _FIN - 60 else "middle"
        toile.texte(x, 13, f"au {self.au_en_clair}", ancre, PETIT)

    def _tracer_etape(self, toile: Toile, etape: EtapeSituee, y: float) -> None:
        x = self._etendre(toile, etape.prevue, y)
        if etape.initiale is not None:
            avant = self._etendre(toile, etape.initiale, y)
            toile.ligne(((avant, y), (x, y)), BLEU, 1.5, "2 3")
            marquer(toile, "losange-vide", avant, y)
        marquer(toile, "rond" if etape.franchie else "losange", x, y)

    def _etendre(self, toile: Toile, quand: DateImprecise, y: float) -> float:
        """Une date imprécise est un trait épais ; rend la place de son milieu."""
        de, a = quand.debut.toordinal(), quand.fin.toordinal()
        if a - de > 3:
            toile.ligne(((self._place(de), y), (self._place(a), y)), GRIS, 3)
        return self._place((de + a) / 2)

    def _legende(self) -> Iterator[tuple[str, str]]:
        if any(e.franchie for e in self.etapes):
            yield "rond", "franchie"
        if not all(e.franchie for e in self.etapes):
            yield "losange", "prévue"
        if any(e.initiale for e in self.etapes):
            yield "losange-vide", "date initiale, révisée depuis"
        yield "tirets", f"au {self.au_en_clair}"

    def barres(self) -> Iterator[str]:
        """Un axe de texte par étape."""
        for etape in self.etapes:
            axe = ["·"] * BARRE_EN_TEXTE
            axe[self._rang(self.au)] = "|"
            if etape.initiale is not None:
                axe[self._rang(etape.initiale.debut, etape.initiale.fin)] = "◇"
            axe[self._rang(etape.prevue.debut, etape.prevue.fin)] = "●" if etape.franchie else "◆"
            avant = f" (au lieu de : {etape.initiale.en_bref()})" if etape.initiale else ""
            yield f"{nommer_en_texte(etape.nom)} {''.join(axe)} {etape.prevue.en_bref()}{avant}"
        yield ""
        yield f"● franchie   ◆ prévue   ◇ date initiale, révisée depuis   | au {self.au_en_clair}"

    def _rang(self, debut: date, fin: date | None = None) -> int:
        milieu = (debut.toordinal() + (fin or debut).toordinal()) / 2
        return round(self._place(milieu, 0, BARRE_EN_TEXTE - 1))


def graduations(debut: int, fin: int) -> Iterator[tuple[int, int]]:
    """Les mois à marquer sur un axe, à pas égaux ; jamais plus que l'axe n'en porte."""
    premier, dernier = date.fromordinal(debut), date.fromordinal(fin)
    combien = (dernier.year - premier.year) * 12 + dernier.month - premier.month
    pas = next((p for p in _PAS if combien / p <= _GRADUATIONS), _PAS[-1])
    rang = premier.year * 12 + premier.month - 1
    rang += -rang % pas
    while rang <= dernier.year * 12 + dernier.month - 1:
        yield rang // 12, rang % 12 + 1
        rang += pas


def abreger(mois: int) -> str:
    """Le nom d'un mois, abrégé : « janv. », « mars », « oct. »."""
    nom = MOIS[mois - 1]
    return nom if len(nom) <= 5 else f"{nom[: 3 if nom[3] in _VOYELLES else 4]}."
