"""Les indicateurs : la dernière valeur, sa cible, la précédente, la tendance, ce qui est dû."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from qualicli import francais
from qualicli.diagnostic.mesures.filtres import ResultatMesures
from qualicli.diagnostic.mesures.indicateurs import IndicateurVu, grandeur
from qualicli.modeles.ecoute import Mesure
from qualicli.rendus.diagnostic.tableaux import ecrire_csv
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.libelles import mot, nommer_lieu
from qualicli.rendus.markdown import tableau
from qualicli.rendus.mesures.communs import RIEN, dire_trous, exact, json, nombre, rang, tete, tete_markdown
from qualicli.rendus.mesures.mots import TENDANCES, ecrire_valeur

_SUJET = "indicateurs"
_TITRES = {"qualite": "Indicateurs de qualité", "performance": "Indicateurs de performance"}
_COLONNES = ("Où", "Période", "Valeur", "Cible", "Avant", "Tendance")
_LARGEURS = (17, 22, 10, 7, 10, 12)


def ecran(resultat: ResultatMesures[IndicateurVu]) -> Ecran:
    """L'écran : la qualité, puis la performance ; un indicateur, et une ligne par lieu."""
    rendu = tete(resultat, _SUJET)
    for nature, vus in groupby(resultat.vus, lambda v: v.indicateur.nature):
        rendu += [[], [(_TITRES[nature], "bold")], *rang(_COLONNES, _LARGEURS, "dim")]
        for _, lieux in groupby(vus, lambda v: v.indicateur.id):
            groupe = list(lieux)
            rendu += paragraphe(_intitule(groupe[0]), "  ", "    ")
            for vu in groupe:
                style = "red" if vu.est_atteinte is False else ""
                rendu += rang(_cellules(resultat, vu), _LARGEURS, style)
            for note in _notes(resultat, groupe):
                rendu += paragraphe(note, "    ", style="yellow")
    return rendu if resultat.vus else [*rendu, [("Aucun indicateur.", "")]]


def _intitule(vu: IndicateurVu) -> str:
    """Ce qui est mesuré, et son unité quand ce n'est pas une part."""
    unite = vu.indicateur.unite
    return f"{vu.indicateur.intitule} ({unite})" if unite not in (None, "%") else vu.indicateur.intitule


def _lieu(resultat: ResultatMesures[IndicateurVu], vu: IndicateurVu) -> str:
    """Le site et le service ; le service seul quand tout se mesure au même site."""
    plusieurs = len({v.site for v in resultat.vus if v.site}) > 1 or not vu.service
    return nommer_lieu(resultat.dossier, vu.site if plusieurs else None, vu.service)


def _cellules(resultat: ResultatMesures[IndicateurVu], vu: IndicateurVu) -> tuple[str, ...]:
    derniere, avant = vu.derniere, vu.precedente
    cible = "" if vu.cible is None else f"{'≤' if vu.indicateur.sens == 'baisse' else '≥'} {nombre(vu.cible)}"
    return (
        _lieu(resultat, vu) or "partout",
        derniere.periode.en_bref() if derniere else "",
        ecrire_valeur(derniere) if derniere else RIEN,
        cible or RIEN,
        ecrire_valeur(avant) if avant else RIEN,
        TENDANCES.get(vu.tendance, RIEN),
    )


def _notes(resultat: ResultatMesures[IndicateurVu], vus: list[IndicateurVu]) -> Iterator[str]:
    """Ce qu'il faut savoir d'un indicateur : l'ensemble et ses parts, ce qui est dû, les périodes sans mesure."""
    if vus[0].ensemble is not None:
        conformes, total = vus[0].ensemble
        grand = max(vus, key=lambda v: (v.derniere and v.derniere.total) or 0)
        part = (grand.derniere and grand.derniere.total) or 0
        lieu = _lieu(resultat, grand)
        dit = f", dont {part} cas sur {total} pour {lieu}" if 4 * part >= 3 * total else ""
        yield f"Ensemble : {conformes} sur {total}{dit}."
    for vu in vus:
        lieu = _lieu(resultat, vu) if len(vus) > 1 else ""
        tete_ = f"{lieu} : " if lieu else ""
        if vu.est_due:
            depuis = f"depuis le {francais.jour(vu.due_le)}" if vu.due_le else "dès maintenant"
            yield f"{tete_}{'mesure' if tete_ else 'Mesure'} due {depuis}."
        if vu.trous:
            yield f"{tete_}{dire_trous(vu.trous)}"


def json_(resultat: ResultatMesures[IndicateurVu]) -> str:
    """Le JSON : une entrée par indicateur et par lieu."""
    return json(resultat, indicateurs=[_champs(vu) for vu in resultat.vus])


def _champs(vu: IndicateurVu) -> dict[str, Any]:
    indicateur, ensemble = vu.indicateur, vu.ensemble
    return {
        "indicateur": indicateur.id,
        "intitule": indicateur.intitule,
        "nature": indicateur.nature,
        "site": vu.site,
        "service": vu.service,
        "unite": indicateur.unite,
        "sens": indicateur.sens,
        "cible": exact(vu.cible),
        "derniere": _mesure(vu.derniere),
        "precedente": _mesure(vu.precedente),
        "atteinte": vu.est_atteinte,
        "tendance": vu.tendance,
        "due_le": vu.due_le.isoformat() if vu.due_le else None,
        "due": vu.est_due,
        "trous": [p.texte for p in vu.trous],
        "ensemble": {"conformes": ensemble[0], "total": ensemble[1]} if ensemble else None,
        "serie": [_mesure(m) for m in vu.mesures],
    }


def _mesure(mesure: Mesure | None) -> dict[str, Any] | None:
    if mesure is None:
        return None
    return {
        "periode": mesure.periode.texte,
        "valeur": exact(grandeur(mesure)),
        "conformes": mesure.conformes,
        "total": mesure.total,
        "presence": mesure.presence,
    }


def csv(resultat: ResultatMesures[IndicateurVu]) -> str:
    """Le CSV : une ligne par mesure, la dernière marquée de sa tendance et de ce qui est dû."""
    entetes = ["indicateur", "intitule", "nature", "site", "service", "unite", "sens", "cible", "periode"]
    entetes += ["valeur", "conformes", "total", "presence", "tendance", "due_le"]
    lignes = []
    for vu in resultat.vus:
        i = vu.indicateur
        tete_ = [i.id, i.intitule, i.nature, vu.site or "", vu.service or "", i.unite or "", i.sens]
        tete_.append("" if vu.cible is None else nombre(vu.cible))
        for m in vu.mesures or (None,):
            valeur = grandeur(m) if m else None
            chiffres = [m.periode.texte if m else "", "" if valeur is None else nombre(valeur)]
            chiffres += ["" if m is None or (v := getattr(m, c)) is None else str(v) for c in ("conformes", "total")]
            fin = (mot(vu.tendance) if vu.tendance else "", vu.due_le.isoformat() if vu.due_le else "")
            lignes.append([*tete_, *chiffres, (m and m.presence) or "", *(fin if m is vu.derniere else ("", ""))])
    return ecrire_csv([entetes, *lignes])


def markdown(resultat: ResultatMesures[IndicateurVu]) -> str:
    """Le Markdown : un tableau par nature."""
    lignes = tete_markdown(resultat, _SUJET)
    for nature, vus in groupby(resultat.vus, lambda v: v.indicateur.nature):
        groupe = list(vus)
        rangees = [(_intitule(v), *_cellules(resultat, v), " ".join(_notes(resultat, [v]))) for v in groupe]
        lignes += [f"## {_TITRES[nature]}", "", tableau(("Indicateur", *_COLONNES, "À savoir"), rangees), ""]
    return "\n".join(lignes if resultat.vus else [*lignes, "Aucun indicateur.", ""])
