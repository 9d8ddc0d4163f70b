"""Ce que partagent les formats de bureautique : leurs gabarits, leur moteur, leur pied de page."""

from importlib.util import find_spec
from pathlib import Path

from qualicli import ressources
from qualicli.erreurs import ErreurUsage

_COURT = 80  # signes : le rappel du titre tient sur une ligne, à côté du numéro de page


def exiger(module: str, format_: str, fichier: str = "__init__.py") -> Path:
    """Le fichier du moteur d'un format. Le refuse, en disant quoi installer, quand son moteur est absent."""
    trouve = find_spec(module)
    chemin = Path(trouve.origin).parent / fichier if trouve and trouve.origin else None
    if chemin is None or not chemin.is_file():
        message = f"Le format {format_} demande les outils de bureautique, qui ne sont pas installés."
        raise ErreurUsage(message, 'Installez-les : pip install "qualicli[bureautique]"')
    return chemin


def gabarits() -> Path:
    """Le dossier des gabarits de format livrés."""
    return ressources.dossier("templates") / "formats"


def gabarit(nom: str) -> str:
    """Le texte d'un gabarit de format livré."""
    return (gabarits() / nom).read_text(encoding="utf-8")


def en_pied(titre: str) -> str:
    """Abrège le titre pour le pied de page, à un mot près."""
    if len(titre) <= _COURT:
        return titre
    return titre[:_COURT].rpartition(" ")[0].rstrip(" ,;:") + "\u00a0…"
