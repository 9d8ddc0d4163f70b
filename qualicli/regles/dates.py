"""DAT : un rendez-vous et une échéance à venir tombent un jour ouvré, ceux du département de la démarche."""

from collections.abc import Iterator

from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.base import Objet
from qualicli.modeles.suivi import RevisionEcheance, revision_connue
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.ouvres import CalendrierOuvre, numero_de_departement
from qualicli.regles.contexte import Contexte, Regle

# Les jalons où des gens se retrouvent ; les autres sont des dates limites.
_RENDEZ_VOUS = ("audit_blanc", "audit_labellisation", "audit_suivi", "copil", "clu", "comite_technique", "formation")
Datee = tuple[Objet, Chemin, str, DateImprecise | None]


def rendez_vous_chomes(contexte: Contexte) -> Iterator[Faute]:
    """Une réunion, un audit, une session à venir ne tombe ni un samedi, ni un dimanche, ni un jour férié."""
    return _chomes(contexte, _rendez_vous(contexte), "Choisissez une date que tous peuvent tenir.")


def echeances_chomees(contexte: Contexte) -> Iterator[Faute]:
    """Une échéance à venir tombe un jour où l'on peut la tenir."""
    return _chomes(contexte, _echeances(contexte), "Gardez-la, ou écrivez un jour où l'on travaille.")


def departements_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Le département de l'organisme existe : ses jours fériés se comptent d'après lui."""
    demarche = contexte.dossier.demarche
    numero = demarche.organisme.departement
    if numero is not None and numero_de_departement(numero) is None:
        message = f"« {numero} » n'est pas un département : les jours fériés comptés sont ceux de toute la France."
        yield Faute(demarche.fichier, ("organisme", "departement"), message, "Écrivez son numéro : 42, 2A ou 974.")


def _chomes(contexte: Contexte, datees: Iterator[Datee], conseil: str) -> Iterator[Faute]:
    """Les dates d'un seul jour, à venir, qui tombent un jour chômé : ce qui est passé ne se corrige plus."""
    calendrier = CalendrierOuvre(contexte.dossier.demarche.organisme.departement)
    for objet, chemin, texte, quand in datees:
        if quand is None or not quand.est_exacte or quand.est_depassee(contexte.au):
            continue
        chome = calendrier.dire_chome(quand.debut)
        if chome:
            yield Faute(objet.fichier, chemin, f"{texte} ({quand.en_clair()}) {chome}.", conseil)


def _rendez_vous(contexte: Contexte) -> Iterator[Datee]:
    dossier = contexte.connu
    jalons = dossier.dates_jalons(contexte.au)
    for reunion in dossier.reunions.values():
        yield reunion, ("date",), "La réunion", reunion.date
        if reunion.prochaine is not None and reunion.prochaine.date is not None:
            quand = reunion.prochaine.date.resoudre(jalons)
            yield reunion, ("prochaine", "date"), "La prochaine réunion", quand
    for audit in dossier.audits.values():
        yield audit, ("date",), f"« {audit.intitule} »", audit.date.resoudre(jalons)
    for formation in dossier.formations.values():
        for rang, session in enumerate(formation.sessions):
            if session.realisee is None and session.annulee_le is None:
                chemin: Chemin = ("reports", len(session.reports) - 1, "nouvelle") if session.reports else ("prevue",)
                quand = session.reports[-1].nouvelle if session.reports else session.prevue
                yield formation, ("sessions", rang, *chemin), f"La session de « {formation.intitule} »", quand
    yield from _jalons(contexte, est_rendez_vous=True)


def _echeances(contexte: Contexte) -> Iterator[Datee]:
    dossier, au = contexte.connu, contexte.au
    for action in dossier.actions.values():
        prevue = action.echeance_au(au) if action.reste_a_faire(au) else None
        if prevue is not None:
            chemin = _chemin(action.revisions, "echeance", contexte)
            yield action, chemin, "L'échéance de l'action", prevue.resoudre(dossier.dates_jalons(au))
    yield from _jalons(contexte, est_rendez_vous=False)


def _jalons(contexte: Contexte, est_rendez_vous: bool) -> Iterator[Datee]:
    dates = contexte.connu.dates_jalons(contexte.au)
    for jalon in contexte.connu.jalons.values():
        if (jalon.type in _RENDEZ_VOUS) is est_rendez_vous and not jalon.est_realise(contexte.au):
            yield (
                jalon,
                _chemin(jalon.revisions, "date_initiale", contexte),
                f"« {jalon.intitule} »",
                dates.get(jalon.id),
            )


def _chemin(revisions: tuple[RevisionEcheance, ...], premiere: str, contexte: Contexte) -> Chemin:
    """Où est écrite la date en vigueur."""
    rang = revision_connue(revisions, contexte.au)
    return (premiere,) if rang is None else ("revisions", rang, "nouvelle")


REGLES = (
    Regle(
        "DAT001",
        Gravite.AVERTISSEMENT,
        "Rendez-vous un jour chômé",
        "Une réunion, un audit, une session ou une étape à venir tombe un samedi, un dimanche ou un jour férié du département "
        "(« organisme: departement »).",
        "date: 2015-12-26   (un samedi, férié en Moselle)",
        "date: 2015-12-28",
        rendez_vous_chomes,
    ),
    Regle(
        "DAT002",
        Gravite.INFORMATION,
        "Échéance un jour chômé",
        "L'échéance d'une action, ou une étape du rétroplanning, est à venir et tombe un jour où personne ne travaille.",
        "echeance: 2022-07-14   (la fête nationale)",
        "echeance: 2022-07-15",
        echeances_chomees,
    ),
    Regle(
        "DAT003",
        Gravite.AVERTISSEMENT,
        "Département inconnu",
        "Le numéro du département règle les jours fériés : Vendredi saint et 26 décembre en Moselle, Bas-Rhin et Haut-Rhin, "
        "abolition de l'esclavage outre-mer.",
        "organisme: {nom: Préfecture de la Moselle, departement: Moselle}",
        'organisme: {nom: Préfecture de la Moselle, departement: "57"}',
        departements_inconnus,
    ),
)
