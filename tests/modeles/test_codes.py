"""Un code de référentiel n'a qu'une forme, et un code voisin n'est jamais proposé."""

import pytest
from pydantic import ValidationError

from qualicli.modeles.codes import decouper, normaliser, normaliser_reference, voisin
from qualicli.modeles.demarche import Perimetre
from qualicli.modeles.suivi import Evaluation


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("06.1", "6.1"),
        ("6.01", "6.1"),
        ("05", "5"),
        ("n°9", "9"),
        ("N° 09", "9"),
        ("2.2.", "2.2"),
        ("2,1", "2.1"),
        (" 2.1 ", "2.1"),
        ("1.10", "1.10"),
        ("10", "10"),
        ("M3.1", "M3.1"),
        ("0", "0"),
        ("A-01", "A-01"),
    ],
)
def test_une_forme_par_code(ecrit: str, code: str) -> None:
    assert normaliser(ecrit) == code
    assert normaliser_reference(f"essai-2.0:{ecrit}") == f"essai-2.0:{code}"
    assert Evaluation.model_validate({"exigence": ecrit, "statut": "realise", "date": "2022"}).exigence == code


@pytest.mark.parametrize(
    ("cherche", "propose"), [("2-1", "2.1"), ("m1", "M1"), ("06.1", None), ("16.1", None), ("2.9", None)]
)
def test_seule_une_autre_facon_de_l_ecrire_se_propose(cherche: str, propose: str | None) -> None:
    assert voisin(cherche, {"2.1", "6.2", "M1", "1.6"}) == propose


@pytest.mark.parametrize(
    ("cellule", "codes"),
    [
        ("2,1", ["2.1"]),
        ("2.1 ; 03", ["2.1", "3"]),
        ("2.1, 3", ["2.1", "3"]),
        ("4,5", ["4", "5"]),
        ("1,2,3", ["1", "2", "3"]),
        ("2.1,2.2", ["2.1", "2.2"]),
        ("essai:02,1", ["essai:2.1"]),
        ("2.1 et n°3", ["2.1", "3"]),
    ],
)
def test_une_cellule_de_plusieurs_codes(cellule: str, codes: list[str]) -> None:
    assert decouper(cellule, {"2.1", "2.2", "3", "4", "5"}) == codes


def test_deux_cles_d_un_meme_code_se_refusent() -> None:
    assert set(Perimetre.model_validate({"referentiel": "r", "modules": {"01": {"statut": "engage"}}}).modules) == {"1"}
    with pytest.raises(ValidationError, match="sont le même code"):
        Perimetre.model_validate({"referentiel": "r", "modules": {"01": {}, "1": {}}})
