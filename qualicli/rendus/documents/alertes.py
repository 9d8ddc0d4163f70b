"""Ce qui menace la démarche à une date, et ce qui attend une décision."""

from collections.abc import Iterable, Iterator, Sequence

from qualicli import francais
from qualicli.diagnostic.verdict import Raison
from qualicli.modeles.organisation import Vacance
from qualicli.modeles.suivi import Action
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.documents import communs
from qualicli.rendus.documents.carnet import Carnet, nommer_module
from qualicli.rendus.documents.contexte import Contexte

CITEES = 2  # au-delà, on compte : la note tient sur une page
_DITES_AILLEURS = ("cible", "non_conformite")  # les raisons que les taux et les constats disent déjà


def alertes(contexte: Contexte, tenus: Sequence[Carnet]) -> Iterator[str]:
    """Non-conformités, obstacles au label, preuves qui manquent ou vont expirer, retards, postes vacants."""
    for carnet in tenus:
        yield from _non_conformites(carnet)
        yield from dire_raisons(r for r in carnet.resultat.raisons if r.code not in _DITES_AILLEURS)
        yield from _preuves(carnet)
    actions = [(d, a.intitule) for d, a in _actions_en_retard(contexte)]
    yield from _retards(actions, "action en retard", "actions en retard")
    etapes = [(d, j.intitule) for d, j in contexte.jalons() if communs.etat_jalon(j, d, contexte.au) == "en retard"]
    yield from _retards(etapes, "étape en retard", "étapes en retard")
    for nom, vacance in vacants(contexte):
        yield f"poste de {francais.minuscule(nom)} vacant depuis le {francais.jour(vacance.debut)}"


def dire_raisons(raisons: Iterable[Raison]) -> Iterator[str]:
    """Ce qui empêche le label, en mots ; les documents qui manquent ensemble."""
    documents: list[str] = []
    for raison in raisons:
        if raison.code == "document":
            documents.append(raison.texte.partition(" : ")[2].removesuffix("."))
        else:
            yield raison.texte.removesuffix(".")
    if len(documents) > 1:
        yield f"documents obligatoires absents ou non valides : {francais.liste(map(_abreger, documents))}"
    elif documents:
        yield f"document obligatoire absent ou non valide : {documents[0]}"


def _abreger(titre: str) -> str:
    """Le début d'un titre, sans la précision qui le suit : elle se lit quand il est seul."""
    return francais.minuscule(titre.partition(",")[0].partition(" (")[0])


def decisions(contexte: Contexte, tenus: Sequence[Carnet]) -> Iterator[str]:
    """Ce que la démarche attend que l'on tranche."""
    yield from (f"pourvoir le poste de {francais.minuscule(nom)}" for nom, _ in vacants(contexte))
    for carnet in tenus:
        orphelins = [e for e in carnet.resultat.ecarts if e.action is None]
        if orphelins:
            codes = carnet.citer(e.exigence for e in orphelins)
            lesquels = f"les {len(orphelins)} écarts" if len(orphelins) > 1 else "l'écart"
            yield f"désigner qui comblera {lesquels} sans action" + (f" ({codes})" if codes else "")
        for hors in carnet.resultat.hors_label:
            if hors.statut == "envisage":
                sites = dict.fromkeys(libelles.nommer_site(contexte.dossier, e.point.site) for e in hors.etats)
                ou = francais.liste(map(francais.minuscule, sites))
                yield f"confirmer ou non le module {nommer_module(hors.module)}, envisagé ({ou})"
    retards = len(_actions_en_retard(contexte))
    if retards:
        lesquelles = f"aux {retards} actions" if retards > 1 else "à l'action"
        yield f"donner une nouvelle échéance {lesquelles} en retard"
    yield from _points_en_suspens(contexte)


def vacants(contexte: Contexte) -> list[tuple[str, Vacance]]:
    """Les rôles sans titulaire à la date, et depuis quand."""
    annuaire, au = contexte.dossier.annuaire, contexte.au
    roles = annuaire.roles.values() if annuaire else ()
    return [(r.intitule, v) for r in roles if r.titulaire(au) is None for v in r.vacances(au)[-1:]]


def _non_conformites(carnet: Carnet) -> Iterator[str]:
    ouvertes = [c for c in carnet.constats() if c.constat.nature == "non_conformite"]
    if len(ouvertes) > CITEES:
        codes = carnet.citer(carnet.contexte.dossier.reference(c.constat.exigence or "")[1] for c in ouvertes)
        yield f"{len(ouvertes)} non-conformités d'audit ouvertes ({codes})"
        return
    for ouverte in ouvertes:
        action = carnet.contexte.dossier.actions.get(ouverte.constat.action or "")
        pour = carnet.contexte.echeance_action(action) if action else None
        suite = "sans action" if action is None else "action sans échéance"
        if pour is not None:
            suite = f"action attendue {pour.en_complement()}" + (", en retard" if pour.est_depassee(carnet.au) else "")
        yield f"non-conformité d'audit ouverte : {francais.enchainer(ouverte.constat.texte.removesuffix('.'))} ({suite})"


def _preuves(carnet: Carnet) -> Iterator[str]:
    sans_preuve = sum(len(p.acheves) for p in carnet.a_reunir)
    if sans_preuve:
        yield francais.pluriel(sans_preuve, "point réalisé n'est pas prouvé", "points réalisés ne sont pas prouvés")
    combien = len(carnet.a_renouveler)
    if combien:
        document = carnet.a_renouveler[0].document
        fin = document.fin_validite if document else None
        premiere = fin.en_complement() if fin else ""
        if combien == 1:
            yield f"1 preuve expire {premiere}, avant {carnet.limite}"
        else:
            yield f"{combien} preuves expirent avant {carnet.limite}, la première {premiere}"


def _actions_en_retard(contexte: Contexte) -> list[tuple[DateImprecise, Action]]:
    """Les actions ouvertes dont l'échéance est passée, la plus ancienne d'abord."""
    au = contexte.au
    ouvertes = (a for a in contexte.dossier.actions.values() if a.est_ouverte_au(au))
    datees = ((d, a) for a in ouvertes if (d := contexte.echeance_action(a)) is not None and d.est_depassee(au))
    return sorted(datees, key=lambda c: (c[0], c[1].id))


def _retards(en_retard: Sequence[tuple[DateImprecise, str]], un: str, plusieurs: str) -> Iterator[str]:
    if not en_retard:
        return
    textes = [f"{francais.guillemets(texte)} ({quand.en_clair()})" for quand, texte in en_retard]
    combien = un if len(textes) == 1 else f"{len(textes)} {plusieurs}"
    if len(textes) <= CITEES:
        yield f"{combien} : {francais.liste(textes)}"
    else:
        yield f"{combien}, depuis la plus ancienne : {textes[0]}"


def _points_en_suspens(contexte: Contexte) -> Iterator[str]:
    """Les points que le dernier comité de pilotage tenu a reportés ou laissés à revoir."""
    tenus = [r for r in contexte.reunions("copil") if r.date.est_acquise(contexte.au)]
    for point in tenus[-1].ordre_du_jour if tenus else ():
        if point.issue in ("reporte", "a_revoir"):
            issue = "reporté" if point.issue == "reporte" else "laissé à revoir"
            comite = f"par le comité de pilotage {_du(tenus[-1].date)}"
            yield f"se prononcer sur {francais.guillemets(point.titre)}, {issue} {comite}"


def _du(quand: DateImprecise) -> str:
    return francais.du(quand.en_clair()) if quand.est_exacte else francais.de(quand.en_clair())
