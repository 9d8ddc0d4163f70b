"""Ce qu'une réunion décide, demande et valide."""

from collections.abc import Callable, Iterable
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


def decisions_gardees(
    contexte: ContexteDocument, reunion: Reunion, garde: Callable[[str | None], bool]
) -> tuple[DecisionVue, ...]:
    """Les décisions des points gardés. Une échéance que ne reprend pas le tableau des échéances suit la phrase."""
    genres = {"decision": "décision", "validation": "validation", "demande": "demande"}
    au_tableau = bool(tableau_demandes(contexte, reunion))
    return tuple(
        DecisionVue(en_phrase(d.texte, "" if au_tableau else _qui_et_quand(contexte, reunion, d)), genres[d.type])
        for d in reunion.decisions
        if garde(d.point)
    )


def _qui_et_quand(contexte: ContexteDocument, reunion: Reunion, decision: Decision) -> str:
    pour = contexte.echeance(decision.echeance, reunion.date.fin)
    if pour is None or pour.en_clair() in decision.texte:
        return ""
    noms = contexte.noms(reunion.date.fin)
    qui = francais.liste(francais.minuscule(noms.fonction(d)) for d in decision.destinataires)
    return ", ".join(filter(None, (qui, pour_quand(pour))))


def en_phrase(texte: str, mention: str = "") -> str:
    """Un texte libre et son point, précédé d'une mention entre parenthèses : « Relire les courriers (pour le 9 mai). »."""
    nue = texte.rstrip(". ")
    suite = f" ({mention})" if mention else ""
    return texte if not suite and texte.endswith((".", "!", "?", "…", ":")) else f"{nue}{suite}."


def pour_quand(echeance: DateImprecise) -> str:
    """Une échéance, dans une phrase : « pour le 9 novembre 2015 », « au premier semestre 2016 »."""
    return f"pour le {echeance.en_clair()}" if echeance.est_exacte else echeance.en_complement()


def tableau_demandes(contexte: ContexteDocument, reunion: Reunion) -> TableauTexte:
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
    return TableauTexte(("Pour le", "Ce qui est attendu", "De qui"), lignes).sans_vides()


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
