"""Un audit à préparer : chaque exigence de son périmètre telle que l'auditeur la verra ce jour-là."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli.diagnostic.audits import NonConformite, constats_d_un_point, non_conformites
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import Diagnostic, DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint, Juge
from qualicli.diagnostic.preuves import Manque
from qualicli.modeles.audit import Audit, PieceDemandee
from qualicli.modeles.baremes import bareme_de
from qualicli.modeles.documents import Document
from qualicli.modeles.temps.dates import DateImprecise


@dataclass(frozen=True, slots=True)
class PointPrepare:
    """Un point tel que l'auditeur le verra : ce qui est affirmé, les pièces qui vaudront ce jour-là, ce qui manquera."""

    etat: EtatPoint
    pieces: tuple[Document, ...]
    manques: tuple[Manque, ...]
    ecarts: tuple[Ecart, ...]
    constats: tuple[NonConformite, ...] = ()  # à corriger, encore ouverts

    @property
    def est_contredit(self) -> bool:
        """Vrai quand la démarche le dit réalisé, et qu'un audit y a relevé ce qui reste à corriger."""
        return self.etat.statut == "realise" and bool(self.constats)

    @property
    def est_pret(self) -> bool:
        """Vrai quand le point est réalisé, prouvé le jour de l'audit, et qu'aucun constat ne reste ouvert sur lui."""
        if self.etat.statut == "sans_objet":
            return True
        bloque = any(e.cause == "non_conformite" for e in self.ecarts)
        return self.etat.statut == "realise" and not self.manques and not bloque


@dataclass(frozen=True, slots=True)
class ReferentielAudite:
    """Un référentiel audité : son diagnostic, ses points dans l'ordre du texte, les constats bloquants encore ouverts."""

    resultat: DiagnosticReferentiel
    points: tuple[PointPrepare, ...]
    bloquants: tuple[NonConformite, ...]

    @property
    def ecarts(self) -> tuple[Ecart, ...]:
        """Ce qui manque dans le périmètre de l'audit, tel que le dit le diagnostic."""
        return self.resultat.ecarts


@dataclass(frozen=True, slots=True)
class PieceAttendue:
    """Une pièce que l'auditeur demande d'avance : pour quand, ce qui y répond, et si elle est remise."""

    piece: PieceDemandee
    pour: DateImprecise
    document: Document | None
    est_remise: bool
    aura_expire: bool


@dataclass(frozen=True, slots=True)
class Preparation:
    """Où en est la préparation d'un audit à une date. `pieces_dues` : le jour où les pièces doivent être réunies."""

    diagnostic: Diagnostic
    audit: Audit
    jour: DateImprecise
    pieces_dues: date
    referentiels: tuple[ReferentielAudite, ...]
    demandees: tuple[PieceAttendue, ...] = ()

    @property
    def points(self) -> tuple[PointPrepare, ...]:
        """Tous les points du périmètre."""
        return tuple(p for r in self.referentiels for p in r.points)

    @property
    def contredits(self) -> tuple[tuple[PointPrepare, NonConformite], ...]:
        """Les points que la démarche dit réalisés, et où un audit a relevé ce qui reste à corriger."""
        return tuple((p, c) for p in self.points if p.est_contredit for c in p.constats)

    @property
    def bloquants(self) -> tuple[NonConformite, ...]:
        """Les constats, de cet audit ou d'un autre, qui bloquent le label et ne sont pas levés."""
        return tuple(b for r in self.referentiels for b in r.bloquants)

    @property
    def est_prete(self) -> bool:
        """Vrai quand rien ne reste à reprendre, ni à remettre."""
        pret = bool(self.points) and not self.bloquants and all(p.est_pret for p in self.points)
        return pret and all(p.est_remise for p in self.demandees)


def preparer(diagnostic: Diagnostic, audit: Audit) -> Preparation | None:
    """Établit la préparation d'un audit ; `None` quand rien ne dit quel jour il se tient.

    Une date imprécise demande davantage : les pièces doivent valoir jusqu'à la fin de son intervalle.
    """
    dossier = diagnostic.dossier
    jour = audit.date.resoudre(dossier.dates_jalons(diagnostic.au))
    if jour is None:
        return None
    juge = Juge(dossier, diagnostic.au, diagnostic.inventaire)
    dues = dossier.demarche.delais.pieces_audit.avant(jour.debut)
    return Preparation(
        diagnostic,
        audit,
        jour,
        dues,
        tuple(_auditer(diagnostic, juge, audit, jour.fin, r) for r in _audites(diagnostic, audit)),
        tuple(_attendue(diagnostic, piece, dues, jour.fin) for piece in audit.pieces_demandees),
    )


def _attendue(diagnostic: Diagnostic, piece: PieceDemandee, dues: date, limite: date) -> PieceAttendue:
    """Une pièce demandée ; sans date à elle, elle est due avec les autres."""
    dossier = diagnostic.dossier
    document = next((d for d in dossier.documents if d.id == piece.document), None)
    prevue = piece.pour_le.resoudre(dossier.dates_jalons(diagnostic.au)) if piece.pour_le else None
    return PieceAttendue(
        piece,
        prevue or DateImprecise.lire(dues.isoformat()),
        document,
        piece.est_remise(diagnostic.au),
        document is not None and document.est_caduc(limite),
    )


def _audites(diagnostic: Diagnostic, audit: Audit) -> Iterator[DiagnosticReferentiel]:
    """Les référentiels de l'audit, réduits à ses modules et à ses sites."""

    def garde(module: str, site: str, _service: str | None) -> bool:
        # Un constat sans site vaut pour tous : il reste.
        return (not audit.modules or module in audit.modules) and (not audit.sites or not site or site in audit.sites)

    for resultat in diagnostic.referentiels:
        if audit.referentiel in (None, resultat.referentiel.id):
            yield resultat.filtrer(garde)


def _auditer(
    diagnostic: Diagnostic, juge: Juge, audit: Audit, limite: date, resultat: DiagnosticReferentiel
) -> ReferentielAudite:
    modules = {e.point.feuille.module.code for e in resultat.etats}
    ouverts = non_conformites(diagnostic.dossier, resultat.referentiel, diagnostic.au, modules)
    return ReferentielAudite(
        resultat,
        tuple(_point(diagnostic, juge, etat, limite, resultat.ecarts) for etat in resultat.etats),
        tuple(n for n in ouverts if not audit.sites or n.constat.site is None or n.constat.site in audit.sites),
    )


def _point(
    diagnostic: Diagnostic, juge: Juge, etat: EtatPoint, limite: date, ecarts: tuple[Ecart, ...]
) -> PointPrepare:
    point, dossier, au = etat.point, diagnostic.dossier, diagnostic.au
    examens = juge.preuves.candidates(point)
    return PointPrepare(
        etat,
        tuple(e.document for e in examens if e.defaut is None and not e.document.est_caduc(limite)),
        juge.preuves.manques(point, limite) if etat.est_applicable else (),
        tuple(
            e
            for e in ecarts
            # Un constat sans site, ou sur tout l'engagement, vaut pour chacun de ses points.
            if e.exigence in (point.feuille.code, point.feuille.engagement.code)
            and e.site in (None, point.site)
            and e.service in (None, point.service, point.responsable)
        ),
        tuple(
            c
            for c in constats_d_un_point(dossier, point, au)
            if c.constat.nature_au(au) in bareme_de(dossier, c.audit, c.constat).a_corriger
            and not c.constat.est_leve(au)
        ),
    )
