"""Les nombres qu'un référentiel annonce, comparés à ce qu'il contient."""

from collections import Counter
from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute
from qualicli.modeles.referentiel import Referentiel


def cardinalites(referentiel: Referentiel) -> Iterator[Faute]:
    """Le fichier contient autant de modules, d'engagements et d'engagements par famille qu'il en annonce."""
    attendu = referentiel.attendu
    if attendu is None:
        return
    engagements = [e for m in referentiel.modules for e in m.engagements]
    familles = Counter(e.famille for e in engagements)
    mots = referentiel.vocabulaire
    comptes: list[tuple[Chemin, int, int | None, str, str]] = [
        (("attendu", "modules"), len(referentiel.modules), attendu.modules, mots.module, ""),
        (("attendu", "engagements"), len(engagements), attendu.engagements, mots.engagement, ""),
    ]
    for famille, nombre in attendu.familles.items():
        situe = ("attendu", "familles", famille)
        comptes.append((situe, familles[famille], nombre, mots.engagement, f" de la famille « {famille} »"))
    for chemin, trouve, prevu, mot, precision in comptes:
        if prevu is not None and trouve != prevu:
            yield Faute(referentiel.fichier, chemin, *_decompte(referentiel, trouve, prevu, mot, precision))


def _decompte(referentiel: Referentiel, trouve: int, prevu: int, mot: str, precision: str) -> tuple[str, str]:
    if referentiel.etat == "a_completer":
        compte = francais.pluriel(trouve, mot)
        connu = francais.accorder(trouve, "connu")
        return f"{compte} {connu}{precision} sur {prevu}.", "Complétez le référentiel quand vous détenez son texte."
    return (
        f"{francais.accorder(2, mot).capitalize()}{precision} : {trouve} au lieu de {prevu}.",
        "Corrigez « attendu », ou marquez le référentiel « a_completer ».",
    )
