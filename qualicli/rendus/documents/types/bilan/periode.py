"""La période d'un bilan : l'année qu'il raconte, et ce que l'on en sait à sa date."""

from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle.contexte import ContexteDocument

_PREMIER_SEMESTRE = 6  # un bilan écrit avant l'été est celui de l'année précédente


@dataclass(frozen=True, slots=True)
class Periode:
    """L'année du bilan, son premier jour, et le jour où l'on arrête les faits."""

    annee: int
    debut: date
    fin: date

    def couvre(self, quand: DateImprecise | None) -> bool:
        """Vrai pour un fait acquis au dernier jour et qui n'était pas fini avant le premier."""
        return quand is not None and quand.est_acquise(self.fin) and quand.fin >= self.debut

    def connait(self, quand: DateImprecise | None) -> bool:
        """Vrai pour un fait acquis au dernier jour, même ancien."""
        return quand is not None and quand.est_acquise(self.fin)


def periode(contexte: ContexteDocument) -> Periode:
    """La période du bilan : du 1er janvier de son année à la date du document.

    Sans `--annee`, l'année est la précédente avant l'été, celle de la date ensuite. Le bilan d'une année plus ancienne
    s'arrête à son 31 décembre.
    """
    au = contexte.au
    courante = au.year - (au.month <= _PREMIER_SEMESTRE)
    annee = contexte.demande.annee or courante
    if not 1 <= annee <= au.year:
        raise ErreurUsage(
            f"L'année {annee} n'a pas commencé au {francais.jour(au)}.", "Donnez une année passée à --annee, ou --date."
        )
    return Periode(annee, date(annee, 1, 1), au if annee >= courante else date(annee, 12, 31))
