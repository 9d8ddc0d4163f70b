"""Une révision décidée plus tard ne change rien à ce que l'on savait avant."""

from datetime import date

import pytest

from qualicli.modeles.demarche import Demarche
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.suivi import Action, Jalon

REVISEE = {
    "revisions": [
        {"nouvelle": "2021-09", "motif": "crise", "le": "2021-02-18"},
        {"nouvelle": "2021-11", "motif": "recours", "le": "2021-07"},
    ]
}
ATTENDUES = [("2021-02-17", "2021-04"), ("2021-02-18", "2021-09"), ("2021-07-15", "2021-09"), ("2021-07-31", "2021-11")]


@pytest.mark.parametrize(("au", "attendue"), ATTENDUES)
def test_l_echeance_est_celle_que_l_on_connait_a_la_date(au: str, attendue: str) -> None:
    quand = date.fromisoformat(au)
    action = Action.model_validate(
        {"@id": "a", "@fichier": "actions/a.yaml", "intitule": "A", "echeance": "2021-04", **REVISEE}
    )
    jalon = Jalon.model_validate(
        {"@id": "j", "@fichier": "jalons/j.yaml", "intitule": "J", "date_initiale": "2021-04", **REVISEE}
    )
    suite = Jalon.model_validate(
        {"@id": "s", "@fichier": "jalons/s.yaml", "intitule": "S", "date_initiale": "jalon:j-30j"}
    )
    assert str(action.echeance_au(quand)) == attendue
    assert str(jalon.date_au(quand)) == attendue
    demarche = Demarche.model_validate(
        {
            "@id": "q",
            "@fichier": "qualicli.yaml",
            "format": "1",
            "organisme": {"nom": "P"},
            "sites": {"a": {"nom": "A"}},
            "perimetre": [],
        }
    )
    dates = Dossier(demarche, familles={"jalons": {"j": jalon, "s": suite}}).dates_jalons(quand)
    assert str(dates["j"]) == attendue
    assert dates["s"].fin == date.fromordinal(dates["j"].fin.toordinal() - 30)


def test_une_revision_sans_date_a_toujours_ete_connue() -> None:
    action = Action.model_validate(
        {
            "@id": "a",
            "@fichier": "actions/a.yaml",
            "intitule": "A",
            "echeance": "2021-04",
            "revisions": [{"nouvelle": "2021-09", "motif": "crise"}],
        }
    )
    assert str(action.echeance_au(date(2020, 1, 1))) == "2021-09"


@pytest.mark.parametrize(
    ("champs", "au", "ouverte", "faite"),
    [
        ({"statut": "en_cours"}, "2021-03-01", True, False),
        ({"statut": "en_cours", "debut": "2021-04"}, "2021-03-01", False, False),
        ({"statut": "faite", "faite_le": "2021-03-15"}, "2021-03-14", True, False),
        ({"statut": "faite", "faite_le": "2021-03-15"}, "2021-03-15", False, True),
        ({"statut": "faite"}, "2021-03-15", False, True),
        ({"statut": "abandonnee"}, "2021-03-15", False, False),
    ],
)
def test_une_action_est_ouverte_ou_faite_a_une_date(
    champs: dict[str, str], au: str, ouverte: bool, faite: bool
) -> None:
    action = Action.model_validate({"@id": "a", "@fichier": "a.yaml", "intitule": "A", **champs})
    quand = date.fromisoformat(au)
    assert (action.est_ouverte_au(quand), action.est_faite(quand)) == (ouverte, faite)
