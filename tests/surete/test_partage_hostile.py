"""Enregistrer, annuler, partager et recevoir n'exécutent rien de ce qu'un dossier, ou le dépôt distant, configure."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fabrique_partage import MOI, ajouter, deux_postes, etat, garder_et_partager, git, isoler, poser, remplacer
from qualicli.cli.application import lancer
from tests.surete.fabrique_surete import POSIX, temoin

pytestmark = pytest.mark.skipif(not POSIX, reason="les programmes témoins sont des scripts sh")
CROCHETS = (
    *(
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "post-checkout",
        "post-merge",
        "pre-merge-commit",
    ),
    *("pre-push", "reference-transaction", "post-index-change", "post-rewrite", "fsmonitor-watchman", "pre-receive"),
    *("update", "post-receive", "post-update", "push-to-checkout", "proc-receive", "pre-auto-gc"),
)


@pytest.fixture
def postes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, Path]:
    """Mon dossier, celui d'une collègue qui a partagé un travail, et le dépôt commun."""
    isoler(tmp_path, monkeypatch)
    moi, elle = deux_postes(tmp_path)
    remplacer(elle, "services.yaml", "Bureau", "Pôle")
    remplacer(elle, "actions/poser.yaml", "avancement: 10", "avancement: 60")
    garder_et_partager(elle)
    return moi, elle, tmp_path / "commun.git"


def _crochets(depot: Path, programme: str) -> None:
    (depot / "hooks").mkdir(exist_ok=True)
    for nom in CROCHETS:
        shutil.copy(programme, depot / "hooks" / nom)


def _crochets_du_dossier(moi: Path, _commun: Path, programme: str) -> None:
    _crochets(moi / ".git", programme)


def _crochets_du_distant(_moi: Path, commun: Path, programme: str) -> None:
    _crochets(commun, programme)


def _chemin_des_crochets(moi: Path, commun: Path, programme: str) -> None:
    (moi.parent / "ailleurs").mkdir()
    _crochets(moi.parent / "ailleurs", programme)
    for depot in (moi, commun):
        git(depot, "config", "core.hooksPath", str(moi.parent / "ailleurs" / "hooks"))


def _programmes(moi: Path, commun: Path, programme: str) -> None:
    cles = (
        "core.sshCommand",
        "core.gitProxy",
        "core.editor",
        "core.askPass",
        "core.pager",
        "core.fsmonitor",
        "gpg.program",
    )
    for cle in (*cles, "credential.helper", "diff.external", "sequence.editor", "core.alternateRefsCommand"):
        git(moi, "config", cle, f"!{programme}" if cle == "credential.helper" else programme)
        git(commun, "config", cle, programme)
    git(moi, "config", "commit.gpgSign", "true")
    git(moi, "config", "push.gpgSign", "true")
    git(moi, "config", "log.showSignature", "true")
    for alias in ("push", "fetch", "commit-tree", "update-ref", "merge-file", "ls-files", "init"):
        git(moi, "config", f"alias.{alias}", f"!{programme}")


def _programmes_du_distant(moi: Path, _commun: Path, programme: str) -> None:
    for cle in ("uploadpack", "receivepack", "vcs"):
        git(moi, "config", f"remote.origin.{cle}", programme)
    git(moi, "config", "uploadpack.packObjectsHook", programme)


def _filtres(moi: Path, commun: Path, programme: str) -> None:
    poser(moi, {".git/info/attributes": "* filter=mal merge=mal diff=mal\n"})
    for depot in (moi, commun):
        for cle in (
            "filter.mal.clean",
            "filter.mal.smudge",
            "filter.mal.process",
            "merge.mal.driver",
            "diff.mal.textconv",
        ):
            git(depot, "config", cle, programme)
        git(depot, "config", "filter.mal.required", "true")


def _pack_du_distant(_moi: Path, commun: Path, programme: str) -> None:
    git(commun, "config", "uploadpack.packObjectsHook", programme)
    git(commun, "config", "receive.autogc", "true")
    git(commun, "config", "gc.auto", "1")
    git(commun, "config", "gc.recentObjectsHook", programme)


def _distant_au_travail(moi: Path, commun: Path, programme: str) -> None:
    """Un dépôt distant qui poserait lui-même les fichiers reçus, à travers ses filtres."""
    travail = commun.parent / "travail"
    git(commun.parent, "clone", "-q", str(commun), str(travail))
    poser(travail, {".git/info/attributes": "* filter=mal\n"})
    git(travail, "config", "receive.denyCurrentBranch", "updateInstead")
    git(travail, "config", "filter.mal.smudge", programme)
    _crochets(travail / ".git", programme)
    git(moi, "remote", "set-url", "origin", str(travail))


def _adresse(adresse: str) -> Callable[[Path, Path, str], None]:
    def regler(moi: Path, _commun: Path, programme: str) -> None:
        git(moi, "config", "protocol.allow", "always")
        git(moi, "config", "protocol.ext.allow", "always")
        git(moi, "config", "remote.origin.url", adresse.replace("PROGRAMME", programme))

    regler.__name__ = f"adresse {adresse[:12]}"
    return regler


def _raccourci(moi: Path, commun: Path, programme: str) -> None:
    git(moi, "config", "protocol.ext.allow", "always")
    git(moi, "config", f"url.ext::{programme} .insteadOf", str(commun))
    git(moi, "config", f"url.ext::{programme} .pushInsteadOf", str(commun))
    git(moi, "remote", "set-url", "origin", str(commun))


def _sous_module(moi: Path, _commun: Path, programme: str) -> None:
    interne = moi / "preuves" / "interne"
    poser(interne, {"a.yaml": "a: 1\n"})
    git(interne, "init", "-q")
    git(interne, "config", "core.fsmonitor", programme)
    _crochets(interne / ".git", programme)
    poser(
        moi,
        {
            ".gitmodules": f'[submodule "x"]\n\tpath = preuves/interne\n\turl = ext::{programme}\n\tupdate = !{programme}\n'
        },
    )
    git(moi, "config", "submodule.recurse", "true")
    git(moi, "config", "push.recurseSubmodules", "on-demand")
    git(moi, "config", "fetch.recurseSubmodules", "yes")


def _clone_partiel(moi: Path, _commun: Path, programme: str) -> None:
    git(moi, "config", "remote.mal.url", f"ext::{programme}")
    git(moi, "config", "remote.mal.promisor", "true")
    git(moi, "config", "extensions.partialClone", "mal")
    git(moi, "config", "core.repositoryFormatVersion", "1")
    git(moi, "config", "protocol.ext.allow", "always")


ATTAQUES = [
    _crochets_du_dossier,
    _crochets_du_distant,
    _chemin_des_crochets,
    _programmes,
    _programmes_du_distant,
    _filtres,
    _pack_du_distant,
    _distant_au_travail,
    _raccourci,
    _sous_module,
    _clone_partiel,
    _adresse("ext::PROGRAMME %S"),
    _adresse("PROGRAMME::x"),
    _adresse("--upload-pack=PROGRAMME"),
    _adresse("ssh://-oProxyCommand=PROGRAMME/x"),
    _adresse("git://exemple.example/x"),
    _adresse("fd::17"),
]


@pytest.mark.parametrize("attaque", ATTAQUES, ids=lambda a: a.__name__.strip("_"))
def test_rien_de_ce_que_le_dossier_ou_le_distant_regle_n_est_execute(
    attaque: Callable[[Path, Path, str], None],
    postes: tuple[Path, Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    moi, _, commun = postes
    trace, programme = temoin(tmp_path)
    attaque(moi, commun, programme)
    trace.unlink(missing_ok=True)  # ce que l'attaque elle-même a lancé en se préparant
    monkeypatch.chdir(moi)
    oui = ["--oui", "--dossier", str(moi)]
    for rang in range(2):
        ajouter(
            moi, "engagements/essai/01.yaml", f'  - {{exigence: "1.1", statut: realise, date: 2026-03-0{rang + 1}}}'
        )
        for commande in (
            ["enregistrer", *oui, "--auteur", MOI],
            ["recevoir", *oui, "--auteur", MOI, "--garder", "miens"],
            ["partager", *oui],
            ["annuler", *oui, "--auteur", MOI],
            ["annuler", *oui, "--auteur", MOI],
            ["journal"],
            [],
        ):
            assert lancer(commande) in (0, 1, 2)
            assert not trace.exists(), commande
    assert "Panne interne" not in capsys.readouterr().err


def test_une_adresse_qui_lance_un_programme_se_dit(
    postes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    moi, _, _ = postes
    git(moi, "remote", "set-url", "origin", "ext::sh -c touch% x")
    for commande in ("partager", "recevoir"):
        assert lancer([commande, "--oui", "--dossier", str(moi)]) == 1
        assert "lancerait un programme" in capsys.readouterr().err


def _arbre_hostile(elle: Path, chemin: str, mode: str = "100644") -> None:
    """Un enregistrement que git n'accepterait pas de faire lui-même."""
    objet = git(elle, "hash-object", "-w", "actions/poser.yaml").strip() if mode != "160000" else "1" * 40
    depart = git(elle, "rev-parse", "HEAD").strip()
    racine = git(elle, "ls-tree", "HEAD")
    *dossiers, nom = chemin.split("/")
    genre = "commit" if mode == "160000" else "blob"
    arbre = mktree(elle, f"{mode} {genre} {objet}\t{nom}\n")
    for dossier in reversed(dossiers[1:]):
        arbre = mktree(elle, f"040000 tree {arbre}\t{dossier}\n")
    entree = f"040000 tree {arbre}\t{dossiers[0]}\n" if dossiers else f"{mode} {genre} {objet}\t{nom}\n"
    garde = "".join(li + "\n" for li in racine.splitlines() if not dossiers or not li.endswith(f"\t{dossiers[0]}"))
    tout = mktree(elle, garde + entree)
    identite = ["-c", "user.name=x", "-c", "user.email=x@exemple.example"]
    neuf = git(elle, *identite, "commit-tree", tout, "-p", depart, "-m", "mal").strip()
    git(elle, "push", "-q", "origin", f"{neuf}:refs/heads/main")


def mktree(elle: Path, lignes: str) -> str:
    commande = ["git", "mktree", "--missing"]
    return (
        subprocess.run(commande, cwd=elle, input=lignes.encode(), check=True, capture_output=True)
        .stdout.decode()
        .strip()
    )


@pytest.mark.parametrize(
    ("chemin", "mode"),
    [
        (".git/hooks/pre-commit", "100755"),
        (".GIT/config", "100644"),
        ("preuves/.git/config", "100644"),
        ("preuves/../../dehors.yaml", "100644"),
        ("lien", "120000"),
        ("preuves/module", "160000"),
    ],
)
def test_un_travail_recu_ne_pose_ni_reglage_ni_lien(
    postes: tuple[Path, Path, Path], chemin: str, mode: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moi, elle, _ = postes
    _arbre_hostile(elle, chemin, mode)
    avant, reglages, tete = etat(moi), (moi / ".git" / "config").read_bytes(), git(moi, "rev-parse", "HEAD")
    assert lancer(["recevoir", "--oui", "--auteur", MOI, "--dossier", str(moi)]) in (1, 3)
    assert "Panne interne" not in capsys.readouterr().err
    assert (etat(moi), (moi / ".git" / "config").read_bytes(), git(moi, "rev-parse", "HEAD")) == (avant, reglages, tete)
    assert not (tmp_path / "dehors.yaml").exists()


def test_un_lien_du_dossier_n_est_pas_suivi_en_recevant(postes: tuple[Path, Path, Path], tmp_path: Path) -> None:
    moi, elle, _ = postes
    poser(elle, {"retours/plainte.txt": "x\n"})
    garder_et_partager(elle)
    ailleurs = tmp_path / "ailleurs"
    ailleurs.mkdir()
    (moi / "retours").symlink_to(ailleurs, target_is_directory=True)
    assert lancer(["recevoir", "--oui", "--auteur", MOI, "--dossier", str(moi)]) in (1, 3)
    assert not list(ailleurs.iterdir())


def test_un_message_ou_un_auteur_ne_dereglent_pas_le_terminal(
    postes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    moi, elle, _ = postes
    ajouter(elle, "actions/poser.yaml", "commentaire: vu")
    git(elle, "-c", "user.name=mal\x1b[2J", "-c", "user.email=x@exemple.example", "commit", "-qam", "titre\x1b]0;x\x07")
    git(elle, "push", "-q", "origin", "HEAD:main")
    for commande in (["recevoir", "--oui", "--dossier", str(moi)], ["journal", str(moi)]):
        assert lancer(commande) == 0
        assert "\x1b" not in capsys.readouterr().out


def test_un_geste_forge_dans_le_dossier_n_est_pas_lu(postes: tuple[Path, Path, Path]) -> None:
    moi, _, _ = postes
    poser(moi, {"x.geste": '{"format": 1, "geste": {"actions/poser.yaml": [null, null]}}'})
    avant = etat(moi)
    assert lancer(["annuler", "--oui", "--dossier", str(moi)]) == 2
    assert etat(moi) == avant
