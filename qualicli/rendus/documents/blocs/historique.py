"""L'histoire de la démarche, et celle de son contexte national."""

from datetime import date

from qualicli import francais
from qualicli.rendus.documents.socle.contexte import ContexteDocument


def faits_passes(contexte: ContexteDocument, quand: date, externe: bool) -> tuple[str, ...]:
    """Les dates de l'histoire de la démarche, ou du contexte national, jusqu'à une date."""
    passes = (f for f in contexte.dossier.demarche.historique if f.externe == externe and f.date.debut <= quand)
    faits = sorted(passes, key=lambda f: f.date)
    return tuple(f"{f.date.en_clair()} : {francais.enchainer(f.texte)}" for f in faits)
