"""Ce que partagent les formats de bureautique : leurs gabarits, leur moteur, leur pied de page."""

from importlib.util import find_spec

from qualicli import ressources
from qualicli.erreurs import ErreurUsage

_COURT = 80  # signes : le rappel du titre tient sur une ligne, à côté du numéro de page


def exiger(module: str, format_: str) -> None:
    """Refuse le format, en disant quoi installer, quand son moteur est absent."""
    if find_spec(module) is None:
        message = f"Le format {format_} demande les outils de bureautique, qui ne sont pas installés."
        raise ErreurUsage(message, 'Installez-les : pip install "qualicli[bureautique]"')


def gabarit(nom: str) -> str:
    """Le texte d'un gabarit de format livré."""
    return (ressources.dossier("templates") / "formats" / nom).read_text(encoding="utf-8")


def en_pied(titre: str) -> str:
    """Abrège le titre pour le pied de page, à un mot près."""
    if len(titre) <= _COURT:
        return titre
    return titre[:_COURT].rpartition(" ")[0].rstrip(" ,;:") + "\u00a0…"
