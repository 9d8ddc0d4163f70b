"""Ce qu'une personne a écrit hors des lignes d'une table : rien n'en est repris, tout en est dit."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, en_texte
from qualicli.echanges.classeurs.identite import empreinte
from qualicli.echanges.classeurs.reconnaitre import Classeur, Reste

_MONTREES = 20  # au-delà, un bloc collé se dit par son étendue


def raconter(classeur: Classeur) -> Iterator[str]:
    """Une phrase par endroit où l'on a écrit."""
    connus = Counter(classeur.identite.textes)
    titres = frozenset(empreinte(t) for titres in classeur.identite.titres.values() for t in titres)
    for reste in classeur.restes:
        cellules = list(_ajoutees(reste, connus, titres))
        if cellules or reste.endroit == "colonne":
            yield _phrase(classeur, reste, cellules)


def _ajoutees(reste: Reste, connus: Counter[str], titres: frozenset[str]) -> Iterator[Cellule]:
    """Les cellules que l'export n'avait pas écrites. Un texte de l'export ne sert qu'une fois : le recopier se dit."""
    for cellule in reste.cellules:
        marque = empreinte(cellule.valeur)
        if reste.endroit == "note de titre" and connus[marque]:
            continue
        if reste.endroit == "titre" and marque in titres:
            continue
        if reste.endroit == "page" and connus[marque] > 0:
            connus[marque] -= 1
            continue
        yield cellule


def _phrase(classeur: Classeur, reste: Reste, cellules: list[Cellule]) -> str:
    contenu = enumerer(cellules)
    if reste.endroit == "colonne":
        suite = f" : {contenu}" if contenu else ""
        return f"{reste.feuille} : colonne inconnue et ignorée, « {reste.titre} »{suite}."
    if reste.endroit == "page":
        est_ajoutee = len(cellules) == len(reste.cellules) and classeur.identite.est_complete
        ou = "feuille ajoutée" if est_ajoutee else "écrit dans cette feuille"
        return f"{reste.feuille} : {ou}, non repris : {contenu}."
    ou = {"titre": "écrit au-dessus du tableau", "marge": "écrit à côté du tableau"}.get(
        reste.endroit, francais.accorder(len(cellules), "note de cellule", "notes de cellule")
    )
    return f"{reste.feuille} : {ou}, non repris : {contenu}."


def enumerer(cellules: Iterable[Cellule]) -> str:
    """Des cellules et leur contenu entier : « R4 « vu » ; R5 « à revoir » »."""
    liste = list(cellules)
    dites = " ; ".join(f"{c.adresse} « {contenu(c)} »" for c in liste[:_MONTREES])
    if len(liste) > _MONTREES:
        dites += f" ; et {len(liste) - _MONTREES} autres, jusqu'à {liste[-1].adresse}"
    return dites


def contenu(cellule: Cellule) -> str:
    """Ce qu'une cellule contient, tel que l'a vu celui qui l'a écrit."""
    if isinstance(cellule.valeur, date):
        return francais.jour_court(cellule.valeur)
    return cellule.formule or en_texte(cellule.valeur) or "(vide)"
