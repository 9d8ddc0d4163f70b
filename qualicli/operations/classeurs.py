"""Ce que l'export et l'import des classeurs partagent : le dossier lu une fois, et ses tables."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qualicli.depot import yaml_brut
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import Avancement
from qualicli.depot.ramassage import Ramassage, ramasser
from qualicli.diagnostic.etablir import etablir
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.modeles.anomalie import Bilan, Gravite
from qualicli.modeles.dossier import Dossier
from qualicli.operations.diagnostiquer import exiger_lisible
from qualicli.operations.ouvrir import ouvrir


@dataclass(frozen=True)
class DossierOuvert:
    """Un dossier lu : ses objets, sa lecture, ses octets tels qu'ils sont sur le disque, le bilan de sa validation."""

    racine: Path
    dossier: Dossier
    lecture: DossierLu
    octets: dict[str, bytes]
    bilan: Bilan

    @property
    def erreurs(self) -> int:
        """Combien d'erreurs « valider » y trouve."""
        return self.bilan.compte(Gravite.ERREUR)

    def source(self, au: date) -> DossierDiagnostique:
        """Le dossier diagnostiqué à une date, prêt à devenir des feuilles."""
        return DossierDiagnostique(etablir(self.dossier, au, self.lecture.inventaire), self._series())

    def _series(self) -> dict[str, int]:
        """Pour chaque indicateur tenu en .csv, combien de ses mesures en viennent."""
        series = {}
        for indicateur in self.dossier.indicateurs.values():
            if indicateur.serie:
                fiche, _ = yaml_brut.lire(self.lecture.sources[indicateur.fichier])
                series[indicateur.id] = len(indicateur.mesures) - len((fiche or {}).get("mesures") or ())
        return series


def ouvrir_dossier(racine: Path, au: date, avancement: Avancement | None = None) -> DossierOuvert:
    """Lit un dossier, une seule fois. Lève une erreur quand un diagnostic serait faux."""
    return comprendre(ramasser(racine), au, avancement)


def comprendre(ramassage: Ramassage, au: date, avancement: Avancement | None = None) -> DossierOuvert:
    """Fait un dossier ouvert de fichiers déjà ramassés."""
    octets = dict(ramassage.sources)  # la lecture en ôte la marque d'ordre des octets ; l'écriture la remet
    lu, lecture, _ = ouvrir(ramassage, avancement)
    dossier, bilan = exiger_lisible(lu, lecture, au)
    return DossierOuvert(ramassage.racine, dossier, lecture, octets, bilan)
