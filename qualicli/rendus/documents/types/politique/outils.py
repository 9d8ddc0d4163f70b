"""Les moyens de la démarche en mots : base documentaire, outils de suivi, sources d'indicateurs, formations."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.preuves import defaut
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.vie import Formation
from qualicli.rendus.documents.blocs import taux as communs
from qualicli.rendus.documents.socle.contexte import ContexteDocument

# Ce qui sert de règle aux agents et d'information aux usagers ; le reste prouve que c'est appliqué.
_TYPES = {
    "fiche_procedure": "fiches de procédure",
    "courrier_type": "courriers types",
    "guide": "guides",
    "charte": "chartes",
    "formulaire": "formulaires",
    "affiche": "affiches",
    "note": "notes",
    "plan": "plans",
    "support": "supports",
    "decision": "décisions",
    "lettre_mission": "lettres de mission",
    "organigramme": "organigrammes",
    "publication": "publications",
}
_ACCES = {
    "intranet": "l'intranet",
    "internet": "l'internet",
    "affichage": "l'affichage",
    "service": "la mise à disposition physique dans les services",
    "presentoir": "les présentoirs",
    "dossier_commun": "les dossiers communs",
    "resana": "la plateforme RESANA",
}
_POUR_USAGERS = ("charte", "formulaire", "guide")
_EXEMPLES = 2


@dataclass(frozen=True, slots=True)
class BaseDocumentaire:
    """Ce que contient la base documentaire à la date, et par où l'on y accède."""

    nombre: int
    types: tuple[str, ...]
    acces: tuple[str, ...]
    pour_usagers: tuple[str, ...]
    guides: tuple[str, ...]
    sur_intranet: bool
    enregistrements: bool
    tableau: bool


def base_documentaire(contexte: ContexteDocument) -> BaseDocumentaire | None:
    """La base documentaire telle qu'elle vaut à la date : les seuls documents valides, leurs types, leurs accès."""
    valides = [d for d in contexte.dossier.documents if defaut(d, contexte.au, contexte.inventaire) is None]
    if not valides:
        return None
    presents, acces = {d.type_document for d in valides}, {a for d in valides for a in d.acces}
    usagers = [d for t in _POUR_USAGERS for d in valides if d.type_document == t and d.public != "agents"]
    guides = [d for d in valides if d.type_document == "guide" and "service" in d.acces]
    return BaseDocumentaire(
        len(valides),
        tuple(mots for t, mots in _TYPES.items() if t in presents),
        tuple(mots for a, mots in _ACCES.items() if a in acces),
        tuple(_citer(d.intitule) for d in usagers[:_EXEMPLES]),
        tuple(francais.le(d.intitule) for d in guides),
        "intranet" in acces,
        bool(presents - set(_TYPES)),
        any(d.caducite is not None and d.acces for d in valides),
    )


def _citer(intitule: str) -> str:
    return intitule if "«" in intitule else francais.guillemets(intitule)


@dataclass(frozen=True, slots=True)
class Outil:
    """Un outil de suivi : son nom, s'il est tenu dans le dossier, et où il le serait."""

    nom: str
    present: Callable[[Dossier], bool]
    ou: str


OUTILS = (
    Outil(
        "tableau de suivi par engagement, pour l'auto-évaluation",
        lambda d: any(e.evaluations for e in d.engagements.values()),
        "engagements/",
    ),
    Outil("plan d'actions, mis à jour régulièrement", lambda d: bool(d.actions), "actions/"),
    Outil("tableau de suivi de la formalisation des fiches de procédure", lambda d: bool(d.procedures), "procedures/"),
    Outil("tableau de suivi de la formalisation des autres documents", lambda d: bool(d.preuves), "preuves/"),
    Outil(
        "tableau des enregistrements",
        lambda d: any(x.caducite and x.acces for x in d.documents),
        "« caducite » et « acces » des fiches de preuves/",
    ),
    Outil("tableau de suivi des formations", lambda d: bool(d.formations), "formations/"),
    Outil("tableau de suivi des réunions", lambda d: bool(d.reunions), "reunions/"),
    Outil("rétroplanning", lambda d: bool(d.jalons), "jalons/"),
)
INDICATEURS = (
    Outil("tableau de bord des indicateurs", lambda d: bool(d.indicateurs), "indicateurs/"),
    Outil("tableau de suivi des délais", lambda d: bool(d.registres), "registres/"),
)


def outils(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les outils de suivi réellement tenus dans le dossier."""
    return tuple(o.nom for o in OUTILS if o.present(contexte.dossier))


def outils_absents(contexte: ContexteDocument) -> Iterator[str]:
    """Les outils que le dossier ne tient pas, et où les tenir."""
    for outil in (*OUTILS, *INDICATEURS):
        if not outil.present(contexte.dossier):
            yield f"{outil.nom} : rien n'est tenu ({outil.ou})"


def outils_des_indicateurs(contexte: ContexteDocument) -> tuple[str, ...]:
    """Ce qui sert à suivre les indicateurs : tableaux du dossier, puis outils d'où viennent les chiffres."""
    return (*_tableaux_des_indicateurs(contexte.dossier), *_sources(contexte.dossier))


def _tableaux_des_indicateurs(dossier: Dossier) -> Iterator[str]:
    if dossier.registres:
        objets = dict.fromkeys(francais.minuscule(r.intitule) for r in dossier.registres.values())
        nom = francais.accorder(len(objets), "tableau de suivi des délais", "tableaux de suivi des délais")
        yield f"{nom} ({', '.join(objets)})"
    if dossier.indicateurs:
        yield "tableau de bord des indicateurs"


def _sources(dossier: Dossier) -> Iterator[str]:
    """Les outils nommés : « PILOT (délai d'instruction…) » ; un nom commun n'est pas un outil, c'est un tableau déjà cité."""
    trouvees: dict[str, dict[str, None]] = {}
    enquetes = {"satisfaction": "enquêtes de satisfaction", "mystere": "enquêtes mystères"}
    for enquete in dossier.enquetes.values():
        if enquete.source:
            trouvees.setdefault(enquete.source, {})[enquetes[enquete.type]] = None
    sondages = set(trouvees)
    for indicateur in dossier.indicateurs.values():
        if _est_outil(indicateur.source) and indicateur.source not in sondages:
            trouvees.setdefault(indicateur.source or "", {})[francais.minuscule(indicateur.intitule)] = None
    for registre in dossier.registres.values():
        if _est_outil(registre.source):
            trouvees.setdefault(registre.source or "", {})
    for source in sorted(trouvees, key=lambda s: (s in sondages, francais.sans_accent(s).lower())):
        yield f"{source} ({', '.join(trouvees[source])})" if trouvees[source] else source


def _est_outil(source: str | None) -> bool:
    """Vrai pour un outil qui a un nom ; un tableau de suivi est déjà cité comme tel."""
    return source is not None and source[:1].isupper() and not source.lower().startswith("tableau")


@dataclass(frozen=True, slots=True)
class Formations:
    """La formation des agents : le plan, le suivi des nouveaux arrivants, ce qui se fait en attendant les sessions."""

    plans: tuple[str, ...]
    nouveaux_arrivants: bool
    attendues: str
    sur_place: tuple[str, ...]
    sensibilisation: bool
    emargement: bool


def formations(contexte: ContexteDocument) -> Formations | None:
    """Les formations du dossier, en mots."""
    toutes = contexte.dossier.formations.values()
    if not toutes:
        return None
    sessions = {"session_nationale": "nationales", "session_regionale": "régionales"}
    sensibilisations = [f for f in toutes if f.modalite == "sensibilisation"]
    return Formations(
        tuple(_plans(contexte, toutes)),
        any(f.nouveaux_arrivants for f in toutes),
        francais.liste((mots for m, mots in sessions.items() if any(f.modalite == m for f in toutes)), "ou"),
        tuple(_sur_place(contexte, f) for m in ("tutorat", "immersion", "echange") for f in toutes if f.modalite == m),
        bool(sensibilisations),
        any(s.emargement for f in sensibilisations for s in f.sessions),
    )


def _plans(contexte: ContexteDocument, toutes: Iterable[Formation]) -> Iterator[str]:
    noms = contexte.noms()
    for identifiant in dict.fromkeys(f.plan for f in toutes if f.plan):
        fiche = contexte.document(identifiant)
        if fiche is not None:
            repond = f", dont répond {noms.le(fiche.responsable)}," if fiche.responsable else ""
            yield f"{francais.le(fiche.intitule)}{repond}"


def _sur_place(contexte: ContexteDocument, formation: Formation) -> str:
    services = [francais.minuscule(communs.noms_service(contexte, s)) for s in formation.services]
    return francais.minuscule(formation.intitule) + (f" ({', '.join(services)})" if services else "")
