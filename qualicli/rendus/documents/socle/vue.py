"""Ce dont une vue est faite : des textes, des listes et des tableaux, sans aucune notion de format."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property


@dataclass(frozen=True, slots=True)
class TableauTexte:
    """Des colonnes nommées et des lignes de textes, toutes de la même largeur."""

    colonnes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.lignes)

    def sans(self, *colonnes: str) -> "TableauTexte":
        """Le même, sans ces colonnes."""
        return self._garder(rang for rang, colonne in enumerate(self.colonnes) if colonne not in colonnes)

    def sans_vides(self) -> "TableauTexte":
        """Le même, sans les colonnes où aucune ligne n'a rien à dire."""
        return self._garder(rang for rang in range(len(self.colonnes)) if any(ligne[rang] for ligne in self.lignes))

    def fondre(self, colonne: str, accueil: str, lien: str) -> "TableauTexte":
        """Le même, où une colonne suit une autre dans ses cellules : « 13 jours, en progrès »."""
        if colonne not in self.colonnes:
            return self
        de, vers = self.colonnes.index(colonne), self.colonnes.index(accueil)
        lignes = (
            tuple(
                lien.join(filter(None, (cellule, ligne[de]))) if rang == vers else cellule
                for rang, cellule in enumerate(ligne)
            )
            for ligne in self.lignes
        )
        return TableauTexte(self.colonnes, tuple(lignes)).sans(colonne)

    def _garder(self, rangs: Iterable[int]) -> "TableauTexte":
        gardes = tuple(rangs)
        return TableauTexte(
            tuple(self.colonnes[r] for r in gardes), tuple(tuple(ligne[r] for r in gardes) for ligne in self.lignes)
        )


VIDE = TableauTexte((), ())


@dataclass(frozen=True, slots=True)
class Libre:
    """Un texte libre en Markdown, et le niveau de titre où il se place."""

    texte: str
    niveau: int = 3

    def __bool__(self) -> bool:
        return bool(self.texte.strip())


class Differe:
    """Une valeur que l'on ne calcule que si un gabarit l'écrit, et une seule fois."""

    def __init__(self, calcul: Callable[[], object]) -> None:
        self._calcul = calcul

    @cached_property
    def valeur(self) -> object:
        """La valeur, calculée à la première lecture."""
        return self._calcul()


@dataclass(frozen=True, slots=True)
class Signature:
    """Le bloc de signature : la formule de délégation, la fonction, le nom (vide quand le document est anonyme)."""

    delegation: str
    fonction: str
    nom: str


@dataclass(frozen=True, slots=True)
class RectificatifDit:
    """Un rectificatif : ce qui l'annonce, et chaque passage, tel qu'il était signé et tel qu'il est rectifié."""

    annonce: str
    changements: TableauTexte


@dataclass(frozen=True, slots=True)
class VersionDite:
    """Ce qu'un document dit de lui-même : « Version signée le … » ou « Projet », et ses rectificatifs."""

    mention: str
    rectificatifs: tuple[RectificatifDit, ...] = ()


@dataclass(frozen=True, slots=True)
class ChampsNommes:
    """Des valeurs que les gabarits écrivent par le nom de leur champ."""

    def valeurs(self) -> dict[str, object]:
        """Ce qu'un gabarit peut nommer ; un `Differe` ne se calcule qu'alors."""
        return {champ.name: getattr(self, champ.name) for champ in fields(self)}


@dataclass(frozen=True, slots=True)
class MotsDuDossier(ChampsNommes):
    """Les mots des référentiels, au singulier et au pluriel, et le nom du comité des usagers."""

    module: str = "module"
    engagement: str = "engagement"
    exigence: str = "exigence"
    modules: str = "modules"
    engagements: str = "engagements"
    exigences: str = "exigences"
    clu: str = "comité d'usagers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(ChampsNommes):
    """Ce que tout document porte ; chaque document y ajoute ses propres champs. Tous ces champs servent au gabarit.

    `entete` : l'en-tête neutre de l'organisme ; `lieu` : « Metz, le 23 octobre 2015 » ; `suivi` : qui suit l'affaire ;
    `mentions` : en petit à la fin, dont le référentiel et sa version ; `public` : marqué pour l'internet ; `mots` : ceux
    des référentiels (module, engagement, exigence, et leurs pluriels), et le nom du comité des usagers (clu) ;
    `version` : d'un document qui se signe, s'il est signé ou un projet (mention, rectificatifs) ; `figures` : celles que
    tout gabarit peut écrire, par leur nom.
    """

    titre: str
    sous_titre: str = ""
    entete: tuple[str, ...] = ()
    lieu: str = ""
    suivi: tuple[str, ...] = ()
    signature: Signature | None = None
    mentions: tuple[str, ...] = ()
    mots: MotsDuDossier = MotsDuDossier()
    anonyme: bool = False
    public: bool = False
    version: VersionDite | None = None
    figures: Mapping[str, Differe] = field(default_factory=dict)

    def valeurs(self) -> dict[str, object]:
        """Les champs, et les figures : un gabarit écrit « figure_modules », et non « figures.figure_modules »."""
        propres = ChampsNommes.valeurs(self)
        del propres["figures"]
        return {**self.figures, **propres}
