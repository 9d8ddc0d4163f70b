"""Ce qu'une personne écrit dans un classeur est pris ou dit, où qu'elle l'ait écrit."""

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill

from echanges.dossiers import AU, exporte, poser
from echanges.editer import Classeur
from fabrique import jour
from qualicli.cli.application import lancer
from qualicli.echanges.cellules.cellule import Cellule
from qualicli.echanges.classeurs.identite import FEUILLE, FEUILLE_LISTES
from qualicli.echanges.classeurs.reconnaitre import reconnaitre
from qualicli.echanges.lecture.feuille_lue import FeuilleLue, adresse
from qualicli.echanges.lecture.lire_fichier import lire_classeur
from qualicli.operations.importer import ClasseursRevenus, Import, fusionner, lire_retour
from qualicli.rendus import importation

RACINE = Path(__file__).parents[2]
CAS = RACINE / "tests" / "cas" / "porte"
ACTION = ("Plan d'actions", "actions/rediger")
MARQUE = "Zigomar 4271"


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.fixture
def classeur(racine: Path, tmp_path: Path) -> Classeur:
    return Classeur(exporte(racine, tmp_path / "x.xlsx"))


@pytest.fixture
def relire(racine: Path) -> Callable[[Path], Import]:
    return lambda chemin: fusionner(lire_retour(racine, [chemin], jour(AU)))


def dits(prepare: Import) -> str:
    return "\n".join(json.loads(importation.json_(prepare.apercu, False))["mentions"])


def _copier(racine: Path) -> None:
    """L'exemple, sans ce que couvrent les documents qu'il a gagnés depuis que ces classeurs sont partis."""
    shutil.copytree(RACINE / "exemples" / "loire-2022", racine)
    neufs = ["preuves/affiche-3400-2022", "preuves/tableau-delais-courriers-2022-06"]
    neufs += [f"{f}/{p.stem}" for f in ("enquetes", "registres") for p in (racine / f).glob("*.yaml")]
    for neuf in neufs:
        fiche = racine / f"{neuf}.yaml"
        lignes = fiche.read_text("utf-8").splitlines(keepends=True)
        fiche.write_text("".join(ligne for ligne in lignes if not ligne.startswith("couvre:")), "utf-8")


def test_notes_marge_feuille_ajoutee_et_cellule_grise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _copier(tmp_path / "L")
    chemin = str(CAS / "retour-notes-perdues" / "notes2.xlsx")
    assert lancer(["importer", "excel", chemin, "--dossier", str(tmp_path / "L"), "--date", "2022-03-20"]) == 0
    sortie = " ".join(capsys.readouterr().out.split())
    for attendu in (
        "note de cellule, non repris : L4 « Réponse du service : reporté au 30 juin »",
        "écrit à côté du tableau, non repris : T6 « note en marge : voir le SIDSIC »",
        "A30 « Bonjour, nous n'avons pas pu",
        "Remarques du service : feuille ajoutée, non repris : A1 « L'action 3 est abandonnée depuis mars. »",
        "« Où en est-on » ne se change pas ici, non repris : R4 « PAS FAIT selon nous »",
    ):
        assert attendu in sortie
    assert sortie.count("non repris") == 5  # rien de ce que l'outil a reformulé depuis


def test_un_classeur_d_avant_ne_redit_pas_ce_que_le_dossier_a_change(tmp_path: Path) -> None:
    _copier(tmp_path / "L")
    (tmp_path / "L/actions/neuve.yaml").write_text("intitule: N\nresponsable: R\necheance: 2022-02\n", encoding="utf-8")
    prepare = fusionner(lire_retour(tmp_path / "L", [CAS / "retour-notes-perdues" / "notes2.xlsx"], jour("2022-03-20")))
    assert len(prepare.fusion.mentions) == 5 and "actions ouvertes" not in dits(prepare)


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_un_classeur_que_personne_n_a_touche_ne_dit_rien(
    racine: Path, tmp_path: Path, format_: str, relire: Any
) -> None:
    prepare = relire(exporte(racine, tmp_path / f"x.{format_}", format=format_))
    assert (prepare.fichiers, prepare.fusion.mentions, prepare.fusion.rejets) == ({}, [], [])


def test_un_fil_de_commentaires_l_emporte_sur_sa_note(tmp_path: Path) -> None:
    import zipfile

    from qualicli.echanges.lecture.archive import Archive
    from qualicli.echanges.lecture.notes_xlsx import noter

    parties = {
        "xl/worksheets/_rels/sheet1.xml.rels": '<R><Relationship Type="x/comments" Target="../comments1.xml"/>'
        '<Relationship Type="y/threadedComment" Target="../threadedComments/t.xml"/></R>',
        "xl/comments1.xml": '<c><comment ref="B2"><text><r><t>[Fil] vu</t></r></text></comment>'
        '<comment ref="C3"><text><t>seule</t></text></comment></c>',
        "xl/threadedComments/t.xml": '<c><threadedComment ref="B2"><text>vu</text></threadedComment>'
        '<threadedComment ref="B2"><text>non, pas vu</text></threadedComment></c>',
    }
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for nom, texte in parties.items():
            archive.writestr(nom, texte)
    feuille = FeuilleLue("F")
    noter(Archive((tmp_path / "x.zip").read_bytes()), "xl/worksheets/sheet1.xml", feuille)
    assert feuille.notes == {"B2": "vu\nnon, pas vu", "C3": "seule"}


def test_une_note_d_ods_est_lue_sans_son_auteur(racine: Path, tmp_path: Path, relire: Any) -> None:
    import zipfile

    parti = exporte(racine, tmp_path / "x.ods", format="ods")
    note = "<office:annotation><dc:creator>Moi</dc:creator><text:p>À revoir</text:p><text:p>vite</text:p></office:annotation>"
    with zipfile.ZipFile(parti) as lue, zipfile.ZipFile(tmp_path / "y.ods", "w") as ecrite:
        for nom in lue.namelist():
            octets = lue.read(nom)
            if nom == "content.xml":
                marque = "<text:p>Rédiger la fiche</text:p>".encode()
                assert octets.count(marque) >= 1
                octets = octets.replace(marque, note.encode() + marque, 1)
            ecrite.writestr(nom, octets)
    (mention,) = relire(tmp_path / "y.ods").fusion.mentions
    assert "note de cellule, non repris" in mention and "« À revoir\nvite »" in mention and "Moi" not in mention


def test_une_note_sur_un_titre_se_distingue_de_la_notre(classeur: Classeur, relire: Any) -> None:
    classeur.feuille("Plan d'actions")["B3"].comment = Comment("Et nous ?", "service")
    assert "« Et nous ? »" in dits(relire(classeur.enregistrer()))


def test_une_phrase_d_avant_n_est_a_l_outil_que_dans_un_classeur_d_avant(classeur: Classeur, relire: Any) -> None:
    """Celui d'avant, `notes2.xlsx`, porte cette note sans que personne l'y ait mise ; celui d'aujourd'hui dit ses textes."""
    d_avant = "Le numéro du sous-engagement, ou de l'engagement quand il s'évalue d'un bloc."
    classeur.feuille("Plan d'actions")["C3"].comment = Comment(d_avant, "service")
    assert d_avant in dits(relire(classeur.enregistrer()))


def test_la_feuille_au_nom_exporte_l_emporte_sur_sa_copie(classeur: Classeur, relire: Any) -> None:
    copie = classeur.classeur.copy_worksheet(classeur.feuille("Plan d'actions"))
    classeur.classeur.move_sheet(copie, -classeur.classeur.index(copie))
    classeur.poser(*ACTION, Commentaire="Vu")
    prepare = relire(classeur.enregistrer())
    assert [e.retouche.valeur for e in prepare.fusion.effets] == ["Vu"]
    assert "copie" in dits(prepare) and not prepare.fusion.rejets


@pytest.mark.parametrize("place", [0, 20])
def test_deplacer_des_feuilles_ne_change_pas_laquelle_est_la_copie(classeur: Classeur, relire: Any, place: int) -> None:
    nos_actions, retour = classeur.feuille("Plan d'actions"), classeur.feuille("Réunions")
    copie = classeur.classeur.copy_worksheet(nos_actions)
    classeur.poser(*ACTION, Commentaire="Vu").poser("Réunions", "reunions/copil-2021", Lieu="Salle 2")
    nos_actions.title, copie.title = "Nos actions", "Nos actions (2)"
    for feuille in (copie, retour):
        classeur.classeur.move_sheet(feuille, place - classeur.classeur.index(feuille))
    prepare = relire(classeur.enregistrer())
    assert [e.retouche.valeur for e in prepare.fusion.effets] == ["Vu", "Salle 2"]
    assert "« Nos actions (2) » est une copie de « Nos actions »" in dits(prepare)


def test_une_copie_changee_est_dite_et_les_deux_changees_retenues(classeur: Classeur, relire: Any) -> None:
    copie = classeur.classeur.copy_worksheet(classeur.feuille("Plan d'actions"))
    copie["B4"].value = "Tout autre chose"
    prepare = relire(classeur.enregistrer())
    (rejet,) = prepare.fusion.rejets
    assert "Tout autre chose" in rejet.texte and not prepare.fichiers
    classeur.poser(*ACTION, Commentaire="Vu")
    prepare = relire(classeur.enregistrer())
    (rejet,) = prepare.fusion.rejets
    assert "ni de l'autre" in rejet.texte and not prepare.fichiers


@cache
def partis() -> tuple[Any, dict[str, bytes]]:
    import tempfile

    from qualicli.operations.classeurs import ouvrir_dossier

    with tempfile.TemporaryDirectory() as lieu:
        racine = poser(Path(lieu) / "d")
        (racine / "preuves/long.yaml").unlink()
        octets = {f: exporte(racine, Path(lieu) / f"x.{f}", format=f).read_bytes() for f in ("xlsx", "ods")}
        return ouvrir_dossier(racine, jour(AU)), octets


def ecrire_la(format_: str, nom: str, rang: int, colonne: int, contenu: Any = MARQUE) -> str:
    """L'aperçu d'un classeur où l'on a écrit dans une seule cellule."""
    ouvert, octets = partis()
    feuilles = lire_classeur(octets[format_])
    feuille = next(f for f in feuilles if f.nom == nom)
    feuille.poser(rang, colonne, Cellule(contenu, adresse(rang, colonne)))
    prepare = fusionner(ClasseursRevenus(ouvert, (reconnaitre("x", feuilles),), jour(AU)))
    return importation.json_(prepare.apercu, False)


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
@settings(max_examples=100)
@given(st.data())
def test_toute_cellule_ecrite_est_prise_ou_dite(format_: str, data: st.DataObject) -> None:
    feuilles = [f for f in lire_classeur(partis()[1][format_]) if f.nom not in (FEUILLE, FEUILLE_LISTES)]
    feuille = data.draw(st.sampled_from(feuilles))
    derniere = max(feuille.lignes)
    rang = data.draw(st.integers(1, derniere + 2))
    colonne = data.draw(st.integers(1, max(max(r) for r in feuille.lignes.values()) + 2))
    assert MARQUE in ecrire_la(format_, feuille.nom, rang, colonne), (feuille.nom, adresse(rang, colonne))


def colorer(classeur: Classeur, titre: str, cle: str, couleur: str, *colonnes: str) -> None:
    rang = classeur.ligne(titre, cle)
    for cellule in classeur.feuille(titre)[rang]:
        if not colonnes or str(classeur.feuille(titre).cell(3, cellule.column).value) in colonnes:
            cellule.fill = PatternFill("solid", couleur)


def test_une_ligne_surlignee_sans_un_mot_est_dite(classeur: Classeur, relire: Any) -> None:
    colorer(classeur, *ACTION, "FFFF00")
    colorer(classeur, "Réunions", "reunions/copil-2021", "FF0000", "Lieu")
    prepare = relire(classeur.enregistrer())
    assert not prepare.fusion.effets and not prepare.fusion.rejets
    assert "Plan d'actions, surligné, non repris : ligne 4 en jaune (« Rédiger la fiche »)." in dits(prepare)
    assert "Réunions, surligné, non repris : G4 en rouge (« COPIL, 14/10/2021 »)." in dits(prepare)
    assert len(prepare.fusion.mentions) == 2


def test_nos_gris_et_nos_tons_ne_disent_rien(classeur: Classeur, relire: Any) -> None:
    point = ("Auto-évaluation", "point/charte/1.1/chef-lieu/")
    colorer(classeur, *ACTION, "D9D9D9")
    colorer(classeur, *point, "FFE8C2", "Où en est-on")  # « partiel »
    assert not relire(classeur.enregistrer()).fusion.mentions
    for couleur, nom in (("00B0F0", "bleu"), ("F8D7DA", "rouge")):
        colorer(classeur, *point, couleur, "Où en est-on")
        assert f"en {nom}" in dits(relire(classeur.enregistrer()))


@pytest.mark.parametrize(
    ("proprietes", "attendu"),
    [
        ('<style:table-cell-properties fo:background-color="#ffff00"/>', "surligné, non repris : ligne 4 en jaune"),
        ('<style:text-properties fo:color="#c9211e"/>', "texte recoloré, non repris : ligne 4 en rouge"),
        ('<style:text-properties fo:color="#808080"/>', "texte recoloré, non repris : ligne 4 en gris"),
        ('<style:text-properties style:text-line-through-style="solid"/>', "texte barré, non repris : ligne 4 ("),
        ('<style:text-properties style:text-line-through-style="none" fo:color="#000000"/>', ""),
    ],
)
@pytest.mark.parametrize("ou", ["cellule", "morceau"])
def test_l_apparence_d_une_cellule_est_dite_aussi_d_un_ods(
    racine: Path, tmp_path: Path, relire: Any, ou: str, proprietes: str, attendu: str
) -> None:
    import zipfile

    if ou == "morceau" and "table-cell" in proprietes:
        return
    parti = exporte(racine, tmp_path / "x.ods", format="ods")
    with zipfile.ZipFile(parti) as lue, zipfile.ZipFile(tmp_path / "y.ods", "w") as ecrite:
        for nom in lue.namelist():
            octets = lue.read(nom)
            if nom == "content.xml":
                famille = "table-cell" if ou == "cellule" else "text"
                style = f'<style:style style:name="sien" style:family="{famille}">{proprietes}</style:style>'
                octets = octets.replace(
                    b"</office:automatic-styles>", style.encode() + b"</office:automatic-styles>", 1
                )
                tete, feuille, suite = octets.partition(b'<table:table table:name="Plan d\'actions"')
                avant, marque, apres = suite.partition("Rédiger la fiche</text:p>".encode())
                if ou == "morceau":
                    marque = '<text:span text:style-name="sien">Rédiger</text:span> la fiche</text:p>'.encode()
                else:
                    debut = avant.rindex(b'table:style-name="')
                    avant = avant[:debut] + b'table:style-name="sien' + avant[avant.index(b'"', debut + 18) :]
                octets = tete + feuille + avant + marque + apres
            ecrite.writestr(nom, octets)
    dites = dits(relire(tmp_path / "y.ods"))
    assert attendu.replace("ligne 4", "B4") in dites if attendu else not dites


def test_un_texte_barre_ou_recolore_sans_un_mot_est_dit(classeur: Classeur, relire: Any) -> None:
    for cellule in classeur.feuille("Plan d'actions")[4]:
        cellule.font = Font(strike=True)
    classeur.feuille("Enregistrements")["B4"].font = Font(color=Color(theme=4))
    prepare = relire(classeur.enregistrer())
    assert not prepare.fusion.effets and not prepare.fusion.rejets
    assert "Plan d'actions, texte barré, non repris : ligne 4 (« Rédiger la fiche »)." in dits(prepare)
    assert "Enregistrements, texte recoloré, non repris : B4 en bleu" in dits(prepare)


def test_un_morceau_de_texte_barre_ou_recolore_est_dit(classeur: Classeur, relire: Any) -> None:
    rang, colonne = classeur.ligne(*ACTION), classeur.colonne("Plan d'actions", "Action")
    morceaux = CellRichText(TextBlock(InlineFont(color="FF0000", strike=True), "Rédiger"), " la fiche")
    classeur.feuille("Plan d'actions").cell(rang, colonne).value = morceaux
    prepare = relire(classeur.enregistrer())
    assert not prepare.fusion.effets
    assert "texte recoloré, non repris : B4 en rouge" in dits(prepare) and "texte barré" in dits(prepare)
