"""La grille des services et des engagements : où en est chacun, en un signe."""

from collections.abc import Collection

from qualicli import francais
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.synthese import repartir
from qualicli.rendus import libelles
from qualicli.rendus.dessins.damier import EtatCase, FigureDamier, LigneDeDamier
from qualicli.rendus.documents.figures.avancement import restreindre
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.figures import DemandeFigure


def grilles(demande: DemandeFigure) -> tuple[FigureDamier, ...]:
    """Une grille par référentiel."""
    resultats = restreindre(demande, demande.quand)
    return tuple(
        figurer_grille(demande.contexte, r, f"{r.referentiel.nom} : " if len(resultats) > 1 else "") for r in resultats
    )


def figurer_grille(contexte: ContexteDocument, resultat: DiagnosticReferentiel, nom: str = "") -> FigureDamier:
    """La grille d'un référentiel, restreint ou non à un service ; `nom` précède son titre."""
    mots = francais.mettre_au_pluriel(resultat.referentiel.mots.engagement)
    lignes = tuple(
        LigneDeDamier(
            libelles.nommer_service(contexte.dossier, service) or "Sans service pilote",
            {code: _resumer(siens) for code, siens in repartir(etats, _engagement).items()},
        )
        for service, etats in repartir(resultat.etats, lambda e: e.point.responsable).items()
    )
    titre = f"{nom}{'les' if nom else 'Les'} {mots}, service par service"
    return FigureDamier(titre, tuple(dict.fromkeys(map(_engagement, resultat.etats))), lignes)


def _engagement(etat: EtatPoint) -> str:
    return etat.point.feuille.engagement.code


def _resumer(etats: Collection[EtatPoint]) -> EtatCase:
    """L'état d'un engagement d'après ceux de ses points : tous le même, ou « en partie »."""
    applicables = [e for e in etats if e.est_applicable]
    if not applicables:
        return "sans_objet"
    if all(e.est_prouve for e in applicables):
        return "prouve"
    statuts = {e.statut for e in applicables}
    if statuts == {"realise"}:
        return "realise"
    if statuts == {"non_evalue"}:
        return "non_evalue"
    return "non_realise" if statuts <= {"non_realise", "non_evalue"} else "partiel"
