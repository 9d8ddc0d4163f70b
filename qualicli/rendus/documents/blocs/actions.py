"""Les actions ouvertes : qui, pour quand, où elles en sont."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte


def _etat_action(contexte: ContexteDocument, action: Action, quand: date) -> str:
    """Où en est une action à une date, en mots."""
    if action.est_faite(quand):
        return "faite"
    if action.statut == "abandonnee":
        return "abandonnée"
    if action.retard(quand, contexte.dossier.dates_jalons(quand)) is not None:
        return "en retard"
    return "à faire" if action.statut == "a_faire" else "en cours"


def tableau_actions(contexte: ContexteDocument, quand: date, identifiants: Iterable[str] | None = None) -> TableauTexte:
    """Les actions ouvertes à une date, de la plus proche échéance à la plus lointaine."""
    noms = contexte.noms(quand)
    choisies = (
        contexte.dossier.actions.values()
        if identifiants is None
        else (contexte.dossier.actions[i] for i in dict.fromkeys(identifiants) if i in contexte.dossier.actions)
    )
    lignes = []
    for action in choisies:
        if identifiants is None and not action.est_ouverte_au(quand):
            continue
        pour = contexte.echeance_action(action, quand)
        qui = noms.fonction(action.responsable) or contexte.service(action.service)
        etat = _etat_action(contexte, action, quand)
        lignes.append(
            (
                (pour.fin if pour else date.max, action.id),
                (action.intitule, qui, pour.en_clair() if pour else "à fixer", etat),
            )
        )
    return TableauTexte(("Action", "Responsable", "Échéance", "État"), tuple(ligne for _, ligne in sorted(lignes)))


@dataclass(frozen=True, slots=True)
class VueActions(VueBloc):
    """Les actions ouvertes."""

    actions: TableauTexte


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueActions:
    """Compose le bloc à la date de la réunion."""
    return VueActions(tableau_actions(contexte, reunion.date.fin))


BLOC = BlocDocument("les actions ouvertes", VueActions, composer)
