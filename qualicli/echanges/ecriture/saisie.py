"""Ce qu'une cellule admet, dit au moment où l'on écrit : ce qu'elle attend, ce qu'elle refuse, ce qui manque à la ligne.

Les formules sont celles de LibreOffice, séparées par des « ; » ; `Adresses` y met les adresses dans l'écriture du format.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.feuilles.description import Table
from qualicli.rendus.libelles import mot

Adresses = Callable[[str], str]  # clé de colonne → l'adresse de sa cellule, dans la première ligne
DATEES = ("date", "echeance", "caducite")
CALCULEE = "Cette cellule est calculée ou déjà fixée : rien ne s'y écrit."
_DATE = "14/03/2022, mars 2022 ou premier trimestre 2022."
_TITRE_MAX, _TEXTE_MAX = 32, 255  # ce qu'Excel admet dans une invite


@dataclass(frozen=True, slots=True)
class Saisie:
    """Ce qu'une colonne attend (une liste de choix, ou une formule vraie), son invite, et ce qu'elle dit en refusant."""

    titre: str
    invite: str
    refus: str
    liste: str = ""
    formule: str = ""
    stricte: bool = True


@dataclass(frozen=True, slots=True)
class Alerte:
    """Un manque ou une impossibilité déjà là : la colonne à souligner, quand, et ce que dit la cellule `dite`."""

    colonne: str
    quand: str
    dite: str = ""
    phrase: str = ""


def saisie(table: Table, colonne: Colonne, adresses: Adresses) -> Saisie | None:
    """Ce que la colonne attend ; `None` quand tout s'y écrit, ou rien."""
    if colonne.ouverture == "jamais":
        return None
    formule, refus = _limite(table, colonne, adresses)
    liste = colonne.liste if colonne.genre in ("choix", "acteur", "libre") else ""
    invite = " ".join(filter(None, _inviter(table, colonne, refus)))
    if not (invite or formule or liste):
        return None
    if liste:
        refus = "Choisissez une valeur de la liste."
    return Saisie(
        _couper(colonne.titre, _TITRE_MAX),
        _couper(invite, _TEXTE_MAX),
        _couper(refus, _TEXTE_MAX),
        liste,
        formule,
        not liste or colonne.genre == "choix",
    )


def _inviter(table: Table, colonne: Colonne, refus: str) -> Iterator[str]:
    yield colonne.note
    if colonne.genre in DATEES:
        yield _DATE if colonne.genre != "caducite" else _DATE.replace("2022.", "2022, ou sans objet.")
        yield "Pas dans l'avenir." if colonne.passee else ""
    elif colonne.genre in ("entier", "nombre"):
        yield refus
    elif colonne.genre == "liste" and colonne.liste:
        yield "Plusieurs valeurs possibles, séparées par des points-virgules."
    elif colonne.genre == "heure":
        yield "Par exemple 14:30."
    elif colonne.genre == "duree":
        yield "Par exemple 60 j, 3 mois ou 3 ans."
    elif colonne.liste and colonne.liste != "oui" and not colonne.note:
        yield "Choisissez dans la liste." if colonne.genre == "choix" else "Choisissez dans la liste, ou écrivez."
    if colonne.exigee_si:
        yield f"Obligatoire quand {_condition_en_mots(table, colonne)}."
    if colonne.obligatoire:
        yield "Obligatoire."


def _condition_en_mots(table: Table, colonne: Colonne) -> str:
    cle, *valeurs = colonne.exigee_si
    titre = francais.guillemets(table.colonne(cle).titre)
    return (
        f"{titre} est rempli"
        if not valeurs
        else f"{titre} vaut {' ou '.join(francais.guillemets(mot(v)) for v in valeurs)}"
    )


def _limite(table: Table, colonne: Colonne, adresses: Adresses) -> tuple[str, str]:
    """La formule qui doit être vraie, et ce que l'on dit quand elle ne l'est pas."""
    ici = adresses(colonne.cle)
    if colonne.genre in DATEES:
        fin = "TODAY()" if colonne.passee else "DATE(2099;12;31)"
        refus = f"Une date qui existe, écrite {_DATE}"
        if colonne.passee:
            refus = f"Une date passée ou du jour, écrite {_DATE}"
        return f"OR(ISTEXT({ici});AND({ici}>=DATE(1950;1;1);{ici}<={fin}))", refus
    if colonne.genre == "nombre":
        return f"ISNUMBER({ici})", "Un nombre est attendu."
    if colonne.genre != "entier":
        return "", ""
    conditions = [f"ISNUMBER({ici})", f"{ici}>=0", f"N({ici})=INT(N({ici}))"]  # INT d'un texte serait une erreur
    refus = "Un nombre entier"
    if colonne.maximum is not None:
        conditions.append(f"{ici}<={colonne.maximum}")
        refus += f", de 0 à {colonne.maximum}"
    for autre, sens, mots in _bornes(table, colonne):
        conditions.append(f'OR({adresses(autre.cle)}="";{ici}{sens}{adresses(autre.cle)})')
        refus += f", {mots} {francais.guillemets(autre.titre)}"
    return f"AND({';'.join(conditions)})", f"{refus}."


def _bornes(table: Table, colonne: Colonne) -> Iterator[tuple[Colonne, str, str]]:
    for autre in table.colonnes:
        if autre.cle == colonne.au_plus:
            yield autre, "<=", "au plus égal à"
        if autre.au_plus == colonne.cle:
            yield autre, ">=", "au moins égal à"


def alertes(table: Table, adresses: Adresses, listes: Listes) -> Iterator[Alerte]:
    """Ce qu'une ligne a d'impossible ou d'incomplet : la couleur le souligne, une cellule de texte le dit."""
    saisies = [c for c in table.colonnes if c.ouverture != "jamais"]
    for colonne in saisies:
        ici = adresses(colonne.cle)
        if colonne.exigee_si:
            cle, *valeurs = colonne.exigee_si
            si = adresses(cle)
            egales = (f'{si}="{_libelle(table.colonne(cle), v, listes)}"' for v in valeurs)
            quand = f'AND({ici}="";{_ou(egales) if valeurs else f"{si}<>" + chr(34) * 2})'
            yield Alerte(colonne.cle, quand, _diseuse(table, cle), _phrase(colonne))
        for autre, _, _ in _bornes(table, colonne):
            if colonne.au_plus:
                ailleurs = adresses(autre.cle)
                yield Alerte(colonne.cle, f"AND(ISNUMBER({ici});ISNUMBER({ailleurs});{ici}>{ailleurs})")
        if colonne.maximum is not None:
            yield Alerte(colonne.cle, f"AND(ISNUMBER({ici});{ici}>{colonne.maximum})")
        if colonne.passee:
            yield Alerte(colonne.cle, f"AND(ISNUMBER({ici});{ici}>TODAY())")
    if table.neuves:
        remplies = f"COUNTA({';'.join(adresses(c.cle) for c in saisies)})>0"
        for colonne in saisies:
            if colonne.obligatoire:
                vides = f'{adresses("")}="";{adresses(colonne.cle)}=""'
                yield Alerte(colonne.cle, f"AND({vides};{remplies})")


def _ou(conditions: Iterator[str]) -> str:
    return f"OR({';'.join(conditions)})"


def _libelle(colonne: Colonne, valeur: str, listes: Listes) -> str:
    return listes[colonne.liste][valeur] if colonne.liste else valeur.replace("_", " ")


def _diseuse(table: Table, cle: str) -> str:
    """La cellule qui dit le manque : le mot qui le cause, sinon la première de la ligne ; une date n'a pas la place."""
    return cle if table.colonne(cle).genre == "choix" else table.colonnes[0].cle


def _phrase(colonne: Colonne) -> str:
    motif = colonne.cle.startswith("motif") or "sans_objet" in colonne.exigee_si
    return "il manque le motif" if motif else f"il manque {francais.guillemets(colonne.titre)}"


def _couper(texte: str, longueur: int) -> str:
    return texte if len(texte) <= longueur else f"{texte[: longueur - 1]}…"
