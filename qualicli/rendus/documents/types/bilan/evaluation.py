"""Le bilan : réunions de travail, enquêtes, audits, plan d'actions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.audit import Audit
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle.audits_tenus import conclusion, releve, suites, tenus
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.reunions import titre_reunion
from qualicli.rendus.documents.types.bilan.periode import Periode
from qualicli.rendus.documents.types.bilan.phrases import entre_parentheses


@dataclass(frozen=True, slots=True)
class Travail:
    """Les réunions de travail de la période : combien, quand, avec quels services, pour quoi, et leurs comptes rendus."""

    combien: int
    quand: str
    services: tuple[str, ...]
    tous_les_services: bool
    objets: tuple[str, ...]
    comptes_rendus: int
    points: tuple[str, ...]  # traités à chaque réunion
    documents: tuple[str, ...]  # remis à chaque réunion


@dataclass(frozen=True, slots=True)
class Plan:
    """Le plan d'actions en nombres, et qui l'a validé."""

    total: int
    etats: str  # « 3 faites, 10 en cours et 2 en retard », ou « toutes en cours »
    validation: str


def travail(contexte: ContexteDocument, periode: Periode) -> Travail | None:
    """Les réunions de travail et de groupe de la période ; `None` quand il n'y en a pas eu."""
    tenues = [r for r in contexte.reunions("groupe_travail", "equipe_projet", "autre") if periode.couvre(r.date)]
    if not tenues:
        return None
    services = contexte.dossier.services
    vus = set(dict.fromkeys(s for r in tenues for s in _services(contexte, r)))
    principaux = [s for s, fiche in services.items() if fiche.partie_de is None]
    quand = DateImprecise.entre(min(r.date.debut for r in tenues), max(r.date.fin for r in tenues), au_mois=True)
    return Travail(
        len(tenues),
        quand.en_complement(),
        tuple(francais.minuscule(services[s].nom) for s in services if s in vus),
        vus.issuperset(principaux),
        tuple(dict.fromkeys(francais.minuscule(o.rstrip(" .")) for r in tenues for o in r.objets)),
        sum(periode.connait(r.cr_diffuse_le) for r in tenues),
        tuple(_a_chaque_fois([p.titre for p in r.ordre_du_jour] for r in tenues)),
        tuple(map(francais.minuscule, contexte.intitules(_a_chaque_fois(r.documents_remis for r in tenues)))),
    )


def _services(contexte: ContexteDocument, reunion: Reunion) -> Iterator[str]:
    """Les services qu'une réunion a vus : invités comme tels, ou par l'un de leurs agents."""
    noms = contexte.noms(reunion.date.fin)
    referents = {a.id for a in contexte.dossier.demarche.suivi_par}
    for acteur in (*reunion.invites, *(p.qui for p in reunion.presents)):
        personne = None if acteur.id in referents else noms.personne(acteur)
        service = acteur.id if acteur.id in contexte.dossier.services else personne.service if personne else None
        while service is not None and service in contexte.dossier.services:
            yield service
            service = contexte.dossier.services[service].partie_de


def _a_chaque_fois(listes: Iterable[Iterable[str]]) -> list[str]:
    """Ce qui se retrouve dans toutes les listes, quand il y en a plusieurs."""
    toutes = [list(dict.fromkeys(li)) for li in listes]
    comptes = Counter(e for li in toutes for e in li)
    return [e for e, combien in comptes.items() if combien == len(toutes) > 1]


def enquetes(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Les enquêtes menées pendant la période : quand, et combien d'usagers y ont répondu."""
    menees = [e for e in contexte.dossier.enquetes.values() if any(periode.couvre(v.periode) for v in e.volets)]
    return tuple(_enquete(periode, e) for e in sorted(menees, key=lambda e: (min(v.periode for v in e.volets), e.id)))


def _enquete(periode: Periode, enquete: Enquete) -> str:
    volets = [v for v in enquete.volets if periode.couvre(v.periode)]
    mystere = enquete.type == "mystere"
    details = [francais.minuscule(v.intitule) + _reponses(v.repondants, mystere) for v in volets]
    quand = DateImprecise.entre(min(v.periode.debut for v in volets), max(v.periode.fin for v in volets))
    return f"{francais.minuscule(enquete.intitule)}, {quand.en_complement()} ({' ; '.join(details)})"


def _reponses(combien: int | None, mystere: bool) -> str:
    if combien is None:
        return ""
    return f" : {combien if mystere else francais.pluriel(combien, 'réponse')}"


def audits(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Les audits tenus pendant la période, ce qu'ils ont conclu et relevé, et ce que leurs constats sont devenus."""
    siens = tenus(contexte, periode.debut, periode.fin)
    return tuple(_audit(contexte, periode.fin, quand, audit) for quand, audit in siens)


def _audit(contexte: ContexteDocument, au: date, quand: DateImprecise, audit: Audit) -> str:
    nom = francais.minuscule(audit.intitule)
    ou = "" if quand.en_clair() in nom else f", {quand.en_complement()}"
    par = f", par {audit.organisme}" if audit.organisme else ""
    conclu = conclusion(audit, au)
    dits = (releve(contexte, audit, au), f"conclusion {conclu}" if conclu else "", suites(contexte, audit, au))
    dit = " ; ".join(filter(None, dits))
    return f"{nom}{ou}{par}{entre_parentheses(audit.commentaire)}" + (f" : {dit}" if dit else "")


def plan(contexte: ContexteDocument, periode: Periode) -> Plan | None:
    """Où en est le plan d'actions au dernier jour de la période ; `None` quand il n'y a pas d'action."""
    etats: Counter[str] = Counter()
    for action in contexte.dossier.actions.values():
        if (action.debut is None or action.debut.debut <= periode.fin) and action.statut != "abandonnee":
            retard = action.retard(periode.fin, contexte.dossier.dates_jalons(periode.fin)) is not None
            ouverte = "en_retard" if retard else "a_faire" if action.statut == "a_faire" else "en_cours"
            etats["faites" if periode.connait(action.faite_le) else ouverte] += 1
    if not etats:
        return None
    total = etats.total()
    mots = {
        "faites": francais.accorder(etats["faites"], "faite"),
        "en_cours": "en cours",
        "a_faire": "à faire",
        "en_retard": "en retard",
    }
    comptes = [f"{etats[e]} {mot}" for e, mot in mots.items() if etats[e]]
    seul = next((mot for e, mot in mots.items() if etats[e] == total), "")
    etat = francais.liste(comptes) if not seul else f"toutes {seul}" if total > 1 else seul
    return Plan(total, etat, validation(contexte, periode, "plan_actions"))


def validation(contexte: ContexteDocument, periode: Periode, objet: str) -> str:
    """« le 18 février 2021 par le comité de pilotage Qual-e-pref » : la dernière validation connue, ou rien."""
    for reunion in reversed(contexte.reunions()):
        valide = any(d.type == "validation" and d.objet == objet for d in reunion.decisions)
        if valide and periode.connait(reunion.date):
            return f"{reunion.date.en_complement()} par {francais.le(titre_reunion(contexte, reunion))}"
    return ""
