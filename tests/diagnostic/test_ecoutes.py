"""Une enquête ou un registre qui couvre une exigence la mesure, et la prouve une fois présenté : rien n'est saisi deux fois."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fabrique import ecrire
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.mesures.delais import delais
from qualicli.diagnostic.mesures.percu import rapprocher
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.operations.classeurs import ouvrir_dossier

AU = date(2022, 6, 1)
FICHIERS = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai, departement: "42"}
        sites: {siege: {nom: Préfecture}}
        calcul: {cible: 80}
        delais: {reponses: {courriel: 5}}
        perimetre: [{referentiel: charte, modules: {A: {statut: engage, du: 2021-01}}}]
    """,
    "referentiels/charte.yaml": """
        format: 1
        id: charte
        nom: Charte
        version: "1"
        editeur: nous
        source: S
        certitude: etabli
        modules:
          - code: A
            titre: Accueillir
            engagements:
              - code: "1"
                titre: Nous accueillons
                exigences: [{code: "1.1", texte: Accueil, periodicite: 12 mois, preuves: [enquete]}]
              - code: "2"
                titre: Nous répondons
                exigences: [{code: "2.1", texte: Courriels, periodicite: 12 mois, preuves: [tableau_suivi]}]
    """,
    "instances.yaml": "instances: {clu: {nom: CLU, type: clu}}\n",
    "reunions/clu.md": "---\ninstance: clu\ndate: 2022-05-10\n---\n",
    "enquetes/usagers.yaml": """
        intitule: Enquête
        type: satisfaction
        annee: 2022
        couvre: ["1.1"]
        presentee_a: [clu]
        volets:
          - id: guichet
            intitule: Guichet
            panel: Usagers
            periode: 2022-03
            repondants: 684
            resultats: [{cle: accueil, libelle: Accueil, favorables: 623, repondants: 684, couvre: ["1.1"]}]
    """,
    "registres/courriels.yaml": """
        intitule: Courriels
        type: courriels
        canal: courriel
        couvre: ["2.1"]
        lignes: courriels.csv
    """,
    "registres/courriels.csv": """
        id;recu_le;repondu_le
        1;2022-05-20;2022-05-27
        2;2022-05-20;2022-05-31
        3;2022-05-09;2022-05-11
    """,
}
INDICATEUR = """
    intitule: Respect
    nature: qualite
    couvre: ["1.1"]
    mesures: [{periode: 2022-04, conformes: 1, total: 2}]
"""


def lire(racine: Path, changes: Mapping[str, str] | None = None) -> Dossier:
    return ouvrir_dossier(ecrire(racine, {**FICHIERS, **(changes or {})}), AU).dossier


def etats(dossier: Dossier, au: date = AU) -> dict[str, tuple[object, bool]]:
    """Par exigence : conformes sur total, et si elle a une preuve."""
    (resultat,) = etablir(connu_au(dossier, au), au).referentiels
    return {
        e.point.feuille.code: ([(m.conformes, m.total) for m in e.respect.mesures], not e.manques)
        for e in resultat.etats
    }


def test_une_enquete_et_un_registre_mesurent_ce_qu_ils_couvrent(tmp_path: Path) -> None:
    trouves = etats(lire(tmp_path))
    assert trouves["1.1"] == ([(623, 684)], True)
    assert trouves["2.1"][0] == [(2, 3)]


def test_rien_ne_prouve_avant_d_avoir_ete_presente_ou_publie(tmp_path: Path) -> None:
    dossier = lire(tmp_path)
    assert [etats(dossier, d)["1.1"][1] for d in (date(2022, 5, 9), date(2022, 5, 10))] == [False, True]
    assert etats(dossier)["2.1"][1] is False
    ajout = "canal: courriel\n        publie_le: 2022-05-31"
    publie = FICHIERS["registres/courriels.yaml"].replace("canal: courriel", ajout)
    dossier = lire(tmp_path, {"registres/courriels.yaml": publie})
    assert [etats(dossier, d)["2.1"][1] for d in (date(2022, 5, 30), date(2022, 5, 31))] == [False, True]


def test_ce_qu_un_indicateur_suit_deja_n_est_pas_compte_deux_fois(tmp_path: Path) -> None:
    assert etats(lire(tmp_path, {"indicateurs/respect.yaml": INDICATEUR}))["1.1"][0] == [(1, 2)]


@pytest.mark.parametrize(
    ("quoi", "fichier", "avant", "apres", "tenus"),
    [
        ("rien", "qualicli.yaml", "42", "42", [2, 3]),
        ("le délai de la démarche", "qualicli.yaml", "courriel: 5", "courriel: 2", [1, 3]),
        (
            "le délai annoncé",
            "registres/courriels.yaml",
            "type: courriels",
            "type: courriels\n        delai_annonce: 10 j",
            [3, 3],
        ),
        ("une date de réponse", "registres/courriels.csv", "2022-05-31", "2022-05-27", [3, 3]),
        ("une date de réception", "registres/courriels.csv", "3;2022-05-09", "3;2022-05-02", [1, 3]),
    ],
)
def test_chaque_chiffre_qui_doit_bouger_bouge(
    quoi: str, fichier: str, avant: str, apres: str, tenus: list[int], tmp_path: Path
) -> None:
    assert avant in FICHIERS[fichier], quoi
    dossier = lire(tmp_path, {fichier: FICHIERS[fichier].replace(avant, apres)})
    (vu,) = delais(dossier, AU)
    assert vu.ensemble is not None
    assert [vu.ensemble.dans_le_delai, vu.ensemble.recus] == tenus
    assert etats(dossier)["2.1"][0] == [tuple(tenus)]


def test_le_departement_change_les_jours_ouvres(tmp_path: Path) -> None:
    """Le Vendredi saint 15 avril 2022 est férié en Moselle : la réponse du 21 y tient encore en cinq jours ouvrés."""
    lignes = "id;recu_le;repondu_le\n1;2022-04-12;2022-04-21\n"
    tenus = []
    for departement in ("42", "57"):
        fiche = FICHIERS["qualicli.yaml"].replace("42", departement)
        (vu,) = delais(lire(tmp_path, {"registres/courriels.csv": lignes, "qualicli.yaml": fiche}), AU)
        assert vu.ensemble is not None
        tenus.append((vu.ensemble.dans_le_delai, *vu.ensemble.durees))
    assert tenus == [(0, 6), (1, 5)]


def test_la_cible_change_ce_qui_est_atteint(tmp_path: Path) -> None:
    atteintes = []
    for cible in ("80", "95"):
        dossier = lire(tmp_path, {"qualicli.yaml": FICHIERS["qualicli.yaml"].replace("cible: 80", f"cible: {cible}")})
        (resultat,) = etablir(dossier, AU).referentiels
        atteintes.append(
            [m.est_atteinte for e in resultat.etats if e.point.feuille.code == "1.1" for m in e.respect.mesures]
        )
    assert atteintes == [[True], [False]]


def test_le_percu_est_a_cote_du_mesure_quand_les_deux_parlent_de_la_meme_exigence(tmp_path: Path) -> None:
    fiche = FICHIERS["enquetes/usagers.yaml"].replace("favorables: 623", 'valeur: "91,08", favorables: 623')
    dossier = lire(tmp_path, {"indicateurs/respect.yaml": INDICATEUR, "enquetes/usagers.yaml": fiche})
    (seul,) = rapprocher(dossier, dossier.enquetes["usagers"], AU)
    assert (seul.resultat.cle, seul.indicateur.id, seul.mesure.total) == ("accueil", "respect", 2)
    assert not list(rapprocher(dossier, dossier.enquetes["usagers"], date(2022, 3, 1)))


def test_un_respect_que_fait_une_seule_mesure_dit_ce_que_valent_les_autres(tmp_path: Path) -> None:
    (resultat,) = etablir(lire(tmp_path), AU).referentiels
    synthese = resultat.synthese
    assert synthese.dominante is not None
    assert (synthese.respect.numerateur, synthese.respect.denominateur) == (625, 687)
    assert str(synthese.respect_des_autres).replace("\u00a0", " ") == "66,7 % (2/3)"
