"""La synthèse publique du bilan : une page, sans nom ni donnée interne."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.documents import Document
from qualicli.modeles.enquete import Enquete
from qualicli.rendus.diagnostic.tableaux import decouper
from qualicli.rendus.documents.blocs.enquete import EnqueteVue, voir_enquete
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.jalons import dater, intitule_jalon
from qualicli.rendus.documents.socle.labels import labels
from qualicli.rendus.documents.socle.perimetre import comptes, nommer_demarche, nommer_sites
from qualicli.rendus.documents.socle.retenir import taux_d_ensemble
from qualicli.rendus.documents.socle.valeurs import nommer_ligne_taux
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue
from qualicli.rendus.documents.types.bilan.periode import Periode
from qualicli.rendus.documents.types.bilan.phrases import au_fil, entre_parentheses

_POUR_LES_USAGERS = ("enquete", "clu", "suggestion")  # ce qui est né de leur parole
_PUBLICS = ("internet", "affichage", "presse", "reseau_social")
_UTILES = ("guide", "charte", "affiche", "formulaire", "fiche_procedure", "courrier_type")  # ce dont un usager se sert
_EVOLUTION = "Évolution"  # la seule colonne que l'on garde des résultats, après la question et sa réponse
_ACCES_PUBLICS = ("internet", "affichage", "presentoir")
_JALONS_PUBLICS = ("audit_blanc", "audit_labellisation", "audit_suivi", "clu", "enquete", "communication", "lancement")


@dataclass(frozen=True, slots=True)
class ParolesUsagers:
    """Une enquête publiée : qui a répondu, et les résultats, jamais additionnés d'un public à l'autre."""

    intitule: str
    publics: tuple[str, ...]  # « A. usagers reçus aux guichets (312 réponses) »
    resultats: TableauTexte


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesePublique(Vue):
    """Ce que le public sait de l'année : où en est la démarche, ce qui a changé pour lui, ce qu'il a dit, ce qui vient."""

    demarche: str
    perimetre: str
    annee: int
    suivante: int
    arrete: str
    labels: tuple[str, ...]
    modules: int
    realises: str  # « 66,7 % (18/27) »
    prouves: str
    avant: str  # le taux de réalisation au premier jour, quand il a changé
    debut: str
    taux: TableauTexte
    actions: tuple[str, ...]
    documents: tuple[str, ...]
    affichages: tuple[str, ...]
    comites: tuple[str, ...]  # « le 7 décembre 2021 »
    suggestions: int
    suivies: int
    enquetes: tuple[ParolesUsagers, ...]
    etapes: tuple[str, ...]


def composer(contexte: ContexteDocument, temps: Periode) -> SynthesePublique:
    """Compose la synthèse d'un bilan. Le contexte est anonyme : une fonction y tient lieu de nom."""
    (avant, _), (realises, prouves) = taux_d_ensemble(contexte, temps.debut), taux_d_ensemble(contexte, temps.fin)
    reunions = [r for r in contexte.reunions("clu") if temps.couvre(r.date)]
    suggestions = [s for r in reunions for s in r.suggestions]
    documents = _documents(contexte, temps)
    tete, organisme = contexte.tete(), contexte.dossier.demarche.organisme
    adresses = [
        f"{s.nom} : {', '.join(filter(None, (s.adresse, *map(francais.minuscule, s.horaires))))}"
        for s in contexte.dossier.demarche.sites.values()
        if s.adresse or s.horaires
    ]
    mentions = (*tete["mentions"], organisme.adresse, *adresses, organisme.site_internet)
    return SynthesePublique(
        **tete | {"entete": (organisme.nom,), "suivi": (), "mentions": tuple(filter(None, mentions))},
        public=True,
        titre=f"Synthèse du bilan qualité {temps.annee}",
        demarche=nommer_demarche(contexte),
        perimetre=nommer_sites(contexte),
        annee=temps.annee,
        suivante=temps.annee + 1,
        arrete=francais.jour(temps.fin),
        labels=labels(contexte, temps.fin, derniers=True),
        modules=sum(1 for _ in comptes(contexte)),
        realises=str(realises) if realises.denominateur else "",
        prouves=str(prouves),
        avant=str(avant) if avant.numerateur and avant != realises else "",
        debut=francais.jour(temps.debut),
        taux=_taux(contexte, temps),
        actions=tuple(_actions(contexte, temps)),
        documents=tuple(au_fil(contexte, d.intitule) for d in documents),
        affichages=tuple(_affichages(contexte, temps, documents)),
        comites=tuple(r.date.en_complement() for r in reunions),
        suggestions=len(suggestions),
        suivies=sum(s.suite == "action" for s in suggestions),
        enquetes=tuple(_paroles(voir_enquete(contexte, e, temps.fin)) for e in _enquetes(contexte, temps)),
        etapes=tuple(_etapes(contexte, temps)),
    )


def _taux(contexte: ContexteDocument, temps: Periode) -> TableauTexte:
    preciser = contexte.dossier.preciser
    lignes = [
        (
            preciser(resultat.referentiel.id, nommer_ligne_taux(resultat, ligne, "module")),
            str(ligne.synthese.declare),
            str(ligne.synthese.prouve),
        )
        for resultat in contexte.diagnostic(temps.fin).referentiels
        for ligne in decouper(contexte.dossier, resultat, "module")
    ]
    return TableauTexte((francais.majuscule(contexte.dossier.mots.module), "Réalisé", "Prouvé"), tuple(lignes))


def _actions(contexte: ContexteDocument, temps: Periode) -> Iterator[str]:
    """Les actions faites, nées des enquêtes, du comité des usagers ou de leurs réclamations ; rien d'un document interne."""
    reclamees = {r.action for r in contexte.dossier.retours.values() if r.action and r.type != "signalement"}
    for action in sorted(contexte.dossier.actions.values(), key=lambda a: a.id):
        preuve = contexte.document(action.preuve or "")
        nee = action.id in reclamees or (action.origine is not None and action.origine.type in _POUR_LES_USAGERS)
        if nee and temps.couvre(action.faite_le) and not (preuve and preuve.interne):
            yield francais.minuscule(action.intitule)


def _documents(contexte: ContexteDocument, temps: Periode) -> list[Document]:
    """Les documents en vigueur faits pour les usagers pendant l'année, et qu'ils peuvent trouver."""
    faits = [
        d
        for d in contexte.dossier.documents
        if d.type_document in _UTILES
        and d.public != "agents"
        and not d.interne
        and any(a in _ACCES_PUBLICS for a in d.acces)
        and d.est_en_vigueur
        and not d.est_caduc(temps.fin)
        and temps.couvre(d.date)
    ]
    return sorted(faits, key=lambda d: (str(d.date), d.id))


def _affichages(contexte: ContexteDocument, temps: Periode, deja: list[Document]) -> Iterator[str]:
    """Les affichages de l'année, sauf ceux des documents déjà cités."""
    cites = {d.id for d in deja}
    for communication in sorted(contexte.dossier.communications.values(), key=lambda c: (c.date, c.id)):
        if (
            communication.type == "affichage"
            and temps.couvre(communication.date)
            and not cites & set(communication.documents)
        ):
            espaces = francais.liste(map(francais.minuscule, communication.espaces))
            nom = au_fil(contexte, communication.intitule)
            yield nom + entre_parentheses(espaces, communication.date.en_complement())


def _enquetes(contexte: ContexteDocument, temps: Periode) -> list[Enquete]:
    """Les enquêtes menées pendant la période et dont les résultats sont déjà publics."""
    publiees = (
        e
        for e in contexte.dossier.enquetes.values()
        if any(p.canal in _PUBLICS and (p.date is None or temps.connait(p.date)) for p in e.publications)
        and any(temps.couvre(v.periode) for v in e.volets)
    )
    return sorted(publiees, key=lambda e: (min(v.periode for v in e.volets), e.id))


def _paroles(enquete: EnqueteVue) -> ParolesUsagers:
    """Tous les publics d'une enquête dans un tableau, sans ce qui ne tient pas en une page."""
    lignes: list[tuple[str, ...]] = []
    publics = []
    for volet in enquete.volets:
        rang = volet.resultats.colonnes.index(_EVOLUTION) if _EVOLUTION in volet.resultats.colonnes else None
        lignes += [(volet.lettre, *li[:2], "" if rang is None else li[rang]) for li in volet.resultats.lignes]
        lettre = f"{volet.lettre}. " if volet.lettre else ""
        publics.append(
            lettre + francais.minuscule(volet.intitule) + entre_parentheses(volet.reponses.partition(" pour ")[0])
        )
    tableau = TableauTexte(("Public", "Question", "Résultat", _EVOLUTION), tuple(lignes)).sans_vides()
    return ParolesUsagers(enquete.intitule, tuple(publics), tableau)


def _etapes(contexte: ContexteDocument, temps: Periode) -> Iterator[str]:
    for quand, jalon in contexte.jalons_apres(temps.fin):
        if jalon.type in _JALONS_PUBLICS:
            yield dater(quand, intitule_jalon(jalon))
