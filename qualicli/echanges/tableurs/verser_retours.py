"""Verser des suggestions et réclamations : comptées par mois, canal et sujet, sans rien de ce que chacun a écrit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualicli import francais
from qualicli.echanges.tableurs.lire_lignes import LigneDeService
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.echanges.tableurs.verser import Versement
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.ecoute import Retour
from qualicli.modeles.importation import Conflit, Effet
from qualicli.modeles.retouche import Creer, Poser
from qualicli.modeles.temps.dates import DateImprecise

_CLES = ("type", "date", "canal", "objet", "service", "site")


@dataclass
class _Groupe:
    """Ce qui se dit de la même chose, le même mois, par la même voie : combien, et la suite si elle est la même."""

    ligne: LigneDeService
    nombre: int = 0
    suites: set[str] = field(default_factory=set)
    motifs: set[str] = field(default_factory=set)


def verser(versement: Versement, lignes: Iterable[LigneDeService]) -> None:
    """Ajoute au résultat les retours comptés ; un autre nombre que celui du dossier est un conflit."""
    groupes: dict[tuple[str, ...], _Groupe] = {}
    for ligne in lignes:
        cle = _cle({**ligne.valeurs, "date": _mois(ligne.valeurs["date"])})
        groupe = groupes.setdefault(cle, _Groupe(ligne))
        groupe.nombre += int(ligne.valeurs.get("nombre") or 1)
        groupe.suites.add(ligne.valeurs.get("suite", ""))
        groupe.motifs.add(ligne.valeurs.get("motif", ""))
    connus = {_cle(_valeurs(r)): r for r in versement.dossier.retours.values()}
    pris = set(versement.dossier.retours)
    for cle, groupe in groupes.items():
        if cle in connus:
            _comparer(versement, groupe, connus[cle])
        else:
            _naitre(versement, groupe, pris)


def _cle(valeurs: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(nu(valeurs.get(c, "")) for c in _CLES)


def _valeurs(retour: Retour) -> dict[str, str]:
    return {c: str(getattr(retour, c) or "") for c in _CLES}


def _mois(date: str) -> str:
    """Le mois d'un jour ; une période est prise telle quelle."""
    lue = DateImprecise.lire(date)
    return f"{lue.debut:%Y-%m}" if lue.est_exacte else date


def _naitre(versement: Versement, groupe: _Groupe, pris: set[str]) -> None:
    v = groupe.ligne.valeurs
    quand = _mois(v["date"])
    base = en_identifiant(" ".join((v["type"], v["objet"], v["canal"], v.get("site", ""), quand)), 80) or "retour"
    nom = next(i for i in (base, *(f"{base}-{n}" for n in range(2, len(pris) + 3))) if i not in pris)
    pris.add(nom)
    fiche: dict[str, Any] = {"type": v["type"], "date": quand, "canal": v["canal"], "texte": v["objet"]}
    fiche |= {"nombre": groupe.nombre, "objet": v["objet"]} | {c: v[c] for c in ("service", "site") if v.get(c)}
    for cle, dits in (("suite", groupe.suites), ("motif", groupe.motifs)):
        if len(dits) == 1 and "" not in dits:
            fiche[cle] = next(iter(dits))
    fichier = f"retours/{nom}.yaml"
    genre = versement.listes["retours.type"][v["type"]]
    mots = f"Nouveau retour ({fichier}) : {genre}, {v['objet']}, {groupe.nombre} fois"
    versement.ajouter(groupe.ligne, [Effet(fichier, Creer(fiche), mots)])


def _comparer(versement: Versement, groupe: _Groupe, connu: Retour) -> None:
    if connu.nombre == groupe.nombre:
        return
    if versement.garder == "tableur":
        mots = f"{francais.majuscule(connu.objet or connu.texte)} : nombre, {connu.nombre} → {groupe.nombre}"
        versement.ajouter(groupe.ligne, [Effet(connu.fichier, Poser(("nombre",), groupe.nombre), mots)])
    elif versement.garder is None:
        cellule = groupe.ligne.cellules.get("nombre", f"ligne {groupe.ligne.rang}")
        versement.resultat.conflits.append(
            Conflit(
                ("retours", connu.id, "nombre"),
                versement.nom,
                versement.feuille,
                cellule,
                connu.fichier,
                ("nombre",),
                connu.objet or connu.texte,
                "Combien",
                "",
                str(groupe.nombre),
                str(connu.nombre),
            )
        )
