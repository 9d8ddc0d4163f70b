"""L'échéancier : lire le dossier, calculer ce qui est dû, n'en garder que ce que l'on veut voir. N'écrit rien."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.depot.lecture import Avancement
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.obligations.charge import sans_ecart
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.registre import obligations
from qualicli.diagnostic.obligations.resultat import (
    FiltresObligations,
    ResultatObligations,
    est_dit,
    fonctions,
    noms_de,
)
from qualicli.diagnostic.resultat import Filtres
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Gravite
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.operations.diagnostiquer import REGLES_BLOQUANTES, lire, verifier


def regarder(
    racine: Path, au: date, filtres: FiltresObligations | None = None, avancement: Avancement | None = None
) -> ResultatObligations:
    """Tout ce qui est dû à une date, ouvert ou fini, tel qu'on le connaissait ce jour-là."""
    filtres = filtres or FiltresObligations()
    lu, lecture, bilan = lire(racine, au, avancement, REGLES_BLOQUANTES)
    verifier(Filtres(modules=filtres.modules, sites=filtres.sites, services=filtres.services), lu)
    dossier = connu_au(lu, au)
    diagnostic = etablir(dossier, au, lecture.inventaire)
    toutes = obligations(dossier, au, lecture.inventaire, diagnostic)
    _verifier_qui(filtres.qui, dossier, au, toutes)
    gardees = tuple(o for o in toutes if filtres.garde(o, dossier, au))
    nom = racine.resolve().name
    erreurs, inutiles = bilan.compte(Gravite.ERREUR), sans_ecart(diagnostic)
    return ResultatObligations(nom, au, dossier, gardees, filtres, erreurs, lecture.situer, inutiles)


def _verifier_qui(qui: str | None, dossier: Dossier, au: date, toutes: Iterable[Obligation]) -> None:
    """Refuse un nom que personne ne porte : un oubli donnerait une liste vide, donc un faux repos."""
    annuaire = dossier.annuaire
    connus = {*dossier.services, *dossier.instances}
    connus |= {*annuaire.roles, *annuaire.personnes} if annuaire else set()
    if qui is None or qui in connus or any(qui in noms_de(dossier, au, o) or est_dit(qui, dossier, o) for o in toutes):
        return
    dites = {f for o in toutes for a in o.qui for f in fonctions(dossier, a)}
    proche = francais.plus_proche(qui, sorted(connus | dites))
    conseil = (
        f"Vouliez-vous dire « {proche} » ?" if proche else "Donnez un rôle, un service, ou une fonction du dossier."
    )
    raise ErreurUsage(f"« {qui} » est inconnu pour --qui.", conseil)
