"""Un gabarit reçu ne rend pas un document imprévisible."""

import pytest

from qualicli.erreurs import ErreurGabarit
from qualicli.rendus.documents.socle.vue import Vue
from qualicli.rendus.gabarits import Gabarits


def test_rien_n_est_tire_au_sort() -> None:
    with pytest.raises(ErreurGabarit, match="random"):
        Gabarits({"bilan.md.j2": "{{ [1, 2]|random }}"}).rediger("bilan.md.j2", Vue(titre="x"))
