"""Un taux est exact, s'additionne avec ses semblables et avec eux seuls."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicli import francais
from qualicli.diagnostic.taux import Taux, TauxDeclare, TauxEngagements, TauxProuve, TauxRespect

NATURES = (TauxDeclare, TauxProuve, TauxRespect, TauxEngagements)
COUPLES = st.integers(0, 10_000).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@given(st.lists(COUPLES, max_size=8), st.sampled_from(NATURES))
def test_l_addition_est_exacte(couples: list[tuple[int, int]], nature: type[Taux]) -> None:
    total = sum((nature.de(n, d) for n, d in couples), start=nature.de(0, 0))
    assert (total.numerateur, total.denominateur) == (sum(n for n, _ in couples), sum(d for _, d in couples))


@pytest.mark.parametrize("a", NATURES)
@pytest.mark.parametrize("b", NATURES)
def test_deux_natures_ne_s_ajoutent_pas(a: type[Taux], b: type[Taux]) -> None:
    if a is b:
        assert a.de(1, 2) + b.de(1, 2) == a.de(2, 4)
    else:
        with pytest.raises(TypeError, match="ne s'ajoute pas"):
            a.de(1, 2) + b.de(1, 2)


def test_sans_denominateur_un_taux_est_sans_objet() -> None:
    assert TauxProuve.de(0, 0).part is None
    assert str(TauxProuve.de(0, 0)) == "sans objet"
    assert not TauxProuve.de(0, 0).atteint(Fraction(1))


@pytest.mark.parametrize(("n", "d"), [(3, 2), (-1, 2), (1, 0)])
def test_un_taux_impossible_est_refuse(n: int, d: int) -> None:
    with pytest.raises(ValueError, match="ne peut pas valoir"):
        TauxDeclare.de(n, d)


@given(COUPLES)
def test_l_arrondi_n_annonce_jamais_0_ni_100_a_tort(couple: tuple[int, int]) -> None:
    taux = TauxDeclare.de(*couple)
    texte = francais.pourcentage(taux.part)
    assert (texte == "0") == (taux.part == 0)
    assert (texte == "100") == (taux.part == 1)
    if texte is not None and taux.part is not None:
        assert abs(Fraction(texte.replace(",", ".")) - 100 * taux.part) <= Fraction(1, 10)


def test_un_taux_montre_ses_nombres() -> None:
    assert str(TauxDeclare.de(Fraction(7, 2), 4)) == "87,5\u00a0% (3,5/4)"
    assert str(TauxProuve.de(2999, 3000)) == "99,9\u00a0% (2999/3000)"
