"""Tout ce que l'outil dit d'un dossier tenu en mémoire : lu une fois, et chaque sortie composée quand on la demande."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from qualicli.depot.parcours import lire_parcours_type
from qualicli.depot.ramassage import Ramassage
from qualicli.depot.referentiels import Referentiels
from qualicli.diagnostic import comparaison as comparer
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.expliquer import expliquer
from qualicli.diagnostic.lacunes import relever
from qualicli.diagnostic.mesures.delais import delais
from qualicli.diagnostic.mesures.enquetes import enquetes
from qualicli.diagnostic.mesures.filtres import FiltresMesures, ResultatMesures
from qualicli.diagnostic.mesures.indicateurs import indicateurs
from qualicli.diagnostic.obligations.registre import obligations
from qualicli.diagnostic.obligations.resultat import FiltresObligations, ResultatObligations
from qualicli.diagnostic.parcours.suivre import suivre
from qualicli.diagnostic.resultat import Filtres, Mouvement, ResultatDiagnostic
from qualicli.diagnostic.sauts import Reseau
from qualicli.echanges.classeurs import page_de_lecture
from qualicli.echanges.ecriture.ecrire_csv import ecrire as ecrire_csv
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.registre import etablir_tables
from qualicli.echanges.lecture.lire_fichier import lire_tableur
from qualicli.erreurs import ErreurQualicli
from qualicli.modeles.anomalie import Chemin, Position
from qualicli.modeles.complement import Correspondance
from qualicli.modeles.parcours import ParcoursType
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.importer_tableur import TableurOuvert, verser
from qualicli.operations.ouvrir import ouvrir
from qualicli.operations.rapporter import Atelier, rapporter
from qualicli.operations.referentiel import trouver_code
from qualicli.operations.valider import etablir_bilan
from qualicli.rendus import comparaison, ecran, lacunes, parcours, referentiel
from qualicli.rendus import tableur as tableur_importe
from qualicli.rendus.diagnostic import console, json_
from qualicli.rendus.documents import liste
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.explication import ecran as explication_ecran
from qualicli.rendus.explication import json_ as explication_json
from qualicli.rendus.gabarits import Gabarits
from qualicli.rendus.mesures import delais as delais_rendus
from qualicli.rendus.mesures import enquetes as enquetes_rendues
from qualicli.rendus.mesures import indicateurs as indicateurs_rendus
from qualicli.rendus.obligations import agenda, machines, plan
from qualicli.rendus.obligations import ecran as dues_ecran

AU, DEPUIS = date(2022, 3, 15), date(2021, 6, 1)
REFERENTIELS = ("charte-exemple", "qual-e-pref")
CODES = (
    *("qual-e-pref:2", "qual-e-pref:4", "qual-e-pref:5", "qual-e-pref:7", "qual-e-pref:10", "qual-e-pref:17"),
    *("charte-exemple:A1", "charte-exemple:B1"),
)
ELEMENTS = (("charte-exemple", "A1"), ("charte-exemple", "B1"), ("qual-e-pref", "10"))
CHIFFRES: dict[str, tuple[Callable[..., Iterable[Any]], Any]] = {
    "delais": (delais, delais_rendus),
    "enquetes": (enquetes, enquetes_rendues),
    "indicateurs": (indicateurs, indicateurs_rendus),
}
_GABARITS = Gabarits()  # compilés une fois pour tous les documents


@cache
def _correspondances() -> list[Correspondance]:
    return Referentiels().correspondances_fournies()


@cache
def _parcours_type() -> ParcoursType:
    return lire_parcours_type()


def _ici(_fichier: str, _chemin: Chemin) -> Position:
    """Où est écrit quelque chose ne compte pas : changer une valeur déplace celles qui la suivent."""
    return Position(1, 1)


class Observation:
    """Un dossier, compris une fois ; les sorties partagent ce qu'elles ont en commun."""

    def __init__(self, racine: Path, fichiers: Mapping[str, bytes]) -> None:
        dossier, lecture, _ = ouvrir(Ramassage(racine, sorted(fichiers), [], dict(fichiers)))
        self.bilan = etablir_bilan(dossier, lecture, AU)
        self._ouvert = DossierOuvert(racine, dossier, lecture, dict(fichiers), self.bilan) if dossier else None

    @property
    def ouvert(self) -> DossierOuvert:
        """Le dossier lu."""
        assert self._ouvert is not None
        return self._ouvert

    @property
    def anomalies(self) -> frozenset[tuple[str, ...]]:
        """Ce que dit `valider`, où que ce soit écrit."""
        gardees = {(a.fichier, a.code, a.message, a.conseil) for a in self.bilan.anomalies}
        acceptees = {
            (s.anomalie.fichier, s.anomalie.code, s.motif, s.auteur, str(s.jusqu_au)) for s in self.bilan.supprimees
        }
        return frozenset(gardees | acceptees)

    @property
    def est_illisible(self) -> bool:
        """Vrai quand une valeur n'est pas admise."""
        return any(a.code.startswith(("LEC", "FMT")) for a in self.bilan.anomalies)

    @cached_property
    def _source(self) -> DossierDiagnostique:
        return self.ouvert.source(AU)

    @cached_property
    def _contexte(self) -> ContexteDocument:
        inventaire, connus = self.ouvert.lecture.inventaire, {AU: self._source.diagnostic}
        return ContexteDocument(
            self.ouvert.dossier, inventaire, AU, DemandeDocument(), _correspondances, _parcours_type, connus
        )

    def voir(self, compose: "Compose") -> str:
        """Une sortie, ou le refus de la composer."""
        try:
            return compose(self)
        except ErreurQualicli as refus:
            return f"{refus.message} {refus.conseil}"

    def expliquer(self, reference: str) -> str:
        """L'explication d'un engagement, à l'écran et pour les machines."""
        diagnostic = self._source.diagnostic
        dites = tuple(expliquer(diagnostic, *self.ouvert.dossier.reference(reference)))
        a_l_ecran = ecran.texte(explication_ecran.rendre(diagnostic, dites, _ici))
        return a_l_ecran + explication_json.rendre(diagnostic, dites, _ici)

    def diagnostiquer(self) -> str:
        """Le diagnostic et ses écarts, à l'écran et pour les machines."""
        diagnostic = self._source.diagnostic
        mouvement = Mouvement.entre(etablir(self.ouvert.dossier, DEPUIS, self.ouvert.lecture.inventaire), diagnostic)
        resultat = ResultatDiagnostic("dossier", diagnostic, Filtres(), mouvement, 0, _ici)
        ecarts = resultat.ecarts()
        decoupages = ("module", "site", "service", "engagement")
        ecrans = (console.rendre(resultat, decoupages), console.rendre_ecarts(resultat, ecarts))
        return "".join((json_.rendre(resultat), *map(ecran.texte, ecrans)))

    def suivre_parcours(self) -> str:
        """Le parcours vers le label, à l'écran et pour les machines."""
        diagnostic = self._source.diagnostic
        resultat = ResultatDiagnostic("dossier", diagnostic, Filtres(), None, 0, _ici)
        suivis, commandes = suivre(diagnostic, _parcours_type()), parcours.Commandes(None, None)
        return ecran.texte(parcours.rendre(resultat, suivis, commandes)) + parcours.json(resultat, suivis, commandes)

    def exporter(self, service: str | None = None) -> str:
        """Le classeur de toute la démarche, ou d'un service : sa page de lecture, ses feuilles."""
        tables = etablir_tables(self._source, service)
        page = page_de_lecture.composer(self._source, tables, service, None)
        feuilles = (f"{nom}\n{octets.decode()}" for nom, octets in ecrire_csv(tables, self._source.listes))
        return "\n".join((repr(page), *feuilles))

    @cached_property
    def _dues(self) -> ResultatObligations:
        diagnostic = self._source.diagnostic
        dues = obligations(self.ouvert.dossier, AU, self.ouvert.lecture.inventaire)
        return ResultatObligations("dossier", AU, diagnostic.dossier, dues, FiltresObligations(), 0, _ici)

    def a_faire(self) -> str:
        """Ce qui est dû, à l'écran et pour les machines."""
        return ecran.texte(dues_ecran.rendre(self._dues, tout=True)) + machines.json_(self._dues)

    def suivre_actions(self) -> str:
        """Le plan d'actions, à l'écran et pour les machines."""
        return ecran.texte(plan.ecran(self._dues, tout=True)) + plan.json_(self._dues)

    def chiffrer(self, sujet: str) -> str:
        """Les délais, les indicateurs ou les enquêtes, à l'écran et pour les machines."""
        calculer, rendu = CHIFFRES[sujet]
        dossier, filtres = self._source.diagnostic.dossier, FiltresMesures()
        resultat = ResultatMesures("dossier", AU, dossier, filtres, tuple(calculer(dossier, AU, filtres)), 0)
        return ecran.texte(rendu.ecran(resultat)) + str(rendu.json_(resultat))

    def noter_l_agenda(self) -> str:
        """L'agenda, avec les noms."""
        return agenda.rendre(self._dues, self._dues.obligations, "agenda", nominatif=True).decode()

    def rapporter(self, type_: str, demande: DemandeDocument) -> str:
        """Un document, en Markdown."""
        atelier = Atelier(replace(self._contexte, demande=demande), _GABARITS, 0)
        return "\n".join(r.octets.decode() for r in rapporter(atelier, type_, "md", nominatif=True))

    def lister_documents(self) -> str:
        """Les documents que l'on peut écrire, et ce qui leur manque."""
        return ecran.texte(liste.rendre(self._contexte))

    def lister_referentiels(self) -> str:
        """Tous les référentiels."""
        tous = list(self.ouvert.dossier.referentiels.values())
        return ecran.texte(referentiel.lister(tous)) + referentiel.lister_json(tous)

    def montrer_referentiel(self, nom: str) -> str:
        """Un référentiel, et quelques-uns de ses éléments."""
        choisi = self.ouvert.dossier.referentiels[nom]
        elements = (trouver_code(choisi, code) for r, code in ELEMENTS if r == nom)
        ecrans = (referentiel.montrer(choisi), *(referentiel.detailler(choisi, e) for e in elements))
        ecrans = (*ecrans, lacunes.ecran(relever(choisi)))
        return "".join((referentiel.montrer_json(choisi), *map(ecran.texte, ecrans)))

    def comparer_referentiels(self) -> str:
        """Ce qui change d'un référentiel à l'autre."""
        dossier = self.ouvert.dossier
        reseau = Reseau(dossier.referentiels, dossier.correspondances, _correspondances())
        vue = comparer.etablir(*(dossier.referentiels[r] for r in REFERENTIELS), reseau)
        return ecran.texte(comparaison.ecran(vue)) + comparaison.json_(vue)

    def importer(self, tableur: bytes) -> str:
        """Ce que ferait l'import du tableur d'un service."""
        profil, feuilles = self.ouvert.dossier.profils["suivi-accueil"], lire_tableur(tableur)
        decrit = TableurOuvert("suivi.xlsx", feuilles, self.ouvert, self._source, profil, None)
        return ecran.texte(tableur_importe.rendre(decrit.decrit, verser(decrit).apercu))


Compose = Callable[[Observation], str]


def sorties(
    reunions: Iterable[str],
    instances: Iterable[str],
    services: Iterable[str],
    tableur: bytes,
    audits: Iterable[str] = (),
) -> dict[str, Compose]:
    """Toutes les façons de regarder un dossier, hors `valider` : les plus parlantes d'abord, la plus longue à la fin."""
    return {
        **{f"expliquer {code}": partial(Observation.expliquer, reference=code) for code in CODES},
        "exporter excel": Observation.exporter,
        "diagnostic": Observation.diagnostiquer,
        "parcours": Observation.suivre_parcours,
        "a-faire": Observation.a_faire,
        "actions": Observation.suivre_actions,
        **{sujet: partial(Observation.chiffrer, sujet=sujet) for sujet in CHIFFRES},
        "exporter agenda": Observation.noter_l_agenda,
        **dict(_documents(list(reunions), instances, audits)),
        **{f"exporter excel --service {s}": partial(Observation.exporter, service=s) for s in services},
        "rapport --liste": Observation.lister_documents,
        "referentiel lister": Observation.lister_referentiels,
        **{f"referentiel montrer {r}": partial(Observation.montrer_referentiel, nom=r) for r in REFERENTIELS},
        "referentiel comparer": Observation.comparer_referentiels,
        "importer tableur": partial(Observation.importer, tableur=tableur),
    }


def _documents(reunions: list[str], instances: Iterable[str], audits: Iterable[str]) -> Iterator[tuple[str, Compose]]:
    """Tous les documents que l'on peut demander."""
    demandes = [
        (t, DemandeDocument()) for t in ("bilan", "politique", "grille", "ecarts", "indicateurs", "enquete", "affiche")
    ]
    demandes += [(t, DemandeDocument()) for t in ("a-faire", "plan-actions")]
    demandes += [("fiche-service", DemandeDocument(tous=True)), ("presence", DemandeDocument(vierge=True))]
    demandes += [(t, DemandeDocument()) for t in ("point-etape", "lettre-mission", "passation")]
    demandes += [
        ("suivi-commandes", DemandeDocument()),
        *((t, DemandeDocument(tous=True)) for t in ("commande", "relance")),
    ]
    demandes += [
        ("bilan", DemandeDocument(synthese=True)),
        *(("bilan", DemandeDocument(annee=annee)) for annee in (2021, 2022)),
    ]
    demandes += [("bilan", DemandeDocument(synthese=True, annee=2022))]
    de_reunion = ("copil", "clu", "presence", "bilan", "convocation")
    demandes += [(t, DemandeDocument(reunion=r)) for r in reunions for t in de_reunion]
    demandes += [("convocation", DemandeDocument(instance=i)) for i in instances]
    d_audit = ("rapport-audit", "plan-audit", "fiche-ecart", "pv-cloture", "reponse-audit", "preparation-audit")
    demandes += [(t, DemandeDocument(audit=a)) for a in audits for t in d_audit]
    for anonyme in (False, True):
        for type_, demande in demandes:
            voulu = replace(demande, anonyme=anonyme)
            nom = " ".join((type_, *(f"{option} {v}" for option, v in vars(voulu).items() if v)))
            yield nom, partial(Observation.rapporter, type_=type_, demande=voulu)


class Observatoire:
    """Un dossier d'origine, ce qu'en dit chaque sortie, et de quoi lui comparer ses variantes.

    `pieces` est un dossier du disque, avec ses seules pièces jointes : tout le reste se lit en mémoire.
    """

    def __init__(self, pieces: Path, origine: Mapping[str, bytes], sorties: Mapping[str, Compose]) -> None:
        self._pieces, self._fichiers, self.sorties = pieces, origine, sorties
        self.origine = self.observer({})
        self._temoins: dict[str, str] = {}

    def observer(self, changes: Mapping[str, bytes]) -> Observation:
        """Le dossier d'origine, où des fichiers ont changé."""
        return Observation(self._pieces, {**self._fichiers, **changes})

    def bouge(self, essai: Observation, sortie: str) -> bool:
        """Vrai quand une sortie dit autre chose d'une variante que du dossier d'origine."""
        compose = self.sorties[sortie]
        if sortie not in self._temoins:
            self._temoins[sortie] = self.origine.voir(compose)
        return essai.voir(compose) != self._temoins[sortie]
