"""Réunir les correspondances écrites entre deux référentiels : celles du dossier complètent la livrée, rangée par rangée."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from qualicli.francais import majuscule
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.complement import Correspondance
from qualicli.modeles.mots_du_format import mot

_INVERSE = {"nouveau": "abandonne", "abandonne": "nouveau"}


class RangeeEcrite(NamedTuple):
    """Une ligne d'une correspondance, et où elle est écrite ; lue à rebours quand le fichier va dans l'autre sens."""

    de: str | None
    vers: tuple[str, ...]
    relation: str
    certitude: str | None
    source: str | None
    note: str | None
    fichier: str
    chemin: Chemin

    @property
    def lie(self) -> bool:
        """Vrai quand elle mène d'un élément à d'autres."""
        return self.de is not None and bool(self.vers)

    @property
    def nom_du_fichier(self) -> str:
        """Le fichier où elle est écrite, tel qu'on le nomme."""
        du_dossier = self.fichier.startswith("referentiels/")
        return f"« {self.fichier} »" if du_dossier else "la correspondance fournie"

    @property
    def en_clair(self) -> str:
        """« E1 → 1 : repris »."""
        return f"{' → '.join(filter(None, (self.de, ', '.join(self.vers))))} : {mot(self.relation)}"


class DesaccordDeRangees(NamedTuple):
    """Deux rangées qui ne disent pas la même chose d'un même élément : celle qui l'emporte, et l'autre."""

    gardee: RangeeEcrite
    ecartee: RangeeEcrite

    @property
    def en_clair(self) -> str:
        """Ce que dit chacune, et laquelle l'emporte."""
        tus, dits = (f"{r.nom_du_fichier} dit {r.en_clair}" for r in (self.ecartee, self.gardee))
        return f"{majuscule(tus)} ; {dits}, et l'emporte."


@dataclass(frozen=True)
class Rapprochement:
    """Tout ce qui est écrit d'un référentiel vers un autre."""

    de: str
    vers: str
    rangees: tuple[RangeeEcrite, ...] = ()
    desaccords: tuple[DesaccordDeRangees, ...] = ()
    note: str | None = None


def reunir(
    de: str, vers: str, propres: Iterable[Correspondance], fournies: Iterable[Correspondance] = ()
) -> Rapprochement:
    """Réunit ce qui est écrit entre deux référentiels ; ce que le dossier écrit l'emporte, et tout désaccord est nommé."""
    livrees, siennes = list(fournies), list(propres)
    livrees = _orientees(livrees, de, vers) or _orientees(livrees, vers, de)
    retenues = [*livrees[:1], *_orientees(siennes, de, vers), *_orientees(siennes, vers, de)]
    rangees: list[RangeeEcrite] = []
    desaccords: list[DesaccordDeRangees] = []
    for correspondance in retenues:
        anterieures = len(rangees)
        for rangee in _rangees(correspondance, (correspondance.de, correspondance.vers) != (de, vers)):
            trouves, anterieures = _ecarter(rangees, rangee, anterieures)
            desaccords += trouves
            rangees.append(rangee)
    note = " ".join(dict.fromkeys(c.note for c in retenues if c.note)) or None
    return Rapprochement(de, vers, tuple(rangees), tuple(desaccords), note)


def _orientees(correspondances: Iterable[Correspondance], de: str, vers: str) -> list[Correspondance]:
    return [c for c in correspondances if (c.de, c.vers) == (de, vers)]


def _rangees(correspondance: Correspondance, a_rebours: bool) -> Iterator[RangeeEcrite]:
    for rang, ligne in enumerate(correspondance.lignes):
        suite = (ligne.certitude, ligne.source, ligne.note, correspondance.fichier, ("lignes", rang))
        if not a_rebours:
            yield RangeeEcrite(ligne.de, ligne.vers, ligne.relation, *suite)
            continue
        relation = _INVERSE.get(ligne.relation, ligne.relation)
        for code in ligne.vers or ((None,) if ligne.de else ()):
            yield RangeeEcrite(code, (ligne.de,) if ligne.de else (), relation, *suite)


def _ecarter(
    rangees: list[RangeeEcrite], neuve: RangeeEcrite, anterieures: int
) -> tuple[list[DesaccordDeRangees], int]:
    """Ôte des rangées déjà réunies ce que la neuve dit aussi ; rend les désaccords, et combien viennent d'avant son fichier."""
    desaccords = []
    lies = {c for r in rangees if r.lie for c in r.vers}
    gardees: list[RangeeEcrite] = []
    restent = anterieures
    for rang, rangee in enumerate(rangees):
        communs = _communs(rangee, neuve, lies, rang < anterieures)
        if communs and rangee.relation != neuve.relation:
            desaccords.append(DesaccordDeRangees(neuve, rangee))
        reste = tuple(c for c in rangee.vers if c not in communs)
        if reste or not communs:
            gardees.append(rangee._replace(vers=reste))
        elif rang < anterieures:
            restent -= 1
    rangees[:] = gardees
    return desaccords, restent


def _communs(rangee: RangeeEcrite, neuve: RangeeEcrite, lies: set[str], d_avant: bool) -> set[str]:
    """Ce que deux rangées disent toutes deux : des codes rejoints, ou, vide, l'abandon de l'élément quitté."""
    if rangee.de is not None and rangee.de == neuve.de and not (rangee.lie and neuve.lie):
        return {*rangee.vers, ""}  # l'une l'abandonne
    if rangee.lie and neuve.lie:
        return set(rangee.vers) & set(neuve.vers) if rangee.de == neuve.de else set()
    if not d_avant:  # un même fichier peut dire d'un module qu'il reprend, et qu'il ajoute
        return set()
    if rangee.relation == "nouveau":
        return {c for c in rangee.vers if c in neuve.vers and (neuve.relation == "nouveau" or c not in lies)}
    return set(rangee.vers) & set(neuve.vers) if neuve.relation == "nouveau" else set()
