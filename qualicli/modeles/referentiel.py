"""Le référentiel : un arbre modules → engagements → exigences, évalué à ses feuilles, et ses règles, comme des données."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from qualicli.modeles.base import Booleen, Entier, IdReferentiel, Liste, Modele, Nombre, Objet, Table, Texte
from qualicli.modeles.documents import TypeDocument
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree

Certitude = Literal["etabli", "deduit"]
Etat = Literal["complet", "a_completer"]
Canal = Literal["accueil", "telephone", "internet", "courrier", "courriel", "reseau_social", "point_numerique", "svi"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$", max_length=60)]
Condition = Annotated[
    str,
    StringConstraints(pattern=r"^(non )?site\.[a-z][a-z0-9_]*$"),
    Field(description="site.attribut ou non site.attribut"),
]


class Sourcee(Modele):
    """Ce qui porte sa source et sa certitude."""

    source: Texte | None = None
    certitude: Certitude | None = None
    note: Texte | None = None


class Exigence(Sourcee):
    """La plus petite chose qu'un auditeur contrôle."""

    code: Code
    texte: Texte | None = None
    periodicite: Duree | None = None
    preuves: Liste[TypeDocument] = ()
    par_service: Booleen = False
    cible: Nombre | None = None
    canaux: Liste[Canal] = ()
    si: Condition | None = None


class Engagement(Sourcee):
    """Une promesse numérotée ; sans exigence connue, elle s'évalue d'un bloc."""

    code: Code
    titre: Texte | None = None
    sens: Texte | None = None
    partie: Texte | None = None
    famille: Texte | None = None
    canaux: Liste[Canal] = ()
    si: Condition | None = None
    etat: Etat = "complet"
    cible: Nombre | None = None
    periodicite: Duree | None = None
    preuves: Liste[TypeDocument] = ()
    par_service: Booleen = False
    exemples_preuves: Liste[TypeDocument] = ()
    exigences: Liste[Exigence] = ()

    @property
    def intitule(self) -> str:
        """Le titre officiel, à défaut le sens connu."""
        return self.titre or self.sens or "(titre à compléter)"


class Module(Sourcee):
    """Un bloc d'engagements ; sans engagement connu, il s'évalue d'un bloc."""

    code: Code
    titre: Texte | None = None
    nature: Literal["commun", "metier"] = "commun"
    portee: Literal["tous_services", "services_choisis"] = "services_choisis"
    etat: Etat = "complet"
    compatible_avec: Liste[IdReferentiel] = ()
    engagements: Liste[Engagement] = ()

    @property
    def evaluables(self) -> tuple[Engagement, ...]:
        """Les engagements, ou le module lui-même vu comme un engagement quand aucun n'est connu."""
        if self.engagements:
            return self.engagements
        return (Engagement(code=self.code, titre=self.titre, etat="a_completer"),)


class RegleComposition(Sourcee):
    """Une règle de composition, vérifiée site par site."""

    obligatoire: Code | None = None
    si: Condition | None = None
    pour: Texte | None = None
    au_moins: Entier | None = None
    parmi: Liste[Code] = ()

    @model_validator(mode="after")
    def _une_forme(self) -> "RegleComposition":
        if (self.obligatoire is None) == (self.au_moins is None or not self.parmi):
            raise PydanticCustomError(
                "composition", "Une règle de composition est soit « obligatoire », soit « au_moins » avec « parmi »."
            )
        return self


class Label(Sourcee):
    """Les règles du label : durée, fenêtre de suivi, ce qui le bloque."""

    duree: Duree | None = None
    suivi: Duree | None = None
    bloquants: Liste[Literal["non_conformite", "ecart", "point_sensible"]] = ()
    niveaux: Liste[Texte] = ()


class DocumentExige(Sourcee):
    """Un document que le référentiel impose à la base documentaire."""

    type: TypeDocument
    titre: Texte
    si: Condition | None = None


class Seuil(Sourcee):
    """Une valeur chiffrée du référentiel, tenue en donnée."""

    objet: Texte
    texte: Texte
    valeur: Nombre
    unite: Texte


class Attendu(Sourcee):
    """Les cardinalités annoncées par le référentiel, contrôlées contre ce que le fichier contient."""

    modules: Entier | None = None
    engagements: Entier | None = None
    familles: Table[Entier] = Field(default_factory=dict)


class Vocabulaire(Modele):
    """Les mots du référentiel, au singulier."""

    module: Texte = "module"
    engagement: Texte = "engagement"
    exigence: Texte = "exigence"


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

    format: Literal["1"]
    id_declare: IdReferentiel = Field(alias="id")
    nom: Texte
    titre: Texte | None = None
    version: Texte
    date: DateImprecise | None = None
    editeur: Texte
    statut: Literal["en_vigueur", "remplace", "inconnu"] = "inconnu"
    remplace: IdReferentiel | None = None
    graphies: Liste[Texte] = ()
    vocabulaire: Vocabulaire = Vocabulaire()
    presentation: Texte | None = None
    etat: Etat = "complet"
    source: Texte
    certitude: Certitude
    note: Texte | None = None
    sources: Table[Texte] = Field(default_factory=dict)
    attendu: Attendu | None = None
    composition: Liste[RegleComposition] = ()
    label: Label | None = None
    documents: Liste[DocumentExige] = ()
    seuils: Liste[Seuil] = ()
    modules: Liste[Module]

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

    def conditions(self) -> Iterator[str]:
        """Les conditions que pose le référentiel, où qu'elles soient."""
        yield from (regle.si for regle in self.composition if regle.si)
        yield from (document.si for document in self.documents if document.si)
        for feuille in self.feuilles:
            yield from (c for c in (feuille.engagement.si, feuille.exigence.si) if c)

    @property
    def attributs(self) -> frozenset[str]:
        """Les attributs de site dont dépendent ses conditions."""
        return frozenset(condition.rpartition(".")[2] for condition in self.conditions())


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
