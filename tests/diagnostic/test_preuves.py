"""Ce qu'une preuve prouve, à une date."""

from typing import Any

import pytest

from fabrique import en_memoire, jour, referentiel
from qualicli.diagnostic.etablir import DiagnosticReferentiel, etablir
from qualicli.modeles.dossier import Inventaire

PREUVE = {"intitule": "Charte", "type": "charte", "date": "2022-01-01", "couvre": ["essai:1"]}
EMPREINTE = "a" * 64


def examiner(
    preuves: list[dict[str, Any]], types: list[str] | None = None, au: str = "2022-03-15", **autres: Any
) -> DiagnosticReferentiel:
    engagement = {"code": "1", "titre": "e", "exigences": [{"code": "1.1", "preuves": types or []}]}
    journal = {"engagement": "1", "evaluations": [{"exigence": "1.1", "statut": "realise", "date": "2021-01-01"}]}
    dossier = en_memoire(
        {
            "sites": {"a": {"nom": "A"}},
            "perimetre": [{"referentiel": "essai", "modules": {"M1": {"statut": "engage"}}}],
        },
        [referentiel([{"code": "M1", "titre": "m", "engagements": [engagement]}])],
        {"essai/1": journal},
        {f"p{i}": {**PREUVE, **p} for i, p in enumerate(preuves)},
        **autres,
    )
    inventaire = Inventaire(frozenset({"preuves/la.pdf"}), {"preuves/la.pdf": EMPREINTE})
    (resultat,) = etablir(dossier, jour(au), inventaire).referentiels
    return resultat


@pytest.mark.parametrize(
    ("preuve", "cause"),
    [
        ({}, None),
        ({"couvre": ["1.1"]}, None),
        ({"couvre": []}, "preuve_manquante"),
        ({"etat": "brouillon"}, "preuve_manquante"),
        ({"etat": "en_validation"}, "preuve_manquante"),
        ({"etat": "diffusee"}, None),
        ({"date": "2022-03-16"}, "preuve_manquante"),
        ({"date": "2022-03"}, "preuve_manquante"),
        ({"date": "2022-03-15"}, None),
        ({"date": None}, "preuve_manquante"),
        ({"caducite": "2022-03-14"}, "preuve_caduque"),
        ({"caducite": "2022-02"}, "preuve_caduque"),
        ({"caducite": "2022-06-30"}, None),
        ({"sites": ["a"]}, None),
        ({"sites": ["b"]}, "preuve_manquante"),
        ({"fichier": "la.pdf"}, None),
        ({"fichier": "partie.pdf"}, "piece_introuvable"),
        ({"fichier": "la.pdf", "empreinte": EMPREINTE}, None),
        ({"fichier": "la.pdf", "empreinte": "sha256:" + EMPREINTE}, None),
        ({"fichier": "la.pdf", "empreinte": "b" * 64}, "piece_alteree"),
    ],
)
def test_une_preuve_est_valide_ou_dit_pourquoi_elle_ne_l_est_pas(preuve: dict[str, Any], cause: str | None) -> None:
    resultat = examiner([preuve])
    causes = [e.cause for e in resultat.ecarts if e.nature == "preuve"]
    assert causes == ([cause] if cause else [])
    assert resultat.etats[0].est_prouve == (cause is None)


def test_chaque_type_attendu_doit_etre_couvert() -> None:
    types = ["charte", "photo"]
    assert not examiner([{}], types).etats[0].est_prouve
    assert not examiner([{}, {"type": "photo", "caducite": "2022-01-31"}], types).etats[0].est_prouve
    assert examiner([{}, {"type": "photo"}], types).etats[0].est_prouve


def test_une_procedure_attendue_et_absente_se_nomme() -> None:
    assert [e.cause for e in examiner([{}], ["fiche_procedure"]).ecarts] == ["procedure_manquante"]


def test_une_preuve_caduque_avant_l_audit_alerte_sans_compter_comme_ecart() -> None:
    audit = {"intitule": "Audit", "nature": "externe", "type": "labellisation", "date": "2022-05-24"}
    for fin, causes in (("2022-05-23", ["preuve_bientot_caduque"]), ("2022-05-24", [])):
        resultat = examiner([{"caducite": fin}], audits={"audit": audit})
        assert [e.cause for e in resultat.ecarts] == causes
        assert resultat.synthese.prouve.numerateur == 1


def test_sans_audit_prevu_l_alerte_suit_le_delai_de_la_demarche() -> None:
    assert [e.cause for e in examiner([{"caducite": "2022-05-13"}]).ecarts] == ["preuve_bientot_caduque"]
    assert examiner([{"caducite": "2022-05-14"}]).ecarts == ()
