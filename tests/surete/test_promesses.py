"""Chaque promesse de sûreté cite un essai qui existe."""

import ast
import re
from pathlib import Path

RACINE = Path(__file__).parents[2]
_ESSAI = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_chaque_essai_cite_existe() -> None:
    cites = _ESSAI.findall((RACINE / "docs" / "surete.md").read_text(encoding="utf-8"))
    assert len(cites) > 15
    for fichier, nom in cites:
        arbre = ast.parse((RACINE / fichier).read_text(encoding="utf-8"))
        assert nom in {n.name for n in arbre.body if isinstance(n, ast.FunctionDef)}, (fichier, nom)
