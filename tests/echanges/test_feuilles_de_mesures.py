"""Les feuilles « Registres », « Enquêtes » et « Retours » : intactes, rien ne change ; une cellule, une ligne, un fait."""

from pathlib import Path

import pytest

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import Classeur
from fabrique import ecrire as deposer
from fabrique import jour
from qualicli.operations.importer import Import, ecrire, fusionner, lire_retour

FICHIERS = {
    "registres/courriels.yaml": """
        intitule: Courriels
        type: courriels
        delai_annonce: 5 j
        syntheses:
          - {periode: 2021-11, site: annexe, recus: 10, traites: 9, dans_le_delai: 7, delai_moyen: "4,5"}    # vu
    """,
    "enquetes/usagers.yaml": """
        intitule: Enquête 2021
        type: satisfaction
        annee: 2021
        volets:
          - id: guichet
            intitule: Guichet
            panel: Usagers
            periode: 2021-10
            repondants: 684
            resultats:
              - cle: accueil
                libelle: Accueil
                valeur: "91,08"
                favorables: 623
                repondants: 684
                reponses: {Oui: 623, Non: 61}
              - {cle: attente, libelle: Attente, valeur: environ 80, canal: accueil}
    """,
    "retours/attente.yaml": """
        type: reclamation
        date: 2021-11
        canal: urne
        objet: Attente
        texte: Trop longue.
        nombre: 17
    """,
}

REGISTRE, ATTENTE = "registres/courriels/2021-11/annexe//1", "enquetes/usagers/guichet/attente/accueil//"


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return deposer(poser(tmp_path / "dossier"), FICHIERS)


def revenir(racine: Path, classeur: Path) -> Import:
    prepare = fusionner(lire_retour(racine, [classeur], jour(AU)))
    ecrire(prepare)
    return prepare


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_intactes_pas_un_octet_ne_change(racine: Path, tmp_path: Path, format_: str) -> None:
    avant = etat(racine)
    prepare = revenir(racine, exporte(racine, tmp_path / f"x.{format_}", format=format_))
    assert not prepare.fusion.effets
    assert not prepare.fusion.rejets
    assert etat(racine) == avant


def test_une_cellule_changee_est_une_cle_changee(racine: Path, tmp_path: Path) -> None:
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    classeur.poser("Registres", REGISTRE, Dans_le_délai=8, Réponse_au_référent="Recompté")
    classeur.poser("Enquêtes", ATTENTE, Résultat=82.5)
    classeur.poser("Retours", "retours/attente", Combien=18)
    prepare = revenir(racine, classeur.enregistrer())
    assert (prepare.fusion.conflits, prepare.fusion.rejets) == ([], [])
    assert 'dans_le_delai: 8, delai_moyen: "4,5"}    # vu' in (racine / "registres/courriels.yaml").read_text("utf-8")
    assert "libelle: Attente, valeur: 82,5 %" in (racine / "enquetes/usagers.yaml").read_text("utf-8").replace('"', "")
    assert "texte: Recompté" in (racine / "registres/courriels.yaml").read_text("utf-8")
    assert "nombre: 18" in (racine / "retours/attente.yaml").read_text("utf-8")


def test_une_ligne_ajoutee_est_un_fait_de_plus(racine: Path, tmp_path: Path) -> None:
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    nombres = {"Reçus": 12, "Répondus": 12, "Dans_le_délai": 11}
    classeur.ajouter("Registres", Registre="Courriels", Période="décembre 2021", **nombres)
    classeur.ajouter(
        "Enquêtes", Enquête_et_volet="Enquête 2021, guichet", Question="Confort", Résultat="75 %", Réponses=600
    )
    retour = {"Genre": "suggestion", "Reçu": "décembre 2021", "Par": "courriel", "Sujet": "Bancs"}
    classeur.ajouter("Retours", **retour, **{"Ce_qui_est_dit,_sans_nom": "Des bancs.", "Combien": 2})
    chemin = classeur.enregistrer()
    prepare = revenir(racine, chemin)
    assert (prepare.fusion.conflits, prepare.fusion.rejets) == ([], [])
    assert "{periode: 2021-12, recus: 12, traites: 12, dans_le_delai: 11}" in (
        racine / "registres/courriels.yaml"
    ).read_text("utf-8")
    assert "cle: confort" in (racine / "enquetes/usagers.yaml").read_text("utf-8")
    assert len(list((racine / "retours").glob("*.yaml"))) == 2
    assert not revenir(racine, chemin).fichiers


def test_ce_qui_ne_tient_pas_est_refuse(racine: Path, tmp_path: Path) -> None:
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    classeur.poser("Registres", REGISTRE, Dans_le_délai=12)
    classeur.poser("Enquêtes", ATTENTE, Résultat=0.82)
    prepare = revenir(racine, classeur.enregistrer())
    assert not prepare.fichiers
    assert len(prepare.fusion.rejets) == 2
