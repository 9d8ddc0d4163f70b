"""Ce qu'une demande de diagnostic donne : ce que l'on a choisi de voir, où l'on en est, ce qui a changé."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from qualicli import francais
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import Diagnostic, DiagnosticReferentiel
from qualicli.diagnostic.mouvement import Changement, comparer
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.modeles.anomalie import Chemin, Position
from qualicli.modeles.codes import normaliser

Situer: TypeAlias = Callable[[str, Chemin], Position]  # où une clé est écrite : seule la lecture le sait


@dataclass(frozen=True)
class Filtres:
    """Ce que l'on veut voir ; un filtre vide ne retient rien de moins."""

    referentiels: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Un code de module s'écrit comme on veut."""
        object.__setattr__(self, "modules", tuple(map(normaliser, self.modules)))

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

    def appliquer(self, diagnostic: Diagnostic) -> Diagnostic:
        """Ne garde d'un diagnostic que ce que l'on veut voir ; le verdict reste celui de la démarche entière."""
        if self.sont_vides:
            return diagnostic
        choisis = self.referentiels
        gardes = (r for r in diagnostic.referentiels if not choisis or r.referentiel.id in choisis)
        return replace(diagnostic, referentiels=tuple(r.filtrer(self.garde) for r in gardes))


@dataclass(frozen=True)
class Mouvement:
    """Ce qui a changé depuis une date : l'état d'alors, et les changements de chaque référentiel."""

    depuis: date
    avant: Mapping[str, DiagnosticReferentiel]
    changements: Mapping[str, tuple[Changement, ...]]

    @classmethod
    def entre(cls, passe: Diagnostic, present: Diagnostic) -> "Mouvement":
        """Compare deux diagnostics d'un même dossier, référentiel par référentiel."""
        avant = {r.referentiel.id: r for r in passe.referentiels}
        apres = {r.referentiel.id: r for r in present.referentiels}
        return cls(passe.au, avant, {nom: comparer(avant[nom], r) for nom, r in apres.items() if nom in avant})


@dataclass(frozen=True)
class ResultatDiagnostic:
    """Un diagnostic prêt à montrer : `nom` est celui du dossier, sans chemin ; `situer` dit la ligne de chaque écart."""

    nom: str
    diagnostic: Diagnostic
    filtres: Filtres
    mouvement: Mouvement | None
    erreurs: int
    situer: Situer
    attendues: tuple[Obligation, ...] = ()  # ce qui est dû à cette date, parmi ce que l'on a choisi de voir

    def est_conforme(self, seuil: int | None = None) -> bool:
        """Faux quand le dossier est fautif, ou qu'un taux prouvé n'atteint pas le seuil."""
        prouves = (r.synthese.prouve for r in self.diagnostic.referentiels)
        return not self.erreurs and (seuil is None or all(t.atteint(Fraction(seuil)) for t in prouves))

    @property
    def est_bloque(self) -> bool:
        """Vrai quand un constat d'audit qui bloque le label reste ouvert, quels que soient les filtres."""
        return any(raison.code == "non_conformite" for r in self.diagnostic.referentiels for raison in r.raisons)

    def ecarts(self, causes: Collection[str] = (), sans_action: bool = False) -> list[Ecart]:
        """Les écarts de ces causes (vide : de toutes), du plus urgent au moins urgent dans chaque référentiel."""
        return [
            e
            for r in self.diagnostic.referentiels
            for e in r.ecarts
            if (not causes or e.cause in causes) and not (sans_action and e.action)
        ]

    def ligne(self, ecart: Ecart) -> int:
        """La ligne du fichier qui fonde un écart."""
        return self.situer(ecart.fichier, ecart.chemin).ligne
