"""Ce qu'une ligne revenue dit d'elle-même, avant d'être confrontée au dossier : vidée, changée d'un bloc, ou partie."""

from collections.abc import Mapping, Sequence

from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.cellules.montrer import en_mots
from qualicli.echanges.classeurs.reconnaitre import LigneLue


def nom_parti(colonnes: Sequence[Colonne], cle: str, base: Mapping[str, str], listes: Listes) -> str:
    """Le nom de ce que le dossier n'a plus, d'après ce que l'export en avait montré."""
    mots = [
        en_mots(c, base[c.cle], listes)
        for c in colonnes
        if base.get(c.cle) and (c.cle == "intitule" or c.ouverture == "nouvelle")
    ]
    return f"« {', '.join(mots) or cle} »"


def est_videe(colonnes: Sequence[Colonne], lue: LigneLue, base: Mapping[str, str]) -> bool:
    """Vrai quand tout ce qui se saisit a été effacé : c'est la ligne que l'on a voulu ôter."""
    saisies = [c.cle for c in colonnes if c.ouverture == "toujours" and c.cle in lue.cellules]
    pleines = [c for c in saisies if base.get(c)]
    effacees = all(lue.cellules[c].valeur in (None, "") and not lue.cellules[c].formule for c in saisies)
    return len(pleines) > 1 and effacees and not any(lue.cellules[c].fusionnee for c in pleines)


def lire_encore(colonne: Colonne, cellule: Cellule, export: Listes, actuelles: Listes) -> str:
    """Lit une cellule avec les libellés de l'export, puis avec ceux d'aujourd'hui."""
    if not colonne.liste:
        return lire(colonne, cellule, export)
    try:
        valeur = lire(colonne, cellule, export)
    except ValeurRefusee:
        return lire(colonne, cellule, actuelles)
    if colonne.genre in ("acteur", "libre") and valeur not in export.get(colonne.liste, {}):
        return lire(colonne, cellule, actuelles)
    return valeur


def groupes(colonnes: Sequence[Colonne], changees: Mapping[str, str]) -> list[list[str]]:
    """Les colonnes qui changent, réunies quand elles disent ensemble une seule chose."""
    reunies: dict[str, list[str]] = {}
    for colonne in colonnes:
        reunies.setdefault(colonne.groupe or f"seule {colonne.cle}", []).append(colonne.cle)
    return [cles for cles in reunies.values() if any(c in changees for c in cles)]
