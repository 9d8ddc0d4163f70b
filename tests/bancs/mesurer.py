"""Mesure des rapports, jamais des durées absolues : chaque temps est divisé par un plancher pris dans la même séance.

Usage : python tests/bancs/mesurer.py [--taille 10000] [--tours 5] [--memoire] [--doorstop PROGRAMME] [--lecteurs]
       [--historique] [--classeurs] [--migration]

Les temps sont de processeur : une machine chargée les brouille moins que ceux de la montre.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generer import EXIGENCES, generer, generer_points, generer_suite, preuve

ICI = Path(__file__).resolve().parent
sys.path.insert(0, str(ICI.parents[1]))
DATE = ("--date", "2022-03-15")


def chronometrer(commande: list[str], milieu: dict[str, str], permis: tuple[int, ...] = (0, 1)) -> float:
    """Le temps de processeur d'une commande, ses enfants compris ; elle arrête tout si elle ne fait pas ce qu'on mesure."""
    complet = {**os.environ, "PYTHONPATH": str(ICI.parents[1]), **milieu}
    if not hasattr(os, "wait4"):  # Windows : le temps de la montre, faute de mieux
        debut = time.perf_counter()
        code = subprocess.run(commande, stdout=subprocess.DEVNULL, check=False, env=complet).returncode
        secondes = time.perf_counter() - debut
    else:
        processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL, env=complet)
        _, etat, ressources = os.wait4(processus.pid, 0)
        code = processus.returncode = os.waitstatus_to_exitcode(etat)
        secondes = ressources.ru_utime + ressources.ru_stime
    if code not in permis:
        raise SystemExit(f"Rien n'est mesuré : « {' '.join(commande)} » sort avec {code}.")
    return secondes


def meilleur(commandes: dict[str, tuple[list[str], dict[str, str]]], tours: int) -> dict[str, float]:
    """Le meilleur temps de chaque commande, les tours entrelacés pour partager les aléas de la machine."""
    temps = dict.fromkeys(commandes, float("inf"))
    for _ in range(tours):
        for nom, (commande, milieu) in commandes.items():
            temps[nom] = min(temps[nom], chronometrer(commande, milieu))
    return temps


def dire(nom: str, rapport: float, borne: float, detail: str = "") -> None:
    verdict = "tenu" if rapport <= borne else "DÉPASSÉ"
    print(f"{nom:44} {rapport:6.2f}  (au plus {borne:g}) {verdict}  {detail}")


def demarrage(tours: int) -> None:
    python = sys.executable
    t = meilleur(
        {
            "nu": ([python, "-c", ""], {}),
            "typer": ([python, "-c", "import typer"], {}),
            "version": ([python, "-m", "qualicli", "--version"], {}),
            "aide": ([python, "-m", "qualicli", "--help"], {}),
        },
        tours,
    )
    typer = t["typer"] - t["nu"]
    dire("--version / import typer, au-dessus du nu", (t["version"] - t["nu"]) / typer, 1.5)
    dire("--help / import typer, au-dessus du nu", (t["aide"] - t["nu"]) / typer, 1.3)


COMMANDES = {
    "valider": ["valider", "{}"],
    "diagnostic": ["diagnostic", "{}"],
    "ecarts": ["ecarts", "{}"],
    "expliquer": ["expliquer", "2.1", "--dossier", "{}"],
    "rapport ecarts": ["rapport", "ecarts", "{}"],
    "a-faire": ["a-faire", "{}"],
}


def validation(dossier: Path, memoire: Path, tours: int) -> float:
    """Chaque commande de lecture : sans mémoire, puis rien de changé, puis un fichier changé."""
    python = sys.executable
    commandes = {
        nom: [python, "-m", "qualicli", *(str(dossier) if m == "{}" else m for m in mots), *DATE]
        for nom, mots in COMMANDES.items()
    }
    planchers = {
        "plancher": ([python, str(ICI / "plancher.py"), str(dossier)], {}),
        "plancher_gc": ([python, str(ICI / "plancher.py"), str(dossier), "--sans-ramasse-miettes"], {}),
    }
    time.sleep(4)  # un fichier écrit à l'instant est toujours relu : le banc mesure un dossier que l'on retrouve
    froid = meilleur({**planchers, **{n: (c, {"QUALICLI_MEMOIRE": "non"}) for n, c in commandes.items()}}, tours)
    avec = {"QUALICLI_MEMOIRE": str(memoire)}
    meilleur({n: (c, avec) for n, c in commandes.items()}, 1)
    chaud = meilleur({n: (c, avec) for n, c in commandes.items()}, tours)
    change = dict.fromkeys(commandes, float("inf"))
    fiche = dossier / "preuves" / "000" / "preuve-500.yaml"
    for tour in range(tours):
        for nom, commande in commandes.items():
            fiche.write_bytes(preuve(500).encode() + f"# {nom} {tour}\n".encode())
            change[nom] = min(change[nom], chronometrer(commande, avec))
    print(f"  {'secondes de processeur':24} {'à froid':>8} {'inchangé':>9} {'un changé':>10}")
    print(f"  {'plancher':24} {froid['plancher']:8.3f}   sans ramasse-miettes {froid['plancher_gc']:.3f}")
    for nom in commandes:
        print(f"  {nom:24} {froid[nom]:8.3f} {chaud[nom]:9.3f} {change[nom]:10.3f}")
    dire("a-faire / diagnostic", froid["a-faire"] / froid["diagnostic"], 1)
    dire("valider à froid / plancher", froid["valider"] / froid["plancher"], 1.6)
    dire("valider à froid / plancher sans ramasse-miettes", froid["valider"] / froid["plancher_gc"], 1.6)
    dire("valider, rien n'a changé / à froid", chaud["valider"] / froid["valider"], 0.18)
    dire("valider, un fichier changé / à froid", change["valider"] / froid["valider"], 0.40)
    for nom in list(commandes)[1:]:
        dire(f"{nom}, rien n'a changé / à froid", chaud[nom] / froid[nom], 0.40)
    dire("diagnostic / valider à froid", froid["diagnostic"] / froid["valider"], 1.25)
    return froid["valider"]


def historique(travail: Path) -> None:
    """Cinquante états d'un dossier de deux mille fiches, dix changées à chaque fois, contre une seule lecture sans mémoire."""
    from datetime import date

    from qualicli.depot.memoire import ecarter
    from qualicli.depot.ramassage import ramasser
    from qualicli.operations.ouvrir import ouvrir

    def lire() -> float:
        debut = time.process_time()
        ouvrir(ramasser(dossier))
        return time.process_time() - debut

    dossier = generer(travail / "historique", 2000)
    os.environ["QUALICLI_MEMOIRE"] = str(travail / "memoire-historique")
    with ecarter():
        froid = min(lire() for _ in range(3))
    lire()
    total = 0.0
    for etat in range(50):
        for rang in range(10 * etat, 10 * etat + 10):
            fiche = dossier / "preuves" / f"{rang // 1000:03}" / f"preuve-{rang}.yaml"
            fiche.write_bytes(preuve(rang).encode() + f"# {date(2022, 1, 1)} {etat}\n".encode())
        total += lire()
    dire(
        "cinquante états / une lecture sans mémoire",
        total / froid,
        3,
        f"une lecture {froid:.3f} s, un état {total / 50:.3f} s",
    )


def classeurs(travail: Path, combien: int, tours: int) -> None:
    """Un classeur de `combien` points, écrit puis relu et fusionné, contre les mêmes cellules écrites ou lues par openpyxl."""
    dossier, classeur, cellules = generer_points(travail / "points", combien), travail / "x.xlsx", travail / "x.json"
    plancher, python = [sys.executable, str(ICI / "plancher_classeur.py")], [sys.executable, "-m", "qualicli"]
    exporter = [*python, "exporter", "excel", str(dossier), "-o", str(classeur), "--remplacer", *DATE]
    importer = [*python, "importer", "excel", str(classeur), "--dossier", str(dossier), "--a-blanc", *DATE]
    meilleur({"exporter": (exporter, {})}, 1)
    subprocess.run([*plancher, "vider", str(classeur), str(cellules)], check=True)
    t = meilleur(
        {
            "plancher_ecrire": ([*plancher, "ecrire", str(cellules), str(travail / "y.xlsx")], {}),
            "plancher_lire": ([*plancher, "lire", str(classeur)], {}),
            "exporter": (exporter, {}),
            "importer": (importer, {}),
        },
        tours,
    )
    for nom, secondes in t.items():
        print(f"  {nom:16} {secondes:.3f} s")
    dire(f"exporter {combien} points / écrire les cellules", t["exporter"] / t["plancher_ecrire"], 3)
    dire(f"importer {combien} points / lire les cellules", t["importer"] / t["plancher_lire"], 1.6)


def migration(dossier: Path, combien: int, tours: int) -> None:
    """Porter `combien` preuves d'un référentiel à l'autre, chacune retouchée et relue, contre la lecture des mêmes fichiers."""
    python = sys.executable
    migrer = [python, "-m", "qualicli", "referentiel", "migrer", "qual-e-pref", "suite-du-banc", str(dossier)]
    t = meilleur(
        {
            "plancher": ([python, str(ICI / "plancher.py"), str(dossier)], {}),
            "migrer": ([*migrer, "--a-blanc", *DATE], {}),
        },
        tours,
    )
    for nom, secondes in t.items():
        print(f"  {nom:12} {secondes:.3f} s")
    dire(f"migrer {combien} preuves / les lire", t["migrer"] / t["plancher"], 15)


def memoire_vive(dossiers: dict[int, Path]) -> None:
    crete = {}
    for taille, dossier in dossiers.items():
        processus = subprocess.Popen(
            [sys.executable, "-m", "qualicli", "valider", str(dossier), *DATE],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ICI.parents[1]), "QUALICLI_MEMOIRE": "non"},
        )
        _, _, ressources = os.wait4(processus.pid, 0)
        crete[taille] = ressources.ru_maxrss / 1024
        print(f"  {taille} preuves : {crete[taille]:.0f} Mio")
    petite, grande = sorted(crete)
    dire("mémoire par preuve, grande / petite taille", (crete[grande] / grande) / (crete[petite] / petite), 1.1)
    dire("mémoire à la grande taille, en Gio", crete[grande] / 1024, 1)


def doorstop(programme: str, froid: float, taille: int, tours: int) -> None:
    """Autant d'éléments dans doorstop, avec les mêmes champs et les mêmes liens, contrôlés sans réécriture."""
    with tempfile.TemporaryDirectory() as racine:
        for commande in (
            ["git", "init", "-q"],
            [programme, "create", "EXI", "exigences"],
            [programme, "create", "PRV", "preuves", "--parent", "EXI"],
        ):
            subprocess.run(commande, cwd=racine, check=True, capture_output=True)
        for i in range(len(EXIGENCES)):
            _element(racine, "exigences/EXI", i, "", [])
        for i in range(taille):
            _element(racine, "preuves/PRV", i, preuve(i), sorted({i % 27, (i * 7) % 27}))
        commande = [programme, "--no-reformat", "--no-review-check", "--no-suspect-check"]
        debut = float("inf")
        for _ in range(max(1, tours // 2)):
            depart = time.perf_counter()
            subprocess.run(commande, cwd=racine, capture_output=True, check=False)
            debut = min(debut, time.perf_counter() - depart)
    dire("valider / contrôle de doorstop", froid / debut, 0.1, f"doorstop {debut:.1f} s")


def _element(racine: str, prefixe: str, rang: int, champs: str, liens: list[int]) -> None:
    cites = "".join(f"\n- EXI{lien + 1:03}: null" for lien in liens) or " []"
    largeur = 3 if "EXI" in prefixe else 5
    Path(racine, f"{prefixe}{rang + 1:0{largeur}}.yml").write_text(
        f"active: true\nderived: false\nheader: ''\nlevel: 1.{rang + 1}\nlinks:{cites}\nnormative: true\nref: ''\n"
        f"reviewed: null\ntext: Élément {rang}\n{champs}",
        encoding="utf-8",
    )


def lecteurs(dossier: Path) -> None:
    """Les chemins de lecture, dans un même processus, rapportés au nôtre : c'est ce qui a fait choisir."""
    import yaml
    from ruamel.yaml import YAML

    from qualicli.depot import yaml_brut

    textes = [p.read_bytes() for p in sorted((dossier / "preuves" / "000").iterdir())][:500]
    chemins = {
        "le nôtre (CParser, sans types, positions)": lambda t: yaml_brut.lire(t),
        "PyYAML CSafeLoader": lambda t: yaml.load(t, Loader=yaml.CSafeLoader),
        "ruamel.yaml, aller-retour": lambda t: YAML(typ="rt").load(t),
    }
    temps = {}
    for nom, lire in chemins.items():
        debut = time.perf_counter()
        for texte in textes:
            lire(texte)
        temps[nom] = time.perf_counter() - debut
    notre = next(iter(temps.values()))
    for nom, secondes in temps.items():
        print(f"  {nom:44} × {secondes / notre:.1f}")


def principal() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--taille", type=int, default=10_000)
    options.add_argument("--tours", type=int, default=5)
    options.add_argument("--memoire", action="store_true", help="mesure aussi dix fois plus grand")
    options.add_argument("--doorstop", help="chemin du programme doorstop à comparer")
    options.add_argument("--lecteurs", action="store_true", help="compare les lecteurs YAML")
    options.add_argument("--historique", action="store_true", help="lit aussi les cinquante états d'un même dossier")
    options.add_argument("--classeurs", action="store_true", help="mesure les classeurs, et eux seuls")
    options.add_argument(
        "--migration", action="store_true", help="mesure une migration de 2 000 preuves, et elle seule"
    )
    choix = options.parse_args()
    with tempfile.TemporaryDirectory() as travail:
        if choix.classeurs:
            classeurs(Path(travail), choix.taille, choix.tours)
            return
        if choix.migration:
            migration(generer_suite(Path(travail, "migration"), 2000), 2000, choix.tours)
            return
        dossier = generer(Path(travail, "petit"), choix.taille)
        demarrage(choix.tours)
        froid = validation(dossier, Path(travail, "memoire"), choix.tours)
        if choix.historique:
            historique(Path(travail))
        if choix.lecteurs:
            lecteurs(dossier)
        if choix.doorstop:
            doorstop(choix.doorstop, froid, choix.taille, choix.tours)
        if choix.memoire:
            memoire_vive({choix.taille: dossier, 10 * choix.taille: generer(Path(travail, "grand"), 10 * choix.taille)})


if __name__ == "__main__":
    principal()
