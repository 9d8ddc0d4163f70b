"""La grille d'auto-évaluation : chaque exigence, son état, qui l'a évaluée et quand, ses preuves, son action."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.synthese import repartir
from qualicli.modeles.suivi import Evaluation
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.ecarts import dire_echeance
from qualicli.rendus.documents.socle.exigences import nommer_engagement, nommer_module
from qualicli.rendus.documents.socle.mots import mots_du_dossier
from qualicli.rendus.documents.socle.points import PointsReferentiel, points_par_referentiel
from qualicli.rendus.documents.socle.vue import MotsDuDossier, TableauTexte, Vue

ETATS = ("realise", "partiel", "non_realise", "sans_objet", "non_evalue")


@dataclass(frozen=True, slots=True)
class GrilleModule:
    """La grille d'un module ; `statut` est vide quand il compte dans le label."""

    titre: str
    statut: str
    comptes: tuple[str, ...]  # le titre, combien dans chaque état, le taux déclaré et le prouvé
    tableau: TableauTexte
    exclues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrilleReferentiel:
    """La grille d'un référentiel."""

    nom: str
    mots: MotsDuDossier
    modules: tuple[GrilleModule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grille(Vue):
    """La grille entière, ou celle d'un service."""

    date: str
    service: str
    synthese: TableauTexte
    referentiels: tuple[GrilleReferentiel, ...]


def composer(contexte: ContexteDocument) -> Grille:
    """Compose la grille à la date demandée."""
    service = contexte.demande.service
    nom, quand = libelles.nommer_service(contexte.dossier, service), francais.jour(contexte.au)
    referentiels = tuple(
        GrilleReferentiel(
            c.resultat.referentiel.nom,
            mots_du_dossier(contexte.dossier, c.resultat.referentiel.mots),
            tuple(_modules(c)),
        )
        for c in points_par_referentiel(contexte, service)
    )
    comptes = tuple(m.comptes for r in referentiels for m in r.modules)
    etats = (francais.majuscule(libelles.accorder_etat(e, 2)) for e in ETATS)
    return Grille(
        **contexte.tete(),
        titre=f"Grille d'auto-évaluation au {quand}",
        sous_titre=nom,
        date=quand,
        service=nom,
        synthese=TableauTexte((francais.majuscule(contexte.dossier.mots.module), *etats, "Déclaré", "Prouvé"), comptes),
        referentiels=referentiels,
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait la grille complète."""
    for resultat in contexte.diagnostic().referentiels:
        oublies = dict.fromkeys(e.point.feuille.code for e in resultat.etats if e.statut == "non_evalue")
        if oublies:
            mot = resultat.referentiel.mots.exigence
            evaluees = francais.accorder(len(oublies), f"évalué{francais.e(mot)}")
            combien = f"{francais.pluriel(len(oublies), mot)} jamais {evaluees}"
            yield f"{combien} dans {resultat.referentiel.nom} (engagements/) : {francais.liste(oublies)}"


def _modules(points: PointsReferentiel) -> Iterator[GrilleModule]:
    resultat = points.resultat
    for module, etats in repartir(resultat.etats, lambda e: e.point.feuille.module).items():
        exclues = (
            f"{n.feuille.code} ({points.ou(n.site)})" if points.plusieurs_sites else n.feuille.code
            for n in resultat.non_applicables
            if n.feuille.module.code == module.code
        )
        yield _module(points, nommer_module(module), "", etats, exclues)
    for hors in resultat.hors_label:
        yield _module(points, nommer_module(hors.module), libelles.STATUTS_MODULE[hors.statut], list(hors.etats), ())


def _module(
    points: PointsReferentiel, titre: str, statut: str, etats: list[EtatPoint], exclues: Iterable[str]
) -> GrilleModule:
    synthese = points.resultat.synthese_de(etats)
    comptes = (str(sum(e.statut == statut_ for e in etats)) for statut_ in ETATS)
    nom = f"{titre} (pour mémoire)" if statut else titre
    return GrilleModule(
        titre,
        statut,
        (nom, *comptes, str(synthese.declare), str(synthese.prouve)),
        _tableau(points, etats),
        tuple(exclues),
    )


def _tableau(points: PointsReferentiel, etats: list[EtatPoint]) -> TableauTexte:
    lignes = []
    par_engagement = repartir(etats, lambda e: e.point.feuille.engagement.code)
    for siens in par_engagement.values():
        for code, du_point in repartir(siens, lambda e: e.point.feuille.code).items():
            for etat in du_point:
                lignes.append(_ligne(points, etat, etat is siens[0], etat is not du_point[0], code))
    mot = francais.majuscule(points.resultat.referentiel.mots.exigence)
    colonnes = (mot, "Où", "État déclaré", "Évalué", "Commentaire", "Preuves et validité", "Action")
    return TableauTexte(colonnes, tuple(lignes)).sans_vides()


def _ligne(points: PointsReferentiel, etat: EtatPoint, premiere: bool, redite: bool, code: str) -> tuple[str, ...]:
    """Une ligne ; l'engagement puis l'exigence n'y sont dits en entier que la première fois."""
    feuille = etat.point.feuille
    texte = points.exigence(code, court=redite)
    if premiere and feuille.code != feuille.engagement.code:
        texte = f"{nommer_engagement(feuille.engagement)}. {texte}"
    evaluation = etat.fondement.evaluation if etat.fondement else None
    return (
        texte,
        points.ou(etat.point.site, etat.point.service),
        francais.majuscule(libelles.mot(etat.statut)),
        _evalue(points, evaluation),
        _commentaire(evaluation),
        points.preuves([etat]),
        _action(points, etat),
    )


def _evalue(points: PointsReferentiel, evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return "jamais"
    return f"{evaluation.date.en_clair()}, {points.contexte.dossier.dire(evaluation.origine)}"


def _commentaire(evaluation: Evaluation | None) -> str:
    return " ".join(filter(None, (evaluation.motif, evaluation.commentaire))) if evaluation else ""


def _action(points: PointsReferentiel, etat: EtatPoint) -> str:
    """L'action qui répond à l'écart du point, et son échéance ; rien quand le point n'est pas en écart."""
    siens = [e for e in points.resultat.ecarts if points.est_du_point(e, etat)]
    if not siens:
        return ""
    actions = {e.action.id: f"{e.action.intitule}, {dire_echeance(e.echeance, points.au)}" for e in siens if e.action}
    return " ; ".join(actions.values()) or "Sans action"
