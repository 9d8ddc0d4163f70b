"""Ce qu'une ligne revenue dit d'elle-même, avant d'être confrontée au dossier : changée, vidée, ou partie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.comprendre import douter, est_inchangee, lire
from qualicli.echanges.cellules.montrer import en_mots
from qualicli.echanges.classeurs.reconnaitre import LigneLue


@dataclass(slots=True)
class LigneComparee:
    """Une ligne revenue et ce qui, en elle, n'est plus ce qui était parti."""

    lue: LigneLue
    base: Mapping[str, str]
    changees: dict[str, str] = field(default_factory=dict)
    fautes: list[tuple[Colonne, str]] = field(default_factory=list)  # ce qui ne se comprend pas, et pourquoi
    fermees: list[Colonne] = field(default_factory=list)  # ce qui ne se saisit pas, et a pourtant changé
    cachees: list[str] = field(default_factory=list)  # les cellules que recouvre une fusion

    @property
    def deplacees(self) -> list[Colonne]:
        """Ce qui dit de quel objet est la ligne, et n'est plus ce qui était parti."""
        return [c for c in self.fermees if c.ouverture == "nouvelle"]

    @property
    def est_effacee(self) -> bool:
        """Vrai quand plus une cellule de la ligne ne dit rien : on l'a vidée, personne ne l'a déplacée."""
        return not any(c.valeur not in (None, "") or c.formule for c in self.lue.cellules.values())

    def saisies(self) -> list[str]:
        """Les colonnes où l'on a saisi, compris ou non."""
        return [*self.changees, *(c.cle for c, _ in self.fautes)]

    def valeurs(self) -> dict[str, str]:
        """Les valeurs de la ligne telles qu'elles sont revenues."""
        return {**self.base, **self.changees}


def comparer(
    colonnes: Sequence[Colonne],
    lue: LigneLue,
    base: Mapping[str, str],
    calculees: Mapping[str, str] | None,
    export: Listes,
    actuelles: Listes,
) -> LigneComparee:
    """Compare une ligne à ce qui était parti. `calculees` manque quand on ne sait plus ce qu'elle montrait."""
    comparee = LigneComparee(lue, base)
    partie = {**base, **(calculees or {})}
    for colonne in colonnes:
        cellule, avant = lue.cellules.get(colonne.cle), partie.get(colonne.cle, "")
        if cellule is None or (colonne.ouverture == "jamais" and calculees is None):
            continue
        if not cellule.formule and est_inchangee(colonne, cellule, avant, export):
            continue
        if cellule.fusionnee:
            comparee.cachees.append(cellule.adresse)
        elif colonne.ouverture != "toujours":
            comparee.fermees.append(colonne)
        else:
            _lire_changee(comparee, colonne, cellule, avant, export, actuelles)
    return comparee


def _lire_changee(
    comparee: LigneComparee, colonne: Colonne, cellule: Cellule, avant: str, export: Listes, actuelles: Listes
) -> None:
    try:
        lue = lire_encore(colonne, cellule, export, actuelles)
        douter(colonne, cellule, avant, lue, export)
    except ValeurRefusee as faute:
        comparee.fautes.append((colonne, str(faute)))
        return
    valeur = lue or colonne.defaut
    if valeur != avant:
        comparee.changees[colonne.cle] = valeur


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
