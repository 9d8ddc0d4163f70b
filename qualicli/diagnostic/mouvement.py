"""Le mouvement entre deux dates : ce qui est entré, sorti, gagné, perdu, point par point."""

from dataclasses import dataclass
from typing import Literal

from qualicli import francais
from qualicli.diagnostic.ecarts import expliquer_manque
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint

Sens = Literal["gagne", "perdu", "evalue", "avance", "recule", "entre", "sorti"]
_ECHELLE = ("non_realise", "non_evalue", "partiel", "realise", "prouve")


@dataclass(frozen=True, slots=True)
class Changement:
    """Un point dont l'état a changé. « Gagné » ou « perdu » : il est entré dans le taux prouvé, ou en est sorti."""

    sens: Sens
    exigence: str
    site: str
    service: str | None
    avant: str | None
    apres: str | None
    explication: str


def comparer(avant: DiagnosticReferentiel, apres: DiagnosticReferentiel) -> tuple[Changement, ...]:
    """Compare deux diagnostics d'un même référentiel, dans l'ordre du référentiel ; les points inchangés sont omis."""
    anciens = {e.point.cle: e for e in avant.etats}
    nouveaux = {e.point.cle: e for e in apres.etats}
    motifs = {e.point.cle: h for h in apres.hors_label for e in h.etats}
    mot = apres.referentiel.mots.module
    sorti = f"{francais.le(mot)} n'est plus compté{francais.e(mot)}"
    changements = []
    for cle, etat in {**anciens, **nouveaux}.items():
        ancien, nouveau = anciens.get(cle), nouveaux.get(cle)
        avant_, apres_ = _niveau(ancien), _niveau(nouveau)
        if avant_ == apres_:
            continue
        hors = motifs.get(cle)
        motif = (hors.motif or sorti) if hors else ""
        changements.append(
            Changement(
                _sens(avant_, apres_),
                cle[1],
                cle[2],
                etat.point.service,
                avant_,
                apres_,
                motif or _expliquer(ancien, nouveau),
            )
        )
    return tuple(changements)


def _niveau(etat: EtatPoint | None) -> str | None:
    if etat is None:
        return None
    return "prouve" if etat.est_prouve else etat.statut


def _sens(avant: str | None, apres: str | None) -> Sens:
    if avant is None or avant == "sans_objet":
        return "entre"
    if apres is None or apres == "sans_objet":
        return "sorti"
    if "prouve" in (avant, apres):
        return "gagne" if apres == "prouve" else "perdu"
    if avant == "non_evalue":
        return "evalue"
    return "avance" if _ECHELLE.index(apres) > _ECHELLE.index(avant) else "recule"


def _expliquer(ancien: EtatPoint | None, nouveau: EtatPoint | None) -> str:
    if nouveau is None or nouveau.fondement is None:
        return ""
    evaluation = nouveau.fondement.evaluation
    if ancien is None or ancien.fondement is None or ancien.statut != nouveau.statut:
        return f"évalué {evaluation.date.en_complement()}" + (
            f" : {evaluation.commentaire}" if evaluation.commentaire else ""
        )
    if nouveau.manques:
        return expliquer_manque(nouveau.manques[0])[1]
    return "ses preuves sont désormais valides"
