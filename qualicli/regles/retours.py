"""RET : ce que disent usagers et agents reçoit une suite, à temps."""

from collections.abc import Iterator
from datetime import date

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.ecoute import Retour
from qualicli.modeles.registre import DELAI_MAX
from qualicli.modeles.temps.ouvres import CalendrierOuvre
from qualicli.regles.contexte import Contexte, Regle


def signalements_oublies(contexte: Contexte) -> Iterator[Faute]:
    """Un signalement reçoit une suite dans le délai que la démarche se donne."""
    delai = contexte.dossier.demarche.delais.signalement
    for retour in contexte.connu.retours.values():
        limite = limite_de_reponse(contexte, retour) if retour.type == "signalement" and retour.suite is None else None
        if limite is not None and limite < contexte.au:
            jours = francais.pluriel((contexte.au - retour.date.fin).days, "jour")
            message = f"Le signalement est sans suite depuis {jours} (délai : {delai})."
            yield Faute(
                retour.fichier, ("date",), message, "Choisissez « suite » : action, reponse, refusee ou information."
            )


def limite_de_reponse(contexte: Contexte, retour: Retour) -> date | None:
    """Le dernier jour pour donner suite à un retour qui en attend une ; aucun quand la démarche n'annonce pas de délai.

    Un signalement a son délai propre ; une suggestion ou une réclamation, celui de son canal, en jours ouvrés.
    """
    demarche = contexte.dossier.demarche
    if retour.type == "signalement":
        return demarche.delais.signalement.apres(retour.date.fin)
    jours = demarche.delais.reponses.get(retour.canal)
    if jours is None:
        return None
    return CalendrierOuvre(demarche.organisme.departement).apres(retour.date.fin, min(int(jours), DELAI_MAX))


def attend_une_suite(retour: Retour) -> bool:
    """Vrai d'un retour sans suite ; l'on a répondu à une suggestion ou à une réclamation quand on l'a datée."""
    if retour.type == "felicitation" or retour.suite is not None:
        return False
    return retour.type == "signalement" or retour.repondu_le is None


def reponses_tardives(contexte: Contexte) -> Iterator[Faute]:
    """Une suggestion ou une réclamation reçoit une réponse dans le délai annoncé pour son canal."""
    for retour in contexte.connu.retours.values():
        limite = limite_de_reponse(contexte, retour) if attend_une_suite(retour) else None
        if retour.type != "signalement" and limite is not None and limite < contexte.au:
            jours = contexte.dossier.demarche.delais.reponses[retour.canal]
            delai = francais.pluriel(int(jours), "jour ouvré", "jours ouvrés")
            message = f"Sans réponse depuis son terme, le {francais.jour(limite)} ({delai} pour ce canal)."
            yield Faute(retour.fichier, ("date",), message, "Notez « repondu_le » et « suite », ou répondez.")


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
    Regle(
        "RET004",
        Gravite.AVERTISSEMENT,
        "Suggestion ou réclamation sans réponse",
        "Le délai de réponse annoncé pour le canal (« delais: reponses », en jours ouvrés du département) est passé.",
        "type: reclamation\ndate: 2022-02-01\ncanal: courriel   (5 jours ouvrés, contrôle le 2022-03-15)",
        "type: reclamation\ndate: 2022-02-01\ncanal: courriel\nsuite: reponse\nrepondu_le: 2022-02-07",
        reponses_tardives,
    ),
)
