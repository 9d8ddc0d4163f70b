"""Le bilan en commandes de GitHub Actions, qui les montre sur les lignes de la demande de fusion."""

from collections.abc import Iterator

from qualicli.modeles.anomalie import Bilan, Gravite
from qualicli.regles import citer
from qualicli.rendus.anomalies.presentation import Presentation
from qualicli.rendus.anomalies.texte import resumer

_COMMANDES = {Gravite.ERREUR: "error", Gravite.AVERTISSEMENT: "warning", Gravite.INFORMATION: "notice"}


def rendre(bilan: Bilan, presentation: Presentation) -> str:
    """Rend une commande par anomalie, puis une phrase de compte pour qui lit le journal."""
    return "\n".join([*_commandes(bilan, presentation), resumer(bilan), ""])


def _commandes(bilan: Bilan, presentation: Presentation) -> Iterator[str]:
    for anomalie in bilan.anomalies:
        chemin = presentation.chemin(anomalie.fichier)
        # Le journal ne montre que le message, et les annotations sont limitées en nombre : le lieu y est donc redit.
        lieu = f"{chemin}:{anomalie.ligne}:{anomalie.colonne}"
        message = "\n".join(filter(None, (anomalie.message, anomalie.conseil, lieu)))
        titre = f"{anomalie.code} {citer(anomalie.code).titre}"
        proprietes = f"file={_propriete(chemin)},line={anomalie.ligne},col={anomalie.colonne},title={_propriete(titre)}"
        yield f"::{_COMMANDES[anomalie.gravite]} {proprietes}::{_message(message)}"


def _message(texte: str) -> str:
    return texte.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _propriete(texte: str) -> str:
    return _message(texte).replace(":", "%3A").replace(",", "%2C")
