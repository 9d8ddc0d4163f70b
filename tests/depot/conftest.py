"""Un dossier d'essai minimal, conforme, que chaque test rend fautif à sa façon."""

from pathlib import Path

import pytest

from fabrique import ecrire

SOCLE = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites:
          evry: {nom: Évry}
        perimetre: []
        """
}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return ecrire(tmp_path / "dossier", SOCLE)
