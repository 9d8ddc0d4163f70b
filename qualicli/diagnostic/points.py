"""Les points de contrôle : une exigence, sur un site du périmètre, et pour un service quand l'exigence le demande."""

from dataclasses import dataclass
from datetime import date

from qualicli.modeles.choix import choix_par_site
from qualicli.modeles.demarche import ModuleRetenu, Perimetre, StatutModule
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.referentiel import Feuille, Referentiel
from qualicli.modeles.temps.dates import DateImprecise


@dataclass(frozen=True, slots=True)
class PointDeControle:
    """Une exigence à contrôler quelque part. `responsable` est le service qui la doit, quand il est connu.

    `statut` est celui du module à la date, et `depuis` ouvre le temps où il compte sans interruption.
    """

    referentiel: str
    feuille: Feuille
    site: str
    service: str | None
    responsable: str | None
    choix: ModuleRetenu
    compte: bool
    statut: StatutModule
    depuis: DateImprecise | None

    @property
    def cle(self) -> tuple[str, str, str, str]:
        """Ce qui désigne le point sans ambiguïté, d'une date à l'autre."""
        return (self.referentiel, self.feuille.code, self.site, self.service or "")


@dataclass(frozen=True, slots=True)
class NonApplicable:
    """Une exigence exclue du calcul sur un site, et pourquoi."""

    feuille: Feuille
    site: str
    motif: str


def enumerer(
    dossier: Dossier, perimetre: Perimetre, referentiel: Referentiel, au: date
) -> tuple[list[PointDeControle], list[NonApplicable]]:
    """Énumère les points d'un référentiel à une date, comptés ou « pour mémoire », et ce qui n'est pas applicable."""
    suivis = {s.engagement: s for s in dossier.engagements.values() if s.referentiel == referentiel.id}
    points: list[PointDeControle] = []
    exclus: list[NonApplicable] = []
    par_module: dict[str, list[Feuille]] = {}
    for feuille in referentiel.feuilles:
        par_module.setdefault(feuille.module.code, []).append(feuille)
    for module in referentiel.modules:
        for site, choix in choix_par_site(dossier.demarche, perimetre, module.code, au).items():
            for feuille in par_module[module.code]:
                motif = _motif_exclusion(dossier, feuille, site)
                if motif:
                    exclus.append(NonApplicable(feuille, site, motif))
                    continue
                suivi = suivis.get(feuille.engagement.code)
                pilote = suivi.pilote_de(site) if suivi else None
                for service in _services(dossier, feuille, site, choix.retenu):
                    lieu = (site, service, service or pilote)
                    points.append(
                        PointDeControle(
                            referentiel.id, feuille, *lieu, choix.retenu, choix.compte, choix.statut, choix.depuis
                        )
                    )
    return points, exclus


def _motif_exclusion(dossier: Dossier, feuille: Feuille, site: str) -> str:
    for condition in (feuille.engagement.si, feuille.exigence.si):
        if condition and not dossier.demarche.sites[site].verifie(condition):
            return f"la condition « {condition} » n'est pas remplie"
    return ""


def _services(dossier: Dossier, feuille: Feuille, site: str, choix: ModuleRetenu) -> list[str | None]:
    # None : un point sans service, que le site doit en entier.
    if not feuille.exigence.par_service:
        return [None]
    concernes: list[str | None] = [
        nom
        for nom, service in dossier.services.items()
        if service.partie_de is None
        and service.participe(site, feuille.module.code)
        and (not choix.services or nom in choix.services)
    ]
    # Aucun service déclaré : l'exigence reste due, sans que l'on sache par qui.
    return concernes or [None]
