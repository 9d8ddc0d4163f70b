"""Retrouver nos tables dans un classeur revenu : feuilles renommées, colonnes déplacées, lignes triées."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, en_texte
from qualicli.echanges.cellules.colonne import MARQUE
from qualicli.echanges.classeurs.identite import FEUILLE, FEUILLE_LISTES, REPERE, Identite, IdentiteIllisible, relire
from qualicli.echanges.feuilles.registre import PAR_NOM
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse

_LIGNES_D_EN_TETE = 40


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Une ligne d'une table : son repère (vide pour une ligne neuve), son rang, ses cellules par clé de colonne."""

    cle: str
    rang: int
    cellules: Mapping[str, Cellule]


Geste = Literal["surligné", "texte recoloré", "texte barré"]


@dataclass(frozen=True, slots=True)
class Trace:
    """Une cellule d'une table à qui l'on a donné une autre apparence ; sa colonne est vide hors de la table."""

    rang: int
    colonne: str
    adresse: str
    geste: Geste
    couleur: str = ""


Endroit = Literal["page", "marge", "titre", "colonne", "note", "note de titre"]


@dataclass(frozen=True, slots=True)
class Reste:
    """Des cellules, ou des notes, que l'on ne rattache à aucune ligne d'une table : ce qu'elles disent se raconte."""

    endroit: Endroit
    feuille: str
    cellules: tuple[Cellule, ...]
    titre: str = ""  # de la colonne inconnue


@dataclass(slots=True)
class Classeur:
    """Ce qu'un classeur revenu contient, et ce qu'il y a à en dire."""

    nom: str
    identite: Identite
    tables: dict[str, list[LigneLue]] = field(default_factory=dict)
    feuilles: dict[str, str] = field(default_factory=dict)  # par table, le nom actuel de sa feuille
    mentions: list[str] = field(default_factory=list)
    copies: dict[str, list[tuple[str, list[LigneLue]]]] = field(default_factory=dict)  # par table : feuille, lignes
    restes: list[Reste] = field(default_factory=list)
    traces: dict[str, list[Trace]] = field(default_factory=dict)  # par table, ce qui y est coloré ou barré


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
    visibles = [f for f in liste if f.nom not in (FEUILLE, FEUILLE_LISTES)]
    trouvees = [(feuille, _entete(feuille, identite)) for feuille in visibles]
    # Déplacer des feuilles ne change rien : ni laquelle est une copie, ni l'ordre où leurs tables se fusionnent.
    for feuille, trouve in sorted(trouvees, key=lambda t: _comme_copie(identite, *t)):
        _lire_feuille(classeur, feuille, trouve)
    classeur.tables = {nom: classeur.tables[nom] for nom in (*PAR_NOM, *identite.colonnes) if nom in classeur.tables}
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


def _nom_exporte(identite: Identite, table: str) -> str:
    return identite.titres[table][0] if table in identite.titres else PAR_NOM[table].titre if table in PAR_NOM else ""


def _comme_copie(identite: Identite, feuille: FeuilleLue, trouve: tuple[str, int, int] | None) -> tuple[bool, int, str]:
    """L'air de copie d'une feuille : aucun sous le nom exporté, puis d'autant plus que le tableur a allongé son nom."""
    est_la_notre = trouve is not None and feuille.nom == _nom_exporte(identite, trouve[0])
    return not est_la_notre, len(feuille.nom), feuille.nom


def _lire_feuille(classeur: Classeur, feuille: FeuilleLue, trouve: tuple[str, int, int] | None) -> None:
    entete = trouve[1] if trouve else 0
    _garder_les_notes(classeur, feuille, entete)
    if trouve is None:
        _garder(classeur, "page", feuille, (c for rangee in feuille.lignes.values() for c in rangee.values()))
        return
    table, rang, colonne_repere = trouve
    colonnes = _colonnes(classeur, feuille, table, rang, colonne_repere)
    lignes = list(_lignes(feuille, rang, colonne_repere, colonnes))
    _garder_la_marge(classeur, feuille, rang, {*colonnes, colonne_repere})
    if table in classeur.tables:
        classeur.copies.setdefault(table, []).append((feuille.nom, lignes))
        return
    classeur.feuilles[table] = feuille.nom
    classeur.tables[table] = lignes
    classeur.traces[table] = [
        Trace(ligne, colonnes.get(colonne, ""), adresse(ligne, colonne), geste, couleur)
        for geste, couleurs in _gestes(feuille)
        for (ligne, colonne), couleur in sorted(couleurs.items())
        if ligne > rang
    ]


def _gestes(feuille: FeuilleLue) -> Iterator[tuple[Geste, Mapping[tuple[int, int], str]]]:
    yield "surligné", feuille.fonds
    yield "texte recoloré", feuille.encres
    yield "texte barré", dict.fromkeys(feuille.barrees, "")


def _garder(
    classeur: Classeur, endroit: Endroit, feuille: FeuilleLue, cellules: Iterable[Cellule], titre: str = ""
) -> None:
    pleines = tuple(c for c in cellules if c.formule or en_texte(c.valeur))
    if pleines or endroit == "colonne":
        classeur.restes.append(Reste(endroit, feuille.nom, pleines, titre))


def _garder_les_notes(classeur: Classeur, feuille: FeuilleLue, entete: int) -> None:
    notes = [Cellule(texte, ou) for ou, texte in feuille.notes.items()]
    de_titre = [c for c in notes if c.adresse.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(entete)]
    _garder(classeur, "note de titre", feuille, de_titre)
    _garder(classeur, "note", feuille, (c for c in notes if c not in de_titre))


def _garder_la_marge(classeur: Classeur, feuille: FeuilleLue, entete: int, siennes: set[int]) -> None:
    """Ce qui est écrit au-dessus d'une table, dans une colonne qu'elle n'a pas, ou à côté d'elle."""
    au_dessus = (c for rang, rangee in feuille.lignes.items() if rang < entete for c in rangee.values())
    _garder(classeur, "titre", feuille, au_dessus)
    a_cote: dict[int, list[Cellule]] = {}
    for rang, rangee in sorted(feuille.lignes.items()):
        for colonne, cellule in rangee.items():
            if rang > entete and colonne not in siennes:
                a_cote.setdefault(colonne, []).append(cellule)
    for colonne, cellules in sorted(a_cote.items()):
        titre = feuille.lignes[entete].get(colonne)
        if titre is None or not en_texte(titre.valeur):
            _garder(classeur, "marge", feuille, cellules)
    for colonne, titre in sorted(feuille.lignes[entete].items()):
        if colonne not in siennes and en_texte(titre.valeur):
            _garder(classeur, "colonne", feuille, a_cote.get(colonne, ()), " ".join(en_texte(titre.valeur).split()))


def _entete(feuille: FeuilleLue, identite: Identite) -> tuple[str, int, int] | None:
    for rang in sorted(feuille.lignes)[:_LIGNES_D_EN_TETE]:
        for colonne, cellule in feuille.lignes[rang].items():
            texte = en_texte(cellule.valeur)
            table = texte.removeprefix(REPERE.strip()).strip()
            if texte.startswith(REPERE.strip()) and table in identite.colonnes:
                return table, rang, colonne
    return None


def _colonnes(classeur: Classeur, feuille: FeuilleLue, table: str, rang: int, repere: int) -> dict[int, str]:
    """Où est chaque colonne aujourd'hui ; celles qui manquent sont dites."""
    titres = {_cle(titre): cle for cle, titre in classeur.identite.colonnes[table].items()}
    places: dict[int, str] = {}
    for colonne, cellule in sorted(feuille.lignes[rang].items()):
        titre = en_texte(cellule.valeur)
        cle = titres.get(_cle(titre))
        if colonne != repere and cle is not None and cle not in places.values():
            places[colonne] = cle
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
