"""Les comptes rendus de réunion : ce qu'ils disent, d'où ils le tiennent, et ce qui change quand le dossier change."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fabrique_documents import EXEMPLES, produire, texte

REUNIONS = [
    ("copil", "loire-2022", "copil-2022-03", "2022-03-15"),
    ("clu", "loire-2022", "clu-2021-12", "2021-12-15"),
    ("copil", "essonne-2013", "copil-2013-02", "2013-02-21"),
    ("clu", "essonne-2013", "clu-2013-03", "2013-03-29"),
    ("copil", "moselle-2015", "copil-2015-10", "2015-10-23"),
    ("clu", "moselle-2015", "clu-2015-11", "2015-11-23"),
    ("copil", "alpes-maritimes-2021", "copil-2021-02", "2021-03-02"),
]


def rediger(racine: Path, type_: str, reunion: str, au: str, **demande: Any) -> str:
    """Le compte rendu en Markdown, espaces ordinaires, sans signes d'échappement."""
    (rapport,) = produire(racine, type_, au, "md", nominatif=not demande.get("anonyme"), reunion=reunion, **demande)
    return rapport.octets.decode().replace("\u00a0", " ").replace("\\", "")


@pytest.fixture
def changer(tmp_path: Path) -> Callable[..., Path]:
    """Copie un exemple et y remplace un texte par un autre, présent une fois au moins."""

    def copier(exemple: str, fichier: str, avant: str, apres: str) -> Path:
        copie = tmp_path / exemple
        if not copie.exists():
            shutil.copytree(EXEMPLES / exemple, copie)
        contenu = (copie / fichier).read_text(encoding="utf-8")
        assert avant in contenu
        (copie / fichier).write_text(contenu.replace(avant, apres), encoding="utf-8")
        return copie

    return copier


@pytest.mark.parametrize(("type_", "exemple", "reunion", "au"), REUNIONS)
def test_un_compte_rendu_a_sa_reference(
    type_: str, exemple: str, reunion: str, au: str, reference: Callable[[str, str], None]
) -> None:
    (rapport,) = produire(EXEMPLES / exemple, type_, au, "md", nominatif=True, reunion=reunion)
    reference(f"documents/{exemple}-{reunion}.md", rapport.octets.decode())


@pytest.mark.parametrize(("type_", "exemple", "reunion", "au"), REUNIONS)
def test_une_section_par_point_et_rien_d_orphelin(type_: str, exemple: str, reunion: str, au: str) -> None:
    ecrit = rediger(EXEMPLES / exemple, type_, reunion, au)
    ordre = ecrit.partition("L'ordre du jour était le suivant :")[2].partition("## ")[0]
    annonces = re.findall(r"^\d+\. (.+)$", ordre, re.MULTILINE)
    assert [t.partition(". ")[2] for t in re.findall(r"^## (\d+\. .+)$", ecrit, re.MULTILINE)] == annonces
    assert not re.search(r"^#+ .+\n\n(#{1,2} |\Z)", ecrit, re.MULTILINE)  # un titre suivi d'un titre aussi haut
    assert reunion not in ecrit.replace(f"/{reunion}", "")  # son identifiant, hors d'une adresse


@pytest.mark.parametrize(("type_", "exemple", "reunion", "au"), REUNIONS)
def test_anonyme_il_ne_montre_ni_nom_ni_courriel_ni_visa(type_: str, exemple: str, reunion: str, au: str) -> None:
    ecrit = rediger(EXEMPLES / exemple, type_, reunion, au, anonyme=True)
    assert "@" not in ecrit and "tél." not in ecrit and "émargé" not in ecrit
    assert "| NOM |" not in ecrit and "Courriel" not in ecrit
    annuaire = (EXEMPLES / exemple / "annuaire.yaml").read_text(encoding="utf-8")
    for nom in re.findall(r"(?<![a-z])nom: ([^,}]+)", annuaire):
        assert not re.search(rf"\b{re.escape(nom)}\b", ecrit), nom


def test_la_fiche_de_presence_a_ses_colonnes_et_ses_totaux() -> None:
    copil = rediger(EXEMPLES / "moselle-2015", "copil", "copil-2015-10", "2015-10-23")
    clu = rediger(EXEMPLES / "moselle-2015", "clu", "clu-2015-11", "2015-11-23")
    assert "| NOM | Service | Visa |\n" in copil and "20 présents, qui ont tous émargé." in copil
    assert "| NOM | Service | Visa | Courriel |\n" in clu and "15 présents, dont 3 ont émargé." in clu


def test_sans_emargement_les_presents_sont_dans_le_corps(changer: Callable[..., Path]) -> None:
    avant = rediger(EXEMPLES / "loire-2022", "copil", "copil-2022-03", "2022-03-15")
    assert "La liste de présence figure en annexe." in avant and "Étaient présents" not in avant
    copie = changer("loire-2022", "reunions/copil-2022-03.md", ", visa: true", "")
    apres = rediger(copie, "copil", "copil-2022-03", "2022-03-15")
    assert "Étaient présents :" in apres and "fiche de présence" not in apres.lower()


def test_invites_presents_excuses_et_absents_restent_separes() -> None:
    ecrit = rediger(EXEMPLES / "loire-2022", "copil", "copil-2022-03", "2022-03-15")
    assert "Étaient invités la référente qualité, la directrice de la citoyenneté" in ecrit
    assert "Absent excusé : M. Zéphyrin Aulne, webmestre départemental." in ecrit
    assert "Absent : le responsable du SIDSIC." in ecrit
    groupe = rediger(EXEMPLES / "moselle-2015", "copil", "copil-2015-10", "2015-10-23")
    assert "Étaient invités les directeurs et chefs de bureau des services du site préfecture." in groupe


def test_l_ensemble_n_est_dit_valide_que_s_il_l_est(changer: Callable[..., Path]) -> None:
    partiel = rediger(EXEMPLES / "loire-2022", "copil", "copil-2022-03", "2022-03-15")
    assert "Les participants ont validé les points 1, 2, 3 et 4 ; le point 5 est reporté." in partiel
    assert "L'ensemble des points" not in partiel
    copie = changer("loire-2022", "reunions/copil-2022-03.md", "issue: reporte", "issue: valide")
    assert "L'ensemble des points a été validé" in rediger(copie, "copil", "copil-2022-03", "2022-03-15")


def test_le_calendrier_est_celui_de_la_reunion() -> None:
    ecrit = rediger(EXEMPLES / "moselle-2015", "copil", "copil-2015-10", "2015-12-31")
    calendrier = ecrit.partition("Les prochaines échéances")[2].partition("## ")[0]
    assert re.findall(r"^- (\d+ \w+ \d+) :", calendrier, re.MULTILINE) == [
        "9 novembre 2015",
        "18 novembre 2015",
        "4 décembre 2015",
    ]
    assert "rapport oral le jour même, puis remet un rapport écrit dans la semaine" in ecrit


def test_deplacer_un_jalon_deplace_ce_qui_s_y_attache(changer: Callable[..., Path]) -> None:
    copie = changer("moselle-2015", "jalons/audit-blanc.yaml", "date_initiale: 2015-11-09", "date_initiale: 2015-11-12")
    ecrit = rediger(copie, "copil", "copil-2015-10", "2015-10-23")
    assert "| D2, D6 et D8 | Services du site préfecture, cadres des services et services concernés |" in ecrit
    assert "| 12 novembre 2015 |" in ecrit and "pour le 9 novembre 2015" not in ecrit


def test_une_decision_seule_se_dit_en_une_phrase_et_une_demande_se_distingue() -> None:
    ecrit = rediger(EXEMPLES / "loire-2022", "copil", "copil-2022-03", "2022-03-15")
    assert "**Décision D3.** Les engagements 14 et 20, jamais évalués, le sont avant la fin d'avril.\n" in ecrit
    assert "**Décisions et demandes**" in ecrit
    assert "| D5 | Référente qualité et correspondants qualité | Réunir, exigence par exigence, les pièces" in ecrit
    assert ecrit.count("Les pièces de l'audit blanc") == 1 and "Ce qui est attendu, et pour quand" not in ecrit


def test_chaque_suggestion_y_est_avec_sa_suite(changer: Callable[..., Path]) -> None:
    ecrit = rediger(EXEMPLES / "loire-2022", "clu", "clu-2021-12", "2021-12-10")
    tableau = ecrit.partition("| Suggestion ou question |")[2].partition("\n\n")[0]
    assert tableau.count("\n| ") - 1 == 4
    promesses = ecrit.partition("| Vous avez demandé |")[2].partition("\n\n")[0]
    assert "| Soumise au comité de pilotage qualité |" in promesses and "| Non retenue : une traduction" in promesses
    assert ecrit.count("Non retenue") == 2 and "soumise" not in tableau.casefold()
    copie = changer("loire-2022", "reunions/clu-2021-12.md", "suite: soumise_a\n", "suite: information\n")
    assert "| Prise en note |" in rediger(copie, "clu", "clu-2021-12", "2021-12-10")


def test_un_point_dit_la_suggestion_qu_il_reprend() -> None:
    ecrit = rediger(EXEMPLES / "loire-2022", "copil", "copil-2022-03", "2022-03-15")
    attendu = "une suggestion du comité local des usagers, réunion du 7 décembre 2021 : ouvrir le point numérique"
    assert attendu in ecrit


def test_une_enquete_se_lit_volet_par_volet_et_sans_moyenne(changer: Callable[..., Path]) -> None:
    ecrit = rediger(EXEMPLES / "moselle-2015", "clu", "clu-2015-11", "2015-11-23")
    usagers, elus = ecrit.index("### A. Enquête menée auprès des usagers"), ecrit.index("### B. Enquête menée auprès")
    assert usagers < ecrit.index("de 87 à 100 %") < ecrit.index("91,23 %") < elus < ecrit.index("environ 90 %")
    assert "Se dégradent depuis l'enquête précédente : accueil téléphonique, informations" in ecrit[usagers:elus]
    assert "base de comparaison" in ecrit[elus:] and "base de comparaison" not in ecrit[usagers:elus]
    assert "moyenne" not in ecrit[usagers : ecrit.index("## 3.")]
    copie = changer("moselle-2015", "enquetes/satisfaction-2015.yaml", "valeur: environ 90", 'valeur: "89,6"')
    assert "| Accueil physique | 89,6 % |" in rediger(copie, "clu", "clu-2015-11", "2015-11-23")


def test_une_enquete_presentee_que_nul_point_ne_place_a_sa_section(changer: Callable[..., Path]) -> None:
    copie = changer("loire-2022", "reunions/clu-2021-12.md", "presente: [enquete], ", "")
    assert "## Enquêtes auprès des usagers" in rediger(copie, "clu", "clu-2021-12", "2021-12-10")


def test_un_point_choisit_ses_enquetes_et_ses_indicateurs(changer: Callable[..., Path]) -> None:
    avant = rediger(EXEMPLES / "loire-2022", "clu", "clu-2021-12", "2021-12-20")
    choix = "presente: [enquete, indicateurs], enquetes: [mystere-2021], indicateurs: [delai-cni-passeport], "
    copie = changer("loire-2022", "reunions/clu-2021-12.md", "presente: [enquete], ", choix)
    ecrit = rediger(copie, "clu", "clu-2021-12", "2021-12-20")
    assert "Usagers reçus" in avant and "Courriels mystères" not in avant
    assert "Appels mystères" in ecrit and "L'accueil général vous a-t-il satisfait" not in ecrit
    assert "CNI et de passeport" in ecrit and "Appels décrochés par un agent" not in ecrit


def test_chaque_point_ne_montre_que_son_choix(changer: Callable[..., Path]) -> None:
    premier = "presente: [enquete, indicateurs], enquetes: [mystere-2021], indicateurs: [delai-cni-passeport], "
    copie = changer("loire-2022", "reunions/clu-2021-12.md", "presente: [enquete], ", premier)
    second = "presente: [indicateurs, enquete], indicateurs: [appels-decroches]"
    copie = changer("loire-2022", "reunions/clu-2021-12.md", "presente: [reclamations]", second)
    sections = rediger(copie, "clu", "clu-2021-12", "2021-12-20").split("\n## ")
    un, deux = (next(s for s in sections if s.startswith(numero)) for numero in ("2. ", "3. "))
    assert "Appels mystères" in un and "Usagers reçus" not in un and "Appels mystères" not in deux
    assert "CNI et de passeport" in un and "CNI et de passeport" not in deux
    assert "Appels décrochés par un agent" in deux and "Appels décrochés par un agent" not in un
    assert "Usagers reçus" in deux  # sans choix, ce que les enquêtes disent d'elles-mêmes


def test_qualite_et_performance_ne_se_melent_pas(changer: Callable[..., Path]) -> None:
    delais = ("carte-grise", "passeport", "permis-conduire", "titre-sejour")
    choix = f"    indicateurs: [{', '.join(f'delai-{d}' for d in delais)}, attente-guichet]\n"
    sans_choix = changer("moselle-2015", "reunions/clu-2015-11.md", choix, "")
    ecrit = rediger(sans_choix, "clu", "clu-2015-11", "2015-11-23")
    qualite = ecrit.partition("Indicateurs de qualité")[2].partition("Indicateurs de performance")
    assert "Pré-décroché au standard" in qualite[0] and "Pré-décroché au standard" not in qualite[2]
    assert "63 jours, hors cible" in qualite[2] and "jours" not in qualite[0]


def test_un_module_envisage_reste_a_confirmer(changer: Callable[..., Path]) -> None:
    ecrit = rediger(EXEMPLES / "essonne-2013", "clu", "clu-2013-03", "2013-03-28")
    assert "- Préfecture (Évry) : accueil général, délivrance de titres (à confirmer)," in ecrit
    copie = changer(
        "essonne-2013",
        "qualicli.yaml",
        'statut: envisage, sites: [evry], motif: "à confirmer"',
        "statut: retenu, sites: [evry]",
    )
    assert "- Préfecture (Évry) : accueil général, délivrance de titres, " in rediger(
        copie, "clu", "clu-2013-03", "2013-03-28"
    )


def test_l_avancement_se_calcule_a_la_date_de_la_reunion() -> None:
    ecrit = rediger(EXEMPLES / "essonne-2013", "clu", "clu-2013-03", "2013-12-31")
    assert "| Plan de communication auprès des agents | décembre 2012 | fait le 10 décembre 2012 |" in ecrit
    assert "| Audit de labellisation | 17 au 21 juin 2013 (au lieu de mars 2013) | à venir |" in ecrit
    assert "| M1 – Accueil général | 43,5 % (10/23) |" in ecrit and "Avancement de chaque site :" in ecrit


def test_le_texte_du_referentiel_et_de_l_historique_vient_du_dossier(changer: Callable[..., Path]) -> None:
    copie = changer("essonne-2013", "qualicli.yaml", "- date: 2010-07-15\n    externe: true", "- date: 2010-07-15")
    ecrit = rediger(copie, "clu", "clu-2013-03", "2013-03-28")
    assert ecrit.index("Au niveau national :") < ecrit.index("Dans la démarche :") < ecrit.index("- 15 juillet 2010 :")


def test_ce_qu_un_point_presente_suit_l_ordre_demande(changer: Callable[..., Path]) -> None:
    copie = changer("essonne-2013", "reunions/clu-2013-03.md", "[modules, etapes, taux]", "[taux, modules]")
    ecrit = rediger(copie, "clu", "clu-2013-03", "2013-03-28")
    assert ecrit.index("Avancement de chaque module") < ecrit.index("Modules retenus :")
    assert "Les étapes d'une labellisation" not in ecrit


def test_les_points_communs_et_les_exigences_nouvelles_viennent_de_la_correspondance() -> None:
    ecrit = rediger(EXEMPLES / "moselle-2015", "copil", "copil-2015-10", "2015-10-23")
    assert "Points communs : la totalité des 19 engagements de Marianne 2008 est maintenue." in ecrit
    assert "- module « relations avec les collectivités territoriales »." in ecrit.partition("Exigences nouvelles :")[2]


def test_la_cloture_dit_tout_ce_qu_elle_sait(changer: Callable[..., Path]) -> None:
    ecrit = rediger(EXEMPLES / "loire-2022", "copil", "copil-2022-03", "2022-03-15")
    assert "- conservé par la référente qualité pendant 5 ans (GED)." in ecrit
    copie = changer(
        "loire-2022",
        "reunions/copil-2022-03.md",
        "conservation: {par: referent-qualite, duree: 5 ans, lieu: GED}\n",
        "",
    )
    sans = rediger(copie, "copil", "copil-2022-03", "2022-03-15")
    assert "conservé" not in sans and "(rubrique « Qualité »).\n" in sans


def test_le_gabarit_d_un_compte_rendu_se_change_par_blocs(changer: Callable[..., Path]) -> None:
    copie = changer("loire-2022", "README.md", "#", "#")
    (copie / "gabarits").mkdir()
    (copie / "gabarits/copil.md.j2").write_text(
        '{% extends "fourni/copil.md.j2" %}\n{% block ouverture %}Séance du {{ date }}.{% endblock %}\n'
        '{% block emargement %}{{ tableau(participants, {"Nom": "nom", "Présence": "statut"}) }}{% endblock %}\n',
        encoding="utf-8",
    )
    ecrit = rediger(copie, "copil", "copil-2022-03", "2022-03-15")
    assert "Séance du 10 mars 2022." in ecrit and "La réunion s'est tenue" not in ecrit
    assert "| Nom | Présence |" in ecrit and "| M. Zéphyrin Aulne | excusé |" in ecrit


def test_les_formats_disent_la_meme_chose() -> None:
    mots = None
    for format_ in ("md", "html"):
        (rapport,) = produire(EXEMPLES / "loire-2022", "copil", "2022-03-15", format_, reunion="copil-2022-03")
        lus = re.findall(r"\w{5,}", texte(rapport.octets, format_))
        assert mots is None or set(mots) <= set(lus)
        mots = lus
