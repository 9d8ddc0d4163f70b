"""Les labels dans les documents : leur sort, leurs sites, leur organisme, ce qu'ils font attendre ; l'accueil du public."""

import shutil
from pathlib import Path

import pytest

from fabrique import qualicli, qualicli_json
from fabrique_documents import EXEMPLES, changer, produire

LABELS = """
labels:
  - {referentiel: qualipref-1, obtenu_le: inconnue, organisme: AFNOR, sites: [saint-etienne]}
  - {referentiel: qualipref-2.0, obtenu_le: 2018-06-15, organisme: AFNOR, sites: [saint-etienne]}
  - referentiel: qual-e-pref
    obtenu_le: 2021-01-20
    organisme: Certif-Exemple
    certificat: QEP-42
    sites: [saint-etienne, roanne]
"""


@pytest.fixture
def loire(tmp_path: Path) -> Path:
    dossier = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    demarche = (dossier / "qualicli.yaml").read_text("utf-8")
    debut, fin = demarche.index("\nlabels:"), demarche.index("\ncalcul:")
    (dossier / "qualicli.yaml").write_text(demarche[:debut] + LABELS + demarche[fin:], "utf-8")
    return dossier


def ecrire(racine: Path, type_: str, au: str, **demande: object) -> str:
    (rapport,) = produire(racine, type_, au, **demande)
    return rapport.octets.decode().replace("\u00a0", " ")


def test_chaque_document_nomme_un_label_avec_son_sort_ses_sites_et_son_organisme(loire: Path) -> None:
    dernier = (
        "QUAL-E-PREF le 20 janvier 2021, valable jusqu'au 20 janvier 2024 (Saint-Étienne et Roanne ; délivré par "
        "Certif-Exemple ; certificat n° QEP-42)"
    )
    remplace = (
        "Qualipref 2.0 le 15 juin 2018, remplacé par QUAL-E-PREF le 20 janvier 2021 (Saint-Étienne ; délivré par AFNOR)"
    )
    inconnu = "Qualipref 1 à une date inconnue, remplacé par Qualipref 2.0 le 15 juin 2018 (Saint-Étienne ; délivré par AFNOR)"
    for type_ in ("politique", "bilan"):
        texte = ecrire(loire, type_, "2022-03-15")
        for attendu in (dernier, remplace, inconnu):
            assert attendu in texte, type_
    for texte in (ecrire(loire, "point-etape", "2022-03-15"), ecrire(loire, "bilan", "2022-03-15", synthese=True)):
        assert dernier in texte
        assert "Qualipref" not in texte.partition("Labels obtenus")[2].partition("\n")[0]


def test_ce_qu_un_label_attend_est_dans_les_echeances_puis_les_alertes(loire: Path) -> None:
    suivi = "audit de suivi du label QUAL-E-PREF (Saint-Étienne et Roanne ; Certif-Exemple)"
    avant, apres = ecrire(loire, "point-etape", "2022-07-20"), ecrire(loire, "point-etape", "2022-07-21")
    assert f"20 juillet 2022 : {suivi}" in avant
    assert "n'est inscrit" not in avant
    assert f"aucun {suivi} n'est inscrit, attendu pourtant le 20 juillet 2022" in apres
    assert suivi in ecrire(loire, "bilan", "2022-03-15")
    assert "label QUAL-E-PREF (Saint-Étienne et Roanne ; Certif-Exemple) expiré depuis le 20 janvier 2024" in ecrire(
        loire, "point-etape", "2024-01-21"
    )


def test_un_audit_de_suivi_repond_pour_ses_sites(loire: Path) -> None:
    (loire / "audits" / "suivi-2022.yaml").write_text(
        "intitule: Audit de suivi\nnature: externe\ntype: suivi\ndate: 2022-06-10\norganisme: Certif-Exemple\n"
        "sites: [saint-etienne]\nmodules: [M1]\n",
        "utf-8",
    )
    texte = ecrire(loire, "point-etape", "2022-08-01")
    assert "aucun audit de suivi du label QUAL-E-PREF (Roanne ; Certif-Exemple) n'est inscrit" in texte
    labels = qualicli_json("diagnostic", loire, "--date", "2022-08-01")["labels"]
    etats = {la["site"]: la["echeances"][0] for la in labels if la["referentiel"] == "qual-e-pref"}
    assert {site: (e["etat"], e["audit"]) for site, e in etats.items()} == {
        "saint-etienne": ("faite", "suivi-2022"),
        "roanne": ("en_retard", None),
    }


def test_le_diagnostic_dit_les_labels_et_ce_qu_ils_attendent(loire: Path) -> None:
    ecran = " ".join(qualicli("diagnostic", loire, "--date", "2022-03-15").partition("Labels obtenus")[2].split())
    assert (
        "renouvellement du label QUAL-E-PREF (Saint-Étienne et Roanne ; Certif-Exemple) : le 20 janvier 2024" in ecran
    )
    markdown = qualicli("diagnostic", loire, "--date", "2022-03-15", "--format", "markdown")
    assert "## Labels" in markdown
    assert "certificat n° QEP-42" in markdown
    roanne = ("diagnostic", loire, "--date", "2022-03-15", "--site", "roanne")
    assert "Label obtenu\n  - QUAL-E-PREF le 20 janvier 2021" in qualicli(*roanne)
    assert {la["site"] for la in qualicli_json(*roanne)["labels"]} == {"roanne"}


def test_les_heures_d_ouverture_et_la_frequentation_se_lisent_a_leur_date(loire: Path) -> None:
    accueil = 'horaires: ["Du lundi au vendredi, de 8 h 30 à 16 h"], '
    accueil += "frequentation: [{periode: 2020, usagers: 31200}, {periode: 2021, usagers: 44800}]"
    changer(
        loire / "qualicli.yaml", "saint-etienne: {nom: Préfecture,", f"saint-etienne: {{nom: Préfecture, {accueil},"
    )
    for type_ in ("politique", "bilan"):
        texte = ecrire(loire, type_, "2022-03-15").replace("\u202f", " ").replace("\xa0", " ")
        assert "du lundi au vendredi, de 8 h 30 à 16 h" in texte, type_
        assert "usagers reçus en 2021" in texte, type_
        assert "44800" in texte.replace(" ", ""), type_
    assert "2021" not in ecrire(loire, "politique", "2021-06-30").partition("reçus en 2020")[2].partition("\n")[0]
    assert "de 8 h 30 à 16 h" in ecrire(loire, "bilan", "2022-03-15", synthese=True)


def test_le_bilan_dit_ce_qu_une_campagne_a_juge_et_qui_elle_n_a_pas_vu() -> None:
    assert "21 jugements y ont été portés." in ecrire(EXEMPLES / "loire-2022", "bilan", "2022-01-15")
    oublies = "direction des libertés publiques et service de l'immigration et de l'intégration"
    attendu = f"19 jugements y ont été portés ; aucun ne concerne : {oublies}."
    assert attendu in ecrire(EXEMPLES / "moselle-2015", "bilan", "2015-12-31")
    assert "aucun ne concerne" not in ecrire(EXEMPLES / "moselle-2015", "bilan", "2015-11-23")


def test_le_mouvement_part_de_la_fin_d_une_campagne(loire: Path) -> None:
    commande = ("diagnostic", loire, "--date", "2022-03-15", "--depuis")
    assert qualicli(*commande, "semi-etat-2021") == qualicli(*commande, "2021-09-30")
    assert "Vouliez-vous dire « semi-etat-2021 » ?" in qualicli(*commande, "semi-etat-2020", code=2)


def test_expliquer_dit_le_statut_du_jour_et_depuis_quand_le_module_compte(loire: Path) -> None:
    changer(
        loire / "qualicli.yaml",
        "M1: {statut: engage, du: 2019-03, sites: [saint-etienne], retenu_par: secretaire-general}",
        "M1: [{statut: engage, du: 2019-03}, {statut: labellise, du: 2021-01-20, sites: [saint-etienne]}]",
    )
    for au, attendu in (
        ("2020-06-01", "module engagé depuis mars 2019, compté dans le label"),
        ("2022-03-15", "module labellisé depuis le 20 janvier 2021, compté dans le label depuis mars 2019"),
    ):
        assert attendu in " ".join(qualicli("expliquer", "1", loire, "--date", au).split())


def test_trois_sites_deux_referentiels_trois_dates_toute_une_annee(tmp_path: Path) -> None:
    """Chaque site compte dans chaque référentiel à ses dates, et son label suit son propre cycle."""
    (tmp_path / "qualicli.yaml").write_text(
        "format: 1\norganisme: {nom: Préfecture d'essai}\nsites: {a: {nom: A}, b: {nom: B}, c: {nom: C}}\n"
        "perimetre:\n  - referentiel: marianne-2008\n    modules:\n      tous:\n"
        "        - {statut: engage, du: 2013-01}\n"
        "        - {statut: labellise, du: 2015-02-10, sites: [a]}\n"
        "        - {statut: labellise, du: 2015-06, sites: [b]}\n"
        "        - {statut: suspendu, du: 2015-04, sites: [c], motif: Travaux}\n"
        "        - {statut: repris, du: 2015-10-01, sites: [c]}\n"
        "  - {referentiel: qualipref-2.0, modules: {M1: {statut: engage, du: 2015-03, sites: [a]}}}\n"
        "labels:\n"
        "  - {referentiel: marianne-2008, obtenu_le: 2012-02-10, sites: [a]}\n"
        "  - {referentiel: marianne-2008, obtenu_le: 2015-02-10, sites: [a]}\n"
        "  - {referentiel: marianne-2008, obtenu_le: 2015-06, sites: [b]}\n"
        "  - {referentiel: qualipref-2.0, obtenu_le: 2015-11-20, sites: [a], remplace: marianne-2008}\n",
        "utf-8",
    )
    attendus = {  # sites comptés dans Marianne, points de Qualipref 2.0, état de chaque label
        "2015-01-15": (3, 0, ["en_cours"]),
        "2015-02-10": (3, 0, ["renouvele", "en_cours"]),
        "2015-04-01": (2, 1, ["renouvele", "en_cours"]),
        "2015-06-01": (2, 1, ["renouvele", "en_cours", "en_cours"]),
        "2015-10-01": (3, 1, ["renouvele", "en_cours", "en_cours"]),
        "2015-12-31": (3, 1, ["renouvele", "remplace", "en_cours", "en_cours"]),
    }
    for au, (sites, points, etats) in attendus.items():
        lu = qualicli_json("diagnostic", tmp_path, "--date", au, code=None)  # 1 quand une date a des fautes
        marianne, qualipref = lu["referentiels"]
        assert [s["id"] for s in marianne["sites"]] == ["a", "b", "c"][:sites], au
        assert qualipref["points"]["applicables"] == points, au
        assert [la["etat"] for la in lu["labels"]] == etats, au
