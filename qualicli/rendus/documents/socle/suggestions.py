"""Ce qu'on suggère à une réunion, et ce que cela devient."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.reunion import Point, Reunion, Suggestion
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.decisions import en_phrase, pour_quand
from qualicli.rendus.documents.socle.noms import Noms


@dataclass(frozen=True, slots=True)
class SuggestionVue:
    """Une suggestion : qui l'a faite, ce qui lui a été répondu en séance, et ce qu'elle devient."""

    texte: str
    auteur: str
    college: str
    reponse: str
    suite: str
    sort: str  # la réponse, puis la suite
    en_seance: str  # la réponse, quand ce que l'on en fait ne la dit pas déjà


def suggestions_gardees(
    contexte: ContexteDocument, reunion: Reunion, garde: Callable[[str | None], bool]
) -> tuple[SuggestionVue, ...]:
    """Les suggestions des points gardés, avec leur auteur et leur suite."""
    return tuple(_suggestion(contexte, reunion, s) for s in reunion.suggestions if garde(s.point))


def _suggestion(contexte: ContexteDocument, reunion: Reunion, suggestion: Suggestion) -> SuggestionVue:
    instance = contexte.instance(reunion)
    college = instance.colleges.get(suggestion.college or "") if instance else None
    noms = contexte.noms(reunion.date.fin)
    reponse = en_phrase(suggestion.reponse) if suggestion.reponse else ""
    suite = _suite(contexte, reunion, suggestion)
    return SuggestionVue(
        en_phrase(suggestion.texte),
        auteur(noms, suggestion.auteur),
        college.nom if college else "",
        reponse,
        suite,
        " ".join(filter(None, (suite, reponse) if suggestion.suite == "soumise_a" else (reponse, suite))),
        reponse if suggestion.suite in ("action", "refusee") else "",
    )


def auteur(noms: Noms, acteur: Acteur | None) -> str:
    """Qui fait une suggestion, et au nom de qui : « M. Évrard Sauge, maire, Association des maires ruraux »."""
    nom, fonction = noms.nom(acteur), noms.fonction(acteur)
    qualite = "" if fonction == nom else francais.minuscule(fonction) if nom else fonction
    return ", ".join(filter(None, (nom, qualite, noms.organisme(acteur))))


def _suite(contexte: ContexteDocument, reunion: Reunion, suggestion: Suggestion) -> str:
    """Ce que devient une suggestion ; « suite à donner » quand rien n'est encore dit."""
    if suggestion.suite == "action":
        return inscrire(contexte, suggestion.action, suggestion.texte, reunion.date.fin)
    if suggestion.suite == "soumise_a":
        instances = (contexte.dossier.instances.get(i) for i in suggestion.soumise_a)
        return f"La suggestion sera soumise {francais.liste(francais.au(i.nom) for i in instances if i)}."
    if suggestion.suite == "refusee":
        return ecarter(suggestion.motif)
    if suggestion.suite == "information":
        return "" if suggestion.reponse else "Prise en note."
    return "Suite à donner."


def ecarter(motif: str | None) -> str:
    """« Non retenue. Une traduction n'aurait pas valeur juridique. »"""
    return f"Non retenue. {francais.majuscule(en_phrase(motif))}" if motif else "Non retenue."


def inscrire(contexte: ContexteDocument, identifiant: str | None, texte: str, quand: date) -> str:
    """« Inscrite au plan d'actions : informer les mairies, pour le 31 janvier 2022 », sans redire ce que dit déjà le texte."""
    action = contexte.dossier.actions.get(identifiant or "")
    if action is None:
        return "Inscrite au plan d'actions."
    pour = contexte.echeance_action(action, quand)
    redite = action.intitule.rstrip(". ").casefold() == texte.rstrip(". ").casefold()
    quoi = "" if redite else f" : {francais.minuscule(action.intitule.rstrip('.'))}"
    return f"Inscrite au plan d'actions{quoi}{f', {pour_quand(pour)}' if pour else ''}."


def reprises(contexte: ContexteDocument, point: Point) -> Iterator[str]:
    """Les suggestions d'une autre réunion que ce point reprend, en une phrase chacune."""
    for renvoi in point.reprend:
        nom, _, identifiant = renvoi.partition(":")
        origine = contexte.dossier.reunions.get(nom)
        suggestion = next((s for s in origine.suggestions if s.id == identifiant), None) if origine else None
        if origine is not None and suggestion is not None:
            instance = contexte.instance(origine)
            de = francais.du(instance.nom) if instance else ""
            quoi = francais.enchainer(en_phrase(suggestion.texte))
            yield f"Ce point reprend une suggestion {de}, réunion {origine.date.apres_de()} : {francais.minuscule(quoi)}"
