"""La fusion à trois voies d'un objet, clé par clé : ce qu'il était, ce qu'il est ici, ce qu'il est chez l'autre.

Fonctions pures, sur les valeurs qu'un fichier contient : des textes, des listes, des dictionnaires.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.retouche import Ajouter, Poser

Camp = Literal["miens", "leurs"]
ENTIER: Chemin = ()  # le chemin d'un désaccord qui porte sur tout un fichier
# Ce qui dit que deux lignes parlent de la même chose : la même exigence le même jour, la même mesure, la même session.
_IDENTITE = ("id", "code", "exigence", "reference", "site", "service", "date", "periode", "prevue", "du", "nom", "qui")


class Absent:
    """Ce qui n'existe pas de ce côté-là : une clé vide n'est pas une clé absente."""

    def __repr__(self) -> str:
        return "rien"


RIEN = Absent()


class Desaccord(NamedTuple):
    """Une valeur changée des deux côtés, différemment : où, et ses trois états."""

    chemin: Chemin
    base: Any
    mien: Any
    leur: Any


@dataclass
class FusionDObjet:
    """Une fusion : la valeur obtenue, ce qu'il faut changer à la mienne pour y arriver, et ce qui reste à trancher."""

    valeur: Any = None
    retouches: list[Poser | Ajouter] = field(default_factory=list)
    desaccords: list[Desaccord] = field(default_factory=list)


def fusionner_objet(
    base: Any, mien: Any, leur: Any, trancher: Callable[[Chemin], Camp | None] = lambda _chemin: None
) -> FusionDObjet:
    """Fusionne trois états d'un objet ; ce qui n'est pas tranché garde ma valeur, et se dit."""
    fusion = FusionDObjet()
    fusion.valeur = _Fusion(fusion, trancher).fusionner((), RIEN if base is None else base, mien, leur)
    return fusion


class _Fusion:
    def __init__(self, fusion: FusionDObjet, trancher: Callable[[Chemin], Camp | None]) -> None:
        self._fusion = fusion
        self._trancher = trancher

    def fusionner(self, chemin: Chemin, base: Any, mien: Any, leur: Any) -> Any:
        if mien == leur or leur == base:
            return mien
        if mien == base:
            return self._prendre(chemin, leur)
        if isinstance(mien, dict) and isinstance(leur, dict):
            return self._tables(chemin, base if isinstance(base, dict) else {}, mien, leur)
        if isinstance(mien, list) and isinstance(leur, list) and isinstance(base, list | Absent | None):
            return self._listes(chemin, base if isinstance(base, list) else [], mien, leur)
        return self._opposer(chemin, base, mien, leur)

    def _prendre(self, chemin: Chemin, leur: Any) -> Any:
        self._fusion.retouches.append(Poser(chemin, None if leur is RIEN else "" if leur is None else leur))
        return leur

    def _opposer(self, chemin: Chemin, base: Any, mien: Any, leur: Any) -> Any:
        camp = self._trancher(chemin)
        if camp == "leurs":
            return self._prendre(chemin, leur)
        if camp is None:
            self._fusion.desaccords.append(Desaccord(chemin, base, mien, leur))
        return mien

    def _tables(
        self, chemin: Chemin, base: dict[str, Any], mien: dict[str, Any], leur: dict[str, Any]
    ) -> dict[str, Any]:
        fusionnee = {}
        for cle in dict.fromkeys((*mien, *leur)):
            valeur = self.fusionner((*chemin, cle), *(cote.get(cle, RIEN) for cote in (base, mien, leur)))
            if valeur is not RIEN:
                fusionnee[cle] = valeur
        return fusionnee

    # --- Les listes

    def _listes(self, chemin: Chemin, base: list[Any], mien: list[Any], leur: list[Any]) -> list[Any]:
        """Chaque ligne suit son sort : ajoutée d'un côté, elle s'ajoute ; ôtée ou changée d'un côté, elle l'est."""
        debut = len(self._fusion.retouches)
        chez_moi, chez_eux = _apparier(base, mien), _apparier(base, leur)
        sorts: dict[int, Any] = dict(enumerate(mien))  # par rang chez moi, ce que la ligne devient
        perdues, revenues = False, []
        for rang, ligne in enumerate(base):
            ici, la_bas = chez_moi.get(rang), chez_eux.get(rang)
            if la_bas is None and ici is None:
                continue
            mienne = RIEN if ici is None else mien[ici]
            leurs = RIEN if la_bas is None else leur[la_bas]
            if ici is not None and la_bas is not None:
                sorts[ici] = self.fusionner((*chemin, ici), ligne, mienne, leurs)
            elif ici is not None and self._s_ote(chemin, ici, ligne, mienne):
                sorts[ici], perdues = RIEN, True
            elif ici is None and leurs != ligne and self._revient(chemin, rang, ligne, leurs):
                revenues.append(leurs)
        neuves = [leur[r] for r in range(len(leur)) if r not in chez_eux.values()]
        miennes = {r: mien[r] for r in range(len(mien)) if r not in chez_moi.values()}
        ajoutees = [*revenues, *self._ajoutees(chemin, miennes, neuves, sorts)]
        fusionnee = [*(sort for sort in sorts.values() if sort is not RIEN), *ajoutees]
        if perdues:  # une ligne ne s'ôte pas d'une liste sans récrire la liste
            del self._fusion.retouches[debut:]
            self._fusion.retouches.append(Poser(chemin, fusionnee))
        else:
            self._fusion.retouches += [Ajouter(chemin, ligne) for ligne in ajoutees]
        return fusionnee

    def _s_ote(self, chemin: Chemin, rang: int, ligne: Any, mienne: Any) -> bool:
        """L'autre a ôté une ligne : elle s'ôte, sauf si je l'ai changée et que la mienne l'emporte."""
        if mienne == ligne:
            return True
        camp = self._trancher((*chemin, rang))
        if camp is None:
            self._fusion.desaccords.append(Desaccord((*chemin, rang), ligne, mienne, RIEN))
        return camp == "leurs"

    def _revient(self, chemin: Chemin, rang: int, ligne: Any, leurs: Any) -> bool:
        """J'ai ôté une ligne que l'autre a changée : elle ne revient que si la sienne l'emporte."""
        repere = (*chemin, f"ligne {rang + 1}")
        camp = self._trancher(repere)
        if camp is None:
            self._fusion.desaccords.append(Desaccord(repere, ligne, RIEN, leurs))
        return camp == "leurs"

    def _ajoutees(
        self, chemin: Chemin, miennes: Mapping[int, Any], neuves: Iterable[Any], sorts: dict[int, Any]
    ) -> Iterable[Any]:
        """Ce que l'autre ajoute et que je n'ai pas ; la même ligne ajoutée des deux côtés se compare clé par clé."""
        ajoutees = []
        prises: set[int] = set()
        for neuve in neuves:
            meme = next(
                (r for r, m in miennes.items() if r not in prises and (m == neuve or _est_la_meme(m, neuve))), None
            )
            if meme is None:
                ajoutees.append(neuve)
            else:
                prises.add(meme)
                sorts[meme] = self.fusionner((*chemin, meme), RIEN, miennes[meme], neuve)
        return ajoutees


def _apparier(base: list[Any], autre: list[Any]) -> dict[int, int]:
    """Ce qu'est devenue chaque ligne d'une liste : par rang d'avant, son rang d'après ; ôtée, elle n'y est pas."""
    paires: dict[int, int] = {}
    cles_base, cles_autre = list(map(_cle, base)), list(map(_cle, autre))
    for genre, b0, b1, a0, a1 in SequenceMatcher(None, cles_base, cles_autre, autojunk=False).get_opcodes():
        if genre == "equal":
            paires.update(zip(range(b0, b1), range(a0, a1), strict=True))
        elif genre == "replace":
            libres = list(range(a0, a1))
            for rang in range(b0, b1):
                meme = next((r for r in libres if _est_la_meme(base[rang], autre[r])), None)
                if meme is not None:
                    libres.remove(meme)
                    paires[rang] = meme
    return paires


def _cle(valeur: Any) -> str:
    return repr(sorted(valeur.items(), key=lambda e: str(e[0]))) if isinstance(valeur, dict) else repr(valeur)


def _est_la_meme(une: Any, autre: Any) -> bool:
    """Vrai de deux lignes qui parlent de la même chose, quoi qu'elles en disent."""
    if not isinstance(une, dict) or not isinstance(autre, dict):
        return False
    communes = [c for c in _IDENTITE if c in une or c in autre]
    return bool(communes) and all(une.get(c) == autre.get(c) for c in communes)
