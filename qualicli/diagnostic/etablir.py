"""Établir le diagnostic d'un dossier à une date : points, états, écarts, verdict."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from qualicli.diagnostic.audits import audits_prevus, code_vise, date_visee, horizon, non_conformites
from qualicli.diagnostic.ecarts import Ecart, Releve, urgence
from qualicli.diagnostic.etats import EtatPoint, Juge
from qualicli.diagnostic.points import NonApplicable, PointDeControle, enumerer
from qualicli.diagnostic.synthese import SyntheseTaux, synthetiser
from qualicli.diagnostic.verdict import Raison, Verdict
from qualicli.modeles.demarche import Perimetre
from qualicli.modeles.dossier import Dossier, Inventaire
from qualicli.modeles.referentiel import Module, Referentiel
from qualicli.modeles.temps.dates import DateImprecise


@dataclass(frozen=True, slots=True)
class HorsLabel:
    """Un module tenu « pour mémoire » : son statut et ses points, hors des taux du label."""

    module: Module
    statut: str
    motif: str
    etats: tuple[EtatPoint, ...]


@dataclass(frozen=True, slots=True)
class DiagnosticReferentiel:
    """Ce que vaut un référentiel du périmètre à la date du diagnostic. Les écarts vont du plus urgent au moins urgent."""

    referentiel: Referentiel
    etats: tuple[EtatPoint, ...]
    hors_label: tuple[HorsLabel, ...]
    non_applicables: tuple[NonApplicable, ...]
    ecarts: tuple[Ecart, ...]
    raisons: tuple[Raison, ...]
    raisons_par_site: Mapping[str, tuple[Raison, ...]]
    poids_partiel: Fraction
    prochain_audit: date | None
    est_clos: bool = False  # tout y a été désengagé : il n'y a plus de label à viser

    @property
    def synthese(self) -> SyntheseTaux:
        """Les taux de tous les points comptés."""
        return self.synthese_de(self.etats)

    def synthese_de(self, etats: tuple[EtatPoint, ...] | list[EtatPoint]) -> SyntheseTaux:
        """Les taux d'une partie des points."""
        return synthetiser(etats, self.poids_partiel)

    @property
    def est_labellisable(self) -> bool:
        """Vrai quand aucune raison ne s'y oppose ; un référentiel clos n'a plus de label à viser."""
        return not self.raisons and not self.est_clos

    def filtrer(self, garde: Callable[[str, str, str | None], bool]) -> "DiagnosticReferentiel":
        """Ne garde que les points et les écarts choisis d'après (module, site, service qui le doit) ; le verdict reste."""

        def garde_etat(etat: EtatPoint) -> bool:
            return garde(etat.point.feuille.module.code, etat.point.site, etat.point.responsable)

        return replace(
            self,
            etats=tuple(e for e in self.etats if garde_etat(e)),
            hors_label=tuple(
                replace(h, etats=etats)
                for h in self.hors_label
                if (etats := tuple(e for e in h.etats if garde_etat(e)))
            ),
            non_applicables=tuple(n for n in self.non_applicables if garde(n.feuille.module.code, n.site, None)),
            ecarts=tuple(e for e in self.ecarts if garde(e.module, e.site or "", e.responsable)),
        )


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Le diagnostic d'un dossier à une date."""

    au: date
    dossier: Dossier
    inventaire: Inventaire
    referentiels: tuple[DiagnosticReferentiel, ...]


def etablir(dossier: Dossier, au: date, inventaire: Inventaire | None = None) -> Diagnostic:
    """Établit le diagnostic d'un dossier à une date. Un référentiel inconnu est ignoré ici : la validation le refuse."""
    inventaire = inventaire or Inventaire()
    juge = Juge(dossier, au, inventaire)
    return Diagnostic(
        au,
        dossier,
        inventaire,
        tuple(
            _referentiel(juge, dossier, inventaire, perimetre, dossier.referentiels[perimetre.referentiel])
            for perimetre in dossier.demarche.perimetre
            if perimetre.referentiel in dossier.referentiels
        ),
    )


def _referentiel(
    juge: Juge, dossier: Dossier, inventaire: Inventaire, perimetre: Perimetre, referentiel: Referentiel
) -> DiagnosticReferentiel:
    points, exclus = enumerer(dossier, perimetre, referentiel, juge.au)
    etats = [juge.juger(p) for p in points]
    comptes = tuple(e for e in etats if e.point.compte)
    prevus = audits_prevus(dossier, referentiel, juge.au)
    prochain = prevus[0][0] if prevus else None
    releves = _ecarts(juge, dossier, referentiel, comptes, date_visee(dossier, prevus, juge.au))
    ecarts = sorted(releves, key=lambda e: urgence(e, prochain))
    poids = dossier.demarche.calcul.partiel
    # Les écarts ne décident pas du verdict : un label a ses propres règles, que le référentiel donne.
    verdict = Verdict(dossier, perimetre, referentiel, juge.au, inventaire)
    sites = dict.fromkeys(e.point.site for e in comptes)
    clos = bool(etats) and all(e.point.statut == "desengage" and not e.point.compte for e in etats)
    return DiagnosticReferentiel(
        referentiel,
        comptes,
        tuple(_hors_label(etats, perimetre)),
        tuple(exclus),
        tuple(ecarts),
        () if clos else tuple(verdict.raisons(comptes)),
        {site: tuple(verdict.raisons([e for e in comptes if e.point.site == site], site)) for site in sites},
        poids,
        prochain,
        clos,
    )


def _hors_label(etats: list[EtatPoint], perimetre: Perimetre) -> Iterator[HorsLabel]:
    groupes: dict[tuple[str, int], list[EtatPoint]] = {}
    for etat in etats:
        if not etat.point.compte:
            code = etat.point.feuille.module.code
            # Deux sites peuvent avoir quitté le même module pour des motifs différents : un groupe par choix.
            rang = perimetre.modules[code].index(etat.point.choix)
            groupes.setdefault((code, rang), []).append(etat)
    for groupe in groupes.values():
        point = groupe[0].point
        motif = point.choix.motif if point.statut == point.choix.statut else None
        yield HorsLabel(point.feuille.module, point.statut, motif or "", tuple(groupe))


def _ecarts(
    juge: Juge, dossier: Dossier, referentiel: Referentiel, etats: tuple[EtatPoint, ...], audit: DateImprecise | None
) -> Iterator[Ecart]:
    releve = Releve(dossier, juge.au, audit)
    limite = horizon(dossier, referentiel, juge.au)
    for etat in etats:
        # Une preuve qui manque déjà est un écart : « bientôt » n'annonce que ce qui tient encore.
        bientot = juge.preuves.manques(etat.point, limite) if etat.est_prouve else ()
        yield from releve.du_point(etat, bientot)
    for trouvee in non_conformites(dossier, referentiel, juge.au, {e.point.feuille.module.code for e in etats}):
        code = code_vise(dossier, trouvee.constat, referentiel.id)
        feuilles = referentiel.feuilles_de(code)
        module, engagement = (feuilles[0].module.code, feuilles[0].engagement.code) if feuilles else ("", "")
        responsable = _responsable(etats, code, trouvee.constat.site)
        yield releve.de_l_audit(trouvee, referentiel.id, module, engagement, responsable)


def _responsable(etats: tuple[EtatPoint, ...], code: str, site: str | None) -> str | None:
    points: list[PointDeControle] = [e.point for e in etats]
    concernes = (p for p in points if code in (p.feuille.code, p.feuille.engagement.code) and site in (None, p.site))
    return next((p.responsable for p in concernes if p.responsable), None)
