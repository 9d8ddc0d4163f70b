"""La ligne de commande : fautes d'usage, pages d'aide et complétion, en français."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire
from qualicli.cli import textes
from qualicli.cli.application import _commande, lancer

ANGLAIS = re.compile(
    r"\b(usage:|options:|arguments:|commands:|show|this|exit|default|required|install|completion|shell|the|invalid|value|"
    r"missing|such|try|error|str|int|float|path|bool|integer|aborted)\b|\[\[|\{[A-Z]|list\[",
    re.IGNORECASE,
)
Capture = pytest.CaptureFixture[str]
FAUTES_USAGE = [  # ligne de commande, message, début du conseil
    ("vlider", "La commande « vlider » n'existe pas.", "Vouliez-vous dire « valider » ? « qualicli --help » montre"),
    ("l'inventaire", "La commande « l'inventaire » n'existe pas.", "« qualicli --help » montre l'usage."),
    (
        "referentiel montre",
        "La commande « montre » n'existe pas.",
        "Vouliez-vous dire « montrer » ? « qualicli referenti",
    ),
    ("--zzzz", "L'option --zzzz n'existe pas.", "« qualicli --help » montre l'usage."),
    ("valider --formt json", "L'option --formt n'existe pas.", "Vouliez-vous dire « --format » ? « qualicli valider"),
    ("valider --for json", "L'option --for n'existe pas.", "Vouliez-vous dire « --format » ?"),
    ("valider -z", "L'option -z n'existe pas.", "« qualicli valider --help » montre l'usage."),
    ("valider --date", "L'option --date attend une valeur.", ""),
    ("valider --strict=oui", "L'option --strict n'attend pas de valeur.", ""),
    ("valider a b c", "Argument en trop : b c.", "« qualicli valider --help » montre l'usage."),
    ("referentiel montrer", "Il manque l'argument ID.", "« qualicli referentiel montrer --help » montre l'usage."),
    ("nouveau", "Il manque l'argument CHEMIN.", "« qualicli nouveau --help » montre l'usage."),
    ("--trace", "Il manque une commande.", "« qualicli --help » montre l'usage."),
    ("diagnostic --seuil abc", "--seuil attend un nombre entier.", "« qualicli diagnostic --help » montre l'usage."),
    (
        "valider --format jsn",
        "« jsn » n'est pas admis pour --format.",
        "Vouliez-vous dire « json » ? Valeurs : texte, ",
    ),
    ("valider plein --date hier", "« hier » n'est pas une date pour --date.", "Écrivez AAAA-MM-JJ, par exemple 2022-"),
    ("valider plein --date 2026-02-30", "« 2026-02-30 » n'est pas une date pour --date.", "Écrivez AAAA-MM-JJ"),
    ("valider introuvable", "Le dossier « introuvable » n'existe pas.", "Vérifiez le chemin."),
    ("valider vide", "« vide » ne contient pas de fichier qualicli.yaml.", "Donnez la racine d'un dossier"),
    ("valider", "Aucun fichier qualicli.yaml ici ni dans les dossiers parents.", "Placez-vous dans un dossier"),
    ("regles ZZZ", "La règle « ZZZ » n'existe pas.", "« qualicli regles » les liste."),
    (
        "--install-completion",
        "L'option --install-completion n'existe pas.",
        "Vouliez-vous dire « --show-completion » ?",
    ),
]


@pytest.mark.parametrize(("arguments", "message", "conseil"), FAUTES_USAGE)
def test_une_faute_d_usage_est_dite_en_francais(
    arguments: str, message: str, conseil: str, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vide").mkdir()
    ecrire(tmp_path / "plein", {"qualicli.yaml": "format: 1\n"})
    monkeypatch.chdir(tmp_path)
    assert lancer(arguments.split()) == 2
    sortie, erreurs = capsys.readouterr()
    lignes = erreurs.splitlines()
    assert (sortie, lignes[0]) == ("", f"qualicli : {message}")
    assert len(lignes) == 2
    assert lignes[1].startswith(f"  {conseil}")


def chemins(commande: Any, debut: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield debut
    for nom, fille in getattr(commande, "commands", {}).items():
        yield from chemins(fille, (*debut, nom))


@pytest.mark.parametrize("chemin", list(chemins(_commande())), ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_toute_aide_est_en_francais(chemin: tuple[str, ...], option: str, capsys: Capture) -> None:
    assert lancer([*chemin, option]) == 0
    sortie, erreurs = capsys.readouterr()
    assert erreurs == ""
    assert sortie.startswith(f"Usage : {' '.join(('qualicli', *chemin))} ")
    assert "\nOptions :\n" in sortie
    assert not ANGLAIS.findall(sortie.replace("--show-completion", ""))
    assert max(map(len, sortie.splitlines())) <= 80


def test_sans_commande_l_aide_s_affiche_et_le_code_est_2(capsys: Capture) -> None:
    for arguments in ([], ["referentiel"]):
        assert lancer(arguments) == 2
        sortie, erreurs = capsys.readouterr()
        assert sortie == ""
        assert erreurs.startswith("Usage : qualicli")


@pytest.mark.parametrize(
    ("anglais", "francais"),
    [
        ("Usage: qualicli montrer [OPTIONS] {ID} [[CODE]]", "Usage : qualicli montrer [OPTIONS] ID [CODE]"),
        ("Usage: qualicli [OPTIONS] COMMAND [ARGS]...", "Usage : qualicli [OPTIONS] COMMANDE …"),
        ("  --format FORMAT  texte.  [default: texte]", "  --format FORMAT  texte.  [défaut : texte]"),
        ("  ID <str>  Le référentiel.  [required]", "  ID        Le référentiel.  [obligatoire]"),
        ("  --par <list[str]>  Découper.", "  --par TEXTE        Découper."),
        ("  --dossier <path>  Y ajouter.", "  --dossier CHEMIN  Y ajouter."),
        ("  --seuil <int>  Au moins.  [default: 3; required]", "  --seuil N      Au moins.  [défaut : 3; obligatoire]"),
    ],
)
def test_l_ossature_d_une_aide_est_traduite(anglais: str, francais: str) -> None:
    assert textes.aide(anglais) == francais


@pytest.mark.parametrize(
    ("anglais", "message"),
    [
        ("Invalid value for '--seuil': 'abc' is not a valid integer.", "--seuil attend un nombre entier."),
        ("Invalid value for '--seuil': Input should be a valid number, unable to parse", "--seuil attend un nombre."),
        ("Invalid value for '--genre': 'x' is not one of 'a', 'b'.", "La valeur donnée pour --genre n'est pas admise."),
        ("Missing option '--nom'.", "Il manque l'option --nom."),
        ("Got unexpected extra argument (b)", "Argument en trop : b."),
        ("Something else went wrong", "La commande est mal écrite."),
    ],
)
def test_une_faute_de_typer_est_traduite(anglais: str, message: str) -> None:
    assert textes.faute(anglais) == (message, "")


def completer(variables: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
    """Fait ce que fait le terminal quand on appuie sur la touche de tabulation."""
    commande = [sys.executable, "-m", "qualicli"]
    return subprocess.run(commande, env=os.environ | variables, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("terminal", ["bash", "zsh", "fish"])
def test_un_script_de_completion_est_engendre(terminal: str) -> None:
    resultat = completer({"_QUALICLI_COMPLETE": f"source_{terminal}"})
    assert (resultat.returncode, resultat.stderr) == (0, b"")
    assert b"_QUALICLI_COMPLETE" in resultat.stdout


@pytest.mark.parametrize(
    ("mots", "propositions"),
    [
        ("v", {"valider"}),
        ("referentiel m", {"montrer"}),
        ("valider --stri", {"--strict"}),
        ("--", {"--help", "--trace", "--version"}),
    ],
)
def test_la_completion_propose_les_commandes_et_les_options(mots: str, propositions: set[str]) -> None:
    variables = {
        "_QUALICLI_COMPLETE": "complete_bash",
        "COMP_WORDS": f"qualicli {mots}",
        "COMP_CWORD": str(len(mots.split())),
    }
    resultat = completer(variables)
    assert resultat.returncode == 0
    proposees = set(resultat.stdout.decode().split())
    assert propositions <= proposees
    assert "--install-completion" not in proposees


def test_l_option_de_completion_affiche_le_script_ou_dit_qu_elle_ne_peut(capfd: pytest.CaptureFixture[str]) -> None:
    code = lancer(["--show-completion"])
    assert code in (0, 1)  # selon que le terminal se reconnaît
    assert code == 1 or "_QUALICLI_COMPLETE" in capfd.readouterr().out
