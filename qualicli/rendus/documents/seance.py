"""Une réunion mise en mots : ce que partagent le relevé du comité de pilotage et celui du comité d'usagers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from qualicli import francais
from qualicli.modeles.reunion import Reunion
from qualicli.rendus import markdown
from qualicli.rendus.documents import communs, ecoute, exposes, participants, retours, suites
from qualicli.rendus.documents.contexte import Contexte
from qualicli.rendus.documents.ecoute import EnqueteVue
from qualicli.rendus.documents.exposes import ComparaisonVue, InstanceVue, ReferentielVu
from qualicli.rendus.documents.participants import LigneFiche, Participant
from qualicli.rendus.documents.suites import DecisionVue, SuggestionVue
from qualicli.rendus.documents.vue import Libre, Tableau, Vue

ISSUES = {"valide": "validé", "a_revoir": "à revoir", "information": "pour information", "reporte": "reporté"}
GENRES = {
    "installation": "d'installation",
    "lancement": "de lancement",
    "etape": "d'étape",
    "bilan": "de bilan",
    "validation": "de validation",
    "documentaire": "de validation documentaire",
}


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
    taux: Tableau
    taux_sites: Tableau  # quand plusieurs sites sont évalués
    calendrier: tuple[str, ...]
    restitutions: tuple[str, ...]
    etapes: Tableau
    actions: Tableau
    enquetes: tuple[EnqueteVue, ...]
    qualite: Tableau
    performance: Tableau
    retours: Tableau
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
    demandes: Tableau
    validation: str
    documents_remis: tuple[str, ...]
    prochaine: str
    conditions: tuple[str, ...]
    etabli: str
    destines: tuple[str, ...]
    diffuse: tuple[str, ...]
    conserve: str


def composer(contexte: Contexte, reunion: Reunion) -> Seance:
    """Met une réunion en mots, telle qu'on la connaît à sa date."""
    champs = _champs(contexte, reunion)
    date = francais.majuscule(reunion.date.en_clair())
    return Seance(titre=f"{champs['genre']} {champs['reunion']}", sous_titre=date, **champs)


def _champs(contexte: Contexte, reunion: Reunion) -> dict[str, Any]:
    """Les champs d'une `Seance`, hors le titre."""
    quand = reunion.date.fin
    noms = contexte.noms(quand)
    instance = contexte.instance(reunion)
    etabli = reunion.etabli
    heure = francais.heure(reunion.heure) if reunion.heure else ""
    return {
        **contexte.tete(etabli.date if etabli else reunion.date, etabli.lieu if etabli else None),
        **participants.champs(contexte, reunion),
        **suites.champs(contexte, reunion),
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


def _montrer(contexte: Contexte, reunion: Reunion) -> dict[str, Any]:
    """Ce que le dossier sait montrer à la date de la réunion ; le gabarit le place dans un point, ou à part."""
    quand = reunion.date.fin
    instance = contexte.instance(reunion)
    passees = [r.date.fin for r in contexte.reunions() if r.instance == reunion.instance and r.date < reunion.date]
    return {
        "taux": communs.taux(contexte, quand),
        "taux_sites": _par_site(contexte, quand),
        "calendrier": communs.calendrier(contexte, quand),
        "restitutions": exposes.restitutions(contexte, quand),
        "etapes": communs.etapes(contexte, quand),
        "actions": communs.actions(contexte, quand),
        "enquetes": ecoute.enquetes(contexte, reunion),
        "qualite": ecoute.indicateurs(contexte, quand, "qualite"),
        "performance": ecoute.indicateurs(contexte, quand, "performance"),
        "retours": retours.reclamations(contexte, quand, max(passees, default=None)),
        "delais": retours.delais(contexte, quand),
        "comparaisons": exposes.comparaisons(contexte, quand) if _presente(reunion, "comparaison") else (),
        "labels": exposes.labels(contexte, quand),
        "referentiels": exposes.referentiels(contexte),
        "modules": exposes.modules(contexte, quand),
        "nationales": exposes.historique(contexte, quand, externe=True),
        "historique": exposes.historique(contexte, quand, externe=False),
        "comite": exposes.decrire(contexte, instance) if instance else None,
    }


def _par_site(contexte: Contexte, quand: date) -> Tableau:
    """Les taux de chaque site, quand il y en a plusieurs : jamais une moyenne muette."""
    sites = {e.point.site for r in contexte.diagnostic(quand).referentiels for e in r.etats}
    return communs.taux(contexte, quand, "site") if len(sites) > 1 else Tableau((), ())


def _presente(reunion: Reunion, quoi: str) -> bool:
    return any(quoi in p.presente for p in reunion.ordre_du_jour)


def nommer_reunion(contexte: Contexte, reunion: Reunion) -> str:
    """« de la réunion d'installation du comité local des usagers », « du comité de pilotage consacré à… »."""
    instance = contexte.instance(reunion)
    nom = reunion.intitule or (instance.nom if instance else reunion.instance)
    deja = francais.sans_accent(nom).lower()
    if deja.startswith("reunion"):
        return francais.du(nom)
    genre = GENRES.get(reunion.type, "")
    mot = francais.sans_accent(genre).lower().removeprefix("d'").removeprefix("de ")
    return f"de la réunion {f'{genre} ' if genre and mot not in deja else ''}{francais.du(nom)}"


def _points(contexte: Contexte, reunion: Reunion) -> Iterator[PointVu]:
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
            tuple(suites.reprises(contexte, point)),
            suites.decisions(contexte, reunion, point.id.__eq__),
            suites.suggestions(contexte, reunion, point.id.__eq__),
        )


def _textes(reunion: Reunion) -> dict[str, str]:
    """Le texte libre de chaque point ; sous un titre qui n'est pas à l'ordre du jour, il suit celui qui précède."""
    points = {_cle(p.titre) for p in reunion.ordre_du_jour}
    return {_cle(t): texte for t, texte in markdown.sections(reunion.corps, lambda t: _cle(t) in points).items()}


def _cle(titre: str) -> str:
    """Un titre, tel qu'il se compare : sans numéro, sans accent, sans casse."""
    return " ".join(francais.sans_accent(titre).lower().replace("\u00a0", " ").lstrip("0123456789.) ").split())


def sans_signataire(contexte: Contexte, type_: str) -> Iterator[str]:
    """La dernière réunion de ce type, quand rien ne dit qui en signe le compte rendu."""
    passees = [r for r in contexte.reunions(type_) if r.est_tenue(contexte.au)]
    if passees and passees[-1].signataire is None:
        yield f"qui signe le dernier compte rendu (« signataire », {passees[-1].fichier})"
