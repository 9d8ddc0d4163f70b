"""Annuler : le dernier geste, sinon le dernier enregistrement ; réversible, et jamais rien de partagé n'est récrit."""

from pathlib import Path

import pytest

from fabrique_partage import DOSSIER, MOI, ajouter, deux_postes, etat, garder_et_partager, git, poser, poste, remplacer
from qualicli.cli.application import lancer
from qualicli.depot.transaction import ecrire_ensemble

Capture = pytest.CaptureFixture[str]


def annuler(racine: Path, *options: str, code: int = 0) -> None:
    assert lancer(["annuler", "--dossier", str(racine), "--oui", *options]) == code


def enregistrer(racine: Path) -> None:
    assert lancer(["enregistrer", "--dossier", str(racine), "--oui", "--auteur", MOI]) == 0


def geste(racine: Path, fichier: str, apres: str | None) -> None:
    """Un geste d'une commande : il passe par la transaction, comme un import."""
    chemin = racine / fichier
    lus = {fichier: chemin.read_bytes()} if chemin.exists() else {}
    ecrire_ensemble(racine, {fichier: None if apres is None else apres.encode()}, lus)


def test_le_dernier_geste_se_defait_seul_et_se_refait(tmp_path: Path, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    remplacer(racine, "preuves/charte.yaml", "Hall", "Guichet")  # à la main, et bon
    bon = etat(racine)
    geste(racine, "actions/poser.yaml", DOSSIER["actions/poser.yaml"].replace("a_faire", "abandonnee"))
    mauvais = etat(racine)
    capsys.readouterr()
    annuler(racine, "--a-blanc")
    assert "abandonnée → à faire" in capsys.readouterr().out
    assert etat(racine) == mauvais
    annuler(racine)
    assert etat(racine) == bon
    annuler(racine)
    assert etat(racine) == mauvais


@pytest.mark.parametrize(
    "apres", ["intitule: Autre\nstatut: a_faire\nresponsable: accueil\necheance: 2026-12-31\n", None]
)
def test_une_fiche_creee_ou_otee_aussi(tmp_path: Path, apres: str | None) -> None:
    racine = poste(tmp_path / "d")
    avant = etat(racine)
    geste(racine, "actions/autre.yaml" if apres else "actions/poser.yaml", apres)
    assert etat(racine) != avant
    annuler(racine)
    assert etat(racine) == avant


def test_sans_git_le_dernier_geste_se_defait_et_le_reste_se_dit(tmp_path: Path, capsys: Capture) -> None:
    racine = poser(tmp_path / "d", DOSSIER)
    avant = etat(racine)
    annuler(racine, code=1)
    assert "n'a pas d'historique" in capsys.readouterr().err
    geste(racine, "actions/poser.yaml", None)
    annuler(racine)
    assert etat(racine) == avant


def test_un_geste_suivi_d_une_autre_main_n_est_plus_connu(tmp_path: Path, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    geste(racine, "actions/poser.yaml", DOSSIER["actions/poser.yaml"].replace("a_faire", "en_cours"))
    ajouter(racine, "actions/poser.yaml", "commentaire: vu")
    avant = etat(racine)
    annuler(racine, code=2)
    assert "« qualicli annuler --tout »" in capsys.readouterr().err
    assert etat(racine) == avant
    annuler(racine, "--tout")
    assert (racine / "actions/poser.yaml").read_text(encoding="utf-8") == DOSSIER["actions/poser.yaml"]
    annuler(racine)
    assert etat(racine) == avant


def test_tout_revient_pieces_et_fichiers_neufs_compris(tmp_path: Path) -> None:
    racine = poste(tmp_path / "d", {**DOSSIER, "preuves/charte.txt": "charte\n"})
    avant = etat(racine)
    poser(racine, {"preuves/charte.txt": b"\0autre", "preuves/neuf.pdf": b"%PDF", "preuves/charte.yaml": None})
    sale = etat(racine)
    annuler(racine, "--tout")
    assert etat(racine) == avant
    annuler(racine)
    assert etat(racine) == sale


def test_sans_memoire_tout_ne_se_defait_pas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    monkeypatch.setenv("QUALICLI_MEMOIRE", "non")
    remplacer(racine, "actions/poser.yaml", "a_faire", "en_cours")
    avant = etat(racine)
    annuler(racine, "--tout", code=2)
    assert "QUALICLI_MEMOIRE" in capsys.readouterr().err
    assert etat(racine) == avant


def test_le_dernier_enregistrement_se_defait_et_se_retablit(tmp_path: Path, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    premier, avant = git(racine, "rev-parse", "HEAD"), etat(racine)
    geste(racine, "actions/poser.yaml", DOSSIER["actions/poser.yaml"].replace("a_faire", "en_cours"))
    enregistrer(racine)
    second, apres = git(racine, "rev-parse", "HEAD"), etat(racine)
    annuler(racine)  # le geste est enregistré : c'est l'enregistrement qui s'annule
    assert (git(racine, "rev-parse", "HEAD"), etat(racine)) == (premier, avant)
    assert git(racine, "status", "--porcelain") == ""
    capsys.readouterr()
    annuler(racine)
    assert "Rétablir" in capsys.readouterr().out
    assert (git(racine, "rev-parse", "HEAD"), etat(racine)) == (second, apres)


def test_le_premier_enregistrement_ne_s_annule_pas(tmp_path: Path, capsys: Capture) -> None:
    racine = poste(tmp_path / "d")
    annuler(racine, code=2)
    assert "premier enregistrement" in capsys.readouterr().err


def test_ce_qui_est_partage_ne_se_recrit_pas(tmp_path: Path) -> None:
    moi, _ = deux_postes(tmp_path)
    avant = etat(moi)
    remplacer(moi, "actions/poser.yaml", "a_faire", "en_cours")
    garder_et_partager(moi, MOI)
    partage = git(moi, "rev-parse", "HEAD").strip()
    annuler(moi, "--auteur", MOI)
    assert etat(moi) == avant
    assert git(moi, "rev-parse", "HEAD^").strip() == partage
    assert git(moi, "log", "-1", "--format=%s").strip() == "Annule « Modifie 1 action »"
    annuler(moi)  # pas encore partagé : l'enregistrement inverse se retire
    assert git(moi, "rev-parse", "HEAD").strip() == partage
    assert git(tmp_path / "commun.git", "rev-parse", "main").strip() == partage


def test_une_reception_s_annule_puis_se_refait(tmp_path: Path) -> None:
    moi, elle = deux_postes(tmp_path)
    remplacer(elle, "services.yaml", "Bureau", "Pôle")
    garder_et_partager(elle)
    remplacer(moi, "actions/poser.yaml", "a_faire", "en_cours")
    enregistrer(moi)
    avant, tete = etat(moi), git(moi, "rev-parse", "HEAD")
    for _ in range(2):
        assert lancer(["recevoir", "--dossier", str(moi), "--oui", "--auteur", MOI]) == 0
        assert "Pôle" in (moi / "services.yaml").read_text(encoding="utf-8")
        annuler(moi)
        assert (etat(moi), git(moi, "rev-parse", "HEAD")) == (avant, tete)


def test_une_reception_deja_partagee_ne_s_annule_pas_d_un_bloc(tmp_path: Path, capsys: Capture) -> None:
    moi, elle = deux_postes(tmp_path)
    remplacer(elle, "services.yaml", "Bureau", "Pôle")
    garder_et_partager(elle)
    remplacer(moi, "actions/poser.yaml", "a_faire", "en_cours")
    enregistrer(moi)
    assert lancer(["recevoir", "--dossier", str(moi), "--oui", "--auteur", MOI]) == 0
    assert lancer(["partager", "--dossier", str(moi), "--oui"]) == 0
    annuler(moi, code=2)
    dit = " ".join(capsys.readouterr().err.split())
    assert "déjà partagé" in dit
    for geste in ("journal", "modifier", "enregistrer", "partager"):
        assert f"« qualicli {geste} »" in dit


def test_un_travail_en_cours_n_est_jamais_ecrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    racine = poste(tmp_path / "d")
    remplacer(racine, "actions/poser.yaml", "a_faire", "en_cours")
    enregistrer(racine)
    poser(racine, {"preuves/libre.yaml": DOSSIER["preuves/charte.yaml"]})
    avant = etat(racine)
    annuler(racine, code=2)
    assert etat(racine) == avant
