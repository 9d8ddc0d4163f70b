"""Chaque document d'origine, rebâti : tous ses faits sont là, dans tous les formats."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from fabrique_documents import EXEMPLES, FORMATS, normaliser, produire, texte

FAITS = Path(__file__).parent / "faits"
# Liste de faits → l'exemple, le type de document, sa date, ce que la commande demande.
DOCUMENTS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "alpes-maritimes-bilan-2021": ("alpes-maritimes-2021", "bilan", "2021-03-03", {}),
    "essonne-clu-2013": ("essonne-2013", "clu", "2013-03-29", {"reunion": "clu-2013-03", "nominatif": True}),
    "loire-politique-2021-2022": ("loire-2022", "politique", "2022-03-15", {}),
    "moselle-clu-2015": ("moselle-2015", "clu", "2015-11-23", {"reunion": "clu-2015-11", "nominatif": True}),
    "moselle-copil-2015": ("moselle-2015", "copil", "2015-10-23", {"reunion": "copil-2015-10"}),
}
LISTES = sorted(p.stem for p in FAITS.glob("*.yaml"))


def test_chaque_liste_a_son_document() -> None:
    assert set(LISTES) <= set(DOCUMENTS)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("liste", LISTES)
def test_tous_les_faits_y_sont(liste: str, format_: str) -> None:
    exemple, type_, au, options = DOCUMENTS[liste]
    (rapport,) = produire(EXEMPLES / exemple, type_, au, format_, **options)
    lu = normaliser(texte(rapport.octets, format_))
    faits = yaml.safe_load((FAITS / f"{liste}.yaml").read_text(encoding="utf-8"))
    assert faits
    manquants = [
        f"{fait['fait']} : « {morceau} »"
        for fait in faits
        for morceau in morceaux(fait)
        if normaliser(morceau) not in lu
    ]
    assert not manquants, "\n".join(manquants)


def morceaux(fait: dict[str, Any]) -> list[str]:
    attendu = fait["attendu"]
    return [str(a) for a in attendu] if isinstance(attendu, list) else [str(attendu)]
