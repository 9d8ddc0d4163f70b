"""Lire un dossier : toutes les fautes en une fois, chacune à sa place, et rien d'écrit."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from depot.essais import AU, CHARTE, codes, lire, poser, seule, trouver
from fabrique import qualicli
from qualicli import ressources
from qualicli.depot import inventaire, ramassage
from qualicli.operations.valider import valider

COPIL = "---\ninstance: copil\ndate: 2022-03-10\n---\nTexte libre.\n"
CONTENUS = [  # contenu de preuves/charte.yaml, code, position
    (b"", "LEC003", (1, 1)),
    (b"intitule: Charte\x00\n", "LEC004", (1, 1)),
    ("intitule: Charte d'été\n".encode("utf-16"), "LEC004", (1, 1)),
    ("é: 1\nintitule: café\n".encode("latin-1"), "LEC004", (1, 1)),
    ("# été\nintitulé: Caf".encode() + b"\xe9\n", "LEC004", (2, 14)),
    (b"intitule: a\n<<<<<<< HEAD\ntype: charte\n=======\ntype: guide\n>>>>>>> autre\n", "LEC005", (2, 1)),
    (b"intitule: a\n\ttype: charte\n", "LEC006", (2, 1)),
    (b"\xef\xbb\xbf" + CHARTE.encode(), "LEC007", (1, 1)),
    (CHARTE.replace("\n", "\r\n").encode(), "LEC008", (1, 1)),
    (b"intitule: *a\n", "LEC010", (1, 11)),
    (b"acces: " + b"[" * 60 + b"]" * 60, "LEC011", (1, 48)),
    (b"intitule: " + b"a" * ramassage.TAILLE_MAX, "LEC012", (1, 1)),
    (CHARTE.encode() + b"format: 2\n", "FMT001", (4, 1)),
    (CHARTE.encode() + b'"@corps": x\n', "FMT001", (4, 1)),
    (b"- a\n", "FMT004", (1, 1)),
]


@pytest.mark.parametrize(("contenu", "code", "position"), CONTENUS, ids=lambda v: v if isinstance(v, str) else "")
def test_un_fichier_fautif_est_nomme_et_n_en_cache_pas_un_autre(
    dossier: Path, contenu: bytes, code: str, position: tuple[int, int]
) -> None:
    poser(dossier, "preuves/charte.yaml", contenu)
    poser(dossier, "preuves/bonne.yaml", CHARTE)
    poser(dossier, "preuves/zero.yaml", CHARTE + "couleur: bleu\n")
    assert codes(dossier) == [("preuves/charte.yaml", *position, code), ("preuves/zero.yaml", 4, 1, "FMT001")]
    assert "bonne" in lire(dossier).objets["preuves"]


def test_un_fichier_lu_malgre_sa_marque_bom_ou_ses_fins_de_ligne_est_un_objet(dossier: Path) -> None:
    poser(dossier, "preuves/bom.yaml", b"\xef\xbb\xbf" + CHARTE.encode())
    poser(dossier, "reunions/copil.md", COPIL.replace("\n", "\r\n"))
    objets: Any = lire(dossier).objets
    assert set(objets["preuves"]) == {"bom"}
    assert objets["reunions"]["copil"].corps == "Texte libre."


def test_toutes_les_fautes_d_un_fichier_sont_dites_en_une_fois(dossier: Path) -> None:
    poser(
        dossier,
        "preuves/charte.yaml",
        "intitulé: Charte\ntype: chartre\ndate: 2026-02-30\nacces: intranet\n"
        "lectures:\n  - {service: a, date: mai}\ntype: guide\n",
    )
    assert codes(dossier) == [
        ("preuves/charte.yaml", 1, 1, "FMT001"),
        ("preuves/charte.yaml", 1, 1, "FMT003"),
        ("preuves/charte.yaml", 3, 7, "FMT005"),
        ("preuves/charte.yaml", 4, 8, "FMT004"),
        ("preuves/charte.yaml", 6, 24, "FMT005"),
        ("preuves/charte.yaml", 7, 1, "LEC002"),
    ]


@pytest.mark.parametrize(
    ("lectures", "attendu"),
    [
        ("  - {service: a, date: 2022-01-01, agents: 12,5}\n", "Entre accolades, une virgule sépare deux clés"),
        ("  - {service: a, date: 2022-01-01, agents: 2,\n     5}\n", "Entre accolades, une virgule sépare deux clés"),
        ("  - {service: a, date: 2022-01-01, couleur: 5}\n", "Clés admises"),
        ("  - service: a\n    date: 2022-01-01\n    couleur:\n", "Clés admises"),
    ],
)
def test_une_virgule_qui_coupe_un_texte_est_expliquee(dossier: Path, lectures: str, attendu: str) -> None:
    poser(dossier, "preuves/charte.yaml", f"{CHARTE}lectures:\n{lectures}")
    anomalie = seule(dossier)
    assert anomalie.code == "FMT001"
    assert anomalie.conseil.startswith(attendu)


def test_une_piece_jointe_peut_etre_enorme(dossier: Path) -> None:
    poser(dossier, "preuves/export.yaml", "intitule: Export\ntype: releve\nfichier: export.csv\n")
    poser(dossier, "preuves/export.csv", b"x;y\n" * ramassage.TAILLE_MAX)
    assert codes(dossier) == []


def test_une_faute_dans_une_valeur_ecrite_deux_fois_est_dans_celle_qui_l_emporte(dossier: Path) -> None:
    poser(dossier, "preuves/charte.yaml", "date: 2021\n" + CHARTE.replace("2021-01-01", "hier"))
    assert codes(dossier) == [("preuves/charte.yaml", 4, 1, "LEC002"), ("preuves/charte.yaml", 4, 7, "FMT005")]


ENTETES = [
    ("instance: copil\n", "LEC009", "Le fichier n'a pas d'en-tête."),
    ("---\ninstance: copil\ndate: 2022-03-10\n", "LEC009", "L'en-tête n'est pas refermé par une ligne « --- »."),
    ("", "LEC009", "Le fichier n'a pas d'en-tête."),
    ("---\n---\nTexte\n", "FMT004", "Le fichier doit contenir des lignes « clé: valeur »."),
    ("---\ninstance: [\n---\n", "LEC001", "Une valeur était attendue ici."),
    ("---\r\n\tinstance: copil\r\n---\r\n", "LEC006", "Une tabulation sert de retrait"),
]


@pytest.mark.parametrize(("contenu", "code", "message"), ENTETES)
def test_un_en_tete_fautif_est_nomme(dossier: Path, contenu: str, code: str, message: str) -> None:
    poser(dossier, "reunions/copil.md", contenu)
    (anomalie,) = (a for a in trouver(dossier) if a.code != "LEC008")
    assert (anomalie.code, anomalie.fichier) == (code, "reunions/copil.md")
    assert anomalie.message.startswith(message)


def test_une_ligne_d_en_tete_se_compte_depuis_le_debut_du_fichier(dossier: Path) -> None:
    poser(
        dossier,
        "reunions/copil.md",
        "---\ninstance: copil\ndate: 2022-02-30\npresents:\n  - {qui: a, visa: bof}\n---\n",
    )
    assert codes(dossier) == [("reunions/copil.md", 3, 7, "FMT005"), ("reunions/copil.md", 5, 20, "FMT006")]


def test_un_en_tete_hostile_ne_fait_pas_tomber_le_programme(dossier: Path) -> None:
    poser(dossier, "reunions/con.md", b"---\r\n" + b"- " * 100_000 + b"\r\n---\r\n")
    assert {a.code for a in trouver(dossier)} == {"LEC008", "LEC011", "LEC014"}


def test_une_version_de_format_inconnue_arrete_tout(dossier: Path) -> None:
    poser(dossier, "qualicli.yaml", b"format: 2\norganisme: {nom: P}\nsites: {a: {nom: A}}\nperimetre: []\n")
    poser(dossier, "preuves/charte.yaml", CHARTE + "service: inconnu\nfichier: absent.pdf\n")
    assert [(a.fichier, a.ligne, a.colonne, a.code) for a in valider(dossier, AU).anomalies] == [
        ("qualicli.yaml", 1, 9, "LEC017")
    ]


@pytest.mark.parametrize(
    ("fichier", "contenu", "code", "position"),
    [
        ("referentiels/nous.yaml", "format: 1\nid: eux\nnom: N\n", "LEC016", (2, 5)),
        ("referentiels/nous.yaml", "format: 9\ncomplete: qual-e-pref\nsource: S\n", "LEC017", (1, 9)),
        ("referentiels/nous.yaml", "complete: b: c\n", "LEC001", (1, 12)),
        (
            "referentiels/correspondances/a--b.yaml",
            "format: 1\nde: a\nvers: b\nsource: S\nlignes: [{relation: pareil}]\n",
            "FMT002",
            (5, 21),
        ),
    ],
)
def test_un_referentiel_fautif_est_nomme(
    dossier: Path, fichier: str, contenu: str, code: str, position: tuple[int, int]
) -> None:
    poser(dossier, fichier, contenu)
    assert (fichier, *position, code) in codes(dossier)


def test_une_validation_retenue_montre_la_meme_chose(dossier: Path, tmp_path: Path) -> None:
    poser(dossier, "preuves/bom.yaml", b"\xef\xbb\xbfintitul\xc3\xa9: A\r\ntype: charte\r\n")
    poser(dossier, "indicateurs/attente.yaml", "intitule: Attente\nnature: qualite\nserie: attente.csv\n")
    poser(dossier, "indicateurs/attente.csv", b"\xef\xbb\xbfp\xc3\xa9riode\n2021\n")
    memoire = os.environ | {"QUALICLI_MEMOIRE": str(tmp_path / "memoire")}
    sorties = {qualicli("valider", dossier, "--date", AU, "--format", "texte", code=1, env=memoire) for _ in range(2)}
    assert list((tmp_path / "memoire").glob("*.bilan"))
    assert len(sorties) == 1
    assert "1 | intitulé: A\n" in sorties.pop()


def empreintes(racine: Path) -> dict[str, tuple[str, int]]:
    return {
        p.relative_to(racine).as_posix(): (
            hashlib.sha256(p.read_bytes()).hexdigest() if p.is_file() else "",
            p.stat().st_mtime_ns,
        )
        for p in sorted(racine.rglob("*"))
    }


def test_lire_n_ecrit_rien(dossier: Path) -> None:
    for rang, (contenu, *_) in enumerate(CONTENUS):
        poser(dossier, f"preuves/p{rang}.yaml", contenu)
    poser(dossier, "indicateurs/attente.yaml", "intitule: Attente\nnature: qualite\nserie: attente.csv\n")
    poser(dossier, "indicateurs/attente.csv", "periode;valeur\nfaux;3\n")
    for racine in (dossier, ressources.dossier("exemples") / "loire-2022"):
        avant = empreintes(racine)
        valider(racine, AU)
        assert empreintes(racine) == avant


def test_la_lecture_ne_depend_pas_de_l_ordre_du_disque(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for rang, (contenu, *_) in enumerate(CONTENUS):
        poser(dossier, f"preuves/p{rang}.yaml", contenu)
    premiere = valider(dossier, AU).anomalies
    lister = os.scandir

    class Envers:
        def __init__(self, chemin: str) -> None:
            with lister(chemin) as entrees:
                self.entrees = list(entrees)[::-1]

        def __enter__(self) -> list["os.DirEntry[str]"]:
            return self.entrees

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(inventaire.os, "scandir", Envers)
    assert valider(dossier, AU).anomalies == premiere
    assert len(premiere) >= len(CONTENUS)
