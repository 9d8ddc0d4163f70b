"""L'accusé d'un import : ce qui a été pris du classeur d'un service, et ce qui est à revoir avec lui."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qualicli import francais
from qualicli.modeles.importation import Apercu, Conflit
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.markdown import echapper, tableau

TITRE = "Accusé de réception de votre classeur"


def accuser(apercu: Apercu, classeurs: Sequence[str], organisme: str, au: date, ecrit: bool) -> Ecrit:
    """Rédige l'accusé ; `ecrit` : ce qui est pris est dans le dossier, et non seulement proposé."""
    lignes = [f"# {TITRE}", _entete(classeurs, organisme, au)]
    lignes += _pris(apercu, ecrit)
    lignes += _a_revoir(apercu)
    if apercu.fusion.mentions:
        lignes += ["## À savoir", _puces(apercu.fusion.mentions)]
    return Ecrit(TITRE, "\n\n".join(lignes) + "\n", organisme, au)


def _entete(classeurs: Sequence[str], organisme: str, au: date) -> str:
    recus = francais.accorder(len(classeurs), "Classeur reçu", "Classeurs reçus")
    return f"{echapper(organisme)}, le {francais.jour(au)}. {recus} : {echapper(francais.liste(classeurs))}."


def _pris(apercu: Apercu, ecrit: bool) -> Iterator[str]:
    mots = _sans_double(e.mots for e in apercu.fusion.effets)
    if not mots:
        yield "## Rien de changé"
        yield "Le classeur ne demande aucun changement qui puisse être pris."
        return
    yield f"## Ce qui est pris ({len(mots)})" if ecrit else f"## Ce qui sera pris ({len(mots)})"
    yield _puces(mots)
    if not ecrit:
        yield "Ces changements ne sont pas encore dans le dossier : le référent qualité les relit."


def _a_revoir(apercu: Apercu) -> Iterator[str]:
    fusion = apercu.fusion
    rangees = [
        (_ou(c.feuille, c.cellule), f"{c.nom}, {francais.guillemets(c.titre)}", _conflit(c)) for c in fusion.conflits
    ]
    rangees += [(_ou(r.feuille, r.ou), r.texte, "Corrigez la cellule, et renvoyez le classeur.") for r in fusion.rejets]
    if not rangees:
        return
    yield f"## Ce qui est à revoir ({len(rangees)})"
    yield tableau(("Où, dans votre classeur", "Quoi", "Que faire"), rangees)
    attente = _sans_double(e.mots for e in fusion.retenus)
    if attente:
        yield "En attendant, ces changements des mêmes objets ne sont pas pris non plus :"
        yield _puces(attente)


def _conflit(conflit: Conflit) -> str:
    ailleurs = f"{conflit.rival} dit {conflit.chez_le_rival}" if conflit.rival else f"le dossier dit {conflit.actuelle}"
    vous = f"vous écrivez {conflit.revenue}, {ailleurs}"
    depuis = f" (c'était {conflit.base} à l'envoi)" if conflit.base else ""
    return f"À décider ensemble : {vous}{depuis}."


def _ou(feuille: str, cellule: str) -> str:
    return ", ".join(filter(None, (feuille, cellule)))


def _sans_double(mots: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(mots))


def _puces(mots: Iterable[str]) -> str:
    return "\n".join(f"- {echapper(m)}" for m in mots)
