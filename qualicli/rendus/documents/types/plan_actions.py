"""Le plan d'actions de la démarche, ou d'un service : ce qui est ouvert, ce qui cloche, ce qui est fait, la charge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.obligations.charge import ALERTES, LigneDuPlan, plan, sans_ecart
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue
from qualicli.rendus.obligations.mots import A_DESIGNER, ALERTES_ACTION, ETATS, dire_qui
from qualicli.rendus.obligations.plan import tableau_charge


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanActions(Vue):
    """Les actions à une date, et ce qu'elles demandent à chaque service."""

    date: str
    service: str
    total: int
    ouvertes: TableauTexte
    alertes: tuple[str, ...]
    faites: TableauTexte
    abandonnees: TableauTexte
    charge: TableauTexte


def composer(contexte: ContexteDocument, service: str | None) -> PlanActions:
    """Compose le plan de toute la démarche, ou d'un service."""
    toutes = contexte.obligations(finies=True)
    siennes = [o for o in toutes if service in (None, *o.services)]
    lignes = plan(contexte.dossier, siennes, sans_ecart(contexte.diagnostic()))
    ouvertes = [li for li in lignes if li.obligation.est_ouverte]
    colonnes, rangees = tableau_charge(contexte.dossier, lignes, 6)
    date, nom = francais.jour(contexte.au), contexte.service(service)
    return PlanActions(
        **contexte.tete(),
        titre="Plan d'actions",
        sous_titre=f"{nom}, au {date}" if nom else f"Au {date}",
        date=date,
        service=nom,
        total=len(lignes),
        ouvertes=_ouvertes(contexte, ouvertes),
        alertes=tuple(_alertes(lignes)),
        faites=_finies(contexte, lignes, "finie"),
        abandonnees=_finies(contexte, lignes, "abandonnee"),
        charge=TableauTexte(colonnes, tuple(rangees) if service is None else ()),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Des actions."""
    if not contexte.dossier.actions:
        yield "aucune action n'est décrite (actions/)"


def _ouvertes(contexte: ContexteDocument, lignes: Sequence[LigneDuPlan]) -> TableauTexte:
    rangees = (
        (
            li.action.intitule,
            dire_qui(contexte.dossier, contexte.au, li.obligation) or A_DESIGNER,
            _echeance(contexte, li),
            ETATS[li.obligation.etat],
            f"{li.action.avancement} %" if li.action.avancement is not None else "",
        )
        for li in lignes
    )
    return TableauTexte(("Action", "Responsable", "Échéance", "État", "Avancement"), tuple(rangees)).sans_vides()


def _echeance(contexte: ContexteDocument, ligne: LigneDuPlan) -> str:
    """L'échéance en vigueur, et la première quand elle a été révisée : elle ne s'efface pas."""
    quand, initiale = ligne.obligation.echeance, contexte.echeance(ligne.action.echeance)
    if quand is None:
        return "à fixer"
    if not ligne.obligation.revisions or initiale is None or initiale.texte == quand.texte:
        return quand.en_clair()
    return f"{quand.en_clair()} (au lieu {francais.du(initiale.en_clair()) if initiale.est_exacte else initiale.apres_de()})"


def _alertes(lignes: Sequence[LigneDuPlan]) -> Iterator[str]:
    for alerte in ALERTES:
        fautives = [li.action.intitule for li in lignes if alerte in li.alertes]
        if fautives:
            mots = ALERTES_ACTION[alerte]
            combien = francais.pluriel(len(fautives), f"action {mots}", f"actions {mots.replace('faite', 'faites')}")
            yield f"{combien} : {francais.liste(map(francais.guillemets, fautives))}"


def _finies(contexte: ContexteDocument, lignes: Sequence[LigneDuPlan], etat: str) -> TableauTexte:
    rangees = (
        (
            li.action.intitule,
            dire_qui(contexte.dossier, contexte.au, li.obligation) or A_DESIGNER,
            li.action.faite_le.en_clair() if li.action.faite_le else "",
            francais.liste(contexte.intitules([li.action.preuve] if li.action.preuve else ())),
            li.action.motif or "",
        )
        for li in lignes
        if li.obligation.etat == etat
    )
    return TableauTexte(("Action", "Responsable", "Faite le", "Preuve", "Motif"), tuple(rangees)).sans_vides()
