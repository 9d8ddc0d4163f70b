"""La grille des services et des engagements : où en est chacun, en un signe."""

from collections.abc import Collection

from qualicli import francais
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.synthese import repartir
from qualicli.rendus import libelles
from qualicli.rendus.dessins.damier import EtatCase, FigureDamier, LigneDeDamier
from qualicli.rendus.documents.figures.avancement import restreindre
from qualicli.rendus.documents.socle.figures import DemandeFigure


def grilles(demande: DemandeFigure) -> tuple[FigureDamier, ...]:
    """Une grille par référentiel."""
    dossier, resultats = demande.contexte.dossier, restreindre(demande, demande.quand)
    figures = []
    for resultat in resultats:
        ordre = list(dict.fromkeys(e.point.feuille.engagement.code for e in resultat.etats))
        lignes = tuple(
            LigneDeDamier(
                libelles.nommer_service(dossier, service) or "Sans service pilote",
                {code: _resumer(siens) for code, siens in repartir(etats, _engagement).items()},
            )
            for service, etats in repartir(resultat.etats, lambda e: e.point.responsable).items()
        )
        mots = francais.mettre_au_pluriel(resultat.referentiel.mots.engagement)
        quoi = f"Les {mots}, service par service, au {francais.jour(demande.quand)}"
        titre = f"{resultat.referentiel.nom} : {francais.minuscule(quoi)}" if len(resultats) > 1 else quoi
        figures.append(FigureDamier(titre, tuple(ordre), lignes))
    return tuple(figures)


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
