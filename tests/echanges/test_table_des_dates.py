"""docs/dates-tapees.md : la table de ce que l'on tape et de ce qui en est lu, dans chaque sorte de cellule."""

from datetime import date
from pathlib import Path

import pytest

from echanges.test_dates_tapees import DATE, ECRITURES, REFUSEES, VIDES, cellule, contextes, xlsx
from qualicli.echanges.cellules.cellule import ValeurRefusee
from qualicli.echanges.cellules.comprendre import douter, lire

PAGE = Path(__file__).parents[2] / "docs" / "dates-tapees.md"
# Ce que LibreOffice Calc 7.4 en français fait d'une saisie dans une cellule de date ; du reste, il garde le texte.
CONVERTIES = {
    **{t: ECRITURES[t] for t in ECRITURES if ECRITURES[t] == "2022-03-14"},
    **dict.fromkeys(("mars 2022", "MARS 2022", "mars\u00a02022", "Mars-2022"), "2022-03-01"),
    "31-mars-26": "2026-03-31",
    "14-déc.-25": "2025-12-14",
    "15 févr. 2026": "2026-02-15",
    "5 sept. 2026": "2026-09-05",
    "janv.-26": "2026-01-01",
    "mardi 14 mars 2022": "2022-03-14",  # il ne contrôle pas le nom du jour
    "15 mars": "2026-03-15",  # il ajoute l'année en cours
    "15/03": "2026-03-15",
    "14/03/0222": "0222-03-14",
    "31/03/2206": "2206-03-31",
}
for _gardee in ("14 03 2022", "2022/03/14", "14/03/2022 à 10h30"):
    del CONVERTIES[_gardee]

REFUS = {
    "sans année": "sans année",
    "pas une date": "pas une date",
    "hors de": "année absurde",
    "trop ancienne": "année absurde",
    "erreur": "erreur de calcul",
}


def lu(octets: bytes) -> str:
    """Ce qu'une cellule de date vide du dossier reçoit."""
    lue = cellule(octets)
    try:
        valeur = lire(DATE, lue, {})
        douter(DATE, lue, "", valeur, {})
    except ValeurRefusee as faute:
        if "le tableur a-t-il changé" in str(faute):
            return "doute : le mois ou le jour ?"
        return f"refus : {next(dit for mots, dit in REFUS.items() if mots in str(faute))}"
    return f"`{valeur}`" if valeur else "(vide)"


def rangee(tape: str) -> str:
    lus = {nom: lu(octets) for nom, octets in contextes(tape).items()}
    if tape in CONVERTIES:
        lus["xlsx, date"] = lu(xlsx(date.fromisoformat(CONVERTIES[tape]), "dd/mm/yyyy"))
    montre = tape.replace("\u00a0", "⍽").replace("|", "\\|")
    return f"| `{montre}` | {lus['xlsx']} | {lus['xlsx, date']} | {lus['ods']} | {lus['csv']} |"


def page() -> str:
    lignes = "\n".join(rangee(t) for t in (*ECRITURES, *VIDES, *REFUSEES))
    return f"""# Les dates telles qu'on les tape

Chaque écriture, et ce qui en est lu dans une cellule de date encore vide. La deuxième colonne est celle d'une cellule au format
de date, après ce que LibreOffice Calc en français fait de la saisie : d'un mois, un jour ; d'un jour sans année, un jour de
l'année en cours, ici 2026. Par-dessus une valeur, « à définir » et les autres mots pour dire vide sont un doute, et n'effacent
rien. « ⍽ » est une espace insécable. La règle est dans [Les classeurs](classeurs.md#les-dates-comme-on-les-tape).

| On tape | xlsx, cellule de texte | xlsx, cellule de date | ods | csv |
|---|---|---|---|---|
{lignes}
"""


def test_la_table_des_dates_est_celle_du_programme(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--regenerer"):
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    assert len(ECRITURES) >= 52
    assert PAGE.read_text("utf-8") == page()


def test_aucune_cellule_de_date_n_invente_un_jour() -> None:
    for tape, ecrite in ECRITURES.items():
        trouvee = rangee(tape).split(" | ")[2]
        assert trouvee in (f"`{ecrite}`", "doute : le mois ou le jour ?"), tape
