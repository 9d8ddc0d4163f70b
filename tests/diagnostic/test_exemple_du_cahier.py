"""L'exemple chiffré de docs/calculs.md, par la ligne de commande."""

from pathlib import Path

import pytest

from fabrique import ecrire, qualicli, qualicli_json

FICHIERS = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites:
          a: {nom: Site A, svi_local: true}
          b: {nom: Site B, svi_local: false}
        perimetre:
          - referentiel: essai
            modules: {M1: {statut: engage}}
    """,
    "referentiels/essai.yaml": """
        format: 1
        id: essai
        nom: Essai
        version: "1"
        editeur: nous
        source: S
        certitude: etabli
        sources: {S: essai}
        modules:
          - code: M1
            titre: Accueil
            engagements:
              - code: "1"
                titre: Premier
                exigences: [{code: "1.1", texte: un}, {code: "1.2", texte: deux}]
              - code: "2"
                titre: Second
                si: site.svi_local
                exigences: [{code: "2.1", texte: trois}]
    """,
    "engagements/essai/1.yaml": """
        engagement: "1"
        evaluations:
          - {exigence: "1.1", statut: realise, date: 2021-09-01}
          - {exigence: "1.2", statut: partiel, date: 2021-09-01, site: a}
          - {exigence: "1.2", statut: sans_objet, date: 2021-09-01, site: b, motif: pas d'accueil}
    """,
    "engagements/essai/2.yaml": """
        engagement: "2"
        evaluations: [{exigence: "2.1", statut: realise, date: 2021-09-01}]
    """,
    "preuves/guide.yaml": """
        intitule: Guide
        type: guide
        date: 2021-01-01
        caducite: sans_objet
        motif: document permanent
        emplacement: réseau
        couvre: [essai:1.1]
    """,
    "preuves/releve.yaml": """
        intitule: Relevé du serveur vocal
        type: releve
        date: 2021-01-01
        caducite: 2021-10-31
        emplacement: réseau
        couvre: [essai:2.1]
    """,
}


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return ecrire(tmp_path, FICHIERS)


def taux(sortie: dict, nom: str) -> tuple[float, int, str]:
    lu = sortie["referentiels"][0]["taux"][nom]
    return lu["numerateur"], lu["denominateur"], lu["pourcentage"]


def test_cinq_points_dont_quatre_applicables(racine: Path) -> None:
    sortie = qualicli_json("diagnostic", racine, "--date", "2021-10-15")
    assert sortie["referentiels"][0]["points"] == {"applicables": 4, "sans_objet": 1, "partiels": 1, "en_ecart": 1}
    assert sortie["referentiels"][0]["non_applicables"] == [
        {"exigence": "2.1", "site": "b", "motif": "la condition « site.svi_local » n'est pas remplie"}
    ]


def test_avant_l_expiration(racine: Path) -> None:
    sortie = qualicli_json("diagnostic", racine, "--date", "2021-10-15")
    assert taux(sortie, "declare") == (3, 4, "75")
    assert taux(sortie, "prouve") == (3, 4, "75")
    assert taux(sortie, "respect") == (0, 0, None)
    assert taux(sortie, "engagements_tenus") == (1, 2, "50")


def test_apres_l_expiration_la_preuve_est_caduque(racine: Path) -> None:
    sortie = qualicli_json("diagnostic", racine, "--date", "2021-11-09")
    assert taux(sortie, "declare") == (3, 4, "75")
    assert taux(sortie, "prouve") == (2, 4, "50")
    caduc = next(e for e in sortie["ecarts"] if e["cause"] == "preuve_caduque")
    assert (caduc["exigence"], caduc["site"]) == ("2.1", "a")
    assert (caduc["fichier"], caduc["ligne"]) == ("preuves/releve.yaml", 4)
    assert caduc["texte"] == "la preuve « Relevé du serveur vocal » a expiré le 31 octobre 2021"


def test_le_partiel_peut_compter_pour_moitie(racine: Path) -> None:
    with (racine / "qualicli.yaml").open("a", encoding="utf-8") as flux:
        flux.write("calcul: {partiel: 1/2}\n")
    sortie = qualicli_json("diagnostic", racine, "--date", "2021-10-15")
    assert taux(sortie, "declare") == (3.5, 4, "87,5")
    assert taux(sortie, "prouve") == (3, 4, "75")


def test_le_seuil_fait_le_code_de_sortie(racine: Path) -> None:
    qualicli("diagnostic", racine, "--date", "2021-10-15", "--seuil", "75", code=0)
    qualicli("diagnostic", racine, "--date", "2021-10-15", "--seuil", "76", code=1)
    qualicli("diagnostic", racine, "--date", "2021-11-09", "--seuil", "75", code=1)


def test_le_mouvement_s_explique(racine: Path) -> None:
    sortie = qualicli_json("diagnostic", racine, "--date", "2021-11-09", "--depuis", "2021-10-15")
    (seul,) = sortie["mouvements"]
    assert (seul["sens"], seul["exigence"], seul["avant"], seul["apres"]) == ("perdu", "2.1", "prouve", "realise")
    assert "a expiré" in seul["explication"]


def test_avant_toute_evaluation_rien_n_est_evalue(racine: Path) -> None:
    sortie = qualicli_json("diagnostic", racine, "--date", "2021-08-31")
    assert taux(sortie, "declare") == (0, 5, "0")
    assert {e["cause"] for e in sortie["ecarts"]} == {"non_evalue"}
