"""Ce que l'on enregistre, crée, importe et porte ailleurs se dit aussi avec les mots du référentiel."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from documents.test_mots_du_referentiel import AU, etrangers
from echanges.editer import Classeur
from fabrique import ecrire, jour
from fabrique_partage import isoler
from fabrique_ville import dossier_de_la_ville, label_ville
from qualicli.cli.application import lancer
from qualicli.depot import yaml_brut
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.demarche import Site
from qualicli.modeles.referentiel import Referentiel
from qualicli.operations.exporter import DemandeExport, exporter
from qualicli.operations.nouveau import Demande, composer

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def ville(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Le dossier de la ville, dans un foyer à lui."""
    isoler(tmp_path, monkeypatch)
    return dossier_de_la_ville(tmp_path / "ville")


def dire(capsys: Capture, *arguments: object) -> str:
    """Ce que dit une commande ; elle n'a aucun mot qui ne soit au référentiel ou au format."""
    lancer([str(a) for a in arguments])
    sortie = capsys.readouterr()
    texte = (sortie.out + sortie.err).replace("\u00a0", " ")
    assert etrangers(texte) == [], texte
    return " ".join(texte.split())


def test_enregistrer_et_le_journal_comptent_des_criteres(ville: Path, capsys: Capture) -> None:
    moi = ("--dossier", ville, "--oui", "--auteur", "Moi <moi@exemple.invalid>")
    assert "2 critères" in dire(capsys, "enregistrer", "--commencer", *moi)
    dire(capsys, "evaluer", "C3.1", "realise", "--date", "2022-05-01", "--dossier", ville, "--oui")
    assert "Ajoute 1 critère." in dire(capsys, "enregistrer", *moi)
    assert "Ajoute : critère « C3 »" in dire(capsys, "journal", "--dossier", ville)


def test_un_dossier_neuf_parle_du_referentiel_choisi() -> None:
    mots = label_ville().replace("module: chapitre, engagement: critère", "module: partie, engagement: règle")
    mots = mots.replace("\n    titre: ", "\n    nature: metier\n    titre: ")
    valeur = yaml_brut.lire(mots.encode())[0]
    referentiel = Referentiel.model_validate({"@id": "label-ville", "@fichier": "label-ville.yaml", **valeur})
    sites = {"mairie": Site.model_validate({"nom": "Mairie"})}
    demande = Demande("Mairie", referentiel, sites, jour(AU), modules=("A",))
    lisez_moi = composer(demande)["README.md"].decode()
    assert etrangers(lisez_moi) == []
    assert "commencez l'auto-évaluation : une ligne par indicateur" in lisez_moi
    with pytest.raises(ErreurUsage, match="Le périmètre est vide"):
        composer(replace(demande, modules=()))


def test_porter_le_dossier_a_la_suite_de_son_label(ville: Path, tmp_path: Path, capsys: Capture) -> None:
    suivant = (
        label_ville()
        .replace("id: label-ville", "id: label-metropole")
        .replace("nom: Label Ville", "nom: Label Métropole")
    )
    correspondance = """\
        format: 1
        de: label-ville
        vers: label-metropole
        source: Délibération
        lignes:
          - {de: C1, vers: [C1], relation: identique, certitude: etabli}
          - {de: C5.1, vers: [C5.1], relation: partiel, certitude: etabli}
        """
    ecrire(
        ville,
        {
            "referentiels/label-metropole.yaml": suivant,
            "referentiels/correspondances/label-ville--label-metropole.yaml": correspondance,
        },
    )
    ecran = dire(
        capsys,
        "referentiel",
        "migrer",
        "label-ville",
        "label-metropole",
        ville,
        "--date",
        AU,
        "--oui",
        "-o",
        tmp_path / "perte.md",
    )
    assert "Critère C1 : " in ecran, ecran
    assert "32 indicateurs, dont 5 gardés, 1 partiel et 26 abandonnés" in ecran, ecran
    perte = (tmp_path / "perte.md").read_text("utf-8").replace("\u00a0", " ")
    assert etrangers(perte) == []
    assert "| Indicateur |" in perte


def test_le_classeur_dit_les_comites_du_dossier_et_relit_les_anciens_mots(
    ville: Path, tmp_path: Path, capsys: Capture
) -> None:
    (octets,) = exporter(ville, jour(AU), DemandeExport()).fichiers.values()
    (tmp_path / "x.xlsx").write_bytes(octets)
    classeur = Classeur(tmp_path / "x.xlsx")
    feuille, titre = "Rétroplanning", "Type"
    lu = {
        cle: classeur.feuille(feuille).cell(classeur.ligne(feuille, cle), classeur.colonne(feuille, titre)).value
        for cle in ("jalons/comite-automne", "jalons/habitants-automne")
    }
    assert lu == {"jalons/comite-automne": "comité qualité", "jalons/habitants-automne": "conseil des habitants"}
    classeur.poser(feuille, "jalons/comite-automne", Type="conseil des habitants")
    classeur.ajouter(feuille, Étape="Réunion d'hiver", Type="Comité local des usagers", Date_initiale="12/12/2022")
    classeur.ajouter(feuille, Étape="Comité d'hiver", Type="comité de pilotage", Date_initiale="13/12/2022")
    dit = dire(capsys, "importer", "excel", classeur.enregistrer(), "--dossier", ville, "--date", AU, "--oui")
    assert "type, comité qualité → conseil des habitants" in dit
    assert re.search("type: clu", (ville / "jalons/comite-automne.yaml").read_text("utf-8"))
    assert "type: clu" in (ville / "jalons/reunion-d-hiver.yaml").read_text("utf-8")
    assert "type: copil" in (ville / "jalons/comite-d-hiver.yaml").read_text("utf-8")
