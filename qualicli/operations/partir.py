"""Avant de migrer : le dossier lu, les deux référentiels, et ce qui est écrit de l'un à l'autre."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qualicli.depot.lecture import Avancement
from qualicli.depot.ramassage import ramasser
from qualicli.depot.referentiels import Referentiels
from qualicli.diagnostic.editions import rapprocher_editions
from qualicli.diagnostic.sauts import Passage, Reseau
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.correspondances import Rapprochement
from qualicli.modeles.referentiel import Referentiel
from qualicli.operations.classeurs import DossierOuvert, ouvrir_dossier
from qualicli.operations.ouvrir import ouvrir
from qualicli.operations.referentiel import choisir, ouvrir_referentiels, tous
from qualicli.operations.valider import etablir_bilan


@dataclass(frozen=True)
class Depart:
    """Un dossier ouvert pour être migré : d'où, vers où, et ce qui est écrit de l'un à l'autre."""

    ouvert: DossierOuvert
    de: Referentiel
    vers: Referentiel
    passages: tuple[Passage, ...]
    rapprochement: Rapprochement
    au: date
    reseau: Reseau | None = None  # ce qui est écrit entre tous les référentiels ; sans objet entre deux éditions

    @property
    def est_une_edition(self) -> bool:
        """Vrai quand c'est le même référentiel, dans une autre version."""
        return self.de.id == self.vers.id


def partir(racine: Path, de: str, vers: str, au: date, avancement: Avancement | None = None) -> Depart:
    """Lit le dossier et tout ce qui est écrit d'un référentiel à l'autre."""
    referentiels = ouvrir_referentiels(racine)
    quitte, rejoint = choisir(referentiels, de), choisir(referentiels, vers)
    if quitte.id == rejoint.id:
        quitte = _edition_fournie(referentiels, rejoint)
        passages = rapprocher_editions(quitte, rejoint)
        ouvert = _ouvrir_sans_version(racine, au, quitte)
        return Depart(ouvert, quitte, rejoint, passages, Rapprochement(quitte.id, rejoint.id), au)
    lus = {r.id: r for r in tous(referentiels)}
    reseau = Reseau(lus, referentiels.correspondances, referentiels.correspondances_fournies())
    passages = reseau.traverser(quitte.id, rejoint.id)
    rapprochement = reseau.rapprocher(quitte.id, rejoint.id)
    return Depart(ouvrir_dossier(racine, au, avancement), quitte, rejoint, passages, rapprochement, au, reseau)


def _edition_fournie(referentiels: Referentiels, rejoint: Referentiel) -> Referentiel:
    """L'édition que l'outil fournit, quand le dossier en apporte une autre sous le même identifiant."""
    fournie = Referentiels().base(rejoint.id)
    if rejoint.id not in referentiels.propres or fournie is None or fournie.version == rejoint.version:
        raise ErreurUsage(
            f"« {rejoint.id} » est des deux côtés, et le dossier n'en apporte pas d'autre version.",
            f"Écrivez la nouvelle dans referentiels/{rejoint.id}.yaml, avec sa « version ».",
        )
    for complement in referentiels.complements:
        if complement.complete == rejoint.id:
            fournie = complement.appliquer(fournie)
    return fournie


def _ouvrir_sans_version(racine: Path, au: date, quitte: Referentiel) -> DossierOuvert:
    """Ouvre un dossier dont le périmètre cite encore la version que l'on quitte."""
    ramassage = ramasser(racine)
    octets = dict(ramassage.sources)
    dossier, lecture, _ = ouvrir(ramassage)
    bilan = etablir_bilan(dossier, lecture, au)
    if dossier is None:
        return ouvrir_dossier(racine, au)  # il dira ce qui ne se lit pas
    avant = replace(dossier, referentiels={**dossier.referentiels, quitte.id: quitte})
    return DossierOuvert(racine, avant, lecture, octets, bilan)
