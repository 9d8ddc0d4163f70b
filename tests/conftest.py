"""Ce que tous les tests partagent : la comparaison aux fichiers de référence."""

from collections.abc import Callable
from pathlib import Path

import pytest

REFERENCES = Path(__file__).parent / "references"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerer", action="store_true", help="réécrit les fichiers de référence au lieu de les comparer"
    )


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare un texte, octet par octet, au fichier de référence de ce nom."""

    def comparer(nom: str, contenu: str) -> None:
        chemin = REFERENCES / nom
        octets = contenu.encode()
        if request.config.getoption("--regenerer"):
            chemin.parent.mkdir(parents=True, exist_ok=True)
            chemin.write_bytes(octets)
        assert octets.decode() == chemin.read_bytes().decode()

    return comparer
