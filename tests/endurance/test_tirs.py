"""Une graine de la campagne de tirs dans la suite de tous les jours, une plus longue dans le palier long."""

from pathlib import Path

import pytest

from endurance import tirs


def test_quelques_tirs_ne_trouvent_aucune_panne(tmp_path: Path) -> None:
    comptes, echecs = tirs.campagne(60, 20, tmp_path)
    assert not echecs
    assert comptes.total() == 60 and {code for _, code in comptes} >= {0, 1}


@pytest.mark.long
def test_des_milliers_de_tirs_ne_trouvent_aucune_panne(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    combien = 5_000 if request.config.getoption("--long") else 50
    assert not tirs.campagne(combien, 21, tmp_path)[1]


def test_un_tir_ne_depend_que_de_sa_graine_et_de_son_rang(tmp_path: Path) -> None:
    banc = tirs.Banc(tmp_path)
    assert banc.tirer(3, 7) == banc.tirer(3, 7)
    assert {n: (banc.dossier / n).read_bytes() for n in banc.sains} == banc.sains
