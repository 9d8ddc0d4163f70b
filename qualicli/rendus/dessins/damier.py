"""La grille service × engagement : un signe et une teinte par case, et le compte de chaque service."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from qualicli.rendus.dessins.figure import Figure, nommer_en_texte
from qualicli.rendus.dessins.toile import BLEU, ENCRE, INTERLIGNE, LARGEUR, PETIT, Toile, couper, mesurer
from qualicli.rendus.documents.socle.vue import TableauTexte

EtatCase = Literal["prouve", "realise", "partiel", "non_realise", "non_evalue", "sans_objet"]
# Le signe de texte et les mots de chaque état, du meilleur au pire.
_ETATS: Mapping[EtatCase, tuple[str, str]] = {
    "prouve": ("✓", "Réalisé et prouvé"),
    "realise": ("/", "Réalisé, sans preuve valide"),
    "partiel": ("~", "En partie"),
    "non_realise": ("✗", "Non réalisé"),
    "non_evalue": ("?", "Non évalué"),
    "sans_objet": ("–", "Sans objet"),
}
_DEBUT, _CASE, _COLONNES = 190.0, 19.0, 23


@dataclass(frozen=True, slots=True)
class LigneDeDamier:
    """Un service, et l'état de chaque engagement dont il répond."""

    nom: str
    cases: Mapping[str, EtatCase]


@dataclass(frozen=True, slots=True)
class FigureDamier(Figure):
    """Les services, et les engagements dans l'ordre du référentiel."""

    codes: tuple[str, ...]
    lignes: tuple[LigneDeDamier, ...]

    def __bool__(self) -> bool:
        cases = [etat for ligne in self.lignes for etat in ligne.cases.values()]
        return len(cases) > 1 and set(cases) != {"non_evalue"}

    @property
    def _etats(self) -> list[EtatCase]:
        vus = {etat for ligne in self.lignes for etat in ligne.cases.values()}
        return [etat for etat in _ETATS if etat in vus]

    @property
    def tableau(self) -> TableauTexte:
        """Combien d'engagements de chaque service sont dans chaque état."""
        comptes = [(ligne.nom, Counter(ligne.cases.values())) for ligne in self.lignes]
        return TableauTexte(
            ("Service", *(_ETATS[etat][1] for etat in self._etats)),
            tuple((nom, *(str(compte[etat] or "") for etat in self._etats)) for nom, compte in comptes),
        )

    def tracer(self, toile: Toile) -> None:
        """Trace la grille, par bandes de colonnes quand il y en a plus que la page n'en porte."""
        haut = 0.0
        for premiere in range(0, len(self.codes), _COLONNES):
            haut = self._tracer_bande(toile, self.codes[premiere : premiere + _COLONNES], haut) + 12
        self._legender(toile, haut + 6)

    def _tracer_bande(self, toile: Toile, codes: tuple[str, ...], haut: float) -> float:
        couches = max(mesurer(code, PETIT) for code in codes) > _CASE
        place = min(90.0, max(mesurer(code, PETIT) for code in codes)) if couches else 12.0
        haut += place + 6
        for rang, code in enumerate(codes):
            x = _DEBUT + _CASE * rang + _CASE / 2
            court = couper(code, 90, 1, PETIT)[0]
            if couches:
                toile.texte(x + 4, haut - 4, court, corps=PETIT, tourne=True)
            else:
                toile.texte(x, haut - 5, court, "middle", PETIT)
        for ligne in self.lignes:
            if not any(code in ligne.cases for code in codes):
                continue
            etiquette = couper(ligne.nom, _DEBUT - 12, 2, PETIT)
            rangee = max(_CASE, len(etiquette) * INTERLIGNE) + 3
            toile.lignes(0, haut + rangee / 2, etiquette, corps=PETIT)
            for rang, code in enumerate(codes):
                if code in ligne.cases:
                    tracer_case(toile, ligne.cases[code], _DEBUT + _CASE * rang, haut + (rangee - _CASE) / 2)
            haut += rangee
        return haut

    def _legender(self, toile: Toile, y: float) -> None:
        x = 0.0
        for etat in self._etats:
            sens = _ETATS[etat][1]
            large = mesurer(sens, PETIT) + 38
            if x and x + large > LARGEUR:
                x, y = 0.0, y + _CASE + 2
            tracer_case(toile, etat, x, y)
            toile.texte(x + _CASE + 4, y + 14, sens, corps=PETIT)
            x += large

    def barres(self) -> Iterator[str]:
        """Une ligne de signes par service, sous les codes écrits de haut en bas."""
        large = max((len(code) for code in self.codes), default=0) + 1
        vide = nommer_en_texte("")
        yield f"{vide} {''.join(code.ljust(large) for code in self.codes)}"
        for ligne in self.lignes:
            signes = (_ETATS[ligne.cases[c]][0] if c in ligne.cases else " " for c in self.codes)
            yield f"{nommer_en_texte(ligne.nom)} {''.join(signe.ljust(large) for signe in signes)}"
        yield ""
        yield "   ".join(f"{_ETATS[etat][0]} {_ETATS[etat][1].lower()}" for etat in self._etats)


def tracer_case(toile: Toile, etat: EtatCase, x: float, y: float) -> None:
    """Une case : son fond et son signe disent la même chose."""
    cote, fonds = (
        _CASE - 2,
        {"prouve": "#1e5c3a", "partiel": "#fbe6b3", "non_realise": "#f6d5d5", "non_evalue": "#ececec"},
    )
    if etat == "realise":
        toile.hachures(x, y, cote, cote)
        toile.forme(
            ((x + 3, y + 4), (x + cote - 3, y + 4), (x + cote - 3, y + cote - 4), (x + 3, y + cote - 4)), "#fff", "#fff"
        )
    else:
        toile.rectangle(x, y, cote, cote, fonds.get(etat, "#fff"), ENCRE)
    if etat in ("prouve", "realise"):
        coche = ((x + 4, y + 9), (x + 8, y + 13), (x + 14, y + 5))
        toile.ligne(coche, "#fff" if etat == "prouve" else BLEU, 2.2)
    elif etat == "partiel":
        toile.forme(((x, y + cote), (x + cote, y + cote), (x + cote, y)), "#b07a00", ENCRE)
    elif etat == "non_realise":
        toile.ligne(((x + 4, y + 4), (x + 14, y + 14)), "#8a1616", 2.2)
        toile.ligne(((x + 14, y + 4), (x + 4, y + 14)), "#8a1616", 2.2)
    elif etat == "non_evalue":
        toile.texte(x + cote / 2, y + 13.5, "?", "middle", PETIT)
    else:
        toile.ligne(((x + 5, y + 9), (x + 13, y + 9)), ENCRE, 1.5)
