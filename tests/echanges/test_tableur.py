"""Le tableur propre à un service : un profil proposé, gardé, puis suivi ; mêmes données, même résultat."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from echanges.dossiers import AU, etat, poser
from qualicli.cli.application import lancer

LIGNES = [
    ["Suivi de l'accueil", "", "", ""],
    ["N°", "Action à mener", "Bureau", "Pour le", "État", "Remarques"],
    ["1", "Repeindre l'entrée", "Bureau de l'accueil", "30/06/2022", "Terminé", "Été, côté rue"],
    ["2", "=Afficher les horaires", "Bureau de l'accueil", "T3 2022", "à faire", ""],
    ["", "", "", "", "", ""],
    ["3", "Former l'équipe", "Bureau inconnu", "hier", "à faire", ""],
]
FORMES = {
    "utf-8-sig ;": lambda chemin: ecrire_csv(chemin, ";", "utf-8-sig"),
    "utf-8 ,": lambda chemin: ecrire_csv(chemin, ",", "utf-8"),
    "cp1252 ;": lambda chemin: ecrire_csv(chemin, ";", "cp1252"),
    "utf-8 tab": lambda chemin: ecrire_csv(chemin, "\t", "utf-8"),
    "xlsx": lambda chemin: ecrire_xlsx(chemin),
}


def ecrire_csv(chemin: Path, separateur: str, encodage: str) -> Path:
    import csv

    with chemin.with_suffix(".csv").open("w", encoding=encodage, newline="") as flux:
        csv.writer(flux, delimiter=separateur).writerows(LIGNES)
    return chemin.with_suffix(".csv")


def ecrire_xlsx(chemin: Path) -> Path:
    classeur = Workbook()
    for rang, ligne in enumerate(LIGNES, 1):
        for colonne, valeur in enumerate(ligne, 1):
            cellule = classeur.active.cell(rang, colonne, valeur or None)
            if valeur:
                cellule.data_type = "s"
    classeur.active.title = "suivi"
    classeur.save(chemin.with_suffix(".xlsx"))
    return chemin.with_suffix(".xlsx")


def importer(racine: Path, fichier: Path, *options: str) -> int:
    return lancer(
        ["importer", "tableur", str(fichier), "--profil", "suivi", "--dossier", str(racine), "--date", AU, *options]
    )


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.mark.parametrize("forme", list(FORMES))
def test_memes_donnees_meme_resultat(
    racine: Path, tmp_path: Path, forme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    avant = etat(racine)
    fichier = FORMES[forme](tmp_path / "suivi")
    assert importer(racine, fichier) == 2
    assert "--table" in capsys.readouterr().err
    assert importer(racine, fichier, "--table", "actions") == 1
    assert etat(racine) == avant and "Nouveau profil" in capsys.readouterr().out
    assert importer(racine, fichier, "--table", "actions", "--oui") == 1
    sortie = " ".join(capsys.readouterr().out.split())
    assert "« Terminé » n'est pas dans la liste" in sortie and "« Bureau inconnu »" in sortie
    neufs = {f: o.decode() for f, o in etat(racine).items() if f not in avant}
    assert neufs == {
        "profils/suivi.yaml": 'format: 1\ntable: actions\nfeuille: suivi\nentete: 2\ncolonnes: {intitule: "Action à mener", '
        'service: Bureau, echeance: "Pour le", statut: État, commentaire: Remarques}\n',
        "actions/afficher-les-horaires.yaml": 'intitule: "=Afficher les horaires"\nservice: accueil\nstatut: a_faire\n'
        "echeance: 2022-T3\n".replace("statut: a_faire\necheance: 2022-T3\n", "echeance: 2022-T3\nstatut: a_faire\n"),
    }


def test_le_profil_corrige_traduit_les_mots_et_la_seconde_fois_ne_change_rien(racine: Path, tmp_path: Path) -> None:
    fichier = ecrire_csv(tmp_path / "suivi", ";", "cp1252")
    (racine / "profils").mkdir()
    (racine / "profils" / "suivi.yaml").write_text(
        "format: 1\ntable: actions\nentete: 2\ncolonnes: {intitule: Action à mener, statut: état, commentaire: Remarques}\n"
        "valeurs: {statut: {terminé: faite}}\n",
        encoding="utf-8",
    )
    assert importer(racine, fichier, "--oui") == 0
    apres = etat(racine)
    assert b"statut: faite\n" in apres["actions/repeindre-l-entree.yaml"] and "actions/former-l-equipe.yaml" in apres
    assert importer(racine, fichier, "--oui") == 0 and etat(racine) == apres
    assert lancer(["valider", str(racine), "--date", AU]) in (0, 1)


@pytest.mark.parametrize(
    ("profil", "attendu"),
    [
        ("format: 1\ntable: actions\ncolonnes: {intitule: Absent}\n", "n'a pas de colonne « Absent »"),
        ("format: 1\ntable: actions\nentete: 2\ncolonnes: {titre: Bureau}\n", "colonne inconnue, « titre »"),
        ("format: 1\ntable: autre\ncolonnes: {}\n", "profils/suivi.yaml:2"),
        ("format: [\n", "profils/suivi.yaml"),
    ],
)
def test_un_profil_qui_ne_va_pas_est_nomme(
    racine: Path, tmp_path: Path, profil: str, attendu: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (racine / "profils").mkdir()
    (racine / "profils" / "suivi.yaml").write_text(profil, encoding="utf-8")
    avant = etat(racine)
    assert importer(racine, ecrire_csv(tmp_path / "suivi", ";", "utf-8"), "--oui") == 2
    assert attendu in capsys.readouterr().err and etat(racine) == avant


@pytest.mark.parametrize("octets", [b"", b"\0\0", b"PK\x03\x04", b'"a;b\n' * 3, b"x" * 1000])
def test_un_tableur_illisible_donne_une_phrase(
    racine: Path, tmp_path: Path, octets: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.csv").write_bytes(octets)
    assert importer(racine, tmp_path / "x.csv", "--table", "actions", "--oui") == 2
    assert "n'est pas importé" in capsys.readouterr().err
