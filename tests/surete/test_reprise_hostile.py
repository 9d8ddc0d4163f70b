"""Une reprise ne croit rien : un journal reçu ne déplace pas un fichier d'ailleurs, et n'écrit que des fiches."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from qualicli.cli.application import lancer
from qualicli.depot.interruption import ATELIER, JOURNAL
from qualicli.depot.inventaire import empreinte_octets
from qualicli.depot.transaction import ecrire_ensemble, reprendre
from qualicli.erreurs import ErreurEcriture
from tests.surete.fabrique_surete import FICHES, dossier, etat, poser

MAL = b"#!/bin/sh\ntouch /tmp/execute\n"


def recevoir(racine: Path, **changements: Any) -> Path:
    """Un dossier reçu, avec un journal forgé ; une entrée honnête, sauf ce que l'on change."""
    (racine / ATELIER).mkdir(parents=True)
    (racine / ATELIER / "0").write_bytes(MAL)
    entree = {"fichier": "actions/neuve.yaml", "avant": None, "apres": empreinte_octets(MAL), "brouillon": "0"}
    journal = {"format": 1, "fichiers": [entree | changements]}
    (racine / ATELIER / JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
    return poser(racine, {**FICHES, ".git/config": ""})


def test_une_reprise_honnete_finit(tmp_path: Path) -> None:
    assert reprendre(recevoir(tmp_path)) == ["actions/neuve.yaml"]
    assert (tmp_path / "actions" / "neuve.yaml").read_bytes() == MAL
    assert not (tmp_path / ATELIER).exists()


CHEMINS = [
    ".git/hooks/pre-commit",
    ".git/hooks/x.yaml",
    ".GIT/hooks/x.yaml",
    "actions/.git/config.yaml",
    "actions/../.git/hooks/x.yaml",
    "../dehors.yaml",
    "actions/../../dehors.yaml",
    "/tmp/dehors.yaml",
    "C:/dehors.yaml",
    "C:dehors.yaml",
    "actions\\..\\..\\dehors.yaml",
    "actions//neuve.yaml",
    "actions/./neuve.yaml",
    "actions/",
    "actions",
    "",
    ".",
    "actions/CON.yaml",
    "actions/nul.yaml",
    "actions/a.yaml:flux.yaml",
    "actions/fin.yaml.",
    "actions/.cache.yaml",
    ".vscode/settings.json",
    ".github/workflows/qualicli.yml",
    ".pre-commit-config.yaml",
    "gabarits/copil.md.j2",
    "scripts/x.yaml",
    "preuves/programme.exe",
    "actions/a\x00.yaml",
    "actions/\ud800.yaml",
    "GIT~1/hooks/x.yaml",
    f"{ATELIER}/1.yaml",
]


@pytest.mark.parametrize("fichier", CHEMINS, ids=repr)
def test_seule_une_fiche_se_pose(tmp_path: Path, fichier: str) -> None:
    racine = recevoir(tmp_path / "d", fichier=fichier)
    avant = etat(tmp_path)
    with pytest.raises(ErreurEcriture):
        reprendre(racine)
    assert etat(tmp_path) == avant
    assert not (racine / ".git" / "hooks").exists()


@pytest.mark.parametrize(
    "brouillon", ["../../cle", "cle", "1", "../actions/poser.yaml", "/etc/passwd", "", 0, None, []]
)
def test_seul_un_brouillon_de_l_atelier_se_deplace(tmp_path: Path, brouillon: object) -> None:
    (tmp_path / "cle").write_bytes(MAL)
    racine = recevoir(tmp_path / "d", brouillon=brouillon)
    with pytest.raises(ErreurEcriture, match="illisible"):
        reprendre(racine)
    assert (tmp_path / "cle").read_bytes() == MAL
    assert not (racine / "actions" / "neuve.yaml").exists()


@pytest.mark.parametrize("apres", ["", "0" * 64, "A" * 64, None, 12, empreinte_octets(b"autre")])
def test_un_brouillon_qui_n_est_pas_celui_du_journal_ne_se_pose_pas(tmp_path: Path, apres: object) -> None:
    racine = recevoir(tmp_path, apres=apres)
    with pytest.raises(ErreurEcriture):
        reprendre(racine)
    assert not (racine / "actions" / "neuve.yaml").exists()


def test_un_lien_symbolique_n_est_suivi_nulle_part(tmp_path: Path) -> None:
    (tmp_path / "cle").write_bytes(MAL)
    brouillon = recevoir(tmp_path / "a") / ATELIER / "0"
    brouillon.unlink()
    brouillon.symlink_to(tmp_path / "cle")
    (tmp_path / "atelier").mkdir()
    recevoir(tmp_path / "b")
    (tmp_path / "b" / ATELIER).rename(tmp_path / "ailleurs")
    (tmp_path / "b" / ATELIER).symlink_to(tmp_path / "ailleurs", target_is_directory=True)
    recevoir(tmp_path / "c", fichier="retours/neuve.yaml")
    (tmp_path / "c" / ".git" / "hooks").mkdir()
    (tmp_path / "c" / "retours").symlink_to(".git/hooks", target_is_directory=True)
    recevoir(tmp_path / "d", fichier="retours/neuve.yaml")
    (tmp_path / "d" / "retours").symlink_to("actions", target_is_directory=True)
    recevoir(tmp_path / "e")
    (tmp_path / "e" / "actions" / "neuve.yaml").symlink_to("poser.yaml")
    avant = etat(tmp_path)
    for nom in "abcde":
        with pytest.raises(ErreurEcriture):
            reprendre(tmp_path / nom)
    assert etat(tmp_path) == avant
    assert not list((tmp_path / "c" / ".git" / "hooks").iterdir())


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"fichiers": []}',
        b'{"format": 1}',
        b'{"format": 1, "fichiers": {}}',
        b'{"format": 1, "fichiers": [null]}',
        b'{"format": 1, "fichiers": [{"fichier": "actions/a.yaml"}]}',
        b'{"format": 1, "fichiers": [{"fichier": 1, "avant": null, "apres": "", "brouillon": "0"}]}',
        b'{"format": 9, "fichiers": []}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 1, "fichiers": [' + b"9" * 5000 + b"]}",
    ],
)
def test_un_journal_illisible_se_dit(tmp_path: Path, journal: bytes) -> None:
    racine = recevoir(tmp_path)
    (racine / ATELIER / JOURNAL).write_bytes(journal)
    with pytest.raises(ErreurEcriture, match="illisible"):
        reprendre(racine)
    assert (racine / ATELIER / "0").exists()


def test_un_journal_demesure_ou_qui_n_est_pas_un_fichier_se_refuse(tmp_path: Path) -> None:
    racine = recevoir(tmp_path / "a")
    with (racine / ATELIER / JOURNAL).open("wb") as flux:
        flux.truncate(20 * 2**20)
    with pytest.raises(ErreurEcriture, match="démesuré"):
        reprendre(racine)
    racine = recevoir(tmp_path / "b")
    (racine / ATELIER / JOURNAL).unlink()
    os.mkfifo(racine / ATELIER / JOURNAL) if hasattr(os, "mkfifo") else (racine / ATELIER / JOURNAL).mkdir()
    with pytest.raises(ErreurEcriture, match="ordinaire"):
        reprendre(racine)


def test_un_fichier_nomme_deux_fois_se_refuse(tmp_path: Path) -> None:
    racine = recevoir(tmp_path)
    journal = json.loads((racine / ATELIER / JOURNAL).read_bytes())
    journal["fichiers"].append({**journal["fichiers"][0], "brouillon": "1", "fichier": "actions/Neuve.yaml"})
    (racine / ATELIER / JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
    with pytest.raises(ErreurEcriture, match="deux fois"):
        reprendre(racine)


@pytest.mark.parametrize("fichier", CHEMINS, ids=repr)
def test_un_import_ne_pose_lui_aussi_que_des_fiches(tmp_path: Path, fichier: str) -> None:
    poser(tmp_path)
    avant = etat(tmp_path)
    with pytest.raises(ErreurEcriture):
        ecrire_ensemble(tmp_path, {"services.yaml": b"x", fichier: MAL}, {"services.yaml": avant["services.yaml"]})
    assert etat(tmp_path) == avant


def test_la_commande_refuse_en_une_phrase(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    racine = dossier(tmp_path / "d")
    recevoir(racine, fichier=".git/hooks/pre-commit")
    assert lancer(["importer", "reprendre", str(racine)]) == 3
    assert "n'est pas une fiche" in capsys.readouterr().err
    assert not (racine / ".git" / "hooks").exists()
