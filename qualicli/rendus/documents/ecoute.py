"""Ce que disent les usagers et les mesures : enquêtes par volet, indicateurs par nature."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qualicli import francais
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.modeles.enquete import Enquete, Resultat, Volet
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action
from qualicli.rendus import libelles
from qualicli.rendus.documents.contexte import Contexte
from qualicli.rendus.documents.suites import ecarter
from qualicli.rendus.documents.vue import Tableau

_EVOLUTIONS = {"hausse": "en hausse", "baisse": "en baisse", "stable": "stable"}
_PRESENCES = {"oui": "en place", "partiel": "en place en partie", "non": "absent"}


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
    resultats: Tableau
    evolutions: tuple[str, ...]  # celles que la source donne sans valeur : « en baisse : accueil téléphonique »
    base: bool
    conclusions: tuple[str, ...]
    recommandations: Tableau


@dataclass(frozen=True, slots=True)
class EnqueteVue:
    """Une enquête et ses volets ; `recommandations` : celles qui valent pour toute l'enquête."""

    intitule: str
    mystere: bool
    commentaire: str
    publications: tuple[str, ...]
    volets: tuple[VoletVu, ...]
    recommandations: Tableau


def enquetes(contexte: Contexte, reunion: Reunion) -> tuple[EnqueteVue, ...]:
    """Les enquêtes présentées à une réunion, de la plus ancienne à la plus récente."""
    presentees = [e for e in contexte.dossier.enquetes.values() if reunion.id in e.presentee_a]
    ordre = sorted(presentees, key=lambda e: (min((v.periode for v in e.volets), default=reunion.date), e.id))
    return tuple(voir(contexte, enquete, reunion.date.fin) for enquete in ordre)


def voir(contexte: Contexte, enquete: Enquete, quand: date) -> EnqueteVue:
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


def _volet(contexte: Contexte, enquete: Enquete, volet: Volet, lettre: str, quand: date) -> VoletVu:
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
        _resultats(volet),
        tuple(_evolutions(volet)),
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


def _resultats(volet: Volet) -> Tableau:
    """Chaque question qui a une valeur, telle que la source la donne ; le nombre de réponses quand il varie."""
    chiffres = [r for r in volet.resultats if r.valeur is not None]
    varient = len({r.repondants for r in chiffres}) > 1
    lignes = tuple(
        (
            r.libelle,
            _valeur(r),
            str(r.precedent or ""),
            _EVOLUTIONS.get(r.evolution or "", ""),
            str(r.repondants) if varient and r.repondants is not None else "",
        )
        for r in chiffres
    )
    return Tableau(("Question", "Résultat", "Résultat précédent", "Évolution", "Réponses"), lignes).sans_vides()


def _valeur(resultat: Resultat) -> str:
    precision = f" ({resultat.precision})" if resultat.precision else ""
    return f"{resultat.valeur}{precision}"


def _evolutions(volet: Volet) -> Iterator[str]:
    """Les évolutions données sans valeur, un sens après l'autre."""
    for sens, mots in _EVOLUTIONS.items():
        quoi = [francais.minuscule(r.libelle) for r in volet.resultats if r.valeur is None and r.evolution == sens]
        if quoi:
            yield f"{mots} depuis l'enquête précédente : {francais.liste(quoi)}"


def _recommandations(contexte: Contexte, enquete: Enquete, volet: str | None, quand: date) -> Tableau:
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
    return Tableau(("Recommandation", "Action ou suite donnée", "Échéance"), tuple(lignes)).sans_vides()


def _action(contexte: Contexte, action: Action) -> str:
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


def indicateurs(contexte: Contexte, quand: date, nature: str) -> Tableau:
    """Les indicateurs d'une nature (« qualite » ou « performance ») : la dernière mesure connue de chaque lieu.

    Quand tous se comparent à la même strate, elle donne son nom à la colonne.
    """
    choisis = sorted(
        (i for i in contexte.dossier.indicateurs.values() if i.nature == nature), key=lambda i: (i.intitule, i.id)
    )
    strates = {i.strate.nom for i in choisis if i.strate}
    strate = strates.pop() if len(strates) == 1 else ""
    lignes = [ligne for i in choisis for ligne in _lignes(contexte, i, quand, strate)]
    plusieurs = len({ligne[1] for ligne in lignes}) > 1
    ou = "Site ou service" if any(m.service for i in choisis for m in i.mesures) else "Site"
    comparaison = francais.majuscule(strate) or "Comparaison"
    colonnes = ("Indicateur", ou, "Période", "Résultat", "Cible", "Évolution", comparaison, "Source")
    return Tableau(colonnes, tuple(_sans_redite(lignes, plusieurs))).sans_vides()


def _sans_redite(lignes: Iterable[tuple[str, ...]], plusieurs: bool) -> Iterator[tuple[str, ...]]:
    """Ne nomme l'indicateur qu'à sa première ligne, et le site que s'il y en a plusieurs."""
    dernier = ""
    for nom, site, *reste in lignes:
        yield (nom if nom != dernier else "", site if plusieurs else "", *reste)
        dernier = nom


def _lignes(contexte: Contexte, indicateur: Indicateur, quand: date, commune: str) -> Iterator[tuple[str, ...]]:
    lieux: dict[tuple[str | None, str | None], list[Mesure]] = {}
    for mesure in sorted(indicateur.mesures, key=lambda m: m.periode):
        if mesure.periode.est_acquise(quand):
            lieux.setdefault((mesure.site, mesure.service), []).append(mesure)
    pairs = _chiffre(indicateur, indicateur.strate.valeur) if indicateur.strate else ""
    if pairs and indicateur.strate and indicateur.strate.nom != commune:
        pairs = f"{pairs} ({indicateur.strate.nom})"
    for (site, service), mesures in lieux.items():
        derniere = mesures[-1]
        yield (
            indicateur.intitule,
            _lieu(contexte, site, service),
            derniere.periode.en_bref(),
            resultat(indicateur, derniere),
            _cible(indicateur),
            _sens(indicateur, mesures[-2:]),
            pairs,
            indicateur.source or "",
        )


def _lieu(contexte: Contexte, site: str | None, service: str | None) -> str:
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
    ecrit = _chiffre(indicateur, mesure.valeur)
    if mesure.total:
        conformes = mesure.conformes or 0
        ecrit = f"{francais.en_pourcent(Fraction(conformes, mesure.total))} ({conformes}/{mesure.total})"
    hors = indicateur.cible is not None and (
        valeur > indicateur.cible if indicateur.sens == "baisse" else valeur < indicateur.cible
    )
    return f"{ecrit}, hors cible" if hors else ecrit


def mesurer(mesure: Mesure) -> Decimal | Fraction | None:
    """La grandeur d'une mesure : sa valeur, ou son pourcentage exact."""
    if mesure.total:
        return Fraction(100 * (mesure.conformes or 0), mesure.total)
    return mesure.valeur


def _chiffre(indicateur: Indicateur, valeur: Decimal | None) -> str:
    if valeur is None:
        return ""
    return f"{francais.nombre(valeur)}{francais.INSECABLE}{indicateur.unite or ''}".rstrip(f" {francais.INSECABLE}")


def _cible(indicateur: Indicateur) -> str:
    entier = indicateur.cible == 100 and indicateur.unite in (None, "%")
    borne = "au plus " if indicateur.sens == "baisse" else "" if entier else "au moins "
    return f"{borne}{_chiffre(indicateur, indicateur.cible)}" if indicateur.cible is not None else ""


def _sens(indicateur: Indicateur, mesures: list[Mesure]) -> str:
    """Comment la dernière mesure se compare à la précédente : « en progrès », « en recul », « stable »."""
    valeurs = [v for m in mesures if (v := mesurer(m)) is not None]
    if len(valeurs) < 2:
        return ""
    if valeurs[0] == valeurs[1]:
        return "stable"
    monte = Fraction(valeurs[1]) > Fraction(valeurs[0])
    return "en progrès" if monte == (indicateur.sens == "hausse") else "en recul"
