"""Des classeurs enregistrés par un vrai LibreOffice Calc, édités là-bas (voir tests/cas/classeurs/*_dans_calc.py)."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from echanges.dossiers import etat
from fabrique import jour
from qualicli.operations.importer import Import, ecrire, fusionner, lire_retour
from qualicli.operations.verifier_import import verifier
from qualicli.rendus.importation import rendre

RACINE = Path(__file__).parents[2]
CAS = RACINE / "tests" / "cas" / "classeurs"


@pytest.fixture(params=["xlsx", "ods"])
def prepare(request: pytest.FixtureRequest, tmp_path: Path) -> Import:
    shutil.copytree(RACINE / "exemples" / "loire-2022", tmp_path / "loire")
    return fusionner(lire_retour(tmp_path / "loire", [CAS / f"immigration-calc.{request.param}"], jour("2022-03-16")))


def test_ce_que_calc_a_change_est_lu_et_rien_d_autre(prepare: Import) -> None:
    assert [e.mots.replace("\u00a0", " ") for e in prepare.fusion.effets] == [
        "7 à Saint-Étienne : partiel → réalisé, 14/03/2022 ; l'ancien commentaire reste à l'évaluation d'avant",
        "17 à Saint-Étienne : non réalisé → partiel, 16/03/2022 (« Mesuré chaque mois, tableau tenu : oui »)",
        "Action « Mesurer chaque mois les délais de réponse aux courriers et courriels » : échéance, "
        "9 mai 2022 (15 jours avant : Audit initial de labellisation) → 30/06/2022 (Deux mois seulement)",
        "Action « Mesurer chaque mois les délais de réponse aux courriers et courriels » : avancement (%), 70 → 55",
        "Nouvelle action « =Afficher les délais » (actions/afficher-les-delais.yaml) : engagements couverts 17; 18, "
        "service Bureau de l'immigration, échéance troisième trimestre 2022, statut à faire",
        "Document « Accusé de réception automatique des courriels » : accès, + présentoir",
    ]
    assert not prepare.fusion.conflits


def test_ce_qui_ne_se_lit_pas_est_nomme(prepare: Import) -> None:
    (rejet,) = prepare.fusion.rejets
    assert (rejet.ou, "formule (=1+1)" in rejet.texte) == ("K5", True)
    assert any("Vu en réunion" in m for m in prepare.fusion.mentions)
    assert any("fusion de cellules" in m for m in prepare.fusion.mentions)


def test_ecrit_une_fois_puis_plus_rien(prepare: Import) -> None:
    racine = prepare.retour.ouvert.racine
    ecrire(prepare)
    texte = (racine / "actions" / "afficher-les-delais.yaml").read_text("utf-8")
    assert texte.startswith('intitule: "=Afficher les délais"\n')
    apres = etat(racine)
    classeur = CAS / prepare.retour.classeurs[0].nom
    encore = fusionner(lire_retour(racine, [classeur], jour("2022-05-01")))
    assert not encore.fichiers and etat(racine) == apres


@pytest.mark.parametrize("nom", ["saisies.xlsx", "gestes.ods"])
def test_un_tour_dans_un_calc_en_francais(nom: str, tmp_path: Path, reference: Callable[[str, str], None]) -> None:
    """Une centaine de cellules touchées (voir tests/cas/classeurs/tours_dans_calc.py) : chacune est prise, ou dite."""
    shutil.copytree(RACINE / "exemples" / "loire-2022", tmp_path / "loire")
    fait = verifier(fusionner(lire_retour(tmp_path / "loire", [CAS / nom], jour("2022-03-20"))))
    lignes = rendre(fait.apercu, [nom])
    dit = "".join("".join(morceau for morceau, _ in ligne) + "\n" for ligne in lignes)
    reference(f"classeurs/{nom.partition('.')[0]}.txt", dit)
    ecrire(fait)
    encore = verifier(fusionner(lire_retour(tmp_path / "loire", [CAS / nom], jour("2022-05-01"))))
    assert not encore.fichiers
