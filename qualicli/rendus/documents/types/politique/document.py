"""La politique qualité : le périmètre, le pilotage, les perspectives."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.demarche import FaitDate
from qualicli.rendus.documents.socle import perimetre
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.instances import president_du_copil
from qualicli.rendus.documents.socle.jalons import intitule_jalon
from qualicli.rendus.documents.socle.labels import labels
from qualicli.rendus.documents.socle.referent import dire_vacance, trouver_referent
from qualicli.rendus.documents.socle.sites import accueil_du_public
from qualicli.rendus.documents.socle.vue import Libre, TableauTexte, Vue
from qualicli.rendus.documents.types.politique import avancement, outils, pilotage
from qualicli.rendus.documents.types.politique.base_documentaire import BaseDocumentaire, base_documentaire
from qualicli.rendus.documents.types.politique.formations import Formations, formations


@dataclass(frozen=True, slots=True)
class Echeancier:
    """Ce qui est prévu pour un même moment : « En 2022 », et quoi."""

    quand: str
    textes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Politique(Vue):
    """Toute la politique qualité, en mots."""

    organisme: str
    introduction: Libre
    reperes: TableauTexte
    labels: tuple[str, ...]
    deploiements: tuple[tuple[str, str], ...]
    date: str
    resultats: tuple[str, ...]
    sortis: tuple[avancement.ModuleSorti, ...]
    referentiels: tuple[str, ...]
    obligations: tuple[perimetre.ModulesExiges, ...]
    modules: TableauTexte
    accueil: tuple[str, ...]
    services: tuple[str, ...]
    engagements: tuple[perimetre.Engagements, ...]
    referent: str
    du_referent: str
    au_referent: str
    titulaire: str
    vacance: str
    lettre: bool
    mandant: str
    missions: tuple[str, ...]
    comite: pilotage.ComitePilotage | None
    groupes: TableauTexte
    role_des_groupes: tuple[str, ...]
    rythme_des_groupes: str
    campagnes: tuple[str, ...]
    rubriques_intranet: tuple[str, ...]
    origines: tuple[str, ...]
    plan_actions: bool
    base: BaseDocumentaire | None
    formations: Formations | None
    correspondants: TableauTexte
    boite: str
    comite_technique: pilotage.PointComiteTechnique | None
    outils: tuple[str, ...]
    outils_des_indicateurs: tuple[str, ...]
    bilan: pilotage.PresentationBilan | None
    audits: tuple[str, ...]
    audits_a_venir: tuple[str, ...]
    perspectives: Libre
    objectifs: tuple[Echeancier, ...]
    extensions: tuple[str, ...]


def composer(contexte: ContexteDocument) -> Politique:
    """Met en mots la politique de la démarche, telle qu'elle vaut à la date."""
    dossier, noms = contexte.dossier, contexte.noms()
    demarche = dossier.demarche
    titre, sous_titre = _titres(contexte)
    referent = trouver_referent(contexte)
    fonction, feminin = noms.fonction(referent.acteur), noms.est_feminin(referent.acteur)
    president = president_du_copil(contexte)
    mandant = (referent.lettre.valide_par if referent.lettre else None) or president
    audits = pilotage.audits(contexte)
    return Politique(
        **contexte.tete(),
        titre=titre,
        sous_titre=sous_titre,
        organisme=demarche.organisme.nom,
        introduction=Libre(demarche.introduction or "", 3),
        reperes=_reperes(contexte),
        labels=labels(contexte),
        deploiements=perimetre.depuis(contexte),
        date=francais.jour(contexte.au),
        resultats=avancement.phrases(contexte),
        sortis=avancement.sortis(contexte),
        referentiels=perimetre.referentiels(contexte),
        obligations=perimetre.obligations(contexte),
        modules=perimetre.modules(contexte),
        accueil=accueil_du_public(contexte, contexte.au),
        services=perimetre.services(contexte),
        engagements=perimetre.engagements(contexte),
        referent=noms.le(referent.acteur),
        du_referent=francais.du(fonction, feminin),
        au_referent=francais.au(fonction, feminin),
        titulaire=noms.nom(referent.acteur),
        vacance=dire_vacance(referent.role, contexte.au),
        lettre=referent.lettre is not None,
        mandant=noms.de(mandant) if mandant else "",
        missions=tuple(map(francais.minuscule, referent.missions)),
        comite=pilotage.comite(contexte),
        groupes=pilotage.groupes(contexte),
        role_des_groupes=pilotage.role_des_groupes(contexte),
        rythme_des_groupes=pilotage.rythme_des_groupes(contexte),
        campagnes=pilotage.campagnes(contexte),
        rubriques_intranet=pilotage.rubriques_intranet(contexte),
        origines=_origines(contexte, francais.du(fonction, feminin)),
        plan_actions=bool(dossier.actions),
        base=base_documentaire(contexte),
        formations=formations(contexte),
        correspondants=pilotage.correspondants(contexte),
        boite="" if noms.anonyme else demarche.organisme.courriel or "",
        comite_technique=pilotage.point_au_comite_technique(contexte),
        outils=outils.outils(contexte),
        outils_des_indicateurs=outils.outils_des_indicateurs(contexte),
        bilan=pilotage.bilan(contexte),
        audits=tuple(f"{a.quand} : {a.intitule}" for a in audits),
        audits_a_venir=tuple(f"{francais.le(a.intitule)} {a.de_quand}" for a in audits if a.a_venir),
        perspectives=Libre(demarche.perspectives or "", 3),
        objectifs=_objectifs(contexte),
        extensions=tuple(_extensions(contexte)),
        signature=contexte.signature(qui=president),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait la politique complète."""
    demarche, referent = contexte.dossier.demarche, trouver_referent(contexte)
    for cle, texte in (("introduction", demarche.introduction), ("perspectives", demarche.perspectives)):
        if not texte:
            yield f"le texte « {cle} » (qualicli.yaml)"
    if not _objectifs(contexte):
        yield "les objectifs à venir (« objectifs » de qualicli.yaml)"
    if not referent.missions:
        yield "les missions du référent qualité (« roles » d'annuaire.yaml)"
    if referent.lettre is None:
        yield "la lettre de mission du référent qualité (une fiche de preuves/, citée par « lettre_mission » du rôle)"
    if pilotage.comite(contexte) is None:
        yield "le comité de pilotage (instances.yaml)"
    if not pilotage.groupes(contexte):
        yield "les groupes de travail (instances.yaml)"
    sans = [s.nom for s in pilotage.sans_correspondant(contexte)]
    if sans:
        yield f"{francais.pluriel(len(sans), 'service')} sans correspondant qualité (services.yaml) : {francais.liste(sans)}"
    yield from outils.outils_absents(contexte)
    if pilotage.bilan(contexte) is None:
        yield "le bilan annuel (une fiche de type « bilan » dans preuves/)"
    if not any(a.a_venir for a in pilotage.audits(contexte)):
        yield "les audits à venir (audits/)"


def _titres(contexte: ContexteDocument) -> tuple[str, str]:
    """Le titre et le sous-titre : l'intitulé de la démarche est le titre, s'il nomme déjà la politique."""
    intitule = contexte.dossier.demarche.intitule or ""
    if "politique" in intitule.lower():
        return intitule, ""
    return f"Politique qualité {francais.du(contexte.dossier.demarche.organisme.nom)}", intitule


def _reperes(contexte: ContexteDocument) -> TableauTexte:
    """Les faits passés de la démarche et de son contexte, dans l'ordre du temps."""
    passes = (f for f in contexte.dossier.demarche.historique if f.date.debut <= contexte.au)
    lignes = ((francais.majuscule(f.date.en_clair()), f.texte) for f in sorted(passes, key=lambda f: f.date))
    return TableauTexte(("Date", "Repère"), tuple(lignes))


def _origines(contexte: ContexteDocument, du_referent: str) -> tuple[str, ...]:
    """D'où viennent les auto-évaluations faites à la date : « d'un diagnostic de la référente qualité »."""
    mots = {
        "referent": f"d'un diagnostic {du_referent}",
        "groupe_travail": "d'un groupe de travail",
        "audit": "d'un audit",
        "enquete": "d'une enquête",
        "clu": francais.du(contexte.dossier.nommer_genre("clu")),
        "agent": "d'un agent",
    }
    presentes = {
        e.origine
        for suivi in contexte.dossier.engagements.values()
        for e in suivi.evaluations
        if e.date.est_acquise(contexte.au)
    }
    return tuple(texte for origine, texte in mots.items() if origine in presentes)


def _objectifs(contexte: ContexteDocument) -> tuple[Echeancier, ...]:
    """Les objectifs encore à atteindre, par échéance."""
    par_date: dict[str, list[FaitDate]] = {}
    for objectif in sorted(contexte.dossier.demarche.objectifs, key=lambda o: o.date):
        if not objectif.date.est_depassee(contexte.au):
            par_date.setdefault(objectif.date.en_complement(), []).append(objectif)
    return tuple(
        Echeancier(francais.majuscule(quand), tuple(map(_objectif, faits))) for quand, faits in par_date.items()
    )


def _objectif(objectif: FaitDate) -> str:
    precisions = [objectif.reference, "fixé hors de la démarche" if objectif.externe else None]
    complement = " ; ".join(filter(None, precisions))
    return francais.minuscule(objectif.texte) + (f" ({complement})" if complement else "")


def _extensions(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui vient de l'échelon national et élargira la démarche."""
    for date, jalon in contexte.jalons_apres(contexte.au):
        if jalon.externe or jalon.type == "objectif_national":
            yield f"{date.en_complement()} : {intitule_jalon(jalon)}"
