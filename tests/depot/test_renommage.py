"""Une clé renommée : l'ancien nom se lit encore, se dit, et ne se mêle jamais au nouveau."""

from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from depot.essais import CHARTE, lire, poser, seule, trouver
from qualicli.depot import renommage
from qualicli.modeles.documents import Lecture, Preuve
from qualicli.operations import schema

ANCIENS = {Preuve: {"titre_document": "intitule", "consultations": "lectures"}, Lecture: {"le": "date"}}


@pytest.fixture(autouse=True)
def renommees(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Trois clés d'une preuve, comme si le format les avait renommées."""
    for modele, noms in ANCIENS.items():
        monkeypatch.setattr(modele, "anciens_noms", noms)
    renommage._a_renommer.cache_clear()
    yield
    renommage._a_renommer.cache_clear()


def test_l_ancien_nom_est_lu_et_le_nouveau_est_dit(dossier: Path) -> None:
    poser(dossier, "preuves/p.yaml", "type: charte\ndate: 2021-01-01\ntitre_document: Charte\n")
    anomalie = seule(dossier)
    assert (anomalie.code, anomalie.ligne, anomalie.colonne) == ("FMT008", 3, 1)
    assert anomalie.message == "La clé « titre_document » s'appelle maintenant « intitule »."
    assert lire(dossier).objets["preuves"]["p"].intitule == "Charte"  # type: ignore[attr-defined]


def test_les_deux_noms_a_la_fois_sont_une_erreur(dossier: Path) -> None:
    poser(dossier, "preuves/p.yaml", f"{CHARTE}titre_document: Autre\n")
    anomalie = seule(dossier)
    assert (anomalie.code, anomalie.ligne, anomalie.gravite.nom) == ("LEC002", 4, "erreur")
    assert "sous son ancien nom, « titre_document »" in anomalie.message
    assert lire(dossier).objets["preuves"]["p"].intitule == "Charte"  # type: ignore[attr-defined]


def test_une_faute_sous_un_ancien_nom_garde_sa_place(dossier: Path) -> None:
    consultations = "consultations:\n  - {service: accueil, date: 2021}\n  - {service: accueil, le: 31/02/2021}\n"
    poser(dossier, "preuves/p.yaml", f"{CHARTE}{consultations}")
    trouvees = [(a.code, a.ligne, a.colonne) for a in trouver(dossier)]
    assert trouvees == [("FMT008", 4, 1), ("FMT008", 6, 24), ("FMT005", 6, 28)]


def test_sans_ancien_nom_rien_n_est_dit(dossier: Path) -> None:
    poser(dossier, "preuves/p.yaml", CHARTE)
    assert trouver(dossier) == []


def test_le_schema_admet_l_ancien_nom_et_dit_le_nouveau() -> None:
    publie = schema.schema(next(p for p in schema.publications() if p.nom == "preuves"))
    ancien = publie["properties"]["titre_document"]
    assert ancien["deprecated"] is True
    assert ancien["deprecationMessage"] == "La clé « titre_document » s'appelle maintenant « intitule »."
    validateur = jsonschema.Draft202012Validator(publie)
    assert validateur.is_valid({"type": "charte", "intitule": "C"})
    assert validateur.is_valid({"type": "charte", "titre_document": "C"})
    assert not validateur.is_valid({"type": "charte"})
    assert not validateur.is_valid({"type": "charte", "intitule": "C", "titre_document": "C"})
