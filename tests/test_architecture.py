"""Les couches sont un test, pas une intention."""

import ast
import re
import sys
from pathlib import Path

import pytest

PAQUET = Path(__file__).parents[1] / "qualicli"
TOUJOURS = {"erreurs", "francais", "ressources", "__version__"}
PERMIS = {
    "modeles": {"francais"},
    "regles": {"francais", "modeles"},
    "diagnostic": {"francais", "modeles", "regles"},
    "depot": {"modeles", *TOUJOURS},
    "rendus": {"modeles", "regles", "diagnostic", *TOUJOURS},
    "echanges": {"modeles", "diagnostic", "rendus", *TOUJOURS},
    "operations": {"modeles", "regles", "diagnostic", "depot", "rendus", "echanges", *TOUJOURS},
    "cli": {"operations", "rendus", "modeles", *TOUJOURS},
}
BIBLIOTHEQUES = {
    "modeles": {"pydantic", "pydantic_core"},
    "regles": set(),
    "diagnostic": set(),
    "depot": {"yaml", "ruamel", "pydantic", "pydantic_core"},
    "rendus": {"rich", "jinja2", "markupsafe", "markdown_it", "typst"},
    "echanges": {"pydantic_core", "openpyxl"},
    "operations": {"pydantic", "pydantic_core", "jinja2"},
    "cli": {"typer"},
}
# Le cœur ne touche ni au disque, ni à l'horloge, ni à l'écran, ni à l'environnement.
INTERDITS_AU_COEUR = {"os", "sys", "pathlib", "subprocess", "time", "shutil", "tempfile", "socket", "random"}
MODULES = sorted(p for p in PAQUET.rglob("*.py"))


def couche(chemin: Path) -> str:
    return chemin.relative_to(PAQUET).parts[0].removesuffix(".py")


def imports(chemin: Path) -> set[str]:
    noms: set[str] = set()
    for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms.add(noeud.module)
            noms |= {f"{noeud.module}.{alias.name}" for alias in noeud.names} if noeud.module == "qualicli" else set()
    return noms


@pytest.mark.parametrize("chemin", MODULES, ids=lambda p: p.relative_to(PAQUET).as_posix())
def test_chaque_module_reste_dans_sa_couche(chemin: Path) -> None:
    sienne = couche(chemin)
    if sienne not in PERMIS:
        return
    nos = {n.split(".")[1] for n in imports(chemin) if n.startswith("qualicli.")}
    assert nos <= PERMIS[sienne] | {sienne}, nos - PERMIS[sienne]
    autres = {n.partition(".")[0] for n in imports(chemin)} - sys.stdlib_module_names - {"qualicli"}
    assert autres <= BIBLIOTHEQUES[sienne], autres


@pytest.mark.parametrize("nom", ["modeles", "regles", "diagnostic"])
def test_le_coeur_ne_touche_a_rien_du_dehors(nom: str) -> None:
    for chemin in (PAQUET / nom).rglob("*.py"):
        touche = {n.partition(".")[0] for n in imports(chemin)} & INTERDITS_AU_COEUR
        assert not touche, (chemin, touche)
        assert not re.search(r"\b(date\.today|datetime\.now|open\(|print\()", chemin.read_text(encoding="utf-8")), (
            chemin
        )


def test_aucun_cycle_entre_les_modules() -> None:
    def au_chargement(chemin: Path) -> set[str]:
        corps = ast.parse(chemin.read_text(encoding="utf-8")).body
        return {n.module for n in corps if isinstance(n, ast.ImportFrom) and n.module}

    graphe = {
        ".".join(("qualicli", *p.relative_to(PAQUET).with_suffix("").parts)).removesuffix(".__init__"): au_chargement(p)
        for p in MODULES
    }
    fini: set[str] = set()

    def visiter(module: str, chemin: tuple[str, ...]) -> None:
        assert module not in chemin, " → ".join((*chemin, module))
        if module not in fini:
            for suivant in (graphe[module] & graphe.keys()) - {module}:
                visiter(suivant, (*chemin, module))
            fini.add(module)

    for module in graphe:
        visiter(module, ())


@pytest.mark.parametrize("chemin", MODULES, ids=lambda p: p.relative_to(PAQUET).as_posix())
def test_ni_fichier_ni_fonction_trop_longs(chemin: Path) -> None:
    texte = chemin.read_text(encoding="utf-8")
    assert texte.count("\n") <= 300
    for noeud in ast.walk(ast.parse(texte)):
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (noeud.end_lineno or 0) - noeud.lineno < 60, noeud.name


def test_le_formateur_n_est_jamais_contredit() -> None:
    racine = PAQUET.parent
    marque = "fmt" + ": skip"
    assert not [p for p in (*MODULES, *(racine / "tests").rglob("*.py")) if marque in p.read_text(encoding="utf-8")]


def test_aucun_nom_de_referentiel_dans_le_code() -> None:
    """Un référentiel est une donnée : ni son nom, ni un de ses numéros ne s'écrit en Python."""
    noms = {p.stem for p in (PAQUET.parent / "referentiels").glob("*.yaml")}
    motif = re.compile("|".join(map(re.escape, sorted(noms, key=len, reverse=True))), re.I)
    for chemin in MODULES:
        arbre = ast.parse(chemin.read_text(encoding="utf-8"))
        docs = {
            id(n.body[0].value)
            for n in ast.walk(arbre)
            if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef) and n.body and isinstance(n.body[0], ast.Expr)
        }
        exemples = texte_des_exemples(arbre)
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in docs | exemples:
                assert not motif.search(noeud.value), (chemin, noeud.lineno, noeud.value)


def texte_des_exemples(arbre: ast.Module) -> set[int]:
    """Les textes qui ne font que montrer un exemple : aides, règles expliquées, conseils."""
    trouves: set[int] = set()
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Call) and getattr(noeud.func, "id", getattr(noeud.func, "attr", "")) in (
            "Regle",
            "Argument",
            "Option",
            "Field",
        ):
            trouves |= {id(n) for n in ast.walk(noeud) if isinstance(n, ast.Constant)}
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and "exemple" in noeud.value:
            trouves.add(id(noeud))
    return trouves
