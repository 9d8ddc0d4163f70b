"""Trouver le tableau d'un service dans ses feuilles : la ligne d'en-têtes, puis les lignes, fusions suivies."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, en_texte
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.modeles.familles import est_identifiable
from qualicli.modeles.profil import Profil

LIGNES_D_EN_TETE = 40  # au-delà, ce n'est plus un titre au-dessus d'un tableau
_LONGUEUR_TITRE = 120
_FUSIONS_MAX = 500_000


@dataclass(frozen=True)
class TableauDeService:
    """Un tableau dans une feuille : sa ligne d'en-têtes, et ses colonnes par titre ramené à ses mots."""

    feuille: FeuilleLue
    entete: int
    titres: Mapping[int, str]  # par colonne, le titre tel qu'il est écrit

    def colonne(self, titre: str) -> int | None:
        """La colonne de ce titre, la première s'il y en a plusieurs."""
        return next((c for c, t in self.titres.items() if nu(t) == nu(titre)), None)

    @cached_property
    def rangs(self) -> list[int]:
        """Les lignes sous l'en-tête qui contiennent quelque chose, en-têtes répétés mis à part."""
        return [r for r in sorted(self.feuille.lignes) if r > self.entete and not self._repete(r)]

    def _repete(self, rang: int) -> bool:
        return titres_de(self.feuille, rang) == self.titres

    def cellule(self, rang: int, colonne: int) -> Cellule:
        """Une cellule ; celle qu'une fusion verticale recouvre vaut celle du haut, une fusion en largeur ne se répète pas."""
        haut = self._hauts.get((rang, colonne))
        place = (rang, colonne) if haut is None else (haut, colonne)
        return self.feuille.lignes.get(place[0], {}).get(colonne) or Cellule(None, adresse(*place))

    @cached_property
    def _hauts(self) -> dict[tuple[int, int], int]:
        """Pour chaque cellule que recouvre une fusion verticale, la ligne qui porte sa valeur."""
        rangs = self.rangs
        hauts = {}
        for haut, gauche, bas, _ in self.feuille.fusions:
            if haut > self.entete:
                for rang in rangs[bisect_right(rangs, haut) : bisect_right(rangs, bas)]:
                    hauts[rang, gauche] = haut
            if len(hauts) > _FUSIONS_MAX:
                raise ClasseurRefuse(
                    f"la feuille « {self.feuille.nom} » a trop de cellules fusionnées", "Défusionnez-les."
                )
        return hauts

    def est_intertitre(self, rang: int) -> bool:
        """Vrai pour une ligne qu'un titre de partie occupe seul, en largeur."""
        return rang in self._larges and len(self.feuille.lignes[rang]) == 1

    @cached_property
    def _larges(self) -> frozenset[int]:
        return frozenset(haut for haut, gauche, _, droite in self.feuille.fusions if droite > gauche)


def titres_de(feuille: FeuilleLue, rang: int) -> dict[int, str]:
    """Les textes d'une ligne, par colonne, s'ils peuvent être des titres."""
    textes = {c: " ".join(en_texte(cellule.valeur).split()) for c, cellule in sorted(feuille.lignes[rang].items())}
    return {c: t for c, t in textes.items() if t and len(t) <= _LONGUEUR_TITRE}


def candidats(feuilles: Iterable[FeuilleLue]) -> Iterator[TableauDeService]:
    """Toutes les lignes qui pourraient être des en-têtes, dans l'ordre des feuilles."""
    for feuille in feuilles:
        for rang in sorted(feuille.lignes)[:LIGNES_D_EN_TETE]:
            titres = titres_de(feuille, rang)
            if titres:
                yield TableauDeService(feuille, rang, titres)


def localiser(profil: Profil, feuilles: list[FeuilleLue]) -> TableauDeService:
    """Le tableau que décrit un profil. Lève `ClasseurRefuse` quand ses colonnes n'y sont plus."""
    choisies = feuilles
    if profil.feuille:
        choisies = [f for f in feuilles if nu(f.nom) == nu(profil.feuille)]
        if not choisies:
            noms = francais.liste(f"« {f.nom} »" for f in feuilles)
            raise ClasseurRefuse(
                f"il n'a pas de feuille « {profil.feuille} », mais {noms}",
                f"Corrigez « feuille » dans {profil.fichier}, ou retirez cette ligne.",
            )
    possibles = [t for t in candidats(choisies) if profil.entete in (None, t.entete)]
    tableau = max(possibles, key=lambda t: compter(profil, t), default=None)
    if tableau is None:
        raise ClasseurRefuse(
            "il n'a pas de ligne d'en-têtes à la place attendue", f"Corrigez « entete » dans {profil.fichier}."
        )
    _exiger(profil, tableau)
    return tableau


def compter(profil: Profil, tableau: TableauDeService) -> int:
    """Combien de colonnes du profil sont dans ce tableau."""
    return sum(tableau.colonne(c.titre) is not None for c in profil.colonnes)


def _exiger(profil: Profil, tableau: TableauDeService) -> None:
    indispensables = [c.titre for c in profil.colonnes if c.champ in profil.tableur.obligatoires]
    if profil.identifiant and est_identifiable(profil.famille):
        indispensables.append(profil.identifiant)
    absents = [t for t in indispensables if tableau.colonne(t) is None]
    if absents:
        accord = francais.accorder(len(absents), "la colonne", "les colonnes")
        trouves = francais.liste(f"« {t} »" for t in [*tableau.titres.values()][:12])
        raise ClasseurRefuse(
            f"{accord} {francais.liste(f'« {t} »' for t in absents)} n'y est pas ; la ligne la plus proche a {trouves}",
            f"Corrigez les titres dans {profil.fichier or 'le profil'}, ou donnez le bon fichier.",
        )
