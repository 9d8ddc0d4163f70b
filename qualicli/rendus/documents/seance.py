"""Une réunion mise en mots : ce que partagent le relevé du comité de pilotage et celui du comité d'usagers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.reunion import Decision, Point, Present, Reunion, Suggestion
from qualicli.rendus import markdown
from qualicli.rendus.documents import communs
from qualicli.rendus.documents.contexte import Contexte
from qualicli.rendus.documents.vue import Libre, Tableau, Vue

ISSUES = {"valide": "validé", "a_revoir": "à revoir", "information": "pour information", "reporte": "reporté"}


@dataclass(frozen=True, slots=True)
class Participant:
    """Une ligne de la fiche de présence ; `statut` vaut « présent », « excusé », « absent » ou est vide."""

    nom: str
    fonction: str
    service: str
    organisme: str
    college: str
    courriel: str
    visa: str
    statut: str


@dataclass(frozen=True, slots=True)
class SuggestionVue:
    """Une suggestion, qui l'a faite, et la suite donnée, en une phrase chacun."""

    texte: str
    auteur: str
    college: str
    reponse: str
    suite: str


@dataclass(frozen=True, slots=True)
class PointVu:
    """Un point de l'ordre du jour : ce qui s'y est dit, ce qui y est présenté, décidé et suggéré."""

    numero: int
    titre: str
    issue: str
    elements: tuple[str, ...]
    texte: Libre
    presente: tuple[str, ...]
    documents: tuple[str, ...]
    decisions: tuple[str, ...]
    suggestions: tuple[SuggestionVue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seance(Vue):
    """Ce que tout compte rendu de réunion contient."""

    genre: str  # « Relevé de conclusions »
    instance: str  # « comité de pilotage qualité », avec sa minuscule
    reunion: str  # « de la réunion d'installation du comité local des usagers »
    quand: str  # « le 16 octobre 2015 à 11 h »
    date: str
    heure: str
    ou: str
    presidence: str  # « de M. le secrétaire général »
    objets: tuple[str, ...]
    ordre_du_jour: tuple[str, ...]
    invites: tuple[str, ...]
    presents: tuple[str, ...]
    excuses: tuple[str, ...]
    absents: tuple[str, ...]
    participants: tuple[Participant, ...]
    emarges: int
    preambule: Libre
    points: tuple[PointVu, ...]
    autres_decisions: tuple[str, ...]
    autres_suggestions: tuple[SuggestionVue, ...]
    demandes: Tableau
    validation: str
    taux: Tableau
    calendrier: tuple[str, ...]
    etapes: Tableau
    actions: Tableau
    documents_remis: tuple[str, ...]
    prochaine: str
    conditions: tuple[str, ...]
    etabli: str
    destines: tuple[str, ...]
    diffuse: tuple[str, ...]
    conserve: str


def champs(contexte: Contexte, reunion: Reunion) -> dict[str, Any]:
    """Les champs d'une `Seance`, prêts à être complétés par ceux du document."""
    quand = reunion.date.fin
    noms = contexte.noms(quand)
    instance = contexte.instance(reunion)
    participants = tuple(emargement(contexte, reunion))
    points = tuple(_points(contexte, reunion))
    cites = {p.id for p in reunion.ordre_du_jour}
    prochaine = contexte.echeance(reunion.prochaine.date) if reunion.prochaine else None
    etabli = reunion.etabli
    return {
        **contexte.tete(etabli.date if etabli else reunion.date, etabli.lieu if etabli else None),
        "genre": (instance.intitule_compte_rendu if instance else None) or "Compte rendu",
        "instance": francais.minuscule(instance.nom if instance else reunion.instance),
        "reunion": nommer_reunion(contexte, reunion),
        "quand": reunion.date.en_complement() + (f" à {francais.heure(reunion.heure)}" if reunion.heure else ""),
        "date": reunion.date.en_clair(), "heure": francais.heure(reunion.heure) if reunion.heure else "",
        "ou": reunion.lieu or "", "presidence": noms.de(reunion.president) if reunion.president else "",
        "objets": reunion.objets, "ordre_du_jour": tuple(p.titre for p in reunion.ordre_du_jour),
        "invites": tuple(map(noms.complet, reunion.invites)),
        "presents": tuple(par_organisme(contexte, reunion, [p.qui for p in reunion.presents])),
        "excuses": tuple(par_organisme(contexte, reunion, reunion.excuses)),
        "absents": tuple(p.nom or p.fonction for p in participants if p.statut == "absent"),
        "participants": participants, "emarges": sum(p.visa is True for p in reunion.presents),
        "preambule": Libre(markdown.sections(reunion.corps).get("", ""), 3),
        "points": points,
        "autres_decisions": tuple(d.texte for d in reunion.decisions if d.point not in cites),
        "autres_suggestions": tuple(_suggestion(contexte, reunion, s) for s in reunion.suggestions if s.point not in cites),
        "demandes": _demandes(contexte, reunion), "validation": _validation(reunion.ordre_du_jour),
        "taux": communs.taux(contexte, quand), "calendrier": communs.calendrier(contexte, quand),
        "etapes": communs.etapes(contexte, quand), "actions": communs.actions(contexte, quand),
        "documents_remis": contexte.intitules(reunion.documents_remis),
        "prochaine": prochaine.en_complement() if prochaine else "",
        "conditions": reunion.prochaine.conditions if reunion.prochaine else (),
        "etabli": _etabli(reunion), "destines": reunion.destinataires, "diffuse": tuple(_diffuse(reunion)),
        "conserve": _conserve(contexte, reunion),
        "signature": contexte.signature(reunion, au=quand),
        "public": any(d.canal == "internet" for d in reunion.diffusion),
    }  # fmt: skip


def nommer_reunion(contexte: Contexte, reunion: Reunion) -> str:
    """« de la réunion d'installation du comité local des usagers », « du comité de pilotage consacré à… »."""
    instance = contexte.instance(reunion)
    nom = reunion.intitule or (instance.nom if instance else reunion.instance)
    genre = {"installation": "d'installation ", "lancement": "de lancement "}.get(reunion.type, "")
    deja = francais.sans_accent(nom).lower()
    if deja.startswith("reunion"):
        return francais.du(nom)
    genre = "" if genre.strip().removeprefix("d'").removeprefix("de ") in deja else genre
    return f"de la réunion {genre}{francais.du(nom)}"


def _points(contexte: Contexte, reunion: Reunion) -> Iterator[PointVu]:
    textes = {_cle(titre): texte for titre, texte in markdown.sections(reunion.corps).items()}
    for numero, point in enumerate(reunion.ordre_du_jour, 1):
        yield PointVu(
            numero, point.titre, ISSUES.get(point.issue or "", ""), point.elements,
            Libre(textes.get(_cle(point.titre), ""), 4), point.presente, contexte.intitules(point.documents),
            tuple(d.texte for d in reunion.decisions if d.point == point.id),
            tuple(_suggestion(contexte, reunion, s) for s in reunion.suggestions if s.point == point.id),
        )  # fmt: skip


def _cle(titre: str) -> str:
    """Un titre, tel qu'il se compare : sans numéro, sans accent, sans casse."""
    return " ".join(francais.sans_accent(titre).lower().replace("\u00a0", " ").lstrip("0123456789.) ").split())


def _suggestion(contexte: Contexte, reunion: Reunion, suggestion: Suggestion) -> SuggestionVue:
    instance = contexte.instance(reunion)
    college = instance.colleges.get(suggestion.college or "") if instance else None
    noms = contexte.noms(reunion.date.fin)
    return SuggestionVue(
        suggestion.texte, noms.complet(suggestion.auteur), college.nom if college else "",
        suggestion.reponse or "", _suite(contexte, reunion, suggestion),
    )  # fmt: skip


def _suite(contexte: Contexte, reunion: Reunion, suggestion: Suggestion) -> str:
    """Ce que devient une suggestion ; « suite à donner » quand rien n'est encore dit."""
    if suggestion.suite == "action":
        action = contexte.dossier.actions.get(suggestion.action or "")
        pour = contexte.echeance_action(action, reunion.date.fin) if action else None
        delai = f" ({pour.en_clair()})" if pour else ""
        return (
            f"inscrite au plan d'actions : {francais.minuscule(action.intitule)}{delai}" if action else "plan d'actions"
        )
    if suggestion.suite == "soumise_a":
        instances = (contexte.dossier.instances.get(i) for i in suggestion.soumise_a)
        return f"sera soumise {francais.liste(francais.au(i.nom) for i in instances if i)}"
    if suggestion.suite == "refusee":
        return f"n'est pas retenue : {francais.minuscule(suggestion.motif or 'motif à préciser')}"
    return "prise en note" if suggestion.suite == "information" else "suite à donner"


def _demandes(contexte: Contexte, reunion: Reunion) -> Tableau:
    """Les décisions et demandes à échéance, de la plus proche à la plus lointaine."""
    noms = contexte.noms(reunion.date.fin)

    def ligne(decision: Decision) -> tuple[tuple[date, str], tuple[str, ...]]:
        pour = contexte.echeance(decision.echeance)
        qui = francais.liste(noms.fonction(d) for d in decision.destinataires)
        return (pour.fin if pour else date.max, decision.id), (pour.en_clair() if pour else "", decision.texte, qui)

    datees = sorted(ligne(d) for d in reunion.decisions if d.echeance is not None)
    return Tableau(("Pour le", "Ce qui est attendu", "De qui"), tuple(cellules for _, cellules in datees))


def _validation(points: Iterable[Point]) -> str:
    """Dit ce que les participants ont validé, d'après l'issue de chaque point ; rien quand aucune n'est notée."""
    soumis = [p for p in points if p.issue in ("valide", "a_revoir", "reporte")]
    valides = [p for p in soumis if p.issue == "valide"]
    if not soumis:
        return ""
    tous = list(points)
    if len(valides) == len(tous):
        return "L'ensemble des points a été validé par les participants." if len(tous) > 1 else "Le point a été validé."
    phrases = []
    for issue, debut in (("valide", "validé"), ("a_revoir", "à revoir"), ("reporte", "reporté")):
        titres = [francais.guillemets(francais.minuscule(p.titre)) for p in soumis if p.issue == issue]
        if titres:
            nom = f"point {debut}" if len(titres) < 2 else f"points {debut}{'' if issue == 'a_revoir' else 's'}"
            phrases.append(f"{nom} : {francais.liste(titres)}")
    return f"{francais.majuscule(' ; '.join(phrases))}."


def _etabli(reunion: Reunion) -> str:
    if reunion.etabli is None:
        return ""
    ou = f"à {reunion.etabli.lieu}, " if reunion.etabli.lieu else ""
    return f"établi {ou}{reunion.etabli.date.en_complement()}"


def _diffuse(reunion: Reunion) -> Iterator[str]:
    ou = {"intranet": "sur le site intranet", "internet": "sur le site internet", "messagerie": "par messagerie",
          "affichage": "par affichage", "papier": "sur papier", "resana": "sur la plateforme RESANA"}  # fmt: skip
    for diffusion in reunion.diffusion:
        rubrique = f", rubrique {francais.guillemets(diffusion.rubrique)}" if diffusion.rubrique else ""
        quand = f", {diffusion.date.en_complement()}" if diffusion.date else ""
        yield f"{ou[diffusion.canal]}{rubrique}{quand}"


def _conserve(contexte: Contexte, reunion: Reunion) -> str:
    conservation = reunion.conservation
    if conservation is None:
        return ""
    qui = f"par {contexte.noms(reunion.date.fin).designer(conservation.par)}" if conservation.par else ""
    return ", ".join(
        filter(None, (qui, f"pendant {conservation.duree}" if conservation.duree else "", conservation.lieu))
    )


def par_organisme(contexte: Contexte, reunion: Reunion, acteurs: Iterable[Acteur]) -> Iterator[str]:
    """Les personnes, celles d'un même organisme ensemble : « Mme A et M. B, Génération 2 »."""
    noms = contexte.noms(reunion.date.fin)
    groupes: dict[str, list[str]] = {}
    for rang, acteur in enumerate(acteurs):
        organisme = noms.organisme(acteur)
        groupes.setdefault(organisme or f"\0{rang}", []).append(noms.nom(acteur) or noms.fonction(acteur) or organisme)
    for organisme, personnes in groupes.items():
        uniques = list(dict.fromkeys(personnes))
        comptes = [f"{p} ({personnes.count(p)})" if personnes.count(p) > 1 else p for p in uniques]
        suite = "" if organisme.startswith("\0") or comptes == [organisme] else f", {organisme}"
        yield f"{francais.liste(comptes)}{suite}"


def emargement(contexte: Contexte, reunion: Reunion) -> Iterator[Participant]:
    """La fiche de présence : les présents, puis les excusés, puis les invités que l'on n'a pas vus."""
    vus: set[str] = set()
    for present in reunion.presents:
        vus.add(str(present.qui))
        yield participant(contexte, reunion, present.qui, "présent", present)
    for excuse in reunion.excuses:
        vus.add(str(excuse))
        yield participant(contexte, reunion, excuse, "excusé")
    if reunion.presents:
        for invite in reunion.invites:
            if str(invite) not in vus and not francais.est_pluriel(str(invite)):
                yield participant(contexte, reunion, invite, "absent")


def participant(
    contexte: Contexte, reunion: Reunion, acteur: Acteur, statut: str, present: Present | None = None
) -> Participant:
    """Une ligne de fiche de présence. Anonyme, elle n'a ni nom, ni courriel, ni visa."""
    noms = contexte.noms(reunion.date.fin)
    personne, instance = noms.personne(acteur), contexte.instance(reunion)
    college = instance.colleges.get((present.college if present else None) or "") if instance else None
    service = communs.noms_service(contexte, personne.service if personne else None)
    visible = personne if personne and not noms.anonyme else None
    return Participant(
        noms.nom(acteur), noms.fonction(acteur), service or noms.organisme(acteur), noms.organisme(acteur),
        college.nom if college else "", (visible.courriel if visible else None) or "",
        "émargé" if present and present.visa and not noms.anonyme else "", statut,
    )  # fmt: skip
