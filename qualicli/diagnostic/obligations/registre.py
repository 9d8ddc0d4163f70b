"""Toutes les sources d'obligations, et la fonction qui les réunit."""

from collections.abc import Callable, Iterator
from datetime import date

from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.obligations.audits import audits, constats
from qualicli.diagnostic.obligations.commandes import commandes
from qualicli.diagnostic.obligations.ecoute import enquetes, registres, retours
from qualicli.diagnostic.obligations.labels import labels
from qualicli.diagnostic.obligations.mesures import mesures
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.pieces import documents, lectures
from qualicli.diagnostic.obligations.plan import actions, decisions, etapes
from qualicli.diagnostic.obligations.regard import Regard
from qualicli.diagnostic.obligations.reunions import comptes_rendus, reunions, suggestions
from qualicli.diagnostic.obligations.vie import campagnes, communications, formations, postes
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier, Inventaire

# Une source de plus : une fonction de ce genre, et sa ligne ici. Tout ce qui montre ce qui est dû la voit aussitôt.
SOURCES: tuple[Callable[[Regard], Iterator[Obligation]], ...] = (
    actions,
    etapes,
    decisions,
    reunions,
    comptes_rendus,
    suggestions,
    retours,
    registres,
    documents,
    lectures,
    mesures,
    enquetes,
    formations,
    communications,
    campagnes,
    constats,
    audits,
    labels,
    postes,
    commandes,
)


def obligations(
    dossier: Dossier, au: date, inventaire: Inventaire | None = None, diagnostic: Diagnostic | None = None
) -> tuple[Obligation, ...]:
    """Tout ce que le dossier demande à une date, ouvert ou fini, le plus urgent d'abord.

    `diagnostic`, celui du dossier tel qu'on le connaît à cette date, évite de le rétablir.
    """
    connu = dossier if diagnostic is not None and diagnostic.dossier is dossier else connu_au(dossier, au)
    regard = Regard(connu, au, inventaire or Inventaire(), diagnostic)
    trouvees = (obligation for source in SOURCES for obligation in source(regard))
    return tuple(sorted(trouvees, key=lambda o: o.urgence))


def ouvertes(
    dossier: Dossier, au: date, inventaire: Inventaire | None = None, diagnostic: Diagnostic | None = None
) -> tuple[Obligation, ...]:
    """Ce qui attend encore à cette date."""
    return tuple(o for o in obligations(dossier, au, inventaire, diagnostic) if o.est_ouverte)
