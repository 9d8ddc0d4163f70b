"""La passation du référent qualité : où en est la démarche, ce qui est ouvert, qui tient quoi, où est chaque document."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.parcours.resultat import ParcoursSuivi
from qualicli.diagnostic.parcours.suivre import suivre
from qualicli.rendus.documents.socle.constats import tableau_constats
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.ecarts import dire_echeance
from qualicli.rendus.documents.socle.labels import labels
from qualicli.rendus.documents.socle.points import PointsReferentiel, points_par_referentiel
from qualicli.rendus.documents.socle.referent import dire_vacance, trouver_referent
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue
from qualicli.rendus.documents.types.passation import ouvert, postes, rangement
from qualicli.rendus.documents.types.passation.risques import risques


@dataclass(frozen=True, slots=True)
class EtapesTransmises:
    """Le parcours d'un référentiel : les étapes franchies, et où en sont les autres."""

    nom: str
    faites: tuple[str, ...]
    restent: TableauTexte


@dataclass(frozen=True, slots=True, kw_only=True)
class Passation(Vue):
    """Ce que transmet un référent qualité qui part."""

    date: str
    situation: tuple[str, ...]
    labels: tuple[str, ...]
    parcours: tuple[EtapesTransmises, ...]
    risques: tuple[str, ...]
    dates: tuple[str, ...]
    actions: TableauTexte
    constats: tuple[TableauTexte, ...]
    attentes: tuple[str, ...]
    reprises: tuple[str, ...]
    postes: TableauTexte
    vacances: tuple[str, ...]
    instances: TableauTexte
    services: TableauTexte
    documents: TableauTexte


def composer(contexte: ContexteDocument) -> Passation:
    """Compose la passation à la date demandée."""
    referent, tenus = trouver_referent(contexte), points_par_referentiel(contexte)
    vacant = dire_vacance(referent.role, contexte.au)
    suivis = suivre(contexte.diagnostic(), contexte.parcours_type())
    return Passation(
        **contexte.tete(),
        titre=f"Passation du poste {francais.de(francais.minuscule(contexte.noms().fonction(referent.acteur)))}",
        sous_titre=f"Poste vacant {vacant}" if vacant else "",
        date=francais.jour(contexte.au),
        situation=tuple(map(_situation, tenus)) or ("aucun référentiel n'est au périmètre de la démarche",),
        labels=labels(contexte, contexte.au),
        parcours=tuple(_etapes(contexte, s) for s in suivis),
        risques=risques(contexte, tenus),
        dates=ouvert.dates(contexte),
        actions=ouvert.tableau_actions(contexte),
        constats=tuple(t for points in tenus if (t := tableau_constats(points))),
        attentes=ouvert.attentes(contexte),
        reprises=ouvert.reprises(contexte),
        postes=postes.tableau_postes(contexte),
        vacances=postes.vacances(contexte),
        instances=postes.tableau_instances(contexte),
        services=postes.tableau_services(contexte),
        documents=rangement.tableau_documents(contexte),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait la passation plus sûre."""
    if not postes.roles(contexte):
        yield "les rôles de la démarche, et qui les tient (annuaire.yaml)"


def _situation(points: PointsReferentiel) -> str:
    synthese, raisons = points.resultat.synthese, len(points.resultat.raisons)
    prouve, nom = synthese.prouve, points.resultat.referentiel.nom
    if points.resultat.est_clos:
        return f"{nom} : clos, plus rien n'y est engagé"
    if not prouve.denominateur:
        return f"{nom} : aucun point de contrôle n'est applicable"
    reste = (
        f"{francais.pluriel(prouve.denominateur - int(prouve.numerateur), 'point')} en écart sur {prouve.denominateur}"
    )
    verdict = f"non labellisable ({francais.pluriel(raisons, 'raison')})" if raisons else "labellisable"
    return f"{nom} : réalisation déclarée {synthese.declare}, prouvée {prouve}, {reste}, {verdict}"


def _etapes(contexte: ContexteDocument, suivi: ParcoursSuivi) -> EtapesTransmises:
    """Les étapes vers le label : celles qui sont franchies, et où en est chacune des autres."""
    lignes = tuple(
        (
            e.etape.titre,
            francais.majuscule(" ; ".join(s.texte for s in e.signes if s.etat in ("en_cours", "a_faire"))),
            dire_echeance(e.prevue, contexte.au) if e.prevue else "",
        )
        for e in suivi.etapes
        if e.etat in ("en_cours", "a_faire")
    )
    return EtapesTransmises(
        suivi.resultat.referentiel.nom,
        tuple(francais.minuscule(e.etape.titre) for e in suivi.etapes if e.etat == "faite"),
        TableauTexte(("Étape à franchir", "Où elle en est", "Prévue"), lignes),
    )
