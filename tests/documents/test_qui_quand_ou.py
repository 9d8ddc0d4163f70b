"""Qui, quand, où : un document ne dit ni ce qui n'a pas eu lieu, ni un identifiant à la place d'une personne."""

import re
import shutil
from pathlib import Path

import pytest

from qualicli.erreurs import ErreurUsage
from tests.fabrique_documents import EXEMPLES, changer, produire


@pytest.fixture
def loire(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))


@pytest.fixture
def alpes(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXEMPLES / "alpes-maritimes-2021", tmp_path / "alpes"))


def ecrire(racine: Path, type_: str, au: str, **demande: object) -> str:
    (rapport,) = produire(racine, type_, au, **demande)
    return rapport.octets.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(("type_", "reunion"), [("copil", "copil-2021-06"), ("clu", "clu-2021-06")])
def test_une_reunion_a_venir_ne_se_raconte_pas(type_: str, reunion: str) -> None:
    with pytest.raises(ErreurUsage, match="n'a pas encore eu lieu au 3 mars 2021"):
        produire(EXEMPLES / "alpes-maritimes-2021", type_, "2021-03-03", reunion=reunion)


def test_la_fiche_de_presence_d_une_reunion_a_venir_est_vierge() -> None:
    texte = ecrire(EXEMPLES / "alpes-maritimes-2021", "presence", "2021-03-03", reunion="copil-2021-06")
    assert "présent" not in texte.split("# Fiche")[1].replace("présence", "").replace("présidence", "")


def test_un_texte_hors_de_l_ordre_du_jour_suit_le_point_qui_precede(loire: Path) -> None:
    fiche = loire / "reunions/copil-2022-03.md"
    fiche.write_text(fiche.read_text("utf-8") + "\n# Divers\n\nLa fontaine du hall est réparée.\n", "utf-8")
    texte = ecrire(loire, "copil", "2022-03-15", reunion="copil-2022-03")
    dernier = texte.index("## 5. Ouverture du point numérique le samedi")
    assert dernier < texte.index("La fontaine du hall est réparée.") < texte.index("## Calendrier")


def test_un_service_invite_n_est_pas_absent_quand_on_ne_sait_pas() -> None:
    texte = ecrire(EXEMPLES / "alpes-maritimes-2021", "copil", "2021-03-03", reunion="travail-cert")
    assert "Étaient invités le référent qualité et le centre d'expertise et de ressources titres." in texte
    assert "Absent" not in texte


def test_une_civilite_ne_contredit_pas_l_intitule_du_role() -> None:
    texte = ecrire(EXEMPLES / "alpes-maritimes-2021", "copil", "2021-03-03", reunion="travail-cert")
    assert "Grasse, sous-préfecture, sous la présidence du référent qualité." in texte
    copil = ecrire(EXEMPLES / "alpes-maritimes-2021", "copil", "2021-03-03", reunion="copil-2021-02")
    assert "sous la présidence de Mme la secrétaire générale." in copil


def test_une_seule_personne_etait_presente(loire: Path) -> None:
    changer(loire / "reunions/copil-2022-03.md", "presents:", "autrefois:")
    texte = (loire / "reunions/copil-2022-03.md").read_text("utf-8")
    texte = re.sub(r"autrefois:\n(?:  - .*\n)+", "presents:\n  - {qui: referent-qualite}\n", texte)
    (loire / "reunions/copil-2022-03.md").write_text(texte, "utf-8")
    releve = ecrire(loire, "copil", "2022-03-15", reunion="copil-2022-03")
    assert "Était présente : Mme Garance Aubépine, référente qualité." in releve


def test_le_referent_se_reconnait_a_son_intitule(loire: Path) -> None:
    changer(loire / "qualicli.yaml", "suivi_par: [referent-qualite]\n", "")
    changer(loire / "annuaire.yaml", "    lettre_mission: lettre-mission-referente\n", "")
    texte = ecrire(loire, "lettre-mission", "2022-03-15")
    assert "# Lettre de mission de la référente qualité" in texte
    assert "À l'attention de Mme Garance Aubépine" in texte


def test_une_instance_qui_decide_est_nommee(loire: Path) -> None:
    jalon = loire / "jalons/audit-de-trop.yaml"
    jalon.write_text(
        "intitule: Audit de trop\ndate_initiale: 2022-05\n"
        "revisions:\n  - {nouvelle: 2022-06, motif: Prudence, decide_par: copil, le: 2022-03-10}\n",
        "utf-8",
    )
    assert "| prudence | Le comité de pilotage qualité |" in ecrire(loire, "bilan", "2022-03-15")


def test_sans_annuaire_aucun_identifiant_ne_trahit_personne(alpes: Path) -> None:
    (alpes / "annuaire.yaml").unlink()
    nominatif = ecrire(alpes, "copil", "2021-07-15", reunion="copil-2021-06")
    assert "olympe-mimosa" not in nominatif and "secretaire-generale" not in nominatif
    anonyme = ecrire(alpes, "copil", "2021-07-15", reunion="copil-2021-06", anonyme=True)
    assert "asphodele" not in anonyme.lower()
    assert "fonction à préciser" in anonyme
    with pytest.raises(ErreurUsage, match=r"destiné à l'internet, et il cite .*Eudoxie myrte"):
        produire(alpes, "clu", "2021-07-15", reunion="clu-2021-06")


def test_une_option_qui_ne_sert_pas_est_refusee() -> None:
    for option in ({"tous": True}, {"vierge": True}, {"service": "cert"}, {"instance": "copil"}, {"annee": 2020}):
        with pytest.raises(ErreurUsage, match="ne sert pas à « copil »"):
            produire(EXEMPLES / "loire-2022", "copil", "2022-03-15", **option)


def test_un_volet_d_enquete_a_venir_ne_donne_pas_de_resultat() -> None:
    moselle = EXEMPLES / "moselle-2015"
    assert "Accueil physique" not in ecrire(moselle, "bilan", "2015-10-16", synthese=True)
    assert "Accueil physique | environ 90 %" in ecrire(moselle, "bilan", "2015-11-24", synthese=True)


def test_un_sigle_prend_le_genre_du_nom_qu_il_abrege() -> None:
    texte = ecrire(EXEMPLES / "moselle-2015", "politique", "2015-11-24")
    assert "le module 4 est entièrement réalisé par la DCTAJ (4 sur 4)" in texte


def test_le_module_unique_d_un_referentiel_porte_son_titre(loire: Path) -> None:
    suivi = "  - referentiel: services-publics-plus-2023\n    modules: {tous: {statut: engage, sites: [saint-etienne]}}"
    changer(loire / "qualicli.yaml", "\nlabels:", f"\n{suivi}\nlabels:")
    attendus = {
        "lettre-mission": "les modules 1, 2 et « Engagements Services Publics+ »",
        "politique": "engagements du module « Engagements Services Publics+ » (Services Publics+ 2023) n'est encore tenu",
        "point-etape": "| Engagements Services Publics+ (Services Publics+ 2023) | 0 % (0/47) |",
        "bilan": "| Engagements Services Publics+ (Services Publics+ 2023) | 0 % (0/47) |",
    }
    for type_, attendu in attendus.items():
        assert attendu in ecrire(loire, type_, "2022-03-15"), type_


def test_un_dossier_sans_module_engage_se_dit_en_phrases(loire: Path) -> None:
    perimetre = (loire / "qualicli.yaml").read_text("utf-8")
    (loire / "qualicli.yaml").write_text(re.sub(r"statut: (?:engage|retenu)\b", "statut: envisage", perimetre), "utf-8")
    au = "2022-03-15"
    assert "Aucun module n'est encore engagé." in ecrire(loire, "politique", au)
    assert "n'a encore engagé aucun module." in ecrire(loire, "bilan", au, synthese=True)
    assert "**Réalisation**" not in ecrire(loire, "ecarts", au)
