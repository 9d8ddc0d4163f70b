"""Un gabarit reçu ne rend pas un document imprévisible."""

from dataclasses import dataclass

import pytest

from qualicli.erreurs import ErreurGabarit
from qualicli.rendus.gabarits import Gabarits


@dataclass
class VueVide:
    """Une vue d'un seul mot."""

    titre: str = "x"


def test_rien_n_est_tire_au_sort() -> None:
    with pytest.raises(ErreurGabarit, match="random"):
        Gabarits({"bilan.md.j2": "{{ [1, 2]|random }}"}).rediger("bilan.md.j2", VueVide())
