"""Ce que les services ont répondu au référent, à l'écran."""

from collections.abc import Iterable

from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.points import PointDeControle
from qualicli.modeles.echange import Echange
from qualicli.rendus.ecran import Ecran, aplanir, paragraphe
from qualicli.rendus.libelles import nommer_service


def reponses(diagnostic: Diagnostic, echanges: Iterable[Echange], sur: str = "") -> Ecran:
    """Les réponses qui portent sur un sujet, ou sur tout l'objet, et dont on avait connaissance à la date."""
    lignes: Ecran = []
    for e in echanges:
        if e.est_connu(diagnostic.au) and e.sur in (None, sur):
            qui = f" de {nommer_service(diagnostic.dossier, e.service)}" if e.service else ""
            lignes += paragraphe(f"Réponse{qui}, {e.le.en_clair()} : {aplanir(e.texte)}", "        ", style="dim")
    return lignes


def reponses_du_point(diagnostic: Diagnostic, point: PointDeControle) -> Ecran:
    """Les réponses qui portent sur un point de contrôle."""
    sur = " ".join(filter(None, (point.feuille.code, point.site, point.service)))
    cle = (point.referentiel, point.feuille.engagement.code)
    suivis = (s for s in diagnostic.dossier.engagements.values() if (s.referentiel, s.engagement) == cle)
    return [ligne for suivi in suivis for ligne in reponses(diagnostic, suivi.echanges, sur)]
