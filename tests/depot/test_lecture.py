"""Lire un dossier : toutes les fautes en une fois, chacune à sa place, et rien d'écrit."""

import hashlib
import os
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from fabrique import ecrire
from qualicli import ressources
from qualicli.depot import inventaire, ramassage
from qualicli.depot.lecture import Lecture, lire_dossier
from qualicli.modeles.anomalie import Anomalie
from qualicli.operations.valider import valider

AU = date(2022, 3, 15)
SOCLE = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites:
          evry: {nom: Évry}
        perimetre: []
        """
}
CHARTE = "intitule: Charte\ntype: charte\ndate: 2021-01-01\n"
COPIL = "---\ninstance: copil\ndate: 2022-03-10\n---\nTexte libre.\n"


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return ecrire(tmp_path / "dossier", SOCLE)


def poser(racine: Path, fichier: str, contenu: bytes | str) -> None:
    chemin = racine / fichier
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())


def lire(racine: Path) -> Lecture:
    return lire_dossier(ramassage.ramasser(racine))


def trouver(racine: Path) -> list[Anomalie]:
    """Les anomalies de lecture et de format d'un dossier ; elles ont toutes un message et un conseil en français."""
    trouvees = [a for a in valider(racine, AU).anomalies if a.code[:3] in ("LEC", "FMT")]
    assert all(a.message.endswith((".", "»")) and a.conseil for a in trouvees)
    return trouvees


def codes(racine: Path) -> list[tuple[str, int, int, str]]:
    return [(a.fichier, a.ligne, a.colonne, a.code) for a in trouver(racine)]


def seule(racine: Path) -> tuple[str, int, int, str, str]:
    (anomalie,) = trouver(racine)
    return (anomalie.code, anomalie.ligne, anomalie.colonne, anomalie.message, anomalie.conseil)


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
    lecture = lire(dossier)
    assert set(lecture.objets["preuves"]) == {"bom"}
    assert lecture.objets["reunions"]["copil"].corps == "Texte libre."  # type: ignore[attr-defined]


def test_toutes_les_fautes_d_un_fichier_sont_dites_en_une_fois(dossier: Path) -> None:
    poser(
        dossier, "preuves/charte.yaml",
        "intitulé: Charte\ntype: chartre\ndate: 2026-02-30\nacces: intranet\n"
        "lectures:\n  - {service: a, date: mai}\ntype: guide\n",
    )  # fmt: skip
    assert codes(dossier) == [
        ("preuves/charte.yaml", 1, 1, "FMT001"),
        ("preuves/charte.yaml", 1, 1, "FMT003"),
        ("preuves/charte.yaml", 3, 7, "FMT005"),
        ("preuves/charte.yaml", 4, 8, "FMT004"),
        ("preuves/charte.yaml", 6, 24, "FMT005"),
        ("preuves/charte.yaml", 7, 1, "LEC002"),
    ]


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
        (("actions/relire.md",), "FMT007", "Dans « actions », les fiches sont des fichiers .yaml"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="ces noms sont impossibles sous Windows")
def test_un_nom_fautif_est_nomme(dossier: Path, fichiers: tuple[str, ...], code: str, message: str) -> None:
    for fichier in fichiers:
        poser(dossier, fichier, f"---\n{CHARTE}---\n" if fichier.endswith(".md") else CHARTE)
    trouve, ligne, colonne, texte, _ = seule(dossier)
    assert (trouve, ligne, colonne) == (code, 2 if fichiers[0].endswith(".md") else 1, 1)
    assert message in texte


@pytest.mark.parametrize(
    ("nom", "conseil"),
    [("preuve/charte.yaml", "« preuves »"), ("reunion/a.md", "« reunions »"), ("services.yml", "« services.yaml »")],
)
def test_le_nom_le_plus_proche_est_propose(dossier: Path, nom: str, conseil: str) -> None:
    poser(dossier, nom, CHARTE)
    assert conseil in seule(dossier)[4]


@pytest.mark.parametrize(
    "fichier",
    [
        "README.md", "preuves/README.md", "preuves/2021/Readme.md", "preuves/charte.pdf", "preuves/yaml",
        "preuves/sans-extension", "photos/guichet.jpg", "gabarits/preuves.yaml", ".git/config.yaml",
        "preuves/.brouillon.yaml", "node_modules/a.yaml",
    ],
)  # fmt: skip
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
    code, _, _, message, _ = seule(dossier)
    assert code == "LEC015"
    assert "ne diffèrent que par la casse ou la forme des accents" in message


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
        ("boucle", "LEC013"), ("preuves/charte.yaml", "LEC013"), ("preuves/dehors", "LEC013"), ("preuves/rompu.pdf", "LEC013"),
    ]  # fmt: skip
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


def test_une_version_de_format_inconnue_arrete_tout(dossier: Path) -> None:
    poser(dossier, "qualicli.yaml", b"format: 2\norganisme: {nom: P}\nsites: {a: {nom: A}}\nperimetre: []\n")
    poser(dossier, "preuves/charte.yaml", CHARTE + "service: inconnu\nfichier: absent.pdf\n")
    assert [(a.fichier, a.ligne, a.colonne, a.code) for a in valider(dossier, AU).anomalies] == [
        ("qualicli.yaml", 1, 9, "LEC017")
    ]


SERIE = "intitule: Attente\nnature: performance\nserie: attente.csv\n"
CSV = [  # contenu de attente.csv, anomalies (ligne, colonne, code)
    ("periode;valeur\n2021-01;3,5\n2021-02;4\n", []),
    ("periode,valeur\n2021-01,3.5\n\n2021-02,4\n,\n", []),
    ("\ufeffperiode;valeur\r\n2021-01;3,5\r\n", []),
    ("période;valeur\n2021-01;3\n", [(1, 1, "FMT001")]),
    ("periode;valeur;couleur\n2021-01;3;bleu\n", [(1, 3, "FMT001")]),
    ("periode;valeur\n2021-01;3\n2021-13;4\n2021-02;beaucoup\n", [(3, 1, "FMT005"), (4, 2, "FMT006")]),
    ("periode;presence\n2021-01;peut-être\n", [(2, 2, "FMT002")]),
    ("periode;valeur\n;4\n", [(2, 1, "FMT003")]),
    ("valeur\n4\n", [(2, 1, "FMT003")]),
    ('periode;commentaire\n2021-01;"deux\nlignes"\n2021-13;x\n', [(4, 1, "FMT005")]),
    ("periode;valeur\n2021-01;3;de trop\n", [(2, 3, "FMT001")]),
    ("periode,valeur\n2021-01,3,5\n", [(2, 3, "FMT001")]),
    ('periode,valeur\n2021-01,"3,5"\n', []),
    ("periode;valeur;;\n2021-01;3;;\n", []),
    ("periode;valeur;valeur\n2021-01;3;4\n", [(1, 3, "LEC002")]),
    ("periode;valeur\n<<<<<<< HEAD\n2021-01;3\n>>>>>>> autre\n", [(2, 1, "LEC005")]),
    ("", []),
]


@pytest.mark.parametrize(("contenu", "attendues"), CSV)
def test_une_serie_en_csv_est_lue_ligne_a_ligne(
    dossier: Path, contenu: str, attendues: list[tuple[int, int, str]]
) -> None:
    poser(dossier, "indicateurs/attente.yaml", SERIE)
    poser(dossier, "indicateurs/attente.csv", contenu)
    assert codes(dossier) == [("indicateurs/attente.csv", *attendue) for attendue in attendues]


def test_les_lignes_lues_rejoignent_la_fiche(dossier: Path) -> None:
    poser(dossier, "indicateurs/attente.yaml", SERIE + "mesures: [{periode: 2020-12, valeur: 5}]\n")
    poser(dossier, "indicateurs/attente.csv", "periode;valeur\n2021-01;3,5\nfaux;4\n2021-02;4\n")
    poser(dossier, "registres/courriers.yaml", "intitule: C\ntype: courriers\nlignes: courriers.csv\n")
    poser(dossier, "registres/courriers.csv", "id,recu_le\na,2021-01-04\n")
    objets = lire(dossier).objets
    assert [str(m.periode) for m in objets["indicateurs"]["attente"].mesures] == ["2020-12", "2021-01", "2021-02"]  # type: ignore[attr-defined]
    assert [ligne.id for ligne in objets["registres"]["courriers"].lignes] == ["a"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("contenu", "fichier", "code"),
    [
        (None, "indicateurs/attente.yaml", "LEC018"),
        (b"periode;valeur\n2021-01;caf\xe9\n", "indicateurs/attente.csv", "LEC004"),
        (b"periode;valeur\n2021-01;\x00\n", "indicateurs/attente.csv", "LEC004"),
        (b"periode;valeur\n2021-01;" + b"x" * 200_000, "indicateurs/attente.csv", "LEC018"),
    ],
)
def test_une_serie_illisible_est_nommee(dossier: Path, contenu: bytes | None, fichier: str, code: str) -> None:
    poser(dossier, "indicateurs/attente.yaml", SERIE)
    if contenu is not None:
        poser(dossier, "indicateurs/attente.csv", contenu)
    assert [(f, c) for f, _, _, c in codes(dossier)] == [(fichier, code)]


def test_une_serie_ne_sort_pas_du_dossier(dossier: Path) -> None:
    poser(dossier.parent, "secret.csv", "periode;valeur\n2021-01;3\n")
    poser(dossier, "indicateurs/attente.yaml", SERIE.replace("attente.csv", "../../secret.csv"))
    assert codes(dossier) == [("indicateurs/attente.yaml", 3, 8, "LEC018")]


@pytest.mark.parametrize(
    ("fichier", "contenu", "code", "position"),
    [
        ("referentiels/nous.yaml", "format: 1\nid: eux\nnom: N\n", "LEC016", (2, 5)),
        ("referentiels/nous.yaml", "format: 9\ncomplete: qual-e-pref\nsource: S\n", "LEC017", (1, 9)),
        ("referentiels/nous.yaml", "complete: [\n", "LEC001", (2, 1)),
        ("referentiels/correspondances/a--b.yaml", "format: 1\nde: a\nvers: b\nsource: S\nlignes: [{relation: pareil}]\n",
         "FMT002", (5, 21)),
    ],
)  # fmt: skip
def test_un_referentiel_fautif_est_nomme(
    dossier: Path, fichier: str, contenu: str, code: str, position: tuple[int, int]
) -> None:
    poser(dossier, fichier, contenu)
    assert (fichier, *position, code) in codes(dossier)


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
    poser(dossier, "indicateurs/attente.yaml", SERIE)
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
