"""Ce que `valider` dirait d'une seule réponse, avant que les autres ne soient là."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel, Field, ValidationError, create_model

from qualicli.depot.traduction import traduire
from qualicli.modeles.base import Objet
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.formulaire import CODES, trouver
from qualicli.modeles.liens import Citation, citations
from qualicli.operations import description
from qualicli.operations.formulaires import formulaire
from qualicli.regles import PAR_CODE, Contexte, appliquer

LIENS = ("REF001", "REF002", "REF003")  # les règles qui jugent ce qu'une seule réponse cite


def controler(
    modele: type[BaseModel], cle: str, valeur: Any, fichier: str, dossier: Dossier, au: date
) -> list[tuple[str, str]]:
    """Ce que `valider` dirait de cette seule clé : le message et le conseil de chaque faute."""
    from qualicli.depot.yaml_ecrit import en_textes

    if cle not in description.cles(modele):  # un attribut libre : le référentiel dira s'il le connaît
        return []
    partiel = _partiel(modele, cle)
    try:
        objet = partiel.model_validate({"@id": "x", "@fichier": fichier, cle: en_textes(valeur)})
    except ValidationError as erreur:
        return [(message, conseil) for _, _, _, message, conseil in traduire(modele, erreur)]
    contexte = Contexte(dossier, au)
    # ne juger que cette réponse : le reste du dossier l'est déjà
    cites = [*citations(objet), *_codes_nus(modele, cle, objet, dossier)]
    vars(contexte)["citations"] = tuple((objet, citation) for citation in cites)
    regles = [PAR_CODE[code] for code in LIENS]
    return [(f.message, f.conseil) for _, f in appliquer(regles, contexte) if f.fichier == fichier]


def _codes_nus(modele: type[BaseModel], cle: str, objet: Objet, dossier: Dossier) -> Iterator[Citation]:
    """Les codes que la clé écrit sans leur référentiel, quand il n'y en a qu'un ; un module y est aussi admis."""
    question = trouver(formulaire(modele).questions, cle)
    referentiel = dossier.referentiels.get(dossier.referentiel_unique or "")
    if question is None or question.cible != CODES or referentiel is None:
        return
    valeurs = next(iter(objet.model_dump(exclude={"id", "fichier"}, by_alias=False).values()))
    for code in valeurs if isinstance(valeurs, tuple | list) else (valeurs,):
        if referentiel.module(str(code)) is None:
            yield Citation((cle,), "references", str(code))


@lru_cache(maxsize=512)
def _partiel(modele: type[BaseModel], cle: str) -> type[Objet]:
    """Le modèle réduit à une clé, pour en juger la réponse avant que les autres ne soient là."""
    ecrit, champ = description.cles(modele)[cle]
    attribut = next(nom for nom, c in modele.model_fields.items() if (c.alias or nom) == cle)
    seul: Any = {attribut: (ecrit, Field(alias=champ.alias))}
    return cast(type[Objet], create_model("ReponseSeule", __base__=Objet, **seul))
