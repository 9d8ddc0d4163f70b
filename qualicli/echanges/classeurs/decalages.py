"""Des lignes qui ne sont plus en face de leur repère : triées sans la colonne masquée, ou recouvertes par d'autres."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualicli.echanges.cellules.cellule import ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.classeurs.comparer import LigneComparee

_LIGNES_MIN = 3  # deux lignes peuvent échanger leurs valeurs de bon droit ; trois, c'est un tri
Base = Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Decalage:
    """Les lignes douteuses d'une feuille, chacune avec le repère de celle dont elle a les cellules, s'il se trouve."""

    douteuses: dict[str, str] = field(default_factory=dict)
    est_permutation: bool = False  # tout ce qui a bougé est encore là, à une autre place


def chercher(colonnes: Sequence[Colonne], lignes: Sequence[LigneComparee], base: Base, listes: Listes) -> Decalage:
    """Les lignes dont les cellules disent qu'elles sont celles d'un autre objet."""
    fixes = tuple(c for c in colonnes if c.ouverture == "nouvelle")
    # Un intitulé se corrige ; le même que celui d'une autre ligne, c'est cette autre ligne.
    ouvertes = tuple(
        c for c in colonnes if c.obligatoire and c.ouverture == "toujours" and c.genre in ("texte", "long")
    )
    par_fixes, par_ouvertes = _indexer(base, fixes), _indexer(base, ouvertes)
    trouve = Decalage()
    for ligne in lignes:
        if ligne.est_effacee:
            continue
        if ligne.deplacees:
            trouve.douteuses[ligne.lue.cle] = _autre(par_fixes.get(_revenues(ligne, fixes, listes)), ligne)
        elif any(c.cle in ligne.changees for c in ouvertes):
            autre = _autre(par_ouvertes.get(_revenues(ligne, ouvertes, listes)), ligne)
            if autre:
                trouve.douteuses[ligne.lue.cle] = autre
    if len(trouve.douteuses) >= _LIGNES_MIN:
        trouve.est_permutation = set(trouve.douteuses.values()) == set(trouve.douteuses)
    else:
        _chercher_un_tri(colonnes, lignes, trouve)
    return trouve


def _indexer(base: Base, colonnes: tuple[Colonne, ...]) -> dict[tuple[str, ...], list[str]]:
    index: dict[tuple[str, ...], list[str]] = {}
    for cle, valeurs in base.items():
        index.setdefault(tuple(valeurs.get(c.cle, "") for c in colonnes), []).append(cle)
    return index


def _autre(trouvees: list[str] | None, ligne: LigneComparee) -> str:
    """L'autre ligne que désignent ces cellules ; aucune quand elles en désignent plusieurs."""
    autres = [cle for cle in trouvees or () if cle != ligne.lue.cle]
    return autres[0] if len(autres) == 1 else ""


def _revenues(ligne: LigneComparee, colonnes: tuple[Colonne, ...], listes: Listes) -> tuple[str, ...]:
    """Les valeurs que portent aujourd'hui ces cellules."""
    deplacees = [c.cle for c in ligne.deplacees]
    valeurs = ligne.valeurs()
    return tuple(_lire(ligne, c, listes) if c.cle in deplacees else valeurs.get(c.cle, "") for c in colonnes)


def _lire(ligne: LigneComparee, colonne: Colonne, listes: Listes) -> str:
    cellule = ligne.lue.cellules[colonne.cle]
    try:
        return lire(colonne, cellule, listes)
    except ValeurRefusee:
        return en_texte(cellule.valeur)


def _chercher_un_tri(colonnes: Sequence[Colonne], lignes: Sequence[LigneComparee], trouve: Decalage) -> None:
    """Des saisies redistribuées entre les mêmes lignes, sans qu'aucune soit neuve : on a trié ces seules colonnes."""
    ouvertes = tuple(c.cle for c in colonnes if c.ouverture == "toujours")
    changees = [ligne for ligne in lignes if not ligne.fautes and any(c in ligne.changees for c in ouvertes)]
    avant = [tuple(ligne.base.get(c, "") for c in ouvertes) for ligne in changees]
    apres = [tuple(ligne.valeurs().get(c, "") for c in ouvertes) for ligne in changees]
    if len(set(avant)) >= _LIGNES_MIN and Counter(avant) == Counter(apres):
        places = {saisies: ligne.lue.cle for ligne, saisies in zip(changees, avant, strict=True)}
        trouve.douteuses |= {ligne.lue.cle: places[saisies] for ligne, saisies in zip(changees, apres, strict=True)}
        trouve.est_permutation = True
