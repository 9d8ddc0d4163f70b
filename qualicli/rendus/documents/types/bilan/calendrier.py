"""Le bilan : ce qui a changé dans le calendrier, et ce qui vient."""

from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.suivi import Jalon, RevisionEcheance
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.jalons import dire_revision, intitule_jalon
from qualicli.rendus.documents.types.bilan.periode import Periode
from qualicli.rendus.documents.types.bilan.phrases import entre_parentheses


@dataclass(frozen=True, slots=True)
class Objectif:
    """Un objectif national : à qui il est, son échéance, celle qui la remplace, pourquoi et d'après quel texte."""

    titre: str
    intitule: str
    initiale: str  # « au 31 décembre 2021 »
    report: str  # « à la fin de l'été 2022 »
    motif: str
    reference: str


@dataclass(frozen=True, slots=True)
class Revision:
    """Une étape déplacée : sa date et celle qu'elle remplace, pourquoi, à la demande de qui."""

    etape: str
    date: str  # « septembre 2021 (au lieu d'avril 2021) »
    motif: str
    demandeur: str  # « M. le préfet des Alpes-Maritimes »
    du_demandeur: str  # « de M. le préfet des Alpes-Maritimes »


def objectifs_nationaux(contexte: ContexteDocument, periode: Periode) -> tuple[Objectif, ...]:
    """Les échéances nationales auxquelles la démarche s'est mesurée pendant la période, et leur report."""
    return tuple(
        _objectif(contexte, periode, quand, jalon)
        for quand, jalon in contexte.jalons(periode.fin)
        if jalon.type == "objectif_national" and quand.fin >= periode.debut
    )


def _objectif(contexte: ContexteDocument, periode: Periode, quand: DateImprecise, jalon: Jalon) -> Objectif:
    revision = _derniere(jalon, periode)
    initiale = contexte.echeance(jalon.date_initiale, periode.fin) or quand
    return Objectif(
        (jalon.commentaire or "Objectif national").rstrip(" ."),
        francais.minuscule(jalon.intitule),
        initiale.en_terme(),
        quand.en_terme() if revision else "",
        francais.minuscule((revision.motif or "").rstrip(" .")) if revision else "",
        francais.minuscule(jalon.reference or ""),
    )


def _derniere(jalon: Jalon, periode: Periode) -> RevisionEcheance | None:
    return next((r for r in reversed(jalon.revisions) if r.est_connue(periode.fin)), None)


def revisions(contexte: ContexteDocument, periode: Periode) -> tuple[Revision, ...]:
    """Les étapes déplacées pendant la période."""
    noms = contexte.noms(periode.fin)
    trouvees = []
    for quand, jalon in contexte.jalons(periode.fin):
        derniere = _derniere(jalon, periode)
        if jalon.type != "objectif_national" and derniere and (derniere.le is None or periode.couvre(derniere.le)):
            etape = f"{jalon.intitule}{_organisme(contexte, jalon)}"
            motif = francais.minuscule((derniere.motif or "").rstrip(" ."))
            date_ecrite = dire_revision(contexte, quand, jalon)
            qui = francais.majuscule(noms.designer(derniere.decide_par))
            de_qui = noms.de(derniere.decide_par) if derniere.decide_par else ""
            trouvees.append(Revision(etape, date_ecrite, motif, qui, de_qui))
    return tuple(trouvees)


def _organisme(contexte: ContexteDocument, jalon: Jalon) -> str:
    siens = (a.organisme for a in contexte.dossier.audits.values() if a.date.jalon == jalon.id and a.organisme)
    organisme = next(siens, None)
    if not organisme:
        return ""
    return f" par l'organisme {organisme.removeprefix('Organisme ').removeprefix('organisme ')}"


def sites_communs(contexte: ContexteDocument, periode: Periode) -> str:
    """Les sites que chaque audit à venir verra ensemble : « à la préfecture et à la sous-préfecture », ou rien."""
    ensembles = {
        frozenset(a.sites)
        for a in contexte.dossier.audits.values()
        if (quand := contexte.echeance(a.date, periode.fin)) is not None and quand.fin > periode.fin
    }
    if len(ensembles) != 1 or len(communs_ := ensembles.pop()) < 2:
        return ""
    return francais.liste(francais.au(contexte.site(s)) for s in contexte.dossier.demarche.sites if s in communs_)


def retards(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Les étapes dont la date est passée, et qui restent à mener."""
    return tuple(
        intitule_jalon(jalon) + _echeance(quand)
        for quand, jalon in contexte.jalons(periode.fin)
        if quand.est_depassee(periode.fin) and not jalon.externe and not periode.connait(jalon.realise_le)
    )


def objectifs(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Ce que la démarche vise pour l'année qui suit celle du bilan."""
    annee = periode.annee + 1
    return tuple(
        francais.minuscule(o.texte.rstrip(" .")) + (_echeance(o.date) if len(o.date.texte) > 4 else "")
        for o in sorted(contexte.dossier.demarche.objectifs, key=lambda o: o.date)
        if o.date.debut.year <= annee <= o.date.fin.year
    )


def _echeance(quand: DateImprecise) -> str:
    return entre_parentheses(quand.en_clair())
