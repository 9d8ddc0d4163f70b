"""Ce dont une vue se sert : le dossier, la date, ce que l'on demande, et des raccourcis vers le diagnostic."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypedDict

from qualicli import francais
from qualicli.diagnostic.etablir import Diagnostic, etablir
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.registre import obligations
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.complement import Correspondance
from qualicli.modeles.documents import Document
from qualicli.modeles.dossier import Dossier, Inventaire
from qualicli.modeles.organisation import Instance
from qualicli.modeles.parcours import ParcoursType
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.echeances import Echeance
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.documents.socle.figures import DemandeFigure, differer_figures
from qualicli.rendus.documents.socle.mots import mots_du_dossier
from qualicli.rendus.documents.socle.noms import Noms
from qualicli.rendus.documents.socle.vue import Differe, MotsDuDossier, Signature

PARCOURS_VIDE = partial(ParcoursType, format="1", source="aucune", etapes=())


class TeteDocument(TypedDict):
    """L'en-tête, le lieu et la date, qui suit l'affaire et les mentions : ce que les vues ont en commun."""

    entete: tuple[str, ...]
    lieu: str
    suivi: tuple[str, ...]
    mentions: tuple[str, ...]
    mots: MotsDuDossier
    anonyme: bool
    figures: Mapping[str, Differe]


@dataclass(frozen=True)
class ContexteDocument:
    """Un dossier lu, à une date, et la demande."""

    dossier: Dossier
    inventaire: Inventaire
    au: date
    demande: DemandeDocument = field(default_factory=DemandeDocument)
    fournies: Callable[[], Iterable[Correspondance]] = tuple  # les correspondances de l'outil, lues si elles servent
    parcours_type: Callable[[], ParcoursType] = PARCOURS_VIDE  # celui de l'outil, lu s'il sert
    _diagnostics: dict[date, Diagnostic] = field(default_factory=dict, repr=False, compare=False)
    _obligations: dict[date, tuple[Obligation, ...]] = field(default_factory=dict, repr=False, compare=False)

    def diagnostic(self, au: date | None = None) -> Diagnostic:
        """Le diagnostic à une date (celle du document par défaut), établi une seule fois."""
        quand = au or self.au
        if quand not in self._diagnostics:
            self._diagnostics[quand] = etablir(self.dossier, quand, self.inventaire)
        return self._diagnostics[quand]

    def obligations(self, finies: bool = False) -> tuple[Obligation, ...]:
        """Ce qui attend à la date du document, le plus urgent d'abord ; avec ce qui est fini, si on le demande."""
        if self.au not in self._obligations:
            self._obligations[self.au] = obligations(self.dossier, self.au, self.inventaire, self.diagnostic())
        return tuple(o for o in self._obligations[self.au] if finies or o.est_ouverte)

    def noms(self, au: date | None = None) -> Noms:
        """De quoi nommer, à une date."""
        return Noms(self.dossier, au or self.au, self.demande.anonyme)

    def echeance(self, prevue: Echeance | None, au: date | None = None) -> DateImprecise | None:
        """La date d'une échéance, jalons suivis, telle qu'on la connaît à une date (celle du document par défaut)."""
        return prevue.resoudre(self.dossier.dates_jalons(au or self.au)) if prevue else None

    def echeance_action(self, action: Action, au: date | None = None) -> DateImprecise | None:
        """La date d'une action : une révision décidée plus tard n'y change rien."""
        return self.echeance(action.echeance_au(au or self.au), au)

    def jalons(self, au: date | None = None) -> list[tuple[DateImprecise, Jalon]]:
        """Les jalons datés, dans l'ordre du temps, tels qu'on les connaît à une date (celle du document par défaut)."""
        dates = self.dossier.dates_jalons(au or self.au)
        return sorted(
            ((dates[i], j) for i, j in self.dossier.jalons.items() if i in dates), key=lambda c: (c[0], c[1].id)
        )

    def jalons_apres(self, quand: date) -> list[tuple[DateImprecise, Jalon]]:
        """Les jalons encore à venir à une date : ni passés, ni déjà réalisés ce jour-là."""
        return [(d, j) for d, j in self.jalons(quand) if d.fin > quand and not j.est_realise(quand)]

    def instance(self, reunion: Reunion) -> Instance | None:
        """L'instance d'une réunion."""
        return self.dossier.instances.get(reunion.instance)

    def reunions(self, *types: str) -> list[Reunion]:
        """Les réunions des instances de ces types (toutes sans type), de la plus ancienne à la plus récente."""
        choisies = (
            r
            for r in self.dossier.reunions.values()
            if not types or ((i := self.instance(r)) is not None and i.type in types)
        )
        return sorted(choisies, key=lambda r: (r.date, r.id))

    def document(self, identifiant: str) -> Document | None:
        """Le document de cet identifiant, preuve ou procédure."""
        return self.dossier.preuves.get(identifiant) or self.dossier.procedures.get(identifiant)

    def intitules(self, identifiants: Iterable[str]) -> tuple[str, ...]:
        """L'intitulé de chaque document cité ; son identifiant quand la fiche manque."""
        return tuple(d.intitule if (d := self.document(i)) else i for i in identifiants)

    def site(self, identifiant: str) -> str:
        """Le nom d'un site."""
        site = self.dossier.demarche.sites.get(identifiant)
        return site.nom if site else identifiant

    def service(self, identifiant: str | None) -> str:
        """Le nom d'un service, ou rien."""
        service = self.dossier.services.get(identifiant or "")
        return service.nom if service else ""

    def tete(
        self, quand: DateImprecise | date | None = None, lieu: str | None = None, figures: DemandeFigure | None = None
    ) -> TeteDocument:
        """L'en-tête, le lieu et la date, qui suit l'affaire, les mentions, les figures : les champs communs d'une `Vue`."""
        organisme = self.dossier.demarche.organisme
        ville = lieu or organisme.lieu
        jour = quand or self.au
        date_ecrite = francais.jour(jour) if isinstance(jour, date) else jour.en_clair()
        return {
            "entete": organisme.entete or tuple(filter(None, (organisme.nom, organisme.service_porteur))),
            "lieu": f"{ville}, le {date_ecrite}" if ville else f"Le {date_ecrite}",
            "suivi": tuple(self._suivi()),
            "mentions": tuple(self._mentions()),
            "mots": mots_du_dossier(self.dossier),
            "anonyme": self.demande.anonyme,
            "figures": differer_figures(figures or DemandeFigure(self, self.au)),
        }

    def _suivi(self) -> Iterator[str]:
        noms = self.noms()
        for acteur in self.dossier.demarche.suivi_par:
            personne = None if noms.anonyme else noms.personne(acteur)
            joindre = (
                (personne.courriel, f"tél. {personne.telephone}" if personne.telephone else "") if personne else ()
            )
            yield ", ".join(filter(None, (noms.complet(acteur), *joindre)))
        organisme = self.dossier.demarche.organisme
        telephone = f"tél. {organisme.telephone}" if organisme.telephone else ""
        if not noms.anonyme and (organisme.courriel or telephone):
            yield ", ".join(filter(None, (organisme.courriel, telephone)))

    def _mentions(self) -> Iterator[str]:
        for perimetre in self.dossier.demarche.perimetre:
            referentiel = self.dossier.referentiels.get(perimetre.referentiel)
            if referentiel is not None:
                yield f"Référentiel {referentiel.nom}, {libelles.version(referentiel)}"

    def signature(
        self, reunion: Reunion | None = None, qui: Acteur | None = None, au: date | None = None
    ) -> Signature | None:
        """Le bloc de signature d'une réunion, ou d'un acteur."""
        signataire = reunion.signataire if reunion else None
        acteur = signataire.qui if signataire else qui
        if acteur is None:
            return None
        noms = self.noms(au)
        fonction = francais.majuscule(noms.designer(acteur).removeprefix("M. ").removeprefix("Mme "))
        return Signature((signataire.delegation if signataire else None) or "", fonction, noms.nom(acteur))
