"""Ce qu'il y a à demander à un service : d'après ses écarts et ce qu'il doit, un audit, une réunion, ou à la main."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.registre import obligations
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.audit import Audit
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import famille_de
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.tournee import GENRES, GenreDemande
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.designer import designer

# Ce que devient une obligation dans une commande : son genre, d'après la famille de l'objet qui la porte.
_GENRE_DE: dict[str, GenreDemande] = {
    "actions": "actions",
    "preuves": "pieces",
    "procedures": "pieces",
    "indicateurs": "mesures",
}
Choses = dict[str, list[str]]


@dataclass(frozen=True)
class Sujet:
    """Ce sur quoi porte une commande : à la main, d'un audit, d'une réunion ; sans rien, les écarts de chaque service."""

    a_la_main: tuple[tuple[GenreDemande, str], ...] = ()
    audit: str | None = None
    reunion: str | None = None


class Demandeur:
    """Calcule une fois ce que le dossier demande, puis le dit service par service."""

    def __init__(self, ouvert: DossierOuvert, sujet: Sujet, au: date, retour: date) -> None:
        self._sujet = _preciser(ouvert.dossier, sujet)
        connu = replace(ouvert, dossier=connu_au(ouvert.dossier, au))
        self._dossier = connu.dossier
        self._diagnostic = connu.source(au).diagnostic
        self._retour = retour
        toutes = obligations(connu.dossier, au, ouvert.lecture.inventaire, self._diagnostic)
        self._dues = [o for o in toutes if o.est_ouverte]

    def choses(self, service: str) -> Choses:
        """Ce que l'on demande à un service, sans redite, dans l'ordre des genres."""
        trouvees = dict.fromkeys(self._toutes(service))
        return {
            g: [v for genre, v in trouvees if genre == g] for g in GENRES if any(genre == g for genre, _ in trouvees)
        }

    def sans_ligne(self, service: str) -> list[str]:
        """Les exigences demandées à la main que le classeur d'un service ne montre pas : il n'en répond pas."""
        etats = (
            e for r in self._diagnostic.referentiels for e in (*r.etats, *(h for g in r.hors_label for h in g.etats))
        )
        siens = [e.point for e in etats if service in (e.point.service, e.point.responsable)]
        codes = {(p.referentiel, c) for p in siens for c in (p.feuille.code, p.feuille.engagement.code)}
        voulues = [valeur for genre, valeur in self._sujet.a_la_main if genre == "exigences"]
        return [v for v in voulues if self._dossier.reference(v) not in codes]

    def _toutes(self, service: str) -> Iterator[tuple[GenreDemande, str]]:
        sujet = self._sujet
        yield from sujet.a_la_main
        siennes = [o for o in self._dues if service in o.services]
        if sujet.audit:
            yield from (c for o in siennes if o.objet.startswith(f"audits/{sujet.audit}#") for c in self._constat(o))
        if sujet.reunion:
            yield from self._decisions(service, siennes, sujet.reunion)
        if not (sujet.a_la_main or sujet.audit or sujet.reunion):
            yield from self._ecarts(service)
            for o in siennes:
                famille, _, reste = o.objet.partition("/")
                if famille in _GENRE_DE and (o.echeance is None or o.echeance.fin <= self._retour):
                    yield _GENRE_DE[famille], reste.partition("#")[0]

    def _ecarts(self, service: str) -> Iterator[tuple[GenreDemande, str]]:
        for resultat in self._diagnostic.referentiels:
            for ecart in resultat.ecarts:
                if service in (ecart.service, ecart.responsable) and ecart.nature != "alerte":
                    yield "exigences", self._reference(ecart.referentiel, ecart.exigence)

    def _reference(self, referentiel: str, code: str) -> str:
        return code if self._dossier.referentiel_unique == referentiel else f"{referentiel}:{code}"

    def _constat(self, obligation: Obligation) -> Iterator[tuple[GenreDemande, str]]:
        """Un constat à lever : l'action qui y répond, sinon ce qu'il dit."""
        audit = self._dossier.audits[obligation.objet.removeprefix("audits/").partition("#")[0]]
        constat: Any = next((c for c in audit.constats if c.id == obligation.objet.partition("#")[2]), None)
        if constat is None:
            return
        yield ("actions", constat.action) if constat.action else ("demandes", obligation.texte)

    def _decisions(self, service: str, siennes: list[Obligation], reunion: str) -> Iterator[tuple[GenreDemande, str]]:
        """Les décisions d'une réunion : l'action qui en suit une quand le service la doit, sinon ses mots."""
        actions = {o.objet.removeprefix("actions/") for o in siennes if o.nature == "action"}
        for decision in self._dossier.reunions[reunion].decisions:
            adresses = {a.id for a in decision.destinataires} | (
                {c for a in decision.destinataires if a.id for c in self._services_de(a.id)}
            )
            if decision.action in actions and decision.action:
                yield "actions", decision.action
            elif service in adresses:
                yield "demandes", decision.texte

    def _services_de(self, acteur: str) -> list[str]:
        return [nom for nom, s in self._dossier.services.items() if any(c.id == acteur for c in s.correspondants)]


def _preciser(dossier: Dossier, sujet: Sujet) -> Sujet:
    """Le sujet, l'audit et la réunion désignés par leur identifiant ; lève une erreur s'il se contredit."""
    dits = [bool(sujet.a_la_main), sujet.audit is not None, sujet.reunion is not None]
    if sum(dits) > 1:
        raise ErreurUsage(
            "Une commande part d'un audit, d'une réunion, ou de ce que l'on dit à la main : pas des trois.",
            "Gardez --audit, --reunion, ou ce que vous demandez.",
        )
    audit = designer(dossier, [famille_de(Audit)], sujet.audit).id if sujet.audit else None
    reunion = designer(dossier, [famille_de(Reunion)], sujet.reunion).id if sujet.reunion else None
    return replace(sujet, audit=audit, reunion=reunion)
