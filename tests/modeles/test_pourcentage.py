"""Les pourcentages tels que les enquêtes les donnent : exacts, approchés, en intervalle."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from qualicli.modeles.pourcentage import Pourcentage


@pytest.mark.parametrize(
    ("texte", "bas", "haut", "approche", "ecrit"),
    [
        ("91,23", "91.23", "91.23", False, "91,23\u00a0%"),
        ("91.23 %", "91.23", "91.23", False, "91,23\u00a0%"),
        ("91,23\u202f%", "91.23", "91.23", False, "91,23\u00a0%"),
        ("0", "0", "0", False, "0\u00a0%"),
        ("100", "100", "100", False, "100\u00a0%"),
        ("90,0", "90.0", "90.0", False, "90,0\u00a0%"),  # la précision de la source reste
        ("environ 90", "90", "90", True, "environ 90\u00a0%"),
        ("~90", "90", "90", True, "environ 90\u00a0%"),
        ("~ 90 %", "90", "90", True, "environ 90\u00a0%"),
        ("87..100", "87", "100", False, "de 87 à 100\u00a0%"),
        ("87 .. 100", "87", "100", False, "de 87 à 100\u00a0%"),
        ("de 87 à 100 %", "87", "100", False, "de 87 à 100\u00a0%"),
        ("87 % à 100 %", "87", "100", False, "de 87 à 100\u00a0%"),
    ],
)
def test_un_pourcentage_se_lit_et_s_ecrit(texte: str, bas: str, haut: str, approche: bool, ecrit: str) -> None:
    lu = Pourcentage.lire(texte)
    assert (lu.bas, lu.haut, lu.approche, str(lu)) == (Decimal(bas), Decimal(haut), approche, ecrit)
    assert Pourcentage.lire(ecrit) == lu


@pytest.mark.parametrize(
    "valeur",
    [
        "",
        "101",
        "100,1",
        "-1",
        "87..80",
        "de 90",
        "90 pour cent",
        "environ 87..90",
        "1e2",
        "9,99999",
        "٩٠",
        None,
        ["90"],
    ],
)
def test_un_pourcentage_mal_ecrit_est_refuse(valeur: object) -> None:
    with pytest.raises(PydanticCustomError, match="n'est pas un pourcentage : écrivez 91,23"):
        Pourcentage.lire(valeur)


valeurs = st.decimals(0, 100, places=2)
pourcentages = st.one_of(
    st.builds(Pourcentage, valeurs, st.none(), st.booleans()).map(lambda p: Pourcentage(p.bas, p.bas, p.approche)),
    st.tuples(valeurs, valeurs).map(lambda v: Pourcentage(min(v), max(v))),
)


@given(pourcentages)
def test_un_pourcentage_ecrit_se_relit(un: Pourcentage) -> None:
    assert Pourcentage.lire(str(un)) == un


@given(pourcentages, pourcentages, pourcentages)
def test_l_ordre_des_pourcentages_est_total(un: Pourcentage, deux: Pourcentage, trois: Pourcentage) -> None:
    assert (un < deux) + (un == deux) + (un > deux) == 1
    assert not (un <= deux <= trois) or un <= trois


def test_un_pourcentage_se_trie_par_son_milieu_puis_par_sa_borne_basse() -> None:
    dans_l_ordre = ["80", "80..100", "90", "environ 90", "91,23", "87..100"]
    tries = sorted(map(Pourcentage.lire, reversed(dans_l_ordre)))
    assert tries == [Pourcentage.lire(t) for t in dans_l_ordre]
