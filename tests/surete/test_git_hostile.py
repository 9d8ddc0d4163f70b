"""Git est interrogé sans rien exécuter de ce que le dossier règle, et la garde du travail non commité ne disparaît pas."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qualicli.depot.suivi_git import non_commites
from qualicli.erreurs import ErreurEcriture
from tests.surete.fabrique_surete import FICHES, POSIX, depot, git, poser, temoin

pytestmark = pytest.mark.skipif(not POSIX, reason="les programmes témoins sont des scripts sh")
FICHE = "actions/poser.yaml"


def fichiers_non_commites(racine: Path) -> dict[str, str]:
    return {n.fichier: n.raison for n in non_commites(racine, [*FICHES, "absent.yaml"])}


def test_hors_d_un_depot_rien_n_est_retenu(tmp_path: Path) -> None:
    assert fichiers_non_commites(poser(tmp_path)) == {}


def test_ce_qui_n_est_pas_commite_est_dit_avec_sa_raison(tmp_path: Path) -> None:
    racine = depot(tmp_path)
    assert fichiers_non_commites(racine) == {}
    poser(racine, {FICHE: "intitule: autre\n"})
    assert "non commités" in fichiers_non_commites(racine)[FICHE]
    git(racine, "add", FICHE)
    assert "préparés" in fichiers_non_commites(racine)[FICHE]
    poser(racine, {"services.yaml": "services: {}\n"})
    git(racine, "rm", "-q", "--cached", "jalons/lancer.yaml")
    assert set(fichiers_non_commites(racine)) == set(FICHES)
    assert non_commites(racine / "actions", ["poser.yaml"])[0].fichier == "poser.yaml"


def test_avant_le_premier_commit_tout_est_non_commite(tmp_path: Path) -> None:
    git(poser(tmp_path), "init", "-q")
    assert set(fichiers_non_commites(tmp_path)) == set(FICHES)


def test_un_fichier_ignore_n_est_pas_ecrase(tmp_path: Path) -> None:
    racine = depot(tmp_path, {"services.yaml": "a: 1\n", ".gitignore": "actions/\n"})
    poser(racine)
    assert fichiers_non_commites(racine)[FICHE] == "git ne le suit pas"


@pytest.mark.parametrize("drapeau", ["--assume-unchanged", "--skip-worktree"])
def test_un_fichier_que_git_a_ordre_de_ne_pas_voir_est_vu(tmp_path: Path, drapeau: str) -> None:
    racine = depot(tmp_path)
    git(racine, "update-index", drapeau, FICHE)
    assert fichiers_non_commites(racine) == {}
    poser(racine, {FICHE: "travail\n"})
    assert "ordre de ne pas les voir" in fichiers_non_commites(racine)[FICHE]


def test_des_fins_de_ligne_converties_ne_sont_pas_un_travail(tmp_path: Path) -> None:
    racine = depot(tmp_path)
    poser(racine, {FICHE: FICHES[FICHE].replace("\n", "\r\n")})
    assert fichiers_non_commites(racine) == {}


def test_un_index_abime_arrete_et_se_dit(tmp_path: Path) -> None:
    racine = depot(tmp_path)
    (racine / ".git" / "index").write_bytes(b"DIRC\0\0\0\2abime")
    with pytest.raises(ErreurEcriture, match="index est abîmé"):
        fichiers_non_commites(racine)


@pytest.mark.skipif(not POSIX or os.geteuid() != 0, reason="il faut pouvoir donner le dossier à un autre compte")
def test_un_dossier_d_un_autre_compte_arrete_et_se_dit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    racine = depot(tmp_path / "d")
    for chemin in (racine, *racine.rglob("*")):
        os.chown(chemin, 1234, 1234)
    with pytest.raises(ErreurEcriture, match="autre compte") as refus:
        fichiers_non_commites(racine)
    assert "safe.directory" in refus.value.conseil


def test_sans_git_un_depot_arrete_et_le_dit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    racine = depot(tmp_path / "d")
    (tmp_path / "d" / "git").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "d" / "git").chmod(0o755)
    monkeypatch.chdir(racine)  # un « git » du dossier courant n'est pas le nôtre
    monkeypatch.setenv("PATH", f".{os.pathsep}")
    with pytest.raises(ErreurEcriture, match="pas installé"):
        fichiers_non_commites(racine)


def test_un_git_inutilisable_arrete(tmp_path: Path) -> None:
    (poser(tmp_path) / ".git").write_text("gitdir: nulle-part\n", encoding="utf-8")
    with pytest.raises(ErreurEcriture, match="Impossible de savoir"):
        fichiers_non_commites(tmp_path)


def test_un_depot_qui_designe_un_autre_dossier_arrete(tmp_path: Path) -> None:
    racine = depot(tmp_path / "d")
    depot(tmp_path / "ailleurs")
    git(racine, "config", "core.worktree", str(tmp_path))
    with pytest.raises(ErreurEcriture, match="autre dossier"):
        fichiers_non_commites(racine)


def _filtrer(racine: Path, programme: str) -> None:
    poser(racine, {".gitattributes": "*.yaml filter=mal\n"})
    git(racine, "config", "filter.mal.clean", programme)
    git(racine, "config", "filter.mal.process", programme)
    git(racine, "config", "filter.mal.required", "true")


def _fsmonitor(racine: Path, programme: str) -> None:
    git(racine, "config", "core.fsmonitor", programme)


def _crochets(racine: Path, programme: str) -> None:
    for nom in ("post-index-change", "fsmonitor-watchman", "pre-commit", "reference-transaction"):
        (racine / ".git" / "hooks").mkdir(exist_ok=True)
        shutil.copy(programme, racine / ".git" / "hooks" / nom)


def _reglages(racine: Path, programme: str) -> None:
    for cle in ("core.pager", "core.sshCommand", "core.gitProxy", "core.editor", "core.askPass", "diff.external"):
        git(racine, "config", cle, programme)
    for alias in ("ls-files", "ls-tree", "rev-parse", "cat-file", "check-attr", "status"):
        git(racine, "config", f"alias.{alias}", f"!{programme}")
    git(racine, "config", "pager.ls-files", programme)


def _inclusion(racine: Path, programme: str) -> None:
    poser(racine, {"reglages.ini": f"[core]\n\tfsmonitor = {programme}\n\tpager = {programme}\n"})
    git(racine, "config", "include.path", "../reglages.ini")


def _clone_partiel(racine: Path, programme: str) -> None:
    """Un objet manquant, que git irait demander à un programme."""
    objet = git(racine, "rev-parse", "HEAD^{tree}").strip()
    git(racine, "config", "remote.origin.url", f"ext::{programme}")
    git(racine, "config", "remote.origin.promisor", "true")
    git(racine, "config", "extensions.partialClone", "origin")
    git(racine, "config", "core.repositoryFormatVersion", "1")
    git(racine, "config", "protocol.ext.allow", "always")
    (racine / ".git" / "objects" / objet[:2] / objet[2:]).unlink()


def _sous_module(racine: Path, programme: str) -> None:
    interne = depot(racine / "preuves" / "interne", {"a.yaml": "a: 1\n"})
    git(racine, "add", "preuves/interne")
    _fsmonitor(interne, programme)
    poser(interne, {"a.yaml": "a: 2\n"})


def _depot_nu(racine: Path, programme: str) -> None:
    """Un dépôt nu déposé parmi les fiches : git le prendrait pour le sien."""
    for nu in (racine, racine / "actions"):
        for nom in ("objects", "refs"):
            (nu / nom).mkdir(exist_ok=True)
        poser(nu, {"HEAD": "ref: refs/heads/main\n"})
        reglages = f"[core]\n\tbare = false\n\tworktree = {nu}\n\tfsmonitor = {programme}\n\tpager = {programme}\n"
        poser(nu, {"config": reglages})


@pytest.mark.parametrize(
    "attaque",
    [_filtrer, _fsmonitor, _crochets, _reglages, _inclusion, _clone_partiel, _sous_module, _depot_nu],
    ids=lambda a: a.__name__.strip("_"),
)
def test_rien_de_ce_que_le_dossier_regle_n_est_execute(tmp_path: Path, attaque: Callable[[Path, str], None]) -> None:
    trace, programme = temoin(tmp_path)
    racine = depot(tmp_path / "d")
    attaque(racine, programme)
    trace.unlink(missing_ok=True)  # ce que l'attaque elle-même a lancé en se préparant
    for texte in (FICHES[FICHE], "intitule: travail\n"):
        poser(racine, {FICHE: texte})
        os.utime(racine / FICHE, (1, 1))
        try:
            trouves = fichiers_non_commites(racine)
        except ErreurEcriture:
            trouves = {FICHE: "inconnu"}
        assert not trace.exists()
    assert FICHE in trouves


def test_un_depot_nu_sans_le_notre_n_est_pas_interroge(tmp_path: Path) -> None:
    trace, programme = temoin(tmp_path)
    racine = poser(tmp_path / "d")
    _depot_nu(racine, programme)
    assert fichiers_non_commites(racine) == {}
    assert not trace.exists()


def test_un_fichier_filtre_se_compare_par_son_objet_sinon_son_etat_est_inconnu(tmp_path: Path) -> None:
    racine = depot(tmp_path, {**FICHES, ".gitattributes": "actions/* filter=mal\n"})
    assert fichiers_non_commites(racine) == {}
    poser(racine, {FICHE: "travail\n"})
    assert fichiers_non_commites(racine)[FICHE].endswith("état est inconnu")


def test_un_fichier_lfs_se_compare_par_ce_que_lfs_en_a_note(tmp_path: Path) -> None:
    gros = "intitule: gros\n"
    empreinte = hashlib.sha256(gros.encode()).hexdigest()
    note = f"version https://git-lfs.github.com/spec/v1\noid sha256:{empreinte}\nsize {len(gros)}\n"
    racine = depot(tmp_path, {**FICHES, FICHE: note})
    poser(racine, {FICHE: gros, ".gitattributes": "actions/* filter=lfs\n"})
    assert fichiers_non_commites(racine) == {}
    poser(racine, {FICHE: "travail\n"})
    assert "inconnu" in fichiers_non_commites(racine)[FICHE]
