"""Le bilan : d'où part la démarche, les modules retenus ou quittés, ce qu'elle a mis en place."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.campagnes import couverture
from qualicli.modeles.choix import RETRAITS, Passe, histoire
from qualicli.modeles.demarche import STATUTS_COMPTES, Campagne, ModuleRetenu, Renfort
from qualicli.modeles.organisation import Role
from qualicli.modeles.suivi import Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.jalons import dater
from qualicli.rendus.documents.socle.perimetre import nommer_module
from qualicli.rendus.documents.socle.referent import trouver_referent
from qualicli.rendus.documents.socle.reunions import titre_reunion
from qualicli.rendus.documents.types.bilan.periode import Periode
from qualicli.rendus.documents.types.bilan.phrases import au_fil, entre_parentheses


@dataclass(frozen=True, slots=True)
class Poste:
    """Le poste de référent qualité : ses vacances, ses prises de poste, les autres rôles de qui le tient."""

    intitule: str  # « référent qualité »
    pronom: str
    vacances: tuple[str, ...]
    prises: tuple[str, ...]
    cumuls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModulesChoisis:
    """Des modules retenus ensemble : quand, par qui, et lesquels, avec leurs sites."""

    quand: str
    par: str
    modules: tuple[str, ...]


_ETENDUES = {
    "initiale": "première évaluation",
    "actualisation": "actualisation",
    "semi": "évaluation partielle",
    "autre": "",
}


def campagnes(contexte: ContexteDocument, periode: Periode, passees: bool) -> tuple[str, ...]:
    """Les campagnes d'auto-évaluation d'avant la période, ou celles de la période, dans l'ordre du temps."""
    connues = [(nom, c) for nom, c in contexte.dossier.demarche.campagnes.items() if periode.connait(c.periode)]
    retenues = sorted((c for c in connues if (c[1].periode.fin < periode.debut) is passees), key=lambda c: c[1].periode)
    return tuple(_campagne(contexte, c) + _couverture(contexte, nom, periode) for nom, c in retenues)


def _couverture(contexte: ContexteDocument, campagne: str, periode: Periode) -> str:
    """Ce que la campagne a jugé, et qui elle n'a pas vu : « 27 jugements y ont été portés ; aucun ne concerne le CERT. »."""
    jugements, oublies = couverture(contexte.dossier, campagne, periode.fin)
    if not jugements:
        return ""
    noms = (libelles.nommer_service(contexte.dossier, nom) for nom in oublies)
    suite = f" ; aucun ne concerne : {francais.liste(map(francais.minuscule, noms))}" if oublies else ""
    return f" {francais.pluriel(jugements, 'jugement y a été porté', 'jugements y ont été portés')}{suite}."


def _campagne(contexte: ContexteDocument, campagne: Campagne) -> str:
    combien = len(campagne.services)
    vus = f"{francais.en_lettres(combien)} {francais.accorder(combien, 'service')}"
    qui = vus if 0 < combien < len(contexte.dossier.services) else "l'ensemble des services"
    objet = f", pour {francais.minuscule(campagne.objet.rstrip(' .'))}" if campagne.objet else ""
    dite = campagne.type[:7] in campagne.intitule.lower()  # « initial », « actualisation », « semi » : ne pas le redire
    etendue = "" if dite else entre_parentheses(_ETENDUES[campagne.type])
    return f"{_sujet(campagne.intitule)}{etendue} a eu lieu {campagne.periode.en_complement()}, avec {qui}{objet}."


def _sujet(nom: str) -> str:
    """Un nom, sujet d'une phrase : « L'état des lieux, engagement par engagement, » ; l'incise se referme."""
    return francais.majuscule(francais.le(nom)) + ("," if ", " in nom else "")


def poste(contexte: ContexteDocument, periode: Periode) -> Poste | None:
    """Le poste de référent qualité pendant la période ; `None` quand l'annuaire n'en a pas."""
    role, annuaire = trouver_referent(contexte).role, contexte.dossier.annuaire
    if role is None or annuaire is None:
        return None
    titulaire = role.titulaire(periode.fin)
    cumuls = [
        francais.minuscule(r.intitule)
        for r in annuaire.roles.values()
        if r is not role and titulaire and (t := r.titulaire(periode.fin)) and t.personne == titulaire.personne
    ]
    return Poste(
        francais.minuscule(role.intitule),
        "Elle" if francais.est_feminin(role.intitule) else "Il",
        tuple(_vacances(role, periode)),
        tuple(t.du.en_complement() for t in role.titulaires if periode.debut <= t.du.debut <= periode.fin),
        tuple(cumuls),
    )


def _vacances(role: Role, periode: Periode) -> Iterator[str]:
    for vacance in role.vacances(periode.fin):
        if vacance.fin is None:
            yield f"est vacant depuis {vacance.depuis}{entre_parentheses(vacance.motif)}"
        elif vacance.fin >= periode.debut:
            quand = DateImprecise.entre(vacance.debut, vacance.fin).en_complement()
            yield f"est resté vacant {quand}{entre_parentheses(vacance.motif)}"


def lancement(contexte: ContexteDocument, periode: Periode) -> Iterator[str]:
    """Le lancement de la démarche, et dans quelles circonstances ; la prise de poste du référent est dite ailleurs."""
    role = trouver_referent(contexte).role
    for _, jalon in contexte.jalons(periode.fin):
        if role and any(t.du == jalon.realise_le for t in role.titulaires):
            continue
        if jalon.type == "lancement" and jalon.realise_le and periode.couvre(jalon.realise_le):
            suite = f", {francais.minuscule(jalon.commentaire.rstrip(' .'))}" if jalon.commentaire else ""
            quand = jalon.realise_le.en_complement()
            titre = " : " in jalon.intitule  # un titre ne fait pas le sujet d'une phrase
            debut = jalon.intitule if titre else f"{_sujet(jalon.intitule)} a eu lieu"
            yield f"{debut}{',' if titre else ''} {quand}{suite}."


def faits(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Les faits de l'histoire de la démarche pendant la période, dans l'ordre du temps."""
    retenus = (f for f in contexte.dossier.demarche.historique if periode.couvre(f.date))
    return tuple(
        dater(f.date, au_fil(contexte, f.texte.rstrip(" ."))) + entre_parentheses(f.reference)
        for f in sorted(retenus, key=lambda f: f.date)
    )


def choix(contexte: ContexteDocument, periode: Periode) -> tuple[ModulesChoisis, ...]:
    """Les modules retenus pendant la période, ceux d'une même date ensemble ; par qui, quand c'est le même pour tous."""
    groupes: dict[str, list[tuple[str, str, str]]] = {}
    plusieurs = len(contexte.dossier.demarche.sites) > 1
    for nom, passe in _choix_nommes(contexte):
        retenu = passe.retenu
        if _entre(passe) and retenu.du and periode.debut <= retenu.du.debut <= periode.fin:
            qui = f"par {contexte.noms(periode.fin).designer(retenu.retenu_par)}" if retenu.retenu_par else ""
            retire = passe.seul and retenu.jusqu_au  # c'est alors un retrait que la réunion a décidé
            qui = qui or ("" if retire else _par_instance(contexte, retenu))
            ou = francais.liste(francais.minuscule(contexte.site(s)) for s in retenu.sites) if plusieurs else ""
            repris = libelles.STATUTS_MODULE["repris"] if retenu.statut == "repris" else ""
            details = ", ".join(filter(None, (repris, ou)))
            groupes.setdefault(retenu.du.en_complement(), []).append((nom, details, qui))
    return tuple(_choix(quand, groupe) for quand, groupe in groupes.items())


def _choix(quand: str, groupe: list[tuple[str, str, str]]) -> ModulesChoisis:
    decideurs = {qui for _, _, qui in groupe}
    tous = decideurs.pop() if len(decideurs) == 1 else ""
    return ModulesChoisis(
        quand, tous, tuple(nom + entre_parentheses(ou, "" if tous else qui) for nom, ou, qui in groupe)
    )


def retraits(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Les modules retirés ou suspendus pendant la période, et pourquoi."""
    return tuple(
        f"{nom}, {libelles.STATUTS_MODULE[passe.retenu.statut]} {quand.en_complement()} "
        f"{_par_instance(contexte, passe.retenu)}".rstrip()
        + entre_parentheses(passe.retenu.motif)
        for nom, passe in _choix_nommes(contexte)
        if (quand := _sortie(passe)) and periode.couvre(quand)
    )


def _entre(passe: Passe) -> bool:
    """Vrai pour un choix qui met un module dans les taux : « labellisé » après « engagé » n'y change rien."""
    if passe.seul:
        return passe.retenu.statut != "envisage"
    return passe.retenu.statut in STATUTS_COMPTES and not passe.suit_un_compte


def _sortie(passe: Passe) -> DateImprecise | None:
    """Quand un choix retire un module des taux."""
    if passe.seul:
        return passe.retenu.jusqu_au
    return passe.retenu.du if passe.retenu.statut in RETRAITS and passe.suit_un_compte else None


def _choix_nommes(contexte: ContexteDocument) -> Iterator[tuple[str, Passe]]:
    demarche = contexte.dossier.demarche
    for perimetre in demarche.perimetre:
        referentiel = contexte.dossier.referentiels.get(perimetre.referentiel)
        if referentiel is None:
            continue
        for module in referentiel.modules:
            nom = " – ".join(filter(None, (nommer_module(referentiel, module.code), module.titre)))
            nom = contexte.dossier.preciser(referentiel.id, nom)
            yield from ((nom, passe) for passe in histoire(demarche, perimetre, module.code))


def _par_instance(contexte: ContexteDocument, retenu: ModuleRetenu) -> str:
    reunion = contexte.dossier.reunions.get(retenu.decide_par or "")
    return f"par {francais.le(titre_reunion(contexte, reunion))}" if reunion else ""


def etapes_franchies(contexte: ContexteDocument, periode: Periode, dits: frozenset[str]) -> tuple[str, ...]:
    """Ce que la démarche a mis en place pendant la période : les jalons réalisés que rien d'autre ne raconte."""
    racontes = {"copil", "clu", "comite_technique", "lancement", "enquete", "objectif_national"}
    racontes |= {j.type for j in contexte.dossier.jalons.values() if j.type.startswith("audit_")}
    dits |= {j.id for j in contexte.dossier.jalons.values() if _est_une_campagne(contexte, j)}
    faits_ = [
        (j.realise_le, j)
        for _, j in contexte.jalons(periode.fin)
        if j.id not in dits
        and not j.externe
        and j.type not in racontes
        and j.realise_le
        and periode.couvre(j.realise_le)
    ]
    return tuple(
        dater(quand, au_fil(contexte, j.intitule)) + entre_parentheses(j.commentaire)
        for quand, j in sorted(faits_, key=lambda f: (f[0], f[1].id))
    )


def _est_une_campagne(contexte: ContexteDocument, jalon: Jalon) -> bool:
    return any(c.intitule == jalon.intitule for c in contexte.dossier.demarche.campagnes.values())


def renforts(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Les moyens humains donnés à la démarche, de la période ou attendus : qui, quand, pour quoi, où en est l'arrivée."""
    return tuple(
        _renfort(contexte, periode, r)
        for r in contexte.dossier.demarche.renforts
        if r.periode is None or r.periode.fin >= periode.debut
    )


def _renfort(contexte: ContexteDocument, periode: Periode, renfort: Renfort) -> str:
    mission = francais.minuscule((renfort.mission or "").rstrip(" ."))
    pour = f"pour {mission}" if francais.est_infinitif(mission) else f"avec pour mission : {mission}" if mission else ""
    quand = renfort.periode.en_complement() if renfort.periode else ""
    action = contexte.dossier.actions.get(renfort.recrutement or "")
    etat = ""
    if action is not None and not periode.connait(action.faite_le):
        qui = contexte.noms(periode.fin).fonction(action.responsable)
        etat = f" ; recrutement en cours{f' ({qui})' if qui else ''}"
    return ", ".join(filter(None, (francais.minuscule(renfort.intitule), quand, pour))) + etat
