"""Les labels obtenus et ce qu'ils font attendre, dans les documents."""

from collections.abc import Iterator
from datetime import date

from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.labels import dire_echeances, dire_labels, dire_retards


def labels(contexte: ContexteDocument, quand: date | None = None, derniers: bool = False) -> tuple[str, ...]:
    """Les labels obtenus à une date, ou les derniers seulement, du plus ancien au plus récent : sort, sites, organisme."""
    return dire_labels(contexte.dossier, quand or contexte.au, derniers)


def echeances_a_venir(contexte: ContexteDocument, quand: date) -> Iterator[tuple[DateImprecise, str]]:
    """Ce que les labels font attendre et que rien n'a encore prévu, daté."""
    for echeance, texte in dire_echeances(contexte.dossier, quand, ("a_venir",)):
        yield echeance.echeance, texte


def alertes_des_labels(contexte: ContexteDocument, quand: date) -> tuple[str, ...]:
    """Les labels expirés, et ce dont l'échéance est passée sans qu'aucun audit n'y réponde."""
    return tuple(dire_retards(contexte.dossier, quand))
