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
from qualicli.rendus.documents.socle import pieces as gestes
from qualicli.rendus.documents.socle.contexte import Contexte
from qualicli.rendus.documents.socle.points import Carnet, carnets, nommer_exigence, nommer_module, phrase
from qualicli.rendus.documents.socle.vue import Tableau, Vue
from qualicli.rendus.documents.types.point_etape.alertes import dire_raisons


@dataclass(frozen=True, slots=True)
class EcartsService:
    """Les écarts qu'un service doit combler."""

    nom: str
    ecarts: Tableau


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
    declare: str
    prouve: str
    en_ecart: int
    applicables: int
    audits: tuple[str, ...]
    raisons: tuple[str, ...]  # aucune : labellisable
    a_reunir: Tableau
    apres: str  # la réalisation prouvée, ces pièces réunies
    a_renouveler: Tableau
    avant: str  # « l'audit du 24 mai 2022 »
    constats: Tableau
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


def composer(contexte: Contexte, _: None) -> Ecarts:
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
        referentiels=tuple(map(_referentiel, carnets(contexte, service))),
    )


def manques(contexte: Contexte) -> Iterator[str]:
    """Ce qui rendrait le rapport plus utile."""
    for carnet in carnets(contexte):
        nom = carnet.resultat.referentiel.nom
        if not audits_prevus(contexte.dossier, carnet.resultat.referentiel, contexte.au):
            yield f"aucun audit de {nom} n'est prévu (audits/)"
        orphelins = dict.fromkeys(
            e.point.feuille.engagement.code for e in carnet.resultat.etats if not e.point.responsable
        )
        if orphelins:
            combien = francais.pluriel(len(orphelins), "engagement")
            yield f"{combien} de {nom} sans service pilote (« pilote » dans engagements/) : {francais.liste(orphelins)}"


def _referentiel(carnet: Carnet) -> EcartsReferentiel:
    resultat, synthese = carnet.resultat, carnet.resultat.synthese
    ecarts = [*resultat.ecarts]
    pieces = _pieces(carnet, carnet.a_reunir, 1)
    limite = carnet.limite
    causes = Counter(e.cause for e in ecarts)
    return EcartsReferentiel(
        resultat.referentiel.nom,
        str(synthese.declare),
        str(synthese.prouve),
        synthese.prouve.denominateur - int(synthese.prouve.numerateur),
        synthese.prouve.denominateur,
        carnet.annoncer_audits(),
        tuple(dire_raisons(resultat.raisons)),
        Tableau(("N°", "Pièce", "De qui", "Points débloqués"), pieces),
        str(_apres(carnet)),
        Tableau(("N°", "Pièce", "De qui", "Points à garder"), _pieces(carnet, carnet.a_renouveler, len(pieces) + 1)),
        limite,
        carnet.tableau_constats(),
        len(ecarts),
        sum(e.action is None for e in ecarts),
        tuple(f"{n} {libelles.accorder_cause(c, n)}" for c, n in causes.most_common()),
        tuple(_modules(carnet)),
        tuple(_pour_memoire(carnet, h) for h in resultat.hors_label),
    )


def _apres(carnet: Carnet) -> TauxProuve:
    prouve = carnet.resultat.synthese.prouve
    gagnes = sum(len(p.acheves) for p in carnet.a_reunir)
    return TauxProuve.de(prouve.numerateur + gagnes, prouve.denominateur)


def _pieces(carnet: Carnet, pieces: tuple[Piece, ...], premier: int) -> tuple[tuple[str, ...], ...]:
    acheves = {e.point.cle: n for n, p in enumerate(pieces, premier) for e in p.acheves}

    def ligne(numero: int, piece: Piece) -> tuple[str, ...]:
        qui = ", ".join(
            filter(None, (carnet.ou(piece.site), libelles.nommer_service(carnet.contexte.dossier, piece.service)))
        )
        points = [
            code + (f" (avec le n° {acheves[e.point.cle]})" if acheves[e.point.cle] != numero else "")
            for code, e in zip(carnet.codes(piece), piece.points, strict=True)
        ]
        return (
            str(numero),
            gestes.en_entier(piece),
            qui,
            f"{francais.pluriel(len(points), 'point')} : {francais.liste(points)}",
        )

    return tuple(ligne(numero, piece) for numero, piece in enumerate(pieces, premier))


def _modules(carnet: Carnet) -> Iterator[EcartsModule]:
    """Les modules qui ont un écart, dans l'ordre du référentiel ; dans chacun, les services qui le doivent."""
    dossier, resultat = carnet.contexte.dossier, carnet.resultat
    par_module = repartir(resultat.etats, lambda e: e.point.feuille.module)
    for module, etats in par_module.items():
        services: dict[str | None, list[Ecart]] = {}
        for ecart in carnet.ecarts():
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
                        libelles.nommer_service(dossier, s) or "Sans service pilote", carnet.tableau_ecarts(e)
                    )
                    for s, e in services.items()
                ),
            )


def _pour_memoire(carnet: Carnet, hors: HorsLabel) -> PourMemoire:
    dossier, synthese = carnet.contexte.dossier, carnet.resultat.synthese_de(hors.etats)
    sites = dict.fromkeys(libelles.nommer_site(dossier, e.point.site) for e in hors.etats)
    reprise = hors.etats[0].point.choix.reprise_prevue
    manquent = [
        f"{nommer_exigence(e.point.feuille)} : {francais.minuscule(carnet.etat(e))}"
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
