"""Les réclamations et les suggestions des retours : par canal, leurs réponses et leurs délais, recomptés à la main."""

import json
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire, qualicli

TETE = "type: {}\ndate: {}\ncanal: {}\nnombre: {}\ntexte: essai\nobjet: attente\n"
RETOURS = {
    "urne": TETE.format("reclamation", "2022-07-13", "urne", 3) + "repondu_le: 2022-07-18\nsuite: reponse\n",
    "formulaire": TETE.format("reclamation", "2022-07-04", "formulaire", 2),
    "courriel": TETE.format("reclamation", "2022-07-11", "courriel", 4) + "repondu_le: 2022-07-19\n",
    "sans-date": TETE.format("reclamation", "2022-07-04", "courriel", 1) + "suite: information\n",
    "merci": TETE.format("felicitation", "2022-07-04", "urne", 9),
}
DEMARCHE = """\
format: 1
organisme: {nom: Préfecture d'essai, departement: "42"}
sites: {siege: {nom: Préfecture, cert: false, svi_local: false}}
perimetre: [{referentiel: qual-e-pref, modules: {M1: {statut: engage}}}]
delais: {reponses: {courriel: 5}}
"""


def chiffrer(racine: Path, *options: str) -> dict[str, Any]:
    lu: dict[str, Any] = json.loads(qualicli("delais", racine, "--format", "json", "--date", "2022-08-01", *options))
    return lu


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    ecrire(tmp_path, {"qualicli.yaml": DEMARCHE} | {f"retours/{n}.yaml": r for n, r in RETOURS.items()})
    return tmp_path


def test_deux_canaux_ont_chacun_leurs_reponses_et_leur_delai(racine: Path) -> None:
    (periode,) = chiffrer(racine)["delais"]
    assert (periode["registre"], periode["periode"], periode["recus"], periode["repondus"]) == (
        "retours-reclamation",
        "2022-07",
        10,
        7,
    )
    parts = {p["canal"]: p for p in periode["parts"]}
    urne, formulaire, courriel = (parts[c] for c in ("urne", "formulaire", "courriel"))
    assert (urne["recus"], urne["repondus"], urne["moyenne"]) == (3, 3, 2)  # le 14 juillet ne compte pas
    assert (formulaire["recus"], formulaire["repondus"], formulaire["dans_le_delai"]) == (2, 0, None)
    # Cinq jours ouvrés après le 11 juillet : le 19, et non le 18. Une suite sans date n'est ni à temps ni en retard.
    assert (courriel["recus"], courriel["dans_le_delai"], courriel["en_retard"], courriel["en_cours"]) == (5, 4, 0, 1)


def test_un_canal_annonce_plus_court_et_un_nombre_change_changent_les_chiffres(racine: Path) -> None:
    (racine / "qualicli.yaml").write_text(DEMARCHE.replace("courriel: 5", "courriel: 4"), "utf-8")
    (racine / "retours/urne.yaml").write_text(RETOURS["urne"].replace("nombre: 3", "nombre: 3000"), "utf-8")
    (periode,) = chiffrer(racine)["delais"]
    parts = {p["canal"]: p for p in periode["parts"]}
    assert (parts["courriel"]["dans_le_delai"], parts["courriel"]["en_retard"]) == (0, 4)
    assert (parts["urne"]["recus"], parts["urne"]["moyenne"], parts["urne"]["p50"]) == (3000, 2, None)


def test_l_ecran_donne_le_taux_de_reponse_de_chaque_canal(racine: Path) -> None:
    ecran = qualicli("delais", racine, "--date", "2022-08-01").replace("\u00a0", " ")
    assert "dont urne : 3 demandes, 3 réponses datées (100 %)" in ecran
    assert "dont formulaire : 2 demandes, 0 réponse datée (0 %)" in ecran
