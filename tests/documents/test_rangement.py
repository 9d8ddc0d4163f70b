"""Les pièces de `rendus/documents` : qui importe qui, et aucun nom de classe pris ailleurs."""

import ast
from collections import defaultdict
from pathlib import Path

PAQUET = Path(__file__).parents[2] / "qualicli"
DOCUMENTS = PAQUET / "rendus" / "documents"
RACINE = "qualicli.rendus.documents"
# Ce que chaque pièce peut importer de `documents`, outre elle-même.
PERMIS = {
    "socle": set(),
    "figures": {"socle"},
    "blocs": {"socle", "figures"},
    "presentation": {"socle"},
    "types": {"socle", "figures", "blocs", "presentation"},
    "genres": {"socle"},
    "registre": {"socle", "genres"},
    "liste": {"socle", "registre", "presentation"},
}


def importes(fichier: Path) -> set[str]:
    """Les modules de `documents` qu'un fichier importe, sans le nom du paquet."""
    noms = set()
    for noeud in ast.walk(ast.parse(fichier.read_text("utf-8"))):
        if isinstance(noeud, ast.ImportFrom) and (noeud.module or "").startswith(f"{RACINE}."):
            module = (noeud.module or "").removeprefix(f"{RACINE}.")
            entiers = {f"{module}.{a.name}" for a in noeud.names}
            noms |= {e for e in entiers if (DOCUMENTS / f"{e.replace('.', '/')}.py").exists()} or {module}
    return noms


def test_chaque_piece_n_importe_que_celles_d_en_dessous() -> None:
    vues = set()
    for fichier in DOCUMENTS.rglob("*.py"):
        chemin = fichier.relative_to(DOCUMENTS).with_suffix("").parts
        if chemin[0] == "__init__":
            continue
        vues.add(chemin[0])
        autres = {n.partition(".")[0] for n in importes(fichier)} - {chemin[0]}
        assert autres <= PERMIS[chemin[0]], (fichier.name, autres)
    assert vues == PERMIS.keys()


def test_aucun_type_de_document_n_en_importe_un_autre() -> None:
    for fichier in (DOCUMENTS / "types").rglob("*.py"):
        sien = ".".join(fichier.relative_to(DOCUMENTS).parts[:-1])
        for module in importes(fichier):
            if module.startswith("types."):
                assert module.rpartition(".")[0] == sien != "types", (fichier.name, module)


def test_les_paquets_ne_font_que_se_presenter() -> None:
    for fichier in (*DOCUMENTS.rglob("__init__.py"), PAQUET / "rendus/formats/__init__.py"):
        (docstring,) = ast.parse(fichier.read_text("utf-8")).body
        assert isinstance(docstring, ast.Expr), fichier


def test_aucune_classe_ne_porte_le_nom_d_une_autre() -> None:
    classes: dict[str, list[Path]] = defaultdict(list)
    for fichier in PAQUET.rglob("*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text("utf-8"))):
            if isinstance(noeud, ast.ClassDef):
                classes[noeud.name].append(fichier.relative_to(PAQUET))
    miens = ("rendus/documents", "rendus/formats", "rendus/gabarits.py", "operations/rapporter.py")
    doubles = {
        nom: chemins
        for nom, chemins in classes.items()
        if len(chemins) > 1 and any(c.as_posix().startswith(miens) for c in chemins)
    }
    assert not doubles
