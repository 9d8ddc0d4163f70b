"""Poser des octets dans un dossier d'essai, et en lire les anomalies de lecture et de format."""

from datetime import date
from pathlib import Path

from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import lire_dossier
from qualicli.depot.ramassage import ramasser
from qualicli.modeles.anomalie import Anomalie
from qualicli.operations.valider import valider

AU = date(2022, 3, 15)
CHARTE = "intitule: Charte\ntype: charte\ndate: 2021-01-01\n"


def poser(racine: Path, fichier: str, contenu: bytes | str) -> None:
    """Écrit un fichier tel quel."""
    chemin = racine / fichier
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())


def lire(racine: Path) -> DossierLu:
    """Lit un dossier sans le contrôler."""
    return lire_dossier(ramasser(racine))


def trouver(racine: Path) -> list[Anomalie]:
    """Les anomalies de lecture et de format ; toutes ont un message et un conseil."""
    trouvees = [a for a in valider(racine, AU).anomalies if a.code[:3] in ("LEC", "FMT")]
    assert all(a.message.endswith((".", "»")) and a.conseil for a in trouvees)
    return trouvees


def codes(racine: Path) -> list[tuple[str, int, int, str]]:
    """Où sont les anomalies, et leur code."""
    return [(a.fichier, a.ligne, a.colonne, a.code) for a in trouver(racine)]


def seule(racine: Path) -> Anomalie:
    """L'unique anomalie d'un dossier."""
    (anomalie,) = trouver(racine)
    return anomalie
