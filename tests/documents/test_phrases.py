"""Les tournures que plusieurs documents partagent : rythmes, lieux, personnes comptées, temps des verbes."""

import shutil
from pathlib import Path

import pytest

from fabrique_documents import EXEMPLES, changer, produire
from qualicli import francais
from qualicli.modeles.temps.durees import Duree


@pytest.mark.parametrize(
    ("duree", "rythme"),
    [
        ("1 mois", "tous les mois"),
        ("3 mois", "tous les 3 mois"),
        ("1 an", "tous les ans"),
        ("1 semaine", "toutes les semaines"),
        ("2 semaines", "toutes les 2 semaines"),
        ("1 j", "tous les jours"),
        ("60 j", "tous les 60 jours"),
    ],
)
def test_un_rythme_se_dit_sans_compter_jusqu_a_un(duree: str, rythme: str) -> None:
    assert Duree.lire(duree).en_rythme() == rythme


@pytest.mark.parametrize(
    ("ville", "a", "de"),
    [
        ("Metz", "à Metz", "de Metz"),
        ("Évry", "à Évry", "d'Évry"),
        ("Le Raincy", "au Raincy", "du Raincy"),
        ("Les Sables-d'Olonne", "aux Sables-d'Olonne", "des Sables-d'Olonne"),
        ("La Rochelle", "à La Rochelle", "de La Rochelle"),
        ("Le jour venu", "à Le jour venu", "de Le jour venu"),  # ce n'est pas une ville
    ],
)
def test_une_ville_contracte_son_article(ville: str, a: str, de: str) -> None:
    assert (francais.a_ville(ville), francais.de(ville)) == (a, de)


def rediger(racine: Path, type_: str, reunion: str, au: str, **demande: object) -> str:
    (rapport,) = produire(racine, type_, au, "md", reunion=reunion, **demande)
    return rapport.octets.decode().replace("\u00a0", " ")


def copier(racine: Path, exemple: str, fichier: str, avant: str, apres: str) -> Path:
    shutil.copytree(EXEMPLES / exemple, racine / exemple)
    changer(racine / exemple / fichier, avant, apres)
    return racine / exemple


def test_ce_qui_suit_la_date_du_document_est_a_venir(tmp_path: Path) -> None:
    avant = rediger(EXEMPLES / "loire-2022", "copil", "copil-2022-03", "2022-05-15")
    assert "établi à Saint-Étienne, le 14 mars 2022" in avant
    assert "à diffuser le 15 mars 2022 sur le site intranet" in avant
    copie = copier(tmp_path, "loire-2022", "reunions/copil-2022-03.md", "date: 2022-03-14", "date: 2022-03-15")
    assert "diffusé le 15 mars 2022 sur le site intranet" in rediger(copie, "copil", "copil-2022-03", "2022-05-15")


def test_une_suggestion_soumise_garde_son_sujet_et_passe_avant_la_reponse() -> None:
    ecrit = rediger(EXEMPLES / "moselle-2015", "clu", "clu-2015-11", "2015-11-23")
    assert "| Soumise au comité de pilotage « qualité ». La proposition sera également soumise à la DCTAJ |" in ecrit


def test_les_anonymes_de_meme_fonction_sont_comptes(tmp_path: Path) -> None:
    ecrit = rediger(EXEMPLES / "essonne-2013", "clu", "clu-2013-03", "2013-03-29", anonyme=True)
    assert "deux représentants de l'association (Génération 2)" in ecrit  # une femme et un homme
    assert "représentante de l'association (FIA-ISM)" in ecrit
    meme, autre = (
        f"{f}, organisme: Génération 2}}" for f in ("fonction: Représentant de l'association", "fonction: Trésorier")
    )
    copie = copier(tmp_path, "essonne-2013", "annuaire.yaml", meme, autre)
    ecrit = rediger(copie, "clu", "clu-2013-03", "2013-03-29", anonyme=True)
    assert "représentante de l'association et trésorier (Génération 2)" in ecrit
