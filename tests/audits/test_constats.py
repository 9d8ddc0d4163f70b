"""`audit constats` : ce que les audits ont relevé, de toute gravité, et où en est chaque constat à une date."""

import shutil
from pathlib import Path

import pytest

from fabrique import qualicli, qualicli_json

LOIRE = Path(__file__).parents[2] / "exemples" / "loire-2022"


def constats(racine: Path, *options: str) -> list[tuple[str, str, str]]:
    vus = qualicli_json("audit", "constats", racine, *options)["constats"]
    return [(v["constat"], v["nature"], v["etat"]) for v in vus]


def test_toutes_les_natures_dans_l_ordre_des_audits_et_de_leurs_rapports() -> None:
    vus = qualicli_json("audit", "constats", LOIRE, "--date", "2022-07-15")["constats"]
    assert [v["audit"] for v in vus] == ["audit-interne-2022"] * 8 + ["audit-labellisation-2022"] * 5
    assert {v["nature"] for v in vus} == {"non_conformite", "ecart", "point_sensible", "point_fort", "conforme"}
    assert {v["etat"] for v in vus if v["nature"] in ("point_fort", "conforme")} == {"releve"}


@pytest.mark.parametrize(
    ("au", "etat"), [("2022-05-23", None), ("2022-05-24", "ouvert"), ("2022-06-24", "leve"), ("2022-07-08", "verifie")]
)
def test_un_constat_est_vu_a_sa_date(au: str, etat: str | None) -> None:
    vus = qualicli_json("audit", "constats", LOIRE, "--date", au, "--audit", "audit-labellisation-2022")["constats"]
    assert [v["etat"] for v in vus[:1]] == ([etat] if etat else [])


def test_les_filtres_se_croisent_et_se_repetent() -> None:
    tout = constats(LOIRE, "--date", "2022-07-15")
    deux = constats(LOIRE, "--date", "2022-07-15", "--nature", "ecart", "--nature", "point_fort")
    assert deux == [c for c in tout if c[1] in ("ecart", "point_fort")]
    assert len(deux) == 7


def test_un_constat_gradue_a_nouveau_a_la_gravite_du_jour(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(LOIRE, tmp_path / "loire"))
    fiche = loire / "audits" / "audit-interne-2022.yaml"
    avant = fiche.read_text("utf-8")
    revise = avant.replace(
        "    action: mesurer-delais-reponse\n",
        "    action: mesurer-delais-reponse\n    revisions: [{nature: ecart, le: 2022-04-05, motif: Réponse acceptée}]\n",
    )
    assert revise != avant
    fiche.write_text(revise, "utf-8")
    natures = [{i: n for i, n, _ in constats(loire, "--date", au)}["nc-delais"] for au in ("2022-04-04", "2022-04-05")]
    assert natures == ["non_conformite", "ecart"]


@pytest.mark.parametrize(
    ("option", "dit"),
    [
        (("--nature", "ecarte"), "La gravité « ecarte » est inconnue. Vouliez-vous dire « ecart » ?"),
        (
            ("--audit", "audit-interne-2021"),
            "L'audit « audit-interne-2021 » est inconnu. Vouliez-vous dire « audit-interne-2022 » ?",
        ),
    ],
)
def test_ce_qui_est_inconnu_se_dit(option: tuple[str, str], dit: str) -> None:
    assert dit in " ".join(qualicli("audit", "constats", LOIRE, *option, code=2).replace("\u00a0", " ").split())


def test_sans_constat_on_le_dit_dans_chaque_forme() -> None:
    for format_ in ("texte", "markdown"):
        dit = qualicli("audit", "constats", LOIRE, "--date", "2021-01-01", "--format", format_)
        assert "Aucun constat." in dit
    assert qualicli_json("audit", "constats", LOIRE, "--date", "2021-01-01")["constats"] == []
