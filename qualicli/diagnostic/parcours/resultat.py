"""Ce que donne le parcours d'un dossier : des signes lus, des étapes, des gestes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from qualicli.diagnostic.etablir import Diagnostic, DiagnosticReferentiel
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.base import Certitude
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.parcours import EtapeParcours, Signe
from qualicli.modeles.temps.dates import DateImprecise

EtatEtape: TypeAlias = Literal["faite", "en_cours", "a_faire", "sans_objet"]
_OPPOSABLES: tuple[Signe, ...] = ("referent", "perimetre", "autoevaluation", "documents", "ajustements")
GESTES = 3  # au-delà, ce n'est plus « ensuite »


@dataclass(frozen=True, slots=True)
class GesteConseille:
    """Ce qu'il faut faire, et la commande à taper, mot par mot, sans le dossier."""

    texte: str
    commande: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SigneLu:
    """Ce qu'un signe dit d'une étape : son état, pourquoi, le fichier qui le montre, ce qui l'achèverait."""

    etat: EtatEtape
    texte: str
    fichier: str = ""
    chemin: Chemin = ()
    geste: GesteConseille | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Ce qu'un signe regarde : un dossier tel qu'on le connaît à une date, et le diagnostic d'un de ses référentiels."""

    diagnostic: Diagnostic
    resultat: DiagnosticReferentiel

    @property
    def dossier(self) -> Dossier:
        """Le dossier."""
        return self.diagnostic.dossier

    @property
    def au(self) -> date:
        """La date où l'on se place."""
        return self.diagnostic.au


@dataclass(frozen=True, slots=True)
class EtapeSuivie:
    """Une étape, son état, les signes qui le fondent, et pour quand le rétroplanning la prévoit si elle reste à faire."""

    etape: EtapeParcours
    etat: EtatEtape
    signes: tuple[SigneLu, ...]
    prevue: DateImprecise | None


@dataclass(frozen=True, slots=True)
class ParcoursSuivi:
    """Le parcours d'un référentiel : ses étapes, et d'où elles viennent."""

    resultat: DiagnosticReferentiel
    etapes: tuple[EtapeSuivie, ...]
    source: str
    certitude: Certitude

    @property
    def comptes(self) -> Mapping[EtatEtape, int]:
        """Combien d'étapes dans chaque état."""
        etats = [e.etat for e in self.etapes]
        return {etat: etats.count(etat) for etat in dict.fromkeys(etats)}

    def gestes(self) -> list[GesteConseille]:
        """Tout ce qui achèverait les étapes, dans leur ordre ; l'audit interne tenu, ce qui s'oppose au label d'abord."""
        lus = [(nom, s) for e in self.etapes for nom, s in zip(e.etape.signes, e.signes, strict=False)]
        gestes = [(nom in _OPPOSABLES, s.geste) for nom, s in lus if s.geste]
        if ("audit_interne", "faite") in ((nom, s.etat) for nom, s in lus):
            gestes.sort(key=lambda g: not g[0])
        return [geste for _, geste in gestes]


def prochains_gestes(parcours: tuple[ParcoursSuivi, ...]) -> list[GesteConseille]:
    """Les premiers gestes de tous les parcours, sans redite."""
    return list(dict.fromkeys(g for p in parcours for g in p.gestes()))[:GESTES]
