"""Ce que citent les objets d'un dossier : dire de quel référentiel est un code nu, et ajouter ceux qui le reprennent."""

from collections.abc import Collection, Iterator

from qualicli.diagnostic.migration import Passerelle
from qualicli.diagnostic.reprises import suites
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.base import Objet
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Effet
from qualicli.modeles.liens import citations
from qualicli.modeles.retouche import Ajouter, Poser

_D_UN_AUTRE = ("reprise_de", "vaut_pour")  # ces listes citent déjà un autre référentiel que celui de l'objet


def _references(dossier: Dossier) -> Iterator[tuple[Objet, Chemin, str]]:
    for objet in (dossier.demarche, *dossier.fichiers.values(), *dossier.objets()):
        for citation in citations(objet):
            if citation.famille == "references":
                yield objet, citation.chemin, citation.valeur


def qualifier(dossier: Dossier, referentiel: str) -> Iterator[Effet]:
    """Fait dire à chaque code nu, et à chaque audit, de quel référentiel il est : un second va entrer au périmètre."""
    nus: dict[str, list[tuple[Chemin, str]]] = {}
    for objet, chemin, texte in _references(dossier):
        if ":" not in texte:
            nus.setdefault(objet.fichier, []).append((chemin, texte))
    for fichier, siens in nus.items():
        for chemin, code in siens:
            yield Effet(fichier, Poser(chemin, f"{referentiel}:{code}"), f"{code} devient {referentiel}:{code}")
    for audit in dossier.audits.values():
        if audit.referentiel is None:
            yield Effet(audit.fichier, Poser(("referentiel",), referentiel), f"L'audit porte sur {referentiel}")


def citer_aussi(dossier: Dossier, passerelle: Passerelle, refusees: Collection[str]) -> Iterator[Effet]:
    """Ajoute à chaque liste de codes ceux du référentiel rejoint qui les reprennent ; à un constat, ce qu'il vise aussi."""
    listes: dict[tuple[str, Chemin], list[str]] = {}
    for objet, chemin, texte in _references(dossier):
        if not set(_D_UN_AUTRE) & set(chemin):
            liste = (*chemin[:-1], "vaut_pour") if isinstance(chemin[-1], str) else chemin[:-1]
            listes.setdefault((objet.fichier, liste), []).append(texte)
    presentes = _deja_visees(dossier)
    memoire: dict[str, list[str]] = {}
    for (fichier, liste), textes in listes.items():
        connues = {dossier.reference(t) for t in (*textes, *presentes.get((fichier, liste), ()))}
        for texte in textes:
            referentiel, code = dossier.reference(texte)
            if referentiel != passerelle.de.id:
                continue
            if code not in memoire:
                memoire[code] = suites(passerelle, code)
            etendue = passerelle.arrivee.de
            citees = set(refusees).union(*(etendue(c) for r, c in connues if r == passerelle.vers.id))
            neuves = [c for c in memoire[code] if not etendue(c) <= citees]
            for suite in neuves:
                connues.add((passerelle.vers.id, suite))
                reference = f"{passerelle.vers.id}:{suite}"
                yield Effet(fichier, Ajouter(liste, reference), f"Cite aussi {reference}, qui reprend {code}")


def _deja_visees(dossier: Dossier) -> dict[tuple[str, Chemin], list[str]]:
    """Ce que les constats disent déjà viser aussi."""
    return {
        (audit.fichier, ("constats", rang, "vaut_pour")): list(constat.vaut_pour)
        for audit in dossier.audits.values()
        for rang, constat in enumerate(audit.constats)
    }
