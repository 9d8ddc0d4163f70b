"""Ce qu'est une feuille, avant tout format : des colonnes, des lignes à l'identité stable, ce que deviennent les retouches."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Effet


@dataclass(frozen=True, slots=True)
class LigneDeFeuille:
    """Une ligne : son repère, son fichier, ses valeurs, les services qu'elle concerne, le nom qu'on lui donne."""

    cle: str
    fichier: str
    racine: Chemin
    valeurs: Mapping[str, str]
    nom: str
    services: tuple[str, ...] = ()
    fermees: frozenset[str] = frozenset()
    objet: Any = None
    renvoi: tuple[str, str] | None = None  # la feuille et le repère de la ligne où l'on répond
    passees: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # ce qu'une colonne disait avant d'être révisée
    est_offerte: bool = False  # elle attend un objet de plus : remplie, elle le fait naître


@dataclass(frozen=True, slots=True)
class Table:
    """Une feuille prête à écrire ou à comparer."""

    nom: str
    titre: str
    conseil: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[LigneDeFeuille, ...]
    neuves: int = 0  # lignes vides offertes à la saisie
    figees: int = 0  # colonnes qui restent en vue, quand ce n'est pas seulement celle qui nomme la ligne

    def colonne(self, cle: str) -> Colonne:
        """La colonne de cette clé."""
        return next(c for c in self.colonnes if c.cle == cle)


class LigneRefusee(Exception):
    """Une ligne qui ne peut pas devenir un objet : la phrase dit ce qui manque."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Une ligne du dossier et les valeurs que le classeur lui donne (colonnes changées seulement)."""

    ligne: LigneDeFeuille
    changees: Mapping[str, str]
    au: date
    dossier: Dossier
    mots: Callable[[str, str], str]  # (clé de colonne, valeur) → en mots


@dataclass(frozen=True, slots=True)
class Naissance:
    """Une ligne neuve, les repères exportés, et ce qui est déjà né des lignes précédentes."""

    valeurs: Mapping[str, str]
    au: date
    dossier: Dossier
    mots: Callable[[str, str], str]
    table: Table
    exportees: frozenset[str] = frozenset()
    nes: dict[str, Mapping[str, str]] = field(default_factory=dict)


Retoucher = Callable[[Edition, Mapping[str, Colonne]], Iterator[Effet]]
Naitre = Callable[[Naissance], Iterator[Effet]]


@dataclass(frozen=True, slots=True)
class FeuilleDecrite:
    """Une feuille des classeurs : ses colonnes, d'où viennent ses lignes, ce que deviennent celles que l'on change."""

    nom: str
    titre: str
    conseil: str
    colonnes: tuple[Colonne, ...]
    lignes: Callable[[DossierDiagnostique], Iterator[LigneDeFeuille]]
    retoucher: Retoucher
    naitre: Naitre | None = None
    neuves: int = 0
    propres: Callable[[DossierDiagnostique], tuple[Colonne, ...]] | None = None  # des colonnes qui dépendent du dossier
    rien: Callable[[DossierDiagnostique], str] | None = None  # pourquoi rien ne peut s'y ajouter, quand c'est le cas
    indivisible: bool = False  # ses cellules disent ensemble un seul fait : une seule incomprise, et la ligne attend
    a_rang: bool = False  # le repère finit par un rang, entre des lignes que rien d'autre ne distingue
    figees: int = 0
    vide: str = ""  # ce que dit la feuille quand elle n'a pas de ligne


def lecture_seule(
    cle: str, titre: str, largeur: int = 14, note: str = "", genre: Any = "texte", ton: bool = False
) -> Colonne:
    """Une colonne calculée, que personne n'écrit."""
    return Colonne(cle, titre, genre, largeur, "jamais", note=note, ton=ton)


def referentiels_a_dire(source: DossierDiagnostique) -> tuple[Colonne, ...]:
    """La colonne qui dit de quel référentiel parle une ligne, quand le dossier en a plusieurs."""
    return (lecture_seule("referentiel", "Référentiel", 18),) if len(source.diagnostic.referentiels) > 1 else ()


def dire_referentiel(source: DossierDiagnostique, referentiel: str) -> dict[str, str]:
    """Le nom de ce référentiel, pour cette colonne."""
    return {c.cle: source.dossier.referentiels[referentiel].nom for c in referentiels_a_dire(source)}
