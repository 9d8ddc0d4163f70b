"""Les mots d'une obligation : sa nature, son état, qui la doit, pour quand."""

from collections.abc import Mapping
from datetime import date

from qualicli import francais
from qualicli.diagnostic.obligations.charge import AlerteAction
from qualicli.diagnostic.obligations.obligation import EtatObligation, Nature, Obligation
from qualicli.diagnostic.obligations.resultat import Tranche
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.temps.dates import DateImprecise, fin_de_mois
from qualicli.rendus.documents.socle.noms import Noms
from qualicli.rendus.libelles import nommer_service

A_DESIGNER = "à désigner"
NATURES: Mapping[Nature, str] = {
    "action": "action",
    "etape": "étape",
    "decision": "décision",
    "reunion": "réunion",
    "compte_rendu": "compte rendu",
    "suggestion": "suggestion",
    "retour": "retour d'usager ou d'agent",
    "document": "document",
    "lecture": "lecture",
    "mesure": "mesure",
    "enquete": "enquête",
    "formation": "formation",
    "communication": "communication",
    "campagne": "campagne",
    "constat": "constat d'audit",
    "audit": "audit",
    "label": "label",
    "poste": "poste",
    "commande": "commande",
}
ETATS: Mapping[EtatObligation, str] = {
    "en_retard": "en retard",
    "en_cours": "en cours",
    "a_venir": "à venir",
    "finie": "finie",
    "abandonnee": "abandonnée",
}
TITRES: Mapping[Tranche, str] = {
    "retard": "En retard",
    "semaine": "Cette semaine",
    "mois": "Ce mois-ci",
    "plus_tard": "Plus tard",
    "sans_date": "Sans échéance",
}
ALERTES_ACTION: Mapping[AlerteAction, str] = {
    "en_retard": "en retard",
    "sans_responsable": "sans responsable",
    "sans_echeance": "sans échéance",
    "sans_preuve": "faite sans preuve",
    "sans_ecart": "sans écart à combler",
}


def dire_qui(dossier: Dossier, au: date, obligation: Obligation, nominatif: bool = False) -> str:
    """Qui doit l'obligation, par sa fonction ; à défaut, le service ; vide quand personne n'est désigné."""
    noms = Noms(dossier, au, anonyme=not nominatif)
    dits = [(noms.complet if nominatif else noms.fonction)(a) + _vacance(dossier, au, a) for a in obligation.qui]
    return francais.liste(dict.fromkeys(dits)) or nommer_service(dossier, obligation.service)


def _vacance(dossier: Dossier, au: date, acteur: Acteur) -> str:
    """Un rôle que plus personne ne tient se dit : ce qu'on lui demande n'avancera pas tout seul."""
    role = dossier.annuaire.roles.get(acteur.id or "") if dossier.annuaire else None
    return " (poste vacant)" if role is not None and role.titulaires and role.titulaire(au) is None else ""


def en_court(quand: DateImprecise | None) -> str:
    """Une échéance dans une colonne étroite : « 15/03/2022 », « juin 2022 », « 2e sem. 2022 », « fin 05/2021 »."""
    if quand is None:
        return "sans date"
    if quand.est_exacte:
        return francais.jour_court(quand.fin)
    if quand.est_intervalle:
        entier = quand.fin == fin_de_mois(quand.fin.year, quand.fin.month)
        return f"fin {quand.fin:%m/%Y}" if entier else f"au {francais.jour_court(quand.fin)}"
    return quand.en_bref().replace("semestre", "sem.").replace("trimestre", "trim.")
