"""Ce qu'un dossier abîmé ou hostile ne doit jamais obtenir : une panne, une trace, un terminal déréglé, un faux résultat."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fabrique import ecrire
from qualicli.cli.application import lancer
from qualicli.regles.references import Suggestions
from qualicli.rendus.ecran import caler, imprimer

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="tubes et liens de POSIX")
DEMARCHE = """
    format: 1
    organisme: {nom: Essai}
    sites: {a: {nom: A}}
    perimetre: [{referentiel: marianne-2016, modules: {tous: {statut: engage}}}]
"""
DANGEREUX = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HOSTILE = '"\\e[31mX\\x9B2J\\u202e|<b>[red]\\r\\n# =1"'


class Resultat(NamedTuple):
    code: int
    sortie: str
    erreurs: str

    @property
    def json(self) -> Any:
        return json.loads(self.sortie)


@pytest.fixture
def qualicli(capsys: pytest.CaptureFixture[str]) -> Any:
    def executer(*arguments: object) -> Resultat:
        code = lancer([*map(str, arguments)])
        return Resultat(code, *capsys.readouterr())

    return executer


def anomalies(resultat: Resultat) -> set[tuple[str, str, int]]:
    return {(a["code"], a["fichier"], a["ligne"]) for a in resultat.json["anomalies"]}


# Trouver et ouvrir


def test_un_dossier_nomme_qualicli_yaml_n_est_pas_une_demarche(tmp_path: Path, qualicli: Any) -> None:
    (tmp_path / "qualicli.yaml").mkdir()
    for commande in ("valider", "diagnostic", "ecarts"):
        assert qualicli(commande, tmp_path).code == 2


@pytest.mark.parametrize(
    "commande", [("valider",), ("diagnostic",), ("referentiel", "valider"), ("referentiel", "lister")]
)
def test_un_chemin_trop_long_est_une_faute_d_usage(commande: tuple[str, ...], qualicli: Any) -> None:
    resultat = qualicli(*commande, "a" * 300 + ".yaml")
    assert (resultat.code, "n'existe pas" in resultat.erreurs) == (2, True)


@POSIX
def test_un_dossier_courant_disparu_se_dit(tmp_path: Path) -> None:
    programme = (
        "import os; from qualicli.cli.application import lancer; os.rmdir(os.getcwd()); exit(lancer(['valider']))"
    )
    parti = tmp_path / "parti"
    parti.mkdir()
    fini = subprocess.run(
        [sys.executable, "-c", programme], cwd=parti, capture_output=True, encoding="utf-8", check=False
    )
    assert (fini.returncode, fini.stderr.splitlines()[0]) == (2, "qualicli : Le dossier courant n'existe plus.")


def test_un_perimetre_vide_ne_s_explique_pas(tmp_path: Path, qualicli: Any) -> None:
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE.partition("perimetre")[0] + "perimetre: []\n"})
    resultat = qualicli("expliquer", "2.1", tmp_path)
    assert (resultat.code, "périmètre de la démarche est vide" in resultat.erreurs) == (2, True)


def test_une_demarche_illisible_est_nommee_la_premiere(tmp_path: Path, qualicli: Any) -> None:
    ecrire(tmp_path, {"qualicli.yaml": "format: 1\n", "actions/a.yaml": "couvre: non\n"})
    assert qualicli("diagnostic", tmp_path).erreurs.startswith("qualicli : qualicli.yaml:1 : ")


@pytest.mark.parametrize(
    ("cle", "ecrit", "code"),
    [
        ("referentiel: marianne-2016", "referentiel: inconnu", "REF002"),
        ("modules:", "version: '1900', modules:", "PER008"),
    ],
)
def test_accepter_une_anomalie_ne_donne_pas_un_faux_diagnostic(
    tmp_path: Path, cle: str, ecrit: str, code: str, qualicli: Any
) -> None:
    suppression = f"    suppressions: [{{code: {code}, motif: m, auteur: x, jusqu_au: 2999}}]\n"
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE.replace(cle, ecrit) + suppression})
    assert qualicli("valider", tmp_path).code == 0
    for commande in (("diagnostic",), ("ecarts",), ("expliquer", "inconnu:1")):
        resultat = qualicli(*commande, tmp_path)
        assert (resultat.code, "Aucun diagnostic n'est possible" in resultat.erreurs) == (1, True)


def test_un_nom_de_fichier_garde_ses_espaces(tmp_path: Path, qualicli: Any) -> None:
    fiche = "intitule: x\ntype: charte\ndate: 2022\nfichier: x.pdf\n"
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE, "preuves/a .yaml": fiche, "preuves/a.yaml": fiche})
    trouvees = anomalies(qualicli("valider", tmp_path, "--format", "json"))
    assert {
        ("LEC016", "preuves/a .yaml", 1),
        ("PRV007", "preuves/a .yaml", 4),
        ("PRV007", "preuves/a.yaml", 4),
    } <= trouvees


# Référentiels d'un dossier hostile


@POSIX
def test_les_referentiels_d_un_dossier_ne_suivent_ni_lien_ni_tube(tmp_path: Path, qualicli: Any) -> None:
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE, "referentiels/a/b.txt": ""})
    os.mkfifo(tmp_path / "referentiels" / "tube.yaml")
    (tmp_path / "referentiels" / "zero.yaml").symlink_to("/dev/zero")
    for commande in (("lister", tmp_path), ("valider", "--dossier", tmp_path)):
        assert qualicli("referentiel", *commande).code == 0


def test_referentiel_valider_juge_aussi_les_fichiers_du_dossier(tmp_path: Path, qualicli: Any) -> None:
    complement = "format: 1\ncomplete: qual-e-pref\nsource: S\nengagements: {'99': {titre: t}}\n"
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE, "referentiels/c.yaml": complement, "referentiels/faux.yaml": "a: [\n"})
    resultat = qualicli("referentiel", "valider", "--dossier", tmp_path, "--format", "json")
    assert resultat.code == 1
    trouvees = anomalies(resultat)
    assert {("RFT007", "referentiels/c.yaml", 4), ("LEC001", "referentiels/faux.yaml", 2)} <= trouvees
    assert qualicli("referentiel", "valider", "qual-e-pref", "--dossier", tmp_path).code == 0


# Ce qui s'affiche


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Un dossier valide dont tous les textes veulent dérégler le terminal, le tableur ou le document."""
    return ecrire(
        tmp_path,
        {
            "qualicli.yaml": f"""
            format: 1
            organisme: {{nom: {HOSTILE}}}
            sites: {{a: {{nom: {HOSTILE}}}, b: {{nom: "=1"}}}}
            perimetre: [{{referentiel: mien, modules: {{M1: {{statut: engage}}, M2: {{statut: envisage, motif: {HOSTILE}}}}}}}]
        """,
            "referentiels/mien.yaml": f"""
            {{format: 1, id: mien, nom: {HOSTILE}, version: {HOSTILE}, editeur: {HOSTILE}, source: {HOSTILE}, certitude: etabli,
            modules: [{{code: M1, titre: {HOSTILE}, engagements: [{{code: "1", titre: {HOSTILE}, note: {HOSTILE}}}]}},
            {{code: M2, titre: {HOSTILE}, engagements: [{{code: "2", titre: {HOSTILE}}}]}}]}}
        """,
            "engagements/mien/1.yaml": f"""
            engagement: "1"
            evaluations: [{{exigence: "1", statut: partiel, date: 2022, commentaire: {HOSTILE}}}]
        """,
            "actions/a.yaml": f"intitule: {HOSTILE}\ncouvre: ['1']\nresponsable: {HOSTILE}\necheance: 2030\n",
            "preuves/p.yaml": f"intitule: {HOSTILE}\ntype: charte\ndate: 2020\ncaducite: 2021\ncouvre: ['1']\nurl: {HOSTILE}\n",
        },
    )


ECRANS = [
    ("valider",),
    ("diagnostic",),
    ("diagnostic", "--par", "site", "--depuis", "2021-01-01"),
    ("ecarts",),
    ("expliquer", "1"),
    ("referentiel", "lister"),
    ("referentiel", "montrer", "mien"),
    ("referentiel", "montrer", "mien", "1"),
    ("referentiel", "comparer", "mien", "qual-e-pref"),
]


@pytest.mark.parametrize("commande", ECRANS, ids=" ".join)
@pytest.mark.parametrize("couleur", [False, True])
def test_aucune_donnee_n_atteint_le_terminal(
    hostile: Path, couleur: bool, commande: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, qualicli: Any
) -> None:
    if couleur:
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.chdir(hostile)
    date = () if commande[0] == "referentiel" else ("--date", "2022-12-31")
    resultat = qualicli(*commande, *date)
    assert resultat.code in (0, 1)
    assert ("\x1b[1" in resultat.sortie) is couleur
    assert not DANGEREUX.search(re.sub(r"\x1b\[[0-9;]*m", "", resultat.sortie))
    assert "X\ufffd2J" in resultat.sortie


def test_une_balise_de_rich_reste_du_texte(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    imprimer([[("[red]a[/red] :smile: https://x.fr", "bold"), ("\x1b[2Jb", "")], [("c" * 300, "")]], True)
    assert capsys.readouterr().out == "\x1b[1m[red]a[/red] :smile: https://x.fr\x1b[0m\ufffd[2Jb\n" + "c" * 300 + "\n"


def test_markdown_et_csv_sont_neutralises(hostile: Path, qualicli: Any) -> None:
    for commande, colonnes in (("diagnostic", {5, 7}), ("ecarts", {7})):
        markdown = qualicli(commande, hostile, "--date", "2022-12-31", "--format", "markdown").sortie
        assert not DANGEREUX.search(markdown)
        assert not re.search(r"(?<!\\)[<\[`]", markdown)
        table = [ligne for ligne in markdown.splitlines() if ligne.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", ligne)) - 1 for ligne in table} <= colonnes
        texte = qualicli(commande, hostile, "--date", "2022-12-31", "--format", "csv").sortie
        rangees = list(csv.reader(io.StringIO(texte), delimiter=";"))
        assert len({len(r) for r in rangees}) == 1
        assert not DANGEREUX.search(texte)
        assert not [c for r in rangees for c in r if c.lstrip()[:1] in ("=", "+", "-", "@")]


def test_un_message_d_erreur_est_neutralise_aussi(tmp_path: Path, qualicli: Any) -> None:
    ecrire(tmp_path, {"qualicli.yaml": f"format: {HOSTILE}\n"})
    resultat = qualicli("diagnostic", tmp_path)
    assert resultat.code == 1
    assert not DANGEREUX.search(resultat.erreurs)


def test_un_nom_demesure_se_coupe_sans_attendre() -> None:
    assert caler("é" * 1_000_000, 5) == "éééé…"
    assert caler("e\u0301" * 6, 5) == "e\u0301" * 4 + "…"
    assert caler("字字字", 5) == "字字…"


# Lire


def test_un_texte_fait_d_espaces_est_vide(tmp_path: Path, qualicli: Any) -> None:
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE, "preuves/p.yaml": 'intitule: " "\ntype: charte\n'})
    trouvees = qualicli("valider", tmp_path, "--format", "json").json["anomalies"]
    assert ("FMT003", "La clé « intitule » n'a pas de valeur.") in [(a["code"], a["message"]) for a in trouvees]


@pytest.mark.skipif(sys.platform != "linux", reason="ailleurs, le système refuse ce nom")
def test_un_nom_qui_n_est_pas_en_utf_8_se_lit_quand_meme(tmp_path: Path, qualicli: Any) -> None:
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE, "preuves/p.yaml": "intitule: x\ntype: charte\n"})
    os.rename(tmp_path / "preuves" / "p.yaml", os.fsencode(tmp_path) + b"/preuves/\xe9.yaml")
    for format_ in ("texte", "json", "github", "gitlab", "sarif", "junit"):
        assert qualicli("valider", tmp_path, "--format", format_).code == 1
    trouvees = anomalies(qualicli("valider", tmp_path, "--format", "json"))
    assert {code for code, fichier, _ in trouvees if fichier.startswith("preuves/")} >= {"LEC014", "LEC016", "PRV009"}


@pytest.mark.parametrize(
    ("contenu", "position"),
    [
        ("a: x\x85y: ".encode() + b"\xff\n", (2, 4)),
        (b"a: 1\r\nb: \xff", (2, 4)),
        (b"a: 1\rb: \xff", (2, 4)),
        ("a: é\u2028b: ".encode() + b"\xff", (2, 4)),
        (b"a: [1,", (1, 7)),
    ],
)
def test_une_faute_est_dans_le_fichier(
    tmp_path: Path, contenu: bytes, position: tuple[int, int], qualicli: Any
) -> None:
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE, "preuves/p.yaml": ""})
    (tmp_path / "preuves" / "p.yaml").write_bytes(contenu)
    trouvees = qualicli("valider", tmp_path, "--format", "json").json["anomalies"]
    assert position in {(a["ligne"], a["colonne"]) for a in trouvees if a["fichier"] == "preuves/p.yaml"}


# Démesure


def test_des_milliers_de_fautes_se_resument(tmp_path: Path, qualicli: Any) -> None:
    ecrire(
        tmp_path,
        {
            "qualicli.yaml": DEMARCHE,
            "preuves/p.yaml": "".join(f"cle{i}: 1\n" for i in range(1500)),
            "registres/r.yaml": "intitule: R\ntype: courriers\nlignes: r.csv\n",
            "registres/r.csv": ";".join(f"c{i}" for i in range(2000)) + "\n",
            "registres/s.yaml": "intitule: S\ntype: courriers\nlignes: s.csv\n",
            "registres/s.csv": "id;recu_le\n" + "a;hier\n" * 3000,
        },
    )
    trouvees = qualicli("valider", tmp_path, "--format", "json").json["anomalies"]
    compte = {
        f: sum(a["fichier"] == f for a in trouvees) for f in ("preuves/p.yaml", "registres/r.csv", "registres/s.csv")
    }
    assert compte == {"preuves/p.yaml": 1001, "registres/r.csv": 1, "registres/s.csv": 1001}


def test_les_suggestions_s_arretent_et_ne_se_refont_pas() -> None:
    suggestions, connus = Suggestions(), {f"action-{i}" for i in range(2000)}
    trouvees = [suggestions.chercher(f"acton-{i}", "actions", connus) for i in range(150)]
    assert trouvees[:100] == [f"action-{i}" for i in range(100)]
    assert trouvees[100:] == [None] * 50
    assert suggestions.chercher("acton-7", "actions", connus) == "action-7"
