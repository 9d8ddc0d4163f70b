"""Le terminal : pannes, interruptions, sorties fermées, vieilles consoles ; une phrase en français, jamais une trace."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from qualicli import __version__, ressources
from qualicli.cli.application import lancer
from qualicli.erreurs import ErreurEcriture, ErreurQualicli, ErreurUsage, Sortie

EXEMPLE = ressources.dossier("exemples") / "loire-2022"
FAUTIF = Path(__file__).parents[1] / "cas" / "quarante-fautes"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="le terminal de Windows s'y prend autrement")
Capture = pytest.CaptureFixture[str]


def executer(
    *arguments: object, env: dict[str, str] | None = None, **options: Any
) -> "subprocess.CompletedProcess[Any]":
    """Lance la commande dans son propre processus."""
    commande = [sys.executable, "-m", "qualicli", *map(str, arguments)]
    sorties = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run(commande, env=os.environ | (env or {}), timeout=60, check=False, **sorties)


@pytest.fixture
def tomber(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Callable[..., tuple[int, str, str]]:
    """Fait tomber la validation sur une erreur, et rend le code de sortie et ce qui s'affiche."""

    def _tomber(erreur: BaseException, *options: str) -> tuple[int, str, str]:
        def echouer(*_arguments: object) -> None:
            raise erreur

        monkeypatch.setattr("qualicli.operations.trouver.trouver", echouer)
        return lancer(["valider", *options]), *capsys.readouterr()

    return _tomber


def test_une_panne_interne_tient_en_une_ligne(tomber: Callable[..., tuple[int, str, str]]) -> None:
    assert tomber(RuntimeError("rien\n  ne va plus")) == (
        3,
        "",
        "qualicli : Panne interne (RuntimeError) : rien ne va plus\n"
        "  Relancez avec --trace pour en montrer le détail ; vos fichiers sont intacts.\n",
    )


@pytest.mark.parametrize("options", [("--trace",), ("--strict", "--trace")])
def test_avec_trace_une_panne_dit_ou(tomber: Callable[..., tuple[int, str, str]], options: tuple[str, ...]) -> None:
    code, sortie, erreurs = tomber(RuntimeError("rien ne va plus"), *options)
    assert (code, sortie) == (3, "")
    assert erreurs.startswith("Traceback (most recent call last):")
    assert erreurs.endswith("RuntimeError: rien ne va plus\n")


@pytest.mark.parametrize(
    ("erreur", "code", "affiche"),
    [
        (
            ErreurUsage("Mal écrit.", "Écrivez mieux."),
            2,
            "qualicli : Mal écrit.\n  Écrivez mieux. « qualicli valider --help » montre",
        ),
        (
            ErreurEcriture("Impossible d'écrire."),
            3,
            "qualicli : Impossible d'écrire.\n  Puis recommencez : « qualicli valider ».",
        ),
        (ErreurQualicli("Panne.", sortie=Sortie.ANOMALIES), 1, "qualicli : Panne.\n  Puis"),
        (KeyboardInterrupt(), 130, "qualicli : Interrompu.\n"),
        (EOFError(), 130, "qualicli : Interrompu.\n"),
        (typer.Abort(), 130, "qualicli : Interrompu.\n"),
        (OSError(28, "No space left"), 3, "qualicli : Le disque est plein : tout n'a pas pu être écrit.\n"),
    ],
)
def test_une_erreur_prevue_a_son_code_et_sa_phrase(
    tomber: Callable[..., tuple[int, str, str]], erreur: BaseException, code: int, affiche: str
) -> None:
    for options in ((), ("--trace",)):
        trouve, sortie, erreurs = tomber(erreur, *options)
        assert (trouve, sortie) == (code, "")
        assert erreurs.lstrip().startswith(affiche)


def test_le_module_se_lance_et_dit_sa_version() -> None:
    for option in ("--version", "-V"):
        resultat = executer(option)
        assert (resultat.returncode, resultat.stdout.decode(), resultat.stderr) == (
            0,
            f"qualicli {__version__}{os.linesep}",
            b"",
        )


@POSIX
@pytest.mark.parametrize(
    "commande",
    [
        ("valider", FAUTIF, "--format", "texte"),
        ("valider", FAUTIF, "--format", "sarif"),
        ("--help",),
        ("referentiel", "montrer", "qual-e-pref"),
    ],
)
def test_une_sortie_refermee_ne_montre_aucune_trace(commande: tuple[object, ...]) -> None:
    lecture, ecriture = os.pipe()
    os.close(lecture)
    try:
        resultat = executer(*commande, stdout=ecriture)
    finally:
        os.close(ecriture)
    assert (resultat.returncode, resultat.stderr) == (0, b"")


@POSIX
@pytest.mark.parametrize(("vers", "code"), [("/dev/full", 3), ("&-", 0)])
def test_une_sortie_pleine_ou_fermee_d_avance_ne_montre_aucune_trace(vers: str, code: int) -> None:
    if vers.startswith("/") and not Path(vers).exists():
        pytest.skip("pas de disque plein à portée")
    ligne = f'"{sys.executable}" -m qualicli valider "{EXEMPLE}" --date 2022-03-15 --format texte >{vers}'
    resultat = subprocess.run(["sh", "-c", ligne], capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert resultat.returncode == code
    assert "Traceback" not in resultat.stderr
    assert resultat.stderr.startswith("qualicli : Le disque est plein" if code else "")


@pytest.mark.parametrize("encodage", ["cp1252", "ascii", "utf-16"])
def test_un_encodage_impose_ne_fait_pas_tomber(encodage: str) -> None:
    resultat = executer(
        "valider", FAUTIF, "--date", "2022-03-15", "--format", "texte", env={"PYTHONIOENCODING": encodage}
    )
    assert (resultat.returncode, resultat.stderr) == (1, b"")
    assert "le dossier « quarante-fautes » n'est pas conforme" in resultat.stdout.decode("utf-8")


class Terminal(io.TextIOWrapper):
    """Un terminal d'essai : il garde ses octets."""

    def __init__(self, encodage: str) -> None:
        super().__init__(io.BytesIO(), encoding=encodage, newline="")

    def isatty(self) -> bool:
        return True

    def contenu(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("encodage", "variables", "couleurs"),
    [
        ("utf-8", {"TERM": "xterm-256color"}, True),
        ("utf-8", {"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
        ("utf-8", {"TERM": "dumb"}, False),
        ("cp1252", {"TERM": "xterm-256color"}, True),
        ("cp1252", {"NO_COLOR": "1"}, False),
        ("cp850", {"NO_COLOR": "1"}, False),
        ("ascii", {"NO_COLOR": "1"}, False),
    ],
)
@pytest.mark.parametrize("commande", ["valider", "diagnostic", "ecarts"])
def test_un_terminal_est_colore_s_il_l_admet_et_jamais_fatal(
    commande: str, encodage: str, variables: dict[str, str], couleurs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nom in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLORTERM"):
        monkeypatch.delenv(nom, raising=False)
    for nom, valeur in variables.items():
        monkeypatch.setenv(nom, valeur)
    terminal = Terminal(encodage)
    monkeypatch.setattr(sys, "stdout", terminal)
    assert lancer([commande, str(EXEMPLE), "--date", "2022-03-15", "--format", "texte"]) in (0, 1)
    contenu = terminal.contenu()
    assert len(contenu) > 500
    assert ("\x1b[" in contenu) is couleurs


@pytest.mark.parametrize("commande", ["valider", "diagnostic", "ecarts", "regles"])
def test_une_sortie_redirigee_n_a_pas_de_couleur(commande: str) -> None:
    arguments = () if commande == "regles" else (EXEMPLE, "--date", "2022-03-15", "--format", "texte")
    resultat = executer(commande, *arguments, env={"TERM": "xterm-256color"})
    assert b"\x1b" not in resultat.stdout
    assert len(resultat.stdout) > 500
