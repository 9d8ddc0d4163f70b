"""La fusion à trois voies d'un objet : ce que l'un et l'autre ont changé se réunit, ce qui se contredit se dit."""

import copy
from typing import Any

import pytest

from qualicli.depot.retouche import appliquer
from qualicli.modeles.fusion_d_objets import RIEN, fusionner_objet

E1 = {"exigence": "2.1", "statut": "partiel", "date": "2021-09-14"}
E2 = {"exigence": "2.2", "statut": "realise", "date": "2021-09-14"}
E3 = {"exigence": "2.3", "statut": "realise", "date": "2022-01-10"}
E4 = {"exigence": "2.4", "statut": "partiel", "date": "2022-01-11"}
NETS: list[tuple[str, Any, Any, Any, Any]] = [  # base, mien, leur, fusion
    ("une clé de chaque côté", {"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "1", "b": "2"}, {"a": "2", "b": "2"}),
    ("la même chose des deux côtés", {"a": "1"}, {"a": "2"}, {"a": "2"}, {"a": "2"}),
    ("une clé neuve de chaque côté", {}, {"a": "1"}, {"b": "2"}, {"a": "1", "b": "2"}),
    ("une clé ôtée par l'autre", {"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "1"}, {"a": "2"}),
    ("un journal", {"e": [E1]}, {"e": [E1, E2]}, {"e": [E1, E3]}, {"e": [E1, E2, E3]}),
    ("le même ajout", {"e": [E1]}, {"e": [E1, E2]}, {"e": [E1, E2, E3]}, {"e": [E1, E2, E3]}),
    (
        "une ligne précisée ici, une autre là-bas",
        {"e": [E1, E2]},
        {"e": [E1 | {"commentaire": "x"}, E2]},
        {"e": [E1, E2 | {"statut": "partiel"}, E3]},
        {"e": [E1 | {"commentaire": "x"}, E2 | {"statut": "partiel"}, E3]},
    ),
    (
        "deux clés d'une même ligne",
        {"e": [E1]},
        {"e": [E1 | {"statut": "realise"}]},
        {"e": [E1 | {"commentaire": "vu"}]},
        {"e": [E1 | {"statut": "realise", "commentaire": "vu"}]},
    ),
    ("une ligne ôtée là-bas", {"e": [E1, E2, E3]}, {"e": [E1, E2, E3, E4]}, {"e": [E1, E3]}, {"e": [E1, E3, E4]}),
    ("des textes", {"c": ["1", "2"]}, {"c": ["1", "2", "3"]}, {"c": ["2", "4"]}, {"c": ["2", "3", "4"]}),
    (
        "un objet dans un objet",
        {"o": {"a": "1"}},
        {"o": {"a": "2"}},
        {"o": {"a": "1", "b": "1"}},
        {"o": {"a": "2", "b": "1"}},
    ),
]
CONTRAIRES: list[tuple[str, Any, Any, Any, list[Any]]] = [
    ("un texte", {"a": "1"}, {"a": "2"}, {"a": "3"}, [("a",)]),
    ("créé des deux côtés", None, {"a": "2", "b": "1"}, {"a": "3", "b": "1"}, [("a",)]),
    ("ôté et changé", {"a": "1", "b": "1"}, {"b": "1"}, {"a": "2", "b": "1"}, [("a",)]),
    (
        "une ligne",
        {"e": [E1]},
        {"e": [E1 | {"statut": "realise"}]},
        {"e": [E1 | {"statut": "non_realise"}]},
        [("e", 0, "statut")],
    ),
    ("la même ligne neuve", {"e": []}, {"e": [E1]}, {"e": [E1 | {"statut": "realise"}]}, [("e", 0, "statut")]),
    (
        "une ligne changée ici, ôtée là-bas",
        {"e": [E1, E2]},
        {"e": [E1 | {"commentaire": "x"}, E2]},
        {"e": [E2]},
        [("e", 0)],
    ),
    (
        "une ligne ôtée ici, changée là-bas",
        {"e": [E1, E2]},
        {"e": [E2]},
        {"e": [E1 | {"commentaire": "x"}, E2]},
        [("e", "ligne 1")],
    ),
    ("un texte et une liste", {"a": "1"}, {"a": "2"}, {"a": ["1", "2"]}, [("a",)]),
]


@pytest.mark.parametrize(("base", "mien", "leur", "voulu"), [n[1:] for n in NETS], ids=[n[0] for n in NETS])
def test_ce_qui_ne_se_contredit_pas_se_reunit(base: Any, mien: Any, leur: Any, voulu: Any) -> None:
    fusion = fusionner_objet(base, mien, leur)
    assert (fusion.valeur, fusion.desaccords) == (voulu, [])
    applique = copy.deepcopy(mien)
    for retouche in fusion.retouches:
        appliquer(applique, retouche)
    assert applique == voulu


@pytest.mark.parametrize(("base", "mien", "leur", "ou"), [c[1:] for c in CONTRAIRES], ids=[c[0] for c in CONTRAIRES])
def test_ce_qui_se_contredit_se_dit_et_se_tranche(base: Any, mien: Any, leur: Any, ou: list[Any]) -> None:
    fusion = fusionner_objet(base, mien, leur)
    assert [d.chemin for d in fusion.desaccords] == ou
    assert fusion.valeur == mien  # tant que rien n'est tranché
    assert fusionner_objet(base, mien, leur, lambda _: "miens").valeur == mien
    leurs = fusionner_objet(base, mien, leur, lambda _: "leurs")
    assert leurs.desaccords == []
    assert sorted(map(str, leurs.valeur.items())) == sorted(map(str, leur.items())) or "ligne 1" in str(ou)


def test_les_deux_sens_donnent_la_meme_chose() -> None:
    for _, base, mien, leur, _ in NETS:
        une, autre = fusionner_objet(base, mien, leur).valeur, fusionner_objet(base, leur, mien).valeur
        assert {c: sorted(map(str, v)) for c, v in une.items()} == {c: sorted(map(str, v)) for c, v in autre.items()}


def test_une_cle_absente_n_est_pas_une_cle_vide() -> None:
    fusion = fusionner_objet({"a": None}, {"a": None, "b": "1"}, {"b": "2"})
    assert fusion.desaccords[0].base is RIEN
