"""Une graine de la campagne des mêmes chiffres dans la suite ; des milliers de dossiers par --long."""

from pathlib import Path

import pytest

from endurance import differences


def test_un_dossier_ecrit_autrement_a_les_memes_chiffres(tmp_path: Path) -> None:
    assert not differences.campagne(8, 30, tmp_path)


def test_des_milliers_de_dossiers_ont_les_memes_chiffres(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--long"):
        pytest.skip("des heures, par --long")
    assert not differences.campagne(10_000, 31, tmp_path)
