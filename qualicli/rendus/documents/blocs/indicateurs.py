"""Les indicateurs : la qualité d'un côté, la performance de l'autre."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qualicli import francais
from qualicli.diagnostic.mesures.indicateurs import IndicateurVu, comparer, indicateurs
from qualicli.modeles.ecoute import Indicateur, Mesure, Strate
from qualicli.modeles.reunion import Reunion
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.valeurs import dire_cible, dire_nombre, dire_valeur
from qualicli.rendus.documents.socle.vue import TableauTexte
from qualicli.rendus.mesures.mots import TENDANCES

Lieu = tuple[str, str | None, str | None]  # l'indicateur, le site, le service
_TROUS_NOMMES = 3  # au-delà, une cellule ne dit que leur nombre
_PRESENCES = {"oui": "en place", "partiel": "en place en partie", "non": "absent"}


def tableau_indicateurs(
    contexte: ContexteDocument, quand: date, nature: str, voulus: Sequence[str] = ()
) -> TableauTexte:
    """Les indicateurs d'une nature (« qualite » ou « performance ») : la dernière mesure connue de chaque lieu.

    Quand tous se comparent à la même strate, elle donne son nom à la colonne. `voulus` choisit lesquels, dans cet ordre.
    """
    rangs = {identifiant: rang for rang, identifiant in enumerate(voulus)}
    choisis = sorted(
        (i for i in contexte.dossier.indicateurs.values() if i.nature == nature and (not voulus or i.id in rangs)),
        key=lambda i: (rangs.get(i.id, 0), i.intitule, i.id),
    )
    strates = {_pairs(i.strate) for i in choisis if i.strate}
    strate = strates.pop() if len(strates) == 1 else ""
    vus = indicateurs(contexte.dossier, quand, diagnostic=contexte.diagnostic(quand)) if choisis else ()
    reserves = {(v.indicateur.id, v.site, v.service): _reserves(v) for v in vus}
    lignes = [ligne for i in choisis for ligne in _lignes(contexte, i, quand, strate, reserves)]
    plusieurs = len({ligne[1] for ligne in lignes}) > 1
    ou = "Site ou service" if any(m.service for i in choisis for m in i.mesures) else "Site"
    comparaison = francais.majuscule(strate) or "Comparaison"
    colonnes = ("Indicateur", ou, "Période", "Résultat", "Cible", "Évolution", comparaison, "Source")
    return TableauTexte(colonnes, tuple(_sans_redite(lignes, plusieurs))).sans_vides()


def _sans_redite(lignes: Iterable[tuple[str, ...]], plusieurs: bool) -> Iterator[tuple[str, ...]]:
    """Ne nomme l'indicateur qu'à sa première ligne, et le site que s'il y en a plusieurs."""
    dernier = ""
    for nom, site, *reste in lignes:
        yield (nom if nom != dernier else "", site if plusieurs else "", *reste)
        dernier = nom


def _lignes(
    contexte: ContexteDocument, indicateur: Indicateur, quand: date, commune: str, reserves: Mapping[Lieu, str]
) -> Iterator[tuple[str, ...]]:
    lieux: dict[tuple[str | None, str | None], list[Mesure]] = {}
    for mesure in sorted(indicateur.mesures, key=lambda m: m.periode):
        if mesure.periode.est_acquise(quand):
            lieux.setdefault((mesure.site, mesure.service), []).append(mesure)
    pairs = dire_nombre(indicateur, indicateur.strate.valeur) if indicateur.strate else ""
    if pairs and indicateur.strate and _pairs(indicateur.strate) != commune:
        pairs = f"{pairs} ({_pairs(indicateur.strate)})"
    for (site, service), mesures in lieux.items():
        derniere = mesures[-1]
        yield (
            indicateur.intitule,
            _lieu(contexte, site, service),
            f"{derniere.periode.en_bref()}{reserves.get((indicateur.id, site, service), '')}",
            resultat(indicateur, derniere),
            _cible(indicateur),
            _sens(indicateur, mesures[-2:]),
            pairs,
            indicateur.source or "",
        )


def _reserves(vu: IndicateurVu) -> str:
    """Ce qu'il faut savoir d'une mesure imprimée : la suivante est due, une période manque à la suite."""
    dites = ", mesure due" if vu.est_due else ""
    if not vu.trous:
        return dites
    quoi = (
        francais.liste(t.en_bref() for t in vu.trous) if len(vu.trous) <= _TROUS_NOMMES else f"{len(vu.trous)} périodes"
    )
    return f"{dites}, sans chiffre : {quoi}"


def _pairs(strate: Strate) -> str:
    """Les préfectures comparées, et d'où vient leur valeur."""
    return f"{strate.nom}, {strate.source}" if strate.source else strate.nom


def _lieu(contexte: ContexteDocument, site: str | None, service: str | None) -> str:
    """Le site et le service ; le service seul quand tout se mesure au même site."""
    sites = {m.site for i in contexte.dossier.indicateurs.values() for m in i.mesures if m.site}
    return libelles.nommer_lieu(contexte.dossier, site if len(sites) > 1 else None, service)


def resultat(indicateur: Indicateur, mesure: Mesure) -> str:
    """Une mesure en mots, ses deux nombres montrés, et dite hors de la cible quand elle l'est."""
    if mesure.presence is not None:
        return _PRESENCES[mesure.presence]
    valeur = mesurer(mesure)
    if valeur is None:
        return ""
    ecrit = dire_valeur(indicateur, mesure)
    hors = indicateur.cible is not None and (
        valeur > indicateur.cible if indicateur.sens == "baisse" else valeur < indicateur.cible
    )
    return f"{ecrit}, hors cible" if hors else ecrit


def mesurer(mesure: Mesure) -> Decimal | Fraction | None:
    """La grandeur d'une mesure : sa valeur, ou son pourcentage exact."""
    if mesure.total:
        return Fraction(100 * (mesure.conformes or 0), mesure.total)
    return mesure.valeur


def _cible(indicateur: Indicateur) -> str:
    return dire_cible(indicateur, indicateur.cible, indicateur.unite)


def _sens(indicateur: Indicateur, mesures: list[Mesure]) -> str:
    """Ce que devient l'indicateur depuis la mesure précédente : « s'améliore », « se dégrade », « stable »."""
    return TENDANCES.get(comparer(indicateur, mesures[0], mesures[1]), "") if len(mesures) > 1 else ""


@dataclass(frozen=True, slots=True)
class VueIndicateurs(VueBloc):
    """Les indicateurs de qualité et ceux de performance, jamais mêlés."""

    qualite: TableauTexte
    performance: TableauTexte


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueIndicateurs:
    """Compose le bloc à la date de la réunion."""
    quand = reunion.date.fin
    voulus = [i for p in reunion.ordre_du_jour if "indicateurs" in p.presente for i in p.indicateurs]
    qualite, performance = (tableau_indicateurs(contexte, quand, n, voulus) for n in ("qualite", "performance"))
    return VueIndicateurs(qualite, performance)


BLOC = BlocDocument("les indicateurs, de qualité puis de performance", VueIndicateurs, composer)
