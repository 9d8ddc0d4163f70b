"""Des lignes qui ne sont plus en face de leur repère : rien de ce qu'elles disent n'est écrit sur un autre objet."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import EN_TETES, Classeur
from fabrique import jour
from qualicli.operations.importer import Import, fusionner, lire_retour

RACINE = Path(__file__).parents[2]
Importer = Callable[[Path], Import]


@pytest.fixture
def loire(tmp_path: Path) -> Path:
    shutil.copytree(RACINE / "exemples" / "loire-2022", tmp_path / "L")
    return tmp_path / "L"


@pytest.fixture
def classeur(loire: Path, tmp_path: Path) -> Classeur:
    return Classeur(exporte(loire, tmp_path / "x.xlsx"))


@pytest.fixture
def importer(loire: Path) -> Importer:
    return lambda chemin: fusionner(lire_retour(loire, [chemin], jour(AU)))


def trier(classeur: Classeur, titre: str, entete: str, colonnes: range | None = None) -> int:
    """Trie les lignes d'après une colonne, sans la colonne masquée ; rend combien de lignes il y a."""
    feuille = classeur.feuille(titre)
    rangs = [r for r in range(EN_TETES + 1, feuille.max_row + 1) if feuille.cell(r, 1).value]
    prises = colonnes or range(2, feuille.max_column + 1)
    cle = classeur.colonne(titre, entete)
    lignes = [(str(feuille.cell(r, cle).value), [feuille.cell(r, c).value for c in prises]) for r in rangs]
    for rang, (_, valeurs) in zip(rangs, sorted(lignes, key=lambda li: li[0], reverse=True), strict=True):
        for colonne, valeur in zip(prises, valeurs, strict=True):
            feuille.cell(rang, colonne).value = valeur
    return len(rangs)


@pytest.mark.parametrize(
    ("titre", "entete"),
    [
        ("Auto-évaluation", "Ce qui est demandé"),
        ("Plan d'actions", "Action"),
        ("Enregistrements", "Document"),
        ("Procédures", "Fiche de procédure"),
        ("Formations", "Formation"),
        ("Indicateurs performance", "Période"),
        ("Réunions", "Réunion"),
        ("Rétroplanning", "Étape"),
    ],
)
def test_un_tri_qui_laisse_la_colonne_masquee_n_ecrit_rien_et_se_dit_une_fois(
    classeur: Classeur, importer: Importer, titre: str, entete: str
) -> None:
    trier(classeur, titre, entete)
    prepare = importer(classeur.enregistrer())
    assert not prepare.fichiers and not prepare.fusion.conflits
    (rejet,) = prepare.fusion.rejets
    assert "ne sont plus en face de leur repère" in rejet.texte and rejet.feuille == titre


def test_un_tri_des_seules_saisies_se_voit_aussi(classeur: Classeur, importer: Importer) -> None:
    debut, fin = (classeur.colonne("Auto-évaluation", t) for t in ("État", "Commentaire"))
    trier(classeur, "Auto-évaluation", "Commentaire", range(debut, fin + 1))
    prepare = importer(classeur.enregistrer())
    assert not prepare.fichiers
    (rejet,) = prepare.fusion.rejets
    assert "triée sans sa colonne masquée" in rejet.texte


def test_un_bloc_colle_par_dessus_d_autres_lignes_est_retenu_et_le_reste_est_pris(
    classeur: Classeur, importer: Importer
) -> None:
    feuille = classeur.feuille("Auto-évaluation")
    for rang in range(5):
        for colonne in range(2, feuille.max_column + 1):
            feuille.cell(14 + rang, colonne).value = feuille.cell(6 + rang, colonne).value
    loin = feuille.cell(28, 1).value
    classeur.poser("Auto-évaluation", loin, Commentaire="Vu le jour même")
    prepare = importer(classeur.enregistrer())
    assert [e.retouche.element["commentaire"] for e in prepare.fusion.effets] == ["Vu le jour même"]  # type: ignore[union-attr,index,call-overload]
    assert [r.feuille for r in prepare.fusion.rejets] == ["Auto-évaluation"]
    assert "14, 15, 16, 17, 18" in prepare.fusion.rejets[0].ou


def test_une_ligne_qui_porte_l_identite_d_une_autre_nomme_la_ligne_probable(
    classeur: Classeur, importer: Importer
) -> None:
    feuille = classeur.feuille("Plan d'actions")
    autre = feuille.cell(6, 2).value
    for colonne in (2, classeur.colonne("Plan d'actions", "Commentaire")):
        feuille.cell(4, colonne).value = autre if colonne == 2 else "Fait hier"
    prepare = importer(classeur.enregistrer())
    (rejet,) = prepare.fusion.rejets
    assert rejet.ou == "ligne 4" and f"porte les cellules de « {autre} »" in rejet.texte and "Fait hier" in rejet.texte
    assert not prepare.fichiers


def test_un_intitule_corrige_n_est_pas_un_doute(classeur: Classeur, importer: Importer) -> None:
    classeur.feuille("Plan d'actions").cell(4, 2).value = "Une action mieux dite"
    prepare = importer(classeur.enregistrer())
    assert len(prepare.fusion.effets) == 1 and not prepare.fusion.rejets


def test_une_cellule_fermee_changee_retient_la_ligne_et_rien_d_autre(classeur: Classeur, importer: Importer) -> None:
    cle = classeur.feuille("Auto-évaluation").cell(5, 1).value
    classeur.poser("Auto-évaluation", cle, Code="99.9", Commentaire="Changé")
    prepare = importer(classeur.enregistrer())
    (rejet,) = prepare.fusion.rejets
    assert "« 99.9 »" in rejet.texte and "Changé" in rejet.texte and not prepare.fichiers


DEUX = """intitule: Accueillir
sessions:
  - {prevue: 2022-09-05, lieu: Matin}
  - {prevue: 2022-09-05, lieu: Soir}
"""


@pytest.mark.parametrize("apres", ["soir_seul", "inverses", "changes"])
def test_deux_sessions_du_meme_jour_ne_se_confondent_pas(tmp_path: Path, apres: str) -> None:
    racine = poser(tmp_path / "d")
    fiche = racine / "formations/accueil.yaml"
    fiche.write_text(DEUX, encoding="utf-8", newline="\n")
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    classeur.poser("Formations", "formations/accueil/2022-09-05//1", Agents_formés=7)
    chemin = classeur.enregistrer()
    matin, soir = DEUX.splitlines()[2:]
    textes: dict[str, Any] = {
        "soir_seul": [soir],
        "inverses": [soir, matin],
        "changes": [soir.replace("Soir", "Nuit"), matin.replace("Matin", "Aube")],
    }
    fiche.write_text("\n".join([*DEUX.splitlines()[:2], *textes[apres], ""]), encoding="utf-8", newline="\n")
    avant = etat(racine)
    prepare = fusionner(lire_retour(racine, [chemin], jour(AU)))
    if apres == "inverses":
        texte = prepare.fichiers["formations/accueil.yaml"].decode()
        assert "{prevue: 2022-09-05, lieu: Matin, formes: 7}" in texte
        return
    assert not prepare.fichiers and len(prepare.fusion.rejets) == 1
    assert etat(racine) == avant
