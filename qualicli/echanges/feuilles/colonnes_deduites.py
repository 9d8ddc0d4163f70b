"""Les colonnes qu'une famille sans feuille sur mesure doit à son modèle : un champ simple, une colonne."""

import types
import typing
from datetime import time
from decimal import Decimal
from typing import Annotated, Any, Literal, Union

from qualicli.echanges.cellules.colonne import Colonne, Genre
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Lien
from qualicli.modeles.fiche import Famille
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance

_GENRES: dict[Any, Genre] = {
    str: "long",
    int: "entier",
    Decimal: "nombre",
    time: "heure",
    DateImprecise: "date",
    Echeance: "echeance",
    Duree: "duree",
    Acteur: "acteur",
}


def colonnes(famille: Famille) -> tuple[Colonne, ...]:
    """Une colonne par champ que la fiche cite : liste fermée et lien se choisissent, le reste se tape."""
    return tuple(_colonne(famille, champ, titre) for champ, titre in famille.colonnes.items())


def choix(famille: Famille) -> dict[str, tuple[str, ...]]:
    """Les valeurs de chaque liste fermée de ces colonnes, par nom de liste."""
    listes: dict[str, tuple[str, ...]] = {}
    for champ in famille.colonnes:
        type_, _, _ = _decrire(famille, champ)
        if type_ is bool:
            listes[f"{famille.nom}.{champ}"] = ("oui", "non")
        elif typing.get_origin(type_) is Literal:
            listes[f"{famille.nom}.{champ}"] = typing.get_args(type_)
    return listes


def champs_vers(famille: Famille, cible: str) -> tuple[str, ...]:
    """Les champs de ces colonnes qui citent cette cible."""
    return tuple(champ for champ in famille.colonnes if _decrire(famille, champ)[1] == cible)


def _colonne(famille: Famille, champ: str, titre: str) -> Colonne:
    type_, lien, en_liste = _decrire(famille, champ)
    decrit = famille.modele.model_fields[champ]
    liste = lien
    genre: Genre | None = _GENRES.get(type_)
    if type_ is bool or typing.get_origin(type_) is Literal:
        genre, liste = "choix", f"{famille.nom}.{champ}"
    elif lien == "references":
        liste = ""  # les numéros d'un référentiel se tapent
    elif lien:
        genre = "choix"
    elif type_ is Acteur:
        liste = "acteurs"
    if genre is None or (en_liste and genre not in ("choix", "long")):
        raise TypeError(f"{famille.nom}, {champ} : un champ trop riche pour une colonne de classeur")
    if en_liste:
        genre = "liste"
    elif genre == "long" and decrit.is_required():
        genre = "texte"
    return Colonne(
        champ,
        titre,
        genre,
        liste=liste,
        obligatoire=decrit.is_required(),
        defaut=decrit.default if isinstance(decrit.default, str) else "",
        heritee=lien == "services" and not en_liste,
    )


def _decrire(famille: Famille, champ: str) -> tuple[Any, str, bool]:
    """Le type nu d'un champ, ce qu'il cite (vide s'il ne cite rien), et s'il en admet plusieurs."""
    type_, lien = _denuder(typing.get_type_hints(famille.modele, include_extras=True)[champ])
    if typing.get_origin(type_) is not tuple:
        return type_, lien, False
    return *_denuder(typing.get_args(type_)[0]), True


def _denuder(annotation: Any) -> tuple[Any, str]:
    lien = ""
    while True:
        origine = typing.get_origin(annotation)
        if origine is Annotated:
            lien = next((m.famille for m in annotation.__metadata__ if isinstance(m, Lien)), lien)
            annotation = annotation.__origin__
        elif origine in (Union, types.UnionType):
            annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
        else:
            return annotation, lien
