"""La typographie d'un document : heures, parts en mots, listes ponctuées, espaces insécables."""

import re
from datetime import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicli import francais, typographie

INSECABLE = "\u00a0"


@pytest.mark.parametrize(("quand", "ecrit"), [(time(11), "11 h"), (time(14, 30), "14 h 30"), (time(9, 5), "9 h 05")])
def test_une_heure_s_ecrit_a_la_francaise(quand: time, ecrit: str) -> None:
    assert francais.heure(quand) == ecrit.replace(" ", INSECABLE)


@pytest.mark.parametrize(
    ("part", "mots"),
    [
        (None, None),
        (Fraction(0), None),
        (Fraction(9, 20), "moins de la moitié"),
        (Fraction(1, 2), "la moitié"),
        (Fraction(11, 20), "plus de la moitié"),
        (Fraction(3, 4), "plus de la moitié"),
        (Fraction(4, 5), "plus des trois quarts"),
        (Fraction(999, 1000), "plus des trois quarts"),
        (Fraction(1), "la totalité"),
    ],
)
def test_une_part_ne_se_dit_en_mots_que_si_elle_est_juste(part: Fraction | None, mots: str | None) -> None:
    assert francais.plus_que(part) == mots


@given(st.fractions(0, 1))
def test_plus_de_la_moitie_n_est_jamais_dit_a_tort(part: Fraction) -> None:
    mots = francais.plus_que(part) or ""
    assert ("plus de la moitié" in mots) <= (part > Fraction(1, 2))
    assert ("trois quarts" in mots) <= (part > Fraction(3, 4))
    assert ("totalité" in mots) is (part == 1)


@pytest.mark.parametrize(
    ("elements", "ponctues"),
    [
        ([], []),
        (["seul"], ["seul."]),
        (["un", "deux", "trois"], ["un ;", "deux ;", "trois."]),
        (["un.", "deux ;", "trois ,"], ["un ;", "deux ;", "trois."]),
        (["M. Petit", "Mme Grand"], ["M. Petit ;", "Mme Grand."]),
        (["Une phrase. Une autre", "Brève"], ["Une phrase. Une autre.", "Brève."]),
        (["Est-ce clair ?", "oui"], ["Est-ce clair ?", "oui."]),
        (["guides, affiches, etc.", "autres"], ["guides, affiches, etc. ;", "autres."]),
    ],
)
def test_une_liste_a_puces_se_ponctue(elements: list[str], ponctues: list[str]) -> None:
    assert [e.replace(INSECABLE, " ") for e in typographie.enumerer(elements)] == ponctues


@given(st.lists(st.text("ab .;,!", min_size=1, max_size=12).filter(lambda t: t.strip(" ;,")), min_size=1, max_size=5))
def test_une_liste_garde_ses_mots_et_finit_par_un_signe(elements: list[str]) -> None:
    ponctues = typographie.enumerer(elements)
    assert len(ponctues) == len(elements)
    assert ponctues[-1][-1] in ".!?…:"
    for avant, apres in zip(elements, ponctues, strict=True):
        assert re.sub(r"[ .;,]|\u00a0", "", avant) == re.sub(r"[ .;,]|\u00a0", "", apres)


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("Bilan : 90 % ; oui !", "Bilan~: 90~% ; oui~!".replace(" ;", "~;")),
        ("« l'accueil »", "«~l'accueil~»"),
        ("Affaire suivie par :\\", "Affaire suivie par~:\\"),  # « \\ » en fin de ligne : le saut de ligne du Markdown
        ("n° 12, M. le préfet", "n°~12, M.~le préfet"),
        ("| --- | :--- |", "| --- | :--- |"),
        ("https://x.fr:80/?a", "https://x.fr:80/?a"),
        ("11:00", "11:00"),
        ("(« a », « b »…)", "(«~a~», «~b~»…)"),
        ("déjà\u00a0: fait", "déjà~: fait"),
    ],
)
def test_les_espaces_qui_ne_doivent_pas_couper_ne_coupent_pas(avant: str, apres: str) -> None:
    assert typographie.typographier(avant).replace(INSECABLE, "~") == apres


@given(st.text("ab :;!?%«»|\n.", max_size=30))
def test_typographier_ne_change_que_des_espaces_et_une_seule_fois(texte: str) -> None:
    une_fois = typographie.typographier(texte)
    assert une_fois.replace(INSECABLE, " ") == texte
    assert typographie.typographier(une_fois) == une_fois
