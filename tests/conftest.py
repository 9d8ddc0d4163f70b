"""Ce que tous les tests partagent : la comparaison aux fichiers de référence, et un environnement sans surprise."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from referentiels_retenus import retenir

REFERENCES = Path(__file__).parent / "references"
# Une machine lente n'est pas une faute ; la suite rend deux fois la même réponse, et le hasard se demande.
settings.register_profile("qualicli", deadline=None, derandomize=True)
settings.register_profile("hasard", deadline=None)  # python -m pytest --hypothesis-profile hasard
settings.load_profile("qualicli")
os.environ["QUALICLI_MEMOIRE"] = "non"  # une validation retenue ferait réussir un test sans le passer
os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])  # pour les commandes lancées d'un autre dossier

retenir()

# Ce qui lance la commande, écrit des documents ou des classeurs : laissé à la suite entière.
LONGS = (
    "audits",
    "cli",
    "documents",
    "echanges",
    "endurance",
    "operations",
    "partage",
    "rendus",
    "saisie",
    "signatures",
    "surete",
    "test_cles_utiles.py",
    "test_documentation.py",
    "test_installation.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marque « long » chaque essai d'après son dossier : « -m "not long" » est le palier rapide."""
    for essai in items:
        if essai.path.relative_to(Path(__file__).parent).parts[0] in LONGS:
            essai.add_marker(pytest.mark.long)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerer", action="store_true", help="réécrit les fichiers de référence au lieu de les comparer"
    )
    parser.addoption(
        "--long", action="store_true", help="joue en entier les essais dont la suite ne garde qu'une graine"
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
