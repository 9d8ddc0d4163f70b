"""Retrouver nos tables dans un classeur revenu : feuilles renommées, colonnes déplacées, lignes triées."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, en_texte
from qualicli.echanges.cellules.colonne import MARQUE
from qualicli.echanges.classeurs.identite import FEUILLE, FEUILLE_LISTES, REPERE, Identite, IdentiteIllisible, relire
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse

_LIGNES_D_EN_TETE = 40


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Une ligne d'une table : son repère (vide pour une ligne neuve), son rang, ses cellules par clé de colonne."""

    cle: str
    rang: int
    cellules: Mapping[str, Cellule]


@dataclass(slots=True)
class Classeur:
    """Ce qu'un classeur revenu contient, et ce qu'il y a à en dire."""

    nom: str
    identite: Identite
    tables: dict[str, list[LigneLue]] = field(default_factory=dict)
    feuilles: dict[str, str] = field(default_factory=dict)  # par table, le nom actuel de sa feuille
    mentions: list[str] = field(default_factory=list)


def reconnaitre(nom: str, feuilles: Iterable[FeuilleLue]) -> Classeur:
    """Retrouve l'identité et les tables d'un classeur. Lève `ClasseurRefuse` s'il n'a pas été établi par qualicli."""
    liste = list(feuilles)
    cachee = next((f for f in liste if f.nom == FEUILLE), None)
    if cachee is None:
        raise ClasseurRefuse(
            "il ne vient pas de « qualicli exporter excel », ou sa feuille masquée a été supprimée",
            "Partez d'un classeur exporté ; pour un tableur du service, recopiez-y ses lignes.",
        )
    try:
        identite = relire([_textes(cachee, rang) for rang in sorted(cachee.lignes)])
    except IdentiteIllisible as faute:
        raise ClasseurRefuse(str(faute), "Demandez le classeur d'origine, ou réexportez-le.") from None
    classeur = Classeur(nom, identite)
    for feuille in liste:
        if feuille.nom not in (FEUILLE, FEUILLE_LISTES):
            _lire_feuille(classeur, feuille)
    for table in identite.colonnes:
        if table not in classeur.tables and identite.base.get(table):
            classeur.mentions.append(
                f"La feuille de la table « {table} » manque, ou a perdu sa colonne masquée "
                f"« {REPERE}{table} » : rien n'en est lu."
            )
    return classeur


def _textes(feuille: FeuilleLue, rang: int) -> list[str]:
    rangee = feuille.lignes[rang]
    return [str(rangee[c].valeur or "") for c in sorted(rangee)]


def _lire_feuille(classeur: Classeur, feuille: FeuilleLue) -> None:
    trouve = _entete(feuille, classeur.identite)
    if trouve is None:
        return
    table, rang, colonne_repere = trouve
    if table in classeur.tables:
        classeur.mentions.append(
            f"La feuille « {feuille.nom} » est une copie de « {classeur.feuilles[table]} » : elle n'est pas lue."
        )
        return
    colonnes = _colonnes(classeur, feuille, table, rang, colonne_repere)
    classeur.feuilles[table] = feuille.nom
    classeur.tables[table] = list(_lignes(feuille, rang, colonne_repere, colonnes))


def _entete(feuille: FeuilleLue, identite: Identite) -> tuple[str, int, int] | None:
    for rang in sorted(feuille.lignes)[:_LIGNES_D_EN_TETE]:
        for colonne, cellule in feuille.lignes[rang].items():
            texte = en_texte(cellule.valeur)
            table = texte.removeprefix(REPERE.strip()).strip()
            if texte.startswith(REPERE.strip()) and table in identite.colonnes:
                return table, rang, colonne
    return None


def _colonnes(classeur: Classeur, feuille: FeuilleLue, table: str, rang: int, repere: int) -> dict[int, str]:
    """Où est chaque colonne aujourd'hui ; celles que l'on ne connaît pas sont dites, celles qui manquent aussi."""
    titres = {_cle(titre): cle for cle, titre in classeur.identite.colonnes[table].items()}
    places: dict[int, str] = {}
    inconnues = []
    for colonne, cellule in sorted(feuille.lignes[rang].items()):
        titre = en_texte(cellule.valeur)
        cle = titres.get(_cle(titre))
        if colonne == repere or not titre:
            continue
        if cle is None or cle in places.values():
            inconnues.append(f"« {' '.join(titre.split())[:60]} »")
        else:
            places[colonne] = cle
    if inconnues:
        accord = francais.accorder(len(inconnues), "colonne inconnue et ignorée", "colonnes inconnues et ignorées")
        classeur.mentions.append(f"{feuille.nom} : {accord}, {francais.liste(inconnues)}.")
    absentes = [
        t
        for c, t in classeur.identite.colonnes[table].items()
        if c not in places.values() and not c.startswith("mois_")
    ]
    if absentes:
        accord = francais.accorder(len(absentes), "colonne retirée", "colonnes retirées")
        classeur.mentions.append(
            f"{feuille.nom} : {accord}, {francais.liste(f'« {t} »' for t in absentes)} ; leurs valeurs "
            "restent telles quelles."
        )
    return places


def _cle(titre: str) -> str:
    return " ".join(francais.sans_accent(titre.removesuffix(MARQUE)).lower().split())


def _lignes(feuille: FeuilleLue, entete: int, repere: int, colonnes: Mapping[int, str]) -> Iterable[LigneLue]:
    for rang in sorted(feuille.lignes):
        if rang <= entete:
            continue
        rangee = feuille.lignes[rang]
        cellules = {}
        for colonne, cle in colonnes.items():
            cellule = rangee.get(colonne) or Cellule(None, adresse(rang, colonne))
            couverte = bool(feuille.fusions) and feuille.est_couverte(rang, colonne)
            cellules[cle] = Cellule(None, cellule.adresse, fusionnee=True) if couverte else cellule
        cle_ligne = en_texte(rangee[repere].valeur) if repere in rangee else ""
        if cle_ligne or any(c.valeur is not None or c.formule for c in cellules.values()):
            yield LigneLue(cle_ligne, rang, cellules)
