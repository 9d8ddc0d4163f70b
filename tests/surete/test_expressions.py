"""Aucune expression régulière du paquet ne se fige : le pire texte se lit dans le temps d'un texte ordinaire de sa taille."""

import re
import time
from collections.abc import Iterator

import pytest

from surete.expressions import Expression, expressions

TAILLE = 10_000
SIGNES = "- a1*#`|.\n\t_<[(\\=:/,'\"M0+@~é\u00a0«»!e\r{x&;"
TETES = ("", "# a", "- - a", "<!--bloc:", "M. ", '"', "a:", "complete:", "de ", "- ")
PUISES = (
    "<!--bloc:",
    "[a](",
    "a: ",
    "M. ",
    "0 1",
    "code:",
    "#\r",
    "- a\n",
    "oid sha256:\n",
    "a@a.",
    "« ",
    "|--",
    "a a ",
)
FOIS = 40  # à une expression qui recule sur dix mille signes, il en faut des milliers


def durer(expression: Expression, texte: str) -> float:
    """Le temps de calcul d'une expression, sans ce que la machine fait d'autre."""
    debut = time.thread_time()
    expression.appliquer(texte)
    return time.thread_time() - debut


def ordinaire(taille: int = TAILLE) -> str:
    return ("- Le service d'accueil ouvre à 9 h : l'usager y est reçu.\n" * taille)[:taille]


def pires(expression: Expression, en_entier: bool) -> Iterator[str]:
    """Les textes que l'expression lirait le plus mal : ses propres signes répétés, puis ce qui la fait échouer."""
    motif = expression.motif.pattern
    siens = [s for s in SIGNES if s in (motif if isinstance(motif, str) else motif.decode("latin-1"))]
    pas = [*(SIGNES if en_entier else dict.fromkeys([*siens, *" -a1"])), *PUISES]
    if en_entier:
        pas += [a + b for a in SIGNES for b in SIGNES if a != b]
    for un in pas:
        corps = (un * TAILLE)[:TAILLE]
        for tete in TETES if en_entier and len(un) == 1 else ("",):
            yield f"{tete}{corps}"
            yield f"{tete}{corps}!"


def lente(expression: Expression, en_entier: bool) -> str:
    """Le texte qui fige l'expression, ou rien."""
    permis = FOIS * max(0.0005, min(durer(expression, ordinaire()) for _ in range(3)))
    for texte in pires(expression, en_entier):
        if all(durer(expression, texte) > permis for _ in range(3)):
            return f"{expression.ou} ({expression.methode}) : {texte[:20]!r}…{texte[-3:]!r}"
    return ""


def test_l_epreuve_reconnait_une_expression_qui_se_fige() -> None:
    assert lente(Expression("", re.compile(r"[ -]*[\w-]+:"), "match"), False)
    assert lente(Expression("", re.compile(r"[ \t]+$", re.MULTILINE), "sub"), False)
    assert not lente(Expression("", re.compile(r"[ -]*+\w[\w-]*+:"), "match"), False)


def test_les_expressions_du_paquet_sont_trouvees() -> None:
    ou = {e.ou.partition(":")[0] for e in expressions()}
    assert {"qualicli.depot.yaml_fautes", "qualicli.rendus.markdown", "qualicli.cli.textes"} <= ou
    assert len(list(expressions())) > 100


def test_aucune_expression_ne_se_fige() -> None:
    assert not [trouve for e in set(expressions()) if (trouve := lente(e, False))]


def test_aucune_expression_ne_se_fige_sur_aucune_paire_de_signes(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--long"):
        pytest.skip("cinq minutes, par --long")
    assert not [trouve for e in set(expressions()) if (trouve := lente(e, True))]
