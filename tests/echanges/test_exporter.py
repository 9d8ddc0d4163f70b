"""Ce que l'on exporte : le format que dit le nom, des lignes assez hautes pour ce qu'elles montrent."""

import ast
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from echanges.dossiers import AU, exporte, poser
from echanges.editer import Classeur
from qualicli.cli.application import lancer
from qualicli.echanges.ecriture.mesure import hauteur


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.mark.parametrize(("nom", "options"), [("x.ods", []), ("X.ODS", ["--format", "ods"])])
def test_le_nom_dit_le_format(racine: Path, tmp_path: Path, nom: str, options: list[str]) -> None:
    sortie = tmp_path / nom
    assert lancer(["exporter", "excel", str(racine), "-o", str(sortie), "--date", AU, *options]) == 0
    assert b"application/vnd.oasis.opendocument.spreadsheet" in sortie.read_bytes()[:100]


@pytest.mark.parametrize(
    ("nom", "options", "phrase"),
    [
        ("x.ods", ["--format", "xlsx"], "se contredisent"),
        ("x", [], "n'est pas un nom de classeur"),
        ("x.csv", [], "--format csv"),
    ],
)
def test_un_nom_qui_ment_est_refuse(
    racine: Path, tmp_path: Path, nom: str, options: list[str], phrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lancer(["exporter", "excel", str(racine), "-o", str(tmp_path / nom), *options]) == 2
    assert phrase in capsys.readouterr().err
    assert not (tmp_path / nom).exists()


def test_une_ligne_est_assez_haute_pour_le_nom_du_service(racine: Path, tmp_path: Path) -> None:
    fichier = racine / "services.yaml"
    long = "Service départemental de la communication interministérielle et de la représentation de l'État"
    fichier.write_text(fichier.read_text("utf-8").replace("Bureau de l'accueil", long), encoding="utf-8", newline="\n")
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    feuille = load_workbook(classeur.chemin)["Plan d'actions"]
    rang, colonne = classeur.ligne("Plan d'actions", "actions/rediger"), classeur.colonne("Plan d'actions", "Service")
    assert feuille.cell(rang, colonne).value == long
    largeur = feuille.column_dimensions[feuille.cell(rang, colonne).column_letter].width
    assert feuille.row_dimensions[rang].height >= 13 * len(long) / largeur


def test_une_feuille_sans_ligne_ni_place_pour_en_ajouter_ne_part_pas(racine: Path, tmp_path: Path) -> None:
    assert "Indicateurs performance" in load_workbook(exporte(racine, tmp_path / "avec.xlsx")).sheetnames
    (racine / "indicateurs/delai.yaml").unlink()
    assert "Indicateurs performance" not in load_workbook(exporte(racine, tmp_path / "sans.xlsx")).sheetnames


def test_une_mesure_de_performance_qui_compte_des_cas_les_montre(racine: Path, tmp_path: Path) -> None:
    fichier = racine / "indicateurs/delai.yaml"
    mesure = "- {periode: 2021-S2, conformes: 3, total: 4}\n"
    texte = fichier.read_text("utf-8")
    fichier.write_text(texte.replace("mesures:\n", f"mesures:\n  {mesure}"), encoding="utf-8", newline="\n")
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    rang = classeur.ligne("Indicateurs performance", "indicateurs/delai/2021-S2///1")
    colonnes = [classeur.colonne("Indicateurs performance", t) for t in ("Conformes", "Total", "Résultat", "Valeur")]
    lues = [classeur.feuille("Indicateurs performance").cell(rang, c).value for c in colonnes]
    assert lues == [3, 4, "75\u00a0%", None]


def test_le_graphique_tait_ses_zeros(racine: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(exporte(racine, tmp_path / "x.xlsx")) as archive:
        assert b'formatCode="0;;;" sourceLinked="0"' in archive.read("xl/charts/chart1.xml")


def test_une_etape_n_est_faite_qu_une_fois_sa_date_passee(racine: Path, tmp_path: Path) -> None:
    jalon = racine / "jalons" / "audit.yaml"
    jalon.write_text(jalon.read_text("utf-8") + "realise_le: 2022-05-20\n", encoding="utf-8", newline="\n")
    lignes = {}
    for au in ("2022-05-19", "2022-05-20"):
        assert (
            lancer(["exporter", "excel", str(racine), "--format", "csv", "-o", str(tmp_path / au), "--date", au]) == 0
        )
        texte = (tmp_path / au / "jalons.csv").read_text("utf-8-sig")
        (lignes[au],) = [ligne for ligne in texte.splitlines() if ligne.startswith("Audit;")]
    assert not {"fait", "✓"} & {*lignes["2022-05-19"].split(";")}
    assert {"fait", "✓"} <= {*lignes["2022-05-20"].split(";")}


def test_on_ne_se_sert_que_de_l_interface_publique_d_openpyxl() -> None:
    """Un attribut privé d'une bibliothèque change sans prévenir : les nôtres ne se lisent que sur `self`."""
    for chemin in (Path(__file__).parents[2] / "qualicli" / "echanges" / "ecriture").glob("*.py"):
        prives = [
            n
            for n in ast.walk(ast.parse(chemin.read_text(encoding="utf-8")))
            if isinstance(n, ast.Attribute) and n.attr.startswith("_") and ast.unparse(n.value) != "self"
        ]
        assert not prives, (chemin.name, [(n.lineno, n.attr) for n in prives])


def test_le_classeur_porte_sa_date_et_jamais_l_heure(racine: Path, tmp_path: Path) -> None:
    chemin = exporte(racine, tmp_path / "x.xlsx")
    proprietes = load_workbook(chemin).properties
    assert proprietes.created == proprietes.modified == datetime.fromisoformat(AU)
    with zipfile.ZipFile(chemin) as archive:
        assert {e.date_time for e in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("caducite", "dit"),
    [
        ("2022-04-12", "jusqu'au 12/04/2022"),
        ("2022-04", "jusqu'à la fin d'avril 2022"),
        ("2022-02-28", "caduque depuis le 28/02/2022"),
        ("2022-02", "caduque depuis la fin de février 2022"),
    ],
)
def test_le_terme_d_une_preuve_est_aussi_precis_que_le_dossier(
    racine: Path, tmp_path: Path, caducite: str, dit: str
) -> None:
    fichier = racine / "preuves/charte.yaml"
    fichier.write_text(
        fichier.read_text("utf-8").replace("caducite: sans_objet", f"caducite: {caducite}"), encoding="utf-8"
    )
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    rang = classeur.ligne("Auto-évaluation", "point/charte/1.1/chef-lieu/")
    colonne = classeur.colonne("Auto-évaluation", "Preuves présentes")
    assert dit in classeur.feuille("Auto-évaluation").cell(rang, colonne).value


@pytest.mark.parametrize(
    ("texte", "largeur", "lignes"),
    [
        ("oui", 9, 1),
        ("Bureau des relations aux usagers", 18, 2),
        ("communication interministérielle", 13, 3),  # le second mot ne tient pas sur une ligne
        ("un\n\ndeux", 20, 3),
        ("https://www.prefecture.example/horaires", 19, 3),
        ("mmmmmmmmmm", 9, 2),
        ("llllllllll", 9, 1),
    ],
)
def test_la_hauteur_d_une_ligne_suit_ses_mots(texte: str, largeur: float, lignes: int) -> None:
    assert round((hauteur(texte, largeur) - 4) / 12.6) == lignes


def test_une_date_de_retour_chomee_est_dite(racine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Le Vendredi saint n'est chômé qu'en Moselle : c'est le département du dossier qui le dit."""
    attendu = "Le retour demandé tombe un jour férié (Vendredi saint) : le jour ouvré suivant est le 19 avril 2022.\n"
    for departement, dit in (("57", True), ("42", False)):
        fichier = racine / "qualicli.yaml"
        demarche = fichier.read_text("utf-8")
        ecrite = demarche.replace("organisme: {", f'organisme: {{departement: "{departement}", ')
        fichier.write_text(ecrite, encoding="utf-8", newline="\n")
        options = ["-o", str(tmp_path / f"{departement}.xlsx"), "--date", AU, "--retour", "2022-04-15"]
        assert lancer(["exporter", "excel", str(racine), *options]) == 0
        assert (attendu in capsys.readouterr().out) is dit
        fichier.write_text(demarche, encoding="utf-8", newline="\n")
