"""Le texte d'une fiche Markdown se saisit comme le reste : d'un fichier, en une option, ou dans le terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.saisie.conftest import Saisir, etat
from tests.saisie.test_dans_un_terminal import taper as taper

TEXTE = "## Accueillir\r\n\r\n- Dire « bonjour ».\r\n"


@pytest.fixture
def texte(tmp_path: Path) -> Path:
    """Un texte aux fins de ligne Windows, écrit ailleurs."""
    fichier = tmp_path / "texte.md"
    fichier.write_bytes(TEXTE.encode())
    return fichier


@pytest.mark.parametrize(
    ("mots", "fichier"),
    [
        ("procédure --intitule Orienter", "procedures/orienter.md"),
        ("réunion --instance copil --date 2024-05-02", "reunions/copil-2024-05-02.md"),
        ("preuve --intitule Guide --type guide", "preuves/guide.md"),
    ],
)
def test_le_texte_d_un_fichier_garde_ses_octets(
    dossier: Path, saisir: Saisir, texte: Path, mots: str, fichier: str
) -> None:
    code, dit = saisir("ajouter", *mots.split(), "--texte-depuis", texte, "--oui")
    assert code == 0, dit
    assert "- Dire « bonjour »." in dit  # montré avant d'être écrit
    assert (dossier / fichier).read_bytes().endswith(b"---\n\n" + TEXTE.encode())


def test_un_texte_se_remplace_sans_toucher_a_l_en_tete(dossier: Path, saisir: Saisir, texte: Path) -> None:
    fichier = dossier / "procedures" / "accueillir.md"
    fichier.write_bytes(b"---\nintitule: Accueillir  # le titre\n---\n\n\nAncien.\n")
    code, dit = saisir("modifier", "procédure", "accueillir", "--texte-depuis", texte, "--oui")
    assert code == 0, dit
    assert " - Ancien." in dit
    assert fichier.read_bytes() == b"---\nintitule: Accueillir  # le titre\n---\n\n\n" + TEXTE.encode()
    assert "Rien à écrire." in saisir("modifier", "procédure", "accueillir", "--texte-depuis", texte, "--oui")[1]


def test_une_cle_change_sans_toucher_au_texte(dossier: Path, saisir: Saisir) -> None:
    assert saisir("modifier", "procédure", "accueillir", "--code", "FP-1", "--oui")[0] == 0
    assert (dossier / "procedures" / "accueillir.md").read_text("utf-8").endswith("---\nTexte.\n")
    assert saisir("modifier", "procédure", "accueillir", "--texte", "Autre.", "--oui")[0] == 0
    assert (dossier / "procedures" / "accueillir.md").read_text("utf-8").endswith("---\nAutre.")


def test_une_procedure_se_remplace_et_l_ancienne_reste(dossier: Path, saisir: Saisir, texte: Path) -> None:
    avant = etat(dossier)
    code, dit = saisir("remplacer", "accueillir", "--date", "2024-05-02", "--texte-depuis", texte, "--oui")
    assert code == 0, dit
    neuf = (dossier / "procedures" / "accueillir-2024-05-02.md").read_bytes()
    assert b"remplace: accueillir\n" in neuf
    assert neuf.endswith(TEXTE.encode())
    assert etat(dossier).items() >= avant.items()


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "il est vide"),
        (b"a\x00b", "binaire"),
        ("été".encode("latin-1"), "mal encodé"),
        (b"---\nintitule: x\n---\nTexte\n", "déjà un en-tête"),
        (b"<<<<<<< ici\n", "conflit"),
        (None, "pas un fichier"),
    ],
)
def test_un_texte_qui_ne_va_pas_se_dit_d_une_phrase(
    dossier: Path, saisir: Saisir, texte: Path, octets: bytes | None, dit: str
) -> None:
    avant = etat(dossier)
    texte.unlink() if octets is None else texte.write_bytes(octets)
    code, sortie = saisir("modifier", "procédure", "accueillir", "--texte-depuis", texte, "--oui")
    assert code == 2
    assert dit in sortie
    assert etat(dossier) == avant


def test_une_fiche_yaml_n_a_pas_de_texte(dossier: Path, saisir: Saisir, texte: Path) -> None:
    avant = etat(dossier)
    assert saisir("modifier", "action", "rampe", "--texte-depuis", texte, "--oui")[0] == 2
    assert "n'a pas d'en-tête" in saisir("modifier", "preuve", "charte", "--texte-depuis", texte, "--oui")[1]
    assert "Aucune pièce" in saisir("remplacer", "accueillir", texte, "--date", "2024-05-02", "--oui")[1]
    assert etat(dossier) == avant


def test_le_texte_se_tape_sur_plusieurs_lignes(dossier: Path, saisir: Saisir, taper: Callable[..., None]) -> None:
    taper("Orienter", ">", "texte", "Première ligne.\rSeconde.\x1b", "")
    code, dit = saisir("ajouter", "procédure")
    assert code == 0, dit
    assert (dossier / "procedures" / "orienter.md").read_bytes().endswith(b"---\n\nPremi\xc3\xa8re ligne.\nSeconde.\n")
