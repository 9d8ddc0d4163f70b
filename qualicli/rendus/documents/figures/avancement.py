"""L'avancement par module, service ou site, et ce qu'il était à la date précédente."""

from datetime import date

from qualicli import francais
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.modeles.temps.durees import Duree
from qualicli.rendus.dessins.avancement import BarreAvancement, FigureAvancement
from qualicli.rendus.diagnostic.tableaux import LigneDeTaux, decouper
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.figures import DemandeFigure
from qualicli.rendus.documents.socle.valeurs import nommer_ligne_taux

_RECUL = Duree.lire("3 mois")  # sans comité de pilotage précédent
_MOTS = {"module": "module", "service": "service", "site": "site"}


def par_module(demande: DemandeFigure) -> FigureAvancement:
    """L'avancement de chaque module."""
    return _avancement(demande, "module")


def par_service(demande: DemandeFigure) -> FigureAvancement:
    """L'avancement de chaque service."""
    return _avancement(demande, "service")


def par_site(demande: DemandeFigure) -> FigureAvancement:
    """L'avancement de chaque site."""
    return _avancement(demande, "site")


def date_precedente(contexte: ContexteDocument, quand: date) -> date:
    """Le jour auquel on se compare : le dernier comité de pilotage tenu avant, à défaut trois mois plus tôt."""
    tenus = [r.date.fin for r in contexte.reunions("copil") if r.date.fin < quand]
    return max(tenus, default=_RECUL.avant(quand))


def restreindre(demande: DemandeFigure, au: date) -> list[DiagnosticReferentiel]:
    """Les référentiels à une date, pour le seul service demandé s'il y en a un."""
    resultats = demande.contexte.diagnostic(au).referentiels
    service = demande.service
    if service is None:
        return list(resultats)
    return [r.filtrer(lambda _m, _s, qui: qui == service) for r in resultats]


def _avancement(demande: DemandeFigure, decoupage: str) -> FigureAvancement:
    contexte, quand = demande.contexte, demande.quand
    jadis = demande.avant or date_precedente(contexte, quand)
    anciens = {r.referentiel.id: r for r in restreindre(demande, jadis)}
    lignes = []
    for resultat in restreindre(demande, quand):
        alors = _parts(contexte, anciens.get(resultat.referentiel.id), decoupage)
        for coupe in decouper(contexte.dossier, resultat, decoupage):
            synthese = coupe.synthese
            lignes.append(
                BarreAvancement(
                    nommer_ligne_taux(resultat, coupe, decoupage),
                    synthese.prouve.numerateur,
                    synthese.declare.numerateur,
                    synthese.prouve.denominateur,
                    alors[coupe.code].synthese.prouve.part if coupe.code in alors else None,
                )
            )
    mot = getattr(contexte.dossier.mots, decoupage, _MOTS[decoupage])
    return FigureAvancement(
        f"L'avancement par {mot} au {francais.jour(quand)}",
        tuple(lignes),
        francais.jour(jadis),
        francais.majuscule(mot),
    )


def _parts(contexte: ContexteDocument, ancien: DiagnosticReferentiel | None, decoupage: str) -> dict[str, LigneDeTaux]:
    """Les taux d'alors ; aucun quand rien n'avait encore été évalué."""
    if ancien is None or all(e.statut == "non_evalue" for e in ancien.etats):
        return {}
    return {coupe.code: coupe for coupe in decouper(contexte.dossier, ancien, decoupage)}
