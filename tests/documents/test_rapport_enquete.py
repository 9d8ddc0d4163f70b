"""Le rapport d'une enquête : la bonne enquête, sa base et sa marge, sa comparaison, l'action derrière chaque recommandation."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qualicli.cli.application import lancer

EXEMPLES = Path(__file__).parents[2] / "exemples"
Ecrit = Callable[..., str]


@pytest.fixture
def rapport(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ecrit:
    """Écrit le rapport d'une copie de la Loire, un texte changé ; rend ce qui est dit, sans espaces insécables."""

    def ecrire(
        *options: str, date: str = "2022-03-15", change: tuple[str, str, str] | None = None, code: int = 0
    ) -> str:
        loire = tmp_path / "loire"
        shutil.copytree(EXEMPLES / "loire-2022", loire, dirs_exist_ok=True)
        if change:
            fichier, avant, apres = change
            texte = (loire / fichier).read_text("utf-8")
            assert avant in texte
            (loire / fichier).write_text(texte.replace(avant, apres), encoding="utf-8", newline="\n")
        assert lancer(["rapport", "enquete", str(loire), "--date", date, *options]) == code
        sorties = capsys.readouterr()
        return (sorties.out or sorties.err).replace("\u00a0", " ")

    return ecrire


def test_la_derniere_commencee_par_defaut(rapport: Ecrit) -> None:
    assert "# Enquête mystère 2021" in rapport()
    assert "# Enquête de satisfaction 2021" in rapport(date="2021-12-01")
    assert "# Enquête de satisfaction 2021" in rapport("--enquete", "satisfaction-2021")
    assert "n'a pas commencé" in rapport("--enquete", "mystere-2021", date="2021-12-01", code=2)
    assert "Aucune enquête n'a commencé" in rapport(date="2015-01-01", code=2)


def test_la_base_la_marge_et_la_tendance(rapport: Ecrit) -> None:
    ecrit = rapport("--enquete", "satisfaction-2021")
    assert "Base : 312 réponses pour 540 personnes sollicitées, soit 57,8 %, à 5,5 points près." in ecrit
    assert "acceptable ? | 71,2 % | 309 | ± 5,6 points |  | 78,5 % | se dégrade |" in ecrit
    assert "± 9,8 points" in rapport(
        "--enquete",
        "satisfaction-2021",
        change=(
            "enquetes/satisfaction-2021.yaml",
            'valeur: "71,2", repondants: 309',
            'valeur: "71,2", repondants: 100',
        ),
    )


def test_chaque_recommandation_a_sa_suite(rapport: Ecrit) -> None:
    ecrit = rapport("--enquete", "satisfaction-2021")
    assert "| Allonger l'ouverture jusqu'à 18 h un soir par semaine | " in ecrit
    assert "Examiné" in ecrit and "une vingtaine d'usagers" in ecrit


@pytest.mark.parametrize("seuil", [30, 20])
def test_un_effectif_insuffisant_est_dit(rapport: Ecrit, seuil: int) -> None:
    change = ("qualicli.yaml", "  alerte_caducite: 60 j", f"  alerte_caducite: 60 j\n  effectif_minimal: {seuil}")
    assert ("Effectif insuffisant" in rapport(change=change)) is (seuil > 20)
