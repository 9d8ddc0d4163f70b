"""Le paquet installé, et non les sources : il porte ses données et suffit dans un environnement neuf."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

DEPOT = Path(__file__).parents[1]
PROPRE = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}


def lancer(*commande: object, ou: Path) -> str:
    resultat = subprocess.run(
        [*map(str, commande)], cwd=ou, env=PROPRE, capture_output=True, encoding="utf-8", check=False
    )
    assert resultat.returncode == 0, (commande, resultat.stdout, resultat.stderr)
    return resultat.stdout


@pytest.fixture(scope="module")
def roue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sortie = tmp_path_factory.mktemp("roue")
    lancer(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        DEPOT,
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        sortie,
        ou=sortie,
    )
    (fichier,) = sortie.glob("*.whl")
    return fichier


def test_la_roue_porte_les_referentiels_et_les_gabarits_et_rien_d_inutile(roue: Path) -> None:
    noms = zipfile.ZipFile(roue).namelist()
    for dossier in ("referentiels", "templates"):
        livres = {p.relative_to(DEPOT).as_posix() for p in (DEPOT / dossier).rglob("*") if p.is_file()}
        assert {f"qualicli/_donnees/{nom}" for nom in livres} <= set(noms)
    assert not [n for n in noms if n.startswith(("tests", "exemples", "docs")) or "__pycache__" in n]


def test_un_environnement_neuf_suffit(roue: Path, tmp_path: Path) -> None:
    neuf = tmp_path / "neuf"
    lancer(sys.executable, "-m", "venv", "--without-pip", neuf, ou=tmp_path)
    binaires = neuf / ("Scripts" if os.name == "nt" else "bin")
    python, qualicli = binaires / "python", binaires / "qualicli"
    contraintes = DEPOT / "constraints.txt"
    lancer(sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "-c", contraintes, roue, ou=tmp_path)
    assert lancer(qualicli, "--version", ou=tmp_path).startswith("qualicli ")
    liste = lancer(python, "-m", "qualicli", "referentiel", "lister", ou=tmp_path)
    assert all(p.stem in liste for p in (DEPOT / "referentiels").glob("*.yaml"))
    lancer(qualicli, "nouveau", "essai", "--nom", "Préfecture", "--site", "a=A", "--exemple", ou=tmp_path)
    assert "est conforme" in lancer(qualicli, "valider", "essai", "--strict", ou=tmp_path)
    assert "Labellisable" in lancer(
        qualicli, "diagnostic", DEPOT / "exemples" / "loire-2022", "--date", "2022-03-15", ou=tmp_path
    )
