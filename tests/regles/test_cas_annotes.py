"""Chaque règle trouve ce qu'elle doit, à la bonne ligne, et rien d'autre."""

import re
from pathlib import Path

import pytest

from fabrique import ecrire
from qualicli.operations.valider import valider
from qualicli.regles import REGLES
from regles.cas_annotes import Cas, lire_cas

LUS = lire_cas()


@pytest.mark.parametrize("cas", LUS, ids=lambda cas: cas.titre)
def test_un_cas_donne_ses_anomalies_et_rien_d_autre(cas: Cas, tmp_path: Path) -> None:
    trouvees = [(a.fichier, a.ligne, a.code) for a in valider(ecrire(tmp_path, cas.fichiers), cas.au).anomalies]
    assert sorted(trouvees) == sorted(cas.attentes)


@pytest.mark.parametrize("cas", LUS, ids=lambda cas: cas.titre)
def test_un_mauvais_cas_attend_son_code_et_un_bon_cas_n_attend_rien(cas: Cas) -> None:
    codes = {code for _, _, code in cas.attentes}
    assert cas.code in codes if cas.genre == "mauvais" else not codes


@pytest.mark.parametrize("genre", ["bon", "mauvais"])
def test_toute_regle_controlee_a_un_cas(genre: str) -> None:
    controlees = {regle.code for regle in REGLES if regle.controle is not None}
    assert controlees - {cas.code for cas in LUS if cas.genre == genre} == set()


def test_les_codes_sont_uniques_et_bien_formes() -> None:
    codes = [regle.code for regle in REGLES]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[A-Z]{3}\d{3}", code)] == []


def test_chaque_regle_s_explique() -> None:
    assert [r.code for r in REGLES if not (r.titre and r.explication.endswith(".") and r.bon)] == []
