"""Ce qu'une réunion décide, demande et valide."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.reunion import Decision, Point, Reunion
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte


@dataclass(frozen=True, slots=True)
class DecisionVue:
    """Une décision ou une demande, en une phrase ; `genre` vaut « décision », « validation » ou « demande »."""

    texte: str
    genre: str
    numero: str  # « D1 », le même partout dans le document


def numeroter(*reunions: Reunion) -> dict[tuple[str, str], str]:
    """Le numéro de chaque décision, dans l'ordre où le document les dit : point par point, puis les autres."""
    numeros: dict[tuple[str, str], str] = {}
    for reunion in reunions:
        rangs = {p.id: rang for rang, p in enumerate(reunion.ordre_du_jour)}
        for decision in sorted(reunion.decisions, key=lambda d: rangs.get(d.point or "", len(rangs))):
            numeros[reunion.id, decision.id] = f"D{len(numeros) + 1}"
    return numeros


def decisions_vues(*reunions: Reunion) -> tuple[tuple[Decision, DecisionVue], ...]:
    """Les décisions de ces réunions dans l'ordre de leur numéro, chacune en une phrase."""
    genres = {"decision": "décision", "validation": "validation", "demande": "demande"}
    numeros = numeroter(*reunions)
    decisions = {(r.id, d.id): d for r in reunions for d in r.decisions}
    return tuple(
        (d := decisions[cle], DecisionVue(en_phrase(d.texte), genres[d.type], n)) for cle, n in numeros.items()
    )


def decisions_gardees(reunion: Reunion, garde: Callable[[str | None], bool]) -> tuple[DecisionVue, ...]:
    """Les décisions des points gardés ; qui les exécute et pour quand se lit au tableau qui ouvre le document."""
    return tuple(vue for decision, vue in decisions_vues(reunion) if garde(decision.point))


def decisions_prises(
    contexte: ContexteDocument, tenues: Sequence[Reunion], quand: date, en_suspens: bool = False
) -> tuple[DecisionVue, ...]:
    """Les décisions, hors de celles que dit le tableau des demandes."""
    return tuple(v for d, v in decisions_vues(*tenues) if not _est_au_tableau(contexte, d, quand, en_suspens))


def en_phrase(texte: str) -> str:
    """Un texte libre et son point."""
    return texte if texte.endswith((".", "!", "?", "…", ":")) else f"{texte.rstrip('. ')}."


def pour_quand(echeance: DateImprecise) -> str:
    """Une échéance, dans une phrase : « pour le 9 novembre 2015 », « au premier semestre 2016 »."""
    return f"pour le {echeance.en_clair()}" if echeance.est_exacte else echeance.en_complement()


def tableau_demandes(
    contexte: ContexteDocument, tenues: Sequence[Reunion], quand: date, en_suspens: bool = False
) -> TableauTexte:
    """Qui fait quoi, et pour quand : une ligne par promesse, de la plus proche échéance à la plus lointaine.

    Deux décisions que suit la même action sont la même promesse. `en_suspens` : celles qui restent à faire ce jour-là.
    """
    numeros, noms, groupes = numeroter(*tenues), contexte.noms(quand), dict[str, list[tuple[Reunion, Decision]]]()
    for reunion in tenues:
        for decision in reunion.decisions:
            action = contexte.dossier.actions.get(decision.action or "")
            if _est_au_tableau(contexte, decision, quand, en_suspens):
                groupes.setdefault(action.id if action else f"{reunion.id}:{decision.id}", []).append(
                    (reunion, decision)
                )
    lignes = []
    for cle, groupe in groupes.items():
        action = contexte.dossier.actions.get(cle)
        dues = [p for _, d in groupe if (p := contexte.echeance(d.echeance, quand))]
        pour = min(dues, default=contexte.echeance_action(action, quand) if action else None)
        qui = dict.fromkeys(noms.fonction(acteur) for _, d in groupe for acteur in d.destinataires)
        rangs = [numeros[r.id, d.id] for r, d in groupe]
        quoi = action.intitule if action else groupe[0][1].texte
        suivie = noms.fonction(action.responsable) if action else ""
        executants = [q for q in qui if q] or [suivie]
        lignes.append(
            (
                (pour.fin if pour else date.max, int(rangs[0][1:])),
                (
                    francais.liste(sorted(rangs, key=lambda rang: int(rang[1:]))),
                    francais.liste([*executants[:1], *map(francais.minuscule, executants[1:])]),
                    quoi.rstrip(". "),
                    pour.en_clair() if pour else "",
                ),
            )
        )
    return TableauTexte(
        ("Décision", "Qui", "Quoi", "Pour quand"), tuple(ligne for _, ligne in sorted(lignes))
    ).sans_vides()


def _est_au_tableau(contexte: ContexteDocument, decision: Decision, quand: date, en_suspens: bool) -> bool:
    """Vrai quand une décision attend quelque chose de quelqu'un, ou pour un jour, et, `en_suspens`, l'attend encore."""
    action = contexte.dossier.actions.get(decision.action or "")
    attend = bool(decision.destinataires or decision.echeance or decision.action)
    return attend and not (en_suspens and (action is None or not action.reste_a_faire(quand)))


def dire_validation(points: Iterable[Point]) -> str:
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
