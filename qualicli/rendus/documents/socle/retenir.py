"""Ce qui ouvre un document : trois chiffres, les décisions numérotées, qui fait quoi et pour quand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.diagnostic.mesures.enquetes import Vagues
from qualicli.diagnostic.mesures.indicateurs import indicateurs
from qualicli.diagnostic.taux import TauxDeclare, TauxProuve
from qualicli.modeles.reunion import Reunion, Suggestion
from qualicli.modeles.suivi import Action
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.decisions import DecisionVue
from qualicli.rendus.documents.socle.vue import VIDE, TableauTexte

CHIFFRES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ARetenir:
    """Ce qu'un lecteur pressé emporte : les chiffres, ce qui est décidé, ce qui est attendu, ce qui fut promis."""

    chiffres: tuple[str, ...]
    decisions: tuple[DecisionVue, ...]  # celles que l'on attend de quelqu'un sont au tableau
    attendu: TableauTexte
    promesses: TableauTexte = VIDE

    def __bool__(self) -> bool:
        return bool(self.chiffres or self.decisions or self.attendu or self.promesses)


def taux_d_ensemble(contexte: ContexteDocument, quand: date) -> tuple[TauxDeclare, TauxProuve]:
    """Les taux déclaré et prouvé de toute la démarche à une date."""
    declare, prouve = TauxDeclare.de(0, 0), TauxProuve.de(0, 0)
    for resultat in contexte.diagnostic(quand).referentiels:
        declare, prouve = declare + resultat.synthese.declare, prouve + resultat.synthese.prouve
    return declare, prouve


def chiffres_du_pilotage(contexte: ContexteDocument, quand: date, avant: date | None = None) -> Iterator[str]:
    """Où en est la démarche : la part prouvée et celle d'avant, ce qui reste en écart, les actions ouvertes."""
    prouve = taux_d_ensemble(contexte, quand)[1]
    if prouve.denominateur:
        jadis = taux_d_ensemble(contexte, avant)[1] if avant else None
        suite = f", contre {jadis} au {francais.jour(avant)}" if avant and jadis and jadis.denominateur else ""
        yield f"{prouve} des points sont réalisés et prouvés{suite}"
        reste = prouve.denominateur - int(prouve.numerateur)
        if reste:
            yield f"{francais.pluriel(reste, 'point reste', 'points restent')} en écart sur {prouve.denominateur}"
        else:
            yield "aucun point ne reste en écart"
    ouvertes = [a for a in contexte.dossier.actions.values() if a.est_ouverte_au(quand)]
    dates = contexte.dossier.dates_jalons(quand)
    retards = sum(a.retard(quand, dates) is not None for a in ouvertes)
    if ouvertes:
        compte = francais.pluriel(len(ouvertes), "action est ouverte", "actions sont ouvertes")
        combien = "aucune" if not retards else f"dont {retards}" if retards < len(ouvertes) else "toutes"
        yield f"{compte}, {combien} en retard" if len(ouvertes) > 1 else compte


def chiffres_des_usagers(contexte: ContexteDocument, reunion: Reunion) -> Iterator[str]:
    """Ce que disent les usagers et ce qui se mesure pour eux : enquêtes présentées, indicateurs, suggestions."""
    quand = reunion.date.fin
    yield from _enquetes(contexte, reunion)
    vus = indicateurs(contexte.dossier, quand, diagnostic=contexte.diagnostic(quand))
    juges = [v for v in vus if v.est_atteinte is not None]
    if juges:
        atteints = sum(v.est_atteinte is True for v in juges)
        yield _part(atteints, len(juges), "indicateur suivi", ("atteint sa cible", "atteignent leur cible"))
    if reunion.suggestions:
        suivies = sum(s.suite == "action" for s in reunion.suggestions)
        compte = francais.pluriel(len(reunion.suggestions), "suggestion est faite", "suggestions sont faites")
        yield compte + (f", dont {suivies} au plan d'actions" if suivies else "")
    yield from chiffres_du_pilotage(contexte, quand)


def _enquetes(contexte: ContexteDocument, reunion: Reunion) -> Iterator[str]:
    """Combien ont répondu, et combien de résultats se dégradent, pour les enquêtes présentées."""
    vagues, quand = Vagues(contexte.dossier), reunion.date.fin
    presentees = [e for e in contexte.dossier.enquetes.values() if reunion.id in e.presentee_a]
    volets = [(e, v) for e in presentees for v in e.volets if v.periode.debut <= quand]
    reponses = sum(v.repondants or 0 for _, v in volets)
    tendances = [q.comparaison.tendance for e, v in volets for q in vagues.questions(e, v)]
    comparees = [t for t in tendances if t is not None]
    if reponses:
        baisses = sum(t == "moins_bien" for t in comparees)
        mots = ("se dégrade", "se dégradent")
        suite = f" : {_part(baisses, len(comparees), 'résultat comparable', mots)}" if comparees else ""
        yield f"{francais.pluriel(reponses, 'usager a répondu', 'usagers ont répondu')} aux enquêtes{suite}"


def _part(combien: int, total: int, nom: str, verbes: tuple[str, str]) -> str:
    """« aucun indicateur suivi sur 6 n'atteint sa cible », « 1 … sur 6 atteint… », « 4 indicateurs … sur 6 atteignent… »."""
    if combien == 0:
        return f"aucun {nom} sur {total} {'n’' if verbes[0][0] in 'aeiou' else 'ne '}{verbes[0]}".replace("’", "'")
    return f"{francais.pluriel(combien, nom)} sur {total} {verbes[combien > 1]}"


def comite_precedent(contexte: ContexteDocument, quand: date) -> date | None:
    """Le jour du comité de pilotage tenu avant une date."""
    return max((r.date.fin for r in contexte.reunions("copil") if r.date.fin < quand), default=None)


def promesses(contexte: ContexteDocument, reunion: Reunion) -> TableauTexte:
    """Vous avez demandé, nous faisons : les suggestions de la réunion d'avant, puis celles de cette réunion."""
    precedentes = [
        r
        for r in contexte.reunions()
        if r.instance == reunion.instance and r.date.precede(reunion.date) and r.suggestions
    ]
    plusieurs = bool(precedentes and reunion.suggestions)
    lignes = [
        (r.date.en_clair() if plusieurs else "", *_promettre(contexte, r, suggestion, reunion.date.fin))
        for r in (*precedentes[-1:], reunion)
        for suggestion in r.suggestions
    ]
    colonnes = ("Réunion", "Vous avez demandé", "Nous faisons", "Pour quand", "Fait")
    tableau = TableauTexte(colonnes, tuple(lignes))
    return tableau if plusieurs else tableau.sans("Réunion")


def _promettre(contexte: ContexteDocument, reunion: Reunion, suggestion: Suggestion, quand: date) -> tuple[str, ...]:
    """Une suggestion : ce qu'on en fait, pour quand, et où cela en est à une date."""
    demande, reponse = suggestion.texte.rstrip(". "), (suggestion.reponse or "").rstrip(". ")
    action = contexte.dossier.actions.get(suggestion.action or "")
    if suggestion.suite == "action" and action is not None:
        pour = contexte.echeance_action(action, quand)
        return (
            demande,
            action.intitule.rstrip("."),
            pour.en_clair() if pour else "à fixer",
            _fait(contexte, action, quand),
        )
    if suggestion.suite == "action":
        return demande, "Inscrite au plan d'actions", "", ""
    if suggestion.suite == "soumise_a":
        instances = (contexte.dossier.instances.get(i) for i in suggestion.soumise_a)
        soumis = f"Soumise {francais.liste(francais.au(i.nom) for i in instances if i)}"
        return (
            demande,
            ". ".join(filter(None, (soumis, reponse))),
            "",
            _examine(contexte, f"{reunion.id}:{suggestion.id}", quand),
        )
    if suggestion.suite == "refusee":
        motif = f" : {francais.minuscule(suggestion.motif.rstrip('. '))}" if suggestion.motif else ""
        return demande, f"Non retenue{motif}", "sans objet", ""
    return demande, reponse or ("Prise en note" if suggestion.suite else "Suite à donner"), "", ""


def _fait(contexte: ContexteDocument, action: Action, quand: date) -> str:
    if action.est_faite(quand):
        return f"fait {action.faite_le.en_complement()}" if action.faite_le else "fait"
    if not action.reste_a_faire(quand):
        return "abandonné"
    return "en retard" if action.retard(quand, contexte.dossier.dates_jalons(quand)) else "pas encore"


def _examine(contexte: ContexteDocument, renvoi: str, quand: date) -> str:
    """Le jour où l'instance saisie a repris une suggestion, s'il est venu."""
    reprises = (
        r for r in contexte.reunions() if r.est_tenue(quand) and any(renvoi in p.reprend for p in r.ordre_du_jour)
    )
    return next((f"examinée {r.date.en_complement()}" for r in reprises), "pas encore")


def premiers(chiffres: Iterable[str]) -> tuple[str, ...]:
    """Les trois premiers chiffres : les plus parlants d'abord."""
    return tuple(chiffres)[:CHIFFRES]
