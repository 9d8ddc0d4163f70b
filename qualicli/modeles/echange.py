"""Ce que les services et le référent se disent d'un objet, par les classeurs."""

import datetime

from qualicli.modeles.base import IdService, Modele, Texte
from qualicli.modeles.temps.dates import DateImprecise


class Echange(Modele):
    """Une réponse libre d'un service, telle qu'il l'a écrite dans son classeur."""

    le: DateImprecise
    """Quand elle est revenue."""
    service: IdService | None = None
    """Le service qui répond."""
    sur: Texte | None = None
    """Ce dont elle parle, quand l'objet a plusieurs lignes : un point, une session, une mesure."""
    texte: Texte
    """Ses mots."""

    def est_connu(self, au: datetime.date) -> bool:
        """Vrai quand la réponse était revenue à cette date."""
        return self.le.est_acquise(au)
