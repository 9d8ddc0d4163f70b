"""Ce que plusieurs documents disent de la même façon : taux, calendrier, étapes, actions."""

from collections.abc import Iterable, Sequence
from datetime import date

from qualicli import francais
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.synthese import SyntheseTaux
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.diagnostic.tableaux import LigneDeTaux, decouper
from qualicli.rendus.documents.contexte import Contexte
from qualicli.rendus.documents.vue import Tableau

COLONNES_TAUX = ("Déclaré", "Prouvé", "Respecté", "Engagements tenus")


def cellules_taux(synthese: SyntheseTaux) -> tuple[str, ...]:
    """Les quatre taux d'un ensemble de points, chacun avec ses deux nombres."""
    return tuple(map(str, (synthese.declare, synthese.prouve, synthese.respect, synthese.engagements)))


def taux(contexte: Contexte, au: date, decoupage: str = "module") -> Tableau:
    """Les taux à une date, par module, par site, par service ou par engagement, et l'ensemble."""
    return taux_de(contexte, contexte.diagnostic(au).referentiels, decoupage)


def taux_de(contexte: Contexte, referentiels: Sequence[DiagnosticReferentiel], decoupage: str = "module") -> Tableau:
    """Les taux de diagnostics déjà établis, restreints ou non à un service."""
    lignes: list[tuple[str, ...]] = []
    for resultat in referentiels:
        coupes = decouper(contexte.dossier, resultat, decoupage)
        lignes += [(nommer_ligne(resultat, c, decoupage), *cellules_taux(c.synthese)) for c in coupes]
        if len(coupes) > 1:
            lignes.append(
                (
                    f"Ensemble ({resultat.referentiel.nom})" if len(referentiels) > 1 else "Ensemble",
                    *cellules_taux(resultat.synthese),
                )
            )
    return _sans_mesure(Tableau((decoupage.capitalize(), *COLONNES_TAUX), tuple(lignes)))


def nommer_ligne(resultat: DiagnosticReferentiel, ligne: LigneDeTaux, decoupage: str) -> str:
    """Le nom d'une ligne de taux : le code précède un engagement, ou un module quand il y en a plusieurs."""
    plusieurs = len(resultat.referentiel.modules) > 1 and not libelles.est_un_mot(ligne.code)
    avec_code = decoupage == "engagement" or (decoupage == "module" and plusieurs)
    return f"{ligne.code} – {ligne.libelle}" if avec_code else ligne.libelle


def _sans_mesure(tableau: Tableau) -> Tableau:
    """Les taux sans la colonne du respect, quand rien n'a encore été mesuré."""
    rang = tableau.colonnes.index("Respecté")
    if any(ligne[rang] != "sans objet" for ligne in tableau.lignes):
        return tableau
    tues = tuple((*ligne[:rang], "", *ligne[rang + 1 :]) for ligne in tableau.lignes)
    return Tableau(tableau.colonnes, tues).sans_vides()


def calendrier(contexte: Contexte, quand: date) -> tuple[str, ...]:
    """Les jalons encore à venir à une date : « 9 novembre 2015 : audit blanc »."""
    return tuple(
        en_liste(d, intitule_jalon(j)) for d, j in contexte.jalons_apres(quand) if j.type != "objectif_national"
    )


def en_liste(quand: DateImprecise, texte: str) -> str:
    """Un fait daté, dans une liste : « mars 2021 : audit blanc », « de mars à mai 2021 : gestion documentaire »."""
    return f"{quand.en_complement() if quand.est_intervalle else quand.en_clair()} : {texte}"


def intitule_jalon(jalon: Jalon) -> str:
    """L'intitulé d'un jalon au fil d'une liste."""
    return francais.minuscule(jalon.intitule)


def revision(contexte: Contexte, date_en_vigueur: DateImprecise, jalon: Jalon) -> str:
    """La date d'un jalon, et celle qu'elle remplace : « septembre 2021 (au lieu d'avril 2021) »."""
    initiale = contexte.echeance(jalon.date_initiale)
    if not jalon.revisions or initiale is None or initiale.texte == date_en_vigueur.texte:
        return date_en_vigueur.en_clair()
    ancienne = initiale.en_clair()
    return f"{date_en_vigueur.en_clair()} (au lieu {francais.du(ancienne) if initiale.est_exacte else francais.de(ancienne)})"


def etapes(contexte: Contexte, quand: date) -> Tableau:
    """L'état d'avancement de chaque étape du rétroplanning à une date."""
    return Tableau(
        ("Étape", "Prévue", "État"),
        tuple(
            (j.intitule, revision(contexte, d, j), etat_jalon(j, d, quand))
            for d, j in contexte.jalons(quand)
            if j.type != "objectif_national"
        ),
    )


def etat_jalon(jalon: Jalon, prevu: DateImprecise, quand: date) -> str:
    """Où en est un jalon à une date, en mots."""
    if jalon.realise_le is not None and jalon.est_realise(quand):
        return f"fait {jalon.realise_le.en_complement()}"
    if prevu.est_depassee(quand):
        return "en retard"
    return "en cours" if prevu.debut <= quand else "à venir"


def _etat_action(action: Action, pour: DateImprecise | None, quand: date) -> str:
    """Où en est une action à une date, en mots."""
    if action.est_faite(quand):
        return "faite"
    if pour is not None and pour.est_depassee(quand):
        return "en retard"
    return "à faire" if action.statut == "a_faire" else "en cours"


def actions(contexte: Contexte, quand: date, identifiants: Iterable[str] | None = None) -> Tableau:
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
        qui = noms.fonction(action.responsable) or noms_service(contexte, action.service)
        etat = _etat_action(action, pour, quand)
        lignes.append(
            (
                (pour.fin if pour else date.max, action.id),
                (action.intitule, qui, pour.en_clair() if pour else "à fixer", etat),
            )
        )
    return Tableau(("Action", "Responsable", "Échéance", "État"), tuple(ligne for _, ligne in sorted(lignes)))


def noms_service(contexte: Contexte, identifiant: str | None) -> str:
    """Le nom d'un service, ou rien."""
    service = contexte.dossier.services.get(identifiant or "")
    return service.nom if service else ""


def titre_reunion(contexte: Contexte, reunion: Reunion) -> str:
    """Le nom d'une réunion dans une phrase : son intitulé, à défaut celui de son instance."""
    instance = contexte.instance(reunion)
    return reunion.intitule or (instance.nom if instance else reunion.instance)
