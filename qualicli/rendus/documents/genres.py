"""Les genres de documents, selon ce sur quoi ils portent : une réunion, une instance, un service, le dossier entier."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import ClassVar

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.audit import Audit
from qualicli.modeles.dossier import GENRES_INSTANCES, Dossier
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demande import OPTIONS, DemandeDocument, Sujet
from qualicli.rendus.documents.socle.vue import Vue

CITES = 6  # au-delà, on compte


@dataclass(frozen=True)
class TypeDocument(ABC):
    """Un type de document : ce qu'il est, et le module de `types` qui le compose, s'il ne porte pas son nom.

    Ce module a une fonction `composer(contexte, sujet)` qui rend sa vue et, s'il y a lieu, une fonction
    `manques(contexte)` qui dit ce que le dossier devrait avoir pour que le document soit bon.
    """

    sujet: ClassVar[Sujet]
    nom: str
    titre: str
    module: str = ""
    se_signe: bool = field(default=False, kw_only=True)  # sans objet à lui, il se signe tel qu'il est rédigé

    @abstractmethod
    def besoin(self, dossier: Dossier) -> str:
        """Ce qu'il faut pour l'écrire, en mots."""

    def reference(self, vue: Vue) -> str:
        """Ce qu'une signature nomme quand elle porte sur ce document : « politique », « bilan 2021 »."""
        annee = getattr(vue, "annee", None) if OPTIONS["annee"].sert(self.nom, self.sujet) else None
        return f"{self.nom} {annee}" if annee else self.nom

    def titrer(self, dossier: Dossier) -> str:
        """Ce qu'il est, avec les noms des instances du dossier."""
        noms = {genre: francais.du(dossier.nommer_genre(genre)) for genre in GENRES_INSTANCES}
        return self.titre.format(**noms)

    @abstractmethod
    def vues(self, contexte: ContexteDocument) -> Iterator[tuple[str, Vue]]:
        """Chaque document demandé : son nom de fichier, sans extension, et sa vue."""

    def gabarit(self, demande: DemandeDocument) -> str:
        """Le nom de son gabarit, ou de celui de sa version courte."""
        return f"{self.nom}{'-synthese' if demande.synthese else ''}.md.j2"

    def manques(self, contexte: ContexteDocument) -> tuple[str, ...]:
        """Ce qui manque au dossier pour que ce document soit bon."""
        propres: Callable[[ContexteDocument], Iterator[str]] | None = getattr(self.charger(), "manques", None)
        return (*self.manques_du_genre(contexte), *(propres(contexte) if propres else ()))

    def manques_du_genre(self, _contexte: ContexteDocument) -> Iterator[str]:
        """Ce qui manque à tout document de ce genre."""
        yield from ()

    def charger(self) -> ModuleType:
        """Le module qui le compose, importé quand on s'en sert."""
        return import_module(f"qualicli.rendus.documents.types.{self.module or self.nom.replace('-', '_')}")


@dataclass(frozen=True)
class DocumentDeReunion(TypeDocument):
    """Un document qui porte sur une réunion ; `raconte` : ce qui s'y est dit, donc la réunion doit être passée."""

    sujet: ClassVar[Sujet] = "reunion"
    instances: tuple[str, ...] = ()
    raconte: bool = False

    def besoin(self, dossier: Dossier) -> str:
        """Ce qu'il faut pour l'écrire, en mots."""
        noms = francais.liste((francais.minuscule(dossier.nommer_genre(i)) for i in self.instances), "ou")
        return f"une réunion{f' ({noms})' if noms else ''}, la dernière tenue par défaut (--reunion)"

    def vues(self, contexte: ContexteDocument) -> Iterator[tuple[str, Vue]]:
        """Le document de la réunion demandée, à défaut de la dernière tenue."""
        reunion = self._choisir(contexte)
        yield f"{self.nom}-{reunion.id}", self.charger().composer(contexte, reunion)

    def manques_du_genre(self, contexte: ContexteDocument) -> Iterator[str]:
        """Une réunion à raconter, et la fonction de chacun."""
        if not self._tenues(contexte):
            yield "aucune réunion de ce genre n'est tenue à cette date (reunions/)"
        yield from _sans_fonction(contexte)

    def _tenues(self, contexte: ContexteDocument) -> list[Reunion]:
        """Les réunions tenues à la date du document, de celles que ce type raconte."""
        return [r for r in contexte.reunions(*self.instances) if r.est_tenue(contexte.au)]

    def _choisir(self, contexte: ContexteDocument) -> Reunion:
        demandee = contexte.demande.reunion
        if demandee is not None:
            choisie = contexte.dossier.reunions[demandee]
            if self.raconte and not choisie.est_tenue(contexte.au):
                raise ErreurUsage(
                    f"La réunion « {demandee} » ({choisie.date.en_clair()}) n'a pas encore eu lieu au "
                    f"{francais.jour(contexte.au)}.",
                    "Choisissez une autre date avec --date, ou écrivez sa convocation.",
                )
            return choisie
        if contexte.demande.vierge:
            a_venir = [r for r in contexte.reunions(*self.instances) if r.date.fin > contexte.au]
            if a_venir:
                return a_venir[0]
        passees = self._tenues(contexte)
        if not passees:
            raise ErreurUsage(
                f"Aucune réunion à raconter au {francais.jour(contexte.au)} : « {self.nom} » en demande une.",
                "Ajoutez-la dans reunions/, ou choisissez-en une avec --reunion.",
            )
        return passees[-1]


@dataclass(frozen=True)
class DocumentDInstance(TypeDocument):
    """Un document qui porte sur une instance : celle que l'on nomme, celle d'une réunion, le comité de pilotage."""

    sujet: ClassVar[Sujet] = "instance"

    def besoin(self, dossier: Dossier) -> str:
        """Ce qu'il faut pour l'écrire, en mots."""
        return f"une instance, {francais.le(dossier.nommer_genre('copil'))} par défaut (--instance)"

    def vues(self, contexte: ContexteDocument) -> Iterator[tuple[str, Vue]]:
        """Le document de l'instance demandée."""
        demande, dossier = contexte.demande, contexte.dossier
        nom = demande.instance or (dossier.reunions[demande.reunion].instance if demande.reunion else None)
        nom = nom or next((n for n, i in dossier.instances.items() if i.type == "copil"), None)
        if nom is None:
            conseil = "Décrivez-le dans instances.yaml, ou donnez --instance."
            raise ErreurUsage("Aucun comité de pilotage n'est décrit.", conseil)
        yield f"{self.nom}-{nom}", self.charger().composer(contexte, nom)

    def manques_du_genre(self, contexte: ContexteDocument) -> Iterator[str]:
        """La fonction de chacun."""
        yield from _sans_fonction(contexte)


@dataclass(frozen=True)
class DocumentDeService(TypeDocument):
    """Un document qui porte sur un service, ou un document par service."""

    sujet: ClassVar[Sujet] = "service"

    def besoin(self, _dossier: Dossier) -> str:
        """Ce qu'il faut pour l'écrire, en mots."""
        return "un service (--service, ou --tous)"

    def vues(self, contexte: ContexteDocument) -> Iterator[tuple[str, Vue]]:
        """Le document du service demandé, ou de tous."""
        demande, services = contexte.demande, tuple(contexte.dossier.services)
        if not demande.tous and demande.service is None:
            raise ErreurUsage("De quel service s'agit-il ?", f"Donnez --service ({', '.join(services)}) ou --tous.")
        for service in services if demande.tous else (demande.service,):
            yield f"{self.nom}-{service}", self.charger().composer(contexte, service)

    def manques_du_genre(self, contexte: ContexteDocument) -> Iterator[str]:
        """Des services."""
        if not contexte.dossier.services:
            yield "aucun service n'est décrit (services.yaml)"


@dataclass(frozen=True)
class DocumentDAudit(TypeDocument):
    """Un document qui porte sur un audit ; `avant` : il le prépare, et prend par défaut le prochain."""

    sujet: ClassVar[Sujet] = "audit"
    avant: bool = False

    def besoin(self, _dossier: Dossier) -> str:
        """Ce qu'il faut pour l'écrire, en mots."""
        return f"un audit, {'le prochain' if self.avant else 'le dernier tenu'} par défaut (--audit)"

    def vues(self, contexte: ContexteDocument) -> Iterator[tuple[str, Vue]]:
        """Le document de l'audit, de l'un de ses constats, ou de chacun."""
        demande, audit = contexte.demande, self._choisir(contexte)
        composer, nom = self.charger().composer, f"{self.nom}-{audit.id}"
        siens = [c.id for _, c in audit.constats_au(contexte.au)]
        if demande.constat is not None and demande.constat not in siens:
            conseil = f"Ses constats : {', '.join(siens)}." if siens else "Il n'en a pas à cette date."
            raise ErreurUsage(f"L'audit « {audit.id} » n'a pas de constat « {demande.constat} ».", conseil)
        if demande.constat is None and not demande.tous:
            yield nom, composer(contexte, audit)
            return
        for constat in siens if demande.tous else (demande.constat,):
            yield f"{nom}-{constat}", composer(contexte, audit, constat)

    def manques_du_genre(self, contexte: ContexteDocument) -> Iterator[str]:
        """Un audit, et la fonction de chacun."""
        if not contexte.dossier.audits:
            yield "aucun audit n'est décrit (audits/)"
        yield from _sans_fonction(contexte)

    def _choisir(self, contexte: ContexteDocument) -> Audit:
        demande, audits = contexte.demande, contexte.dossier.audits
        if demande.audit is not None:
            return audits[demande.audit]
        dates = sorted(
            ((quand, audit) for audit in audits.values() if (quand := contexte.echeance(audit.date)) is not None),
            key=lambda d: (d[0], d[1].id),
        )
        passes = [a for d, a in dates if d.est_acquise(contexte.au)]
        prevus = [a for d, a in dates if not d.est_acquise(contexte.au)]
        if demande.constat is not None:
            passes = [a for a in passes if any(c.id == demande.constat for c in a.constats)] or passes
        ordre = [*prevus, *reversed(passes)] if self.avant else [*reversed(passes), *prevus]
        if not ordre:
            raise ErreurUsage(
                f"Aucun audit n'a de date : « {self.nom} » en demande un.",
                "Décrivez-le dans audits/, ou choisissez-en un avec --audit.",
            )
        return ordre[0]


@dataclass(frozen=True)
class DocumentDuDossier(TypeDocument):
    """Un document qui porte sur toute la démarche."""

    sujet: ClassVar[Sujet] = "dossier"

    def besoin(self, _dossier: Dossier) -> str:
        """Ce qu'il faut pour l'écrire, en mots."""
        return "le dossier entier"

    def vues(self, contexte: ContexteDocument) -> Iterator[tuple[str, Vue]]:
        """Le document de la démarche."""
        yield self.nom, self.charger().composer(contexte)


@dataclass(frozen=True)
class DocumentParService(TypeDocument):
    """Un document qui porte sur toute la démarche, sur un service, ou sur chacun."""

    sujet: ClassVar[Sujet] = "dossier"

    def besoin(self, _dossier: Dossier) -> str:
        """Ce qu'il faut pour l'écrire, en mots."""
        return "le dossier entier, ou un service (--service, ou --tous)"

    def vues(self, contexte: ContexteDocument) -> Iterator[tuple[str, Vue]]:
        """Le document de la démarche, du service demandé, ou de tous."""
        demande = contexte.demande
        for service in contexte.dossier.services if demande.tous else (demande.service,):
            yield f"{self.nom}-{service}" if service else self.nom, self.charger().composer(contexte, service)


def _sans_fonction(contexte: ContexteDocument) -> Iterator[str]:
    """Qui le document citerait par son seul identifiant."""
    inconnus = sorted(anonymat.inconnus(contexte.dossier))
    if inconnus:
        qui = ", ".join(inconnus[:CITES]) + (" …" if len(inconnus) > CITES else "")
        yield f"{francais.pluriel(len(inconnus), 'acteur')} dont la fonction n'est décrite nulle part (annuaire.yaml) : {qui}"
