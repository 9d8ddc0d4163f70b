"""FOR : une session a lieu ou n'a pas lieu, et ses reports s'expliquent."""

from collections.abc import Iterator

from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.vie import Formation, Session
from qualicli.regles.contexte import Contexte, Regle


def _sessions(contexte: Contexte) -> Iterator[tuple[Formation, Chemin, Session]]:
    for formation in contexte.connu.formations.values():
        for rang, session in enumerate(formation.sessions):
            yield formation, ("sessions", rang), session


def sessions_ambigues(contexte: Contexte) -> Iterator[Faute]:
    """Une session n'est pas à la fois tenue et annulée."""
    for formation, chemin, session in _sessions(contexte):
        if session.realisee is not None and session.annulee_le is not None:
            message = "La session est à la fois réalisée et annulée."
            yield Faute(
                formation.fichier,
                (*chemin, "annulee_le"),
                message,
                "Gardez l'une des deux dates ; un report suffit peut-être.",
            )


def reports_sans_motif(contexte: Contexte) -> Iterator[Faute]:
    """Un report ou une annulation s'explique."""
    for formation, chemin, session in _sessions(contexte):
        for rang, report in enumerate(session.reports):
            if report.motif is None:
                message = f"La session est reportée ({report.nouvelle.en_clair()}) sans motif."
                yield Faute(formation.fichier, (*chemin, "reports", rang), message, "Ajoutez « motif: … ».")
        if session.annulee_le is not None and session.motif is None:
            message = f"La session est annulée ({session.annulee_le.en_clair()}) sans motif."
            yield Faute(formation.fichier, (*chemin, "annulee_le"), message, "Ajoutez « motif: … ».")


def effectifs_douteux(contexte: Contexte) -> Iterator[Faute]:
    """On ne forme pas plus d'agents qu'on n'en attend."""
    for formation, chemin, session in _sessions(contexte):
        if session.prevus is not None and session.formes is not None and session.formes > session.prevus:
            message = f"{session.formes} agents formés pour {session.prevus} prévus."
            yield Faute(formation.fichier, (*chemin, "formes"), message, "Vérifiez les deux nombres.")
    for formation in contexte.dossier.formations.values():
        arrives, formes = formation.nouveaux_arrivants, formation.nouveaux_arrivants_formes
        if arrives is not None and formes is not None and formes > arrives:
            message = f"{formes} nouveaux arrivants formés sur {arrives}."
            yield Faute(formation.fichier, ("nouveaux_arrivants_formes",), message, "Vérifiez les deux nombres.")


def formations_exigees(contexte: Contexte) -> Iterator[Faute]:
    """La formation qu'exige un rôle tenu a eu lieu."""
    dossier = contexte.dossier
    for nom, role in dossier.annuaire.roles.items() if dossier.annuaire else ():
        formation = dossier.formations.get(role.formation_exigee or "")
        if formation is None or not any(t.est_en_poste(contexte.au) for t in role.titulaires):
            continue
        if not any(s.realisee is not None and s.realisee.est_acquise(contexte.au) for s in formation.sessions):
            message = f"Le rôle « {role.intitule} » exige « {formation.intitule} », dont aucune session n'a eu lieu."
            chemin = ("roles", nom, "formation_exigee")
            yield Faute("annuaire.yaml", chemin, message, "Programmez une session, ou notez « realisee: … ».")


REGLES = (
    Regle(
        "FOR001",
        Gravite.ERREUR,
        "Session réalisée et annulée",
        "Une session a eu lieu, ou a été annulée.",
        "{prevue: 2020-03, realisee: 2020-10, annulee_le: 2020-03}",
        "{prevue: 2020-03, reports: [{nouvelle: 2020-10, motif: Crise sanitaire}], realisee: 2020-10}",
        sessions_ambigues,
    ),
    Regle(
        "FOR002",
        Gravite.AVERTISSEMENT,
        "Report ou annulation sans motif",
        "Le bilan annuel cite les reports et leur motif.",
        "reports: [{nouvelle: 2020-10}]",
        "reports: [{nouvelle: 2020-10, motif: Crise sanitaire}]",
        reports_sans_motif,
    ),
    Regle(
        "FOR003",
        Gravite.AVERTISSEMENT,
        "Plus d'agents formés que prévu",
        "Un effectif formé dépasse l'effectif attendu.",
        "{prevue: 2021-10, prevus: 10, formes: 12}",
        "{prevue: 2021-10, prevus: 12, formes: 10}",
        effectifs_douteux,
    ),
    Regle(
        "FOR004",
        Gravite.AVERTISSEMENT,
        "Formation exigée non suivie",
        "Un rôle tenu cite une « formation_exigee » dont aucune session n'est réalisée.",
        "sessions: [{prevue: 2021-10}]",
        "sessions: [{prevue: 2021-10, realisee: 2021-10}]",
        formations_exigees,
    ),
)
