"""Le kit hors ligne, construit puis utilisé dans un environnement qui n'atteint aucun réseau."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

DEPOT = Path(__file__).parents[1]
# Un mandataire qui ne répond pas : la moindre requête échoue, sur tout système et sans droit particulier.
SANS_RESEAU = {
    **{k: v for k, v in os.environ.items() if not k.upper().startswith(("PIP_", "PYTHONPATH"))},
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"),
    "PIP_CONFIG_FILE": os.devnull,
    "NO_PROXY": "",
}
PYTHON = "{}.{}".format(*sys.version_info[:2])

pytestmark = pytest.mark.long


def lancer(*commande: object, ou: Path, **environnement: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, commande)],
        cwd=ou,
        env={**SANS_RESEAU, **environnement},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def en_entier(request: pytest.FixtureRequest) -> None:
    """La suite ordinaire construit le kit et lance son archive ; le reste, qui installe et télécharge, est long."""
    if not request.config.getoption("--long"):
        pytest.skip("une demi-minute ; --long le joue")


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("kit") / "qualicli"
    commande = [sys.executable, str(DEPOT / ".ci" / "kit.py"), "-o", str(dossier)]
    fait = subprocess.run(commande, capture_output=True, encoding="utf-8", check=False)
    assert fait.returncode == 0, fait.stdout + fait.stderr
    return dossier


def notice(kit: Path, debut: str) -> str:
    """La commande de la notice qui commence ainsi, pour ce système."""
    lignes = [ligne.strip() for ligne in (kit / "LISEZMOI.txt").read_text("utf-8").splitlines()]
    return next(ligne for ligne in lignes if ligne.startswith(debut))


def test_le_reseau_est_bien_coupe(tmp_path: Path) -> None:
    essai = lancer(sys.executable, "-m", "pip", "download", "--retries", 0, "rich", "-d", tmp_path, ou=tmp_path)
    assert essai.returncode != 0


@pytest.mark.usefixtures("en_entier")
def test_les_deux_lignes_de_la_notice_installent_l_outil_sans_reseau(kit: Path, tmp_path: Path) -> None:
    prefixe = "py" if os.name == "nt" else "python"
    foyer = {"LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    for debut in (f"{prefixe}{' -' if prefixe == 'py' else ''}{PYTHON} -m venv", None):
        ligne = notice(kit, debut or ("%LOCALAPPDATA%" if os.name == "nt" else "~/.local"))
        fait = subprocess.run(
            ligne, shell=True, cwd=kit, env={**SANS_RESEAU, **foyer}, capture_output=True, encoding="utf-8", check=False
        )
        assert fait.returncode == 0, (ligne, fait.stdout, fait.stderr)
    outil = tmp_path / ("qualicli/Scripts/qualicli.exe" if os.name == "nt" else ".local/share/qualicli/bin/qualicli")
    diagnostic = lancer(outil, "diagnostic", DEPOT / "exemples" / "loire-2022", "--date", "2022-03-15", ou=tmp_path)
    assert "QUAL-E-PREF" in diagnostic.stdout, diagnostic.stderr


def test_l_archive_d_un_seul_fichier_se_lance_sans_rien_installer(kit: Path, tmp_path: Path) -> None:
    (archive,) = kit.glob("*.pyz")
    nu = [sys.executable, "-I", archive]  # -I : aucun paquet de l'environnement des tests n'est visible par PYTHONPATH
    fait = lancer(*nu, "referentiel", "lister", ou=tmp_path, SHIV_ROOT=str(tmp_path / "shiv"))
    assert all(p.stem in fait.stdout for p in (DEPOT / "referentiels").glob("*.yaml")), fait.stderr


def test_une_roue_abimee_est_refusee(kit: Path, tmp_path: Path) -> None:
    copie = tmp_path / "kit"
    copie.mkdir()
    for fichier in kit.iterdir():
        (copie / fichier.name).write_bytes(fichier.read_bytes())
    roue = next(copie.glob("rich-*.whl"))
    roue.write_bytes(roue.read_bytes() + b"\0")
    commande = [sys.executable, "-m", "pip", "install", "--no-index", "--find-links", copie, "--require-hashes"]
    fait = lancer(*commande, "-r", copie / "exigences.txt", "--target", tmp_path / "cible", ou=copie)
    assert fait.returncode != 0 and "hash" in fait.stderr.lower()


def test_chaque_fichier_a_son_empreinte(kit: Path) -> None:
    lignes = dict(reversed(ligne.split("  ")) for ligne in (kit / "empreintes.txt").read_text("utf-8").splitlines())
    assert set(lignes) == {f.name for f in kit.iterdir()} - {"empreintes.txt"}
    for nom, attendue in lignes.items():
        assert hashlib.sha256((kit / nom).read_bytes()).hexdigest() == attendue


@pytest.mark.usefixtures("en_entier")
def test_un_kit_pour_windows_se_construit_d_ici(tmp_path: Path) -> None:
    dossier = tmp_path / "kit"
    commande = [sys.executable, str(DEPOT / ".ci" / "kit.py"), "-o", str(dossier), "--plateforme", "windows"]
    fait = subprocess.run([*commande, "--python", "3.12"], capture_output=True, encoding="utf-8", check=False)
    assert fait.returncode == 0, fait.stdout + fait.stderr
    roues = [f.name for f in dossier.glob("*.whl")]
    assert any(n.startswith("colorama-") for n in roues)  # que seul Windows demande
    assert {n.rpartition("-")[2] for n in roues} == {"any.whl", "win_amd64.whl"}
    assert all("-cp312-" in n or "-abi3-" in n for n in roues if n.endswith("win_amd64.whl"))
