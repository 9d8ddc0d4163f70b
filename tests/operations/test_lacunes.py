"""`referentiel lacunes` : ce qui manque se dit, et la grille vide se remplit et s'importe."""

import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique import ecrire, qualicli, qualicli_json, referentiel
from qualicli.diagnostic.lacunes import relever
from qualicli.modeles.referentiel import Referentiel

MODULES = [
    {
        "code": "A",
        "titre": "Accueil",
        "engagements": [
            {"code": "A1", "titre": "Sourire", "exigences": [{"code": "A1.a", "texte": "Un sourire"}]},
            {"code": "A2", "etat": "a_completer", "exigences": [{"code": "A2.a", "certitude": "deduit"}]},
        ],
    },
    {"code": "B", "titre": "Délais", "etat": "a_completer"},
]
COMPLET = {
    "attendu": {"modules": 1, "engagements": 1},
    "composition": [{"obligatoire": "A"}],
    "label": {"duree": "3 ans", "suivi": "18 mois", "bloquants": ["non_conformite"]},
    "documents": [{"type": "charte", "titre": "Charte"}],
    "seuils": [{"objet": "telephone", "texte": "Décrocher", "valeur": "5", "unite": "sonneries"}],
}


def _referentiel(modules: list[dict[str, object]], **autres: object) -> Referentiel:
    valeurs = referentiel(modules, **autres)
    return Referentiel.model_validate({"@id": "essai", "@fichier": "essai.yaml", **valeurs})


def test_chaque_manque_a_sa_nature_et_son_element() -> None:
    manques = {(m.nature, m.code) for m in relever(_referentiel(MODULES, attendu={"engagements": "5"})).manques}
    assert manques == {("compte", ""), ("titre", "A2"), ("exigences", "A2"), ("engagements", "B"), ("regle", "")}
    assert relever(_referentiel(MODULES)).deduits == ("A2.a",)


@pytest.mark.parametrize("cle", sorted(COMPLET))
def test_rien_ne_manque_a_un_referentiel_complet_et_chaque_regle_otee_se_voit(cle: str) -> None:
    entier = _referentiel(MODULES[:1], **COMPLET)
    entier = entier.model_copy(
        update={"modules": (entier.modules[0].model_copy(update={"engagements": entier.modules[0].engagements[:1]}),)}
    )
    assert relever(entier).manques == ()
    vide = {"attendu": None, "label": None}.get(cle, ())
    assert relever(entier.model_copy(update={cle: vide})).manques


def test_les_mots_du_referentiel_servent_partout(tmp_path: Path) -> None:
    racine = ecrire(
        tmp_path,
        {
            "qualicli.yaml": "format: 1\norganisme: {nom: Mairie}\nsites: {s: {nom: S}}\n",
            "referentiels/ville.yaml": """
                format: 1
                id: ville
                nom: Label de la ville
                version: "1"
                editeur: La ville
                source: S
                certitude: etabli
                vocabulaire: {module: chapitre, engagement: critère, exigence: indicateur}
                modules:
                  - {code: C1, titre: Accueil, engagements: [{code: C1.1, titre: Sourire, etat: a_completer}]}
                  - {code: C2, titre: Délais}
            """,
        },
    )
    dit = qualicli("referentiel", "lacunes", "ville", "--dossier", racine).replace("\xa0", " ")
    assert "combien il compte de critères" in dit
    assert "tous les critères : C2" in dit
    assert "la liste de ses indicateurs : C1.1" in dit
    assert "parmi les chapitres" in dit
    assert not re.search("engagement|exigence|module", dit)
    assert "complétez-le dans referentiels/ville.yaml" in dit
    refus = qualicli("referentiel", "lacunes", "ville", "--dossier", racine, "-o", tmp_path / "g.csv", code=2)
    assert "Complétez referentiels/ville.yaml" in refus


def test_la_grille_vide_n_ajoute_rien_et_remplie_elle_complete(tmp_path: Path) -> None:
    grille = tmp_path / "grille.xlsx"
    qualicli("referentiel", "lacunes", "qual-e-pref", "-o", grille)
    demarche = """
        format: 1
        organisme: {nom: P}
        sites: {s: {nom: S}}
        perimetre: [{referentiel: qual-e-pref, version: 2019-02-04, modules: {M1: {statut: engage}}}]
    """
    racine = ecrire(tmp_path / "d", {"qualicli.yaml": demarche})
    importer = ("referentiel", "importer", grille, racine, "--referentiel", "qual-e-pref", "--source", "Exemplaire")
    vide = qualicli(*importer, "--a-blanc")
    assert "1 changement dans 1 fichier" in vide, "seul le profil"
    classeur = openpyxl.load_workbook(grille)
    feuille = classeur["Grille"]
    titres = [c.value for c in feuille[1]]
    numero, texte = titres.index("N° d'exigence"), titres.index("Exigence")
    rang = next(r[0].row for r in feuille.iter_rows() if r[1].value == "4") + 1
    feuille.cell(rang, numero + 1, "4.1").number_format = "@"
    feuille.cell(rang, texte + 1, "Les agents suivent une formation")
    libre = next(r[0].row for r in feuille.iter_rows() if r[0].value == "M7") + 1
    feuille.cell(libre, titres.index("N° d'engagement") + 1, "40")
    feuille.cell(libre, titres.index("Engagement") + 1, "Nous communiquons en cas de crise")
    feuille.cell(libre, numero + 1, "40.1")
    feuille.cell(libre, texte + 1, "Une cellule est armée")
    classeur.save(grille)
    qualicli(*importer, "--oui")
    complement = (racine / "referentiels/qual-e-pref-complement.yaml").read_text("utf-8")
    assert "4.1" in complement
    assert "40.1" in complement
    assert "M7" in complement
    restantes = qualicli_json("referentiel", "lacunes", "qual-e-pref", "--dossier", racine)["lacunes"]
    assert {"nature": "engagements", "code": "M7", "texte": "tous les engagements"} not in restantes
    assert "Rien à écrire" in qualicli(*importer, "--oui")


@pytest.mark.parametrize("nom", ["grille.pdf", "grille", "grille.ods"])
def test_une_grille_d_un_autre_format_est_refusee(nom: str, tmp_path: Path) -> None:
    assert ".xlsx ou .csv" in qualicli("referentiel", "lacunes", "qual-e-pref", "-o", tmp_path / nom, code=2)
    assert list(tmp_path.iterdir()) == []


def test_la_grille_n_ecrase_rien_et_ne_change_pas_d_un_jour_a_l_autre(tmp_path: Path) -> None:
    for nom in ("a.xlsx", "b.xlsx", "a.csv", "b.csv"):
        qualicli("referentiel", "lacunes", "qualipref-2", "-o", tmp_path / nom)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert "existe déjà" in qualicli("referentiel", "lacunes", "qualipref-2", "-o", tmp_path / "a.xlsx", code=2)


@given(st.lists(st.sampled_from(("complet", "a_completer")), min_size=1, max_size=6))
def test_la_grille_demande_ce_qui_manque_et_rien_d_autre(etats: list[str]) -> None:
    engagements = [{"code": f"A{rang}", "titre": "T", "etat": etat} for rang, etat in enumerate(etats)]
    releve = relever(_referentiel([{"code": "A", "titre": "A", "engagements": engagements}]))
    demandes = [e.code for _, e in releve.a_remplir if e]
    assert demandes == [e["code"] for e in engagements if e["etat"] == "a_completer"]
