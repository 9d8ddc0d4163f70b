"""Déduire un formulaire d'un modèle : ses clés, leurs phrases, ses listes fermées, ses liens, ses défauts."""

import types
import typing
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Code, Identifiant, IdReferentiel, Lien
from qualicli.modeles.constats import CodeGrade
from qualicli.modeles.fiche import Famille
from qualicli.modeles.formulaire import CODES, CORPS, GRADES, REFERENTIELS, Formulaire, Nature, Question
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.echeances import Echeance
from qualicli.operations import description

_NATURES: dict[Any, Nature] = {
    bool: "booleen",
    int: "entier",
    Decimal: "nombre",
    DateImprecise: "date",
    Echeance: "echeance",
    Acteur: "acteur",
}

_LE_TEXTE = Question(CORPS, "Le texte de la fiche, en Markdown.", "texte en Markdown", "corps")


def formulaire_de(famille: Famille) -> Formulaire:
    """Le formulaire d'une famille : on y pose toujours ce que le modèle exige et ce qu'un tableur de service remplit.

    Les champs d'un tableur qui ne se lit que sur demande sont ceux d'une ligne de nombres, pas de la fiche.
    """
    tableur = famille.tableur
    usuelles = tuple(tableur.champs) if tableur and not tableur.sur_demande else ()
    return formulaire(famille.modele, (*usuelles, *((CORPS,) if famille.extensions == (".md",) else ())))


@lru_cache
def formulaire(modele: type[BaseModel], usuelles: tuple[str, ...] = ()) -> Formulaire:
    """Le formulaire d'un modèle ; `usuelles` sont les clés que l'on demande toujours, en plus des obligatoires."""
    questions = _questions(modele)
    exigees = [q.cle for q in questions if q.obligatoire]
    connues = {q.cle for q in questions}
    posees = dict.fromkeys((*exigees, *(c for c in usuelles if c in connues)))
    return Formulaire(questions, tuple(posees))


def _questions(modele: type[BaseModel]) -> tuple[Question, ...]:
    phrases = description.phrases(modele)
    siennes = tuple(
        _question(cle, phrases[cle], ecrit, champ)
        for cle, (ecrit, champ) in description.cles(modele).items()
        if not cle.startswith("@")
    )
    a_un_corps = any(champ.alias == "@corps" for champ in modele.model_fields.values())
    return (*siennes, _LE_TEXTE) if a_un_corps else siennes


def _question(cle: str, phrase: str, ecrit: Any, champ: FieldInfo) -> Question:
    nu, marques, plusieurs, table = _denuder(ecrit)
    cible = next((m.famille for m in marques if isinstance(m, Lien)), "")
    valeurs = tuple(str(v) for v in _litteraux(ecrit))
    nature: Nature = _NATURES.get(nu) or ("choix" if typing.get_origin(nu) is typing.Literal else "texte")
    sous: tuple[Question, ...] = ()
    emboite: type[BaseModel] | None = None
    if nu is Acteur:
        cible = "acteurs"
    elif isinstance(nu, type) and issubclass(nu, BaseModel):
        nature, sous, emboite = "objet", _questions(nu), nu
    elif cible or _contient(ecrit, Code):
        nature, cible = "lien", cible or CODES
    elif _contient(ecrit, IdReferentiel) or _contient(ecrit, CodeGrade):
        nature, cible = "lien", REFERENTIELS if _contient(ecrit, IdReferentiel) else GRADES
    return Question(
        cle,
        phrase,
        description.forme(ecrit, champ, abregee=True).replace("`", ""),
        "table" if table else nature,
        champ.is_required(),
        plusieurs,
        cible,
        valeurs,
        _defaut(champ),
        sous,
        emboite,
        _contient(ecrit, Identifiant),
    )


def _defaut(champ: FieldInfo) -> str:
    """Ce que vaut la clé sans être écrite, tel qu'on l'écrirait."""
    defaut = champ.default
    if defaut in (None, PydanticUndefined) or isinstance(defaut, tuple | dict | BaseModel):
        return ""
    return ("oui" if defaut else "non") if isinstance(defaut, bool) else str(defaut)


def _denuder(annotation: Any) -> tuple[Any, list[Any], bool, bool]:
    """Le type nu d'une annotation, ses marques, s'il en faut plusieurs, et si c'est une table de textes."""
    marques: list[Any] = []
    plusieurs = table = False
    while True:
        origine, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origine is typing.Annotated:
            marques += annotation.__metadata__
            annotation = annotation.__origin__
        elif origine in (typing.Union, types.UnionType):
            annotation = next(a for a in arguments if a is not type(None))
        elif origine is tuple:
            annotation, plusieurs = arguments[0], True
        elif origine is dict:
            annotation, table = arguments[1], True
        else:
            return annotation, marques, plusieurs, table


def _litteraux(annotation: Any) -> tuple[Any, ...]:
    """Les valeurs fermées d'une annotation, où qu'elles soient : « sans_objet » à côté d'une date en est une."""
    if typing.get_origin(annotation) is typing.Literal:
        return typing.get_args(annotation)
    arguments = (a for a in typing.get_args(annotation) if not isinstance(a, str))
    return tuple(v for a in arguments for v in _litteraux(a))


def _contient(annotation: Any, cherche: Any) -> bool:
    return annotation == cherche or any(
        _contient(a, cherche)
        for a in typing.get_args(annotation)
        if typing.get_origin(annotation) is not typing.Literal
    )
