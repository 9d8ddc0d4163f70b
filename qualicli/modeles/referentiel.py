"""Le référentiel : un arbre modules → engagements → exigences, évalué à ses feuilles, et ses règles, comme des données."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from qualicli import francais
from qualicli.modeles.base import (
    Booleen,
    Certitude,
    Code,
    Condition,
    IdReferentiel,
    Liste,
    Nombre,
    Objet,
    Signification,
    Sourcee,
    Table,
    Texte,
)
from qualicli.modeles.constats import BaremeConstats
from qualicli.modeles.documents import TypeDocument
from qualicli.modeles.label import Attendu, DocumentExige, Label, OuLire, RegleComposition, Seuil, Vocabulaire
from qualicli.modeles.parcours import EtapeParcours
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree

Etat = Annotated[
    Literal["complet", "a_completer"], Signification(complet="rien ne manque", a_completer="des éléments manquent")
]
Canal = Literal["accueil", "telephone", "internet", "courrier", "courriel", "reseau_social", "point_numerique", "svi"]


class Exigence(Sourcee):
    """La plus petite chose qu'un auditeur contrôle."""

    code: Code
    """Le code, unique dans le référentiel."""
    texte: Texte | None = None
    """Le texte de l'exigence."""
    periodicite: Duree | None = None
    """Tous les combien elle se mesure."""
    preuves: Liste[TypeDocument] = ()
    """Les types de preuve attendus, tous nécessaires."""
    par_service: Booleen = False
    """S'évalue-t-elle service par service ?"""
    cible: Nombre | None = None
    """Le pourcentage à atteindre."""
    canaux: Liste[Canal] = ()
    """Les canaux concernés."""
    si: Condition | None = None
    """La condition hors de laquelle elle ne s'applique pas."""


class Engagement(Sourcee):
    """Une promesse numérotée ; sans exigence connue, elle s'évalue d'un bloc."""

    code: Code
    """Le code, unique dans le référentiel."""
    titre: Texte | None = None
    """Le titre officiel."""
    sens: Texte | None = None
    """Ce qu'il veut dire, quand le titre n'est pas connu."""
    partie: Texte | None = None
    """La partie du texte où il se trouve."""
    famille: Texte | None = None
    """Le groupe où il est compté."""
    canaux: Liste[Canal] = ()
    """Les canaux concernés ; tous par défaut."""
    si: Condition | None = None
    """La condition hors de laquelle il ne s'applique pas."""
    etat: Etat = "complet"
    """Ses exigences sont-elles toutes là ?"""
    cible: Nombre | None = None
    """Le pourcentage à atteindre."""
    periodicite: Duree | None = None
    """Tous les combien il se mesure."""
    preuves: Liste[TypeDocument] = ()
    """Les types de preuve attendus, tous nécessaires."""
    par_service: Booleen = False
    """S'évalue-t-il service par service ?"""
    exemples_preuves: Liste[TypeDocument] = ()
    """Des types de preuve possibles, sans obligation."""
    exigences: Liste[Exigence] = ()
    """Ses exigences."""

    @property
    def intitule(self) -> str:
        """Le titre officiel, à défaut le sens connu."""
        return self.titre or self.sens or "(titre à compléter)"


class Module(Sourcee):
    """Un bloc d'engagements ; sans engagement connu, il s'évalue d'un bloc."""

    code: Code
    """Le code du module."""
    titre: Texte | None = None
    """Son titre."""
    nature: Annotated[
        Literal["commun", "metier"], Signification(commun="commun à tous", metier="propre à un métier")
    ] = "commun"
    """À qui il s'adresse."""
    portee: Annotated[
        Literal["tous_services", "services_choisis"],
        Signification(tous_services="tous les services", services_choisis="ceux que l'on choisit"),
    ] = "services_choisis"
    """Engage-t-il tous les services ?"""
    etat: Etat = "complet"
    """Ses engagements sont-ils tous là ?"""
    compatible_avec: Liste[IdReferentiel] = ()
    """Les référentiels dont il reprend les exigences."""
    engagements: Liste[Engagement] = ()
    """Ses engagements."""

    @property
    def evaluables(self) -> tuple[Engagement, ...]:
        """Les engagements, ou le module lui-même vu comme un engagement quand aucun n'est connu."""
        if self.engagements:
            return self.engagements
        return (Engagement(code=self.code, titre=self.titre, etat="a_completer"),)


class Feuille(NamedTuple):
    """Un élément évaluable et l'endroit de l'arbre où il se trouve."""

    module: Module
    engagement: Engagement
    exigence: Exigence

    @property
    def code(self) -> str:
        """Le code de l'élément évaluable."""
        return self.exigence.code

    @property
    def intitule(self) -> str:
        """Le texte de l'exigence, à défaut l'intitulé de l'engagement."""
        return self.exigence.texte or self.engagement.intitule


class Referentiel(Objet):
    """Un référentiel entier ; `fichier` vaut « (fourni) » pour ceux que l'outil apporte."""

    format: Literal["1"] = "1"
    """La version du format."""
    id_declare: IdReferentiel = Field(alias="id")
    """L'identifiant, le même que le nom du fichier."""
    nom: Texte
    """Le nom court."""
    titre: Texte | None = None
    """Le titre complet."""
    version: Texte
    """La version, telle que le texte la donne."""
    date: DateImprecise | None = None
    """La date du texte."""
    editeur: Texte
    """Qui le publie."""
    statut: Annotated[
        Literal["en_vigueur", "remplace", "inconnu"],
        Signification(en_vigueur="encore en vigueur", remplace="un autre lui a succédé", inconnu="on ne le sait pas"),
    ] = "inconnu"
    """Est-il encore en vigueur ?"""
    remplace: IdReferentiel | None = None
    """Le référentiel auquel il succède."""
    graphies: Liste[Texte] = ()
    """Les autres façons de l'écrire."""
    vocabulaire: Vocabulaire = Vocabulaire()
    """Les mots du référentiel, au singulier."""
    presentation: Texte | None = None
    """Ce qu'il est, en quelques lignes."""
    etat: Etat = "complet"
    """Est-il là tout entier ?"""
    source: Texte
    """D'où vient le référentiel."""
    certitude: Certitude = "etabli"
    """Comment ce qu'il contient est connu."""
    note: Texte | None = None
    """Une précision."""
    sources: Table[Texte] = Field(default_factory=dict)
    """Les sources citées, par code."""
    ou_lire: Liste[OuLire] = ()
    """Où se lit ce qui manque."""
    attendu: Attendu | None = None
    """Combien d'éléments il annonce, pour le contrôle."""
    composition: Liste[RegleComposition] = ()
    """Quels modules sont imposés à un site."""
    label: Label | None = None
    """Les règles du label."""
    constats: BaremeConstats | None = None
    """L'échelle de ses constats d'audit ; sans elle, celle du format."""
    documents: Liste[DocumentExige] = ()
    """Les documents qu'il impose."""
    seuils: Liste[Seuil] = ()
    """Ses valeurs chiffrées."""
    etapes: Liste[EtapeParcours] = ()
    """Les étapes vers son label ; sans elles, `parcours` suit celles d'une première labellisation."""
    retires: Liste[Code] = ()
    """Les codes d'une édition d'avant, qu'il n'a plus : les citer reste permis, mais ils ne comptent plus."""
    modules: Liste[Module]
    """Ses modules."""

    @cached_property
    def mots(self) -> Vocabulaire:
        """Les mots qui le disent ; « sous-engagement » ne dit pas un engagement évalué d'un bloc : c'est une exigence."""
        mots = self.vocabulaire
        if mots.exigence.startswith("sous-") and any(not f.engagement.exigences for f in self.feuilles):
            return mots.model_copy(update={"exigence": Vocabulaire().exigence})
        return mots

    @cached_property
    def feuilles(self) -> tuple[Feuille, ...]:
        """Les éléments évaluables, dans l'ordre du référentiel."""
        return tuple(
            Feuille(module, engagement, exigence)
            for module in self.modules
            for engagement in module.evaluables
            for exigence in engagement.exigences or (_bloc(engagement),)
        )

    @cached_property
    def _codes(self) -> dict[str, tuple[Feuille, ...]]:
        codes: dict[str, list[Feuille]] = {}
        for feuille in self.feuilles:
            for code in dict.fromkeys((feuille.code, feuille.engagement.code)):
                codes.setdefault(code, []).append(feuille)
        return {code: tuple(feuilles) for code, feuilles in codes.items()}

    @cached_property
    def codes(self) -> frozenset[str]:
        """Les codes qu'un dossier peut citer : engagements, exigences, et modules sans engagement connu."""
        return frozenset(self._codes)

    def feuilles_de(self, code: str) -> tuple[Feuille, ...]:
        """Les éléments évaluables que désigne un code : l'exigence, ou toutes celles d'un engagement ; vide si inconnu."""
        return self._codes.get(code, ())

    def module(self, code: str) -> Module | None:
        """Le module de ce code, s'il existe."""
        return next((m for m in self.modules if m.code == code), None)

    def places(self, code_module: str) -> int | None:
        """Combien d'engagements peuvent encore s'ajouter à ce module ; `None` quand rien ne le limite.

        Un compte déjà atteint ne dit rien d'un module dont les engagements restent inconnus : il ne les comptait pas.
        """
        module = self.module(code_module)
        prevus = self.attendu.engagements if self.attendu else None
        if module is None or prevus is None:
            return None
        libres = max(0, prevus - sum(len(m.engagements) for m in self.modules))
        return None if not libres and module.etat == "a_completer" else libres

    def conditions(self) -> Iterator[str]:
        """Les conditions que pose le référentiel, où qu'elles soient."""
        yield from (regle.si for regle in self.composition if regle.si)
        yield from (document.si for document in self.documents if document.si)
        yield from (etape.si for etape in self.etapes if etape.si)
        for feuille in self.feuilles:
            yield from (c for c in (feuille.engagement.si, feuille.exigence.si) if c)

    @property
    def attributs(self) -> frozenset[str]:
        """Les attributs de site dont dépendent ses conditions."""
        return frozenset(condition.rpartition(".")[2] for condition in self.conditions())


def jumelle(code: str, texte: str | None, autres: Iterable[tuple[str, str | None]]) -> str | None:
    """Le code d'une autre exigence qui dit la même chose, mot pour mot."""
    dit = _mots(texte or "")
    return next((c for c, t in autres if c != code and dit and _mots(t or "") == dit), None)


def _mots(texte: str) -> list[str]:
    return re.findall(r"[a-z0-9%]+", francais.sans_accent(texte).lower())


def _bloc(engagement: Engagement) -> Exigence:
    """L'engagement sans exigence connue, vu comme son unique exigence."""
    return Exigence(
        code=engagement.code,
        texte=engagement.intitule,
        periodicite=engagement.periodicite,
        preuves=engagement.preuves,
        par_service=engagement.par_service,
        cible=engagement.cible,
        canaux=engagement.canaux,
    )
