"""Où en est une action, une étape, une réunion à une date : le dernier jour, et le lendemain."""

from typing import Any

import pytest

from fabrique import jour
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Jalon
from qualicli.modeles.temps.dates import DateImprecise

ICI = {"@id": "a", "@fichier": "a.yaml"}
JALONS = {"audit": DateImprecise.lire("2022-05")}


def action(**cles: Any) -> Action:
    return Action.model_validate({**ICI, "intitule": "Poser la rampe", **cles})


@pytest.mark.parametrize(
    ("cles", "a_temps", "en_retard"),
    [
        ({"echeance": "2022-03-15"}, "2022-03-15", "2022-03-16"),
        ({"echeance": "2022-03"}, "2022-03-31", "2022-04-01"),
        ({"echeance": "jalon:audit"}, "2022-05-31", "2022-06-01"),
        ({"echeance": "jalon:audit-31j"}, "2022-04-30", "2022-05-01"),
        ({"echeance": "2022-02", "statut": "faite", "faite_le": "2022-03"}, "2022-03-31", "2022-03-30"),
        ({"echeance": "2022-02", "revisions": [{"nouvelle": "2022-06", "le": "2022-03"}]}, "2022-03-31", "2022-03-30"),
        ({"echeance": "2022-02", "debut": "2022-06"}, "2022-02-28", "2022-03-01"),
    ],
)
def test_une_action_n_est_en_retard_qu_apres_la_fin_de_son_echeance(cles: Any, a_temps: str, en_retard: str) -> None:
    assert action(**cles).retard(jour(a_temps), JALONS) is None
    assert action(**cles).retard(jour(en_retard), JALONS) is not None


@pytest.mark.parametrize(
    "cles",
    [
        {},
        {"echeance": "jalon:inconnu"},
        {"echeance": "2020", "statut": "abandonnee"},
        {"echeance": "2020", "statut": "faite"},
    ],
)
def test_une_action_sans_echeance_ou_close_n_est_pas_en_retard(cles: Any) -> None:
    assert action(**cles).retard(jour("2031-01-01"), JALONS) is None


@pytest.mark.parametrize(
    ("au", "ouverte"), [("2022-02-28", False), ("2022-03-01", True), ("2022-05-30", True), ("2022-05-31", False)]
)
def test_une_action_est_ouverte_du_premier_jour_de_son_debut_a_la_fin_de_son_achevement(au: str, ouverte: bool) -> None:
    assert action(debut="2022-03", statut="faite", faite_le="2022-05").est_ouverte_au(jour(au)) is ouverte


def test_un_fait_du_mois_est_acquis_le_dernier_jour() -> None:
    etape = Jalon.model_validate({**ICI, "intitule": "Audit", "date_initiale": "2022-03", "realise_le": "2022-03"})
    reunion = Reunion.model_validate({**ICI, "instance": "copil", "date": "2022-03"})
    for au, acquis in (("2022-03-30", False), ("2022-03-31", True)):
        assert (etape.est_realise(jour(au)), reunion.est_tenue(jour(au))) == (acquis, acquis)


@pytest.mark.parametrize(
    ("a", "b", "precede"),
    [
        ("2022-02", "2022-03", True),
        ("2022-02", "2022-02-28", False),
        ("2022-03", "2022-02", False),
        ("2021", "2022-S1", True),
    ],
)
def test_une_date_precede_une_autre_quand_elle_est_finie_avant(a: str, b: str, precede: bool) -> None:
    assert DateImprecise.lire(a).precede(DateImprecise.lire(b)) is precede
