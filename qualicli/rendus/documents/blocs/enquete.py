"""Les enquêtes présentées à la réunion, volet par volet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qualicli import francais
from qualicli.diagnostic.mesures.enquetes import QuestionMesuree, Vagues, marge
from qualicli.modeles.enquete import Enquete, Resultat, Volet
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action
from qualicli.rendus.dessins.vagues import FigureVagues
from qualicli.rendus.documents.figures.enquetes import figurer_volet
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.suggestions import ecarter
from qualicli.rendus.documents.socle.vue import TableauTexte
from qualicli.rendus.mesures.communs import nombre
from qualicli.rendus.mesures.dire_enquete import dire_effectifs, dire_vagues, dire_valeur, nommer_question
from qualicli.rendus.mesures.mots import TENDANCES


@dataclass(frozen=True, slots=True)
class VoletVu:
    """Un public interrogé, ce qu'on lui a demandé, ce qu'il a répondu : jamais additionné à un autre.

    `lettre` vaut « A », « B »… quand l'enquête a plusieurs volets ; `base` est vrai pour une première vague.
    """

    lettre: str
    intitule: str
    public: str  # « usagers de la préfecture, du 12 au 16 octobre 2015 (hall de la préfecture) »
    reponses: str  # « 312 réponses pour 540 personnes sollicitées, soit 57,8 % »
    perimetre: str
    commentaire: str
    objectifs: tuple[str, ...]
    resultats: TableauTexte
    notes: tuple[str, ...]  # la marge et sa méthode, les effectifs insuffisants, la vague d'avant
    figure: FigureVagues
    evolutions: tuple[str, ...]  # celles que la source donne sans valeur : « se dégrade : accueil téléphonique »
    base: bool
    conclusions: tuple[str, ...]
    recommandations: TableauTexte


@dataclass(frozen=True, slots=True)
class EnqueteVue:
    """Une enquête et ses volets ; `recommandations` : celles qui valent pour toute l'enquête."""

    intitule: str
    mystere: bool
    commentaire: str
    publications: tuple[str, ...]
    volets: tuple[VoletVu, ...]
    recommandations: TableauTexte


def enquetes_presentees(contexte: ContexteDocument, reunion: Reunion) -> tuple[EnqueteVue, ...]:
    """Les enquêtes que ses points choisissent, sinon celles qui y sont présentées, de la plus ancienne à la plus récente."""
    connues = contexte.dossier.enquetes
    choisies = dict.fromkeys(
        e for p in reunion.ordre_du_jour if "enquete" in p.presente for e in p.enquetes if e in connues
    )
    if choisies:
        return tuple(voir_enquete(contexte, connues[e], reunion.date.fin) for e in choisies)
    presentees = [e for e in contexte.dossier.enquetes.values() if reunion.id in e.presentee_a]
    ordre = sorted(presentees, key=lambda e: (min((v.periode for v in e.volets), default=reunion.date), e.id))
    return tuple(voir_enquete(contexte, enquete, reunion.date.fin) for enquete in ordre)


def voir_enquete(contexte: ContexteDocument, enquete: Enquete, quand: date) -> EnqueteVue:
    """Une enquête en mots, telle qu'on la connaît à une date : un volet qui n'a pas commencé n'a rien à dire."""
    commences = [v for v in enquete.volets if v.periode.debut <= quand]
    lettres = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if len(commences) > 1 else ""
    volets = tuple(
        _volet(contexte, enquete, volet, lettres[rang : rang + 1], quand) for rang, volet in enumerate(commences)
    )
    return EnqueteVue(
        enquete.intitule,
        enquete.type == "mystere",
        enquete.commentaire or "",
        tuple(_publications(enquete, quand)),
        volets,
        _recommandations(contexte, enquete, None, quand),
    )


def _volet(contexte: ContexteDocument, enquete: Enquete, volet: Volet, lettre: str, quand: date) -> VoletVu:
    questions = Vagues(contexte.dossier).questions(enquete, volet)
    comment = " ; ".join(filter(None, (volet.lieu, volet.mode)))
    public = f"{francais.minuscule(volet.panel)}, {volet.periode.en_complement()}{f' ({comment})' if comment else ''}"
    return VoletVu(
        lettre,
        volet.intitule,
        public,
        _reponses(volet),
        volet.perimetre or "",
        volet.commentaire or "",
        tuple(map(francais.minuscule, volet.objectifs)),
        _resultats(contexte, questions),
        tuple(_notes(volet, questions)),
        figurer_volet(contexte, enquete, volet),
        tuple(_evolutions(questions)),
        volet.premiere_vague,
        volet.conclusions,
        _recommandations(contexte, enquete, volet.id, quand),
    )


def _reponses(volet: Volet) -> str:
    """Le nombre de réponses ; le taux de réponse seulement quand on sait combien de personnes ont été sollicitées."""
    if volet.repondants is None:
        return francais.pluriel(volet.sollicites, "personne sollicitée") if volet.sollicites else ""
    reponses = francais.pluriel(volet.repondants, "réponse")
    if not volet.sollicites:
        return reponses
    part = francais.en_pourcent(Fraction(volet.repondants, volet.sollicites))
    return f"{reponses} pour {francais.pluriel(volet.sollicites, 'personne sollicitée')}, soit {part}"


def _resultats(contexte: ContexteDocument, questions: Sequence[QuestionMesuree]) -> TableauTexte:
    """Chaque question qui a une valeur, telle que la source la donne ; le nombre de réponses quand il varie."""
    chiffres = [q for q in questions if dire_valeur(q.resultat)]
    varient = len({q.resultat.repondants for q in chiffres}) > 1
    lignes = tuple(
        (
            nommer_question(contexte.dossier, q.resultat),
            _valeur(q.resultat),
            str(q.comparaison.avant or ""),
            TENDANCES.get(q.comparaison.tendance, ""),
            str(q.resultat.repondants) if varient and q.resultat.repondants is not None else "",
        )
        for q in chiffres
    )
    return TableauTexte(("Question", "Résultat", "Résultat précédent", "Évolution", "Réponses"), lignes).sans_vides()


def _notes(volet: Volet, questions: Sequence[QuestionMesuree]) -> Iterator[str]:
    """À combien près lire le tableau, les questions qui ont trop peu de réponses, la vague d'avant."""
    pres = marge(volet.repondants)
    if pres and any(q.resultat.valeur is not None for q in questions):
        yield (
            f"Résultats à {nombre(pres)} points près : marge à 95 %, au plus défavorable, comme si l'on avait tiré au sort "
            "ceux qui répondent."
        )
    yield from dire_effectifs(questions)
    yield from dire_vagues(questions)


def _valeur(resultat: Resultat) -> str:
    precision = f" ({resultat.precision})" if resultat.precision else ""
    return f"{dire_valeur(resultat)}{precision}"


def _evolutions(questions: Sequence[QuestionMesuree]) -> Iterator[str]:
    """Les évolutions données sans valeur, un sens après l'autre."""
    for tendance, mots in TENDANCES.items():
        dites = [q.resultat for q in questions if not dire_valeur(q.resultat) and q.comparaison.tendance == tendance]
        quoi = [francais.minuscule(r.libelle) for r in dites if r.evolution]
        if quoi:
            accord = mots if len(quoi) == 1 else f"{mots}s" if tendance == "stable" else f"{mots}nt"
            yield f"{accord} depuis l'enquête précédente : {francais.liste(quoi)}"


def _recommandations(contexte: ContexteDocument, enquete: Enquete, volet: str | None, quand: date) -> TableauTexte:
    """Les recommandations d'un volet (de toute l'enquête sans volet), l'action qui suit chacune, ou pourquoi aucune."""
    connus = {v.id for v in enquete.volets}
    lignes = []
    for recommandation in enquete.recommandations:
        if (recommandation.volet if recommandation.volet in connus else None) == volet:
            action = contexte.dossier.actions.get(recommandation.action or "")
            pour = contexte.echeance_action(action, quand) if action else None
            suite = _action(contexte, action) if action else ecarter(recommandation.motif)
            suite = suite if action or recommandation.motif else "Suite à donner."
            lignes.append((recommandation.texte, suite, pour.en_clair() if pour else ""))
    return TableauTexte(("Recommandation", "Action ou suite donnée", "Échéance"), tuple(lignes)).sans_vides()


def _action(contexte: ContexteDocument, action: Action) -> str:
    """Une action, et le renfort qui lui a été donné."""
    renforts = (
        f"{r.intitule}{f' : {francais.minuscule(r.mission)}' if r.mission else ''}"
        for r in contexte.dossier.demarche.renforts
        if r.action == action.id
    )
    return ". ".join(texte.rstrip(". ") for texte in (action.intitule, *renforts))


def _publications(enquete: Enquete, quand: date) -> Iterator[str]:
    """Où les résultats sont publics à une date : « sur le site internet (www.…), rubrique « Publications » »."""
    ou = {
        "internet": "sur le site internet",
        "intranet": "sur le site intranet",
        "affichage": "par affichage",
        "presse": "dans la presse",
        "reseau_social": "sur les réseaux sociaux",
    }
    for publication in enquete.publications:
        if publication.date is not None and publication.date.debut > quand:
            continue
        adresse = f" ({publication.url})" if publication.url else ""
        rubrique = f", rubrique {francais.guillemets(publication.rubrique)}" if publication.rubrique else ""
        yield f"{ou[publication.canal]}{adresse}{rubrique}"


@dataclass(frozen=True, slots=True)
class VueEnquete(VueBloc):
    """Les enquêtes présentées à la réunion."""

    enquetes: tuple[EnqueteVue, ...]


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueEnquete:
    """Compose le bloc à la date de la réunion."""
    return VueEnquete(enquetes_presentees(contexte, reunion))


BLOC = BlocDocument("les enquêtes présentées à la réunion, volet par volet", VueEnquete, composer)
