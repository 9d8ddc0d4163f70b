"""Deux éditions d'un même référentiel : ce qui n'a pas changé, ce qui est récrit, déplacé, ajouté ou retiré."""

from collections.abc import Iterator

from qualicli.diagnostic.sauts import Passage
from qualicli.modeles.referentiel import Feuille, Referentiel, jumelle


def rapprocher_editions(ancienne: Referentiel, nouvelle: Referentiel) -> tuple[Passage, ...]:
    """Rapproche deux éditions par leurs codes et leurs textes : rien n'y est deviné, tout s'y lit."""
    return tuple(_passages(ancienne, nouvelle))


def _passages(ancienne: Referentiel, nouvelle: Referentiel) -> Iterator[Passage]:
    restantes = {f.code: f for f in nouvelle.feuilles}
    anciens = {f.code for f in ancienne.feuilles}
    perdues: list[Feuille] = []
    for feuille in ancienne.feuilles:
        jumeau = jumelle("", _texte(feuille), ((c, _texte(f)) for c, f in restantes.items() if c not in anciens))
        if feuille.code in restantes and not _differe(feuille, restantes[feuille.code]):
            yield Passage(feuille.code, (feuille.code,), "identique", "etabli", None, None)
        elif jumeau is not None:
            note = f"Même texte, sous le numéro {jumeau}."
            yield Passage(feuille.code, (jumeau,), "identique", "etabli", None, note)
            restantes.pop(jumeau)
            continue
        elif feuille.code in restantes:
            note = " ; ".join(_differe(feuille, restantes[feuille.code]))
            yield Passage(feuille.code, (feuille.code,), "partiel", "etabli", None, note)
        else:
            perdues.append(feuille)
            continue
        restantes.pop(feuille.code)
    for feuille in perdues:
        detail = tuple(f.code for f in restantes.values() if f.engagement.code == feuille.code)
        if detail:  # un engagement évalué d'un bloc reçoit ses exigences
            for code in detail:
                restantes.pop(code)
            yield Passage(
                feuille.code, detail, "partiel", "etabli", None, "Évalué jusqu'ici d'un bloc, et désormais en détail."
            )
        else:
            yield Passage(feuille.code, (), "abandonne", "etabli", None, None)
    for code in restantes:
        yield Passage(None, (code,), "nouveau", "etabli", None, None)


def _texte(feuille: Feuille) -> str | None:
    """Ce que dit une exigence ; rien quand son texte n'est pas connu."""
    return feuille.exigence.texte or feuille.engagement.titre or feuille.engagement.sens


def _differe(ancienne: Feuille, nouvelle: Feuille) -> list[str]:
    """Ce qui change d'une exigence qui garde son numéro."""
    avant, apres = _texte(ancienne), _texte(nouvelle)
    dit = ["le texte change"] if avant != apres and jumelle("", avant, [("x", apres)]) is None else []
    for cle, mots in (
        ("preuves", "les preuves attendues changent"),
        ("periodicite", "la périodicité change"),
        ("cible", "la cible change"),
        ("canaux", "les canaux changent"),
        ("par_service", "le service qui l'évalue change"),
        ("si", "la condition change"),
    ):
        if getattr(ancienne.exigence, cle) != getattr(nouvelle.exigence, cle):
            dit.append(mots)
    return dit
