"""Le rapport d'écarts : ce qui sépare la démarche du label, ce qui le comblerait, et par où commencer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.audits import audits_prevus
from qualicli.diagnostic.deblocage import Piece
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import HorsLabel
from qualicli.diagnostic.synthese import repartir
from qualicli.diagnostic.taux import TauxProuve
from qualicli.rendus import libelles
from qualicli.rendus.dessins.damier import FigureDamier
from qualicli.rendus.documents.figures.grille import figurer_grille
from qualicli.rendus.documents.socle.constats import tableau_constats
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.ecarts import ecarts_des_points, tableau_ecarts
from qualicli.rendus.documents.socle.exigences import nommer_exigence, nommer_module, phrase
from qualicli.rendus.documents.socle.mots import mots_du_dossier
from qualicli.rendus.documents.socle.pieces import en_entier
from qualicli.rendus.documents.socle.points import PointsReferentiel, points_par_referentiel
from qualicli.rendus.documents.socle.verdict import dire_raisons
from qualicli.rendus.documents.socle.vue import MotsDuDossier, TableauTexte, Vue


@dataclass(frozen=True, slots=True)
class EcartsService:
    """Les écarts qu'un service doit combler."""

    nom: str
    ecarts: TableauTexte


@dataclass(frozen=True, slots=True)
class EcartsModule:
    """Les écarts d'un module, service par service."""

    titre: str
    declare: str
    prouve: str
    services: tuple[EcartsService, ...]


@dataclass(frozen=True, slots=True)
class PourMemoire:
    """Un module hors du label : ce qu'il vaut, et ce qui lui manque."""

    titre: str
    statut: str
    sites: str
    declare: str
    prouve: str
    motif: str
    reprise: str
    manquent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EcartsReferentiel:
    """Tout ce qui sépare un référentiel du label, à une date."""

    nom: str
    mots: MotsDuDossier
    declare: str
    prouve: str
    en_ecart: int
    applicables: int
    audits: tuple[str, ...]
    grille: FigureDamier
    clos: bool  # plus rien n'y est engagé
    raisons: tuple[str, ...]  # aucune : labellisable
    a_reunir: TableauTexte
    apres: str  # la réalisation prouvée, ces pièces réunies
    a_renouveler: TableauTexte
    avant: str  # « l'audit du 24 mai 2022 »
    constats: TableauTexte
    nombre: int  # d'écarts, constats d'audit compris
    sans_action: int
    causes: tuple[str, ...]
    modules: tuple[EcartsModule, ...]
    pour_memoire: tuple[PourMemoire, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecarts(Vue):
    """Le rapport, référentiel par référentiel ; `service` : celui auquel il se limite, s'il y en a un."""

    date: str
    service: str
    referentiels: tuple[EcartsReferentiel, ...]


def composer(contexte: ContexteDocument) -> Ecarts:
    """Compose le rapport d'écarts à la date demandée."""
    service = contexte.demande.service
    nom = libelles.nommer_service(contexte.dossier, service)
    quand = francais.jour(contexte.au)
    return Ecarts(
        **contexte.tete(),
        titre=f"Rapport d'écarts au {quand}",
        sous_titre=nom,
        date=quand,
        service=nom,
        referentiels=tuple(map(_referentiel, points_par_referentiel(contexte, service))),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait le rapport plus utile."""
    for points in points_par_referentiel(contexte):
        nom = points.resultat.referentiel.nom
        if not audits_prevus(contexte.dossier, points.resultat.referentiel, contexte.au):
            yield f"aucun audit de {nom} n'est prévu (audits/)"
        orphelins = dict.fromkeys(
            e.point.feuille.engagement.code for e in points.resultat.etats if not e.point.responsable
        )
        if orphelins:
            combien = francais.pluriel(len(orphelins), points.resultat.referentiel.mots.engagement)
            yield f"{combien} de {nom} sans service pilote (« pilote » dans engagements/) : {francais.liste(orphelins)}"


def _referentiel(points: PointsReferentiel) -> EcartsReferentiel:
    resultat, synthese = points.resultat, points.resultat.synthese
    ecarts = [*resultat.ecarts]
    pieces = _pieces(points, points.a_reunir, 1)
    limite = points.limite
    causes = Counter(e.cause for e in ecarts)
    return EcartsReferentiel(
        resultat.referentiel.nom,
        mots_du_dossier(points.contexte.dossier, resultat.referentiel.mots),
        str(synthese.declare),
        str(synthese.prouve),
        synthese.prouve.denominateur - int(synthese.prouve.numerateur),
        synthese.prouve.denominateur,
        points.annoncer_audits(),
        figurer_grille(points.contexte, resultat),
        resultat.est_clos,
        tuple(dire_raisons(resultat.raisons)),
        TableauTexte(("N°", "Pièce", "De qui", "Points débloqués"), pieces),
        str(_apres(points)),
        TableauTexte(
            ("N°", "Pièce", "De qui", "Points à garder"), _pieces(points, points.a_renouveler, len(pieces) + 1)
        ),
        limite,
        tableau_constats(points),
        len(ecarts),
        sum(e.action is None for e in ecarts),
        tuple(f"{n} {libelles.accorder_cause(c, n)}" for c, n in causes.most_common()),
        tuple(_modules(points)),
        tuple(_pour_memoire(points, h) for h in resultat.hors_label),
    )


def _apres(points: PointsReferentiel) -> TauxProuve:
    prouve = points.resultat.synthese.prouve
    gagnes = sum(len(p.acheves) for p in points.a_reunir)
    return TauxProuve.de(prouve.numerateur + gagnes, prouve.denominateur)


def _pieces(points: PointsReferentiel, pieces: tuple[Piece, ...], premier: int) -> tuple[tuple[str, ...], ...]:
    acheves = {e.point.cle: n for n, p in enumerate(pieces, premier) for e in p.acheves}

    def ligne(numero: int, piece: Piece) -> tuple[str, ...]:
        qui = ", ".join(
            filter(None, (points.ou(piece.site), libelles.nommer_service(points.contexte.dossier, piece.service)))
        )
        debloques = [
            code + (f" (avec le n° {acheves[e.point.cle]})" if acheves[e.point.cle] != numero else "")
            for code, e in zip(points.codes(piece), piece.points, strict=True)
        ]
        return (
            str(numero),
            en_entier(piece),
            qui,
            f"{francais.pluriel(len(debloques), 'point')} : {francais.liste(debloques)}",
        )

    return tuple(ligne(numero, piece) for numero, piece in enumerate(pieces, premier))


def _modules(points: PointsReferentiel) -> Iterator[EcartsModule]:
    """Les modules qui ont un écart, dans l'ordre du référentiel ; dans chacun, les services qui le doivent."""
    dossier, resultat = points.contexte.dossier, points.resultat
    par_module = repartir(resultat.etats, lambda e: e.point.feuille.module)
    for module, etats in par_module.items():
        services: dict[str | None, list[Ecart]] = {}
        for ecart in ecarts_des_points(points):
            if ecart.module == module.code:
                services.setdefault(ecart.responsable, []).append(ecart)
        if services:
            synthese = resultat.synthese_de(etats)
            yield EcartsModule(
                nommer_module(module),
                str(synthese.declare),
                str(synthese.prouve),
                tuple(
                    EcartsService(
                        libelles.nommer_service(dossier, s) or "Sans service pilote", tableau_ecarts(points, e)
                    )
                    for s, e in services.items()
                ),
            )


def _pour_memoire(points: PointsReferentiel, hors: HorsLabel) -> PourMemoire:
    dossier, synthese = points.contexte.dossier, points.resultat.synthese_de(hors.etats)
    sites = dict.fromkeys(libelles.nommer_site(dossier, e.point.site) for e in hors.etats)
    reprise = hors.etats[0].point.choix.reprise_prevue
    manquent = [
        f"{nommer_exigence(e.point.feuille)} : {francais.minuscule(points.etat(e))}"
        for e in hors.etats
        if e.est_applicable and not e.est_prouve and e.point.feuille.code != hors.module.code
    ]
    return PourMemoire(
        nommer_module(hors.module),
        libelles.STATUTS_MODULE[hors.statut],
        francais.liste(sites),
        str(synthese.declare),
        str(synthese.prouve),
        phrase(hors.motif),
        reprise.en_complement() if reprise else "",
        tuple(manquent),
    )
