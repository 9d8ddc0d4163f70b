"""Ce que l'on demande d'un document : une option, un champ, et tout ce qu'il faut en savoir.

La ligne de commande, son aide, les refus et les essais lisent ces champs : une option s'ajoute ici, et seulement ici.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from qualicli.modeles.dossier import Dossier

Sujet = Literal["reunion", "instance", "service", "audit", "dossier"]


@dataclass(frozen=True, slots=True)
class OptionDocument:
    """Une option de `rapport` : ce qu'elle précise, à quels documents elle sert, les valeurs que le dossier connaît.

    Sans sujet ni document, elle sert à tous. Sans `valeur`, c'est un drapeau.
    """

    aide: str
    valeur: str = ""  # ce que l'aide montre à la place de la valeur
    sujets: tuple[Sujet, ...] = ()
    documents: tuple[str, ...] = ()
    bornes: tuple[int, int] | None = None
    connues: Callable[["Dossier"], Iterable[str]] | None = None

    def sert(self, document: str, sujet: Sujet) -> bool:
        """Vrai quand ce document, qui porte sur ce sujet, tient compte de l'option."""
        return not (self.sujets or self.documents) or sujet in self.sujets or document in self.documents


@dataclass(frozen=True)
class DemandeDocument:
    """Ce que la ligne de commande précise : une réunion, un service, une année, une variante."""

    reunion: str | None = field(
        default=None,
        metadata={
            "option": OptionDocument(
                "La réunion à raconter.",
                "ID",
                sujets=("reunion", "instance"),
                documents=("bilan",),  # la réunion à laquelle il est présenté
                connues=lambda dossier: dossier.reunions,
            )
        },
    )
    instance: str | None = field(
        default=None,
        metadata={
            "option": OptionDocument(
                "L'instance à convoquer.", "ID", sujets=("instance",), connues=lambda dossier: dossier.instances
            )
        },
    )
    service: str | None = field(
        default=None,
        metadata={
            "option": OptionDocument(
                "Le service concerné.",
                "ID",
                sujets=("service",),
                documents=("ecarts", "grille", "plan-actions", "a-faire"),
                connues=lambda dossier: dossier.services,
            )
        },
    )
    commande: str | None = field(
        default=None,
        metadata={
            "option": OptionDocument(
                "La commande à écrire ; la dernière par défaut.",
                "ID",
                documents=("commande",),
                connues=lambda dossier: dossier.commandes,
            )
        },
    )
    audit: str | None = field(
        default=None,
        metadata={
            "option": OptionDocument(
                "L'audit concerné.", "ID", sujets=("audit",), connues=lambda dossier: dossier.audits
            )
        },
    )
    constat: str | None = field(
        default=None,
        metadata={
            "option": OptionDocument(
                "Le constat concerné.",
                "ID",
                documents=("fiche-ecart",),
                connues=lambda dossier: {c.id for a in dossier.audits.values() for c in a.constats},
            )
        },
    )
    enquete: str | None = field(
        default=None,
        metadata={
            "option": OptionDocument(
                "L'enquête à raconter.", "ID", documents=("enquete",), connues=lambda dossier: dossier.enquetes
            )
        },
    )
    tous: bool = field(
        default=False,
        metadata={
            "option": OptionDocument(
                "Un document par service, ou par constat, dans le dossier que donne -o.",
                sujets=("service",),
                documents=("plan-actions", "a-faire", "fiche-ecart"),
            )
        },
    )
    annee: int | None = field(
        default=None,
        metadata={"option": OptionDocument("L'année du bilan.", "AAAA", documents=("bilan",), bornes=(1900, 2999))},
    )
    synthese: bool = field(
        default=False, metadata={"option": OptionDocument("La version courte, pour le public.", documents=("bilan",))}
    )
    papier: str | None = field(
        default=None,
        metadata={
            "option": OptionDocument(
                "Le papier de l'affiche : a4 (par défaut) ou a3.",
                "PAPIER",
                documents=("affiche",),
                connues=lambda _: ("a4", "a3", "A4", "A3"),
            )
        },
    )
    vierge: bool = field(
        default=False, metadata={"option": OptionDocument("À remplir à la main.", documents=("presence",))}
    )
    signee: bool = field(
        default=False,
        metadata={
            "option": OptionDocument(
                "La dernière version signée, telle qu'elle est gardée.",
                documents=("bilan", "politique", "lettre-mission"),
            )
        },
    )
    anonyme: bool = field(
        default=False, metadata={"option": OptionDocument("Des fonctions, aucun nom, courriel ni téléphone.")}
    )


OPTIONS: Mapping[str, OptionDocument] = {champ.name: champ.metadata["option"] for champ in fields(DemandeDocument)}
