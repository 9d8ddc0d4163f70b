"""Diagnostiquer : lire, valider, calculer, filtrer, comparer. N'écrit rien."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from qualicli import francais
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import Avancement
from qualicli.depot.ramassage import ramasser
from qualicli.diagnostic.etablir import Diagnostic, DiagnosticReferentiel, etablir
from qualicli.diagnostic.mouvement import Changement, comparer
from qualicli.erreurs import ErreurDossier, ErreurUsage, Sortie
from qualicli.modeles.anomalie import Bilan, Chemin, Gravite, Position
from qualicli.modeles.dossier import Dossier
from qualicli.operations.ouvrir import ouvrir
from qualicli.operations.trouver import RACINE
from qualicli.operations.valider import etablir_bilan
from qualicli.regles import REGLES, Regle

# Version de format, référentiel ou version de référentiel inconnus : un diagnostic serait faux, tout s'arrête.
BLOQUANTES = ("LEC017", "REF002", "PER008")
REGLES_BLOQUANTES = tuple(r for r in REGLES if r.code in BLOQUANTES)


@dataclass(frozen=True)
class Filtres:
    """Ce que l'on veut voir ; un filtre vide ne retient rien de moins."""

    referentiels: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    @property
    def sont_vides(self) -> bool:
        """Vrai quand rien n'est filtré."""
        return not (self.referentiels or self.modules or self.sites or self.services)

    @property
    def en_clair(self) -> str:
        """Ce que l'on a choisi de voir : « site evry, module M1 »."""
        choix = (
            ("référentiel", self.referentiels),
            ("module", self.modules),
            ("site", self.sites),
            ("service", self.services),
        )
        return ", ".join(f"{nom} {francais.liste(valeurs)}" for nom, valeurs in choix if valeurs)

    def garde(self, module: str, site: str, service: str | None) -> bool:
        """Vrai quand un point est à voir ; les filtres se combinent."""
        return all(
            not choix or valeur in choix
            for choix, valeur in ((self.modules, module), (self.sites, site), (self.services, service))
        )


@dataclass(frozen=True)
class Resultat:
    """Un diagnostic prêt à montrer, son mouvement, et de quoi situer chaque écart."""

    diagnostic: Diagnostic
    depuis: date | None
    avant: Mapping[str, DiagnosticReferentiel]
    mouvements: Mapping[str, tuple[Changement, ...]]
    erreurs: int
    situer: Callable[[str, Chemin], Position]

    def sortie(self, seuil: int | None) -> Sortie:
        """Le code de sortie : un dossier fautif ou un taux prouvé sous le seuil ne sont pas conformes."""
        prouves = [r.synthese.prouve for r in self.diagnostic.referentiels]
        sous_le_seuil = seuil is not None and not all(t.atteint(Fraction(seuil)) for t in prouves)
        return Sortie.ANOMALIES if self.erreurs or sous_le_seuil else Sortie.CONFORME


def diagnostiquer(
    racine: Path,
    au: date,
    filtres: Filtres | None = None,
    depuis: date | None = None,
    avancement: Avancement | None = None,
) -> Resultat:
    """Établit le diagnostic d'un dossier à une date, et son mouvement depuis une autre."""
    filtres = filtres or Filtres()
    if depuis is not None and depuis > au:
        raise ErreurUsage(
            "La date de départ du mouvement est après celle du diagnostic.", "Échangez --depuis et --date."
        )
    dossier, lecture, bilan = lire(racine, au, avancement)
    _verifier(filtres, dossier)
    diagnostic = _filtrer(etablir(dossier, au, lecture.inventaire), filtres)
    avant = {}
    if depuis is not None:
        passe = _filtrer(etablir(dossier, depuis, lecture.inventaire), filtres)
        avant = {r.referentiel.id: r for r in passe.referentiels}
    mouvements = {r.referentiel.id: comparer(avant[r.referentiel.id], r) for r in diagnostic.referentiels if avant}
    return Resultat(diagnostic, depuis, avant, mouvements, bilan.compte(Gravite.ERREUR), lecture.situer)


def lire(
    racine: Path, au: date, avancement: Avancement | None = None, regles: Sequence[Regle] = REGLES
) -> tuple[Dossier, DossierLu, Bilan]:
    """Lit un dossier et lui applique des règles ; lève une erreur quand tout calcul serait faux ou impossible."""
    dossier, lecture, _ = ouvrir(ramasser(racine), avancement)
    lu, bilan = exiger_lisible(dossier, lecture, au, regles)
    return lu, lecture, bilan


def exiger_lisible(
    dossier: Dossier | None, lecture: DossierLu, au: date, regles: Sequence[Regle] = REGLES
) -> tuple[Dossier, Bilan]:
    """Arrête tout quand ce que l'on calculerait serait faux ; rend le dossier et le bilan de sa validation."""
    bilan = etablir_bilan(dossier, lecture, au, regles=regles)
    for anomalie in (*bilan.anomalies, *(s.anomalie for s in bilan.supprimees)):
        if anomalie.code in BLOQUANTES and (anomalie.fichier == RACINE or anomalie.code == "LEC017"):
            raise ErreurDossier(
                f"{anomalie.fichier}:{anomalie.ligne} : {anomalie.message} Aucun diagnostic n'est possible.",
                anomalie.conseil,
                Sortie.ANOMALIES,
            )
    if dossier is not None:
        _exiger_referentiels(dossier, lecture, bilan)
    if dossier is None:
        premiere = next((a for a in bilan.anomalies if a.fichier == RACINE), bilan.anomalies[0])
        raise ErreurDossier(
            f"{premiere.fichier}:{premiere.ligne} : {premiere.message}",
            "« qualicli valider » montre tout ce qui ne va pas.",
            Sortie.ANOMALIES,
        )
    return dossier, bilan


def _exiger_referentiels(dossier: Dossier, lecture: DossierLu, bilan: Bilan) -> None:
    """Arrête tout quand un référentiel du périmètre est dans le dossier, mais fautif : ses points ne se comptent pas."""
    for perimetre in dossier.demarche.perimetre:
        fichier = lecture.illisibles.get(("referentiels", perimetre.referentiel))
        premiere = next((a for a in bilan.anomalies if a.fichier == fichier and a.gravite is Gravite.ERREUR), None)
        if premiere is not None:
            raise ErreurDossier(
                f"{fichier}:{premiere.ligne} : {premiere.message} Aucun diagnostic n'est possible.",
                premiere.conseil,
                Sortie.ANOMALIES,
            )


def _filtrer(diagnostic: Diagnostic, filtres: Filtres) -> Diagnostic:
    if filtres.sont_vides:
        return diagnostic
    gardes = (
        r for r in diagnostic.referentiels if not filtres.referentiels or r.referentiel.id in filtres.referentiels
    )
    return Diagnostic(
        diagnostic.au, diagnostic.dossier, diagnostic.inventaire, tuple(r.filtrer(filtres.garde) for r in gardes)
    )


def _verifier(filtres: Filtres, dossier: Dossier) -> None:
    """Refuse un filtre qui ne désigne rien : un oubli donnerait un tableau vide, donc un faux espoir."""
    cites = [p.referentiel for p in dossier.demarche.perimetre]
    modules = {m.code for r in cites if r in dossier.referentiels for m in dossier.referentiels[r].modules}
    for option, choix, connus in (
        ("--referentiel", filtres.referentiels, set(cites)),
        ("--module", filtres.modules, modules),
        ("--site", filtres.sites, set(dossier.demarche.sites)),
        ("--service", filtres.services, set(dossier.services)),
    ):
        for valeur in choix:
            if valeur not in connus:
                raise ErreurUsage(f"« {valeur} » est inconnu pour {option}.", _conseil(valeur, connus))


def _conseil(valeur: str, connus: Iterable[str]) -> str:
    proche = francais.plus_proche(valeur, connus)
    return (
        f"Vouliez-vous dire « {proche} » ?"
        if proche
        else f"Valeurs possibles : {', '.join(sorted(connus)) or 'aucune'}."
    )
