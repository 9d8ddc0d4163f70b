"""Ce qu'un classeur emporte de la version exportée, dans une feuille masquée : de quoi fusionner à son retour."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any

from qualicli.echanges.cellules.cellule import DERNIERE_ANNEE, PREMIERE_ANNEE, comparable
from qualicli.echanges.feuilles.description import LigneDeFeuille, Table
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique

FEUILLE = "_qualicli"
FEUILLE_LISTES = "_listes"
REPERE = "Repère "  # suivi du nom de la table : l'en-tête de la colonne masquée
VERSION = 1
_SANS_OBJET = ("point", "ecart", "a_faire", "perimetre", "label")  # des lignes qui ne sont pas celles d'un objet
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
    # Par table, par repère, ce que les cellules calculées montraient ; un classeur ancien ne le dit pas.
    calculees: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    titres: Mapping[str, Sequence[str]] = field(default_factory=dict)  # par table : le nom de sa feuille, son conseil
    dossier: str = ""  # la clé « identite » de la démarche
    textes: Mapping[str, int] = field(default_factory=dict)  # hors des tables : combien de fois chaque texte y était
    commande: str = ""  # celle à laquelle le classeur répond
    audit: str = ""  # celui dont le classeur est la grille

    @property
    def objets(self) -> frozenset[tuple[str, str]]:
        """La famille et l'identifiant de chaque objet qui a sa ligne ; un point de contrôle n'est propre à aucun dossier."""
        morceaux = (cle.split("/") for table in self.base.values() for cle in table)
        return frozenset((m[0], m[1]) for m in morceaux if m[0] not in _SANS_OBJET)

    @property
    def est_complete(self) -> bool:
        """Vrai quand le classeur dit aussi ce qu'il montrait sans le faire saisir."""
        return bool(self.titres)


def decrire(
    source: DossierDiagnostique, tables: Iterable[Table], service: str | None, pages: object = (), commande: str = ""
) -> list[list[str]]:
    """Les lignes de la feuille masquée. `pages` est ce que montrent les feuilles sans table."""
    dossier, tables = source.dossier, tuple(tables)
    tete = {
        "version": VERSION,
        "organisme": dossier.demarche.organisme.nom,
        "dossier": dossier.demarche.identite or "",
        "sites": list(dossier.demarche.sites),
        "referentiels": {r.referentiel.id: r.referentiel.version for r in source.diagnostic.referentiels},
        "au": source.diagnostic.au.isoformat(),
        "service": service or "",
        "colonnes": {t.nom: {c.cle: c.titre for c in t.colonnes} for t in tables},
        "listes": source.listes,
        "titres": _titres(tables),
        "textes": _textes(tables, pages),
        **({"commande": commande} if commande else {}),
        **({"audit": source.audits[0]} if source.audits else {}),
    }
    textes = [_json(tete)]
    for table in tables:
        textes += (_json([table.nom, li.cle, *_partager(table, li)]) for li in table.lignes)
    return [[f"qualicli {VERSION}", _somme(textes)], *(_decouper(t) for t in textes)]


def completer(identite: Identite, tables: Iterable[Table], pages: object = ()) -> Identite:
    """Redonne à un classeur ancien ce qu'il montrait, d'après le dossier : seules les lignes restées les mêmes le disent."""
    tables = tuple(tables)
    calculees: dict[str, dict[str, dict[str, str]]] = {}
    for table in tables:
        base = identite.base.get(table.nom, {})
        partagees = ((li.cle, *_partager(table, li)) for li in table.lignes)
        calculees[table.nom] = {cle: montrees for cle, ecrites, montrees in partagees if base.get(cle) == ecrites}
    return replace(identite, calculees=calculees, titres=_titres(tables), textes=_textes(tables, pages))


def _partager(table: Table, ligne: LigneDeFeuille) -> tuple[dict[str, str], dict[str, str]]:
    """Les valeurs d'une ligne, selon qu'elles se saisissent ou se calculent."""
    pleines = [c for c in table.colonnes if ligne.valeurs.get(c.cle)]
    ecrites = {c.cle: ligne.valeurs[c.cle] for c in pleines if c.ouverture != "jamais"}
    return ecrites, {c.cle: ligne.valeurs[c.cle] for c in pleines if c.ouverture == "jamais"}


def _titres(tables: Iterable[Table]) -> dict[str, tuple[str, str]]:
    return {t.nom: (t.titre, t.conseil) for t in tables}


def _textes(tables: Iterable[Table], pages: object) -> Counter[str]:
    """L'empreinte de chaque texte écrit hors des tables, notes des titres comprises, et combien de fois."""
    notes = (c.note for t in tables for c in t.colonnes if c.note)
    return Counter(empreinte(t) for t in (*_feuilleter(pages), *notes) if empreinte(t))


def _feuilleter(pages: object) -> Iterator[str | int | float | date]:
    """Tous les textes d'une page, quelle que soit sa forme."""
    if isinstance(pages, str | int | float | date):
        yield pages
    elif is_dataclass(pages):
        for champ in fields(pages):
            yield from _feuilleter(getattr(pages, champ.name))
    elif isinstance(pages, Iterable):
        for element in pages:
            yield from _feuilleter(element)


def empreinte(contenu: Any) -> str:
    """Ce qui reconnaît un texte sans le répéter ; vide quand il n'y a rien."""
    texte = " ".join(comparable(contenu).split())
    return hashlib.sha256(texte.encode("utf-8", "surrogatepass")).hexdigest()[:12] if texte else ""


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
    calculees: dict[str, dict[str, dict[str, str]]] = {nom: {} for nom in tete["colonnes"]}
    for table, cle, valeurs, *reste in lignes:
        base[table][cle] = valeurs
        if reste:
            calculees[table][cle] = reste[0]
    profondeurs = {"organisme": 0, "service": 0, "referentiels": 1, "colonnes": 2, "listes": 2}
    _exiger([base, *tete["sites"]], [3, *(0 for _ in tete["sites"])])
    _exiger([tete[c] for c in profondeurs], profondeurs.values())
    _exiger([calculees, *(tete.get(c, "") for c in ("dossier", "commande", "audit"))], [3, 0, 0, 0])
    for titres in tete.get("titres", {}).values():
        _exiger(titres, [0, 0])
    if any(type(combien) is not int for combien in tete.get("textes", {}).values()):
        raise ValueError(tete["textes"])
    identite = Identite(
        tete["organisme"],
        tuple(tete["sites"]),
        tete["referentiels"],
        date.fromisoformat(tete["au"]),
        tete["service"],
        tete["colonnes"],
        tete["listes"],
        base,
        calculees,
        tete.get("titres", {}),
        tete.get("dossier", ""),
        tete.get("textes", {}),
        tete.get("commande", ""),
        tete.get("audit", ""),
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
