"""Le bilan annuel de la démarche, tel qu'il est présenté au comité technique, et sa synthèse pour le public."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qualicli import francais
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.blocs.calendrier import calendrier_a_venir
from qualicli.rendus.documents.blocs.taux import tableau_taux
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.decisions import decisions_prises, tableau_demandes
from qualicli.rendus.documents.socle.labels import alertes_des_labels, labels
from qualicli.rendus.documents.socle.perimetre import nommer_demarche, nommer_sites
from qualicli.rendus.documents.socle.referent import trouver_referent
from qualicli.rendus.documents.socle.retenir import ARetenir, chiffres_du_pilotage, premiers
from qualicli.rendus.documents.socle.sites import accueil_du_public
from qualicli.rendus.documents.socle.vue import Libre, TableauTexte, Vue
from qualicli.rendus.documents.types.bilan import calendrier, communication, evaluation, pilotage, synthese
from qualicli.rendus.documents.types.bilan.comites import ComiteTenu, comites_tenus, passages, raconter_comites
from qualicli.rendus.documents.types.bilan.ecoute import EcouteDuBilan, ecoute
from qualicli.rendus.documents.types.bilan.periode import Periode, periode


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanAnnuel(Vue):
    """Une année de démarche : ce qui s'est fait, ce qui a bougé dans le calendrier, ce qui vient."""

    demarche: str  # « Qual-e-pref »
    perimetre: str  # « de la préfecture … et de la sous-préfecture … »
    annee: int
    suivante: int
    arrete: str  # « 3 mars 2021 », le jour où les taux et les étapes sont arrêtés
    comite: str  # « comité technique du 25 mars 2021 », ou rien
    est_comite_technique: bool
    retenir: ARetenir
    pieces_jointes: tuple[str, ...]
    campagnes_passees: tuple[str, ...]
    poste: pilotage.Poste | None
    lancement: tuple[str, ...]
    faits: tuple[str, ...]
    labels: tuple[str, ...]
    alertes_labels: tuple[str, ...]
    accueil: tuple[str, ...]
    choix: tuple[pilotage.ModulesChoisis, ...]
    retraits: tuple[str, ...]
    etapes_franchies: tuple[str, ...]
    documents: int
    comites: tuple[ComiteTenu, ...]
    passages: tuple[str, ...]
    renforts: tuple[str, ...]
    infos_qualite: communication.InfosQualite | None
    informations: tuple[str, ...]
    affichages: TableauTexte
    formations: communication.FormationsReferent
    formations_agents: TableauTexte
    campagnes: tuple[str, ...]
    travail: evaluation.Travail | None
    taux_modules: TableauTexte
    taux_services: TableauTexte
    enquetes: tuple[str, ...]
    ecoute: EcouteDuBilan
    audits: tuple[str, ...]
    plan: evaluation.Plan | None
    objectifs_nationaux: tuple[calendrier.Objectif, ...]
    revisions: tuple[calendrier.Revision, ...]
    est_une_decision: bool  # toutes les révisions ont le même motif et le même demandeur
    sites_communs: str
    etapes: tuple[str, ...]
    retards: tuple[str, ...]
    objectifs: tuple[str, ...]
    perspectives: Libre


def composer(contexte: ContexteDocument) -> Vue:
    """Compose le bilan de l'année demandée, ou sa synthèse publique."""
    temps = periode(contexte)
    if contexte.demande.synthese:
        return synthese.composer(replace(contexte, demande=replace(contexte.demande, anonyme=True)), temps)
    comite = presente_a(contexte)
    comites, dits = raconter_comites(contexte, temps)
    revisions = calendrier.revisions(contexte, temps)
    nom, technique = _devant_qui(contexte, comite)
    return BilanAnnuel(
        **contexte.tete(),
        titre=f"Bilan annuel de la démarche qualité {nommer_sites(contexte)} et perspectives {temps.annee + 1}",
        sous_titre=francais.majuscule(nom),
        demarche=nommer_demarche(contexte),
        perimetre=nommer_sites(contexte),
        annee=temps.annee,
        suivante=temps.annee + 1,
        arrete=francais.jour(temps.fin),
        comite=francais.minuscule(nom),
        est_comite_technique=technique,
        retenir=_retenir(contexte, temps),
        pieces_jointes=tuple(_piece(contexte, d) for d in comite.documents_remis) if comite else (),
        campagnes_passees=pilotage.campagnes(contexte, temps, passees=True),
        campagnes=pilotage.campagnes(contexte, temps, passees=False),
        poste=pilotage.poste(contexte, temps),
        lancement=tuple(pilotage.lancement(contexte, temps)),
        faits=pilotage.faits(contexte, temps),
        labels=labels(contexte, temps.fin),
        alertes_labels=alertes_des_labels(contexte, temps.fin),
        accueil=accueil_du_public(contexte, temps.fin),
        choix=pilotage.choix(contexte, temps),
        retraits=pilotage.retraits(contexte, temps),
        etapes_franchies=pilotage.etapes_franchies(contexte, temps, dits),
        documents=documents(contexte, temps),
        comites=comites,
        passages=passages(contexte, temps),
        renforts=pilotage.renforts(contexte, temps),
        infos_qualite=communication.infos_qualite(contexte, temps),
        informations=communication.informations(contexte, temps),
        affichages=communication.affichages(contexte, temps),
        formations=communication.formations_referent(contexte, temps),
        formations_agents=communication.formations_agents(contexte, temps),
        travail=evaluation.travail(contexte, temps),
        taux_modules=tableau_taux(contexte, temps.fin),
        taux_services=tableau_taux(contexte, temps.fin, "service"),
        enquetes=evaluation.enquetes(contexte, temps),
        ecoute=ecoute(contexte, temps),
        audits=evaluation.audits(contexte, temps),
        plan=evaluation.plan(contexte, temps),
        objectifs_nationaux=calendrier.objectifs_nationaux(contexte, temps),
        revisions=revisions,
        est_une_decision=len({(r.motif, r.demandeur) for r in revisions}) == 1,
        sites_communs=calendrier.sites_communs(contexte, temps),
        etapes=calendrier_a_venir(contexte, temps.fin),
        retards=calendrier.retards(contexte, temps),
        objectifs=calendrier.objectifs(contexte, temps),
        perspectives=Libre((contexte.dossier.demarche.perspectives or "") if temps.fin == contexte.au else "", 4),
        signature=contexte.signature(comite if technique else None, trouver_referent(contexte).acteur),
    )


def _devant_qui(contexte: ContexteDocument, comite: Reunion | None) -> tuple[str, bool]:
    """Le comité à qui le bilan se présente, et si c'est le comité technique."""
    instance = contexte.instance(comite) if comite else None
    if instance is None or comite is None:
        return "", False
    return f"{instance.nom} du {comite.date.en_clair()}", instance.type == "comite_technique"


def _retenir(contexte: ContexteDocument, temps: Periode) -> ARetenir:
    """Ce qui ouvre le bilan : l'année en chiffres, ce que ses comités ont décidé, et ce qu'il en reste à faire."""
    tenus = comites_tenus(contexte, temps)
    return ARetenir(
        chiffres=premiers(chiffres_du_pilotage(contexte, temps.fin, temps.debut)),
        decisions=decisions_prises(contexte, tenus, temps.fin, en_suspens=True),
        attendu=tableau_demandes(contexte, tenus, temps.fin, en_suspens=True),
    )


def presente_a(contexte: ContexteDocument) -> Reunion | None:
    """La réunion à laquelle le bilan est présenté : celle que l'on demande, sinon le prochain comité technique."""
    demandee = contexte.demande.reunion
    if demandee is not None:
        return contexte.dossier.reunions[demandee]
    return next((r for r in contexte.reunions("comite_technique") if r.date.fin >= contexte.au), None)


def _piece(contexte: ContexteDocument, identifiant: str) -> str:
    """« rétroplanning actualisé (11 février 2021) » : la date n'est pas redite quand l'intitulé en donne une."""
    document = contexte.document(identifiant)
    intitule = francais.minuscule(document.intitule if document else identifiant)
    quand = document.date if document and not re.search(r"\b(?:19|20)\d\d\b", intitule) else None
    return f"{intitule} ({quand.en_clair()})" if quand else intitule


def documents(contexte: ContexteDocument, temps: Periode) -> int:
    """Combien de documents de la base documentaire sont en vigueur au dernier jour de la période."""
    return sum(
        d.est_en_vigueur and not d.est_caduc(temps.fin) and (d.date is None or temps.connait(d.date))
        for d in contexte.dossier.documents
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce que le dossier devrait avoir pour que le bilan soit bon."""
    temps = periode(contexte)
    comite = presente_a(contexte)
    if comite is None:
        yield "le comité technique auquel le bilan sera présenté n'a pas sa réunion (reunions/)"
    elif not comite.documents_remis:
        yield "aucune pièce n'est jointe au bilan (« documents_remis » de la réunion du comité technique)"
    if trouver_referent(contexte).role is None:
        yield "le rôle de référent qualité n'est pas décrit (annuaire.yaml)"
    if not evaluation.validation(contexte, temps, "bilan"):
        yield "aucune réunion n'a validé le bilan (une décision de type « validation », « objet: bilan », dans reunions/)"
    if not calendrier.objectifs(contexte, temps):
        yield f"aucun objectif n'est fixé pour {temps.annee + 1} (« objectifs » de qualicli.yaml)"
    if communication.infos_qualite(contexte, temps) is None:
        yield "aucune info qualité n'est notée (communications/)"
    if not communication.formations_referent(contexte, temps):
        yield "aucune formation du référent qualité n'est notée (formations/, « pour »)"
    if evaluation.travail(contexte, temps) is None:
        yield "aucune réunion de travail ni de groupe n'est notée (reunions/)"
