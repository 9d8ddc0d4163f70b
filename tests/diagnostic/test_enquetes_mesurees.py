"""Les enquêtes : base, marge, effectif insuffisant, vague précédente par sa date, et ce qui empêche de comparer."""

import json
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire, jour
from qualicli.diagnostic.mesures.enquetes import enquetes
from qualicli.diagnostic.mesures.filtres import FiltresMesures
from qualicli.operations.mesurer import mesurer
from qualicli.rendus.ecran import texte
from qualicli.rendus.mesures import enquetes as rendu

DEMARCHE = """
format: 1
organisme: {nom: Préfecture d'essai}
sites: {evry: {nom: Évry}, massy: {nom: Massy}}
perimetre: []
"""
# La vague de 2020 porte une « annee » plus petite que celle de 2019 n'aurait pu : seule sa date compte.
AVANT = """
intitule: Enquête d'avant
type: satisfaction
annee: 2020
sites: [evry]
volets:
  - id: guichet
    intitule: Au guichet
    panel: Usagers reçus
    periode: 2020-10
    mode: papier
    repondants: 400
    resultats:
      - {cle: accueil, libelle: "Bien accueilli ?", valeur: "80", echelle: oui ou non}
"""
APRES = """
intitule: Enquête d'après
type: satisfaction
annee: 2022
sites: [evry]
volets:
  - id: guichet
    intitule: Au guichet
    panel: Usagers reçus
    periode: 2022-03
    mode: papier
    sollicites: 1000
    repondants: 400
    resultats:
      - {cle: accueil, libelle: "Bien accueilli ?", valeur: "90", echelle: oui ou non}
"""


def voir(
    racine: Path, avant: str = AVANT, apres: str = APRES, au: str = "2022-05-01", filtres: FiltresMesures | None = None
) -> list[dict[str, Any]]:
    ecrire(racine, {"qualicli.yaml": DEMARCHE, "enquetes/avant.yaml": avant, "enquetes/apres.yaml": apres})
    resultat = mesurer(racine, jour(au), filtres or FiltresMesures(), enquetes)
    assert resultat.erreurs == 0
    lues: list[dict[str, Any]] = json.loads(rendu.json_(resultat))["enquetes"]
    return lues


def question(*arguments: Any, **options: Any) -> dict[str, Any]:
    """La question de l'enquête la plus récente."""
    lue: dict[str, Any] = voir(*arguments, **options)[0]["volets"][0]["questions"][0]
    return lue


def test_la_base_la_marge_et_la_vague_precedente(tmp_path: Path) -> None:
    q = question(tmp_path)
    assert (q["base"], q["marge"], q["effectif_insuffisant"]) == (400, 4.9, False)  # 98 / 20
    assert (q["precedent"]["bas"], q["vague_precedente"], q["tendance"]) == (80, "2020-10", "mieux")
    assert question(tmp_path, apres=APRES.replace('"90"', '"70"'))["tendance"] == "moins_bien"
    assert question(tmp_path, apres=APRES.replace('"90"', '"86,9"'))["tendance"] == "stable"  # marge : 6,93 points
    assert question(tmp_path, apres=APRES.replace('"90"', '"87"'))["tendance"] == "mieux"
    assert question(tmp_path, apres=APRES.replace('"90"', "85..95"))["tendance"] == "stable"


def test_le_sens_de_la_chose(tmp_path: Path) -> None:
    avant, apres = (t.replace("echelle:", "sens: baisse, echelle:") for t in (AVANT, APRES))
    assert question(tmp_path, avant, apres)["tendance"] == "moins_bien"
    assert question(tmp_path, AVANT, apres)["sans_comparaison"] == "la question a changé de sens"


@pytest.mark.parametrize(
    ("avant", "apres", "motif"),
    [
        ("panel: Usagers reçus", "panel: Maires", "le panel a changé (maires)"),
        ("mode: papier", "mode: tablette", "le mode a changé (tablette)"),
        ("echelle: oui ou non", "echelle: de 1 à 10", "l'échelle a changé (de 1 à 10)"),
        ("cle: accueil", "cle: attente", "question absente de la vague d'octobre 2020"),
        ("repondants: 400", "repondants: 29", "effectif insuffisant"),
        ("id: guichet", "id: internet", "aucune vague précédente dans le dossier"),
        ("type: satisfaction", "type: mystere", "aucune vague précédente dans le dossier"),
        ("periode: 2020-10", "periode: 2022-03", "aucune vague précédente dans le dossier"),
        (', valeur: "80"', "", "valeur absente"),
    ],
)
def test_ce_qui_ne_se_compare_pas_dit_pourquoi(tmp_path: Path, avant: str, apres: str, motif: str) -> None:
    q = next(
        e["volets"][0]["questions"][0]
        for e in voir(tmp_path, avant=AVANT.replace(avant, apres))
        if e["enquete"] == "apres"
    )
    assert (q["sans_comparaison"], q["tendance"], q["precedent"]) == (motif, None, None)


def test_ce_qui_change_sans_empecher(tmp_path: Path) -> None:
    assert question(tmp_path, avant=AVANT.replace("    mode: papier\n", ""))["tendance"] == "mieux"
    q = question(tmp_path, avant=AVANT.replace("Bien accueilli ?", "L'accueil était-il bon ?"))
    assert (q["tendance"], q["reformulee"]) == ("mieux", True)
    assert question(tmp_path, avant=AVANT.replace("annee: 2020", "annee: 2023"))["vague_precedente"] == "2020-10"


def test_deux_questionnaires_disent_ce_qui_a_change(tmp_path: Path) -> None:
    ligne = '      - {{cle: {}, libelle: "{} ?", valeur: "50"}}\n'
    avant, apres = AVANT + ligne.format("horaires", "Horaires"), APRES + ligne.format("tablette", "Tablette")
    (volet,) = voir(tmp_path, avant, apres)[0]["volets"]
    assert (volet["questions_ajoutees"], volet["questions_retirees"]) == (["Tablette ?"], ["Horaires ?"])
    resultat = mesurer(tmp_path, jour("2022-05-01"), FiltresMesures(), enquetes)
    ecran = " ".join(texte(rendu.ecran(resultat)).replace("\u00a0", " ").split())
    assert "Question nouvelle depuis la vague d'octobre 2020 : « Tablette ? »." in ecran
    assert "Question qui n'est plus posée depuis la vague d'octobre 2020 : « Horaires ? »." in ecran
    (volet,) = voir(tmp_path, AVANT, APRES.replace("Bien accueilli ?", "L'accueil ?"))[0]["volets"]
    assert (volet["questions_ajoutees"], volet["questions_retirees"]) == ([], [])  # reformulée, c'est la même


def test_la_source_dit_le_mouvement(tmp_path: Path) -> None:
    seule = AVANT.replace("type: satisfaction", "type: mystere")
    declaree = APRES.replace('valeur: "90"', "evolution: baisse")
    q = question(tmp_path, seule, declaree)
    assert (q["tendance"], q["declaree"]) == ("moins_bien", True)
    ecran = texte(rendu.ecran(mesurer(tmp_path, jour("2022-05-01"), FiltresMesures(), enquetes)))
    assert "se dégrade" in ecran and "celui que donne la source" in ecran


@pytest.mark.parametrize(("minimum", "insuffisant"), [(400, False), (401, True)])
def test_le_seuil_est_celui_de_la_demarche(tmp_path: Path, minimum: int, insuffisant: bool) -> None:
    ecrire(tmp_path, {"enquetes/apres.yaml": APRES})
    ecrire(tmp_path, {"qualicli.yaml": f"{DEMARCHE}calcul: {{effectif_minimal: {minimum}}}\n"})
    resultat = mesurer(tmp_path, jour("2022-05-01"), FiltresMesures(), enquetes)
    assert resultat.vus[0].volets[0].questions[0].est_insuffisant is insuffisant
    assert ("Effectif insuffisant" in texte(rendu.ecran(resultat))) is insuffisant


def test_la_date_et_les_filtres(tmp_path: Path) -> None:
    assert [e["enquete"] for e in voir(tmp_path, au="2022-05-01")] == ["apres", "avant"]
    a_mener = voir(tmp_path, au="2022-02-01")[0]
    assert a_mener["volets"] == [] and a_mener["dues"]
    assert [e["enquete"] for e in voir(tmp_path, filtres=FiltresMesures(jour("2020-11-01")))] == ["apres"]
    assert len(voir(tmp_path, filtres=FiltresMesures(jour("2020-10-31")))) == 2
    assert voir(tmp_path, filtres=FiltresMesures(sites=("massy",))) == []


@pytest.mark.parametrize(
    ("au", "rythme", "attendu"),
    [
        ("2022-05-01", "1 an", ("a_venir", "2023-03-31")),
        ("2023-04-01", "1 an", ("en_retard", "2023-03-31")),
        ("2022-02-28", "18 mois", None),  # prévue en mars : avant le terme
        ("2022-02-28", "1 an", ("en_retard", "2021-10-31")),  # prévue trop tard
    ],
)
def test_une_enquete_a_refaire_dit_pour_quand(
    tmp_path: Path, au: str, rythme: str, attendu: tuple[str, str] | None
) -> None:
    vues = voir(tmp_path, AVANT + f"periodicite: {rythme}\n", au=au)
    dues = [d for v in vues for d in v["dues"] if d["texte"].startswith("Mener de nouveau")]
    assert [(d["etat"], d["echeance"]) for d in dues] == ([attendu] if attendu else [])


def test_des_reponses_proposees_qui_changent_ne_se_comparent_pas(tmp_path: Path) -> None:
    comptees = ", favorables: 320, reponses: {Oui: 320, Non: 80}}"
    avant = AVANT.replace(", echelle: oui ou non}", comptees)
    assert (
        question(tmp_path, avant, APRES.replace(", echelle: oui ou non}", comptees.replace("320", "360")))["tendance"]
        == "mieux"
    )
    autres = ", reponses: {Oui: 360, Plutôt: 10, Non: 30}}"
    motif = question(tmp_path, avant, APRES.replace(", echelle: oui ou non}", autres))["sans_comparaison"]
    assert motif == "les réponses proposées ont changé"


def test_un_site_ne_se_compare_qu_a_lui_meme_et_chaque_ventilation_se_dit(tmp_path: Path) -> None:
    ajout = "      - {cle: accueil, libelle: Bien accueilli ?, site: SITE, valeur: VALEUR, repondants: 200}\n"
    avant = AVANT + ajout.replace("SITE", "massy").replace("VALEUR", "50")
    apres = APRES + "".join(ajout.replace("SITE", s).replace("VALEUR", v) for s, v in (("massy", "70"), ("evry", "95")))
    ensemble, massy, evry = voir(tmp_path, avant, apres)[0]["volets"][0]["questions"]
    assert (ensemble["site"], ensemble["precedent"]["bas"]) == (None, 80)
    assert (massy["site"], massy["precedent"]["bas"], massy["tendance"]) == ("massy", 50, "mieux")
    assert (evry["site"], evry["sans_comparaison"]) == ("evry", "question absente de la vague d'octobre 2020")
    resultat = mesurer(tmp_path, jour("2022-05-01"), FiltresMesures(), enquetes)
    ecran = texte(rendu.ecran(resultat))
    assert "    Massy" in ecran
    assert "Bien accueilli ? (Massy)" in rendu.markdown(resultat)


def test_un_theme_se_dit_par_ses_bornes_et_jamais_par_une_moyenne(tmp_path: Path) -> None:
    lignes = "".join(
        f'      - {{cle: q{n}, libelle: Question {n}, theme: accueil, valeur: "{v}"}}\n'
        for n, v in enumerate((87, 92, 100))
    )
    voir(tmp_path, AVANT, APRES + lignes)
    resultat = mesurer(tmp_path, jour("2022-05-01"), FiltresMesures(), enquetes)
    assert "de 87 à 100 % (3 questions)" in " ".join(texte(rendu.ecran(resultat)).replace("\u00a0", " ").split())


def test_ce_que_porte_un_volet_compte_se_lit_a_l_ecran(tmp_path: Path) -> None:
    compte = "    repondants: 400\n    incompletes: 12\n    visiteurs: 3\n    ponderation: L'âge\n"
    reponses = ", sans_avis: 7, reponses: {Oui: 360, Non: 40}}"
    voir(tmp_path, AVANT, APRES.replace("    repondants: 400\n", compte).replace(", echelle: oui ou non}", reponses))
    resultat = mesurer(tmp_path, jour("2022-05-01"), FiltresMesures(), enquetes)
    ecran = " ".join(texte(rendu.ecran(resultat)).replace("\u00a0", " ").split())
    for dit in (
        "12 incomplètes à part",
        "3 visiteurs",
        "Valeurs pondérées (L'âge)",
        "Oui (360), Non (40) ; sans avis (7)",
    ):
        assert dit in ecran
