"""Ce qui fonde un point et qui est signé : quelle version, par qui, et ce qu'un rectificatif y a changé."""

from collections.abc import Iterator
from typing import Any

from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.expliquer import ExplicationPoint
from qualicli.diagnostic.signatures import SignatureSuivie, suivre_objet
from qualicli.rendus.ecran import Ecran
from qualicli.rendus.signatures import en_json as acte_en_json
from qualicli.rendus.signatures import un_acte


def rendre(diagnostic: Diagnostic, point: ExplicationPoint) -> Ecran:
    """Les réunions et les audits du point qui sont signés, version par version."""
    suivies = list(_suivies(diagnostic, point))
    lignes: Ecran = [[("  Signatures", "")]] if suivies else []
    for suivie in suivies:
        lignes += un_acte(suivie, "    ")
    return lignes


def en_json(diagnostic: Diagnostic, point: ExplicationPoint) -> list[dict[str, Any]]:
    """Les mêmes, pour les machines."""
    return [acte_en_json(s) for s in _suivies(diagnostic, point)]


def _suivies(diagnostic: Diagnostic, point: ExplicationPoint) -> Iterator[SignatureSuivie]:
    """Les actes de ce que le point cite : la réunion d'une évaluation, l'audit d'un constat, l'origine d'une action."""
    origines = [a.origine.objet for a in point.actions if a.origine is not None]
    reunions = [e.evaluation.reunion for e in point.evaluations]
    audits = [c.audit.id for c in point.constats]
    objets = [
        *(f"reunions/{i}" for i in (*reunions, *origines) if i),
        *(f"audits/{i}" for i in (*audits, *origines) if i),
    ]
    for objet in dict.fromkeys(objets):
        yield from suivre_objet(diagnostic.dossier, objet, diagnostic.au, lambda _objet, _le: None)
