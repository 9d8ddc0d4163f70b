"""Les indicateurs : cible, précédente, sens du progrès, ce qui est dû, ce qui manque, un grand nombre et ses parts."""

import json
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire, jour
from qualicli.diagnostic.mesures.filtres import FiltresMesures
from qualicli.diagnostic.mesures.indicateurs import indicateurs
from qualicli.operations.mesurer import mesurer
from qualicli.rendus.ecran import texte
from qualicli.rendus.mesures import indicateurs as rendu

DEMARCHE = """
format: 1
organisme: {nom: Préfecture d'essai}
sites: {evry: {nom: Évry}, massy: {nom: Massy}}
perimetre: []
"""
ATTENTE = """
intitule: Attente au guichet
nature: performance
unite: minutes
sens: baisse
cible: 15
periodicite: 1 mois
mesures:
  - {periode: 2022-01, site: evry, valeur: 12}
  - {periode: 2022-03, site: evry, valeur: "16,5"}
"""
REPONSES = """
intitule: Appels décrochés
nature: qualite
mesures:
  - {periode: 2022-T1, site: evry, conformes: 9000, total: 9790}
  - {periode: 2022-T1, site: massy, conformes: 70, total: 1533}
"""


def voir(racine: Path, au: str, fiche: str, filtres: FiltresMesures | None = None) -> list[dict[str, Any]]:
    ecrire(racine, {"qualicli.yaml": DEMARCHE, "indicateurs/i.yaml": fiche})
    resultat = mesurer(racine, jour(au), filtres or FiltresMesures(), indicateurs)
    ecrit: list[dict[str, Any]] = json.loads(rendu.json_(resultat))["indicateurs"]
    return ecrit


def test_une_attente_qui_monte_se_degrade(tmp_path: Path) -> None:
    (vu,) = voir(tmp_path, "2022-04-10", ATTENTE)
    assert (vu["derniere"]["valeur"], vu["precedente"]["valeur"], vu["cible"]) == (16.5, 12, 15)
    assert (vu["tendance"], vu["atteinte"], vu["trous"]) == ("moins_bien", False, ["2022-02"])
    ecran = texte(rendu.ecran(mesurer(tmp_path, jour("2022-04-10"), FiltresMesures(), indicateurs))).replace(
        "\u00a0", " "
    )
    assert "se dégrade" in ecran and "en hausse" not in ecran and "Sans chiffre : février 2022." in ecran


@pytest.mark.parametrize(
    ("avant", "apres", "cle", "valeur"),
    [
        ("sens: baisse\n", "", "tendance", "mieux"),
        ("sens: baisse\n", "", "atteinte", True),
        ("cible: 15", "cible: 17", "atteinte", True),
        ("cible: 15\n", "", "atteinte", None),
        ('"16,5"', "12", "tendance", "stable"),
        ('"16,5"', "15", "atteinte", True),
        ("periodicite: 1 mois", "periodicite: 2 mois", "trous", []),
        ("periodicite: 1 mois", "periodicite: 2 mois", "due", False),
    ],
)
def test_chaque_chose_changee_se_voit(tmp_path: Path, avant: str, apres: str, cle: str, valeur: object) -> None:
    (temoin,) = voir(tmp_path, "2022-05-10", ATTENTE)
    (vu,) = voir(tmp_path, "2022-05-10", ATTENTE.replace(avant, apres))
    assert vu[cle] == valeur != temoin[cle]


def test_une_mesure_est_due_le_lendemain_de_son_terme(tmp_path: Path) -> None:
    assert [voir(tmp_path, au, ATTENTE)[0]["due"] for au in ("2022-04-30", "2022-05-01")] == [False, True]
    jamais = ATTENTE[: ATTENTE.index("mesures:")]
    (vu,) = voir(tmp_path, "2022-04-30", jamais)
    assert (vu["derniere"], vu["due"], vu["due_le"]) == (None, True, None)


def test_un_grand_nombre_se_dit(tmp_path: Path) -> None:
    premier, second = voir(tmp_path, "2022-04-10", REPONSES)
    assert premier["ensemble"] == second["ensemble"] == {"conformes": 9070, "total": 11323}
    ecran = texte(rendu.ecran(mesurer(tmp_path, jour("2022-04-10"), FiltresMesures(), indicateurs)))
    assert "Ensemble : 9070 sur 11323, dont 9790 cas sur 11323 pour Évry." in " ".join(ecran.split())
    assert (
        voir(tmp_path, "2022-04-10", REPONSES.replace("2022-T1, site: massy", "2022-01, site: massy"))[0]["ensemble"]
        is None
    )


def test_les_filtres(tmp_path: Path) -> None:
    assert [v["site"] for v in voir(tmp_path, "2022-04-10", REPONSES, FiltresMesures(sites=("massy",)))] == ["massy"]
    assert voir(tmp_path, "2022-04-10", REPONSES, FiltresMesures(jour("2022-04-01"))) == []
    assert len(voir(tmp_path, "2022-04-10", REPONSES, FiltresMesures(jour("2022-03-31")))) == 2


def test_ce_que_l_on_savait(tmp_path: Path) -> None:
    assert voir(tmp_path, "2022-03-30", ATTENTE)[0]["derniere"]["periode"] == "2022-01"
