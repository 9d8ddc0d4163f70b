"""Ce qui empêche le label, en mots."""

from collections.abc import Iterable, Iterator

from qualicli import francais
from qualicli.diagnostic.verdict import Raison


def dire_raisons(raisons: Iterable[Raison]) -> Iterator[str]:
    """Ce qui empêche le label, en mots ; les documents qui manquent ensemble."""
    documents: list[str] = []
    for raison in raisons:
        if raison.code == "document":
            documents.append(raison.texte.partition(" : ")[2].removesuffix("."))
        else:
            yield raison.texte.removesuffix(".")
    if len(documents) > 1:
        yield f"documents obligatoires absents ou non valides : {francais.liste(map(_abreger, documents))}"
    elif documents:
        yield f"document obligatoire absent ou non valide : {documents[0]}"


def _abreger(titre: str) -> str:
    """Le début d'un titre, sans la précision qui le suit : elle se lit quand il est seul."""
    return francais.minuscule(titre.partition(",")[0].partition(" (")[0])
