"""Le classeur tel qu'un chef de service l'ouvre : ce qui l'attend, ce que chaque cellule admet, ce qui manque."""

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from echanges.dossiers import AU, exporte, poser
from echanges.editer import Classeur
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.echanges.classeurs import page_de_lecture
from qualicli.echanges.ecriture.mesure import plus_long_mot
from qualicli.echanges.feuilles.a_faire import FEUILLE as A_FAIRE
from qualicli.echanges.feuilles.dossier_diagnostique import SANS_SERVICE
from qualicli.echanges.feuilles.registre import etablir_tables
from qualicli.operations.classeurs import ouvrir_dossier


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.fixture
def classeur(racine: Path, tmp_path: Path) -> Classeur:
    return Classeur(exporte(racine, tmp_path / "x.xlsx"))


def contenu_ods(racine: Path, tmp_path: Path, partie: str = "content.xml") -> str:
    exporte(racine, tmp_path / "x.ods", format="ods")
    with zipfile.ZipFile(tmp_path / "x.ods") as archive:
        return archive.read(partie).decode("utf-8")


def regle(classeur: Classeur, feuille: str, titre: str, rang: int = 4) -> Any:
    """La règle de saisie d'une cellule."""
    cellule = classeur.feuille(feuille).cell(rang, classeur.colonne(feuille, titre)).coordinate
    return next(r for r in classeur.feuille(feuille).data_validations.dataValidation if cellule in r.sqref)


# --- À faire


def lignes_a_faire(classeur: Classeur) -> dict[str, tuple[str, str, str]]:
    feuille = classeur.feuille("À faire")
    rangs = range(4, feuille.max_row + 1)
    return {
        feuille.cell(r, 1).value: tuple(str(feuille.cell(r, c).value or "") for c in (2, 3, 4))  # type: ignore[misc]
        for r in rangs
        if feuille.cell(r, 1).value
    }


def test_elle_est_la_premiere_et_tout_y_est_calcule(classeur: Classeur) -> None:
    assert classeur.classeur.sheetnames[:2] == ["À faire", "À lire"]
    assert all(c.ouverture == "jamais" for c in A_FAIRE.colonnes)


def test_chaque_ligne_mene_a_celle_qui_se_remplit(classeur: Classeur) -> None:
    feuille = classeur.feuille("À faire")
    assert lignes_a_faire(classeur)
    for rang in range(4, 4 + len(lignes_a_faire(classeur))):
        repere, lien = feuille.cell(rang, 1).value.removeprefix("a_faire/"), feuille.cell(rang, 2).hyperlink.location
        trouve = re.fullmatch(r"'(.+)'!B(\d+)", lien)
        assert trouve
        nom, cible = trouve[1].replace("''", "'"), int(trouve[2])
        vise = classeur.feuille(nom).cell(cible, 1).value
        if nom != "Auto-évaluation":
            assert vise == repere
        else:  # un écart se comble à la ligne de son point
            assert vise.split("/")[1:3] == repere.split("/")[1:3]


def test_une_action_y_entre_quand_elle_est_en_retard(racine: Path, tmp_path: Path) -> None:
    fichier = racine / "actions/rediger.yaml"
    fichier.write_text("intitule: Rédiger\nservice: accueil\necheance: 2022-04-01\n", encoding="utf-8", newline="\n")
    for au, attendue in (("2022-04-01", False), ("2022-04-02", True)):
        sortie = tmp_path / f"{au}.xlsx"
        assert lancer(["exporter", "excel", str(racine), "-o", str(sortie), "--date", au]) == 0
        lignes = lignes_a_faire(Classeur(sortie))
        assert ("a_faire/actions/rediger" in lignes) == attendue
    assert lignes["a_faire/actions/rediger"] == ("Plan d'actions", "Rédiger", "en retard de 1 jour")


@pytest.mark.parametrize(("caducite", "attendu"), [("2022-05-14", True), ("2022-05-15", False), ("2022-03-01", True)])
def test_un_document_y_entre_quand_il_expire(racine: Path, tmp_path: Path, caducite: str, attendu: bool) -> None:
    fiche = f"intitule: Note\ntype: autre\nservice: accueil\ndate: 2021\ncaducite: {caducite}\n"
    (racine / "preuves/note.yaml").write_text(fiche, encoding="utf-8", newline="\n")
    assert ("a_faire/preuves/note" in lignes_a_faire(Classeur(exporte(racine, tmp_path / "x.xlsx")))) == attendu


def test_vide_elle_le_dit() -> None:
    ouvert = ouvrir_dossier(ressources.dossier("exemples") / "loire-2022", date(2022, 3, 10))
    attend, *_ = etablir_tables(ouvert.source(date(2022, 3, 10)), SANS_SERVICE)
    assert not attend.lignes
    assert attend.conseil.startswith("Rien ne vous attend à cette date")


@pytest.mark.parametrize(
    ("echeance", "caducite", "dit"),
    [
        ("jalon:audit", "2022-03-15", "1 action ouverte, dont 1 en retard"),
        ("2022-03-15", "2022-05-14", "1 action ouverte."),
        ("2022-03-14", "2022-05-15", "1 action ouverte, dont 1 en retard"),
    ],
)
def test_la_page_de_lecture_compte_comme_a_faire(racine: Path, echeance: str, caducite: str, dit: str) -> None:
    for nom, texte in (
        ("jalons/audit", "intitule: Audit\ndate_initiale: 2022-03-10\nrealise_le: 2022-03-10\n"),
        ("actions/rediger", f"intitule: Rédiger\nservice: titres\necheance: {echeance}\n"),
        ("preuves/note", f"intitule: Note\ntype: autre\nservice: titres\ndate: 2021\ncaducite: {caducite}\n"),
    ):
        (racine / f"{nom}.yaml").write_text(texte, encoding="utf-8", newline="\n")
    au = date.fromisoformat(AU)
    source = ouvrir_dossier(racine, au).source(au)
    page = page_de_lecture.composer(source, etablir_tables(source, "titres"), "titres", None)
    attendu = " ".join(page.parties[0][1]).replace("\u00a0", " ")
    assert dit in attendu
    assert ("dont 1 à renouveler" in attendu) == (caducite <= "2022-05-14")


def test_l_ods_mene_aux_memes_lignes(racine: Path, classeur: Classeur, tmp_path: Path) -> None:
    feuille = classeur.feuille("À faire")
    liens = [feuille.cell(r, 2).hyperlink.location for r in range(4, 4 + len(lignes_a_faire(classeur)))]
    ods = re.findall(r'xlink:href="#([^"]+)"', contenu_ods(racine, tmp_path))
    assert [lien.replace("!", ".") for lien in liens] == ods


# --- Ce qu'une cellule admet


def test_une_etoile_marque_ce_qu_une_ligne_neuve_exige(classeur: Classeur) -> None:
    titres = [c.value for c in classeur.feuille("Enregistrements")[3]]
    assert "Document *" in titres
    assert "Type *" in titres
    assert "Version" in titres


@pytest.mark.parametrize(
    ("feuille", "titre", "morceaux"),
    [
        ("Plan d'actions", "Avancement (%)", (">=0", "<=100")),
        ("Formations", "Agents formés", (">=0", "<=$M4")),
        ("Auto-évaluation", "Évalué le", ("<=TODAY()", "DATE(1950,1,1)")),
        ("Plan d'actions", "Échéance", ("DATE(2099,12,31)", "ISTEXT")),
    ],
)
def test_une_limite_est_dite_et_tenue(classeur: Classeur, feuille: str, titre: str, morceaux: tuple[str, ...]) -> None:
    trouvee = regle(classeur, feuille, titre)
    assert all(m in trouvee.formula1 for m in morceaux), trouvee.formula1
    assert trouvee.showErrorMessage
    assert trouvee.error


def test_chaque_invite_tient_dans_ce_qu_excel_admet(classeur: Classeur) -> None:
    regles = [r for f in classeur.classeur for r in f.data_validations.dataValidation]
    assert sum(bool(r.prompt) for r in regles) > 20
    for r in regles:
        assert all(len(t or "") <= 255 for t in (r.prompt, r.error, r.formula1))
        assert all(len(t or "") <= 32 for t in (r.promptTitle, r.errorTitle))


def test_une_cellule_calculee_se_refuse(classeur: Classeur) -> None:
    assert regle(classeur, "Auto-évaluation", "Où en est-on").formula1 == "FALSE"
    assert regle(classeur, "Auto-évaluation", "Code").formula1 == "FALSE"  # le point est fixé
    neuve = classeur.feuille("Auto-évaluation").max_row
    assert regle(classeur, "Auto-évaluation", "Code", neuve).type == "list"


def test_un_etat_sans_objet_reclame_son_motif(classeur: Classeur) -> None:
    regles = [r for p in classeur.feuille("Auto-évaluation").conditional_formatting for r in p.rules]
    formats = {r.dxf.numFmt.formatCode: r.formula[0] for r in regles if r.dxf and r.dxf.numFmt}
    assert formats == {'@" : il manque le motif"': 'AND($D4="",OR($B4="sans objet"))'}


def test_l_ods_dit_les_memes_limites(racine: Path, tmp_path: Path) -> None:
    contenu = contenu_ods(racine, tmp_path)
    assert 'table:name="v_actions_avancement"' in contenu
    assert "&lt;=100" in contenu or "<=100" in contenu
    assert "il manque le motif" in contenu_ods(racine, tmp_path, "styles.xml")
    noms = re.findall(r'<table:content-validation table:name="([^"]+)"', contenu)
    assert {*re.findall(r'content-validation-name="([^"]+)"', contenu)} <= {*noms}
    assert len(noms) == len({*noms})


def test_les_styles_conditionnels_de_l_ods_existent(racine: Path, tmp_path: Path) -> None:
    styles = contenu_ods(racine, tmp_path, "styles.xml")
    demandes = {*re.findall(r'calcext:apply-style-name="([^"]+)"', contenu_ods(racine, tmp_path))}
    assert demandes
    assert demandes <= {*re.findall(r'style:name="([^"]+)"', styles)}


# --- La page


def test_les_trois_colonnes_du_service_sont_les_premieres_et_figees(classeur: Classeur) -> None:
    feuille = classeur.feuille("Auto-évaluation")
    assert [c.value for c in feuille[3]][1:5] == ["État *", "Évalué le", "Commentaire", "Code *"]
    assert feuille.freeze_panes == "F4"
    assert [feuille.cell(4, c).fill.fgColor.rgb for c in (2, 3, 4)] == ["00000000"] * 3


def test_la_protection_laisse_trier_et_surligner(classeur: Classeur) -> None:
    for titre in ("Auto-évaluation", "Plan d'actions", "Écarts"):
        feuille = classeur.feuille(titre)
        protection = feuille.protection
        assert protection.sheet
        assert not any((protection.sort, protection.autoFilter, protection.formatCells))
        assert not any(c.protection.locked for c in feuille[4])  # Excel ne trie que des cellules déverrouillées
        assert feuille.cell(3, 2).protection.locked


def test_une_page_de_large_ou_deux_si_l_on_n_y_lirait_plus_rien_titres_repetes(classeur: Classeur) -> None:
    for feuille in classeur.classeur:
        if feuille.sheet_state == "visible" and feuille.title != "À lire":
            pages = 2 if feuille.title in ("Plan d'actions", "Enregistrements") else 1
            assert feuille.page_setup.fitToWidth == pages
            assert feuille.print_title_cols == ("$A:$B" if pages == 2 else None)
            places = [d.width for lettre, d in feuille.column_dimensions.items() if lettre != "A"]
            assert sum(places) <= (195 if pages == 1 else 2 * 160)  # 160 : dix points ; 195 : huit et demi
            assert feuille.print_title_rows == "$3:$3"
            assert feuille.sheet_properties.tabColor is not None


def test_aucun_mot_d_une_liste_ou_d_une_cellule_calculee_n_est_coupe(racine: Path, tmp_path: Path) -> None:
    """« sensibilisatio / n » : les colonnes se resserrent pour la page, jamais sous leur plus long mot."""
    fiche = racine / "formations/accueil.yaml"
    fiche.write_text(f"modalite: sensibilisation\n{fiche.read_text('utf-8')}", "utf-8")
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    feuille, colonne = classeur.feuille("Formations"), classeur.colonne("Formations", "Modalité")
    assert feuille.cell(4, colonne).value == "sensibilisation"
    assert plus_long_mot("sensibilisation") <= feuille.column_dimensions[get_column_letter(colonne)].width


def test_le_graphique_se_lit_sans_se_voir(classeur: Classeur) -> None:
    with zipfile.ZipFile(classeur.chemin) as archive:
        dessin = archive.read("xl/drawings/drawing1.xml").decode("utf-8")
    assert 'descr="Points de contrôle par module. A Accueillir : ' in dessin


def test_le_document_dit_sa_langue(racine: Path, classeur: Classeur, tmp_path: Path) -> None:
    assert classeur.classeur.properties.language == "fr-FR"
    assert "<dc:language>fr-FR</dc:language>" in contenu_ods(racine, tmp_path, "meta.xml")
    assert 'fo:language="fr" fo:country="FR"' in contenu_ods(racine, tmp_path, "styles.xml")


# --- Aller et retour


@pytest.mark.parametrize("suffixe", ["xlsx", "ods"])
def test_memes_donnees_memes_octets(racine: Path, tmp_path: Path, suffixe: str) -> None:
    un, deux = (exporte(racine, tmp_path / f"{n}.{suffixe}", format=suffixe).read_bytes() for n in "ab")
    assert un == deux


def test_les_noms_portent_la_date(racine: Path, tmp_path: Path) -> None:
    assert lancer(["exporter", "excel", str(racine), "--tous", "-o", str(tmp_path / "tous"), "--date", AU]) == 0
    assert {p.name for p in (tmp_path / "tous").iterdir()} == {
        f"{n}-{AU}.xlsx" for n in ("accueil", "titres", "sans-service")
    }


def test_l_accuse_dit_ce_qui_est_pris_et_ce_qui_est_a_revoir(
    racine: Path, classeur: Classeur, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rang = classeur.ligne("Plan d'actions", "actions/rediger")
    feuille = classeur.feuille("Plan d'actions")
    feuille.cell(rang, classeur.colonne("Plan d'actions", "Début")).value = "bientôt peut-être"
    classeur.ajouter("Enregistrements", Document="Note neuve", Type="autre", Date=date(2022, 3, 2)).enregistrer()
    accuse = tmp_path / "accuse.md"
    commande = ["importer", "excel", str(classeur.chemin), "--dossier", str(racine), "--date", AU]
    lancer([*commande, "--accuse", str(accuse)])
    assert "## Ce qui sera pris (1)" in accuse.read_text("utf-8")
    lancer([*commande, "--accuse", str(accuse), "--oui"])
    texte = accuse.read_text("utf-8")
    assert "## Ce qui est pris (1)" in texte
    assert "Note neuve" in texte
    assert "## Ce qui est à revoir (1)" in texte
    assert "bientôt peut-être" in texte
    assert "accuse.md" in capsys.readouterr().out


def test_un_accuse_sans_format_connu_arrete_avant_l_import(
    racine: Path, classeur: Classeur, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classeur.ajouter("Enregistrements", Document="Note neuve", Type="autre").enregistrer()
    avant = {p: p.read_bytes() for p in racine.rglob("*") if p.is_file()}
    commande = ["importer", "excel", str(classeur.chemin), "--dossier", str(racine), "--date", AU, "--oui"]
    assert lancer([*commande, "--accuse", str(tmp_path / "a.txt")]) == 2
    assert "n'est pas un nom d'accusé" in capsys.readouterr().err
    assert {p: p.read_bytes() for p in racine.rglob("*") if p.is_file()} == avant


def test_un_reste_d_import_est_annonce_par_toute_commande(racine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (racine / ".qualicli-import").mkdir()
    for commande in ("valider", "diagnostic"):
        lancer([commande, str(racine), "--date", AU])
        assert "« .qualicli-import »" in capsys.readouterr().err
    assert lancer(["importer", "reprendre", str(racine)]) == 0
    assert not (racine / ".qualicli-import").exists()
    lancer(["valider", str(racine), "--date", AU])
    assert "qualicli-import" not in capsys.readouterr().err
