"""Chaque essai a son foyer, sa mémoire, et aucun réglage de la machine."""

from pathlib import Path

import pytest

from fabrique_partage import isoler


@pytest.fixture(autouse=True)
def foyer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    isoler(tmp_path, monkeypatch)
