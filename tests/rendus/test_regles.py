"""La commande `regles` : la liste, l'explication, la page."""

import json

import pytest

from qualicli.cli.application import lancer
from qualicli.regles import REGLES
from qualicli.rendus.regles import FAMILLES, fiche, page


def appeler(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = lancer(["regles", *arguments])
    return code, *capsys.readouterr()


def test_toute_famille_a_un_nom_et_n_apparait_qu_une_fois() -> None:
    prefixes = {r.code[:3] for r in REGLES}
    assert prefixes <= set(FAMILLES)
    titres = [ligne for ligne in page().split("\n") if ligne.startswith("## ")]
    assert sorted(titres) == sorted(["## Sommaire", *(f"## {p} : {FAMILLES[p]}" for p in prefixes)])


def test_la_liste_nomme_chaque_regle(capsys: pytest.CaptureFixture[str]) -> None:
    code, sortie, _ = appeler(capsys)
    assert code == 0
    assert all(f"  {r.code}  {r.gravite.nom:<13}  {r.titre}\n" in sortie for r in REGLES)


def test_une_regle_s_explique_avec_de_quoi_l_accepter(capsys: pytest.CaptureFixture[str]) -> None:
    code, sortie, _ = appeler(capsys, "ref001")
    assert code == 0
    assert "Gravité : erreur" in sortie
    assert "    suppressions:\n      - code: REF001\n" in sortie


def test_une_regle_de_lecture_ne_s_accepte_pas(capsys: pytest.CaptureFixture[str]) -> None:
    _, sortie, _ = appeler(capsys, "LEC001")
    assert "ne peut pas être acceptée" in sortie
    assert "suppressions:" not in sortie


def test_un_code_inconnu_propose_le_plus_proche(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, erreurs = appeler(capsys, "LEC01")
    assert code == 2
    assert "Vouliez-vous dire « LEC001 » ?" in erreurs


def test_le_json_donne_toutes_les_regles_ou_une(capsys: pytest.CaptureFixture[str]) -> None:
    toutes = json.loads(appeler(capsys, "--format", "json")[1])
    assert toutes["format"] == 1
    assert [r["code"] for r in toutes["regles"]] == [r.code for r in REGLES]
    assert json.loads(appeler(capsys, "FMT002", "--format", "json")[1])["regles"][0]["titre"] == "Valeur inconnue"


def test_la_page_contient_chaque_regle_et_son_ancre(capsys: pytest.CaptureFixture[str]) -> None:
    sortie = appeler(capsys, "--format", "markdown")[1]
    assert sortie == page()
    for regle in REGLES:
        assert f"- [{regle.code}](#{regle.code.lower()}) " in sortie
        assert f'<a id="{regle.code.lower()}"></a>\n\n### {regle.code} : ' in sortie
        assert fiche(regle) in sortie
