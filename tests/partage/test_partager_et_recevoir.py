"""Partager et recevoir : le travail de chacun se réunit, un conflit se dit objet par objet, et rien ne reste à moitié."""

import hashlib
import json
import os
import unicodedata
from pathlib import Path

import pytest

from fabrique_partage import DOSSIER, ELLE, MOI, ajouter, deux_postes, etat, garder_et_partager, git, poser, remplacer
from qualicli.cli.application import lancer
from qualicli.depot import pose
from qualicli.depot.historique import Historique

Capture = pytest.CaptureFixture[str]


def recevoir(racine: Path, *options: str, code: int = 0) -> None:
    assert lancer(["recevoir", "--dossier", str(racine), "--oui", "--auteur", MOI, *options]) == code


def enregistrer(racine: Path, auteur: str = MOI) -> None:
    assert lancer(["enregistrer", "--dossier", str(racine), "--oui", "--auteur", auteur]) == 0


def lire(racine: Path, fichier: str) -> str:
    return (racine / fichier).read_bytes().decode()


@pytest.fixture
def postes(tmp_path: Path) -> tuple[Path, Path]:
    return deux_postes(tmp_path)


def test_chacun_sa_part_se_reunit_et_les_commentaires_restent(postes: tuple[Path, Path]) -> None:
    moi, elle = postes
    ajouter(elle, "engagements/essai/01.yaml", '  - {exigence: "1.2", statut: realise, date: 2026-02-01}')
    remplacer(elle, "actions/poser.yaml", "echeance: 2026-12-31", "echeance: 2026-11-30")
    poser(elle, {"preuves/guide.yaml": DOSSIER["preuves/charte.yaml"], "preuves/guide.pdf": b"%PDF-\0"})
    garder_et_partager(elle)
    ajouter(moi, "engagements/essai/01.yaml", '  - {exigence: "1.1", statut: realise, date: 2026-02-02}')
    remplacer(moi, "actions/poser.yaml", "statut: a_faire", "statut: en_cours")
    enregistrer(moi)
    recevoir(moi)
    assert lire(moi, "actions/poser.yaml") == DOSSIER["actions/poser.yaml"].replace("a_faire", "en_cours").replace(
        "12-31", "11-30"
    )
    journal = lire(moi, "engagements/essai/01.yaml")
    assert "2026-02-01" in journal and "2026-02-02" in journal
    assert (moi / "preuves" / "guide.pdf").read_bytes() == b"%PDF-\0"
    assert git(moi, "status", "--porcelain") == ""
    assert git(moi, "log", "-1", "--format=%s%n%P").split("\n")[0] == "Reçoit le travail de Bureau de l'accueil"
    assert lancer(["partager", "--dossier", str(moi), "--oui"]) == 0
    assert lancer(["recevoir", "--dossier", str(elle), "--oui"]) == 0
    assert etat(elle) == etat(moi)
    assert git(elle, "rev-parse", "HEAD") == git(moi, "rev-parse", "HEAD")  # elle n'avait rien de plus : pas de fusion


@pytest.fixture
def en_conflit(postes: tuple[Path, Path]) -> Path:
    moi, elle = postes
    remplacer(elle, "actions/poser.yaml", "avancement: 10", "avancement: 60")
    remplacer(elle, "actions/poser.yaml", "echeance: 2026-12-31", "echeance: 2026-11-30")
    garder_et_partager(elle)
    remplacer(moi, "actions/poser.yaml", "avancement: 10", "avancement: 80")
    enregistrer(moi)
    return moi


def test_un_conflit_se_dit_et_rien_ne_bouge(en_conflit: Path, capsys: Capture) -> None:
    avant, tete = etat(en_conflit), git(en_conflit, "rev-parse", "HEAD")
    capsys.readouterr()
    recevoir(en_conflit, code=1)
    dit = capsys.readouterr().out.replace("\u00a0", " ")
    for morceau in (
        "1 conflit",
        "« Poser les affiches », avancement",
        "le mien : 80",
        "(Bureau de l'accueil) : 60",
        "avant : 10",
    ):
        assert morceau in dit
    assert "--garder miens" in dit
    assert (etat(en_conflit), git(en_conflit, "rev-parse", "HEAD")) == (avant, tete)
    recevoir(en_conflit, "--format", "json", code=1)
    (conflit,) = json.loads(capsys.readouterr().out)["conflits"]
    assert (conflit["fichier"], conflit["cle"], conflit["mien"], conflit["leur"]) == (
        "actions/poser.yaml",
        "avancement",
        "80",
        "60",
    )


@pytest.mark.parametrize(("camp", "avancement"), [("miens", "80"), ("leurs", "60")])
def test_un_conflit_se_tranche(en_conflit: Path, camp: str, avancement: str) -> None:
    recevoir(en_conflit, "--garder", camp)
    assert lire(en_conflit, "actions/poser.yaml") == DOSSIER["actions/poser.yaml"].replace(
        "10\n", f"{avancement}\n"
    ).replace("12-31", "11-30")


@pytest.mark.parametrize(("reponses", "avancement"), [(["l", "oui"], "60"), (["x", "m", "oui"], "80"), ([""], "80")])
def test_un_conflit_se_tranche_a_l_ecran(
    en_conflit: Path, reponses: list[str], avancement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = iter(reponses)
    monkeypatch.setattr("builtins.input", lambda _invite: next(suite))
    monkeypatch.setattr("qualicli.cli.recevoir.est_en_terminal", lambda: True)
    monkeypatch.setattr("qualicli.cli.historique.est_en_terminal", lambda: True)
    code = lancer(["recevoir", "--dossier", str(en_conflit), "--auteur", MOI])
    assert (code, f"avancement: {avancement}" in lire(en_conflit, "actions/poser.yaml")) == (
        int(reponses == [""]),
        True,
    )
    assert git(en_conflit, "status", "--porcelain") == ""


def test_supprime_d_un_cote_change_de_l_autre(postes: tuple[Path, Path], capsys: Capture) -> None:
    moi, elle = postes
    poser(elle, {"preuves/charte.yaml": None})
    garder_et_partager(elle)
    remplacer(moi, "preuves/charte.yaml", "Hall", "Guichet")
    enregistrer(moi)
    recevoir(moi, code=1)
    assert "supprimé" in capsys.readouterr().out
    recevoir(moi, "--garder", "miens")
    assert "Guichet" in lire(moi, "preuves/charte.yaml")
    assert lancer(["annuler", "--dossier", str(moi), "--oui"]) == 0
    recevoir(moi, "--garder", "leurs")
    assert not (moi / "preuves" / "charte.yaml").exists()


def test_une_piece_changee_des_deux_cotes_ne_se_melange_pas(postes: tuple[Path, Path]) -> None:
    moi, elle = postes
    poser(elle, {"preuves/p.pdf": b"%PDF\0elle"})
    garder_et_partager(elle)
    poser(moi, {"preuves/p.pdf": b"%PDF\0moi"})
    enregistrer(moi)
    recevoir(moi, code=1)
    recevoir(moi, "--garder", "leurs")
    assert (moi / "preuves" / "p.pdf").read_bytes() == b"%PDF\0elle"


def test_un_travail_non_enregistre_ne_se_mele_pas(postes: tuple[Path, Path], capsys: Capture) -> None:
    moi, elle = postes
    remplacer(elle, "services.yaml", "Bureau", "Pôle")
    garder_et_partager(elle)
    remplacer(moi, "actions/poser.yaml", "a_faire", "en_cours")
    avant = etat(moi)
    recevoir(moi, code=2)
    assert "modifie 1 action" in capsys.readouterr().err
    assert etat(moi) == avant


def test_ce_que_l_autre_rend_fautif_se_dit(postes: tuple[Path, Path], capsys: Capture) -> None:
    moi, elle = postes
    poser(elle, {"services.yaml": "services: {}\n"})
    assert lancer(["enregistrer", "--dossier", str(elle), "--oui", "--auteur", ELLE]) in (0, 1)
    assert lancer(["partager", "--dossier", str(elle), "--oui"]) == 0
    poser(moi, {"preuves/neuve.yaml": DOSSIER["preuves/charte.yaml"]})
    enregistrer(moi)
    recevoir(moi, "--a-blanc", code=1)
    assert "preuves/neuve.yaml:3" in capsys.readouterr().out


def test_une_piece_recue_avec_son_empreinte_n_est_pas_dite_alteree(postes: tuple[Path, Path], capsys: Capture) -> None:
    moi, elle = postes
    piece, fiche = b"%PDF\0un", DOSSIER["preuves/charte.yaml"]
    for contenu in (piece, piece + b"deux"):
        somme = hashlib.sha256(contenu).hexdigest()
        poser(elle, {"preuves/charte.pdf": contenu})
        poser(elle, {"preuves/charte.yaml": f"{fiche}fichier: charte.pdf\nempreinte: {somme}\n"})
        garder_et_partager(elle)
        recevoir(moi)
    poser(elle, {"preuves/charte.pdf": b"autre"})
    assert lancer(["enregistrer", "--dossier", str(elle), "--oui", "--auteur", ELLE]) == 0
    assert lancer(["partager", "--dossier", str(elle), "--oui"]) == 0
    recevoir(moi)
    assert lancer(["valider", str(moi)]) == 1  # la faute est dans la pièce : l'outil la dit une fois reçue


@pytest.mark.skipif(os.name != "posix", reason="le faux ssh est un script sh")
@pytest.mark.parametrize("adresse", ["git@exemple.example:CHEMIN", "ssh://git@exemple.exempleCHEMIN", "file://CHEMIN"])
def test_un_serveur_ssh_se_joint_par_le_ssh_de_la_personne(
    postes: tuple[Path, Path], tmp_path: Path, adresse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moi, elle = postes
    ssh = tmp_path / "ssh.sh"
    ssh.write_text('#!/bin/sh\nfor dernier; do :; done\nexec sh -c "$dernier"\n', encoding="utf-8")
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    remplacer(elle, "services.yaml", "Bureau", "Pôle")
    garder_et_partager(elle)
    git(moi, "remote", "set-url", "origin", adresse.replace("CHEMIN", str(tmp_path / "commun.git")))
    recevoir(moi)
    assert "Pôle" in lire(moi, "services.yaml")
    ajouter(moi, "actions/poser.yaml", "commentaire: vu")
    enregistrer(moi)
    assert lancer(["partager", "--dossier", str(moi), "--oui"]) == 0
    assert git(tmp_path / "commun.git", "rev-parse", "main") == git(moi, "rev-parse", "HEAD")


def test_un_nom_decompose_par_macos_se_recoit_a_sa_place(postes: tuple[Path, Path]) -> None:
    moi, elle = postes
    poser(elle, {"preuves/été.txt": "un\n"})
    garder_et_partager(elle)
    recevoir(moi)
    decompose = moi / "preuves" / unicodedata.normalize("NFD", "été.txt")
    (moi / "preuves" / "été.txt").rename(decompose)
    poser(elle, {"preuves/été.txt": "deux\n"})
    garder_et_partager(elle)
    recevoir(moi)
    assert [p.read_text(encoding="utf-8") for p in (moi / "preuves").glob("*.txt")] == ["deux\n"]
    assert decompose.exists()


def test_a_blanc_rien_n_est_pose_ni_envoye(postes: tuple[Path, Path], tmp_path: Path) -> None:
    moi, elle = postes
    remplacer(elle, "services.yaml", "Bureau", "Pôle")
    enregistrer(elle, ELLE)
    commun = git(tmp_path / "commun.git", "rev-parse", "main")
    assert lancer(["partager", "--dossier", str(elle), "--a-blanc"]) == 0
    assert git(tmp_path / "commun.git", "rev-parse", "main") == commun
    assert lancer(["partager", "--dossier", str(elle), "--oui"]) == 0
    avant = etat(moi)
    recevoir(moi, "--a-blanc")
    assert etat(moi) == avant
    recevoir(moi)
    assert "Pôle" in lire(moi, "services.yaml")
    recevoir(moi)  # une seconde fois : rien de neuf


def test_qui_partage_en_second_recoit_d_abord(en_conflit: Path, capsys: Capture, tmp_path: Path) -> None:
    avant = git(tmp_path / "commun.git", "rev-parse", "main")
    assert lancer(["partager", "--dossier", str(en_conflit), "--oui"]) == 1
    assert "« qualicli recevoir »" in capsys.readouterr().err
    assert git(tmp_path / "commun.git", "rev-parse", "main") == avant


def test_sans_depot_distant_ou_devant_un_depot_absent_une_phrase(
    postes: tuple[Path, Path], tmp_path: Path, capsys: Capture
) -> None:
    moi, _ = postes
    ajouter(moi, "actions/poser.yaml", "commentaire: vu")
    enregistrer(moi)
    (tmp_path / "commun.git").rename(tmp_path / "ailleurs.git")
    for commande in ("partager", "recevoir"):
        assert lancer([commande, "--dossier", str(moi), "--oui"]) == 1
        assert "ne répond pas" in capsys.readouterr().err
    git(moi, "remote", "remove", "origin")
    for commande in ("partager", "recevoir"):
        assert lancer([commande, "--dossier", str(moi), "--oui"]) == 1
        assert "git remote add origin" in capsys.readouterr().err
    for nom in ("a", "b"):
        git(moi, "remote", "add", nom, f"../{nom}.git")
    assert lancer(["partager", "--dossier", str(moi), "--oui"]) == 1
    assert "plusieurs dépôts" in capsys.readouterr().err.lower()


def test_le_dossier_de_travail_de_quelqu_un_n_est_pas_un_depot_commun(
    postes: tuple[Path, Path], capsys: Capture
) -> None:
    moi, elle = postes
    git(moi, "remote", "set-url", "origin", str(elle))
    ajouter(moi, "actions/poser.yaml", "commentaire: vu")
    enregistrer(moi)
    assert lancer(["partager", "--dossier", str(moi), "--oui"]) == 1
    assert "dossier de travail" in capsys.readouterr().err


def test_une_autre_demarche_ne_se_fusionne_pas(postes: tuple[Path, Path], tmp_path: Path, capsys: Capture) -> None:
    moi, _ = postes
    autre = poser(tmp_path / "autre", DOSSIER)
    assert (
        lancer(["enregistrer", "--commencer", "--oui", "--auteur", ELLE, "--message", "b", "--dossier", str(autre)])
        == 0
    )
    git(moi, "remote", "set-url", "origin", str(autre))
    recevoir(moi, code=1)
    assert "même commencement" in capsys.readouterr().err


def test_des_fins_de_ligne_de_windows_des_deux_cotes(postes: tuple[Path, Path]) -> None:
    moi, elle = postes
    remplacer(elle, "actions/poser.yaml", "2026-12-31", "2026-11-30")
    garder_et_partager(elle)
    git(moi, "config", "core.autocrlf", "true")
    texte = lire(moi, "actions/poser.yaml").replace("\n", "\r\n").replace("a_faire", "en_cours")
    poser(moi, {"actions/poser.yaml": texte})
    enregistrer(moi)
    recevoir(moi)
    attendu = DOSSIER["actions/poser.yaml"].replace("a_faire", "en_cours").replace("12-31", "11-30")
    assert lire(moi, "actions/poser.yaml") == attendu.replace("\n", "\r\n")
    assert git(moi, "show", "HEAD:actions/poser.yaml") == attendu


def test_dans_un_sous_dossier_les_voisins_suivent_et_leur_travail_est_garde(tmp_path: Path, capsys: Capture) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "commun.git")
    depot = tmp_path / "moi"
    poser(depot / "demarche", DOSSIER)
    poser(depot, {"note.txt": "un\n"})
    git(depot, "init", "-q", "-b", "main")
    git(depot, "add", "-A")
    git(depot, "-c", "user.name=x", "-c", "user.email=x@exemple.example", "commit", "-qm", "x")
    git(depot, "remote", "add", "origin", "../commun.git")
    assert lancer(["partager", "--oui", "--dossier", str(depot / "demarche")]) == 0
    git(tmp_path, "clone", "-q", "commun.git", "elle")
    elle = tmp_path / "elle"
    poser(elle, {"note.txt": "deux\n"})
    git(elle, "-c", "user.name=x", "-c", "user.email=x@exemple.example", "commit", "-qam", "voisin")
    remplacer(elle / "demarche", "services.yaml", "Bureau", "Pôle")
    garder_et_partager(elle / "demarche")
    poser(depot, {"note.txt": "en cours\n"})
    avant = etat(depot)
    recevoir(depot / "demarche", code=1)
    assert "« note.txt » a des changements" in capsys.readouterr().err
    assert etat(depot) == avant
    poser(depot, {"note.txt": "un\n"})
    recevoir(depot / "demarche")
    assert (lire(depot, "note.txt"), "Pôle" in lire(depot, "demarche/services.yaml")) == ("deux\n", True)
    assert git(depot, "status", "--porcelain") == ""


@pytest.mark.parametrize("etape", ["aligner_index", "designer", "poser", "enregistrer"])
def test_une_panne_au_milieu_laisse_le_dossier_intact(
    en_conflit: Path, etape: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    avant, tete = etat(en_conflit), git(en_conflit, "rev-parse", "HEAD")

    def tomber(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "plein")

    with monkeypatch.context() as patch:
        if etape == "poser":
            patch.setattr(pose, "ecrire_ensemble", tomber)
        else:
            patch.setattr(Historique, etape, tomber)
        recevoir(en_conflit, "--garder", "leurs", code=3)
    assert (etat(en_conflit), git(en_conflit, "rev-parse", "HEAD")) == (avant, tete)
    assert git(en_conflit, "status", "--porcelain") == ""
    recevoir(en_conflit, "--garder", "leurs")


def test_un_fichier_non_suivi_n_est_pas_ecrase(postes: tuple[Path, Path], capsys: Capture) -> None:
    moi, elle = postes
    poser(elle, {"brouillon.tmp": "le sien\n"})
    garder_et_partager(elle)
    (moi / ".git" / "info").mkdir(exist_ok=True)
    (moi / ".git" / "info" / "exclude").write_text("*.tmp\n", encoding="utf-8")
    poser(moi, {"brouillon.tmp": "le mien\n"})
    recevoir(moi, code=1)
    assert lire(moi, "brouillon.tmp") == "le mien\n"


def test_deux_noms_que_windows_confondrait(postes: tuple[Path, Path], capsys: Capture) -> None:
    moi, elle = postes
    poser(elle, {"preuves/Note.txt": "b\n"})
    garder_et_partager(elle)
    poser(moi, {"preuves/note.txt": "a\n"})
    enregistrer(moi)
    recevoir(moi, code=1)
    assert "Windows" in capsys.readouterr().err
