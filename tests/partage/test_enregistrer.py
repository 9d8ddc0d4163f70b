"""Enregistrer : ce qui a changé est dit en objets, seul le dossier est gardé, et chaque dépôt singulier a sa phrase."""

import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from fabrique_partage import DOSSIER, ELLE, MOI, ajouter, git, poser, poste, remplacer
from qualicli.cli.application import lancer

Capture = pytest.CaptureFixture[str]
EVALUATION = '  - {exigence: "1.2", statut: realise, date: 2026-02-03}'


def enregistrer(racine: Path, *options: str) -> int:
    return lancer(["enregistrer", "--dossier", str(racine), "--oui", "--auteur", MOI, *options])


def dernier(racine: Path) -> str:
    return git(racine, "log", "-1", "--format=%B").strip()


def test_le_message_dit_des_objets(tmp_path: Path, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    ajouter(racine, "engagements/essai/01.yaml", EVALUATION)
    ajouter(racine, "engagements/essai/01.yaml", EVALUATION.replace("02-03", "02-04"))
    poser(racine, {"preuves/guide.yaml": DOSSIER["preuves/charte.yaml"].replace("Charte", "Guide")})
    remplacer(racine, "actions/poser.yaml", "statut: a_faire", "statut: en_cours")
    poser(racine, {"preuves/charte.yaml": None})
    assert enregistrer(racine) == 0
    lignes = dernier(racine).splitlines()
    assert lignes[0] == "Ajoute 2 évaluations et 1 preuve ; modifie 1 action ; supprime 1 preuve"
    assert "- modifie : action « Poser les affiches » (actions/poser.yaml) · statut : à faire → en cours" in [
        ligne.replace("\u00a0", " ") for ligne in lignes
    ]
    assert git(racine, "log", "-1", "--format=%an <%ae>|%cn").strip() == f"{MOI}|Référente qualité"
    assert git(racine, "status", "--porcelain") == ""
    assert "Pour revenir en arrière : « qualicli annuler »." in capsys.readouterr().out


def test_les_entrees_des_fichiers_uniques_se_comptent_et_l_annuaire_ne_se_detaille_pas(tmp_path: Path) -> None:
    racine = poste(tmp_path / "d")
    ajouter(racine, "services.yaml", "  standard: {nom: Standard}")
    poser(racine, {"annuaire.yaml": "personnes:\n  ida-rose: {nom: Rose, prenom: Ida, fonction: Cheffe}\n"})
    assert enregistrer(racine) == 0
    assert dernier(racine).splitlines()[0] == "Ajoute 1 personne et 1 service"
    assert "ida-rose" not in dernier(racine)


def test_on_peut_dire_soi_meme_ce_qui_a_ete_fait(tmp_path: Path) -> None:
    racine = poste(tmp_path / "d")
    remplacer(racine, "actions/poser.yaml", "a_faire", "en_cours")
    assert enregistrer(racine, "--message", "Les affiches\nsont commandées") == 0
    assert dernier(racine).startswith("Les affiches sont commandées\n\nModifie 1 action\n- modifie : action")


def test_rien_a_enregistrer_se_dit(tmp_path: Path, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    avant = git(racine, "rev-parse", "HEAD")
    assert enregistrer(racine) == 0
    assert "Rien n'a changé" in capsys.readouterr().out
    assert git(racine, "rev-parse", "HEAD") == avant


def test_a_blanc_et_sans_personne_pour_repondre_rien_n_est_garde(tmp_path: Path, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    avant = git(racine, "rev-parse", "HEAD")
    remplacer(racine, "actions/poser.yaml", "a_faire", "en_cours")
    assert enregistrer(racine, "--a-blanc") == 0
    assert lancer(["enregistrer", "--dossier", str(racine)]) == 2
    assert "« qualicli enregistrer --oui »" in capsys.readouterr().err
    assert lancer(["enregistrer", "--dossier", str(racine), "--format", "json"]) == 0
    dit = json.loads(capsys.readouterr().out)
    assert (dit["enregistre"], dit["message"]) == (False, "Modifie 1 action")
    assert dit["changements"][0]["details"] == ["statut : à faire → en cours"]
    assert git(racine, "rev-parse", "HEAD") == avant


def test_un_fichier_invalide_se_dit_et_se_garde_si_on_le_veut(tmp_path: Path, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    remplacer(racine, "actions/poser.yaml", "a_faire", "presque")
    assert enregistrer(racine) == 1
    assert "actions/poser.yaml:3" in capsys.readouterr().out
    assert git(racine, "status", "--porcelain") == ""


def test_seuls_les_fichiers_du_dossier_et_jamais_ceux_que_git_ignore(tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    poser(depot, {"autre.txt": "a\n", "deja.txt": "a\n", ".gitignore": "*.tmp\nsecret/\n"})
    git(depot, "init", "-q", "-b", "main")
    git(depot, "-c", "user.name=x", "-c", "user.email=x@exemple.example", "commit", "-q", "--allow-empty", "-m", "x")
    racine = poser(depot / "demarche", DOSSIER)
    poser(racine, {"brouillon.tmp": "x", "secret/x.yaml": "a: 1\n", ".qualicli-import/0": "x"})
    git(depot, "add", "deja.txt")
    assert enregistrer(racine) == 0
    gardes = git(depot, "ls-tree", "-r", "--name-only", "HEAD").split()
    assert sorted(gardes) == sorted(f"demarche/{nom}" for nom in DOSSIER)
    assert "A  deja.txt" in git(depot, "status", "--porcelain")  # ce qui était préparé ailleurs le reste


def test_avant_le_premier_enregistrement_et_apres_une_suppression_du_disque(tmp_path: Path) -> None:
    racine = poser(tmp_path / "d", DOSSIER)
    git(racine, "init", "-q", "-b", "travail")
    git(racine, "add", "-A")
    poser(racine, {"preuves/charte.yaml": None})
    assert enregistrer(racine) == 0
    assert git(racine, "log", "--format=%s", "travail").count("\n") == 1
    assert "charte" not in git(racine, "ls-tree", "-r", "--name-only", "HEAD")


@pytest.mark.parametrize("reglage", ["true", "input"])
def test_des_fins_de_ligne_de_windows_ne_changent_rien(tmp_path: Path, reglage: str) -> None:
    racine = poste(tmp_path / "d")
    git(racine, "config", "core.autocrlf", reglage)
    for nom in DOSSIER:
        (racine / nom).write_bytes((racine / nom).read_bytes().replace(b"\n", b"\r\n"))
    remplacer(racine, "actions/poser.yaml", "a_faire", "en_cours")
    assert enregistrer(racine) == 0
    assert git(racine, "show", "--format=", "--numstat").split() == ["1", "1", "actions/poser.yaml"]
    assert b"\r\n" in (racine / "actions" / "poser.yaml").read_bytes()
    assert git(racine, "diff", "--stat") == ""


def test_un_nom_decompose_par_macos_est_le_meme_fichier(tmp_path: Path) -> None:
    racine = poste(tmp_path / "d", {**DOSSIER, "preuves/été.txt": "a\n"})
    (racine / "preuves" / "été.txt").rename(racine / "preuves" / unicodedata.normalize("NFD", "été.txt"))
    assert enregistrer(racine) == 0
    assert git(racine, "rev-list", "--count", "HEAD").strip() == "1"
    (racine / "preuves" / unicodedata.normalize("NFD", "été.txt")).write_text("b\n", encoding="utf-8")
    assert enregistrer(racine) == 0
    assert dernier(racine).splitlines()[0] == "Modifie 1 pièce"


def test_git_ne_sait_pas_qui_enregistre_une_phrase_et_rien_d_invente(tmp_path: Path, capsys: Capture) -> None:
    racine = poser(tmp_path / "d", DOSSIER)
    assert lancer(["enregistrer", "--commencer", "--oui", "--dossier", str(racine)]) == 1
    assert "--auteur" in capsys.readouterr().err
    assert lancer(["enregistrer", "--oui", "--dossier", str(racine), "--auteur", "Moi"]) == 1
    assert "courriel" in capsys.readouterr().err
    git(racine, "config", "user.name", "Référente")
    git(racine, "config", "user.email", "r@exemple.example")
    assert lancer(["enregistrer", "--oui", "--dossier", str(racine)]) == 0
    assert git(racine, "log", "-1", "--format=%an %ae").strip() == "Référente r@exemple.example"


def _detacher(racine: Path) -> None:
    git(racine, "checkout", "-q", "--detach")


def _fusionner(racine: Path) -> None:
    git(racine, "branch", "autre")
    for branche, statut in (("autre", "faite"), ("main", "en_cours")):
        git(racine, "checkout", "-q", branche)
        remplacer(racine, "actions/poser.yaml", "a_faire", statut)
        assert enregistrer(racine, "--auteur", ELLE) in (0, 1)
    os.system(f"cd '{racine}' && git -c user.name=x -c user.email=x merge -q autre >/dev/null 2>&1")
    assert "<<<<<<<" in (racine / "actions" / "poser.yaml").read_text(encoding="utf-8")


def _tenir(racine: Path) -> None:
    (racine / ".git" / "index.lock").write_bytes(b"")


def _abimer(racine: Path) -> None:
    (racine / ".git" / "index").write_bytes(b"DIRC\0\0\0\2abime")


def _ailleurs(racine: Path) -> None:
    git(racine, "config", "core.worktree", str(racine.parent))


def _donner(racine: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("il faut pouvoir donner le dossier à un autre compte")
    for chemin in (racine, *racine.rglob("*")):
        os.chown(chemin, 1234, 1234)


def _sans_git(racine: Path) -> None:
    os.environ["PATH"] = str(racine)


@pytest.mark.parametrize(
    ("gater", "dit", "suite"),
    [
        (_detacher, "hors de toute branche", "git switch"),
        (_fusionner, "n'est pas finie", "git merge --abort"),
        (_tenir, "un autre programme git", "index.lock"),
        (_abimer, "index est abîmé", "Puis recommencez : « qualicli"),
        (_ailleurs, "dit suivre un autre dossier", "core.worktree"),
        (_donner, "autre compte", "safe.directory"),
        (_sans_git, "git n'est pas installé", "Installez git"),
    ],
    ids=lambda v: getattr(v, "__name__", "").strip("_"),
)
@pytest.mark.parametrize("commande", ["enregistrer", "annuler", "partager", "recevoir"])
def test_un_depot_singulier_a_sa_phrase_et_rien_n_est_ecrit(
    tmp_path: Path,
    gater: Callable[[Path], None],
    dit: str,
    suite: str,
    commande: str,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    racine = poste(tmp_path / "d")
    git(racine, "remote", "add", "origin", "../commun.git")
    gater(racine)
    avant = (racine / ".git" / "HEAD").read_bytes(), (racine / ".git" / "refs" / "heads" / "main").read_bytes()
    capsys.readouterr()
    assert lancer([commande, "--oui", "--dossier", str(racine)]) == 1
    erreurs = capsys.readouterr().err
    assert dit in erreurs.lower()
    assert suite in erreurs
    assert "Traceback" not in erreurs
    assert (
        (racine / ".git" / "HEAD").read_bytes(),
        (racine / ".git" / "refs" / "heads" / "main").read_bytes(),
    ) == avant


def test_sans_historique_une_phrase(tmp_path: Path, capsys: Capture) -> None:
    racine = poser(tmp_path / "d", DOSSIER)
    for commande in ("enregistrer", "partager", "recevoir"):
        assert lancer([commande, "--oui", "--dossier", str(racine)]) == 1
        assert "« qualicli enregistrer --commencer »" in capsys.readouterr().err
    assert lancer(["journal", str(racine)]) == 1
    assert not (racine / ".git").exists()
