"""La première et la dernière date qui s'écrivent, en option comme dans les fiches : une phrase, jamais une panne."""

import re
from pathlib import Path

import pytest

from endurance.tirs import fichiers_sains
from qualicli.cli.application import lancer

DATES = ("0001-01-01", "9999-12-31")
LUES = (
    *(("valider",), ("diagnostic",), ("ecarts",), ("a-faire",), ("actions",), ("parcours",), ("indicateurs",)),
    *(("enquetes",), ("delais",), ("rapport", "bilan"), ("rapport", "passation"), ("rapport", "copil")),
    *(
        ("rapport", "politique"),
        ("rapport", "ecarts"),
        ("rapport", "point-etape"),
        ("audit", "pret", "audit-blanc-2022"),
    ),
)
ECRITES = (
    *(("exporter", "agenda", "-o", "a.ics"), ("audit", "paquet", "audit-blanc-2022", "-o", "p.zip")),
    *(("commander", "--tous", "-o", "c", "--retour", "9999-12-31", "--oui"), ("relancer", "-o", "r", "--oui")),
    ("referentiel", "migrer", "qual-e-pref", "services-publics-plus-2023", ".", "--a-blanc"),
    *(("evaluer", "2.1", "realise", "--oui"), ("faire", "rampe-accueil", "--oui"), ("chercher", "accueil")),
)


@pytest.fixture
def racine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for nom, octets in fichiers_sains().items():
        (tmp_path / "d" / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "d" / nom).write_bytes(octets)
    monkeypatch.chdir(tmp_path / "d")
    return tmp_path / "d"


@pytest.mark.parametrize("au", DATES)
def test_aucune_commande_ne_tombe_a_une_date_extreme(racine: Path, au: str, capsys: pytest.CaptureFixture[str]) -> None:
    for commande in (*LUES, *ECRITES):
        code = lancer([*commande, "--date", au])
        dit = capsys.readouterr().err
        assert code in (0, 1, 2) and "Panne interne" not in dit and "Traceback" not in dit, (commande, dit)
        assert code != 2 or "existe pas" not in dit, (commande, dit)  # la commande a bien été essayée


@pytest.mark.long
@pytest.mark.parametrize("extreme", [*DATES, "0001", "9999-T4", "0001-01/9999-12"])
def test_aucune_commande_ne_tombe_sur_une_fiche_a_une_date_extreme(
    racine: Path, extreme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for chemin in racine.rglob("*.yaml"):
        texte = chemin.read_text("utf-8")
        chemin.write_text(re.sub(r"\b20\d\d-\d\d(-\d\d)?\b(?![/:-])", extreme, texte), encoding="utf-8", newline="\n")
    for commande in LUES:
        code = lancer([*commande, "--date", "2022-03-15"])
        dit = capsys.readouterr().err
        assert code in (0, 1, 2) and "Panne interne" not in dit and "Traceback" not in dit, (commande, dit)


@pytest.mark.parametrize("au", DATES)
def test_un_classeur_ne_s_etablit_pas_a_une_date_qu_on_ne_croirait_pas_au_retour(
    racine: Path, au: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lancer(["exporter", "excel", "-o", "x.xlsx", "--date", au]) == 2
    assert "Donnez une date de 1950 à 2100." in capsys.readouterr().err and not (racine / "x.xlsx").exists()
