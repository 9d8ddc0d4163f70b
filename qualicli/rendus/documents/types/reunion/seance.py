"""Une réunion mise en mots : ce que partagent le relevé du comité de pilotage et celui du comité d'usagers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qualicli import francais
from qualicli.modeles.reunion import Reunion
from qualicli.rendus import markdown
from qualicli.rendus.documents.blocs.actions import tableau_actions
from qualicli.rendus.documents.blocs.calendrier import calendrier_a_venir, restitutions
from qualicli.rendus.documents.blocs.comparaison import ComparaisonVue, comparer_referentiels
from qualicli.rendus.documents.blocs.enquete import EnqueteVue, enquetes_presentees
from qualicli.rendus.documents.blocs.etapes import tableau_etapes
from qualicli.rendus.documents.blocs.historique import faits_passes
from qualicli.rendus.documents.blocs.indicateurs import tableau_indicateurs
from qualicli.rendus.documents.blocs.labels import labels_obtenus
from qualicli.rendus.documents.blocs.modules import modules_par_site
from qualicli.rendus.documents.blocs.reclamations import delais_de_reponse, tableau_reclamations
from qualicli.rendus.documents.blocs.referentiels import ReferentielVu, presenter_referentiels
from qualicli.rendus.documents.blocs.taux import _par_site, tableau_taux
from qualicli.rendus.documents.socle import participants
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.decisions import DecisionVue, decisions_gardees
from qualicli.rendus.documents.socle.instances import InstanceVue, decrire_instance
from qualicli.rendus.documents.socle.participants import LigneFiche, Participant
from qualicli.rendus.documents.socle.reunions import nommer_reunion
from qualicli.rendus.documents.socle.suggestions import SuggestionVue, reprises, suggestions_gardees
from qualicli.rendus.documents.socle.vue import Libre, TableauTexte, Vue
from qualicli.rendus.documents.types.reunion.suites import champs

ISSUES = {"valide": "validé", "a_revoir": "à revoir", "information": "pour information", "reporte": "reporté"}


@dataclass(frozen=True, slots=True)
class PointVu:
    """Un point de l'ordre du jour : ce qui s'y est dit, ce que le dossier y montre, ce qui y est décidé et suggéré."""

    numero: int
    titre: str
    issue: str
    elements: tuple[str, ...]
    texte: Libre
    presente: tuple[str, ...]
    documents: tuple[str, ...]  # ceux que la liste des documents remis ne dira pas
    reprises: tuple[str, ...]
    decisions: tuple[DecisionVue, ...]
    suggestions: tuple[SuggestionVue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seance(Vue):
    """Ce que tout compte rendu de réunion contient ; ce qu'il calcule l'est à la date de la réunion."""

    genre: str  # « Relevé de conclusions »
    instance: str  # « comité de pilotage qualité », avec sa minuscule
    reunion: str  # « de la réunion d'installation du comité local des usagers »
    pilotage: bool  # vrai pour un comité de pilotage
    quand: str  # « le 16 octobre 2015 à 11 h »
    date: str
    heure: str
    ou: str
    presidence: str  # « de M. le secrétaire général »
    objets: tuple[str, ...]
    ordre_du_jour: tuple[str, ...]
    # Qui était là
    invitation: str  # « les directeurs et chefs de bureau »
    invites: tuple[str, ...]
    presents: tuple[str, ...]
    titre_presents: str  # « Étaient présents »
    colleges: tuple[str, ...]
    excuses: tuple[str, ...]
    titre_excuses: str  # « Absente excusée »
    absents: tuple[str, ...]
    titre_absents: str
    participants: tuple[Participant, ...]
    fiche: tuple[LigneFiche, ...]
    emarges: int
    # Les points
    preambule: Libre
    points: tuple[PointVu, ...]
    places: tuple[str, ...]  # ce que les points présentent, et qui n'a plus à l'être ailleurs
    # Ce que le dossier montre à la date de la réunion
    taux: TableauTexte
    taux_sites: TableauTexte  # quand plusieurs sites sont évalués
    calendrier: tuple[str, ...]
    restitutions: tuple[str, ...]
    etapes: TableauTexte
    actions: TableauTexte
    enquetes: tuple[EnqueteVue, ...]
    qualite: TableauTexte
    performance: TableauTexte
    retours: TableauTexte
    delais: tuple[str, ...]
    comparaisons: tuple[ComparaisonVue, ...]
    labels: tuple[str, ...]
    referentiels: tuple[ReferentielVu, ...]
    modules: tuple[str, ...]
    nationales: tuple[str, ...]
    historique: tuple[str, ...]
    comite: InstanceVue | None
    # Les suites
    autres_decisions: tuple[DecisionVue, ...]
    autres_suggestions: tuple[SuggestionVue, ...]
    demandes: TableauTexte
    validation: str
    documents_remis: tuple[str, ...]
    prochaine: str
    conditions: tuple[str, ...]
    etabli: str
    destines: tuple[str, ...]
    diffuse: tuple[str, ...]
    conserve: str


def composer(contexte: ContexteDocument, reunion: Reunion) -> Seance:
    """Met une réunion en mots, telle qu'on la connaît à sa date."""
    champs = _champs(contexte, reunion)
    date = francais.majuscule(reunion.date.en_clair())
    return Seance(titre=f"{champs['genre']} {champs['reunion']}", sous_titre=date, **champs)


def _champs(contexte: ContexteDocument, reunion: Reunion) -> dict[str, Any]:
    """Les champs d'une `Seance`, hors le titre."""
    quand = reunion.date.fin
    noms = contexte.noms(quand)
    instance = contexte.instance(reunion)
    etabli = reunion.etabli
    heure = francais.heure(reunion.heure) if reunion.heure else ""
    return {
        **contexte.tete(etabli.date if etabli else reunion.date, etabli.lieu if etabli else None),
        **participants.champs(contexte, reunion),
        **champs(contexte, reunion),
        **_montrer(contexte, reunion),
        "genre": (instance.intitule_compte_rendu if instance else None) or "Compte rendu",
        "instance": francais.minuscule(instance.nom if instance else reunion.instance),
        "reunion": nommer_reunion(contexte, reunion),
        "pilotage": instance is not None and instance.type == "copil",
        "quand": reunion.date.en_complement() + (f" à {heure}" if heure else ""),
        "date": reunion.date.en_clair(),
        "heure": heure,
        "ou": francais.en_lieu(reunion.lieu or ""),
        "presidence": noms.de(reunion.president) if reunion.president else "",
        "objets": tuple(map(francais.minuscule, reunion.objets)),
        "ordre_du_jour": tuple(p.titre for p in reunion.ordre_du_jour),
        "preambule": Libre(_textes(reunion).get("", ""), 3),
        "points": tuple(_points(contexte, reunion)),
        "places": tuple(dict.fromkeys(quoi for p in reunion.ordre_du_jour for quoi in p.presente)),
        "signature": contexte.signature(reunion, au=quand),
        "public": any(d.canal == "internet" for d in reunion.diffusion),
    }


def _montrer(contexte: ContexteDocument, reunion: Reunion) -> dict[str, Any]:
    """Ce que le dossier sait montrer à la date de la réunion ; le gabarit le place dans un point, ou à part."""
    quand = reunion.date.fin
    instance = contexte.instance(reunion)
    passees = [r.date.fin for r in contexte.reunions() if r.instance == reunion.instance and r.date < reunion.date]
    return {
        "taux": tableau_taux(contexte, quand),
        "taux_sites": _par_site(contexte, quand),
        "calendrier": calendrier_a_venir(contexte, quand),
        "restitutions": restitutions(contexte, quand),
        "etapes": tableau_etapes(contexte, quand),
        "actions": tableau_actions(contexte, quand),
        "enquetes": enquetes_presentees(contexte, reunion),
        "qualite": tableau_indicateurs(contexte, quand, "qualite"),
        "performance": tableau_indicateurs(contexte, quand, "performance"),
        "retours": tableau_reclamations(contexte, quand, max(passees, default=None)),
        "delais": delais_de_reponse(contexte, quand),
        "comparaisons": comparer_referentiels(contexte, quand) if _presente(reunion, "comparaison") else (),
        "labels": labels_obtenus(contexte, quand),
        "referentiels": presenter_referentiels(contexte),
        "modules": modules_par_site(contexte, quand),
        "nationales": faits_passes(contexte, quand, externe=True),
        "historique": faits_passes(contexte, quand, externe=False),
        "comite": decrire_instance(contexte, instance) if instance else None,
    }


def _presente(reunion: Reunion, quoi: str) -> bool:
    return any(quoi in p.presente for p in reunion.ordre_du_jour)


def _points(contexte: ContexteDocument, reunion: Reunion) -> Iterator[PointVu]:
    textes = _textes(reunion)
    for numero, point in enumerate(reunion.ordre_du_jour, 1):
        yield PointVu(
            numero,
            point.titre,
            ISSUES.get(point.issue or "", ""),
            point.elements,
            Libre(textes.get(_cle(point.titre), ""), 4),
            point.presente,
            contexte.intitules(d for d in point.documents if d not in reunion.documents_remis),
            tuple(reprises(contexte, point)),
            decisions_gardees(contexte, reunion, point.id.__eq__),
            suggestions_gardees(contexte, reunion, point.id.__eq__),
        )


def _textes(reunion: Reunion) -> dict[str, str]:
    """Le texte libre de chaque point ; sous un titre qui n'est pas à l'ordre du jour, il suit celui qui précède."""
    points = {_cle(p.titre) for p in reunion.ordre_du_jour}
    return {_cle(t): texte for t, texte in markdown.sections(reunion.corps, lambda t: _cle(t) in points).items()}


def _cle(titre: str) -> str:
    """Un titre, tel qu'il se compare : sans numéro, sans accent, sans casse."""
    return " ".join(francais.sans_accent(titre).lower().replace("\u00a0", " ").lstrip("0123456789.) ").split())


def sans_signataire(contexte: ContexteDocument, type_: str) -> Iterator[str]:
    """La dernière réunion de ce type, quand rien ne dit qui en signe le compte rendu."""
    passees = [r for r in contexte.reunions(type_) if r.date.debut <= contexte.au]
    if passees and passees[-1].signataire is None:
        yield f"qui signe le dernier compte rendu (« signataire », {passees[-1].fichier})"
