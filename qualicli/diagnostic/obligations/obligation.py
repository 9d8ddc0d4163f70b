"""Une obligation : qui doit quoi, depuis quand, pour quand, où elle en est, et ce qui la fonde."""

import datetime
from dataclasses import dataclass
from typing import Literal

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.temps.dates import DateImprecise

Nature = Literal[
    "action",
    "etape",
    "decision",
    "reunion",
    "compte_rendu",
    "suggestion",
    "retour",
    "document",
    "lecture",
    "mesure",
    "enquete",
    "formation",
    "communication",
    "campagne",
    "constat",
    "audit",
    "label",
    "poste",
    "commande",
]
EtatObligation = Literal["en_retard", "en_cours", "a_venir", "finie", "abandonnee"]
OUVERTS: tuple[EtatObligation, ...] = ("en_retard", "en_cours", "a_venir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Ce que le dossier demande de faire. Sans site, elle vaut pour tous ; sans échéance, elle attend qu'on lui en donne une.

    `objet` la reconnaît d'une date à l'autre ; `revisions` compte les fois où sa date a changé, telles qu'on les connaît.
    """

    nature: Nature
    objet: str
    texte: str
    fichier: str
    chemin: Chemin = ()
    qui: tuple[Acteur, ...] = ()
    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    instance: str | None = None
    depuis: DateImprecise | None = None
    echeance: DateImprecise | None = None
    heure: datetime.time | None = None
    lieu: str = ""
    etat: EtatObligation = "a_venir"
    revisions: int = 0

    @property
    def est_ouverte(self) -> bool:
        """Vrai tant qu'elle attend."""
        return self.etat in OUVERTS

    @property
    def est_en_retard(self) -> bool:
        """Vrai quand son échéance est entièrement passée."""
        return self.etat == "en_retard"

    @property
    def service(self) -> str | None:
        """Le service qui la doit, quand on le sait."""
        return self.services[0] if self.services else None

    @property
    def urgence(self) -> tuple[datetime.date, datetime.date, str]:
        """La clé de tri : ce qui est dû le plus tôt d'abord, ce qui n'a pas de date à la fin."""
        if self.echeance is None:
            return (datetime.date.max, self.depuis.fin if self.depuis else datetime.date.max, self.objet)
        return (self.echeance.fin, self.echeance.debut, self.objet)
