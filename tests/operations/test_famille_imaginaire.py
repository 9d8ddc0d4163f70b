"""La recette de CONTRIBUTING.md, rejouée sur une copie du projet : cinq fichiers, et une famille de plus vit partout."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

RACINE = Path(__file__).parents[2]
AU = "2022-03-15"
_SECTION = re.compile(r"^## Ajouter une famille d'objets\n(.*?)^## ", re.MULTILINE | re.DOTALL)
_BLOC = re.compile(r"^(`{3,4})\w+\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
EXEMPLE = "exemples/loire-2022"
VISITE = f"{EXEMPLE}/visites/guichet-titres.yaml"


def inserer(racine: Path, fichier: str, avant: str, texte: str) -> str:
    """Insère un texte avant la seule ligne qui commence ainsi."""
    chemin = racine / fichier
    contenu = chemin.read_text("utf-8")
    assert contenu.count(f"\n{avant}") == 1, (fichier, avant)
    chemin.write_text(contenu.replace(f"\n{avant}", f"\n{texte}{avant}"), encoding="utf-8", newline="\n")
    return fichier


def creer(racine: Path, fichier: str, texte: str) -> str:
    chemin = racine / fichier
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_text(texte, encoding="utf-8", newline="\n")
    return fichier


def appliquer(racine: Path) -> list[str]:
    """Suit la recette à la lettre, et rend les fichiers touchés."""
    trouvee = _SECTION.search((RACINE / "CONTRIBUTING.md").read_text("utf-8"))
    assert trouvee
    modele, imports, fiche, ligne, section, champs, exemple, minimal = (bloc for _, bloc in _BLOC.findall(trouvee[1]))
    return [
        creer(racine, "qualicli/modeles/visites.py", modele),
        inserer(racine, "qualicli/modeles/fiches.py", "from qualicli.modeles.vie import", imports),
        inserer(racine, "qualicli/modeles/fiches.py", ")\nREFERENTIELS", fiche),
        inserer(racine, "docs/format.md", "| [`profils/`]", ligne),
        inserer(racine, "docs/format.md", "### `profils/` :", f"{section}\n"),
        inserer(racine, "docs/format.md", "| `audits` | **`texte`**", champs),
        creer(racine, VISITE, exemple),
        inserer(racine, "tests/modeles/test_familles.py", '    "Referentiel": {', minimal),
    ]


@pytest.fixture(scope="module")
def copie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Une copie du projet, où la recette a été suivie."""
    racine = tmp_path_factory.mktemp("projet")
    for nom in ("qualicli", "referentiels", "templates", "docs", "tests", EXEMPLE):
        shutil.copytree(RACINE / nom, racine / nom, ignore=shutil.ignore_patterns("__pycache__", "references", "cas"))
    for nom in ("pyproject.toml", "CONTRIBUTING.md", "README.md"):
        shutil.copy(RACINE / nom, racine / nom)
    touches = set(appliquer(racine))
    assert len(touches) == 5
    assert "Cinq fichiers suffisent" in (RACINE / "CONTRIBUTING.md").read_text("utf-8")
    return racine


def lancer(racine: Path, *arguments: object, code: int | None = 0) -> str:
    """Lance Python dans la copie : c'est elle, et non le projet installé, qui répond."""
    resultat = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=racine,
        env={**os.environ, "PYTHONPATH": str(racine), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert code is None or resultat.returncode == code, (resultat.returncode, resultat.stdout, resultat.stderr)
    return resultat.stdout


def qualicli(racine: Path, *arguments: object, code: int | None = 0) -> str:
    return lancer(racine, "-m", "qualicli", *arguments, code=code)


@pytest.fixture
def dossier(copie: Path, tmp_path: Path) -> Path:
    """L'exemple de la copie, que l'on peut abîmer."""
    return Path(shutil.copytree(copie / EXEMPLE, tmp_path / "dossier"))


def test_le_schema_connait_sa_liste_fermee_et_son_lien(copie: Path) -> None:
    schema = json.loads(qualicli(copie, "schema", "visites"))
    assert schema["properties"]["type"]["enum"] == ["interne", "mystere"]
    assert schema["required"] == ["intitule"]
    assert "service" in schema["properties"]


def test_son_lien_et_sa_liste_sont_controles(copie: Path, dossier: Path) -> None:
    assert json.loads(qualicli(copie, "valider", dossier, "--date", AU, "--format", "json"))["conforme"] is True
    visite = dossier / "visites" / "guichet-titres.yaml"
    bon = visite.read_text("utf-8")
    for avant, apres, code, ligne in (
        ("point-acces-numerique", "point-acces-numerik", "REF001", 3),
        ("mystere", "surprise", "FMT002", 2),
    ):
        visite.write_text(bon.replace(avant, apres), encoding="utf-8")
        bilan = json.loads(qualicli(copie, "valider", dossier, "--date", AU, "--format", "json", code=None))
        assert [(a["code"], a["fichier"], a["ligne"]) for a in bilan["anomalies"] if a["gravite"] == "erreur"] == [
            (code, "visites/guichet-titres.yaml", ligne)
        ]


def test_sa_feuille_part_et_revient(copie: Path, dossier: Path, tmp_path: Path) -> None:
    classeur = tmp_path / "demarche.xlsx"
    qualicli(copie, "exporter", "excel", dossier, "--date", AU, "--sortie", classeur)
    ouvert = openpyxl.load_workbook(classeur)
    feuille = ouvert["Visites"]
    (entete,) = (r for r in feuille.iter_rows() if "Service visité" in [c.value for c in r])
    places = {c.value.removesuffix(" *"): c.column for c in entete if c.value}
    assert {"Visite", "Genre", "Service visité", "Date", "Commentaire"} <= set(places)
    rang = entete[0].row + 1
    assert feuille.cell(rang, places["Genre"]).value == "mystère"
    assert feuille.cell(rang, places["Service visité"]).value == "Point d'accès numérique"
    lettres = [openpyxl.utils.get_column_letter(places[t]) for t in ("Genre", "Service visité")]
    validees = " ".join(str(v.sqref) for v in feuille.data_validations.dataValidation if v.type == "list")
    assert all(lettre in validees for lettre in lettres), "deux listes de choix"
    feuille.cell(rang, places["Genre"]).value = "interne"
    feuille.cell(rang + 1, places["Visite"]).value = "Visite d'été"
    feuille.cell(rang + 1, places["Service visité"]).value = "Bureau des relations aux usagers"
    ouvert.save(classeur)
    dit = qualicli(copie, "importer", "excel", classeur, "--dossier", dossier, "--date", AU, "--oui", code=None)
    assert "Nouvelle visite" in dit
    assert "type: interne\n" in (dossier / "visites" / "guichet-titres.yaml").read_text("utf-8")
    assert (dossier / "visites" / "visite-d-ete.yaml").read_text("utf-8") == (
        "intitule: Visite d'été\nservice: bureau-relations-usagers\n"
    )


def test_le_tableur_d_un_service_la_remplit(copie: Path, dossier: Path, tmp_path: Path) -> None:
    tableur = tmp_path / "nos-visites.csv"
    with tableur.open("w", encoding="utf-8", newline="") as flux:
        csv.writer(flux, delimiter=";").writerows(
            [
                ["Objet de la visite", "Genre", "Bureau", "Visité le", "Constat"],
                ["Visite du guichet des titres", "mystère", "PAN", "février 2022", "Attente courte"],
                ["Visite de mars", "interne", "BRU", "03/03/2022", ""],
            ]
        )
    dit = qualicli(copie, "importer", "tableur", tableur, dossier, "--date", AU, "--oui", code=None)
    assert "des visites" in dit
    assert "commentaire: Attente courte\n" in (dossier / "visites" / "guichet-titres.yaml").read_text("utf-8")
    assert (dossier / "visites" / "visite-de-mars.yaml").read_text("utf-8") == (
        "intitule: Visite de mars\ntype: interne\nservice: bureau-relations-usagers\ndate: 2022-03-03\n"
    )
    assert "famille: visites\n" in (dossier / "profils" / "nos-visites.yaml").read_text("utf-8")
    assert "visites, audits ou engagements" in " ".join(qualicli(copie, "importer", "tableur", "--help").split())


def test_elle_a_son_formulaire_aussitot(copie: Path, dossier: Path) -> None:
    """Ses clés sont des options, ses listes et ses liens se contrôlent, son aide la raconte : rien n'a été écrit pour elle."""
    aide = " ".join(qualicli(copie, "ajouter", "visite", "--help").split())
    assert "--type CHOIX Qui visite. [interne, mystere] [défaut : interne]" in aide
    assert "--service SERVICE Le service visité." in aide
    base = ("ajouter", "visite", "--dossier", dossier, "--oui", "--intitule", "Visite d'hiver")
    qualicli(copie, *base, "--type", "mystère", "--service", "Point d'accès numérique", "--date", "12/01/2022")
    assert (dossier / "visites" / "visite-d-hiver.yaml").read_text("utf-8") == (
        "intitule: Visite d'hiver\ntype: mystere\nservice: point-acces-numerique\ndate: 2022-01-12\n"
    )
    for cle, faux in (("--type", "surprise"), ("--service", "personne"), ("--date", "hier"), ("--zut", "x")):
        qualicli(copie, *base, cle, faux, code=2)
    assert not (dossier / "visites" / "visite-d-hiver-2.yaml").exists()


def test_les_tests_des_fiches_et_de_la_documentation_la_connaissent(copie: Path) -> None:
    """Ils passent avec la recette entière : un oubli, lui, les fait échouer (`tests/modeles/test_fiches.py`)."""
    lancer(copie, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_documentation_format.py", "--regenerer")
    assert "| `type` | qui visite | `interne` ou `mystere`" in (copie / "docs" / "format.md").read_text("utf-8")
    tests = ("tests/modeles/test_familles.py", "tests/modeles/test_fiches.py", "tests/test_documentation_format.py")
    lancer(copie, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)
