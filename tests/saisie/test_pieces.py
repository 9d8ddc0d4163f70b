"""Les pièces reçues : copiées à côté de leur fiche sous un nom propre, jamais par-dessus une autre, jamais n'importe quoi."""

import hashlib
import os
import sys
import unicodedata
from pathlib import Path

import pytest

from qualicli.cli.application import lancer
from qualicli.depot import transaction
from qualicli.depot.transaction import ecrire_ensemble, reprendre
from qualicli.erreurs import ErreurEcriture
from tests.saisie.conftest import Saisir, etat


def poser(dossier: Path, nom: str, octets: bytes = b"%PDF essai") -> Path:
    chemin = dossier / nom
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(octets)
    return chemin


def test_une_piece_devient_une_fiche(dossier: Path, saisir: Saisir, tmp_path: Path) -> None:
    piece = poser(tmp_path, "Charte de l'accueil_v2 14-03-2024.PDF")
    code, dit = saisir("ajouter", "preuve", piece, "--couvre", "2.1", "--oui")
    assert code == 0, dit
    assert (dossier / "preuves" / "charte-de-l-accueil-v2.pdf").read_bytes() == b"%PDF essai"
    assert (dossier / "preuves" / "charte-de-l-accueil-v2.yaml").read_text("utf-8") == (
        "intitule: Charte de l'accueil v2\n"
        "date: 2024-03-14\n"
        'couvre: ["2.1"]\n'
        "type: charte\n"
        "fichier: charte-de-l-accueil-v2.pdf\n"
        f"empreinte: sha256:{hashlib.sha256(b'%PDF essai').hexdigest()}\n"
    )
    assert piece.read_bytes() == b"%PDF essai", "l'original reste où il est"
    apres = etat(dossier)
    code, dit = saisir("ajouter", "preuve", piece, "--couvre", "2.1", "--oui")
    assert code == 0
    assert "est déjà jointe" in dit
    assert etat(dossier) == apres


def test_les_options_l_emportent_sur_ce_que_le_nom_propose(dossier: Path, saisir: Saisir, tmp_path: Path) -> None:
    piece = poser(tmp_path, "photo.jpg")
    options = ["--intitule", "Rampe", "--type", "attestation", "--id", "rampe-vue", "--date", "2024-02"]
    assert saisir("ajouter", "preuve", piece, *options, "--oui")[0] == 0
    fiche = (dossier / "preuves" / "rampe-vue.yaml").read_text("utf-8")
    assert fiche.startswith("intitule: Rampe\ndate: 2024-02\ntype: attestation\nfichier: rampe-vue.jpg\n")


def test_ce_que_le_nom_ne_dit_pas_se_demande(dossier: Path, saisir: Saisir, tmp_path: Path) -> None:
    avant = etat(dossier)
    code, dit = saisir("ajouter", "preuve", poser(tmp_path, "scan001.pdf"), "--oui")
    assert code == 2
    assert "Il manque --type" in dit
    assert etat(dossier) == avant


def test_plusieurs_pieces_d_un_coup_ne_se_marchent_pas_dessus(dossier: Path, saisir: Saisir, tmp_path: Path) -> None:
    poser(dossier, "preuves/charte-1.pdf", b"une autre piece, sans fiche")
    pieces = [poser(tmp_path, f"{d}/charte.pdf", d.encode()) for d in ("a", "b")]
    pieces.append(poser(tmp_path, "c/charte-2.pdf", b"c"))
    ancienne = etat(dossier)
    code, dit = saisir("ajouter", "preuve", *pieces, "--couvre", "2.2", "--oui")
    assert code == 0, dit
    assert {f: o for f, o in etat(dossier).items() if f in ancienne} == ancienne, "rien n'est écrasé"
    neuves = {o for f, o in etat(dossier).items() if f not in ancienne and f.endswith(".pdf")}
    assert neuves == {b"a", b"b", b"c"}
    assert saisir("ajouter", "preuve", *pieces, "--id", "x", "--oui")[0] == 2


def test_un_dossier_de_depot_donne_des_brouillons(dossier: Path, saisir: Saisir, tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    poser(depot, "2.1 Charte 2024-01-05.pdf", b"1")
    poser(depot, f"sous/{unicodedata.normalize('NFD', 'Relevé 2.2.pdf')}", b"2")
    poser(depot, "IMG_2031.JPG", b"3")
    poser(depot, "copie.pdf", b"1")
    poser(depot, "programme.exe", b"4")
    poser(depot, ".cache.pdf", b"5")
    code, dit = saisir("ajouter", "preuve", depot, "--service", "accueil", "--oui")
    assert code == 0, dit
    fiches = {f: o.decode() for f, o in etat(dossier).items() if f.startswith("preuves/") and f.endswith(".yaml")}
    assert set(fiches) == {f"preuves/{n}.yaml" for n in ("charte", "charte-2", "releve", "img-2031")} or set(
        fiches
    ) == {"preuves/charte.yaml", "preuves/charte-2.yaml", "preuves/releve.yaml", "preuves/img-2031.yaml"}
    neuves = {f: t for f, t in fiches.items() if "fichier:" in t}
    assert len(neuves) == 3
    assert all("etat: brouillon\n" in t and "service: accueil\n" in t for t in neuves.values())
    assert 'couvre: ["2.2"]\n' in neuves["preuves/releve.yaml"]
    assert "type: releve\n" in neuves["preuves/releve.yaml"]
    assert "type: photo\n" in neuves["preuves/img-2031.yaml"]
    assert "« copie.pdf » est déjà jointe" in dit
    assert "« programme.exe » n'est pas joint" in dit
    apres = etat(dossier)
    assert saisir("ajouter", "preuve", depot, "--oui")[0] == 0
    assert etat(dossier) == apres, "le même dépôt, deux fois, n'ajoute rien la seconde"


NOMS = ("aux.pdf", "CON.pdf", "nul.txt.pdf", "a:b.pdf", "a\nb.pdf", "-rf.pdf", "..pdf.pdf", "é.pdf", "x" * 200 + ".pdf")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows n'admet pas ces noms")
@pytest.mark.parametrize("nom", NOMS)
def test_un_nom_hostile_devient_un_nom_propre(dossier: Path, saisir: Saisir, tmp_path: Path, nom: str) -> None:
    piece = poser(tmp_path / "recus", nom)
    code, dit = saisir("ajouter", "preuve", "--type", "note", "--intitule", "Note", "--oui", "--", piece)
    if nom.startswith("."):
        assert code == 2, dit
        return
    assert code == 0, dit
    neuves = [f for f in etat(dossier) if f.endswith(".pdf")]
    assert neuves == ["preuves/note.pdf"]
    code, dit = saisir("ajouter", "preuve", "--type", "note", "--oui", "--", poser(tmp_path / "autres", nom, b"autre"))
    assert code == 0, dit
    assert all(f.isascii() and len(f) < 100 for f in etat(dossier))
    assert lancer(["valider", str(dossier)]) == 0


def test_un_fichier_inadmissible_se_refuse_d_une_phrase(dossier: Path, saisir: Saisir, tmp_path: Path) -> None:
    recus = tmp_path / "recus"
    poser(recus, "programme.exe")
    poser(recus, "fiche.yaml")
    poser(recus, "page.html")
    poser(recus, "vide.pdf", b"")
    poser(recus, "~$charte.docx")
    with (recus / "enorme.pdf").open("wb") as flux:
        flux.truncate(65 * 2**20)
    avant = etat(dossier)
    noms = ["programme.exe", "fiche.yaml", "page.html", "vide.pdf", "~$charte.docx", "enorme.pdf", "absent.pdf"]
    if sys.platform != "win32":
        (recus / "lien.pdf").symlink_to("/etc/hostname")
        os.mkfifo(recus / "tube.pdf")
        noms += ["lien.pdf", "tube.pdf"]
    for nom in noms:
        code, dit = saisir("ajouter", "preuve", recus / nom, "--type", "note", "--oui")
        assert code == 2, nom
        assert f"« {nom} » n'est pas joint" in dit
        assert len(dit.splitlines()) == 2
    assert saisir("ajouter", "action", recus / "page.html", "--intitule", "x", "--oui")[0] == 2
    for identifiant in ("../x", "con", "É", "a/b", ""):
        code, _ = saisir("ajouter", "preuve", "--intitule", "X", "--type", "note", f"--id={identifiant}", "--a-blanc")
        assert code == (0 if not identifiant else 2)
    assert etat(dossier) == avant


def test_piece_et_fiche_s_ecrivent_ensemble_ou_pas_du_tout(
    dossier: Path, saisir: Saisir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tué juste après le journal : le dossier se dit entre deux états, et `importer reprendre` finit, pièce comprise."""
    avant = etat(dossier)
    piece = poser(tmp_path, "charte.pdf")
    with monkeypatch.context() as tue:
        tue.setattr(transaction, "_executer", lambda *_: None)
        saisir("ajouter", "preuve", piece, "--couvre", "2.2", "--oui")
    assert {f: o for f, o in etat(dossier).items() if not f.startswith(".")} == avant
    assert saisir("ajouter", "preuve", piece, "--oui")[0] == 3, "entre deux états, rien de plus ne s'écrit"
    assert reprendre(dossier) == ["preuves/charte-2.pdf", "preuves/charte-2.yaml"]
    assert (dossier / "preuves" / "charte-2.pdf").read_bytes() == b"%PDF essai"


def test_une_piece_n_en_remplace_jamais_une_autre(dossier: Path) -> None:
    poser(dossier, "preuves/charte.pdf", b"ancienne")
    with pytest.raises(ErreurEcriture):
        ecrire_ensemble(dossier, {"preuves/charte.pdf": b"neuve"}, {})
    for nom in ("preuves/x.exe", "actions/x.pdf", "x.pdf", "preuves/../x.pdf"):
        with pytest.raises(ErreurEcriture):
            ecrire_ensemble(dossier, {nom: b"neuve"}, {})
    assert (dossier / "preuves" / "charte.pdf").read_bytes() == b"ancienne"
