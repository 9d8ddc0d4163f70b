"""Ce qui entoure un référentiel : les compléments d'un dossier et les correspondances entre référentiels."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qualicli.modeles.base import (
    Booleen,
    Code,
    IdReferentiel,
    Liste,
    Modele,
    Nombre,
    Objet,
    Signification,
    Sourcee,
    Table,
    TableDeCodes,
    Texte,
)
from qualicli.modeles.documents import TypeDocument
from qualicli.modeles.referentiel import Canal, Engagement, Etat, Exigence, Module, Referentiel
from qualicli.modeles.temps.durees import Duree

Relation = Annotated[
    Literal["identique", "repris", "partiel", "nouveau", "abandonne"],
    Signification(
        identique="le texte ne change pas",
        repris="repris sous une autre forme",
        partiel="repris en partie",
        nouveau="sans équivalent auparavant",
        abandonne="sans équivalent désormais",
    ),
]


class ComplementEngagement(Modele):
    """Ce qu'un complément apporte à un engagement."""

    etat: Etat = "a_completer"
    """Ses exigences sont-elles toutes là ?"""
    titre: Texte | None = None
    """Le titre officiel."""
    canaux: Liste[Canal] = ()
    """Les canaux concernés."""
    cible: Nombre | None = None
    """Le pourcentage à atteindre."""
    periodicite: Duree | None = None
    """Tous les combien il se mesure."""
    preuves: Liste[TypeDocument] = ()
    """Les types de preuve attendus, tous nécessaires."""
    par_service: Booleen = False
    """S'évalue-t-il service par service ?"""
    note: Texte | None = None
    """Une précision."""
    exigences: Liste[Exigence] = ()
    """Les exigences ajoutées, ou remplacées si le code existe déjà."""


class ComplementModule(Modele):
    """Ce qu'un complément apporte à un module."""

    etat: Etat = "a_completer"
    """Ses engagements sont-ils tous là ?"""
    titre: Texte | None = None
    """Le titre, s'il manquait."""
    engagements: Liste[Engagement] = ()
    """Les engagements ajoutés."""


class Complement(Objet):
    """Ce qu'un dossier ajoute à un référentiel fourni, sans répéter le reste.

    Un engagement ou un module cité par son code reçoit les exigences ou les engagements donnés ; le reste est intact.
    """

    format: Literal["1"]
    """La version du format."""
    complete: IdReferentiel
    """Le référentiel complété."""
    source: Texte
    """D'où viennent les ajouts."""
    note: Texte | None = None
    """Une précision."""
    engagements: TableDeCodes[ComplementEngagement] = Field(default_factory=dict)
    """Par code d'engagement, ce qui s'y ajoute."""
    modules: TableDeCodes[ComplementModule] = Field(default_factory=dict)
    """Par code de module, ce qui s'y ajoute."""

    def appliquer(self, base: Referentiel) -> Referentiel:
        """Rend le référentiel complété. Les codes inconnus sont ignorés ici : une règle les signale."""
        note = ". ".join(n.rstrip(" .") for n in (base.note, self.note) if n) or None
        complet = base.model_copy(update={"modules": tuple(self._module(m) for m in base.modules), "note": note})
        for nom in ("feuilles", "codes", "_codes"):  # pydantic recopie aussi les propriétés déjà calculées
            complet.__dict__.pop(nom, None)
        return complet

    def _module(self, module: Module) -> Module:
        ajout = self.modules.get(module.code)
        engagements = tuple(self._engagement(e) for e in module.engagements)
        if ajout is None:
            return module.model_copy(update={"engagements": engagements})
        connus = {e.code for e in engagements}
        nouveaux = tuple(e for e in ajout.engagements if e.code not in connus)
        return module.model_copy(
            update={"engagements": engagements + nouveaux, "etat": ajout.etat, "titre": module.titre or ajout.titre}
        )

    def _engagement(self, engagement: Engagement) -> Engagement:
        ajout = self.engagements.get(engagement.code)
        if ajout is None:
            return engagement
        remplaces = {e.code: e.model_copy(update={"source": e.source or self.source}) for e in ajout.exigences}
        gardees = tuple(remplaces.pop(e.code, e) for e in engagement.exigences)
        cles = (c for c in ComplementEngagement.model_fields if c != "exigences")
        propres = {c: valeur for c in cles if (valeur := getattr(ajout, c)) not in (None, (), False)}
        if ajout.etat == "complet":
            propres["note"] = ajout.note  # celle du référentiel disait ce qui manquait
        return engagement.model_copy(update={**propres, "exigences": gardees + tuple(remplaces.values())})


class LigneCorrespondance(Sourcee):
    """Ce que devient un élément d'un référentiel dans un autre."""

    de: Code | None = None
    """L'élément quitté ; absent quand la relation est `nouveau`."""
    vers: Liste[Code] = ()
    """Les éléments qui le reprennent ; absents quand elle est `abandonne`."""
    relation: Relation
    """Ce que l'élément devient."""

    @model_validator(mode="before")
    @classmethod
    def _extremites(cls, valeurs: Any) -> Any:
        if isinstance(valeurs, dict):
            relation, de, vers = (valeurs.get(c) for c in ("relation", "de", "vers"))
            if relation == "nouveau" and (de or not vers):
                raise PydanticCustomError("correspondance", "« nouveau » a des codes « vers », et pas de code « de ».")
            if relation == "abandonne" and (vers or not de):
                raise PydanticCustomError("correspondance", "« abandonne » a un code « de », et pas de code « vers ».")
            if relation in ("identique", "repris", "partiel") and not (de and vers):
                raise PydanticCustomError(
                    "correspondance", "Cette relation demande un code « de » et des codes « vers »."
                )
        return valeurs


class Correspondance(Objet):
    """Les correspondances écrites d'un référentiel vers un autre."""

    format: Literal["1"]
    """La version du format."""
    de: IdReferentiel
    """Le référentiel quitté."""
    vers: IdReferentiel
    """Le référentiel rejoint."""
    source: Texte
    """D'où viennent les rapprochements."""
    sources: Table[Texte] = Field(default_factory=dict)
    """Les sources citées, par code."""
    note: Texte | None = None
    """Une précision."""
    lignes: Liste[LigneCorrespondance]
    """Les rapprochements."""
