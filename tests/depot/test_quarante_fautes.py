"""Le dossier de toutes les fautes : chaque anomalie à sa ligne, aucune n'en cache une autre, rien n'est de trop.

Les lignes fautives de `tests/cas/quarante-fautes/` portent leur code (« #! PRV004 ») ; `attendus.txt` donne celles qu'une
annotation fausserait. Ce que git abîmerait est ajouté à une copie du dossier.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fabrique import qualicli
from qualicli.depot.ramassage import TAILLE_MAX
from qualicli.modeles.anomalie import Anomalie
from qualicli.operations.valider import valider
from qualicli.regles import REGLES

DOSSIER = Path(__file__).parents[1] / "cas" / "quarante-fautes"
AU = date(2022, 3, 15)
ANNOTATION = re.compile(r"#! ((?:[A-Z]{3}\d{3} ?)+)$", re.MULTILINE)
Lieu = tuple[str, int, str]


def attendues() -> set[Lieu]:
    lieux = set()
    for chemin in DOSSIER.rglob("*"):
        if chemin.is_file() and chemin.name != "attendus.txt":
            texte = chemin.read_text("utf-8")
            for trouve in ANNOTATION.finditer(texte):
                ligne = texte.count("\n", 0, trouve.start()) + 1
                lieux |= {(chemin.relative_to(DOSSIER).as_posix(), ligne, code) for code in trouve[1].split()}
    return lieux | {(fichier, ligne, code) for fichier, ligne, _, code in attendus()}


def attendus() -> set[tuple[str, int, int, str]]:
    lignes = (DOSSIER / "attendus.txt").read_text("utf-8").splitlines()
    trouves = (re.fullmatch(r"(.+):(\d+):(\d+) (\w+)", ligne) for ligne in lignes if not ligne.startswith("#"))
    return {(t[1], int(t[2]), int(t[3]), t[4]) for t in trouves if t}


@pytest.fixture(scope="module")
def trouvees() -> tuple[Anomalie, ...]:
    return valider(DOSSIER, AU).anomalies


def test_chaque_faute_est_trouvee_a_sa_ligne_et_rien_d_autre(trouvees: tuple[Anomalie, ...]) -> None:
    lieux = {(a.fichier, a.ligne, a.code) for a in trouvees}
    assert sorted(lieux - attendues()) == []
    assert sorted(attendues() - lieux) == []


def test_le_dossier_compte_bien_plus_de_quarante_fautes(trouvees: tuple[Anomalie, ...]) -> None:
    assert len({a.code for a in trouvees}) > 130
    assert len(trouvees) > 150


def test_une_faute_sans_annotation_a_sa_colonne(trouvees: tuple[Anomalie, ...]) -> None:
    assert attendus() <= {(a.fichier, a.ligne, a.colonne, a.code) for a in trouvees}


def test_chaque_anomalie_designe_une_ligne_qui_existe_et_dit_que_faire(trouvees: tuple[Anomalie, ...]) -> None:
    for anomalie in trouvees:
        chemin = DOSSIER / anomalie.fichier
        lignes = chemin.read_text("utf-8").splitlines() if chemin.is_file() else []
        assert anomalie.ligne <= max(1, len(lignes))
        assert anomalie.colonne <= len(lignes[anomalie.ligne - 1] if lignes else "") + 1
        assert anomalie.message[-1] in ".»?"
        assert anomalie.conseil


def crlf(racine: Path) -> None:
    chemin = racine / "jalons/comite.yaml"
    chemin.write_bytes(chemin.read_bytes().replace(b"\n", b"\r\n"))


def lien(racine: Path) -> None:
    try:
        (racine / "preuves/dehors.pdf").symlink_to(racine.parent)
    except OSError:
        pytest.skip("les liens symboliques demandent un droit, ici")


def casse(racine: Path) -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("le système de fichiers ignore la casse")
    (racine / "Actions").mkdir()
    (racine / "Actions/a.txt").write_text("x")


def reserve(racine: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("ce nom est impossible")
    (racine / "preuves/con.pdf").write_bytes(b"x")


def tube(racine: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("pas de tube nommé ici")
    os.mkfifo(racine / "actions/tube.yaml")


def deposer(fichier: str, octets: bytes) -> Callable[[Path], None]:
    return lambda racine: (racine / fichier).write_bytes(octets) and None


AJOUTS: list[tuple[Callable[[Path], None], set[Lieu]]] = [
    (deposer("actions/binaire.yaml", b"PK\x03\x04\x00"), {("actions/binaire.yaml", 1, "LEC004")}),
    (deposer("actions/latin.yaml", b"# ligne\nintitule: \xe9t\xe9\n"), {("actions/latin.yaml", 2, "LEC004")}),
    (deposer("actions/fusion.yaml", b"a: 1\n<<<<<<< HEAD\nb: 2\n"), {("actions/fusion.yaml", 2, "LEC005")}),
    (
        deposer("jalons/bom.yaml", b"\xef\xbb\xbfintitule: Audit\ndate_initiale: 2022-09\n"),
        {("jalons/bom.yaml", 1, "LEC007")},
    ),
    (crlf, {("jalons/comite.yaml", 1, "LEC008")}),
    (deposer("actions/grosse.yaml", b"a: " + b"b" * TAILLE_MAX), {("actions/grosse.yaml", 1, "LEC012")}),
    (lien, {("preuves/dehors.pdf", 1, "LEC013")}),
    (reserve, {("preuves/con.pdf", 1, "LEC014"), ("preuves/con.pdf", 1, "PRV014")}),
    (casse, {("actions", 1, "LEC015"), ("Actions", 1, "FMT007")}),
    (tube, {("actions/tube.yaml", 1, "LEC019")}),
]


@pytest.mark.parametrize(
    ("ajouter", "lieux"), AJOUTS, ids=lambda v: "" if callable(v) else " ".join(sorted(c for *_, c in v))
)
def test_ce_que_git_abimerait(ajouter: Callable[[Path], None], lieux: set[Lieu], tmp_path: Path) -> None:
    copie = shutil.copytree(DOSSIER, tmp_path / "quarante-fautes")
    ajouter(copie)
    assert {(a.fichier, a.ligne, a.code) for a in valider(copie, AU).anomalies} == attendues() | lieux


def test_toute_regle_a_sa_faute() -> None:
    codes = {code for *_, code in attendues()} | {code for _, lieux in AJOUTS for *_, code in lieux}
    codes.add("FMT008")  # aucune clé du format n'a encore changé de nom : test_renommage en essaie d'imaginaires
    assert {regle.code for regle in REGLES} - codes == set()


def test_le_texte_entier(reference: Callable[[str, str], None]) -> None:
    reference("valider/quarante-fautes.txt", qualicli("valider", DOSSIER, "--date", AU, "--format", "texte", code=1))
