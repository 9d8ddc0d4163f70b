"""Le rapport d'une enquête : méthode, base, résultats et leur marge, comparaison, recommandations et l'action de chacune."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.mesures.enquetes import METHODE, QuestionMesuree, Vagues, VoletMesure, declaree, marge
from qualicli.diagnostic.mesures.percu import rapprocher
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.enquete import Enquete
from qualicli.rendus import libelles
from qualicli.rendus.documents.blocs.enquete import EnqueteVue, VoletVu, voir_enquete
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue
from qualicli.rendus.mesures.communs import nombre
from qualicli.rendus.mesures.dire_enquete import dire_valeur, nommer_question, notes, repartition
from qualicli.rendus.mesures.mots import TENDANCES, ecrire_valeur


@dataclass(frozen=True, slots=True)
class VoletRapporte:
    """Un public interrogé : ce que le bloc en dit, sa base et sa marge, ses résultats comparés, ce qu'il faut en savoir."""

    volet: VoletVu
    base: str
    resultats: TableauTexte
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RapportEnquete(Vue):
    """Une enquête, de sa méthode à ce qu'on en fait."""

    enquete: EnqueteVue
    volets: tuple[VoletRapporte, ...]
    sites: tuple[str, ...]
    questionnaire: str
    source: str
    methode: str
    rapprochements: TableauTexte


def composer(contexte: ContexteDocument) -> RapportEnquete:
    """Compose le rapport de l'enquête demandée, à défaut de la dernière qui a commencé."""
    enquete, dossier, vagues = _choisir(contexte), contexte.dossier, Vagues(contexte.dossier)
    vue = voir_enquete(contexte, enquete, contexte.au)
    commences = [v for v in enquete.volets if v.periode.debut <= contexte.au]
    mesures = [vagues.volet(enquete, v) for v in commences]
    document = next((d for d in dossier.documents if d.id == enquete.questionnaire), None)
    return RapportEnquete(
        **contexte.tete(),
        titre=enquete.intitule,
        sous_titre="Enquête mystère" if enquete.type == "mystere" else "Enquête de satisfaction",
        enquete=vue,
        volets=tuple(
            VoletRapporte(vu, _base(vu, m), _tableau(contexte, m), _notes(m))
            for vu, m in zip(vue.volets, mesures, strict=True)
        ),
        sites=tuple(libelles.nommer_site(dossier, s) for s in enquete.sites),
        questionnaire=document.intitule if document else "",
        source=enquete.source or "",
        rapprochements=_rapprochements(contexte, enquete),
        methode=METHODE if any(q.base for m in mesures for q in m.questions) else "",
    )


def _rapprochements(contexte: ContexteDocument, enquete: Enquete) -> TableauTexte:
    """Le perçu et le mesuré, côte à côte, quand ils parlent de la même exigence."""
    lignes = tuple(
        (
            p.resultat.libelle,
            dire_valeur(p.resultat) or TENDANCES.get(declaree(p.resultat), ""),
            p.indicateur.intitule,
            " ".join(filter(None, (ecrire_valeur(p.mesure), "" if p.mesure.total else p.indicateur.unite))),
            p.mesure.periode.en_bref(),
        )
        for p in rapprocher(contexte.dossier, enquete, contexte.au)
    )
    return TableauTexte(("Ce qui est perçu", "Résultat", "Ce qui est mesuré", "Valeur", "Période"), lignes)


def _choisir(contexte: ContexteDocument) -> Enquete:
    enquetes = contexte.dossier.enquetes
    if contexte.demande.enquete is not None:
        choisie = enquetes[contexte.demande.enquete]
        if all(v.periode.debut > contexte.au for v in choisie.volets):
            raise ErreurUsage(
                f"L'enquête « {choisie.id} » n'a pas commencé au {francais.jour(contexte.au)}.",
                "Choisissez une autre date avec --date.",
            )
        return choisie
    menees = [(max(d), e.id) for e in enquetes.values() if (d := _commences(contexte, e))]
    if not menees:
        raise ErreurUsage(
            f"Aucune enquête n'a commencé au {francais.jour(contexte.au)}.",
            "Ajoutez-la dans enquetes/, ou choisissez une autre date avec --date.",
        )
    return enquetes[max(menees)[1]]


def _commences(contexte: ContexteDocument, enquete: Enquete) -> list[str]:
    return [v.periode.debut.isoformat() for v in enquete.volets if v.periode.debut <= contexte.au]


def _base(vu: VoletVu, mesure: VoletMesure) -> str:
    """« 312 réponses pour 540 personnes sollicitées, soit 57,8 %, à 5,5 points près » ; « inconnue » sinon."""
    pres = marge(mesure.volet.repondants)
    return ", ".join(filter(None, (vu.reponses, f"à {nombre(pres)} points près" if pres else ""))) or "inconnue"


def _notes(mesure: VoletMesure) -> tuple[str, ...]:
    """La répartition des réponses, puis ce qu'il faut savoir pour lire le volet."""
    dites = ((q.resultat.libelle, repartition(q.resultat)) for q in mesure.questions)
    return (*(f"{francais.guillemets(libelle)} : {dite}." for libelle, dite in dites if dite), *notes(mesure))


def _tableau(contexte: ContexteDocument, mesure: VoletMesure) -> TableauTexte:
    colonnes = ("Question", "Résultat", "Réponses", "Marge", "Cible", "Avant", "Tendance")
    return TableauTexte(colonnes, tuple(_ligne(contexte, q) for q in mesure.questions)).sans_vides()


def _ligne(contexte: ContexteDocument, q: QuestionMesuree) -> tuple[str, ...]:
    valeur, precision = q.resultat.valeur, q.resultat.precision
    dite = dire_valeur(q.resultat)
    return (
        nommer_question(contexte.dossier, q.resultat),
        f"{dite}{f' ({precision})' if precision else ''}" if dite else "",
        str(q.base) if q.base is not None else "",
        f"± {nombre(q.marge)} points" if q.marge and valeur is not None else "",
        f"{francais.nombre(q.resultat.cible)}{francais.INSECABLE}%" if q.resultat.cible is not None else "",
        str(q.comparaison.avant or ""),
        TENDANCES.get(q.comparaison.tendance, ""),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Une enquête commencée."""
    if not any(_commences(contexte, e) for e in contexte.dossier.enquetes.values()):
        yield "aucune enquête n'a commencé à cette date (enquetes/)"
