"""Trouver le tableau d'un service dans ses feuilles : la ligne d'en-têtes, puis les lignes, fusions suivies."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, en_texte
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse
from qualicli.echanges.tableurs.mots_des_services import est_un_titre, nu
from qualicli.modeles.familles import est_identifiable
from qualicli.modeles.profil import Profil

_TOTAL = re.compile(r"(sous[- ]?)?tota(l|ux)( g[ée]n[ée]ral)?( (de|du|des) .{1,40})?\s*:?", re.IGNORECASE)
_NOTE = re.compile(
    r"\(\d\)|\*|source\b|l[ée]gende\b|n\.? ?b\b|note\s*:|lecture\s*:|(mis|édité|imprimé|extrait)e? (à jour )?le\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z]{1,6}\d+(\[\w+\])?\s*[.:]\s")  # une question garde son code quand on la reformule
_NOMBRE = re.compile(r"[\d\s.,€%-]+")
AUTRE_TABLEAU = "la ligne d'un autre tableau"
LIGNES_D_EN_TETE = 40  # au-delà, ce n'est plus un titre au-dessus d'un tableau
_LONGUEUR_TITRE = 120
_FUSIONS_MAX = 500_000


@dataclass(frozen=True)
class TableauDeService:
    """Un tableau dans une feuille : sa ligne d'en-têtes, et ses colonnes par titre ramené à ses mots."""

    feuille: FeuilleLue
    entete: int
    titres: Mapping[int, str]  # par colonne, le titre tel qu'il est écrit
    hauteur: int = 1  # deux quand l'en-tête tient sur deux lignes
    fin: int | None = None  # la ligne où un second en-tête recommence la table
    precedent: "TableauDeService | None" = None  # la table que cet en-tête recommence
    intertitre: str = ""  # le titre que porte la ligne au-dessus d'un second en-tête

    def colonne(self, titre: str) -> int | None:
        """La colonne de ce titre, la première s'il y en a plusieurs ; à défaut, la seule du même code (« Q3. … »)."""
        exacte = next((c for c, t in self.titres.items() if nu(t) == nu(titre)), None)
        code = _CODE.match(titre)
        if exacte is not None or code is None:
            return exacte
        memes = [c for c, t in self.titres.items() if (autre := _CODE.match(t)) and autre[0] == code[0]]
        return memes[0] if len(memes) == 1 else None

    @cached_property
    def rangs(self) -> list[int]:
        """Les lignes sous l'en-tête qui contiennent quelque chose, en-têtes répétés mis à part."""
        return [r for r in self._dessous if r not in self.ecartes]

    @cached_property
    def _dessous(self) -> list[int]:
        debut, fin = self.entete + self.hauteur, self.fin or max(self.feuille.lignes, default=0) + 1
        return [r for r in sorted(self.feuille.lignes) if debut <= r < fin and not self._repete(r)]

    @cached_property
    def ecartes(self) -> Mapping[int, str]:
        """Les lignes qui ne sont pas des objets, et ce qu'elles sont : un total, une note, un autre tableau dessous."""
        genres = {r: mot for r in self._dessous if (mot := self._genre(r))}
        etranger = next((r for r in self._dessous if est_un_en_tete_etranger(self.feuille, r)), None)
        if etranger is None:
            return genres
        debut = etranger - 1 if len(self.feuille.lignes.get(etranger - 1, ())) == 1 else etranger  # son titre avec lui
        return genres | {r: AUTRE_TABLEAU for r in self._dessous if r >= debut}

    def _genre(self, rang: int) -> str:
        cellules = [c for c in self.feuille.lignes[rang].values() if en_texte(c.valeur) or c.formule]
        textes = [en_texte(c.valeur) for c in cellules if isinstance(c.valeur, str) and not _NOMBRE.fullmatch(c.valeur)]
        if len(textes) != 1:
            return ""
        if _TOTAL.fullmatch(textes[0].strip()):
            return "un total"
        return "une note" if len(cellules) == 1 and _NOTE.match(textes[0].strip()) else ""

    def totaux_faux(self, rang: int) -> Iterator[tuple[str, str, str]]:
        """Par colonne chiffrée d'un total : le titre, ce qu'il dit, et la somme des lignes au-dessus si elle en diffère."""
        for colonne, titre in self.titres.items():
            dit = _chiffre(self.feuille.lignes[rang].get(colonne))
            depuis = max((r for r, mot in self.ecartes.items() if r < rang and mot == "un total"), default=0)
            sommes = [self._somme(titre, rang), self._somme(titre, rang, depuis)]
            if self.precedent is not None:  # le total général de toutes les tables de la feuille
                sommes.append(sommes[0] + self.precedent.somme_suivie(titre))
            if dit is not None and dit not in sommes:
                yield titre, francais.nombre(dit), francais.nombre(sommes[0])

    def somme_suivie(self, titre: str) -> Decimal:
        """La somme d'une colonne, tables que celle-ci recommence comprises."""
        return self._somme(titre) + (self.precedent.somme_suivie(titre) if self.precedent is not None else 0)

    def _somme(self, titre: str, avant: int | None = None, depuis: int = 0) -> Decimal:
        colonne = self.colonne(titre)
        plage = [r for r in self.rangs if r > depuis and (avant is None or r < avant)] if colonne is not None else []
        return sum((n for r in plage if (n := _chiffre(self.cellule(r, colonne or 0))) is not None), Decimal(0))

    @cached_property
    def sans_titre(self) -> list[int]:
        """Les colonnes qui ont des valeurs sous l'en-tête, et pas de titre."""
        return sorted({c for r in self.rangs for c in self.feuille.lignes[r] if c not in self.titres})

    def _repete(self, rang: int) -> bool:
        return titres_de(self.feuille, rang) == self.titres

    def cellule(self, rang: int, colonne: int) -> Cellule:
        """Une cellule ; celle qu'une fusion verticale recouvre vaut celle du haut, une fusion en largeur ne se répète pas."""
        haut = self._hauts.get((rang, colonne))
        place = (rang, colonne) if haut is None else (haut, colonne)
        return self.feuille.lignes.get(place[0], {}).get(colonne) or Cellule(None, adresse(*place))

    def fond(self, rang: int, colonne: int) -> str:
        """Le nom de la couleur de fond d'une cellule, vide quand elle n'en a pas."""
        return self.feuille.fonds.get((self._hauts.get((rang, colonne), rang), colonne), "")

    @cached_property
    def _hauts(self) -> dict[tuple[int, int], int]:
        """Pour chaque cellule que recouvre une fusion verticale, la ligne qui porte sa valeur."""
        rangs = self.rangs
        hauts = {}
        for haut, gauche, bas, _ in self.feuille.fusions:
            if haut >= self.entete + self.hauteur:
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
            yield from en_tetes_possibles(feuille, rang)


def en_tetes_possibles(feuille: FeuilleLue, rang: int) -> Iterator[TableauDeService]:
    """Le tableau dont une ligne serait l'en-tête, sur deux lignes si elle peut l'être, puis sur une."""
    titres = titres_de(feuille, rang)
    if titres:
        dessous = _sous_titres(feuille, rang, titres)
        if dessous:
            yield TableauDeService(feuille, rang, dessous, 2)
        yield TableauDeService(feuille, rang, titres)


def _sous_titres(feuille: FeuilleLue, rang: int, titres: Mapping[int, str]) -> dict[int, str]:
    """Les titres d'un en-tête sur deux lignes (« Échéance : initiale, révisée ») ; vide s'il n'en a qu'une."""
    if rang + 1 not in feuille.lignes:
        return {}
    seconds = titres_de(feuille, rang + 1)
    groupes = {c: max((t for t in titres if t <= c), default=0) for c in seconds}
    coiffes = {c for c in groupes.values() if sum(g == c for g in groupes.values()) > 1}
    neufs = [c for c in seconds if c not in titres]
    en_mots = all(isinstance(c.valeur, str) for c in feuille.lignes[rang + 1].values())
    if not neufs or not en_mots or not set(groupes.values()) <= coiffes:
        return {}
    reunis = {**titres, **{c: f"{titres[g]} {seconds[c]}" for c, g in groupes.items() if g in titres}}
    return dict(sorted(reunis.items()))


def est_un_en_tete_etranger(feuille: FeuilleLue, rang: int) -> bool:
    """Vrai pour une ligne, après un blanc ou un titre, dont les cellules sont des titres qu'emploient les services."""
    if len(feuille.lignes.get(rang - 1, ())) > 1 or not all(
        isinstance(c.valeur, str) for c in feuille.lignes[rang].values()
    ):
        return False
    titres = titres_de(feuille, rang)
    connus = sum(est_un_titre(t) for t in titres.values())
    return connus >= 3 or connus == len(titres) == 2


def _chiffre(cellule: Cellule | None) -> Decimal | None:
    valeur = cellule.memorisee if cellule is not None and cellule.formule else cellule.valeur if cellule else None
    texte = re.sub(r"[\s€]", "", en_texte(valeur)).replace(",", ".")
    return Decimal(texte) if re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", texte, re.ASCII) else None


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


def indispensables(profil: Profil) -> list[str]:
    """Les titres sans lesquels aucune ligne ne deviendrait un objet ; d'une grille, aucune colonne ne l'est seule."""
    obligatoires = (*profil.tableur.obligatoires, *profil.tableur.l_un)
    titres = [c.titre for c in profil.colonnes if c.champ in obligatoires and not (c.coche or c.pour or c.couleurs)]
    return [*titres, profil.identifiant] if profil.identifiant and est_identifiable(profil.famille) else titres


def _exiger(profil: Profil, tableau: TableauDeService) -> None:
    absents = [t for t in indispensables(profil) if tableau.colonne(t) is None]
    if absents:
        accord = francais.accorder(len(absents), "la colonne", "les colonnes")
        trouves = francais.liste(f"« {t} »" for t in [*tableau.titres.values()][:12])
        raise ClasseurRefuse(
            f"{accord} {francais.liste(f'« {t} »' for t in absents)} n'y est pas ; la ligne la plus proche a {trouves}",
            f"Corrigez les titres dans {profil.fichier or 'le profil'}, ou donnez le bon fichier.",
        )
