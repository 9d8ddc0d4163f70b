"""Le bilan : la communication et la formation."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.mots import en_serie
from qualicli.modeles.vie import Communication, Formation, Session
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.referent import trouver_referent
from qualicli.rendus.documents.socle.vue import TableauTexte
from qualicli.rendus.documents.types.bilan.periode import Periode
from qualicli.rendus.documents.types.bilan.phrases import au_fil, entre_parentheses

CANAUX = {
    "intranet": "intranet",
    "internet": "internet",
    "affichage": "affichage",
    "messagerie": "messagerie",
    "reseau_social": "réseaux sociaux",
    "reunion": "réunion",
    "presse": "presse",
}


@dataclass(frozen=True, slots=True)
class InfosQualite:
    """Les infos qualité de la période : combien, à qui, quand, sur quoi ; et la prochaine."""

    combien: int
    en_lettres: str
    a_qui: str
    quand: str
    sujets: tuple[str, ...]
    prochaine: str
    numeros: str


@dataclass(frozen=True, slots=True)
class FormationsReferent:
    """Ce que le référent qualité a suivi, ce qui a été reporté ou annulé et ce qui vient, ses échanges avec ses pairs."""

    suivies: tuple[str, ...]
    contretemps: tuple[str, ...]
    echanges: tuple[str, ...]
    est_exigee: bool

    def __bool__(self) -> bool:
        return bool(self.suivies or self.contretemps or self.echanges)


def infos_qualite(contexte: ContexteDocument, periode: Periode) -> InfosQualite | None:
    """Les infos qualité diffusées et la prochaine ; `None` quand il n'y en a aucune."""
    toutes = sorted(
        (c for c in contexte.dossier.communications.values() if c.type == "info_qualite"), key=lambda c: (c.date, c.id)
    )
    faites = [c for c in toutes if periode.couvre(c.date)]
    a_venir = [c for c in toutes if c.date.fin > periode.fin]
    if not faites and not a_venir:
        return None
    sujets: dict[str, list[Communication]] = {}
    for info in faites:
        sujets.setdefault(info.intitule.partition(" : ")[2] or info.intitule, []).append(info)
    detailles = [
        au_fil(contexte, sujet) + (entre_parentheses(_dates(groupe)) if len(sujets) > 1 else "")
        for sujet, groupe in sujets.items()
    ]
    cibles = dict.fromkeys(i.cible for i in faites if i.cible)
    return InfosQualite(
        len(faites),
        "une" if len(faites) == 1 else francais.en_lettres(len(faites)),
        francais.liste(map(francais.au, cibles)),
        en_serie(i.date.texte for i in faites),
        tuple(detailles),
        a_venir[0].date.en_complement() if a_venir else "",
        francais.liste(i.numero for i in faites if i.numero),
    )


def _dates(groupe: list[Communication]) -> str:
    return groupe[0].date.en_clair() if len(groupe) == 1 else en_serie(i.date.texte for i in groupe)


def informations(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Les autres communications de la période, affichages à part : quoi, à qui, quand, pourquoi."""
    retenues = [
        c
        for c in contexte.dossier.communications.values()
        if c.type not in ("info_qualite", "affichage")
        and (periode.couvre(c.date) or (c.rythme and periode.connait(c.date)))
    ]
    return tuple(_information(contexte, c) for c in sorted(retenues, key=lambda c: (bool(c.rythme), c.date, c.id)))


def _information(contexte: ContexteDocument, communication: Communication) -> str:
    a_qui = f"à l'attention {francais.du(communication.cible)}" if communication.cible else ""
    quand = communication.rythme or communication.date.en_complement()
    publiee = communication.type == "publication" and not communication.rythme
    canaux = [CANAUX[c] for c in communication.canaux] if publiee else []
    pourquoi = f" : {francais.minuscule(communication.commentaire.rstrip(' .'))}" if communication.commentaire else ""
    nom = communication.intitule + (f" n° {communication.numero}" if communication.numero else "")
    nom = francais.guillemets(nom) if nom.endswith(("?", "!", "…")) else au_fil(contexte, nom)
    debut = ", ".join(filter(None, (nom, a_qui, quand)))
    return f"{debut}{entre_parentheses(francais.liste(canaux))}{pourquoi}"


def affichages(contexte: ContexteDocument, periode: Periode) -> TableauTexte:
    """Les affichages de la période : une ligne par affichage, une colonne par site, l'espace dans la case."""
    retenus = sorted(
        (c for c in contexte.dossier.communications.values() if c.type == "affichage" and periode.couvre(c.date)),
        key=lambda c: (c.date, c.id),
    )
    sites = [s for s in contexte.dossier.demarche.sites if any(not c.sites or s in c.sites for c in retenus)]
    lignes = tuple(
        (
            c.intitule,
            c.date.en_clair(),
            *(_espaces(contexte, c, s) for s in sites),
            francais.liste(CANAUX[k] for k in c.canaux if k != "affichage"),
        )
        for c in retenus
    )
    return TableauTexte(("Affichage", "Date", *map(contexte.site, sites), "Aussi diffusé par"), lignes).sans_vides()


def _espaces(contexte: ContexteDocument, communication: Communication, site: str) -> str:
    """Les espaces d'un site : ceux qui ne nomment pas la commune d'un autre."""
    if communication.sites and site not in communication.sites:
        return ""
    ailleurs = [s.commune for nom, s in contexte.dossier.demarche.sites.items() if nom != site and s.commune]
    siens = [e for e in communication.espaces if not any(commune in e for commune in ailleurs)]
    return francais.liste(map(francais.minuscule, siens)) or "affiché"


def formations_referent(contexte: ContexteDocument, periode: Periode) -> FormationsReferent:
    """Les formations du référent qualité, session par session."""
    referent = trouver_referent(contexte)
    titulaire = referent.role.titulaire(periode.fin) if referent.role else None
    siens = {referent.acteur.id, titulaire.personne if titulaire else None} - {None}
    siennes = [f for f in contexte.dossier.formations.values() if any(a.id in siens for a in f.pour)]
    suivies: list[tuple[DateImprecise, str]] = []
    contretemps, echanges = [], []
    for formation in siennes:
        tenues = [s for s in formation.sessions if s.realisee and periode.couvre(s.realisee)]
        phrases = [*_contretemps(periode, formation), *_prochaines(periode, formation)]
        if phrases:
            contretemps.append(" ".join(phrases))
        if formation.modalite == "echange":
            echanges += [_echange(formation, s) for s in tenues]
        else:
            suivies += [(s.realisee, _suivie(formation, s)) for s in tenues if s.realisee and not s.reports]
    exigee = bool(referent.role and referent.role.formation_exigee) or any(f.couvre for f in siennes)
    return FormationsReferent(tuple(t for _, t in sorted(suivies)), tuple(contretemps), tuple(echanges), exigee)


def _suivie(formation: Formation, session: Session) -> str:
    quand = session.realisee.en_clair() if session.realisee else ""
    return f"{formation.intitule} ({', '.join(filter(None, (quand, session.lieu)))})"


def _contretemps(periode: Periode, formation: Formation) -> Iterator[str]:
    """« La formation « … », initialement programmée en novembre 2020, puis en janvier 2021, a été annulée (…). »"""
    for session in formation.sessions:
        tenue = session.realisee if session.realisee and periode.couvre(session.realisee) else None
        annulee = session.annulee_le if session.annulee_le and periode.couvre(session.annulee_le) else None
        if annulee is None and not (session.reports and tenue):
            continue
        dates = [session.prevue, *(r.nouvelle for r in session.reports)]
        if tenue and dates[-1].debut <= tenue.debut <= dates[-1].fin:
            dates.pop()
        issue = f"a été suivie {tenue.en_complement()}{_ou(session)}" if tenue else "a été annulée"
        if annulee and annulee not in dates:
            issue += f" {annulee.en_complement()}"
        motifs = (m.rstrip(" .") for m in (*(r.motif for r in session.reports), session.motif) if m)
        programmee = ", puis ".join(d.en_complement() for d in dates)
        yield (
            f"La formation {francais.guillemets(formation.intitule)}, initialement programmée {programmee}, {issue}"
            f"{entre_parentheses(*dict.fromkeys(motifs))}."
        )


def _prochaines(periode: Periode, formation: Formation) -> Iterator[str]:
    """« La prochaine session est prévue les 10 et 11 mars 2021, à Lognes. », quand la formation vient d'être nommée."""
    nommee = any(_contretemps(periode, formation))
    for session in formation.sessions:
        prevue = session.reports[-1].nouvelle if session.reports else session.prevue
        if periode.connait(session.realisee) or periode.connait(session.annulee_le) or prevue.fin <= periode.fin:
            continue
        nom = "" if nommee else f" de la formation {francais.guillemets(formation.intitule)}"
        autrefois = "".join(f", reportée {d.en_complement()}" for d in [r.nouvelle for r in session.reports][:-1])
        lieu_de = f" (au lieu de : {session.prevue.en_clair()}{autrefois})" if session.reports else ""
        yield f"La prochaine session{nom} est prévue {prevue.en_complement()}{_ou(session)}{lieu_de}."


def _ou(session: Session) -> str:
    if not session.lieu:
        return ""
    return f", {francais.a_ville(session.lieu)}" if session.lieu[0].isupper() else f", {session.lieu}"


def _echange(formation: Formation, session: Session) -> str:
    quand = f", {session.realisee.en_complement()}" if session.realisee else ""
    avec = entre_parentheses(formation.public)
    suite = f". {francais.majuscule(formation.commentaire.rstrip(' .'))}." if formation.commentaire else ""
    return f"{francais.minuscule(formation.intitule)}{quand}{_ou(session)}{avec}{suite}"


def formations_agents(contexte: ContexteDocument, periode: Periode) -> TableauTexte:
    """Les sessions destinées aux agents, tenues ou annulées pendant la période, et le nombre d'agents formés."""
    lignes: list[tuple[DateImprecise, tuple[str, ...]]] = []
    for formation in contexte.dossier.formations.values():
        if formation.pour:
            continue
        for session in formation.sessions:
            quand = next((q for q in (session.realisee, session.annulee_le) if q and periode.couvre(q)), None)
            if quand is not None:
                tenue = session.realisee or session.prevue
                suivie_par = (session.service,) if session.service else formation.services
                service = francais.liste(contexte.service(s) for s in suivie_par)
                lignes.append((tenue, (formation.intitule, tenue.en_clair(), service, _formes(session))))
    return TableauTexte(
        ("Formation", "Date", "Service", "Agents formés"), tuple(c for _, c in sorted(lignes))
    ).sans_vides()


def _formes(session: Session) -> str:
    if session.realisee is None:
        return f"session annulée{entre_parentheses(session.motif)}"
    if session.formes is None:
        return ""
    return f"{session.formes} sur {session.prevus}" if session.prevus is not None else str(session.formes)
