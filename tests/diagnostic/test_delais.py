"""Les délais de réponse, comptés à la main : jours fériés, droit local, délai annoncé, réponses, pièces qui manquent."""

import json
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire, jour
from qualicli.diagnostic.mesures.delais import delais
from qualicli.diagnostic.mesures.filtres import FiltresMesures, trous
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.operations.mesurer import mesurer
from qualicli.rendus.ecran import texte
from qualicli.rendus.mesures import delais as rendu

DEMARCHE = """
format: 1
organisme: {nom: Préfecture d'essai, departement: "42"}
sites: {metz: {nom: Metz}, forbach: {nom: Forbach}}
delais: {reponses: {courrier: 5, courriel: 2}}
perimetre: []
"""
REGISTRE = """
intitule: Courriers
type: courriers
canal: courrier
delai_annonce: 5 j
lignes: courriers.csv
"""
# Lundi de Pâques le 18 avril, 14 juillet un jeudi ; en Moselle, Vendredi saint le 15 avril et 26 décembre, un lundi.
LIGNES = """
id;recu_le;repondu_le;incomplet_le;complet_le;canal;site
paques;2022-04-11;2022-04-19;;;;metz
juillet;2022-07-11;2022-07-19;;;;metz
noel;2022-12-21;2022-12-29;;;;metz
attend;2022-12-22;;;;;forbach
"""


def compter(
    racine: Path, au: str = "2023-01-02", *, filtres: FiltresMesures | None = None, **changes: str
) -> dict[str, dict[str, Any]]:
    """Les délais par période, après avoir changé un texte d'un fichier ; « ensemble » est la somme."""
    fichiers = {"demarche": DEMARCHE, "registre": REGISTRE, "lignes": LIGNES}
    for nom, change in changes.items():
        avant, _, apres = change.partition(" -> ")
        assert avant in fichiers[nom]
        fichiers[nom] = fichiers[nom].replace(avant, apres)
    noms = {"demarche": "qualicli.yaml", "registre": "registres/courriers.yaml", "lignes": "registres/courriers.csv"}
    ecrire(racine, {noms[n]: t for n, t in fichiers.items()})
    resultat = mesurer(racine, jour(au), filtres or FiltresMesures(), delais)
    assert resultat.erreurs == 0
    rendu_json = json.loads(rendu.json_(resultat))
    vus = {d["periode"]: d for d in rendu_json["delais"]}
    return vus | {"ensemble": {**rendu_json["registres"][0], **rendu_json["registres"][0]["ensemble"]}}


def chiffres(vu: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(vu[c] for c in ("recus", "repondus", "dans_le_delai", "en_retard", "p50", "p90", "moyenne"))


def test_dans_la_loire(tmp_path: Path) -> None:
    vus = compter(tmp_path)
    assert chiffres(vus["2022-04"]) == (1, 1, 1, 0, 5, 5, 5)  # 12, 13, 14, 15, 19 avril
    assert chiffres(vus["2022-07"]) == (1, 1, 1, 0, 5, 5, 5)  # 12, 13, 15, 18, 19 juillet
    assert chiffres(vus["2022-12"]) == (2, 1, 0, 2, 6, 6, 6)  # 22, 23, 26 à 29 décembre : un de trop
    assert chiffres(vus["ensemble"]) == (4, 3, 2, 2, 5, 6, pytest.approx(16 / 3))
    assert vus["2022-04"]["delai"] == 5 and vus["2022-04"]["jours"] == "ouvres"


def test_le_departement_change_les_jours(tmp_path: Path) -> None:
    vus = compter(tmp_path, demarche='"42" -> "57"')
    assert chiffres(vus["2022-04"]) == (1, 1, 1, 0, 4, 4, 4)  # ni le Vendredi saint
    assert chiffres(vus["2022-07"]) == (1, 1, 1, 0, 5, 5, 5)
    assert chiffres(vus["2022-12"]) == (2, 1, 1, 1, 5, 5, 5)  # ni le 26 décembre
    # Le 30, le délai de la demande reçue le 22 court encore en Moselle ; ailleurs il est passé depuis la veille.
    assert compter(tmp_path, "2022-12-30", demarche='"42" -> "57"')["2022-12"]["en_cours"] == 1
    assert compter(tmp_path, "2022-12-30")["2022-12"]["en_cours"] == 0
    assert compter(tmp_path, "2022-12-29")["2022-12"]["en_retard"] == 1


def test_le_delai_du_registre_l_emporte(tmp_path: Path) -> None:
    assert chiffres(compter(tmp_path, registre="5 j -> 6 j")["2022-12"])[2:4] == (1, 1)
    assert chiffres(compter(tmp_path, registre="5 j -> 4 j")["ensemble"])[2:4] == (0, 4)
    sans = compter(tmp_path, registre="delai_annonce: 5 j\n -> ", demarche="courrier: 5 -> courrier: 6")
    assert (sans["2022-12"]["delai"], sans["2022-12"]["dans_le_delai"]) == (6, 1)
    avec = compter(tmp_path, demarche="courrier: 5 -> courrier: 6")
    assert (avec["2022-12"]["delai"], avec["2022-12"]["dans_le_delai"]) == (5, 0)


def test_des_jours_de_suite(tmp_path: Path) -> None:
    vu = compter(tmp_path, registre="delai_annonce: 5 j -> delai_annonce: 8 j\njours_ouvres: false")["2022-12"]
    assert (vu["delai"], vu["jours"], vu["moyenne"], vu["dans_le_delai"]) == (8, "calendaires", 8, 1)
    mois = compter(tmp_path, registre="5 j -> 1 mois")["2022-12"]
    assert (mois["delai"], mois["jours"], mois["en_cours"]) == ("1 mois", "calendaires", 1)


def test_sans_delai_annonce_rien_n_est_juge(tmp_path: Path) -> None:
    vu = compter(tmp_path, registre="delai_annonce: 5 j\n -> ", demarche="courrier: 5, -> ")["ensemble"]
    assert chiffres(vu) == (4, 3, None, None, 5, 6, pytest.approx(16 / 3)) and vu["delai"] is None


@pytest.mark.parametrize(
    ("reponse", "dans", "retard", "moyenne"),
    [
        ("2022-12-28", 1, 1, 5),
        ("2022-12-29", 0, 2, 6),
        ("2022-12-26/2022-12-28", 1, 1, None),  # imprécise, mais finie au dernier jour
        ("2022-12-26/2022-12-29", 0, 2, None),  # peut-être tenue : on n'en sait rien
        ("", 0, 2, None),
    ],
)
def test_une_date_de_reponse_change_ce_qu_elle_doit(
    tmp_path: Path, reponse: str, dans: int, retard: int, moyenne: int | None
) -> None:
    vu = compter(tmp_path, lignes=f"2022-12-29 -> {reponse}")["2022-12"]
    assert (vu["dans_le_delai"], vu["en_retard"], vu["moyenne"]) == (dans, retard, moyenne)


def test_une_piece_qui_manque_arrete_le_delai(tmp_path: Path) -> None:
    # Deux jours passés le 23 ; la pièce arrive le 29 : il en reste trois, les 30 décembre, 2 et 3 janvier.
    arret = "noel;2022-12-21;2022-12-29;;; -> noel;2022-12-21;2023-01-03;2022-12-23;{};"
    tenu = compter(tmp_path, "2023-01-05", lignes=arret.format("2022-12-29"))["2022-12"]
    assert (tenu["dans_le_delai"], tenu["moyenne"]) == (1, 5)
    tard = compter(tmp_path, "2023-01-05", lignes=arret.format("2022-12-28"))["2022-12"]
    assert (tard["dans_le_delai"], tard["moyenne"]) == (0, 6)
    ouvert = "attend;2022-12-22;;;;;forbach -> attend;2022-12-22;;2022-12-26;;;forbach"
    assert compter(tmp_path, "2023-06-01", lignes=ouvert)["2022-12"]["en_cours"] == 1
    trop_tard = ouvert.replace("2022-12-26", "2023-01-26")
    assert compter(tmp_path, "2023-06-01", lignes=trop_tard)["2022-12"]["en_cours"] == 0
    # Vu avant que la pièce soit demandée, le délai courait.
    assert compter(tmp_path, "2022-12-30", lignes=trop_tard)["2022-12"]["en_retard"] == 2


def test_la_date_dit_ce_que_l_on_savait(tmp_path: Path) -> None:
    assert "2022-12" not in compter(tmp_path, "2022-12-20")
    assert chiffres(compter(tmp_path, "2022-12-28")["2022-12"])[:4] == (2, 0, 0, 0)


def test_les_filtres(tmp_path: Path) -> None:
    assert set(compter(tmp_path, filtres=FiltresMesures(jour("2022-07-11")))) == {"2022-07", "2022-12", "ensemble"}
    assert set(compter(tmp_path, filtres=FiltresMesures(jour("2022-07-12")))) == {"2022-12", "ensemble"}
    assert compter(tmp_path, filtres=FiltresMesures(sites=("forbach",)))["ensemble"]["recus"] == 1


def test_une_synthese_n_est_pas_comptee_deux_fois(tmp_path: Path) -> None:
    total = "{periode: 2022-12, recus: 100, traites: 90, dans_le_delai: 80, delai_moyen: '4'}"
    metz = "{periode: 2022-12, site: metz, recus: 86, traites: 80, dans_le_delai: 75, delai_moyen: '5'}"
    synthese = f"lignes: courriers.csv -> lignes: courriers.csv\nsyntheses: [{metz}, {total}]"
    vus = compter(tmp_path, registre=synthese)
    assert chiffres(vus["2022-12"]) == (100, 90, 80, 10, None, None, 4)  # le délai du 31 décembre court encore
    assert vus["2022-12"]["origine"] == "synthese" and [p["site"] for p in vus["2022-12"]["parts"]] == ["metz"]
    assert compter(tmp_path, "2023-02-01", registre=synthese)["2022-12"]["en_retard"] == 20
    deux = synthese.replace(total, total.replace("recus", "site: forbach, recus"))
    vus = compter(tmp_path, registre=deux)
    assert chiffres(vus["2022-12"]) == (186, 170, 155, 15, None, None, pytest.approx((90 * 4 + 80 * 5) / 170))
    recouvre = synthese.replace(metz, metz.replace("2022-12", "2022-S2"))
    ecrire(tmp_path, {"registres/courriers.yaml": REGISTRE.replace(*recouvre.split(" -> "))})
    vus_json = json.loads(rendu.json_(mesurer(tmp_path, jour("2023-01-02"), FiltresMesures(), delais)))
    assert vus_json["registres"][0]["ensemble"] is None


def test_un_grand_nombre_se_dit_et_se_montre_avec_ses_parts(tmp_path: Path) -> None:
    appels = "{periode: 2022-12, site: metz, recus: 9790, traites: 9790, dans_le_delai: 8000}"
    autres = "{periode: 2022-12, site: forbach, recus: 1533, traites: 1533, dans_le_delai: 1070}"
    ensemble = f"lignes: courriers.csv -> syntheses: [{appels}, {autres}]"
    assert compter(tmp_path, registre=ensemble)["ensemble"]["dominante"]["site"] == "metz"
    ecran = texte(rendu.ecran(mesurer(tmp_path, jour("2023-01-02"), FiltresMesures(), delais))).replace("\u00a0", " ")
    assert "Metz fait 86,5 % des demandes (9790 sur 11323)" in ecran
    assert "dont Forbach : 1070 sur 1533" in ecran
    partage = ensemble.replace("1533", "9790")
    assert compter(tmp_path, registre=partage)["ensemble"]["dominante"] is None


def test_un_mois_sans_ligne_se_voit(tmp_path: Path) -> None:
    assert compter(tmp_path)["ensemble"]["trous"] == ["2022-05", "2022-06", *(f"2022-{m:02}" for m in range(8, 12))]


@pytest.mark.parametrize(
    ("periodes", "rythme", "manquent"),
    [
        ("2022-01 2022-03", None, "2022-02"),
        ("2022-01 2022-02 2022-03", None, ""),
        ("2021-12 2022-02", None, "2022-01"),
        ("2022-T1 2022-T3", None, "2022-T2"),
        ("2021 2023", None, "2022"),
        ("2022-01 2022-04", "3 mois", ""),
        ("2022-01 2022-07", "3 mois", "2022-04"),
        ("2022-01 2022-02 2022-T2 2022-07", None, "2022-03"),
        ("2014 2015-T3", None, ""),
        ("2022-01-03 2022-03-04", None, ""),
        ("2021-12/2022-02 2022-06/2022-08", None, "2022-03/2022-05"),
    ],
)
def test_les_trous_d_une_suite(periodes: str, rythme: str | None, manquent: str) -> None:
    trouves = trous(map(DateImprecise.lire, periodes.split()), Duree.lire(rythme) if rythme else None)
    assert " ".join(p.texte for p in trouves) == manquent
