"""Toutes les feuilles, dans l'ordre où elles se lisent, et le passage d'un dossier à ses tables."""

from dataclasses import replace

from qualicli.echanges.cellules.colonne import parler
from qualicli.echanges.feuilles import (
    a_faire,
    actions,
    autoevaluation,
    constats,
    documents,
    ecarts,
    enquetes,
    formations,
    jalons,
    mesures,
    perimetre,
    registres,
    reunions,
)
from qualicli.echanges.feuilles.deduite import feuille_deduite
from qualicli.echanges.feuilles.description import FeuilleDecrite, Table
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique, dans
from qualicli.echanges.feuilles.reponses import avec_reponses
from qualicli.modeles.familles import DOSSIERS

FEUILLES: tuple[FeuilleDecrite, ...] = (
    a_faire.FEUILLE,
    autoevaluation.FEUILLE,
    actions.FEUILLE,
    ecarts.FEUILLE,
    documents.FEUILLE,
    documents.FEUILLE_PROCEDURES,
    formations.FEUILLE,
    mesures.FEUILLE_QUALITE,
    mesures.FEUILLE_PERFORMANCE,
    registres.FEUILLE,
    enquetes.FEUILLE,
    reunions.FEUILLE,
    jalons.FEUILLE,
    perimetre.FEUILLE,
    *(feuille_deduite(f, f.mot) for f in DOSSIERS if f.colonnes and f.mot),
)
PAR_NOM = {f.nom: f for f in (*FEUILLES, constats.FEUILLE)}


def etablir_tables(source: DossierDiagnostique, service: str | None = None) -> tuple[Table, ...]:
    """Toutes les tables d'un dossier, ou ce qui en revient à un service."""
    return tuple(_etablir(feuille, source, service) for feuille in FEUILLES)


def etablir_grille(source: DossierDiagnostique) -> Table:
    """La grille que remplit un auditeur : sans ce qu'un rapport écrit dit de plus."""
    table = etablir_constats(source)
    return replace(
        table, colonnes=tuple(c for c in table.colonnes if c.cle not in {d.cle for d in constats.DU_RAPPORT})
    )


def etablir_constats(source: DossierDiagnostique) -> Table:
    """Les points et les constats des audits demandés ; un auditeur n'est d'aucun service, et n'a pas à lui répondre."""
    return _etablir(constats.FEUILLE, source, None)


def _etablir(feuille: FeuilleDecrite, source: DossierDiagnostique, service: str | None) -> Table:
    rien = feuille.rien(source) if feuille.rien else ""
    colonnes = feuille.colonnes + (feuille.propres(source) if feuille.propres else ())
    lignes = tuple(ligne for ligne in feuille.lignes(source) if dans(service, ligne.services))
    vide = "" if lignes else feuille.vide or f"{feuille.conseil} Aucune ligne à cette date ; il s'en ajoute ci-dessous."
    if feuille.naitre is not None and feuille is not constats.FEUILLE:  # ses lignes ont un objet
        colonnes, lignes = avec_reponses(source, colonnes, lignes)
    return Table(
        feuille.nom,
        feuille.titre,
        rien or vide or feuille.conseil,
        tuple(parler(c, source.dossier.mots) for c in colonnes),
        lignes,
        0 if rien else feuille.neuves,
        feuille.figees,
    )
