"""Ce que l'on choisit de lire d'un tableur, et ce que l'on y reconnaît : feuilles, formules, couleurs, nos propres csv."""

import io
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Color, Font, PatternFill

from echanges.dossiers import AU, etat, poser
from echanges.tableurs_sales import classeur
from fabrique import qualicli, qualicli_json
from qualicli.cli.application import developper
from qualicli.echanges.lecture.couleurs import nommer_couleur
from qualicli.echanges.lecture.lire_fichier import lire_tableur
from qualicli.modeles.profil import COULEURS

LOIRE = Path(__file__).parents[2] / "exemples" / "loire-2022"
Importer = Callable[..., str]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.fixture
def importer(racine: Path, tmp_path: Path) -> Importer:
    def faire(octets: bytes | str, *options: object, code: int = 0, nom: str = "t.xlsx") -> str:
        fichier = tmp_path / nom
        fichier.write_bytes(octets.encode() if isinstance(octets, str) else octets)
        commande = ("importer", "tableur", fichier, racine, "--date", AU, "--oui", *options)
        sortie = qualicli(*commande, code=code)
        apres = etat(racine)
        qualicli(*commande, code=None)
        assert etat(racine) == apres, "importer deux fois ne change rien la seconde"
        return " ".join(sortie.replace("\u00a0", " ").split())

    return faire


def profil(racine: Path, texte: str) -> None:
    (racine / "profils").mkdir()
    (racine / "profils" / "t.yaml").write_text(f"format: 1\n{texte}", "utf-8")


def actions(racine: Path) -> list[str]:
    return sorted(p.stem for p in (racine / "actions").glob("*.yaml") if p.stem != "rediger")


# --- Les feuilles

TROIS = {nom: [["Action", "Pilote"], [f"Action {nom}", "Cheffe"]] for nom in ("Été", "Hiver", "Archives")}


def test_des_feuilles_choisies_sont_seules_lues(racine: Path, importer: Importer) -> None:
    sortie = importer(classeur(TROIS), "--feuille", "ete", "--feuille", "HIVER")
    assert "feuille non lue, « Archives »" in sortie
    assert actions(racine) == ["action-ete", "action-hiver"]


def test_une_seule_feuille_choisie_s_inscrit_dans_le_profil(racine: Path, importer: Importer) -> None:
    importer(classeur(TROIS), "--feuille", "Hiver")
    assert "feuille: Hiver\n" in (racine / "profils" / "t.yaml").read_text("utf-8")
    importer(classeur(TROIS))  # sans l'option, le profil s'en souvient
    assert actions(racine) == ["action-hiver"]
    importer(classeur(TROIS), "--feuille", "Archives")  # l'option l'emporte
    assert actions(racine) == ["action-archives", "action-hiver"]


def test_une_feuille_inconnue_nomme_celles_qui_y_sont(importer: Importer) -> None:
    assert "Il a « Été », « Hiver » et « Archives »." in importer(classeur(TROIS), "--feuille", "Printemps", code=2)
    assert "retirez --feuille" in importer("Action;Pilote\nA;B\n", "--feuille", "Suivi", code=2, nom="t.csv")


def test_une_grille_de_referentiel_se_choisit_aussi(tmp_path: Path) -> None:
    shutil.copytree(LOIRE, tmp_path / "d")
    grille = [["N° engagement", "N° exigence", "Exigence"], ["4", "=4+0.1", "(texte de votre exemplaire)"]]
    octets = _memoriser(classeur({"Grille": grille, "Copie": grille}), {"4+0.1": "4.1"})
    (tmp_path / "g.xlsx").write_bytes(octets)
    commande = ("referentiel", "importer", tmp_path / "g.xlsx", tmp_path / "d", "--referentiel", "qual-e-pref")
    commande += ("--source", "Exemplaire", "--date", AU)
    assert "Il a « Grille » et « Copie »." in qualicli(*commande, "--feuille", "Absente", code=2)
    assert "jamais calculée" in " ".join(qualicli(*commande, "--feuille", "Grille", code=1).split())
    sortie = " ".join(qualicli(*commande, "--feuille", "Grille", "--valeurs-memorisees").replace("\u00a0", " ").split())
    assert "feuille non lue, « Copie »" in sortie and "1 formule lue par sa valeur" in sortie and "4.1" in sortie


# --- Plusieurs tableurs


def test_plusieurs_tableurs_se_donnent_a_la_fois(racine: Path, tmp_path: Path) -> None:
    for nom in "ab":
        (tmp_path / f"{nom}.csv").write_text(f"Action;Pilote\nAction {nom};Cheffe\n", "utf-8")
    commande = ("importer", "tableur", tmp_path / "a.csv", tmp_path / "b.csv", racine, "--date", AU, "--oui")
    sortie = qualicli(*commande, code=None)
    assert "a.csv" in sortie and "b.csv" in sortie
    assert actions(racine) == ["action-a", "action-b"]
    assert [p.name for p in (racine / "profils").iterdir()] == ["a.yaml"]  # le second est lu par le profil du premier
    assert qualicli(*commande, code=None).count("Rien à écrire.") == 2
    qualicli(*commande, "--format", "json", code=2)


def test_de_plusieurs_tableurs_un_seul_refuse_arrete_tout(racine: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Action;Pilote\nA;Cheffe\n", "utf-8")
    (tmp_path / "b.csv").write_bytes(b"PK\x03\x04tronque")
    avant = etat(racine)
    qualicli("importer", "tableur", tmp_path / "a.csv", tmp_path / "b.csv", racine, "--oui", code=2)
    assert etat(racine) == avant


def test_un_joker_de_windows_laisse_les_verrous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for nom in ("a.xlsx", "b.xlsx", "~$a.xlsx"):
        (tmp_path / nom).touch()
    assert developper(["importer", "tableur", "*.xlsx", "d"]) == ["importer", "tableur", "a.xlsx", "b.xlsx", "d"]


# --- Un profil qui ne ressemble à rien


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("Titre;Date\nLe Rouge et le Noir;1830\n", "ses colonnes peuvent dire des documents ou des sessions"),
        ("Jour;Entrée;Plat\nlundi;soupe;poisson\n", "aucun tableau n'y ressemble"),
        ("Service;Date;Commentaire\nAccueil;12/03/2022;vu\n", "aucun tableau n'y ressemble"),
    ],
)
def test_un_profil_n_est_pas_propose_pour_ce_qui_ne_lui_ressemble_pas(
    racine: Path, importer: Importer, texte: str, dit: str
) -> None:
    assert dit in importer(texte, code=2, nom="t.csv")
    assert not (racine / "profils").exists()


def test_un_profil_dont_aucune_ligne_ne_passe_n_est_pas_garde(racine: Path, importer: Importer) -> None:
    sortie = importer("Exigence;État\n9.8;oui\n9.9;non\n", code=1, nom="t.csv")
    assert "aucune ligne ne passe ; le profil proposé n'est pas gardé" in sortie
    sortie = importer("Action;Engagements\nA;99\nB;99\n", code=1, nom="u.csv")  # refusées à la validation seulement
    assert "aucune ligne ne passe" in sortie
    assert not (racine / "profils").exists()


# --- Une même faute


def test_une_meme_faute_se_dit_une_fois_et_le_json_garde_tout(racine: Path, tmp_path: Path) -> None:
    lignes = [f"Action {n};3{n}/13/2022;fait" for n in range(10, 40)]
    (tmp_path / "t.csv").write_text("\n".join(["Action;Échéance;État", *lignes]), "utf-8")
    commande = ("importer", "tableur", tmp_path / "t.csv", racine, "--date", AU, "--a-blanc")
    sortie = " ".join(qualicli(*commande, code=1).replace("\u00a0", " ").split())
    assert sortie.count("n'est pas une date") == 1
    assert "30 fois (B2, B3, B4, B5, B6, …) : colonne « Échéance », « 310/13/2022 » n'est pas une date" in sortie
    assert "de même « 311/13/2022 », « 312/13/2022 »" in sortie
    assert "ACT001 de même dans 29 autres fichiers" in sortie
    assert len(qualicli_json(*commande, code=1)["rejets"]) == 30


# --- Un second en-tête


def test_un_en_tete_repete_a_chaque_page_ne_coute_rien(racine: Path, importer: Importer) -> None:
    entete = "N°;Action;Coût"
    sortie = importer("\n".join([entete, "1;A;10", "2;B;20", entete, "3;C;30", ";Total;60"]), nom="t.csv")
    assert actions(racine) == ["t-1", "t-2", "t-3"]
    assert "ligne 4 : un second en-tête, la table recommence" in sortie and "la somme" not in sortie


@pytest.mark.parametrize("second", ["N°;Action;Pilote", "N°;Pilote;Action"])
def test_un_second_bloc_qui_repart_de_un_garde_ses_numeros(racine: Path, importer: Importer, second: str) -> None:
    lignes = ["N°;Action;Pilote", "1;Afficher;Cheffe", "2;Relire;Cheffe", second, "1;Ranger;Ranger", "2;Trier;Trier"]
    importer("\n".join(lignes), nom="t.csv")
    assert actions(racine) == ["t-1", "t-2", "t-table-2-1", "t-table-2-2"]
    assert b"intitule: Ranger" in etat(racine)["actions/t-table-2-1.yaml"]


def test_un_second_en_tete_sur_deux_lignes_recommence_la_table(racine: Path, importer: Importer) -> None:
    deux = [["Action", "Échéance", None], [None, "initiale", "révisée"]]
    lignes = [*deux, ["A", "01/06/2022", "01/07/2022"], [], *deux, ["B", "01/06/2022", "01/08/2022"]]
    importer(classeur({"Suivi": lignes}))
    assert actions(racine) == ["a", "b"]
    assert b"2022-08-01" in etat(racine)["actions/b.yaml"]


def test_la_table_reprend_apres_un_autre_tableau(racine: Path, importer: Importer) -> None:
    lignes = ["Action;Pilote", "A;Cheffe", "", "Document;Type;Version", "Guide;note;2", "", "Action;Pilote", "B;Cheffe"]
    sortie = importer("\n".join(lignes), "--famille", "actions", nom="t.csv")
    assert actions(racine) == ["a", "b"]
    assert "lignes 4 et 5 : un autre tableau, pas lu" in sortie


def test_un_total_general_compte_les_tables_d_avant(importer: Importer) -> None:
    lignes = ["N°;Action;Coût", "1;A;10", "N°;Coût;Action", "2;20;B", ";31;Total"]
    sortie = importer("\n".join(lignes), nom="t.csv")
    assert "le total de « Coût » est 31 ; la somme des lignes lues, 20" in sortie
    assert "la somme" not in importer("\n".join(lignes).replace("31", "30"), nom="t.csv")


# --- Les grilles croisées


def test_une_colonne_par_site_dans_un_plan_d_actions(racine: Path, importer: Importer) -> None:
    importer("Action;Préfecture;Annexe\nAfficher;x;X\nRelire;;oui\nRanger;non;\n", "--famille", "actions", nom="t.csv")
    fichiers = etat(racine)
    assert b"sites: [chef-lieu, annexe]" in fichiers["actions/afficher.yaml"]
    assert b"sites: [annexe]" in fichiers["actions/relire.yaml"]
    assert b"sites" not in fichiers["actions/ranger.yaml"]


def test_une_croix_par_reponse_et_par_site(racine: Path, importer: Importer) -> None:
    colonnes = [
        f"  - {{titre: {nom} {dit}, champ: statut, coche: {valeur}, pour: {{site: {site}}}}}\n"
        for nom, site in (("Préfecture", "chef-lieu"), ("Annexe", "annexe"))
        for dit, valeur in (("oui", "realise"), ("non", "non_realise"))
    ]
    profil(
        racine,
        "famille: engagements\ncolonnes:\n  - {titre: Code, champ: exigence}\n  - {titre: Le, champ: date}\n"
        + "".join(colonnes),
    )
    entete = [["Code", "Le", "Préfecture", None, "Annexe", None], [None, None, "oui", "non", "oui", "non"]]
    importer(classeur({"Grille": [*entete, ["1.1", "10/03/2022", None, "x", "☑", None]]}))
    journal = etat(racine)["engagements/charte/01.yaml"].decode()
    assert 'exigence: "1.1", statut: non_realise, date: 2022-03-10, site: chef-lieu' in journal
    assert 'exigence: "1.1", statut: realise, date: 2022-03-10, site: annexe' in journal


def test_une_reponse_contredite_n_est_pas_ecrite_a_moitie(racine: Path, importer: Importer) -> None:
    profil(
        racine,
        "famille: actions\ncolonnes:\n  - {titre: Action, champ: intitule}\n  - {titre: Fait, champ: statut, coche: faite}\n"
        "  - {titre: À faire, champ: statut, coche: a_faire}\n",
    )
    sortie = importer("Action;Fait;À faire\nA;x;x\n", code=1, nom="t.csv")
    assert "« Fait » est coché aussi ; gardez une seule réponse" in sortie
    assert etat(racine)["actions/a.yaml"] == b"intitule: A\n"


# --- Les couleurs


@pytest.mark.parametrize(
    ("code", "nom"),
    [
        *(("FFFF0000", "rouge"), ("FFC7CE", "rouge"), ("#C00000", "rouge"), ("FFC000", "orange"), ("FF8000", "orange")),
        *(("FFFF00", "jaune"), ("FFEB9C", "jaune"), ("00B050", "vert"), ("C6EFCE", "vert"), ("92D050", "vert")),
        *(("00B0F0", "bleu"), ("7030A0", "violet"), ("FF00AA", "rose"), ("FFFFFF", ""), ("D9D9D9", ""), ("000000", "")),
        *(("transparent", ""), ("", "")),
    ],
)
def test_une_couleur_a_un_nom_et_un_gris_n_en_a_pas(code: str, nom: str) -> None:
    assert nommer_couleur(code) == nom
    assert not nommer_couleur(code, float("nan"))
    assert not nom or nom in COULEURS


def test_une_couleur_se_lit_ecrite_au_theme_ou_de_la_vieille_palette(tmp_path: Path) -> None:
    fait, flux = Workbook(), io.BytesIO()
    fonds = (Color(rgb="FFFF0000"), Color(theme=9, tint=0.4), Color(indexed=13), Color(theme=0))
    for rang, couleur in enumerate(fonds, 1):
        fait.active.cell(rang, 1).fill = PatternFill("solid", fgColor=couleur)
    fait.save(flux)
    (feuille,) = lire_tableur(flux.getvalue())
    assert feuille.fonds == {(1, 1): "rouge", (2, 1): "orange", (3, 1): "jaune"}
    assert not feuille.lignes  # une cellule colorée et vide n'est pas une ligne


def test_une_couleur_se_lit_dans_un_ods() -> None:
    style = (
        '<style:style style:name="v" style:family="table-cell"><style:table-cell-properties fo:background-color="#00b050"/>'
        '</style:style><style:style style:name="w" style:family="table-cell" style:parent-style-name="v"/>'
    )
    espaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"'
        for n, u in (
            *(("office", "office"), ("table", "table"), ("style", "style"), ("text", "text")),
            ("fo", "xsl-fo-compatible"),
        )
    )
    octets = (
        f'<office:document {espaces} office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet><table:table>"
        '<table:table-row><table:table-cell table:style-name="w" office:value-type="string"><text:p>A</text:p>'
        '</table:table-cell><table:table-cell table:style-name="v" table:number-columns-repeated="2"/>'
        '<table:table-cell table:style-name="v" table:number-columns-repeated="9000"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document>"
    )
    (feuille,) = lire_tableur(octets.encode())
    assert feuille.fonds == {(1, 1): "vert", (1, 2): "vert", (1, 3): "vert"}


SUIVI = {"Suivi": [["Action", "État"], ["Afficher", "en cours"], ["Relire", None], ["Ranger", None]]}


def test_des_couleurs_qui_distinguent_des_lignes_sont_dites(importer: Importer) -> None:
    fonds = {"A1": "00B0F0", "B1": "00B0F0", "B2": "00B050", "B3": "FF0000", "A4": "D9D9D9"}
    sortie = importer(classeur(SUIVI, fonds))
    assert "ne sont pas lues : vert (ligne 2) et rouge (ligne 3)" in sortie
    partout = {f"{colonne}{rang}": "00B050" for colonne in "AB" for rang in (1, 2, 3, 4)}
    assert "des couleurs" not in importer(classeur(SUIVI, partout), nom="u.xlsx")


def test_un_texte_barre_ou_recolore_est_dit(importer: Importer) -> None:
    fait, flux = load_workbook(io.BytesIO(classeur(SUIVI))), io.BytesIO()
    for colonne in "AB":
        fait.active[f"{colonne}3"].font = Font(strike=True)
    fait.active["A4"].font = Font(color="FFFF0000")
    fait.save(flux)
    sortie = importer(flux.getvalue())
    assert "ligne 3 : du texte barré, lue comme si elle ne l'était pas" in sortie
    assert "qui n'est pas lue : rouge (ligne 4)" in sortie


def test_un_nombre_que_la_ligne_ne_permet_pas_attend_a_sa_cellule(racine: Path, importer: Importer) -> None:
    sessions = [
        ["Formation", "Date", "Inscrits", "Formés"],
        ["Accueillir", "2021-11", 10, 12],
        ["Trier", "2021-12", 9, 9],
    ]
    sortie = importer(classeur({"Sessions": sessions}), "--famille", "formations", code=1)
    assert "(D2) : 12, plus que « Agents attendus » (10)" in sortie
    assert (
        b"formes: 9" in etat(racine)["formations/trier.yaml"]
        and b"formes: 12" not in etat(racine)["formations/accueil.yaml"]
    )
    actions = [["Action", "Avancement"], ["Afficher", 150], ["Relire", 40]]
    sortie = importer(classeur({"Suivi": actions}), code=1, nom="u.xlsx")
    assert "(B2), « 150 » dépasse 100" in sortie and b"avancement" not in etat(racine)["actions/afficher.yaml"]


def test_une_couleur_contredite_ou_inconnue_est_refusee(racine: Path, importer: Importer) -> None:
    profil(
        racine,
        "famille: actions\ncolonnes:\n  - {titre: Action, champ: intitule}\n"
        "  - {titre: État, champ: statut, couleurs: {vert: faite, rouge: a_faire}}\n",
    )
    sortie = importer(classeur(SUIVI, {"B2": "00B050", "B3": "7030A0", "B4": "FF0000"}), code=1)
    assert "(B2), « en cours » et sa couleur, « vert », se contredisent" in sortie
    assert "(B3), sa couleur, « violet », n'est pas dans le profil" in sortie
    assert [b"statut" in etat(racine)[f"actions/{a}.yaml"] for a in ("afficher", "relire", "ranger")] == [False] * 2 + [
        True
    ]


# --- Les formules


def _memoriser(octets: bytes, valeurs: Mapping[str, str]) -> bytes:
    """Un .xlsx où ces cellules gardent ce que montrait leur formule, comme l'enregistre Excel."""
    flux = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as avant, zipfile.ZipFile(flux, "w") as apres:
        for nom in avant.namelist():
            texte = avant.read(nom)
            if nom.endswith("sheet1.xml"):
                for formule, valeur in valeurs.items():
                    neuf = f"<f>{formule}</f><v>{valeur}</v>".encode()
                    assert f"<f>{formule}</f><v".encode() in texte
                    texte = texte.replace(f"<f>{formule}</f><v />".encode(), neuf)
                    texte = texte.replace(f"<f>{formule}</f><v></v>".encode(), neuf)
            apres.writestr(nom, texte)
    return flux.getvalue()


def test_une_formule_est_dite_ou_lue_par_sa_valeur_memorisee(racine: Path, importer: Importer) -> None:
    lignes: Iterable[Iterable[Any]] = [
        ["N°", "Action", "Avancement"],
        ["=1+0", "Afficher", "=20*2"],
        ["=A2+1", "Relire", "=1/0"],
    ]
    octets = _memoriser(classeur({"Suivi": lignes}), {"1+0": "1", "20*2": "40", "A2+1": "2"})
    sortie = importer(octets, "--profil", "sans", code=1)
    assert "(C2), la cellule contient une formule (=20*2), jamais calculée ; elle montrait « 40 »" in sortie
    assert "ajoutez --valeurs-memorisees" in sortie
    sortie = importer(octets, "--valeurs-memorisees", "--profil", "avec", code=1)
    assert "3 formules lues par leur valeur à l'enregistrement" in sortie
    assert b"avancement: 40" in etat(racine)["actions/afficher.yaml"]
    assert "(C3), la cellule contient une formule (=1/0), jamais calculée ; collez-y sa valeur" in sortie


def test_un_numero_calcule_est_nomme(racine: Path, importer: Importer) -> None:
    profil(racine, "famille: actions\nidentifiant: N°\ncolonnes:\n  - {titre: Action, champ: intitule}\n")
    octets = _memoriser(classeur({"Suivi": [["N°", "Action"], ["=1+0", "Afficher"]]}), {"1+0": "1"})
    assert "« N° », qui identifie la ligne, la cellule contient une formule (=1+0)" in importer(octets, code=1)
    importer(octets, "--valeurs-memorisees")
    assert actions(racine) == ["1"]


# --- Nos propres tableaux


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """L'exemple, et tout ce que l'outil en écrit pour un tableur, à une date où tout est connu."""
    lieu = tmp_path_factory.mktemp("exports")
    shutil.copytree(LOIRE, lieu / "d")
    quand = ("--date", "2023-01-01")
    qualicli("exporter", "excel", lieu / "d", "--format", "csv", "-o", lieu / "csv", *quand, code=None)
    qualicli("exporter", "excel", lieu / "d", "-o", lieu / "classeur.xlsx", *quand, code=None)
    for commande in ("diagnostic", "ecarts"):
        sortie = lieu / "csv" / f"{commande}-taux.csv"
        qualicli(commande, lieu / "d", "--format", "csv", "-o", sortie, *quand, code=None)
    return lieu


REVIENNENT = (
    "actions",
    "autoevaluation",
    "enregistrements",
    "formations",
    "jalons",
    "procedures",
    "registres",
    "reunions",
)


@pytest.mark.parametrize("nom", REVIENNENT)
def test_une_feuille_exportee_en_csv_revient_sans_rien_changer(exports: Path, nom: str) -> None:
    sortie = qualicli("importer", "tableur", exports / "csv" / f"{nom}.csv", exports / "d", "--date", "2023-01-01")
    assert "Rien à écrire." in sortie and "de nos exports" in sortie and "Profil proposé" not in sortie


def test_chaque_autre_csv_est_nomme_pour_ce_qu_il_est(exports: Path) -> None:
    autres = sorted(p for p in (exports / "csv").glob("*.csv") if p.stem not in REVIENNENT)
    assert len(autres) >= 5
    for chemin in autres:
        sortie = qualicli("importer", "tableur", chemin, exports / "d", code=2)
        assert "de nos exports, qui en CSV ne se relit pas" in sortie or "pas un tableau à reprendre" in sortie
    sortie = qualicli("importer", "tableur", exports / "classeur.xlsx", exports / "d", code=2)
    assert "Reprenez-le par « qualicli importer excel »" in sortie


def test_ce_que_l_on_change_dans_une_feuille_exportee_est_pris(exports: Path, tmp_path: Path) -> None:
    shutil.copytree(exports / "d", tmp_path / "d")
    texte = (exports / "csv" / "autoevaluation.csv").read_text("utf-8-sig")
    ligne = next(li for li in texte.splitlines() if li.startswith("réalisé;21/09/2021;;"))
    (tmp_path / "auto.csv").write_text(texte.replace(ligne, f"partiel;15/12/2022;À revoir;{ligne[20:]}", 1), "utf-8")
    commande = ("importer", "tableur", tmp_path / "auto.csv", tmp_path / "d", "--date", "2023-01-01", "--oui")
    assert "1 fichier écrit" in qualicli(*commande).replace("\u00a0", " ")
    assert "Rien à écrire." in qualicli(*commande)
    assert etat(tmp_path / "d").keys() == etat(exports / "d").keys()
    assert "--famille" in qualicli(*commande, "--famille", "actions", code=2)


def test_deux_objets_du_meme_intitule_ne_deviennent_pas_trois(racine: Path, importer: Importer) -> None:
    for nom in "ab":
        (racine / "actions" / f"{nom}.yaml").write_text("intitule: Afficher\n", "utf-8")
    sortie = importer("Action;Pilote\nAfficher;Cheffe\n", code=1, nom="t.csv")
    assert "le dossier a 2 fois « Afficher » (actions/a.yaml et actions/b.yaml)" in sortie
    assert actions(racine) == ["a", "b"]


def test_une_valeur_par_defaut_redite_ne_s_ecrit_pas(racine: Path, importer: Importer) -> None:
    (racine / "actions" / "a.yaml").write_text("intitule: Afficher\n", "utf-8")
    assert "Rien à écrire" not in importer("Action;Priorité\nAfficher;normale\n", nom="t.csv")  # le profil seul
    assert etat(racine)["actions/a.yaml"] == b"intitule: Afficher\n"
