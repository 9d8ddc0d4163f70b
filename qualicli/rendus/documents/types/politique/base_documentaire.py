"""La politique : ce que contient la base documentaire, et par où l'on y accède."""

from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.preuves import defaut
from qualicli.rendus.documents.socle.contexte import ContexteDocument

# Ce qui sert de règle aux agents et d'information aux usagers ; le reste prouve que c'est appliqué.
_TYPES = {
    "fiche_procedure": "fiches de procédure",
    "courrier_type": "courriers types",
    "guide": "guides",
    "charte": "chartes",
    "formulaire": "formulaires",
    "affiche": "affiches",
    "note": "notes",
    "plan": "plans",
    "support": "supports",
    "decision": "décisions",
    "lettre_mission": "lettres de mission",
    "organigramme": "organigrammes",
    "publication": "publications",
}

_ACCES = {
    "intranet": "l'intranet",
    "internet": "l'internet",
    "affichage": "l'affichage",
    "service": "la mise à disposition physique dans les services",
    "presentoir": "les présentoirs",
    "dossier_commun": "les dossiers communs",
    "resana": "la plateforme RESANA",
}

_POUR_USAGERS = ("charte", "formulaire", "guide")
_EXEMPLES = 2


@dataclass(frozen=True, slots=True)
class BaseDocumentaire:
    """Ce que contient la base documentaire à la date, et par où l'on y accède."""

    nombre: int
    types: tuple[str, ...]
    acces: tuple[str, ...]
    pour_usagers: tuple[str, ...]
    guides: tuple[str, ...]
    sur_intranet: bool
    enregistrements: bool
    tableau: bool


def base_documentaire(contexte: ContexteDocument) -> BaseDocumentaire | None:
    """La base documentaire telle qu'elle vaut à la date : les seuls documents valides, leurs types, leurs accès."""
    valides = [d for d in contexte.dossier.documents if defaut(d, contexte.au, contexte.inventaire) is None]
    if not valides:
        return None
    presents, acces = {d.type_document for d in valides}, {a for d in valides for a in d.acces}
    usagers = [d for t in _POUR_USAGERS for d in valides if d.type_document == t and d.public != "agents"]
    guides = [d for d in valides if d.type_document == "guide" and "service" in d.acces]
    return BaseDocumentaire(
        len(valides),
        tuple(mots for t, mots in _TYPES.items() if t in presents),
        tuple(mots for a, mots in _ACCES.items() if a in acces),
        tuple(_citer(d.intitule) for d in usagers[:_EXEMPLES]),
        tuple(francais.le(d.intitule) for d in guides),
        "intranet" in acces,
        bool(presents - set(_TYPES)),
        any(d.caducite is not None and d.acces for d in valides),
    )


def _citer(intitule: str) -> str:
    return intitule if "«" in intitule else francais.guillemets(intitule)
