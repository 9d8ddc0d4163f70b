"""RET : ce que disent usagers et agents reçoit une suite, à temps."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.regles.contexte import Contexte, Regle


def signalements_oublies(contexte: Contexte) -> Iterator[Faute]:
    """Un signalement reçoit une suite dans le délai que la démarche se donne."""
    delai = contexte.dossier.demarche.delais.signalement
    for retour in contexte.connu.retours.values():
        if retour.type == "signalement" and retour.suite is None and delai.apres(retour.date.fin) < contexte.au:
            jours = francais.pluriel((contexte.au - retour.date.fin).days, "jour")
            message = f"Le signalement est sans suite depuis {jours} (délai : {delai})."
            yield Faute(
                retour.fichier, ("date",), message, "Choisissez « suite » : action, reponse, refusee ou information."
            )


def suites_incompletes(contexte: Contexte) -> Iterator[Faute]:
    """La suite d'un retour dit laquelle : l'action, ou le motif du refus."""
    for retour in contexte.connu.retours.values():
        cle = {"action": "action", "refusee": "motif"}.get(retour.suite or "")
        if cle is not None and getattr(retour, cle) is None:
            message = f"La suite « {retour.suite} » n'a pas de « {cle} »."
            yield Faute(retour.fichier, ("suite",), message, f"Ajoutez « {cle}: … ».")


def reponses_precoces(contexte: Contexte) -> Iterator[Faute]:
    """On ne répond pas à un retour avant de l'avoir reçu."""
    for retour in contexte.dossier.retours.values():
        if retour.repondu_le is not None and retour.repondu_le.precede(retour.date):
            message = f"La réponse ({retour.repondu_le.en_clair()}) précède le retour ({retour.date.en_clair()})."
            yield Faute(retour.fichier, ("repondu_le",), message, "Corrigez l'une des deux dates.")


REGLES = (
    Regle(
        "RET001",
        Gravite.AVERTISSEMENT,
        "Signalement sans suite",
        "Un agent qui signale un dysfonctionnement obtient une suite avant « delais: signalement ».",
        "type: signalement\ndate: 2022-01-10   (contrôle le 2022-03-15)",
        "type: signalement\ndate: 2022-01-10\nsuite: action\naction: signaletique",
        signalements_oublies,
    ),
    Regle(
        "RET002",
        Gravite.ERREUR,
        "Suite de retour incomplète",
        "« action » demande l'action, « refusee » le motif.",
        "suite: action",
        "suite: action\naction: signaletique",
        suites_incompletes,
    ),
    Regle(
        "RET003",
        Gravite.ERREUR,
        "Réponse antérieure au retour",
        "La réponse à un retour est datée avant lui.",
        "date: 2022-02-10\nrepondu_le: 2022-01-10",
        "date: 2022-01-10\nrepondu_le: 2022-02-10",
        reponses_precoces,
    ),
)
