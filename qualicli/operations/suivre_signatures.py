"""Suivre les signatures d'un dossier à une date. N'écrit rien."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from qualicli import __version__, francais
from qualicli.depot.lecture import Avancement
from qualicli.diagnostic.signatures import SignatureSuivie, suivre
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Gravite
from qualicli.modeles.dossier import Dossier
from qualicli.operations.diagnostiquer import REGLES_BLOQUANTES, lire
from qualicli.operations.rediger import rediger_a_nouveau
from qualicli.rendus.documents.registre import TYPES


@dataclass(frozen=True)
class SignaturesSuivies:
    """Les signatures d'un dossier, et le nombre d'erreurs que sa lecture a trouvées."""

    nom: str
    dossier: Dossier
    au: date
    suivies: tuple[SignatureSuivie, ...]
    erreurs: int

    @property
    def est_conforme(self) -> bool:
        """Vrai quand tout ce qui est signé est encore ce que le dossier dit."""
        return not self.erreurs and not any(s.est_a_reprendre for s in self.suivies)


def suivre_signatures(racine: Path, au: date, avancement: Avancement | None = None) -> SignaturesSuivies:
    """Compare ce qui est signé à ce que le dossier dit."""
    dossier, lecture, bilan = lire(racine, au, avancement, REGLES_BLOQUANTES)
    suivies = tuple(suivre(dossier, au, partial(rediger_a_nouveau, dossier, lecture), __version__))
    return SignaturesSuivies(racine.resolve().name, dossier, au, suivies, bilan.compte(Gravite.ERREUR))


def expliquer_signe(racine: Path, reference: str, au: date) -> SignaturesSuivies:
    """Les versions signées d'une réunion, d'un audit ou d'un document que l'on nomme, et ce qui les sépare."""
    tout = suivre_signatures(racine, au)
    siennes = tuple(s for s in tout.suivies if s.acte.objet == reference)
    if not siennes:
        famille, _, identifiant = reference.partition("/")
        signes = list(dict.fromkeys(s.acte.objet for s in tout.suivies))
        connu = identifiant in tout.dossier.familles.get(famille, {})
        message = f"« {reference} » n'est pas signé au {francais.jour(au)}" if connu else f"« {reference} » est inconnu"
        raise ErreurUsage(f"{message}.", f"Signés : {', '.join(signes)}." if signes else "Rien n'est encore signé.")
    return replace(tout, suivies=siennes)


def nomme_un_signe(reference: str) -> bool:
    """Vrai quand une référence nomme un objet ou un document, non une exigence : aucun code n'a ces formes."""
    return "/" in reference or reference.partition(" ")[0] in {n for n, t in TYPES.items() if t.se_signe}
