"""Ce qu'un classeur emporte de la version exportée, dans une feuille masquée : de quoi fusionner à son retour."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qualicli.echanges.cellules.cellule import DERNIERE_ANNEE, PREMIERE_ANNEE
from qualicli.echanges.feuilles.description import Table
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique

FEUILLE = "_qualicli"
FEUILLE_LISTES = "_listes"
REPERE = "Repère "  # suivi du nom de la table : l'en-tête de la colonne masquée
VERSION = 1
_MORCEAU = 30_000  # une cellule tient 32 767 caractères


class IdentiteIllisible(Exception):
    """La feuille masquée manque ou a été modifiée : la phrase dit ce qu'il en est."""


@dataclass(frozen=True, slots=True)
class Identite:
    """D'où vient un classeur, et toutes les valeurs qu'il contenait en partant."""

    organisme: str
    sites: tuple[str, ...]
    referentiels: Mapping[str, str]
    au: date
    service: str
    colonnes: Mapping[str, Mapping[str, str]]  # par table : clé de colonne → titre
    listes: Mapping[str, Mapping[str, str]]
    base: Mapping[str, Mapping[str, Mapping[str, str]]]  # par table, par repère : les valeurs exportées


def decrire(source: DossierDiagnostique, tables: Iterable[Table], service: str | None) -> list[list[str]]:
    """Les lignes de la feuille masquée."""
    dossier = source.dossier
    tete = {
        "version": VERSION,
        "organisme": dossier.demarche.organisme.nom,
        "sites": list(dossier.demarche.sites),
        "referentiels": {r.referentiel.id: r.referentiel.version for r in source.diagnostic.referentiels},
        "au": source.diagnostic.au.isoformat(),
        "service": service or "",
        "colonnes": {t.nom: {c.cle: c.titre for c in t.colonnes} for t in tables},
        "listes": source.listes,
    }
    textes = [_json(tete)]
    for table in tables:
        ecrites = [c.cle for c in table.colonnes if c.ouverture != "jamais"]
        textes += (
            _json([table.nom, li.cle, {c: li.valeurs[c] for c in ecrites if li.valeurs.get(c)}]) for li in table.lignes
        )
    return [[f"qualicli {VERSION}", _somme(textes)], *(_decouper(t) for t in textes)]


def relire(lignes: Iterable[Sequence[str]]) -> Identite:
    """Relit la feuille masquée d'un classeur revenu."""
    presentes = iter(lignes)
    marque = next(presentes, ())
    if not marque or not marque[0].startswith("qualicli "):
        raise IdentiteIllisible("sa feuille masquée n'est pas celle de qualicli")
    if marque[0] != f"qualicli {VERSION}":
        raise IdentiteIllisible("il vient d'une autre version de qualicli")
    textes = ["".join(ligne) for ligne in presentes]
    if len(marque) < 2 or _somme(textes) != marque[1]:
        raise IdentiteIllisible("sa feuille masquée a été modifiée ou abîmée")
    try:
        return _composer(json.loads(textes[0]), (json.loads(t) for t in textes[1:]))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as faute:
        raise IdentiteIllisible("sa feuille masquée est illisible") from faute


def _composer(tete: Any, lignes: Iterator[Any]) -> Identite:
    """Compose l'identité, sans croire la feuille : chaque valeur a son type, et la date est d'un siècle où l'on exporte."""
    base: dict[str, dict[str, dict[str, str]]] = {nom: {} for nom in tete["colonnes"]}
    for table, cle, valeurs in lignes:
        base[table][cle] = valeurs
    profondeurs = {"organisme": 0, "service": 0, "referentiels": 1, "colonnes": 2, "listes": 2}
    _exiger([base, *tete["sites"]], [3, *(0 for _ in tete["sites"])])
    _exiger([tete[c] for c in profondeurs], profondeurs.values())
    identite = Identite(
        tete["organisme"],
        tuple(tete["sites"]),
        tete["referentiels"],
        date.fromisoformat(tete["au"]),
        tete["service"],
        tete["colonnes"],
        tete["listes"],
        base,
    )
    if not PREMIERE_ANNEE <= identite.au.year <= DERNIERE_ANNEE:
        raise ValueError(identite.au)
    return identite


def _exiger(valeurs: Iterable[Any], profondeurs: Iterable[int]) -> None:
    """Lève une `ValueError` si une valeur n'est pas un texte (0), ou des textes par nom, à cette profondeur."""
    for valeur, profondeur in zip(valeurs, profondeurs, strict=True):
        if profondeur:
            _exiger(valeur.keys(), (0 for _ in valeur))
            _exiger(valeur.values(), (profondeur - 1 for _ in valeur))
        elif isinstance(valeur, str):
            valeur.encode()  # une moitié de caractère ne s'affiche pas
        else:
            raise ValueError(valeur)


def _json(valeur: object) -> str:
    return json.dumps(valeur, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def _somme(textes: Iterable[str]) -> str:
    somme = hashlib.sha256()
    for texte in textes:
        somme.update(texte.encode("utf-8", "surrogatepass") + b"\n")
    return somme.hexdigest()


def _decouper(texte: str) -> list[str]:
    return [texte[i : i + _MORCEAU] for i in range(0, len(texte), _MORCEAU)]
