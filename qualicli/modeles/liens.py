"""Les liens d'un objet vers les autres, lus dans ses modèles : un champ marqué `Lien` est un lien, où qu'il soit."""

import typing
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from qualicli.modeles.acteur import Acteur
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.base import Lien
from qualicli.modeles.temps.echeances import Echeance


class Citation(NamedTuple):
    """Ce qu'un objet cite : le chemin du champ, la famille visée, la valeur écrite."""

    chemin: Chemin
    famille: str
    valeur: str


def citations(objet: BaseModel) -> list[Citation]:
    """Énumère tout ce qu'un objet cite : objets, références, acteurs par identifiant, jalons d'une échéance."""
    trouvees: list[Citation] = []
    _citations(objet, (), trouvees)
    return trouvees


def _citations(objet: BaseModel, chemin: Chemin, trouvees: list[Citation]) -> None:
    valeurs = objet.__dict__  # plus direct que getattr : un dossier a des dizaines de milliers de champs
    for attribut, cle, famille in _champs(type(objet)):
        valeur = valeurs[attribut]
        if not valeur:
            continue
        if type(valeur) is str:
            trouvees.append(Citation((*chemin, cle), famille, valeur))
        elif famille and type(valeur) is tuple:
            trouvees += [Citation((*chemin, cle, rang), famille, element) for rang, element in enumerate(valeur)]
        elif type(valeur) is not Acteur or valeur.id is not None:  # une fonction en toutes lettres ne cite rien
            _valeur(valeur, (*chemin, cle), famille, trouvees)


def _valeur(valeur: Any, chemin: Chemin, famille: str, trouvees: list[Citation]) -> None:
    if isinstance(valeur, str):
        trouvees.append(Citation(chemin, famille, valeur))
    elif isinstance(valeur, tuple):
        for rang, element in enumerate(valeur):
            _valeur(element, (*chemin, rang), famille, trouvees)
    elif isinstance(valeur, dict):
        for cle, element in valeur.items():
            _valeur(element, (*chemin, cle), famille, trouvees)
    elif isinstance(valeur, Acteur):
        if valeur.id is not None:
            trouvees.append(Citation(chemin, "acteurs", valeur.id))
    elif isinstance(valeur, Echeance):
        if valeur.jalon:
            trouvees.append(Citation(chemin, "jalons", valeur.jalon))
    elif isinstance(valeur, BaseModel):
        _citations(valeur, chemin, trouvees)


@lru_cache(maxsize=256)
def _champs(modele: type[BaseModel]) -> tuple[tuple[str, str, str], ...]:
    """Les champs d'un modèle qui citent, directement ou plus bas : (attribut, clé YAML, famille visée ou vide)."""
    trouves = []
    for attribut, champ in modele.model_fields.items():
        cle = champ.alias or attribut
        if cle.startswith("@"):
            continue
        direct = next((m.famille for m in champ.metadata if isinstance(m, Lien)), None)
        famille = direct if direct is not None else _famille(champ.annotation, (modele,))
        if famille is not None:
            trouves.append((attribut, cle, famille))
    return tuple(trouves)


def _famille(annotation: Any, vus: tuple[type, ...]) -> str | None:
    """La famille que cite une annotation ; vide si elle mène à un modèle qui cite ; `None` si elle ne cite rien."""
    if annotation is Acteur or annotation is Echeance:
        return ""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "" if annotation in vus or _champs(annotation) else None
    for partie in (*getattr(annotation, "__metadata__", ()), *typing.get_args(annotation)):
        if isinstance(partie, Lien):
            return partie.famille
        famille = _famille(partie, vus)
        if famille is not None:
            return famille
    return None
