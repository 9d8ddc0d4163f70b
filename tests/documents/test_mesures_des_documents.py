"""Les chiffres dans les documents : ce qui est dû, ce qui manque, à combien près, ce que devient une réclamation."""

import shutil
from pathlib import Path

import pytest

from fabrique_documents import EXEMPLES, produire

AU = "2022-03-15"
# La réunion d'un document est à sa date ; ce que l'on y présente est ce que l'on savait alors.
REUNIONS = {"copil": ("copil-2022-03", "presente: ["), "clu": ("clu-2021-12", "presente: [reclamations]")}


@pytest.fixture
def loire(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))


def changer(racine: Path, fichier: str, avant: str, apres: str) -> None:
    chemin = racine / fichier
    texte = chemin.read_text(encoding="utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, 1), encoding="utf-8")


def rediger(racine: Path, type_: str, au: str = AU, **demande: object) -> str:
    (rapport,) = produire(racine, type_, au, "md", nominatif=type_ in REUNIONS, **demande)
    return rapport.octets.decode().replace("\u00a0", " ").replace("\\", "")


@pytest.mark.parametrize("type_", ["indicateurs", "copil", "clu", "bilan"])
def test_une_mesure_imprimee_apres_son_terme_dit_qu_elle_est_due(loire: Path, type_: str) -> None:
    demande: dict[str, object] = {"annee": 2021} if type_ == "bilan" else {}
    if type_ in REUNIONS:
        reunion, avant = REUNIONS[type_]
        changer(
            loire,
            f"reunions/{reunion}.md",
            avant,
            f"{avant.rstrip(']')}, indicateurs]" if avant[-1] == "]" else f"{avant}indicateurs, ",
        )
        changer(loire, "indicateurs/delais-reponse.yaml", "periodicite: 6 mois", "periodicite: 1 mois")
        demande = {"reunion": reunion}
    ecrit = rediger(loire, type_, **demande)
    (ligne,) = (li for li in ecrit.splitlines() if li.startswith("| Courriers et courriels répondus"))
    assert "1er semestre 2021, mesure due" in ligne


def test_une_periode_qui_manque_se_voit_en_tableau_et_en_figure(loire: Path) -> None:
    fichier = "indicateurs/delai-cni-passeport.yaml"
    changer(loire, fichier, '  - {periode: 2021-T3, site: saint-etienne, valeur: "19,5"}\n', "")
    ecrit = rediger(loire, "indicateurs", "2022-05-15")
    assert "CNI et de passeport | 1er trimestre 2022, sans chiffre : 3e trimestre 2021 | 13,5 jours" in ecrit
    assert "3e trimestre 2021              sans chiffre\n4e trimestre 2021" in ecrit
    mesures = (loire / fichier).read_text("utf-8").split("mesures:")[0].replace("3 mois", "1 mois")
    mesures += "mesures:\n  - {periode: 2021-01, valeur: 3}\n  - {periode: 2021-06, valeur: 4}\n"
    (loire / fichier).write_text(mesures, "utf-8")
    assert "juin 2021, mesure due, sans chiffre : 4 périodes" in rediger(loire, "indicateurs", "2022-05-16")


def test_le_bilan_dit_ce_que_les_reclamations_sont_devenues_et_ce_que_l_on_mesure(loire: Path) -> None:
    changer(loire, "retours/reclamations-attente-2021-s2.yaml", "nombre: 17", "nombre: 18")
    bilan = rediger(loire, "bilan", annee=2021)
    ecoute = bilan.partition("Écoute des usagers et mesures")[2].partition("\n## 2.")[0]
    assert "| Réclamation | attente | urne | 18 | ouvrir un second guichet le lundi et mesurer l'attente |" in ecoute
    assert "| 85,9 % (8412/9790), hors cible | au moins 90 % | s'améliore |" in ecoute
    assert "| L'attente vous a-t-elle paru acceptable ? | 71,2 % | 78,5 % | se dégrade | 309 |" in ecoute
    assert "deuxième semestre 2021 : 34 reçues, 33 traitées, dont 28 dans le délai annoncé" in ecoute


def test_un_resultat_dit_a_combien_pres_et_s_il_repose_sur_trop_peu(loire: Path) -> None:
    avant = rediger(EXEMPLES / "loire-2022", "clu", "2021-12-20", reunion="clu-2021-12")
    usagers = avant.partition("### A. Usagers reçus")[2].partition("###")[0]
    assert "Résultats à 5,5 points près : marge à 95 %" in usagers and "Effectif insuffisant" not in avant
    changer(loire, "enquetes/satisfaction-2021.yaml", "repondants: 309", "repondants: 29")
    ecrit = rediger(loire, "clu", "2021-12-20", reunion="clu-2021-12")
    assert "Effectif insuffisant : « L'attente vous a-t-elle paru acceptable ? » (29)." in ecrit
