"""Suivre le parcours : chaque étape, d'après les signes que le dossier en donne."""

from collections.abc import Callable, Mapping

from qualicli.diagnostic.etablir import Diagnostic, DiagnosticReferentiel
from qualicli.diagnostic.parcours import labellisation, pilotage, travail
from qualicli.diagnostic.parcours.resultat import EtapeSuivie, EtatEtape, ParcoursSuivi, SigneLu, Situation
from qualicli.modeles.parcours import EtapeParcours, ParcoursType
from qualicli.modeles.temps.dates import DateImprecise

_SIGNES: Mapping[str, Callable[[Situation], SigneLu]] = {
    "referent": pilotage.referent,
    "copil": pilotage.copil,
    "perimetre": pilotage.perimetre,
    "plan_communication": pilotage.plan_communication,
    "autoevaluation": travail.autoevaluation,
    "plan_actions": travail.plan_actions,
    "groupes_travail": pilotage.groupes_travail,
    "documents": travail.documents,
    "indicateurs": travail.indicateurs,
    "clu": pilotage.clu,
    "formations": travail.formations,
    "audit_interne": labellisation.audit_interne,
    "ajustements": labellisation.ajustements,
    "audit_externe": labellisation.audit_externe,
    "label": labellisation.label,
}


def suivre(diagnostic: Diagnostic, parcours_type: ParcoursType) -> tuple[ParcoursSuivi, ...]:
    """Le parcours de chaque référentiel du périmètre : le sien s'il en donne un, à défaut le parcours type.

    Un référentiel clos n'a plus de label à viser : il n'a de parcours que s'il est seul.
    """
    ouverts = [r for r in diagnostic.referentiels if not r.est_clos] or diagnostic.referentiels
    return tuple(_suivre(diagnostic, resultat, parcours_type) for resultat in ouverts)


def _suivre(diagnostic: Diagnostic, resultat: DiagnosticReferentiel, parcours_type: ParcoursType) -> ParcoursSuivi:
    referentiel = resultat.referentiel
    situation = Situation(diagnostic, resultat)
    if referentiel.etapes:
        etapes, source, certitude = referentiel.etapes, referentiel.source, referentiel.certitude
    else:
        etapes, source = parcours_type.etapes, parcours_type.source
        certitude = "etabli" if referentiel.id in parcours_type.etabli_pour else "deduit"
    return ParcoursSuivi(resultat, tuple(_etape(situation, etape) for etape in etapes), source, certitude)


def _etape(situation: Situation, etape: EtapeParcours) -> EtapeSuivie:
    if etape.si and not any(s.verifie(etape.si) for s in situation.dossier.demarche.sites.values()):
        sans = SigneLu("sans_objet", "aucun site n'est concerné", situation.dossier.demarche.fichier, ("sites",))
        return EtapeSuivie(etape, "sans_objet", (sans,), None)
    signes = tuple(_SIGNES[signe](situation) for signe in etape.signes)
    etat = _etat([s.etat for s in signes])
    return EtapeSuivie(etape, etat, signes, None if etat in ("faite", "sans_objet") else _prevue(situation, etape))


def _etat(etats: list[EtatEtape]) -> EtatEtape:
    """Tous ses signes faits, une étape l'est ; un seul, elle est commencée ; sans aucun signe, elle reste à faire."""
    utiles = {e for e in etats if e != "sans_objet"}
    if len(utiles) > 1:
        return "en_cours"
    return utiles.pop() if utiles else "sans_objet" if etats else "a_faire"


def _prevue(situation: Situation, etape: EtapeParcours) -> DateImprecise | None:
    """La date du premier jalon de l'étape qui n'est pas franchi, telle qu'on la connaît."""
    dates = situation.dossier.dates_jalons(situation.au)
    a_venir = (
        dates[j.id]
        for j in situation.dossier.jalons.values()
        if j.type in etape.jalons and j.id in dates and not j.est_realise(situation.au)
    )
    return min(a_venir, default=None)
