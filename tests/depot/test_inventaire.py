"""Ce que le disque contient : les noms, les liens, les droits ; rien n'en sort, rien ne bloque."""

import os
import sys
import unicodedata
from pathlib import Path

import pytest

from depot.essais import CHARTE, codes, lire, poser, seule, trouver
from qualicli.depot import inventaire


@pytest.mark.parametrize(
    ("fichiers", "code", "message"),
    [
        (
            ("preuves/charte.yaml", "preuves/charte.md"),
            "LEC015",
            "L'identifiant « charte » est déjà celui de preuves/charte.md.",
        ),
        (("preuves/charte.yaml", "preuves/2021/charte.yaml"), "LEC015", "déjà celui de preuves/2021/charte.yaml."),
        (("preuves/Charte.yaml",), "LEC016", "« Charte » ne peut pas servir d'identifiant."),
        (("preuves/charte d'accueil.yaml",), "LEC016", "« charte d'accueil » ne peut pas servir d'identifiant."),
        (("preuves/con.yaml",), "LEC014", "« con.yaml » n'est pas un nom de fichier possible sous Windows."),
        (("preuves/Aux.pdf",), "LEC014", "« Aux.pdf » n'est pas un nom"),
        (("preuves/lpt1.2021.pdf",), "LEC014", "« lpt1.2021.pdf » n'est pas un nom"),
        (("preuves/charte?.pdf",), "LEC014", "« charte?.pdf » n'est pas un nom"),
        (("preuves/fin.",), "LEC014", "« fin. » n'est pas un nom"),
        (("preuve/charte.yaml",), "FMT007", "Le dossier « preuve » n'est pas lu."),
        (("service.yaml",), "FMT007", "Le fichier « service.yaml » n'est pas lu."),
        (("annuaire.yml",), "FMT007", "Le fichier « annuaire.yml » n'est pas lu."),
        (("preuves/charte.yml",), "FMT007", "Dans « preuves », les fiches sont des fichiers .yaml ou .md"),
        (("preuves/charte.YAML",), "FMT007", "Dans « preuves », les fiches sont des fichiers .yaml ou .md"),
        (
            ("documents/charte.yaml", "documents/guide.YML"),
            "FMT007",
            "Le dossier « documents » n'est pas lu : ce dossier n'est pas un dossier de qualicli.",
        ),
        (("bareme.yaml",), "FMT007", "Le fichier « bareme.yaml » n'est pas lu."),
        (
            ("loire/qualicli.yaml", "loire/preuves/charte.yaml"),
            "FMT007",
            "Un autre dossier qualicli est imbriqué ici : « loire » n'est pas lu.",
        ),
        (("preuves/charte.yaml.txt",), "FMT007", "Le fichier « charte.yaml.txt » n'est pas lu."),
        (("services.yaml.txt",), "FMT007", "Le fichier « services.yaml.txt » n'est pas lu."),
        (("actions/relire.md",), "FMT007", "Dans « actions », les fiches sont des fichiers .yaml"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="ces noms sont impossibles sous Windows")
def test_un_nom_fautif_est_nomme(dossier: Path, fichiers: tuple[str, ...], code: str, message: str) -> None:
    for fichier in fichiers:
        poser(dossier, fichier, f"---\n{CHARTE}---\n" if fichier.endswith(".md") else CHARTE)
    anomalie = seule(dossier)
    assert (anomalie.code, anomalie.ligne, anomalie.colonne) == (code, 2 if fichiers[0].endswith(".md") else 1, 1)
    assert message in anomalie.message


@pytest.mark.parametrize(
    ("nom", "conseil"),
    [
        ("documents/charte.yaml", "Dossiers connus : engagements, preuves, "),
        ("bareme.yaml", "qualicli.yaml, services.yaml"),
        ("reunions/a.md.txt", "Retirez « .txt » à la fin de son nom."),
        ("preuve/charte.yaml", "« preuves »"),
        ("reunion/a.md", "« reunions »"),
        ("services.yml", "« services.yaml »"),
    ],
)
def test_le_nom_le_plus_proche_est_propose(dossier: Path, nom: str, conseil: str) -> None:
    poser(dossier, nom, CHARTE)
    assert conseil in seule(dossier).conseil


@pytest.mark.parametrize(
    "fichier",
    [
        "README.md",
        "preuves/README.md",
        "preuves/2021/Readme.md",
        "preuves/charte.pdf",
        "preuves/yaml",
        "preuves/sans-extension",
        "photos/guichet.jpg",
        "documents/a.pdf",
        "docs/index.md",
        "CHANGELOG.md",
        "gabarits/preuves.yaml",
        ".git/config.yaml",
        "preuves/.brouillon.yaml",
        "node_modules/a.yaml",
    ],
)
def test_ce_qui_n_est_pas_une_fiche_ne_gene_pas(dossier: Path, fichier: str) -> None:
    poser(dossier, fichier, b"- [")
    assert codes(dossier) == []


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="le système de fichiers ignore la casse")
@pytest.mark.parametrize(
    ("un", "deux"),
    [
        ("preuves/Photo.jpg", "preuves/photo.jpg"),
        (f"preuves/{unicodedata.normalize('NFC', 'été')}.jpg", f"preuves/{unicodedata.normalize('NFD', 'été')}.jpg"),
        ("photos/a.jpg", "Photos/b.jpg"),
    ],
)
def test_deux_noms_que_seule_la_casse_distingue(dossier: Path, un: str, deux: str) -> None:
    poser(dossier, un, b"x")
    poser(dossier, deux, b"x")
    anomalie = seule(dossier)
    assert anomalie.code == "LEC015"
    assert "ne diffèrent que par la casse ou la forme des accents" in anomalie.message


def lier(lien: Path, cible: Path) -> None:
    lien.parent.mkdir(parents=True, exist_ok=True)
    try:
        lien.symlink_to(cible)
    except OSError:
        pytest.skip("les liens symboliques demandent un droit, ici")


def test_un_lien_symbolique_qui_sort_du_dossier_n_est_pas_suivi(dossier: Path) -> None:
    poser(dossier.parent, "secret.yaml", CHARTE)
    lier(dossier / "preuves/charte.yaml", dossier.parent / "secret.yaml")
    lier(dossier / "preuves/dehors", dossier.parent)
    lier(dossier / "preuves/rompu.pdf", dossier / "absent.pdf")
    lier(dossier / "boucle", dossier)
    assert [(a.fichier, a.code) for a in trouver(dossier)] == [
        ("boucle", "LEC013"),
        ("preuves/charte.yaml", "LEC013"),
        ("preuves/dehors", "LEC013"),
        ("preuves/rompu.pdf", "LEC013"),
    ]
    assert not lire(dossier).objets.get("preuves")


def test_un_lien_symbolique_vers_un_fichier_du_dossier_est_lu(dossier: Path) -> None:
    poser(dossier, "commun/charte.pdf", b"pdf")
    lier(dossier / "preuves/charte.pdf", dossier / "commun/charte.pdf")
    assert codes(dossier) == []
    assert "preuves/charte.pdf" in lire(dossier).inventaire.fichiers


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pas de tube nommé ici")
def test_un_tube_n_est_pas_lu(dossier: Path) -> None:
    (dossier / "preuves").mkdir()
    os.mkfifo(dossier / "preuves/charte.yaml")
    assert codes(dossier) == [("preuves/charte.yaml", 1, 1, "LEC019")]


def test_un_nom_qui_n_est_pas_de_l_unicode_est_signale(dossier: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(dossier) + b"/caf\xe9.pdf")).write_bytes(b"x")
    except (OSError, UnicodeError):
        pytest.skip("ce système n'admet que des noms en Unicode")
    assert [c for *_, c in codes(dossier)] == ["LEC014"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="l'administrateur lit tout")
@pytest.mark.parametrize("illisible", ["preuves/charte.yaml", "preuves"])
def test_un_fichier_sans_droit_de_lecture_est_nomme(dossier: Path, illisible: str) -> None:
    poser(dossier, "preuves/charte.yaml", CHARTE)
    (dossier / illisible).chmod(0)
    try:
        assert codes(dossier) == [(illisible, 1, 1, "LEC019")]
    finally:
        (dossier / illisible).chmod(0o755)


def test_un_disque_qui_refuse_de_lire_n_est_pas_une_panne(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    poser(dossier, "preuves/charte.yaml", CHARTE)
    poser(dossier, "actions/relire.yaml", "intitule: Relire\n")
    ouvrir, lister = open, os.scandir

    def refuser(chemin: object, *arguments: object, **options: object) -> object:
        if str(chemin).endswith(("charte.yaml", "actions")):
            raise PermissionError(13, "Permission denied")
        return (ouvrir if arguments else lister)(chemin, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", refuser)
    monkeypatch.setattr(inventaire.os, "scandir", refuser)
    assert [(a.fichier, a.code, a.message) for a in trouver(dossier)] == [
        ("actions", "LEC019", "Le dossier ne peut pas être lu (accès refusé)."),
        ("preuves/charte.yaml", "LEC019", "Le fichier ne peut pas être lu (accès refusé)."),
    ]


def test_un_dossier_tres_profond_est_parcouru(dossier: Path) -> None:
    profond = dossier.joinpath("photos", *["d"] * 1200)
    try:
        profond.mkdir(parents=True)
    except (OSError, RecursionError):
        pytest.skip("ce système n'admet pas de si longs chemins")
    assert codes(dossier) == []
