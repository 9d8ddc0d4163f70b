"""Ce qui menace la démarche à une date, et ce qui attend une décision."""

from collections.abc import Iterator, Sequence

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Nature
from qualicli.modeles.baremes import bareme_du
from qualicli.modeles.organisation import Vacance
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.constats import constats_a_corriger
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.exigences import nommer_module
from qualicli.rendus.documents.socle.labels import alertes_des_labels
from qualicli.rendus.documents.socle.points import PointsReferentiel
from qualicli.rendus.documents.socle.verdict import dire_raisons

CITEES = 2  # au-delà, on compte : la note tient sur une page
_DITES_AILLEURS = ("cible", "non_conformite")  # les raisons que les taux et les constats disent déjà


def alertes(contexte: ContexteDocument, tenus: Sequence[PointsReferentiel]) -> Iterator[str]:
    """Non-conformités, obstacles au label, preuves qui manquent ou vont expirer, labels expirés, retards, postes vacants."""
    for points in tenus:
        raisons = dire_raisons(r for r in points.resultat.raisons if r.code not in _DITES_AILLEURS)
        yield from map(points.preciser, (*_non_conformites(points), *raisons, *_preuves(points)))
    yield from alertes_des_labels(contexte, contexte.au)
    yield from _retards(_en_retard(contexte, "etape", "audit"), "étape en retard", "étapes en retard")
    for nom, vacance in vacants(contexte):
        yield f"poste de {francais.minuscule(nom)} vacant depuis {vacance.depuis}"


def decisions(contexte: ContexteDocument, tenus: Sequence[PointsReferentiel]) -> Iterator[str]:
    """Ce que la démarche attend que l'on tranche."""
    yield from (f"pourvoir le poste de {francais.minuscule(nom)}" for nom, _ in vacants(contexte))
    for points in tenus:
        orphelins = [e for e in points.resultat.ecarts if e.action is None]
        if orphelins:
            codes = points.citer(e.exigence for e in orphelins)
            lesquels = f"les {len(orphelins)} écarts" if len(orphelins) > 1 else "l'écart"
            mot = francais.accorder(len({e.exigence for e in orphelins}), points.resultat.referentiel.mots.exigence)
            propre = f"{points.resultat.referentiel.nom}{francais.INSECABLE}: "
            nom = f"{mot} " if points.contexte.dossier.referentiel_unique else propre
            yield f"désigner qui comblera {lesquels} sans action" + (f" ({nom}{codes})" if codes else "")
        for hors in points.resultat.hors_label:
            if hors.statut == "envisage":
                sites = dict.fromkeys(libelles.nommer_site(contexte.dossier, e.point.site) for e in hors.etats)
                ou = francais.liste(map(francais.minuscule, sites))
                mot = points.resultat.referentiel.mots.module
                nom = points.preciser(nommer_module(hors.module))
                yield f"confirmer ou non {francais.le(mot)} {nom}, envisagé{francais.e(mot)} ({ou})"
    retards = len(_en_retard(contexte, "action"))
    if retards:
        lesquelles = f"aux {retards} actions" if retards > 1 else "à l'action"
        yield f"donner une nouvelle échéance {lesquelles} en retard"
    yield from _points_en_suspens(contexte)


def vacants(contexte: ContexteDocument) -> list[tuple[str, Vacance]]:
    """Les rôles sans titulaire à la date, et depuis quand."""
    annuaire, ouvertes = contexte.dossier.annuaire, {o.objet for o in contexte.obligations() if o.nature == "poste"}
    roles = [r for nom, r in annuaire.roles.items() if f"roles/{nom}" in ouvertes] if annuaire else []
    return [(r.intitule, v) for r in roles for v in r.vacances(contexte.au)[-1:]]


def _non_conformites(points: PointsReferentiel) -> Iterator[str]:
    bareme = bareme_du(points.resultat.referentiel)
    ouvertes = [c for c in constats_a_corriger(points) if bareme.bloque(c.constat.nature_au(points.au))]
    if len(ouvertes) > CITEES:
        codes = points.citer(points.contexte.dossier.reference(c.constat.exigence or "")[1] for c in ouvertes)
        yield f"{len(ouvertes)} non-conformités d'audit ouvertes ({codes})"
        return
    for ouverte in ouvertes:
        action = points.contexte.dossier.actions.get(ouverte.constat.action or "")
        pour = points.contexte.echeance_action(action) if action else None
        suite = "sans action" if action is None else "action sans échéance"
        if pour is not None:
            suite = f"action attendue {pour.en_complement()}" + (", en retard" if pour.est_depassee(points.au) else "")
        yield f"non-conformité d'audit ouverte : {francais.enchainer(ouverte.constat.texte.removesuffix('.'))} ({suite})"


def _preuves(points: PointsReferentiel) -> Iterator[str]:
    sans_preuve = sum(len(p.acheves) for p in points.a_reunir)
    if sans_preuve:
        yield francais.pluriel(sans_preuve, "point réalisé n'est pas prouvé", "points réalisés ne sont pas prouvés")
    combien = len(points.a_renouveler)
    if combien:
        document = points.a_renouveler[0].document
        fin = document.fin_validite if document else None
        premiere = fin.en_complement() if fin else ""
        if combien == 1:
            yield f"1 preuve expire {premiere}, avant {points.limite}"
        else:
            yield f"{combien} preuves expirent avant {points.limite}, la première {premiere}"


def _en_retard(contexte: ContexteDocument, *natures: Nature) -> list[tuple[DateImprecise, str]]:
    """Ce dont l'échéance est passée, le plus ancien d'abord ; d'un audit, lui seul, et non ce qui l'entoure."""
    tardives = (o for o in contexte.obligations() if o.nature in natures and o.est_en_retard and "#" not in o.objet)
    return [(o.echeance, o.texte) for o in tardives if o.echeance is not None]


def _retards(en_retard: Sequence[tuple[DateImprecise, str]], un: str, plusieurs: str) -> Iterator[str]:
    if not en_retard:
        return
    textes = [f"{francais.guillemets(texte)} ({quand.en_clair()})" for quand, texte in en_retard]
    combien = un if len(textes) == 1 else f"{len(textes)} {plusieurs}"
    if len(textes) <= CITEES:
        yield f"{combien} : {francais.liste(textes)}"
    else:
        yield f"{combien}, depuis la plus ancienne : {textes[0]}"


def _points_en_suspens(contexte: ContexteDocument) -> Iterator[str]:
    """Les points que le dernier comité de pilotage tenu a reportés ou laissés à revoir."""
    tenus = [r for r in contexte.reunions("copil") if r.date.est_acquise(contexte.au)]
    for point in tenus[-1].ordre_du_jour if tenus else ():
        if point.issue in ("reporte", "a_revoir"):
            issue = "reporté" if point.issue == "reporte" else "laissé à revoir"
            comite = f"par le comité de pilotage {_du(tenus[-1].date)}"
            yield f"se prononcer sur {francais.guillemets(point.titre)}, {issue} {comite}"


def _du(quand: DateImprecise) -> str:
    return francais.du(quand.en_clair()) if quand.est_exacte else francais.de(quand.en_clair())
