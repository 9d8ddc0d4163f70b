"""Tous les modèles du format : figés, sans clé inconnue, avec des noms qui sont ceux des clés."""

import re
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from qualicli.modeles.base import Modele, Objet
from qualicli.modeles.demarche import Site
from qualicli.modeles.familles import DOSSIERS, REFERENTIELS, UNIQUES

MINIMAUX: dict[str, dict[str, Any]] = {
    "Demarche": {"format": "1", "organisme": {"nom": "P"}, "sites": {"a": {"nom": "A"}}, "perimetre": []},
    "Services": {"services": {}},
    "Instances": {"instances": {}},
    "Annuaire": {},
    "SuiviEngagement": {"engagement": "2"},
    "Preuve": {"intitule": "Charte", "type": "charte"},
    "Procedure": {"intitule": "Accueillir"},
    "Action": {"intitule": "Relire"},
    "Jalon": {"intitule": "Audit", "date_initiale": "2022-04"},
    "Reunion": {"instance": "copil", "date": "2022-03-10"},
    "Audit": {"intitule": "Audit blanc", "nature": "interne", "type": "blanc", "date": "2022-03"},
    "Enquete": {"intitule": "Accueil", "type": "satisfaction", "annee": "2021", "volets": []},
    "Indicateur": {"intitule": "Attente", "nature": "qualite"},
    "Registre": {"intitule": "Courriers", "type": "courriers"},
    "Formation": {"intitule": "Accueil"},
    "Retour": {"type": "suggestion", "date": "2022-01", "canal": "guichet", "texte": "Une rampe"},
    "Profil": {"format": "1", "famille": "actions", "colonnes": []},
    "Tournee": {"intitule": "Tour", "preparee_le": "2022-03-01", "retour": "2022-04"},
    "ActeSigne": {"objet": "reunions/copil-2022-03", "par": "Préfet", "le": "2022-03-15"},
    "Communication": {"intitule": "Info", "type": "note", "date": "2022-01"},
    "Referentiel": {"id": "e", "nom": "E", "version": "1", "editeur": "N", "source": "S", "modules": []},
    "Complement": {"format": "1", "complete": "qual-e-pref", "source": "S"},
    "Correspondance": {"format": "1", "de": "a", "vers": "b", "source": "S", "lignes": []},
}
FAMILLES = {f.modele.__name__: f.modele for f in (*UNIQUES, *DOSSIERS, *REFERENTIELS)}


def minimal(nom: str) -> Objet:
    return FAMILLES[nom].model_validate({"@id": "x", "@fichier": "x.yaml", **MINIMAUX[nom]})


def modeles(annotation: Any, vus: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """Les modèles qu'une annotation contient, où qu'ils soient."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in vus:
        vus.add(annotation)
        yield annotation
        for champ in annotation.model_fields.values():
            yield from modeles(champ.annotation, vus)
    for partie in typing.get_args(annotation):
        yield from modeles(partie, vus)


TOUS = sorted({m for f in FAMILLES.values() for m in modeles(f, set())}, key=lambda m: m.__name__)


def test_chaque_famille_a_son_exemple_minimal() -> None:
    assert set(MINIMAUX) == set(FAMILLES)
    assert len(TOUS) > 60


@pytest.mark.parametrize("nom", FAMILLES)
def test_un_objet_minimal_est_valide_et_fige(nom: str) -> None:
    objet = minimal(nom)
    assert (objet.id, objet.fichier) == ("x", "x.yaml")
    with pytest.raises(ValidationError, match="frozen"):
        objet.id = "autre"


@pytest.mark.parametrize("nom", FAMILLES)
def test_un_objet_refuse_une_cle_inconnue(nom: str) -> None:
    with pytest.raises(ValidationError) as erreur:
        FAMILLES[nom].model_validate({"@id": "x", "@fichier": "x.yaml", **MINIMAUX[nom], "couleur": "bleu"})
    assert [(e["type"], e["loc"]) for e in erreur.value.errors()] == [("extra_forbidden", ("couleur",))]


@pytest.mark.parametrize(
    ("nom", "cle"), [(n, c) for n, cles in MINIMAUX.items() for c, v in cles.items() if v or c == "modules"]
)
def test_une_cle_obligatoire_manque(nom: str, cle: str) -> None:
    reste = {c: v for c, v in MINIMAUX[nom].items() if c != cle}
    with pytest.raises(ValidationError) as erreur:
        FAMILLES[nom].model_validate({"@id": "x", "@fichier": "x.yaml", **reste})
    assert [(e["type"], e["loc"]) for e in erreur.value.errors()] == [("missing", (cle,))]


@pytest.mark.parametrize("modele", TOUS, ids=lambda m: m.__name__)
def test_tout_modele_est_fige_sans_cle_inconnue_et_documente(modele: type[BaseModel]) -> None:
    assert issubclass(modele, Modele)
    assert modele.model_config["frozen"]
    assert modele.model_config["extra"] == ("allow" if modele is Site else "forbid")
    assert re.search(r"\.$", (modele.__doc__ or "").strip().partition("\n")[0]), "une phrase le présente"


@pytest.mark.parametrize("modele", TOUS, ids=lambda m: m.__name__)
def test_toute_cle_est_en_minuscules_sans_accent(modele: type[BaseModel]) -> None:
    for nom, champ in modele.model_fields.items():
        assert re.fullmatch(r"@?[a-z][a-z0-9_]*", champ.alias or nom)


def test_un_site_admet_des_attributs_oui_non() -> None:
    site = Site.model_validate({"nom": "A", "cert": "oui", "svi_local": "false"})
    assert site.attributs == {"cert": True, "svi_local": False}
    assert [site.verifie(c) for c in ("site.cert", "non site.cert", "site.autre", "non site.autre")] == [
        True,
        False,
        False,
        True,
    ]
    with pytest.raises(ValidationError):
        Site.model_validate({"nom": "A", "cert": "peut-être"})
