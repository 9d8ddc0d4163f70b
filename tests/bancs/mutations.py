"""Casser le programme à dessein, un signe à la fois, et voir si un essai s'en aperçoit.

    python tests/bancs/mutations.py temps diagnostic regles fusion
    python tests/bancs/mutations.py regles --fichier actions --montrer
    python tests/bancs/mutations.py regles diagnostic --bornes
    python tests/bancs/mutations.py diagnostic fusion --tirage 60

mutmut (extra `mutations`) travaille dans une copie du dépôt : rien n'y est écrit. Il ne connaît pas nos dates : `--bornes`
échange lui-même début et fin, acquise et dépassée. Une mutation qui survit est un essai qui manque, ou un changement sans
effet : on la lit (`--montrer`) avant de conclure. Un lot entier prend des heures : `--tirage` en essaie quelques-unes,
toujours les mêmes pour un même programme.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).parents[2]
# Ce que l'on casse, et les seuls essais qui doivent s'en apercevoir.
LOTS = {
    "temps": ("qualicli/modeles/temps/*.py", ["tests/modeles"]),
    "diagnostic": ("qualicli/diagnostic/*.py", ["tests/diagnostic"]),
    "regles": ("qualicli/regles/*.py", ["tests/regles/test_cas_annotes.py"]),
    "fusion": (
        "qualicli/echanges/classeurs/[cdf]*.py",
        [f"tests/echanges/test_{n}.py" for n in ("fusion", "decalages", "proprietes")],
    ),
    "depot": (
        "qualicli/depot/retouche.py",
        [f"tests/depot/test_{n}.py" for n in ("retouche", "ecriture", "yaml_brut")],
    ),
}
COPIES = ["qualicli", "referentiels", "templates", "exemples", "docs", "tests", "README.md", "pyproject.toml"]
# Les phrases sont relues à l'œil dans les références : les casser n'apprend rien sur les calculs.
PHRASES = [
    r"message\b.*=",
    r"conseil\b.*=",
    r"\bFaute\(",
    r"^\s*f?\"",
    r"lru_cache",
    r"CoreSchema|core_schema|metadata",
]
BORNES = {"debut": "fin", "fin": "debut", "est_acquise": "est_depassee", "est_depassee": "est_acquise"}


def principal() -> int:
    lecteur = argparse.ArgumentParser(description="Mesure ce que les essais laissent passer.")
    lecteur.add_argument("lots", nargs="+", choices=LOTS)
    lecteur.add_argument("--fichier", help="ne casser que ces fichiers du lot, par leur nom sans « .py »")
    lecteur.add_argument("--essais", nargs="+", help="les essais, à la place de ceux du lot")
    lecteur.add_argument("--bornes", action="store_true", help="échanger les bornes des dates, sans mutmut")
    lecteur.add_argument("--tirage", type=int, metavar="N", help="n'essayer que N mutations du lot, tirées au sort")
    lecteur.add_argument("--montrer", action="store_true", help="montrer chaque mutation qui survit")
    choix = lecteur.parse_args()
    for lot in choix.lots:
        motif, essais = LOTS[lot]
        motif = f"{motif.rpartition('/')[0]}/{choix.fichier}.py" if choix.fichier else motif
        with tempfile.TemporaryDirectory() as nom:
            copie = Path(nom)
            for source in COPIES:
                if (RACINE / source).is_dir():
                    shutil.copytree(RACINE / source, copie / source, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(RACINE / source, copie / source)
            vises = choix.essais or essais
            if choix.bornes:
                mutations = list(echanger_bornes(copie, motif, vises))
            else:
                mutations = list(muter(copie, motif, vises, choix.montrer, choix.tirage))
        etats = Counter(etat for etat, _ in mutations)
        tuees = etats["killed"] + etats["timeout"]
        print(f"{lot} : {tuees} tuées sur {tuees + etats['survived'] + etats['no tests']} ; {dict(etats)}", flush=True)
        print("\n".join(texte for etat, texte in mutations if choix.montrer and etat in ("survived", "no tests")))
    return 0


def muter(copie: Path, motif: str, essais: list[str], montrer: bool, tirage: int | None) -> Iterator[tuple[str, str]]:
    """Lance mutmut sur les fichiers d'un motif ; rend l'état et le texte de chaque mutation."""
    reglages = {
        "source_paths": ["qualicli"],
        "only_mutate": [motif],
        "also_copy": [c for c in COPIES if c != "qualicli"],
        "do_not_mutate_patterns": PHRASES,
        "pytest_add_cli_args_test_selection": essais,
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
    }
    with (copie / "pyproject.toml").open("a", encoding="utf-8") as projet:
        projet.write("\n[tool.mutmut]\n" + "".join(f"{c} = {json.dumps(v)}\n" for c, v in reglages.items()))
    lancer(copie, "mutmut", "run", *(tirer(copie, tirage) if tirage else []))
    for nom, etat in re.findall(r"^\s+(\S+): (.+)$", lancer(copie, "mutmut", "results", "--all", "true"), re.MULTILINE):
        if etat != "not checked":
            yield etat, lancer(copie, "mutmut", "show", nom) if montrer and etat != "killed" else nom


def tirer(copie: Path, tirage: int) -> list[str]:
    """Les noms de quelques mutations ; mutmut les engendre toutes avant de s'apercevoir qu'on n'en demande aucune."""
    lancer(copie, "mutmut", "run", "aucune")
    noms = [
        n for m in (copie / "mutants").rglob("*.meta") for n in json.loads(m.read_text("utf-8"))["exit_code_by_key"]
    ]
    return random.Random(0).sample(sorted(noms), min(tirage, len(noms)))


def echanger_bornes(copie: Path, motif: str, essais: list[str]) -> Iterator[tuple[str, str]]:
    """Échange une à une les bornes des dates ; une règle n'est essayée que sur les cas de sa famille."""
    for chemin in sorted(copie.glob(motif)):
        source = chemin.read_text("utf-8")
        famille = re.match(r'"""([A-Z]{3})\b', source)
        cas = ["-k", famille[1]] if famille else []
        for trouve in re.finditer(rf"\.({'|'.join(BORNES)})\b", source):
            debut, fin = trouve.span(1)
            chemin.write_text(f"{source[:debut]}{BORNES[trouve[1]]}{source[fin:]}", encoding="utf-8")
            rendu = lancer(copie, "pytest", "-x", "-q", "-p", "no:cacheprovider", *essais, *cas)
            numero = source.count("\n", 0, debut)
            ou = f"{chemin.name}:{numero + 1} : {source.splitlines()[numero].strip()}"
            etat = "killed" if "FAILED" in rendu else "survived"
            print(f"{etat} {ou}", file=sys.stderr, flush=True)  # c'est long : dire où l'on en est
            yield etat, f"{ou}  [{trouve[1]}]"
        chemin.write_text(source, encoding="utf-8")


def lancer(copie: Path, *commande: str) -> str:
    """Lance un module de Python dans la copie ; rend sa sortie. Chaque outil y choisit lui-même ses chemins."""
    environnement = {c: v for c, v in os.environ.items() if c != "PYTHONPATH"}
    lance = subprocess.run(
        [sys.executable, "-m", *commande],
        cwd=copie,
        env=environnement,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return lance.stdout


if __name__ == "__main__":
    sys.exit(principal())
