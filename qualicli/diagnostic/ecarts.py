"""Les écarts : tout ce qui sépare un point de « réalisé, prouvé et respecté », avec sa cause, son lieu, son action."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qualicli import francais
from qualicli.diagnostic.audits import NonConformite, code_vise, dire_ouvert
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.preuves import Examen, Manque
from qualicli.diagnostic.respect import MesureDue, MesureRetenue
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.suivi import Action
from qualicli.modeles.temps.dates import DateImprecise

Cause = Literal[
    "non_conformite",
    "non_realise",
    "non_evalue",
    "preuve_caduque",
    "piece_introuvable",
    "piece_alteree",
    "procedure_manquante",
    "preuve_manquante",
    "partiel",
    "cible_manquee",
    "mesure_due",
    "preuve_bientot_caduque",
]
Nature = Literal["audit", "realisation", "preuve", "respect", "alerte"]
NATURES: dict[Cause, Nature] = {
    "non_conformite": "audit",
    "non_realise": "realisation",
    "non_evalue": "realisation",
    "partiel": "realisation",
    "preuve_caduque": "preuve",
    "piece_introuvable": "preuve",
    "piece_alteree": "preuve",
    "procedure_manquante": "preuve",
    "preuve_manquante": "preuve",
    "cible_manquee": "respect",
    "mesure_due": "respect",
    "preuve_bientot_caduque": "alerte",
}
RANG = {cause: rang for rang, cause in enumerate(NATURES)}


@dataclass(frozen=True, slots=True)
class Ecart:
    """Un écart situé. Les natures « realisation » et « preuve » désignent un point en écart : un seul par point."""

    referentiel: str
    module: str
    engagement: str
    exigence: str
    site: str | None
    service: str | None
    responsable: str | None
    cause: Cause
    texte: str
    fichier: str
    chemin: Chemin
    action: Action | None = None
    echeance: DateImprecise | None = None

    @property
    def nature(self) -> Nature:
        """Ce que l'écart touche : la réalisation, la preuve, le respect, un audit, ou une alerte."""
        return NATURES[self.cause]


class Releve:
    """Relève les écarts des points d'un dossier à une date."""

    def __init__(self, dossier: Dossier, au: date, audit_vise: DateImprecise | None) -> None:
        self._dossier = dossier
        self._au = au
        self._audit = audit_vise
        self._actions: dict[tuple[str, str], list[Action]] = {}
        for action in dossier.actions.values():
            if action.est_ouverte_au(au):
                for reference in action.couvre:
                    self._actions.setdefault(dossier.reference(reference), []).append(action)

    def du_point(self, etat: EtatPoint, bientot: tuple[Manque, ...]) -> Iterator[Ecart]:
        """Les écarts d'un point ; `bientot` dit les types de preuve qui manqueront au prochain audit."""
        if not etat.est_applicable:
            return
        if etat.statut != "realise":
            yield self._realisation(etat)
        elif etat.manques:
            yield self._preuve(etat, etat.manques[0])
        elif bientot:
            yield self._bientot(etat, bientot[0])
        if etat.statut in ("realise", "partiel"):
            for due in etat.respect.dues:
                yield self._mesure_due(etat, due)
            for mesure in etat.respect.mesures:
                if not mesure.est_atteinte:
                    yield self._cible_manquee(etat, mesure)

    def de_l_audit(
        self, non_conformite: NonConformite, referentiel: str, module: str, engagement: str, responsable: str | None
    ) -> Ecart:
        """L'écart d'une non-conformité encore ouverte."""
        audit, rang, constat = non_conformite
        code = code_vise(self._dossier, constat, referentiel)
        action = self._dossier.actions.get(constat.action or "")
        dit = dire_ouvert(self._dossier.referentiels[referentiel], constat, self._au)
        texte = f"{dit} ({audit.intitule}) : {constat.texte}"
        return Ecart(
            referentiel,
            module,
            engagement,
            code,
            constat.site,
            constat.service,
            constat.service or responsable,
            "non_conformite",
            texte,
            audit.fichier,
            ("constats", rang),
            action,
            self._echeance(action),
        )

    def _realisation(self, etat: EtatPoint) -> Ecart:
        if etat.fondement is None:
            suivi = next(
                (
                    s
                    for s in self._dossier.engagements.values()
                    if (s.referentiel, s.engagement) == (etat.point.referentiel, etat.point.feuille.engagement.code)
                ),
                None,
            )
            fichier, chemin = (
                (suivi.fichier, ("engagement",)) if suivi else (self._dossier.demarche.fichier, ("perimetre",))
            )
            return self._ecart(etat, "non_evalue", "jamais évalué", fichier, chemin)
        evaluation = etat.fondement.evaluation
        cause: Cause = "partiel" if evaluation.statut == "partiel" else "non_realise"
        constat = "réalisé en partie" if cause == "partiel" else "non réalisé"
        texte = f"{constat} ({evaluation.date.en_clair()})" + (
            f" : {evaluation.commentaire}" if evaluation.commentaire else ""
        )
        return self._ecart(etat, cause, texte, etat.fondement.suivi.fichier, _chemin_evaluation(etat))

    def _preuve(self, etat: EtatPoint, manque: Manque) -> Ecart:
        cause, texte, examen = expliquer_manque(manque)
        if examen is None:
            assert etat.fondement is not None  # noqa: S101 (un point réalisé a été évalué)
            return self._ecart(etat, cause, texte, etat.fondement.suivi.fichier, _chemin_evaluation(etat))
        cle = {"preuve_caduque": "caducite", "piece_introuvable": "fichier", "piece_alteree": "empreinte"}.get(
            cause, "couvre"
        )
        return self._ecart(etat, cause, texte, examen.document.fichier, (cle,))

    def _bientot(self, etat: EtatPoint, manque: Manque) -> Ecart:
        valides = [e.document for e in manque.ecartees if e.defaut is None]  # elles ne le seront plus à l'audit
        document = max(valides, key=lambda d: d.fin_validite or DateImprecise.lire("0001"))
        fin = document.fin_validite
        quand = f"avant l'audit {self._audit.apres_de()}" if self._audit else "bientôt"
        texte = f"la preuve « {document.intitule} » sera caduque {quand}" + (f" ({fin.en_clair()})" if fin else "")
        return self._ecart(etat, "preuve_bientot_caduque", texte, document.fichier, ("caducite",))

    def _mesure_due(self, etat: EtatPoint, due: MesureDue) -> Ecart:
        depuis = f" (dernière : {due.derniere.periode.en_clair()})" if due.derniere else ", aucune n'a été faite"
        nom = f" de « {due.indicateur.intitule} »" if due.indicateur else ""
        texte = f"la mesure{nom} est due {due.periodicite.en_rythme()}{depuis}"
        fichier = due.indicateur.fichier if due.indicateur else etat.fondement.suivi.fichier if etat.fondement else ""
        return self._ecart(
            etat, "mesure_due", texte, fichier, ("mesures",) if due.indicateur else _chemin_evaluation(etat)
        )

    def _cible_manquee(self, etat: EtatPoint, mesure: MesureRetenue) -> Ecart:
        periode = mesure.indicateur.mesures[mesure.rang].periode.en_clair()
        texte = f"« {mesure.indicateur.intitule} » : {mesure.conformes} sur {mesure.total} ({periode})"
        texte += f", cible {francais.nombre(mesure.cible)}{francais.INSECABLE}%"
        return self._ecart(etat, "cible_manquee", texte, mesure.indicateur.fichier, ("mesures", mesure.rang))

    def _ecart(self, etat: EtatPoint, cause: Cause, texte: str, fichier: str, chemin: Chemin) -> Ecart:
        point = etat.point
        action = self._action(etat)
        return Ecart(
            point.referentiel,
            point.feuille.module.code,
            point.feuille.engagement.code,
            point.feuille.code,
            point.site,
            point.service,
            point.responsable,
            cause,
            texte,
            fichier,
            chemin,
            action,
            self._echeance(action),
        )

    def _action(self, etat: EtatPoint) -> Action | None:
        """L'action ouverte qui couvre le point, la plus proche de son échéance."""
        point = etat.point
        candidates = {
            action.id: action
            for code in (point.feuille.code, point.feuille.engagement.code)
            for action in self._actions.get((point.referentiel, code), ())
            if (not action.sites or point.site in action.sites)
            and (point.service is None or action.service in (None, point.service))
        }
        return min(candidates.values(), key=lambda a: (_fin(self._echeance(a)), a.id), default=None)

    def _echeance(self, action: Action | None) -> DateImprecise | None:
        prevue = action.echeance_au(self._au) if action else None
        return prevue.resoudre(self._dossier.dates_jalons(self._au)) if prevue else None


def expliquer_manque(manque: Manque) -> tuple[Cause, str, Examen | None]:
    """Dit pourquoi un type de preuve manque : la cause, la phrase, et la preuve écartée qui l'explique le mieux."""
    genre = f"de type « {manque.type.replace('_', ' ')} » " if manque.type else ""
    ordre = ("caduque", "introuvable", "alteree", "brouillon", "sans_date", "a_venir")
    ecartees = sorted((e for e in manque.ecartees if e.defaut), key=lambda e: ordre.index(e.defaut or "brouillon"))
    if not ecartees:
        cause: Cause = "procedure_manquante" if manque.type == "fiche_procedure" else "preuve_manquante"
        return cause, f"aucune preuve {genre}ne couvre ce point", None
    examen = ecartees[0]
    document = examen.document
    fin = document.fin_validite.en_complement() if document.fin_validite else ""
    causes: dict[str, tuple[Cause, str]] = {
        "caduque": ("preuve_caduque", f"a expiré {fin}"),
        "introuvable": ("piece_introuvable", "n'a plus sa pièce jointe"),
        "alteree": ("piece_alteree", "a une pièce jointe modifiée depuis son enregistrement"),
        "sans_date": ("preuve_manquante", "n'est pas datée"),
        "a_venir": ("preuve_manquante", f"n'est datée que du {document.date.en_clair() if document.date else ''}"),
        "brouillon": ("preuve_manquante", "n'est pas encore validée"),
    }
    cause, defaut = causes[examen.defaut or "brouillon"]
    return cause, f"la preuve « {document.intitule} » {defaut}", examen


def urgence(ecart: Ecart, prochain_audit: date | None) -> tuple[date, int, int]:
    """La clé de tri des écarts : ce qui est dû le plus tôt (à défaut, pour l'audit), sans action d'abord, puis la cause."""
    due = ecart.echeance.fin if ecart.echeance else prochain_audit or date.max
    return (due, int(ecart.action is not None), RANG[ecart.cause])


def _fin(echeance: DateImprecise | None) -> date:
    return echeance.fin if echeance else date.max


def _chemin_evaluation(etat: EtatPoint) -> Chemin:
    return ("evaluations", etat.fondement.rang, "statut") if etat.fondement else ()
