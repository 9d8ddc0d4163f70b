"""Les règles d'un référentiel, tenues comme des données : composition, label, documents, seuils, cardinalités, mots."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qualicli.modeles.base import Code, Condition, Entier, Liste, Modele, Nombre, Sourcee, Table, Texte
from qualicli.modeles.documents import TypeDocument
from qualicli.modeles.temps.durees import Duree


class RegleComposition(Sourcee):
    """Une règle de composition, vérifiée site par site."""

    obligatoire: Code | None = None
    """Le module imposé."""
    si: Condition | None = None
    """La condition qui l'impose."""
    pour: Texte | None = None
    """Cette condition en mots : à qui le module s'impose."""
    au_moins: Entier | None = None
    """Combien de modules au moins."""
    parmi: Liste[Code] = ()
    """Les modules parmi lesquels choisir."""

    @model_validator(mode="after")
    def _une_forme(self) -> "RegleComposition":
        if (self.obligatoire is None) == (self.au_moins is None or not self.parmi):
            raise PydanticCustomError(
                "composition", "Une règle de composition est soit « obligatoire », soit « au_moins » avec « parmi »."
            )
        return self


class Label(Sourcee):
    """Les règles du label : durée, suivi, vérification, ce qui le bloque."""

    duree: Duree | None = None
    """Combien de temps il vaut."""
    suivi: Duree | None = None
    """Quand vient l'audit de suivi."""
    verification: Duree | None = None
    """À quel intervalle il est vérifié, tant qu'il vaut."""
    bloquants: Liste[Literal["non_conformite", "ecart", "point_sensible"]] = ()
    """Les constats qui l'empêchent, en plus d'une non-conformité ouverte."""
    niveaux: Liste[Texte] = ()
    """Ses niveaux, du premier au dernier."""


class DocumentExige(Sourcee):
    """Un document que le référentiel impose à la base documentaire."""

    type: TypeDocument
    """Le type de document exigé."""
    titre: Texte
    """Ce qu'il doit être."""
    si: Condition | None = None
    """La condition qui l'exige."""


class Seuil(Sourcee):
    """Une valeur chiffrée du référentiel, tenue en donnée."""

    objet: Texte
    """Ce qu'il règle : téléphone, courrier…"""
    texte: Texte
    """La règle, en toutes lettres."""
    valeur: Nombre
    """La valeur du seuil."""
    unite: Texte
    """L'unité de la valeur."""


class OuLire(Modele):
    """Un endroit où une personne lirait ce qui manque au référentiel."""

    adresse: Texte
    """L'adresse, ou le nom du document."""
    contenu: Texte
    """Ce que l'on y lit."""


class Attendu(Sourcee):
    """Les cardinalités annoncées par le référentiel, contrôlées contre ce que le fichier contient."""

    modules: Entier | None = None
    """Combien de modules."""
    engagements: Entier | None = None
    """Combien d'engagements."""
    familles: Table[Entier] = Field(default_factory=dict)
    """Combien d'engagements dans chaque famille."""


class Vocabulaire(Modele):
    """Les mots du référentiel, au singulier."""

    module: Texte = "module"
    """Le mot pour « module »."""
    engagement: Texte = "engagement"
    """Le mot pour « engagement »."""
    exigence: Texte = "exigence"
    """Le mot pour « exigence »."""


def mots_communs(vocabulaires: Iterable[Vocabulaire]) -> Vocabulaire:
    """Les mots d'une phrase qui vaut pour plusieurs référentiels : le leur quand tous disent le même, sinon le générique."""
    tous, generiques = list(vocabulaires), Vocabulaire()
    choisis = {
        cle: getattr(tous[0], cle) if tous and len({getattr(m, cle) for m in tous}) == 1 else getattr(generiques, cle)
        for cle in Vocabulaire.model_fields
    }
    return Vocabulaire(**choisis)
