"""Le point d'étape : une page, les taux du diagnostic, le mouvement, les alertes et les décisions qu'appelle le dossier."""

import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fabrique import code_du_diagnostic, contexte, qualicli_json
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.operations.rapporter import ouvrir_atelier, rapporter
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.documents.types.point_etape import document as point_etape

EXEMPLES = ressources.dossier("exemples")
CAS = [
    ("loire-2022", "2022-03-15"),
    ("loire-2022", "2022-05-15"),
    ("essonne-2013", "2013-03-26"),
    ("moselle-2015", "2015-10-16"),
    ("alpes-maritimes-2021", "2021-06-01"),
]


@pytest.mark.parametrize(("nom", "au"), CAS)
def test_les_taux_et_le_mouvement_sont_ceux_du_diagnostic(nom: str, au: str) -> None:
    vue = point_etape.composer(contexte(EXEMPLES / nom, au))
    (apres,) = qualicli_json("diagnostic", EXEMPLES / nom, "--date", au, code=code_du_diagnostic(nom, au))[
        "referentiels"
    ]
    for ligne, module in zip(vue.taux.lignes, apres["modules"], strict=False):
        assert ligne[0].startswith(module["code"])
        for texte, nature in zip(ligne[1:3], ("declare", "prouve"), strict=True):
            assert f"({module['taux'][nature]['numerateur']}/{module['taux'][nature]['denominateur']})" in texte
    (mouvement,) = vue.mouvements
    prouve = apres["taux"]["prouve"]
    assert f"({prouve['numerateur']}/{prouve['denominateur']})" in mouvement.apres
    assert (vue.en_ecart, vue.applicables) == (apres["points"]["en_ecart"], apres["points"]["applicables"])


@pytest.mark.parametrize(("nom", "au"), CAS)
def test_la_note_tient_sur_une_page(nom: str, au: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    atelier = ouvrir_atelier(EXEMPLES / nom, date.fromisoformat(au), DemandeDocument())
    (note,) = rapporter(atelier, "point-etape", "pdf")
    assert len(pypdf.PdfReader(io.BytesIO(note.octets)).pages) == 1


def test_la_note_a_sa_reference(capsys: Any, reference: Callable[[str, str], None]) -> None:
    assert lancer(["rapport", "point-etape", str(EXEMPLES / "loire-2022"), "--date", "2022-05-15"]) == 0
    reference("documents/point-etape-loire-2022-05-15.md", capsys.readouterr().out)


def test_un_poste_vacant_est_une_alerte_et_une_decision(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    pourvu = point_etape.composer(contexte(loire, "2022-03-15"))
    annuaire = loire / "annuaire.yaml"
    texte = annuaire.read_text("utf-8")
    annuaire.write_text(texte.replace("du: 2021-09-01}", "du: 2021-09-01, jusqu_au: 2022-01-31}"), "utf-8")
    vacant = point_etape.composer(contexte(loire, "2022-03-15"))
    assert set(vacant.alertes) - set(pourvu.alertes) == {"poste de référente qualité vacant depuis le 1er février 2022"}
    assert set(vacant.decisions) - set(pourvu.decisions) == {"pourvoir le poste de référente qualité"}


def test_une_non_conformite_est_la_premiere_alerte(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    vue = point_etape.composer(contexte(loire, "2022-05-15"))
    assert vue.alertes[0].startswith("non-conformité d'audit ouverte : les délais de réponse")
    assert vue.alertes[0].endswith("(action attendue le 9 mai 2022, en retard)")
    audit = loire / "audits/audit-interne-2022.yaml"
    audit.write_text(audit.read_text("utf-8").replace("    action: mesurer-delais-reponse\n", ""), "utf-8")
    sans_action = point_etape.composer(contexte(loire, "2022-05-15"))
    assert sans_action.alertes[0].endswith("(sans action)")


def test_un_retard_comble_quitte_la_note(tmp_path: Path) -> None:
    essonne = Path(shutil.copytree(EXEMPLES / "essonne-2013", tmp_path / "essonne"))
    avant = point_etape.composer(contexte(essonne, "2013-03-26"))
    assert "1 en retard" in avant.retenir.chiffres[2] and "registre" in avant.retenir.attendu.lignes[0][1]
    action = essonne / "actions/registre-reclamations-sous-prefectures.yaml"
    lignes = [
        li for li in action.read_text("utf-8").splitlines() if not li.startswith(("statut", "faite_le", "avancement"))
    ]
    action.write_text("\n".join([*lignes, "statut: faite", "faite_le: 2013-03-20", ""]), "utf-8")
    apres = point_etape.composer(contexte(essonne, "2013-03-26"))
    dits = (*apres.alertes, *apres.decisions, *(cellule for ligne in apres.retenir.attendu.lignes for cellule in ligne))
    assert not any("en retard" in dit for dit in dits)
    assert apres.retenir.chiffres[2].endswith("aucune en retard")
