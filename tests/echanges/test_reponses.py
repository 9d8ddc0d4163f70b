"""Ce qu'un service répond au référent arrive dans l'objet, daté, et se relit : jamais dans un document."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import Classeur
from fabrique import jour
from qualicli.cli.application import lancer
from qualicli.operations.importer import ecrire, fusionner, lire_retour

LIGNES = [
    ("Auto-évaluation", "point/charte/1.1/chef-lieu/", "engagements/charte/01.yaml", "1.1 chef-lieu"),
    ("Auto-évaluation", "point/charte/2/chef-lieu/", "engagements/charte/02.yaml", "2 chef-lieu"),
    ("Plan d'actions", "actions/rediger", "actions/rediger.yaml", None),
    ("Enregistrements", "preuves/releve", "preuves/releve.md", None),
    ("Procédures", "procedures/repondre", "procedures/repondre.md", None),
    ("Formations", "formations/accueil/2022-09//1", "formations/accueil.yaml", "2022-09"),
    (
        "Indicateurs qualité",
        "indicateurs/decroches/2021-S1/chef-lieu//1",
        "indicateurs/decroches.yaml",
        "2021-S1 chef-lieu",
    ),
    ("Réunions", "reunions/copil-2021", "reunions/copil-2021.md", None),
    ("Rétroplanning", "jalons/audit", "jalons/audit.yaml", None),
]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.mark.parametrize(("titre", "cle", "fichier", "sur"), LIGNES)
def test_une_reponse_va_dans_l_objet_et_revient_dans_la_feuille(
    racine: Path, tmp_path: Path, titre: str, cle: str, fichier: str, sur: str | None
) -> None:
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    classeur.poser(titre, cle, Réponse_au_référent="Reporté : pas de crédits")
    chemin = classeur.enregistrer()
    prepare = fusionner(lire_retour(racine, [chemin], jour(AU)))
    assert list(prepare.fichiers) == [fichier] and not prepare.fusion.rejets
    assert "réponse du service, « Reporté : pas de crédits »" in prepare.fusion.effets[0].mots
    ecrire(prepare)
    texte = (racine / fichier).read_text("utf-8")
    assert "echanges:" in texte and "2022-03-15" in texte and (sur is None or f"sur: {sur}" in texte.replace('"', ""))
    apres = etat(racine)
    assert not fusionner(lire_retour(racine, [chemin], jour("2022-06-01"))).fichiers
    assert etat(racine) == apres
    encore = Classeur(exporte(racine, tmp_path / "y.xlsx"))
    colonne = encore.colonne(titre, "Vos réponses d'avant")
    assert (
        encore.feuille(titre).cell(encore.ligne(titre, cle), colonne).value == "15 mars 2022 : Reporté : pas de crédits"
    )


def test_une_ligne_neuve_emporte_sa_reponse(racine: Path, tmp_path: Path) -> None:
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx", services=("accueil",)))
    classeur.ajouter("Plan d'actions", Action="Repeindre", Réponse_au_référent="Dès que possible")
    chemin = classeur.enregistrer()
    prepare = fusionner(lire_retour(racine, [chemin], jour(AU)))
    ecrire(prepare)
    texte = (racine / "actions/repeindre.yaml").read_text("utf-8")
    assert "service: accueil" in texte.partition("echanges:")[2] and "Dès que possible" in texte
    assert not fusionner(lire_retour(racine, [chemin], jour(AU))).fichiers


def test_expliquer_montre_les_reponses_et_les_documents_non(
    racine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    for titre, cle, *_ in LIGNES[:4]:
        classeur.poser(titre, cle, Réponse_au_référent=f"Zut pour {titre}")
    ecrire(fusionner(lire_retour(racine, [classeur.enregistrer()], jour(AU))))
    assert lancer(["expliquer", "1.1", str(racine), "--date", AU]) == 0
    dit = " ".join(capsys.readouterr().out.split())
    assert "15 mars 2022 : Zut pour Auto-évaluation" in dit and "Zut pour Plan d'actions" in dit
    assert lancer(["expliquer", "1.1", str(racine), "--date", "2022-03-14"]) == 0
    assert "Zut" not in capsys.readouterr().out
    for document in ("bilan-annuel", "grille", "plan-actions"):
        lancer(["rapport", document, "--dossier", str(racine), "--date", AU])
        assert "Zut" not in capsys.readouterr().out


def test_des_reponses_seules_ne_sont_pas_un_tri(racine: Path, tmp_path: Path) -> None:
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    feuille = load_workbook(classeur.chemin)["Auto-évaluation"]
    cles = [feuille.cell(r, 1).value for r in range(4, feuille.max_row + 1) if feuille.cell(r, 1).value][:4]
    for cle in cles:
        classeur.poser("Auto-évaluation", cle, Réponse_au_référent="Vu")
    prepare = fusionner(lire_retour(racine, [classeur.enregistrer()], jour(AU)))
    assert len(prepare.fusion.effets) == len(cles) and not prepare.fusion.rejets
