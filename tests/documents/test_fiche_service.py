"""La fiche de service : les taux du diagnostic, tous les services d'un coup, deux pages au plus."""

import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fabrique import code_du_diagnostic, contexte, qualicli_json
from qualicli import francais, ressources
from qualicli.cli.application import lancer
from qualicli.operations.rapporter import ouvrir_atelier, rapporter
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.documents.types import fiche_service

TAUX = {"Déclaré": "declare", "Prouvé": "prouve", "Respecté": "respect", "Engagements tenus": "engagements_tenus"}
EXEMPLES = ressources.dossier("exemples")
CAS = [
    ("loire-2022", "2022-03-15"),
    ("loire-2022", "2022-05-15"),
    ("essonne-2013", "2013-03-26"),
    ("moselle-2015", "2015-10-16"),
    ("alpes-maritimes-2021", "2021-06-01"),
]


@pytest.mark.parametrize(("nom", "au"), CAS)
def test_les_taux_sont_ceux_du_diagnostic_du_service(nom: str, au: str) -> None:
    charge = contexte(EXEMPLES / nom, au)
    (attendu,) = qualicli_json("diagnostic", EXEMPLES / nom, "--date", au, code=code_du_diagnostic(nom, au))[
        "referentiels"
    ]
    par_service = {s["id"]: s for s in attendu["services"]}
    total = 0
    for service in charge.dossier.services:
        vue = fiche_service.composer(charge, service)
        if service not in par_service:
            assert (vue.points, bool(vue.taux)) == (0, False)
            continue
        seul = par_service[service]
        total += vue.points
        assert (vue.points, vue.en_ecart) == (seul["points"]["applicables"], seul["points"]["en_ecart"])
        ensemble = dict(zip(vue.taux.colonnes, vue.taux.lignes[-1], strict=True))  # le seul module, ou leur ensemble
        for nom_taux, nature in TAUX.items():
            taux = seul["taux"][nature]
            nombres = f"({francais.nombre(taux['numerateur'])}/{taux['denominateur']})"
            if taux["pourcentage"] is None:
                assert ensemble.get(nom_taux, "sans objet") == "sans objet"
            else:
                assert nombres in ensemble[nom_taux]
    assert total == attendu["points"]["applicables"]


@pytest.mark.parametrize(("nom", "au"), CAS)
def test_toutes_les_fiches_tiennent_sur_deux_pages(nom: str, au: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    atelier = ouvrir_atelier(EXEMPLES / nom, date.fromisoformat(au), DemandeDocument(tous=True))
    pages = {
        f.nom: len(pypdf.PdfReader(io.BytesIO(f.octets)).pages) for f in rapporter(atelier, "fiche-service", "pdf")
    }
    assert list(pages) == [f"fiche-service-{s}" for s in atelier.contexte.dossier.services]
    assert {nom: combien for nom, combien in pages.items() if combien > 2} == {}


def test_une_fiche_par_service_dans_le_dossier_demande(tmp_path: Path, capsys: Any) -> None:
    sortie = tmp_path / "fiches"
    arguments = ["rapport", "fiche-service", str(EXEMPLES / "loire-2022"), "--date", "2022-03-15", "--tous"]
    assert lancer([*arguments, "-o", str(sortie)]) == 0
    assert len(list(sortie.glob("fiche-service-*.md"))) == len(
        contexte(EXEMPLES / "loire-2022", "2022-03-15").dossier.services
    )
    immigration = (sortie / "fiche-service-bureau-immigration.md").read_text("utf-8")
    assert "Philomène Fougère" in immigration
    assert "Ursule Genévrier" not in immigration  # chaque service ne lit que ce qui le concerne
    capsys.readouterr()


def test_la_fiche_a_sa_reference(capsys: Any, reference: Callable[[str, str], None]) -> None:
    arguments = ["rapport", "fiche-service", str(EXEMPLES / "loire-2022"), "--date", "2022-05-15"]
    assert lancer([*arguments, "--service", "bureau-immigration"]) == 0
    reference("documents/fiche-service-bureau-immigration-2022-05-15.md", capsys.readouterr().out)


def test_la_fiche_suit_le_dossier(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    action = loire / "actions/reduire-attente-lundi.yaml"
    action.write_text(action.read_text("utf-8").replace("echeance: 2022-04-29", "echeance: 2022-03-01"), "utf-8")
    services = loire / "services.yaml"
    services.write_text(
        services.read_text("utf-8").replace("    perimetre_limite_a: serveur vocal interactif\n", ""), "utf-8"
    )
    vue = fiche_service.composer(contexte(loire, "2022-03-15"), "bureau-immigration")
    retards = [ligne for ligne in vue.actions.lignes if ligne[-1] == "en retard"]
    assert [ligne[0] for ligne in retards] == ["Ouvrir un second guichet le lundi et mesurer l'attente"]
    assert "1er mars 2022 (dépassée)" in next(ligne[-1] for ligne in vue.ecarts.lignes if ligne[0] == "7")
    assert fiche_service.composer(contexte(loire, "2022-03-15"), "sidsic").limite == ""
    assert fiche_service.composer(contexte(EXEMPLES / "loire-2022", "2022-03-15"), "sidsic").limite


def test_les_sites_de_meme_etat_partagent_une_ligne() -> None:
    vue = fiche_service.composer(contexte(EXEMPLES / "essonne-2013", "2013-03-26"), "mission-qualite")
    assert [(ligne[0].partition(" – ")[0], ligne[1]) for ligne in vue.grille.lignes if ligne[0].startswith("E8")] == [
        ("E8", "Évry, Palaiseau et Étampes")
    ]
