"""La commande `valider` : le format selon le lieu, les chemins, le fichier de sortie, le code de sortie."""

import json
from pathlib import Path

import pytest

from qualicli.cli.application import lancer
from qualicli.rendus.anomalies import FORMATS


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un dépôt qui contient un dossier fautif, où l'on se trouve, hors de toute intégration continue."""
    for variable in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "GITLAB_CI", "CI_PROJECT_DIR"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "loire/preuves").mkdir(parents=True)
    (tmp_path / "loire/qualicli.yaml").write_text(
        "format: 1\norganisme: {nom: Préfecture}\nsites:\n  a: {nom: A}\nperimetre: []\n", "utf-8"
    )
    (tmp_path / "loire/preuves/charte.yaml").write_text("intitule: Charte\ntype: chartre\ndate: 2021-01-01\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def appeler(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = lancer([*arguments, "--date", "2022-03-15"])
    return code, *capsys.readouterr()


def test_le_texte_est_le_format_par_defaut_et_n_est_pas_colore(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, sortie, erreurs = appeler(capsys, "valider", "loire")
    assert (code, erreurs) == (1, "")
    assert "preuves/charte.yaml:2:7: erreur FMT002 : « chartre » n'est pas admis" in sortie
    assert "    2 | type: chartre\n      |       ^\n" in sortie
    assert "\x1b" not in sortie


@pytest.mark.parametrize(
    ("variable", "debut", "journal"),
    [
        ("GITHUB_ACTIONS", "::error file=loire/preuves/charte.yaml,line=2,col=7,", ""),
        ("GITLAB_CI", "[\n", "Au 15 mars"),
    ],
)
def test_le_format_suit_l_integration_continue(
    depot: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    debut: str,
    journal: str,
) -> None:
    monkeypatch.setenv(variable, "true")
    code, sortie, erreurs = appeler(capsys, "valider", "loire")
    assert code == 1
    assert sortie.startswith(debut)
    assert erreurs.startswith(journal)
    assert appeler(capsys, "valider", "loire", "--format", "texte")[1].startswith("preuves/charte.yaml")


def test_les_chemins_partent_de_la_racine_du_depot(
    depot: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(depot / "loire/preuves")
    assert '"path": "preuves/charte.yaml"' in appeler(capsys, "valider", "--format", "gitlab")[1]
    monkeypatch.setenv("CI_PROJECT_DIR", str(depot))
    assert '"path": "loire/preuves/charte.yaml"' in appeler(capsys, "valider", "--format", "gitlab")[1]


def test_la_sortie_va_dans_un_fichier_et_le_compte_a_l_ecran(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, sortie, _ = appeler(capsys, "valider", "loire", "--format", "json", "-o", "rapports/anomalies.json")
    assert code == 1
    assert json.loads((depot / "rapports/anomalies.json").read_text("utf-8"))["dossier"] == "loire"
    assert sortie.startswith("Au 15 mars 2022, le dossier « loire » n'est pas conforme : 1 erreur")
    assert sortie.count("\n") == 1


def test_une_sortie_impossible_est_une_panne_dite_en_francais(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, erreurs = appeler(capsys, "valider", "loire", "-o", "loire")
    assert code == 3
    assert "ne peut pas être écrit" in erreurs


def test_une_version_de_format_inconnue_sort_en_1(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = depot / "loire/qualicli.yaml"
    fichier.write_text(fichier.read_text("utf-8").replace("format: 1", "format: 9"), "utf-8")
    code, sortie, _ = appeler(capsys, "valider", "loire")
    assert code == 1
    assert "qualicli.yaml:1:9: erreur LEC017" in sortie


def test_strict_fait_echouer_un_avertissement(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "loire/preuves/charte.yaml").rename(depot / "loire/preuves/charte.yml")  # FMT007 : pas lu
    assert appeler(capsys, "valider", "loire")[0] == 0
    assert appeler(capsys, "valider", "loire", "--strict")[0] == 1


def test_un_format_inconnu_propose_le_plus_proche(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, erreurs = appeler(capsys, "valider", "loire", "--format", "sarife")
    assert code == 2
    assert "« sarif »" in erreurs


@pytest.mark.parametrize("forme", FORMATS)
def test_chaque_format_se_demande_et_ne_change_rien_au_dossier(
    depot: Path, capsys: pytest.CaptureFixture[str], forme: str
) -> None:
    avant = {f: f.read_bytes() for f in depot.rglob("*.*")}
    code, sortie, _ = appeler(capsys, "valider", "loire", "--format", forme)
    assert code == 1
    assert "FMT002" in sortie
    assert {f: f.read_bytes() for f in depot.rglob("*.*")} == avant
