"""Les temps sans titulaire d'un rôle, d'après ses titulaires datés."""

from datetime import date

import pytest

from qualicli.modeles.organisation import Role


def role(*titulaires: tuple[str, str | None]) -> Role:
    return Role.model_validate(
        {
            "intitule": "Référent qualité",
            "titulaires": [
                {"personne": f"p-{i}", "du": du, **({"jusqu_au": au, "motif_fin": f"Départ {i}"} if au else {})}
                for i, (du, au) in enumerate(titulaires)
            ],
        }
    )


@pytest.mark.parametrize(
    ("titulaires", "au", "attendues"),
    [
        ([], "2021-03-03", []),
        ([("2016-01", None)], "2021-03-03", []),
        ([("2016-01", "2019-08-31"), ("2020-03", None)], "2021-03-03", [("2019-09-01", "2020-02-29", "Départ 0")]),
        ([("2020-03", None), ("2016-01", "2019-08-31")], "2021-03-03", [("2019-09-01", "2020-02-29", "Départ 1")]),
        ([("2016-01", "2019-08-31"), ("2020-03", None)], "2020-01-15", [("2019-09-01", None, "Départ 0")]),
        ([("2016-01", "2019-08-31"), ("2019-09-01", None)], "2021-03-03", []),
        ([("2016-01", "2019-08-31"), ("2018-01", "2020-12"), ("2020-06", None)], "2021-03-03", []),
        ([("2016-01", "2019-08-31")], "2019-08-31", []),
        ([("2022-01", None)], "2021-03-03", []),
    ],
)
def test_une_vacance_va_d_un_titulaire_au_suivant(
    titulaires: list[tuple[str, str | None]], au: str, attendues: list[tuple[str, str | None, str]]
) -> None:
    trouvees = role(*titulaires).vacances(date.fromisoformat(au))
    assert [(v.debut.isoformat(), v.fin and v.fin.isoformat(), v.motif) for v in trouvees] == attendues


def test_un_role_a_un_titulaire_a_une_date() -> None:
    tenu = role(("2016-01", "2019-08-31"), ("2020-03", None))
    assert tenu.titulaire(date(2018, 1, 1)) == tenu.titulaires[0]
    assert tenu.titulaire(date(2020, 1, 1)) is None
    assert tenu.titulaire(date(2021, 1, 1)) == tenu.titulaires[1]
