"""À toute largeur de terminal, un nombre n'est ni coupé ni collé au suivant."""

import re
from pathlib import Path

import pytest

from fabrique import jour, qualicli
from qualicli.operations.diagnostiquer import diagnostiquer
from qualicli.rendus.diagnostic import console
from qualicli.rendus.ecran import Ecran, largeur, replier, texte

EXEMPLE = Path(__file__).parents[2] / "exemples" / "alpes-maritimes-2021"
NOMBRE = re.compile(r"\d[\d,./]*")


@pytest.fixture(scope="module")
def ecran() -> Ecran:
    resultat = diagnostiquer(EXEMPLE, jour("2021-03-03"))
    return console.rendre(resultat, ["module", "site", "service", "engagement"])


@pytest.mark.parametrize("colonnes", range(40, 201, 8))
def test_un_nombre_reste_entier_a_toute_largeur(ecran: Ecran, colonnes: int) -> None:
    replie = replier(ecran, colonnes)
    assert NOMBRE.findall(texte(replie)) == NOMBRE.findall(texte(ecran))
    assert all(largeur(ligne) <= colonnes for ligne in texte(replie).splitlines())


def test_un_terminal_assez_large_ne_change_rien(ecran: Ecran) -> None:
    assert replier(ecran, 200) == ecran


def test_un_chiffre_long_elargit_sa_colonne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        console, "_textes", lambda _: ("99,9 % 12345/12346", "88,8 % 11111/12346", "77,7 % 123456/654321")
    )
    dit = texte(console.rendre(diagnostiquer(EXEMPLE, jour("2021-03-03")), ["module"]))
    assert "  99,9 % 12345/12346  88,8 % 11111/12346  77,7 % 123456/654321\n" in dit


def test_un_constat_bloquant_ouvert_donne_le_code_1(tmp_path: Path) -> None:
    loire = EXEMPLE.with_name("loire-2022")
    assert "non-conformité ouverte" not in qualicli("diagnostic", loire, "--date", "2022-03-15")
    dit = qualicli("diagnostic", loire, "--date", "2022-05-15", code=1)
    assert "non-conformité ouverte" in dit


def test_chaque_site_dit_ses_raisons() -> None:
    dit = qualicli("diagnostic", EXEMPLE, "--date", "2021-03-03").replace("\u00a0", " ")
    assert "  Sous-préfecture de Grasse : non\n    - réalisation prouvée 26,9 % (7/26), cible 100 %\n" in dit
