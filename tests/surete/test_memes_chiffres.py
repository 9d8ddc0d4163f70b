"""Le même commit donne les mêmes chiffres sur tout système : fins de ligne converties, noms décomposés."""

import json
import shutil
import unicodedata
from pathlib import Path

import pytest

from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.depot.fins_de_ligne import exposees, relever
from qualicli.depot.inventaire import empreinte_octets
from qualicli.depot.ramassage import ramasser
from qualicli.depot.transaction import ecrire_ensemble
from tests.surete.fabrique_surete import dossier, etat, git, poser

ACCENTS = "Relevé de l'été.txt"
DECOMPOSE = unicodedata.normalize("NFD", ACCENTS)


def chiffres(racine: Path, capsys: pytest.CaptureFixture[str]) -> tuple[object, set[str]]:
    """Le diagnostic, et les codes de la validation."""
    capsys.readouterr()
    lancer(["diagnostic", str(racine), "--date", "2022-03-15", "--format", "json"])
    diagnostic = json.loads(capsys.readouterr().out) | {"dossier": ""}
    lancer(["valider", str(racine), "--date", "2022-03-15", "--format", "json"])
    return diagnostic, {a["code"] for a in json.loads(capsys.readouterr().out)["anomalies"]}


def cloner(origine: Path, cible: Path) -> Path:
    """Un clone tel que Windows le pose par défaut."""
    git(origine, "init", "-q")
    git(origine, "add", "-A")
    git(origine, "commit", "-qm", "x")
    git(origine.parent, "clone", "-q", "-c", "core.autocrlf=true", origine.name, str(cible))
    return cible


@pytest.mark.parametrize("protege", [True, False])
def test_un_clone_de_windows_a_les_memes_chiffres(
    tmp_path: Path, protege: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    origine = tmp_path / "d"
    shutil.copytree(ressources.dossier("exemples") / "loire-2022", origine)
    if not protege:
        (origine / ".gitattributes").unlink(missing_ok=True)
    diagnostic, codes = chiffres(origine, capsys)
    clone = cloner(origine, tmp_path / "clone" / "d")
    assert (etat(clone) == etat(origine)) is protege
    ailleurs, codes_ailleurs = chiffres(clone, capsys)
    assert ailleurs == diagnostic
    assert codes_ailleurs - codes == (set() if protege else {"PRV017", "LEC008"})
    assert ("PRV018" in codes) is not protege


def test_un_dossier_neuf_garde_ses_octets_dans_un_clone_de_windows(tmp_path: Path) -> None:
    origine = dossier(tmp_path / "d")
    poser(
        origine,
        {"preuves/a.txt": "a\n", "preuves/2021/b.csv": "a;b\r\nc;d\n", "preuves/c.svg": "<a\r\n/>\n", "x.eml": "\r\n"},
    )
    assert etat(cloner(origine, tmp_path / "clone")) == etat(origine)


def test_une_empreinte_juste_aux_fins_de_ligne_pres_compte_et_une_autre_non(tmp_path: Path) -> None:
    piece = tmp_path / "p"
    for presents, releves, juste in (
        (b"a\r\nb\r\n", b"a\nb\n", True),
        (b"a\nb\n", b"a\r\nb\r\n", True),
        (b"a\nb\n", b"a\nb\n", False),
        (b"a\nc\n", b"a\r\nb\r\n", False),
        (b"a\0\r\n", b"a\0\n", False),
        (b"a \nb\n", b"a\nb\n", False),
    ):
        piece.write_bytes(presents)
        attendue = empreinte_octets(releves)
        trouvee, convertie = relever(piece, f"sha256:{attendue}", empreinte_octets(presents))
        assert convertie is juste
        assert trouvee == (attendue if juste else empreinte_octets(presents))


@pytest.mark.parametrize(
    ("attributs", "protegees"),
    [
        ("", ""),
        ("preuves/** -text\n", "abcd"),
        ("* -text\n*.csv text eol=lf\n", "abd"),
        ("*.csv text\npreuves/**/*.csv -text\n", "c"),
        ("# preuves/** -text\n", ""),
        ("*.pdf binary\n", "d"),
        ("preuves/** -text\n*.txt text=auto\n", "bcd"),
        ("/preuves/* -text\npreuves/** !text", ""),
    ],
)
def test_les_pieces_que_git_peut_convertir_sont_connues(attributs: str, protegees: str) -> None:
    pieces = {"a": "preuves/a.txt", "b": "preuves/2021/b.eml", "c": "preuves/c.csv", "d": "preuves/d.pdf"}
    assert exposees(attributs, pieces.values()) == {p for c, p in pieces.items() if c not in protegees}


def decomposer(racine: Path) -> bool:
    """Donne à tous les fichiers le nom que leur donnerait macOS ; faux si ce disque ne distingue pas les deux."""
    for chemin in sorted(racine.rglob("*"), key=lambda c: len(c.parts), reverse=True):
        nom = unicodedata.normalize("NFD", chemin.name)
        if nom != chemin.name:
            chemin.rename(chemin.with_name(nom))
    return any(not unicodedata.is_normalized("NFC", c.name) for c in racine.rglob("*"))


@pytest.mark.parametrize("forme", ["NFC", "NFD"])
def test_un_nom_decompose_est_le_meme_nom(tmp_path: Path, forme: str, capsys: pytest.CaptureFixture[str]) -> None:
    racine = dossier(tmp_path / "d")
    fiche = (
        "intitule: Relevé\ntype: releve\ndate: 2021-01-01\ncaducite: 2027-01-01\ncouvre: [qual-e-pref:2.1]\n"
        f"fichier: 2021 – été/{ACCENTS}\nempreinte: {empreinte_octets(b'releve')}\n"
    )
    appels = "intitule: Appels\nunite: nombre\nserie: numéros d'été.csv\n"
    poser(
        racine, {f"preuves/2021 – été/{ACCENTS}": "releve", "indicateurs/numéros d'été.csv": "date;valeur\n2021-01;3\n"}
    )
    poser(racine, {"preuves/releve.yaml": unicodedata.normalize(forme, fiche)})
    poser(racine, {"indicateurs/appels.yaml": unicodedata.normalize(forme, appels)})
    avant = chiffres(racine, capsys)
    if not decomposer(racine):
        pytest.skip("ce disque ne garde pas les noms décomposés")
    assert chiffres(racine, capsys) == avant
    assert not {"PRV007", "PRV008", "PRV014", "LEC018", "LEC019"} & avant[1]


def test_ecrire_dans_un_fichier_au_nom_decompose_n_en_cree_pas_un_second(tmp_path: Path) -> None:
    poser(tmp_path, {f"preuves/{DECOMPOSE[:-4]}.yaml": "a: 1\n"})
    nom = f"preuves/{ACCENTS[:-4]}.yaml"
    octets = ramasser(tmp_path).octets(nom)
    assert octets == b"a: 1\n"
    ecrire_ensemble(tmp_path, {nom: b"a: 2\n"}, {nom: octets})
    assert list(etat(tmp_path).values()) == [b"a: 2\n"]


def test_les_deux_formes_cote_a_cote_restent_deux_fichiers(tmp_path: Path) -> None:
    poser(tmp_path, {f"preuves/{ACCENTS}": "un", f"preuves/{DECOMPOSE}": "deux"})
    if len(list((tmp_path / "preuves").iterdir())) < 2:
        pytest.skip("ce disque confond les deux formes")
    ramassage = ramasser(tmp_path)
    assert [code for code, _ in ramassage.fautes] == ["LEC015"]
    assert {f: ramassage.octets(f) for f in ramassage.fichiers} == {
        f"preuves/{ACCENTS}": b"un",
        f"preuves/{DECOMPOSE}": b"deux",
    }
