"""Les suites d'une réunion : ce qui est décidé, demandé, suggéré, validé, et ce que devient le compte rendu."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.reunion import Decision, Point, Reunion, Suggestion
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.contexte import Contexte
from qualicli.rendus.documents.noms import Noms
from qualicli.rendus.documents.vue import Tableau

_CANAUX = {
    "intranet": "sur le site intranet",
    "internet": "sur le site internet",
    "messagerie": "par messagerie",
    "affichage": "par affichage",
    "papier": "sur papier",
    "resana": "sur la plateforme RESANA",
}


@dataclass(frozen=True, slots=True)
class DecisionVue:
    """Une décision ou une demande, en une phrase ; `genre` vaut « décision », « validation » ou « demande »."""

    texte: str
    genre: str


@dataclass(frozen=True, slots=True)
class SuggestionVue:
    """Une suggestion : qui l'a faite, ce qui lui a été répondu en séance, et ce qu'elle devient."""

    texte: str
    auteur: str
    college: str
    reponse: str
    suite: str
    sort: str  # la réponse, puis la suite


def champs(contexte: Contexte, reunion: Reunion) -> dict[str, Any]:
    """Les champs d'une `Seance` qui disent ses suites, hors des points de l'ordre du jour."""
    points = {p.id for p in reunion.ordre_du_jour}
    annoncee = reunion.prochaine
    prochaine = contexte.echeance(annoncee.date, reunion.date.fin) if annoncee else None
    deja_dite = prochaine is not None and any(prochaine.en_clair() in d.texte for d in reunion.decisions)
    return {
        "autres_decisions": decisions(contexte, reunion, lambda point: point not in points),
        "autres_suggestions": suggestions(contexte, reunion, lambda point: point not in points),
        "demandes": demandes(contexte, reunion),
        "validation": validation(reunion.ordre_du_jour),
        "documents_remis": contexte.intitules(reunion.documents_remis),
        "prochaine": prochaine.en_complement() if prochaine and not deja_dite else "",
        "conditions": annoncee.conditions if annoncee else (),
        "etabli": _etabli(reunion),
        "destines": reunion.destinataires,
        "diffuse": tuple(_diffuse(reunion)),
        "conserve": _conserve(contexte, reunion),
    }


def decisions(contexte: Contexte, reunion: Reunion, garde: Callable[[str | None], bool]) -> tuple[DecisionVue, ...]:
    """Les décisions des points gardés. Une échéance que ne reprend pas le tableau des échéances suit la phrase."""
    genres = {"decision": "décision", "validation": "validation", "demande": "demande"}
    au_tableau = bool(demandes(contexte, reunion))
    return tuple(
        DecisionVue(_phrase(d.texte, "" if au_tableau else _qui_et_quand(contexte, reunion, d)), genres[d.type])
        for d in reunion.decisions
        if garde(d.point)
    )


def _qui_et_quand(contexte: Contexte, reunion: Reunion, decision: Decision) -> str:
    pour = contexte.echeance(decision.echeance, reunion.date.fin)
    if pour is None or pour.en_clair() in decision.texte:
        return ""
    noms = contexte.noms(reunion.date.fin)
    qui = francais.liste(francais.minuscule(noms.fonction(d)) for d in decision.destinataires)
    return ", ".join(filter(None, (qui, pour_quand(pour))))


def _phrase(texte: str, mention: str = "") -> str:
    nue = texte.rstrip(". ")
    suite = f" ({mention})" if mention else ""
    return texte if not suite and texte.endswith((".", "!", "?", "…", ":")) else f"{nue}{suite}."


def pour_quand(echeance: DateImprecise) -> str:
    """Une échéance, dans une phrase : « pour le 9 novembre 2015 », « au premier semestre 2016 »."""
    return f"pour le {echeance.en_clair()}" if echeance.est_exacte else echeance.en_complement()


def demandes(contexte: Contexte, reunion: Reunion) -> Tableau:
    """Ce qui est à faire et pour quand, de la plus proche échéance à la plus lointaine ; rien au-dessous de deux."""
    noms = contexte.noms(reunion.date.fin)

    def ligne(decision: Decision) -> tuple[tuple[date, str], tuple[str, ...]]:
        pour = contexte.echeance(decision.echeance, reunion.date.fin)
        action = contexte.dossier.actions.get(decision.action or "")
        qui = [noms.fonction(d) for d in decision.destinataires]
        quoi = action.intitule if action else decision.texte.rstrip(".")
        rang = (pour.fin if pour else date.max, decision.id)
        return rang, (
            pour.en_clair() if pour else "",
            quoi,
            francais.liste([*qui[:1], *map(francais.minuscule, qui[1:])]),
        )

    datees = sorted(ligne(d) for d in reunion.decisions if d.echeance is not None)
    lignes = tuple(cellules for _, cellules in datees) if len(datees) > 1 else ()
    return Tableau(("Pour le", "Ce qui est attendu", "De qui"), lignes).sans_vides()


def suggestions(contexte: Contexte, reunion: Reunion, garde: Callable[[str | None], bool]) -> tuple[SuggestionVue, ...]:
    """Les suggestions des points gardés, avec leur auteur et leur suite."""
    return tuple(_suggestion(contexte, reunion, s) for s in reunion.suggestions if garde(s.point))


def _suggestion(contexte: Contexte, reunion: Reunion, suggestion: Suggestion) -> SuggestionVue:
    instance = contexte.instance(reunion)
    college = instance.colleges.get(suggestion.college or "") if instance else None
    noms = contexte.noms(reunion.date.fin)
    reponse = _phrase(suggestion.reponse) if suggestion.reponse else ""
    suite = _suite(contexte, reunion, suggestion)
    return SuggestionVue(
        _phrase(suggestion.texte),
        auteur(noms, suggestion.auteur),
        college.nom if college else "",
        reponse,
        suite,
        " ".join(filter(None, (reponse, suite))),
    )


def auteur(noms: Noms, acteur: Acteur | None) -> str:
    """Qui fait une suggestion, et au nom de qui : « M. Évrard Sauge, maire, Association des maires ruraux »."""
    nom, fonction = noms.nom(acteur), noms.fonction(acteur)
    qualite = "" if fonction == nom else francais.minuscule(fonction) if nom else fonction
    return ", ".join(filter(None, (nom, qualite, noms.organisme(acteur))))


def _suite(contexte: Contexte, reunion: Reunion, suggestion: Suggestion) -> str:
    """Ce que devient une suggestion ; « suite à donner » quand rien n'est encore dit."""
    if suggestion.suite == "action":
        return inscrire(contexte, suggestion.action, suggestion.texte, reunion.date.fin)
    if suggestion.suite == "soumise_a":
        instances = (contexte.dossier.instances.get(i) for i in suggestion.soumise_a)
        return f"Sera soumise {francais.liste(francais.au(i.nom) for i in instances if i)}."
    if suggestion.suite == "refusee":
        return ecarter(suggestion.motif)
    if suggestion.suite == "information":
        return "" if suggestion.reponse else "Prise en note."
    return "Suite à donner."


def ecarter(motif: str | None) -> str:
    """« Non retenue. Une traduction n'aurait pas valeur juridique. »"""
    return f"Non retenue. {francais.majuscule(_phrase(motif))}" if motif else "Non retenue."


def inscrire(contexte: Contexte, identifiant: str | None, texte: str, quand: date) -> str:
    """« Inscrite au plan d'actions : informer les mairies, pour le 31 janvier 2022 », sans redire ce que dit déjà le texte."""
    action = contexte.dossier.actions.get(identifiant or "")
    if action is None:
        return "Inscrite au plan d'actions."
    pour = contexte.echeance_action(action, quand)
    redite = action.intitule.rstrip(". ").casefold() == texte.rstrip(". ").casefold()
    quoi = "" if redite else f" : {francais.minuscule(action.intitule.rstrip('.'))}"
    return f"Inscrite au plan d'actions{quoi}{f', {pour_quand(pour)}' if pour else ''}."


def reprises(contexte: Contexte, point: Point) -> Iterator[str]:
    """Les suggestions d'une autre réunion que ce point reprend, en une phrase chacune."""
    for renvoi in point.reprend:
        nom, _, identifiant = renvoi.partition(":")
        origine = contexte.dossier.reunions.get(nom)
        suggestion = next((s for s in origine.suggestions if s.id == identifiant), None) if origine else None
        if origine is not None and suggestion is not None:
            instance = contexte.instance(origine)
            de = francais.du(instance.nom) if instance else ""
            quoi = francais.enchainer(_phrase(suggestion.texte))
            yield f"Ce point reprend une suggestion {de}, réunion {origine.date.apres_de()} : {francais.minuscule(quoi)}"


def validation(points: Iterable[Point]) -> str:
    """Dit ce que les participants ont validé, d'après l'issue de chaque point ; rien quand aucune n'est notée."""
    tous = list(points)
    numeros = {
        issue: [str(rang) for rang, p in enumerate(tous, 1) if p.issue == issue]
        for issue in ("valide", "a_revoir", "reporte")
    }
    if tous and len(numeros["valide"]) == len(tous):
        return "L'ensemble des points a été validé par les participants." if len(tous) > 1 else "Le point a été validé."
    phrases = []
    for issue, debut, seul, plusieurs in (
        ("valide", "les participants ont validé ", "", ""),
        ("a_revoir", "", " est à revoir", " sont à revoir"),
        ("reporte", "", " est reporté", " sont reportés"),
    ):
        rangs = numeros[issue]
        if rangs:
            un = len(rangs) < 2
            suite = f"le point {rangs[0]}{seul}" if un else f"les points {francais.liste(rangs)}{plusieurs}"
            phrases.append(debut + suite)
    return f"{francais.majuscule(' ; '.join(phrases))}." if phrases else ""


def _etabli(reunion: Reunion) -> str:
    if reunion.etabli is None:
        return ""
    ou = f"à {reunion.etabli.lieu}, " if reunion.etabli.lieu else ""
    return f"établi {ou}{reunion.etabli.date.en_complement()}"


def _diffuse(reunion: Reunion) -> Iterator[str]:
    """Où il est diffusé : les voies d'un même jour ensemble, le jour une seule fois."""
    jours: dict[str, list[str]] = {}
    for diffusion in reunion.diffusion:
        rubrique = f" (rubrique {francais.guillemets(diffusion.rubrique)})" if diffusion.rubrique else ""
        quand = diffusion.date.en_complement() if diffusion.date else ""
        jours.setdefault(quand, []).append(f"{_CANAUX[diffusion.canal]}{rubrique}")
    for quand, voies in jours.items():
        yield f"{quand} {francais.liste(voies)}".strip()


def _conserve(contexte: Contexte, reunion: Reunion) -> str:
    """« par le référent qualité pendant 5 ans (GED) »."""
    conservation = reunion.conservation
    if conservation is None:
        return ""
    qui = f"par {contexte.noms(reunion.date.fin).le(conservation.par)}" if conservation.par else ""
    duree = f"pendant {conservation.duree.en_clair()}" if conservation.duree else ""
    lieu = f"({conservation.lieu})" if conservation.lieu else ""
    return " ".join(filter(None, (qui, duree, lieu)))
