"""Le paquet remis à l'auditeur : complet, lisible sans réseau, vérifiable, et rien de trop."""

import csv
import io
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest

from fabrique import ecrire, qualicli, qualicli_json
from qualicli import ressources

EXEMPLES = ressources.dossier("exemples")
LOIRE = EXEMPLES / "loire-2022"
AUDIT = ("audit-labellisation-2022", LOIRE, "--date", "2022-05-15")


@pytest.fixture(scope="module")
def arbre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sortie = tmp_path_factory.mktemp("paquet") / "audit"
    qualicli("audit", "paquet", *AUDIT, "-o", sortie)
    return sortie


def _copie(arbre: Path, ou: Path) -> Path:
    shutil.copytree(arbre, ou / "paquet")
    return ou / "paquet"


def test_memes_donnees_meme_date_memes_octets_et_l_archive_est_le_dossier(arbre: Path, tmp_path: Path) -> None:
    for nom in ("a.zip", "b.zip"):
        qualicli("audit", "paquet", *AUDIT, "-o", tmp_path / nom)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        contenu = {n: archive.read(n) for n in archive.namelist()}
    assert contenu == {f.relative_to(arbre).as_posix(): f.read_bytes() for f in arbre.rglob("*") if f.is_file()}


@pytest.mark.parametrize("page", ["index.html", "sommaire.md"])
def test_chaque_lien_mene_a_un_fichier_et_chaque_piece_a_son_lien(arbre: Path, page: str) -> None:
    texte = (arbre / page).read_text("utf-8")
    liens = set(re.findall(r'(?:href="|\]\()(pieces/[^")]+)', texte))
    assert liens == {f.relative_to(arbre).as_posix() for f in (arbre / "pieces").iterdir()}
    assert not re.search(r'(?:src|href)="(?!#|pieces/)', texte), "rien d'extérieur"


def test_les_manques_sont_ceux_d_ecarts(arbre: Path) -> None:
    lues = list(csv.DictReader(io.StringIO((arbre / "ecarts.csv").read_text("utf-8-sig")), delimiter=";"))
    attendus = qualicli_json("ecarts", LOIRE, "--date", "2022-05-15", code=0)["ecarts"]
    cles = ("exigence", "site", "texte", "fichier", "ligne")
    assert [[" ".join(e[c].split()) for c in cles] for e in lues] == [
        [" ".join(str(e[c] or "").split()) for c in cles] for e in attendus
    ]
    sommaire = " ".join((arbre / "sommaire.md").read_text("utf-8").split())
    assert all(" ".join(e["texte"].split()) in sommaire for e in attendus)


def test_chaque_exigence_du_perimetre_y_est_dans_l_ordre(arbre: Path) -> None:
    points = qualicli_json("audit", "pret", *AUDIT, code=1)["points"]
    codes = list(dict.fromkeys(p["exigence"] for p in points))
    sommaire = (arbre / "sommaire.md").read_text("utf-8")
    trouves = [m[1] for m in re.finditer(r"^(?:\*\*|### )(\d+(?:\.\d+)?)(?:\*\*)? ", sommaire, re.MULTILINE)]
    assert [c for c in trouves if c in codes] == codes


def test_une_piece_jointe_est_copiee_telle_quelle_et_une_autre_dit_ou_elle_est(arbre: Path) -> None:
    (charte,) = (arbre / "pieces").glob("*-charte-de-l-usager.txt")
    assert charte.read_bytes() == (LOIRE / "preuves/charte-usager.txt").read_bytes()
    (photos,) = (arbre / "pieces").glob("*-photographies-des-espaces-d-attente-2022.html")
    assert "Où la voir" in photos.read_text("utf-8")


@pytest.mark.parametrize("geste", ["un octet", "ôté", "ajouté", "liste"])
def test_le_paquet_se_verifie_de_trois_facons(arbre: Path, tmp_path: Path, geste: str) -> None:
    copie = _copie(arbre, tmp_path)
    assert "tous intacts" in qualicli("audit", "verifier", copie)
    cible = next((copie / "pieces").glob("*.txt"))
    if geste == "un octet":
        octets = bytearray(cible.read_bytes())
        octets[0] ^= 1
        cible.write_bytes(octets)
    elif geste == "ôté":
        cible.unlink()
    elif geste == "ajouté":
        (copie / "pieces/intrus.txt").write_text("intrus", encoding="utf-8")
    else:
        liste = copie / "empreintes.sha256"
        liste.write_text(liste.read_text("utf-8").replace("a", "b", 1), encoding="utf-8", newline="\n")
    dit = qualicli("audit", "verifier", copie, code=1)
    assert re.search("^(modifié|absent|ajouté) : ", dit)
    seul = subprocess.run(
        [sys.executable, "-I", copie / "verifier.py"], capture_output=True, encoding="utf-8", check=False
    )
    assert (seul.returncode, seul.stdout.strip()) == (1, dit.strip())
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        for fichier in copie.rglob("*"):
            archive.write(fichier, fichier.relative_to(copie).as_posix())
    assert qualicli("audit", "verifier", tmp_path / "p.zip", code=1).strip() == dit.strip()


@pytest.mark.parametrize("octets", [b"", b"PK\x03\x04 rien", b"\x00" * 200])
def test_ce_qui_n_est_pas_un_paquet_est_refuse_d_une_phrase(octets: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(octets)
    dit = subprocess.run(
        [sys.executable, "-m", "qualicli", "audit", "verifier", tmp_path / "p.zip"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert dit.returncode in (1, 2, 3)
    assert "Traceback" not in dit.stderr
    assert "Panne interne" not in dit.stderr


def test_anonyme_ne_joint_que_les_pieces_publiques(tmp_path: Path) -> None:
    dit = qualicli("audit", "paquet", *AUDIT, "--anonyme", "-o", tmp_path / "a")
    assert "non jointes" in dit
    noms = {f.name[4:] for f in (tmp_path / "a/pieces").iterdir()}
    assert "charte-de-l-usager.txt" in noms
    assert not any("note" in n or "emargement" in n for n in noms)
    assert "(présentée sur place)" in (tmp_path / "a/sommaire.md").read_text("utf-8")
    assert "tous intacts" in qualicli("audit", "verifier", tmp_path / "a")


def test_anonyme_refuse_un_texte_qui_nomme(tmp_path: Path) -> None:
    racine = tmp_path / "d"
    shutil.copytree(LOIRE, racine)
    fiche = racine / "audits/audit-labellisation-2022.yaml"
    texte = fiche.read_text("utf-8").replace("Audit initial", "Audit de M. Dupont-Durand")
    fiche.write_text(texte, encoding="utf-8", newline="\n")
    refus = ("audit", "paquet", AUDIT[0], racine, "--date", "2022-05-15", "--anonyme", "-o", tmp_path / "a.zip")
    qualicli(*refus, code=1)
    assert not (tmp_path / "a.zip").exists()


def test_rien_ne_s_ecrit_a_blanc_ni_par_dessus_un_dossier(arbre: Path, tmp_path: Path) -> None:
    assert "Ko" in qualicli("audit", "paquet", *AUDIT, "--a-blanc", "-o", tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []
    copie = _copie(arbre, tmp_path)
    assert "existe déjà" in qualicli("audit", "paquet", *AUDIT, "-o", copie, code=2)
    assert "Il manque -o" in qualicli("audit", "paquet", *AUDIT, code=2)


HOSTILE = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: P}
        sites: {s: {nom: S}}
        perimetre: [{referentiel: essai, version: 1, modules: {A: {statut: engage}}}]
    """,
    "referentiels/essai.yaml": """
        format: 1
        id: essai
        nom: Essai
        version: 1
        editeur: E
        source: S
        certitude: etabli
        modules: [{code: A, engagements: [{code: A1, titre: "Titre <b>](javascript:alert(1))"}]}]
    """,
    "engagements/essai/A1.yaml": "engagement: A1\nevaluations: [{exigence: A1, statut: realise, date: 2022-01-01}]\n",
    "audits/a.yaml": "intitule: A\nnature: interne\ntype: blanc\ndate: 2022-04-01\n",
    "preuves/une.yaml": """
        intitule: "Pièce ](../../../etc/passwd) <script>alert(1)</script>"
        type: charte
        date: 2022-01-01
        fichier: pièce.p'df x
        couvre: [A1]
    """,
    "preuves/deux.yaml": """
        intitule: "CON"
        type: charte
        date: 2022-01-01
        url: "javascript:alert(1)"
        couvre: [A1]
    """,
}


@pytest.mark.parametrize("forme", ["NFC", "NFD"])
def test_titres_et_noms_hostiles_ne_sortent_pas_du_paquet(forme: str, tmp_path: Path) -> None:
    racine = ecrire(tmp_path / "d", HOSTILE)
    (racine / "preuves" / unicodedata.normalize(forme, "pièce.p'df x")).write_bytes(b"contenu")
    sortie = tmp_path / "sortie"
    qualicli("audit", "paquet", "a", racine, "--date", "2022-03-01", "-o", sortie)
    pieces = sorted(f.name for f in (sortie / "pieces").iterdir())
    assert len(pieces) == 2
    assert all(re.fullmatch(r"\d{3}-[a-z0-9-]+(\.[a-z0-9]+)?", n) for n in pieces), pieces
    pages = "".join(f.read_text("utf-8") for f in sortie.rglob("*.html"))
    assert not re.search(r"<script|href=\"(?!#|pieces/)", pages)
    assert b"contenu" in {f.read_bytes() for f in (sortie / "pieces").iterdir()}


def test_une_piece_hors_du_dossier_ou_absente_n_est_pas_copiee(tmp_path: Path) -> None:
    fichiers = HOSTILE | {"preuves/une.yaml": HOSTILE["preuves/une.yaml"].replace("pièce.p'df x", "../../secret.txt")}
    racine = ecrire(tmp_path / "d", fichiers)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    qualicli("audit", "paquet", "a", racine, "--date", "2022-03-01", "-o", tmp_path / "s")
    assert not any(f.read_bytes() == b"secret" for f in (tmp_path / "s").rglob("*") if f.is_file())
