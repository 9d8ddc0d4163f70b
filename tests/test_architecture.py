"""Les couches sont un test, pas une intention."""

import ast
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest

PAQUET = Path(__file__).parents[1] / "qualicli"
TOUJOURS = {"erreurs", "francais", "noms", "typographie", "ressources", "__version__"}
PERMIS = {
    "modeles": {"francais"},
    "regles": {"francais", "modeles"},
    "diagnostic": {"francais", "modeles", "regles"},
    "depot": {"modeles", *TOUJOURS},
    "rendus": {"modeles", "regles", "diagnostic", *TOUJOURS},
    "echanges": {"modeles", "diagnostic", "rendus", *TOUJOURS},
    "operations": {"modeles", "regles", "diagnostic", "depot", "rendus", "echanges", *TOUJOURS},
    "cli": {"operations", "rendus", "diagnostic", "modeles", *TOUJOURS},
}
BIBLIOTHEQUES = {
    "modeles": {"pydantic", "pydantic_core", "holidays"},
    "regles": set(),
    "diagnostic": set(),
    "depot": {"yaml", "ruamel", "pydantic", "pydantic_core"},
    "rendus": {"rich", "jinja2", "markupsafe", "markdown_it", "typst", "icalendar"},
    "echanges": {"pydantic_core", "openpyxl"},
    "operations": {"pydantic", "pydantic_core", "jinja2"},
    "cli": {"typer", "prompt_toolkit"},
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


def nom_de(chemin: Path) -> str:
    relatif = chemin.relative_to(PAQUET) if chemin.is_relative_to(PAQUET) else Path(chemin.name)
    return ".".join(("qualicli", *relatif.with_suffix("").parts)).removesuffix(".__init__")


def executes(arbre: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Tous les imports, jusque dans les fonctions ; sous `TYPE_CHECKING`, rien n'est jamais exécuté."""
    restants: list[ast.AST] = [arbre]
    while restants:
        noeud = restants.pop()
        if isinstance(noeud, ast.Import | ast.ImportFrom):
            yield noeud
        types_seuls = isinstance(noeud, ast.If) and ast.unparse(noeud.test).endswith("TYPE_CHECKING")
        restants += noeud.orelse if isinstance(noeud, ast.If) and types_seuls else ast.iter_child_nodes(noeud)


def entraines(chemin: Path, connus: Collection[str]) -> set[str]:
    """Les modules qu'un module fait charger : ceux qu'il nomme, et l'`__init__` de chaque paquet qui y mène.

    Ceux de ses propres paquets sont déjà en cours de chargement : ils ne comptent que nommés.
    """
    nommes: set[str] = set()
    for noeud in executes(ast.parse(chemin.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            nommes |= {alias.name for alias in noeud.names}
        elif noeud.module:
            sous = {f"{noeud.module}.{alias.name}" for alias in noeud.names}
            nommes |= (sous & set(connus)) | (set() if sous <= set(connus) else {noeud.module})
    siens = set(paquets(nom_de(chemin)))
    passages = {p for n in nommes for p in paquets(n)} - siens
    return ((nommes | passages) & set(connus)) - {nom_de(chemin)}


def paquets(nom: str) -> Iterator[str]:
    while nom := nom.rpartition(".")[0]:
        yield nom


def cycles(graphe: Mapping[str, set[str]]) -> list[tuple[str, ...]]:
    """Un cycle de chaque retour en arrière ; aucun quand le graphe n'en a pas."""
    trouves: list[tuple[str, ...]] = []
    finis: set[str] = set()

    def visiter(module: str, chemin: tuple[str, ...]) -> None:
        if module in chemin:
            trouves.append((*chemin[chemin.index(module) :], module))
        elif module not in finis:
            for suivant in sorted(graphe[module]):
                visiter(suivant, (*chemin, module))
            finis.add(module)

    for module in sorted(graphe):
        visiter(module, ())
    return trouves


def test_aucun_cycle_entre_les_modules() -> None:
    noms = {nom_de(p) for p in MODULES}
    trouves = cycles({nom_de(p): entraines(p, noms) for p in MODULES})
    assert not trouves, "\n".join(" → ".join(c) for c in trouves)


def test_aucun_cycle_entre_les_pieces_des_echanges() -> None:
    """Des modules sans cycle peuvent encore lier deux pièces l'une à l'autre : on ne saurait plus laquelle lire d'abord."""
    noms = {nom_de(p) for p in MODULES}
    pieces: dict[str, set[str]] = {}
    for chemin in MODULES:
        _, etage, *piece = (*nom_de(chemin).split("."), "", "")
        if etage == "echanges" and piece[0]:
            suivantes = {e.split(".")[2] for e in entraines(chemin, noms) if e.startswith("qualicli.echanges.")}
            pieces.setdefault(piece[0], set()).update(suivantes - {piece[0]})
    assert not cycles(pieces)


def test_un_import_dans_une_fonction_compte_et_un_import_pour_le_type_ne_compte_pas(tmp_path: Path) -> None:
    """Le test des cycles ne vaut que s'il voit ce que l'on cache dans une fonction ou derrière un `__init__`."""
    noms = {"qualicli.a", "qualicli.p", "qualicli.p.b", "qualicli.p.c"}
    (tmp_path / "x.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from qualicli.a import T\nelse:\n    import os\n"
        "def f():\n    from qualicli.p import b\n",
        encoding="utf-8",
    )
    assert sorted(entraines(tmp_path / "x.py", noms)) == ["qualicli.p", "qualicli.p.b"]
    assert cycles({"a": {"b"}, "b": {"a"}, "c": {"a"}}) == [("a", "b", "a")]
    assert not cycles({"a": {"b"}, "b": set(), "c": {"a", "b"}})


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


def test_un_nom_une_classe() -> None:
    """Un mot, un sens : aucune classe du paquet n'a le nom d'une autre, même privée, même dans une autre couche."""
    lieux: dict[str, list[str]] = {}
    for chemin in MODULES:
        for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
            if isinstance(noeud, ast.ClassDef):
                lieux.setdefault(noeud.name, []).append(chemin.relative_to(PAQUET).as_posix())
    assert {nom: ou for nom, ou in lieux.items() if len(ou) > 1} == {}
