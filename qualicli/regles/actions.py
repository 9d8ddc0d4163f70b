"""ACT : chaque action a un responsable, une échéance, et dit où elle en est."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.suivi import Action
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.regles.contexte import Contexte, Regle


def _actions(contexte: Contexte) -> Iterator[Action]:
    return iter(contexte.connu.actions.values())


def sans_responsable(contexte: Contexte) -> Iterator[Faute]:
    """Une action a un responsable."""
    for action in _actions(contexte):
        if action.responsable is None and action.statut != "abandonnee":
            message = f"L'action « {action.intitule} » n'a pas de responsable."
            yield Faute(action.fichier, (), message, "Ajoutez « responsable », une fonction ou un rôle.")


def sans_echeance(contexte: Contexte) -> Iterator[Faute]:
    """Une action a une échéance."""
    for action in _actions(contexte):
        if action.echeance_au(contexte.au) is None and action.statut != "abandonnee":
            message = f"L'action « {action.intitule} » n'a pas d'échéance."
            yield Faute(
                action.fichier, (), message, "Ajoutez « echeance », même imprécise : 2022-S1, jalon:audit-blanc-30j."
            )


def achevements_incoherents(contexte: Contexte) -> Iterator[Faute]:
    """Une action faite dit quand, et une action qui dit quand est faite."""
    for action in _actions(contexte):
        if action.statut == "faite" and action.faite_le is None:
            message = f"L'action « {action.intitule} » est faite, sans date."
            yield Faute(action.fichier, ("statut",), message, "Ajoutez « faite_le: … ».")
        elif action.statut != "faite" and action.faite_le is not None:
            message = f"L'action « {action.intitule} » a une date ({action.faite_le.en_clair()}), sans être « faite »."
            yield Faute(action.fichier, ("statut",), message, "Écrivez « statut: faite », ou retirez la date.")


def abandons_sans_motif(contexte: Contexte) -> Iterator[Faute]:
    """Un abandon se justifie."""
    for action in _actions(contexte):
        if action.statut == "abandonnee" and action.motif is None:
            message = f"L'action « {action.intitule} » est abandonnée sans motif."
            yield Faute(action.fichier, ("statut",), message, "Ajoutez « motif: … ».")


def retards(contexte: Contexte) -> Iterator[Faute]:
    """Une action ouverte n'a pas dépassé son échéance."""
    jalons = contexte.dossier.dates_jalons(contexte.au)
    for action in _actions(contexte):
        limite = action.retard(contexte.au, jalons)
        if limite is not None:
            # Une échéance imprécise court jusqu'à la fin de son intervalle : le retard se compte de là.
            jours = francais.pluriel((contexte.au - limite.fin).days, "jour")
            message = f"L'action « {action.intitule} » est en retard de {jours} (échéance : {limite.en_clair()})."
            # L'échéance en vigueur est la dernière écrite : c'est elle que l'on montre.
            chemin = ("revisions", len(action.revisions) - 1, "nouvelle") if action.revisions else ("echeance",)
            yield Faute(action.fichier, chemin, message, "Achevez-la, ou révisez son échéance avec un motif.")


def revisions_sans_motif(contexte: Contexte) -> Iterator[Faute]:
    """Une échéance ne change pas sans motif."""
    for action in _actions(contexte):
        for rang, revision in enumerate(action.revisions):
            if revision.motif is None:
                message = f"L'échéance est révisée ({revision.nouvelle}) sans motif."
                yield Faute(action.fichier, ("revisions", rang), message, "Ajoutez « motif: … ».")


def avancements_impossibles(contexte: Contexte) -> Iterator[Faute]:
    """Un avancement est un pourcentage."""
    for action in _actions(contexte):
        if action.avancement is not None and action.avancement > 100:
            message = f"L'avancement ({action.avancement}) dépasse 100 %."
            yield Faute(action.fichier, ("avancement",), message, "Écrivez un nombre de 0 à 100.")


def plan_a_revalider(contexte: Contexte) -> Iterator[Faute]:
    """Un plan d'actions validé par le comité de pilotage n'a pas changé depuis."""
    validation = _validation(contexte)
    for action in _actions(contexte) if validation else ():
        for rang, revision in enumerate(action.revisions):
            if revision.le is None or validation is None or not revision.est_connue(contexte.au):
                continue
            # Le même mois, on ne sait pas lequel des deux est venu d'abord : on ne reproche rien.
            if validation.fin < revision.le.debut:
                message = f"L'échéance a changé depuis que le plan d'actions a été validé ({validation.en_clair()})."
                chemin = ("revisions", rang, "le")
                yield Faute(action.fichier, chemin, message, "Faites valider le plan au prochain comité de pilotage.")


def achevements_futurs(contexte: Contexte) -> Iterator[Faute]:
    """Une action faite après la date du contrôle ne l'est pas encore."""
    for action in contexte.dossier.actions.values():
        if action.statut == "faite" and action.faite_le is not None and not action.est_faite(contexte.au):
            message = f"L'action n'est pas encore faite à la date du contrôle ({action.faite_le.en_clair()})."
            yield Faute(action.fichier, ("faite_le",), message, f"Elle le sera {action.faite_le.en_terme()}.")


def plan_complete(contexte: Contexte) -> Iterator[Faute]:
    """Un plan d'actions validé par le comité de pilotage n'a pas reçu d'action depuis."""
    validation = _validation(contexte)
    for action in _actions(contexte) if validation else ():
        if validation is not None and action.debut is not None and validation.precede(action.debut):
            message = f"L'action a commencé depuis que le plan d'actions a été validé ({validation.en_clair()})."
            yield Faute(action.fichier, ("debut",), message, "Présentez-la au prochain comité de pilotage.")


def _validation(contexte: Contexte) -> DateImprecise | None:
    """La dernière validation du plan d'actions par un comité de pilotage."""
    return max(
        (
            reunion.date
            for nom, instance in contexte.dossier.instances.items()
            if instance.type == "copil"
            for reunion in contexte.reunions.get(nom, ())
            if any(d.type == "validation" and d.objet == "plan_actions" for d in reunion.decisions)
        ),
        key=lambda d: d.fin,
        default=None,
    )


REGLES = (
    Regle(
        "ACT001",
        Gravite.ERREUR,
        "Action sans responsable",
        "Chaque action est confiée à une fonction, un rôle ou un service.",
        "intitule: Poser la rampe",
        "intitule: Poser la rampe\nresponsable: Chef du bureau de la logistique",
        sans_responsable,
    ),
    Regle(
        "ACT002",
        Gravite.ERREUR,
        "Action sans échéance",
        "Chaque action a une échéance : une date, même imprécise, ou un jalon.",
        "intitule: Poser la rampe",
        "intitule: Poser la rampe\necheance: 2022-S1",
        sans_echeance,
    ),
    Regle(
        "ACT003",
        Gravite.AVERTISSEMENT,
        "Achèvement incohérent",
        "« statut: faite » et « faite_le » vont ensemble.",
        "statut: faite",
        "statut: faite\nfaite_le: 2022-02-10",
        achevements_incoherents,
    ),
    Regle(
        "ACT004",
        Gravite.AVERTISSEMENT,
        "Action abandonnée sans motif",
        "Un abandon s'explique au comité de pilotage.",
        "statut: abandonnee",
        "statut: abandonnee\nmotif: Travaux repris par la ville",
        abandons_sans_motif,
    ),
    Regle(
        "ACT005",
        Gravite.AVERTISSEMENT,
        "Action en retard",
        "L'échéance en vigueur est passée ; une échéance imprécise ne l'est qu'à la fin de son intervalle.",
        "statut: en_cours\necheance: 2022-01   (contrôle le 2022-03-15)",
        "statut: en_cours\necheance: 2022-06",
        retards,
    ),
    Regle(
        "ACT006",
        Gravite.ERREUR,
        "Révision d'action sans motif",
        "Repousser ou avancer une échéance se justifie.",
        "revisions: [{nouvelle: 2022-06}]",
        "revisions: [{nouvelle: 2022-06, motif: Crédits notifiés en avril}]",
        revisions_sans_motif,
    ),
    Regle(
        "ACT007",
        Gravite.ERREUR,
        "Avancement impossible",
        "L'avancement est un pourcentage, de 0 à 100.",
        "avancement: 120",
        "avancement: 80",
        avancements_impossibles,
    ),
    Regle(
        "ACT008",
        Gravite.AVERTISSEMENT,
        "Plan d'actions à revalider",
        "Une échéance a été révisée après la dernière décision « type: validation, objet: plan_actions » d'un COPIL.",
        "revisions: [{nouvelle: 2022-06, motif: …, le: 2022-02-01}]   (plan validé le 2022-01-10)",
        "- {id: d1, type: validation, objet: plan_actions, texte: …}   (au COPIL du 2022-02-15)",
        plan_a_revalider,
    ),
    Regle(
        "ACT009",
        Gravite.INFORMATION,
        "Action faite plus tard",
        "L'action est faite après la date du contrôle, ou à une date qui n'est pas finie : elle est encore ouverte.",
        "statut: faite\nfaite_le: 2022-05-12   (contrôle le 2022-03-15)",
        "statut: faite\nfaite_le: 2022-02-12",
        achevements_futurs,
    ),
    Regle(
        "ACT010",
        Gravite.INFORMATION,
        "Plan d'actions complété depuis sa validation",
        "Une action commence après la dernière décision « type: validation, objet: plan_actions » d'un COPIL.",
        "debut: 2022-02-01   (plan validé le 2022-01-10)",
        "debut: 2022-01-05",
        plan_complete,
    ),
)
