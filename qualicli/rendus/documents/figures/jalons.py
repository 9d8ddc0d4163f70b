"""Le rétroplanning : les étapes à venir, en retard ou franchies depuis peu, et leur date d'abord prévue."""

from qualicli import francais
from qualicli.modeles.suivi import Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.rendus.dessins.frise import EtapeSituee, FigureFrise
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.figures import DemandeFigure
from qualicli.rendus.documents.socle.jalons import etat_jalon

_MEMOIRE = Duree.lire("6 mois")  # une étape franchie plus tôt n'est plus du calendrier


def retroplanning(demande: DemandeFigure) -> FigureFrise:
    """Le calendrier vu d'un jour, tel qu'on le connaissait alors."""
    contexte, quand = demande.contexte, demande.quand
    oubli = _MEMOIRE.avant(quand)
    etapes = [
        _situer(contexte, demande, jalon, prevue)
        for prevue, jalon in contexte.jalons(quand)
        if (demande.service is None or demande.service in jalon.services)
        and not (jalon.est_realise(quand) and jalon.realise_le is not None and jalon.realise_le.fin < oubli)
    ]
    etapes.sort(key=lambda e: (e.prevue, e.nom))
    return FigureFrise(f"Le calendrier au {francais.jour(quand)}", tuple(etapes), quand, francais.jour(quand))


def _situer(contexte: ContexteDocument, demande: DemandeFigure, jalon: Jalon, prevue: DateImprecise) -> EtapeSituee:
    """Une étape franchie est à sa date réelle ; l'initiale ne se dit que si elle a changé."""
    franchie = jalon.est_realise(demande.quand)
    situee = jalon.realise_le if franchie and jalon.realise_le is not None else prevue
    initiale = contexte.echeance(jalon.date_initiale, demande.quand)
    # Tenue le jour prévu, ou dans le mois prévu, une étape n'a pas bougé.
    tenue = initiale is None or initiale == situee or (initiale.debut <= situee.debut and situee.fin <= initiale.fin)
    return EtapeSituee(
        jalon.intitule, situee, None if tenue else initiale, franchie, etat_jalon(jalon, prevue, demande.quand)
    )
