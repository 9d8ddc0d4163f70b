"""La documentation est essayée comme le programme : commandes, sorties, options, liens."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

import lanceur
from qualicli.cli.application import _commande, lancer
from qualicli.operations.destinations import destinations

RACINE = Path(__file__).parents[1]
DOCS = sorted((RACINE / "docs").glob("*.md"))
README, REGLES = RACINE / "README.md", RACINE / "docs" / "regles.md"
RACONTEES = [README, *(d for d in DOCS if d != REGLES)]
PAGES = [*sorted(RACINE.glob("*.md")), *DOCS, *sorted(RACINE.glob("exemples/*/README.md"))]
COUPURE = "[…]"
_BLOC = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LIEN = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
OPTIONS_DES_OUTILS = {
    option
    for outil in ("conftest.py", "bancs/mesurer.py", "bancs/documents.py")
    for option in _OPTION.findall((RACINE / "tests" / outil).read_text("utf-8"))
}


def nom(chemin: Path) -> str:
    return chemin.relative_to(RACINE).as_posix()


def test_la_page_des_regles_est_celle_du_programme(
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    assert lancer(["regles", "--format", "markdown"]) == 0
    page = capsys.readouterr().out
    if request.config.getoption("--regenerer"):
        REGLES.write_text(page, encoding="utf-8", newline="\n")
    assert REGLES.read_text("utf-8") == page


# --- Les commandes montrées


class Commande(NamedTuple):
    """Une ligne « $ … » d'un bloc console, et la sortie que la page montre dessous."""

    ligne: str
    sortie: str


def commandes(page: Path) -> Iterator[Commande]:
    for langue, bloc in _BLOC.findall(page.read_text("utf-8")):
        if langue.strip() == "console":
            for morceau in re.split(r"^\$ ", bloc, flags=re.MULTILINE)[1:]:
                ligne, _, sortie = morceau.partition("\n")
                yield Commande(ligne, sortie)


def ressemble(montree: str, reelle: str) -> bool:
    """Compare deux sorties ; « […] » vaut pour n'importe quelles lignes, ou pour n'importe quelle fin de ligne."""
    motif = ""
    for ligne in _nue(montree):
        coupee = r"[^\n]*".join(re.escape(partie) for partie in ligne.split(COUPURE))
        motif += r"(?:[^\n]*\n)*" if ligne.strip() == COUPURE else coupee + r"\n"
    return re.fullmatch(motif, "".join(f"{ligne}\n" for ligne in _nue(reelle))) is not None


def _nue(texte: str) -> list[str]:
    return [ligne.rstrip() for ligne in re.sub("[\u00a0\u202f]", " ", texte).strip("\n").split("\n")]


def executer(ligne: str, dossier: Path) -> subprocess.CompletedProcess[str]:
    neutre = {"COLUMNS": "80", "GITHUB_ACTIONS": "", "GITLAB_CI": ""}
    return lanceur.executer(shlex.split(ligne)[1:], dossier, {**os.environ, **neutre}, ensemble=True)


@pytest.mark.parametrize("page", RACONTEES, ids=nom)
def test_chaque_commande_montree_reussit_et_donne_ce_que_la_page_montre(page: Path, tmp_path: Path) -> None:
    shutil.copytree(RACINE / "exemples", tmp_path / "exemples")
    ici, fautes = tmp_path, []
    for commande in commandes(page):
        if commande.ligne.startswith("cd "):
            ici = ici / commande.ligne.removeprefix("cd ").strip()
        if Path(commande.ligne.split(" ")[0]).name != "qualicli":
            continue
        resultat = executer(commande.ligne, ici)
        if resultat.returncode not in (0, 1):
            fautes.append(f"$ {commande.ligne}\ncode {resultat.returncode}\n{resultat.stdout}")
        elif commande.sortie.strip() and not ressemble(commande.sortie, resultat.stdout):
            fautes.append(
                f"$ {commande.ligne}\nla page montre :\n{commande.sortie}\nla commande rend :\n{resultat.stdout}"
            )
    assert not fautes, "\n\n".join(fautes)


def test_le_readme_montre_des_commandes_et_leur_sortie() -> None:
    assert any(commande.sortie.strip() for commande in commandes(README))


@pytest.mark.parametrize(
    ("montree", "attendu"),
    [
        ("a\nb\nc", True),
        ("a\n[…]\nc", True),
        ("[…]", True),
        ("a\n[…]", True),
        ("a\nb […]\nc", False),
        ("[…]\nb", False),
        ("a\nb\n[…]\nc", True),
        ("a\n[…]b\nc", True),
    ],
)
def test_une_coupure_vaut_pour_n_importe_quelles_lignes(montree: str, attendu: bool) -> None:
    assert ressemble(montree, "a\nb\nc\n") is attendu


def test_la_commande_de_tests_est_celle_de_l_integration_continue() -> None:
    lignes = [ligne for langue, bloc in _BLOC.findall(README.read_text("utf-8")) for ligne in bloc.splitlines()]
    une_ligne = [ligne for ligne in lignes if ligne.startswith("python3 -m venv .venv && .venv/bin/pip install ")]
    essais = [ligne for ligne in une_ligne if " -m pytest" in ligne]
    assert len(une_ligne) == 2
    assert len(essais) == 1
    assert essais[0] in (RACINE / ".ci" / "run").read_text("utf-8").splitlines()
    contribuer = (RACINE / "CONTRIBUTING.md").read_text("utf-8")
    assert essais[0].partition(" --editable")[0] in contribuer


# --- Les options citées


def aides(capsys: pytest.CaptureFixture[str]) -> dict[str, set[str]]:
    """Les options de chaque commande, d'après son aide ; la commande vide est « qualicli » lui-même."""

    def noms(groupe: typer.core.TyperGroup, prefixe: str = "") -> Iterator[str]:
        for sous, commande in groupe.commands.items():
            yield f"{prefixe}{sous}"
            if isinstance(commande, typer.core.TyperGroup):
                yield from noms(commande, f"{prefixe}{sous} ")

    groupe = _commande()
    assert isinstance(groupe, typer.core.TyperGroup)
    trouvees = {}
    for commande in ("", *noms(groupe)):
        assert lancer([*commande.split(), "--help"]) == 0
        trouvees[commande] = set(_OPTION.findall(capsys.readouterr().out))
    for famille in destinations():  # ce que l'on ajoute, ou modifie, a ses propres options
        assert lancer(["ajouter", famille, "--help"]) == 0
        siennes = set(_OPTION.findall(capsys.readouterr().out))
        trouvees["ajouter"] |= siennes
        trouvees["modifier"] |= siennes - {"--id", "--dans"}
    return trouvees


def _codes(texte: str) -> Iterator[str]:
    """Ce qui est écrit en code : lignes des blocs, morceaux entre accents graves."""
    for _, bloc in _BLOC.findall(texte):
        yield from bloc.splitlines()
    yield from re.findall(r"`([^`\n]+)`", _BLOC.sub("", texte))


@pytest.mark.parametrize("page", [*RACONTEES, RACINE / "CONTRIBUTING.md", RACINE / "CHANGELOG.md"], ids=nom)
def test_chaque_commande_et_chaque_option_citee_existe(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connues, texte, fautes = aides(capsys), page.read_text("utf-8"), []
    toutes = OPTIONS_DES_OUTILS.union(*connues.values())
    for code in _codes(texte):
        for suite in re.findall(r"(?<![\w.])qualicli ([a-z-][^«»]*)", code):
            mots = suite.split()
            commande = next((c for n in (2, 1, 0) if (c := " ".join(mots[:n])) in connues), "")
            if not commande and not suite.startswith("-"):
                fautes.append(f"qualicli {suite} : commande inconnue")
            fautes += [f"qualicli {suite} : {o}" for o in _OPTION.findall(suite) if o not in connues[commande]]
        if _OPTION.match(code) and _OPTION.findall(code)[0] not in toutes:
            fautes.append(code)
    for ligne in re.findall(r"^\| `([a-z]+)(.*)", texte, re.MULTILINE):  # un tableau de commandes
        if ligne[0] in connues:
            siennes = set().union(*(o for c, o in connues.items() if c.split()[0:1] == [ligne[0]]))
            fautes += [f"{ligne[0]} : {o}" for o in _OPTION.findall(ligne[1]) if o not in siennes]
    assert not fautes


def test_chaque_commande_est_dans_le_readme(capsys: pytest.CaptureFixture[str]) -> None:
    cites = {mot for code in _codes(README.read_text("utf-8")) for mot in code.split()}
    assert {commande.split()[-1] for commande in aides(capsys) if commande} - cites == set()


def test_chaque_referentiel_fourni_est_dans_la_documentation() -> None:
    textes = "".join(page.read_text("utf-8") for page in RACONTEES)
    assert [p.stem for p in (RACINE / "referentiels").glob("*.yaml") if f"`{p.stem}`" not in textes] == []


# --- Les liens


def ancres(page: Path) -> set[str]:
    """Les ancres d'une page : ses titres, comme les forges les affichent, et celles qu'elle pose elle-même."""
    texte = _BLOC.sub("", page.read_text("utf-8"))
    trouvees: set[str] = set(re.findall(r'<a id="([^"]+)">', texte))
    for titre in re.findall(r"^#{1,6} (.+)$", texte, re.MULTILINE):
        base = re.sub(r"[^\w\- ]", "", titre.lower()).replace(" ", "-")
        rang, ancre = 0, base
        while ancre in trouvees:
            rang += 1
            ancre = f"{base}-{rang}"
        trouvees.add(ancre)
    return trouvees


@pytest.mark.parametrize("page", PAGES, ids=nom)
def test_chaque_lien_mene_quelque_part(page: Path) -> None:
    morts = []
    for groupes in _LIEN.findall(_BLOC.sub("", page.read_text("utf-8"))):
        lien = groupes[0] or groupes[1]
        if re.match(r"[a-z]+:", lien):
            continue
        chemin, _, ancre = lien.partition("#")
        cible = (page.parent / chemin).resolve() if chemin else page
        if not cible.exists() or (ancre and ancre not in ancres(cible)):
            morts.append(lien)
    assert morts == []
