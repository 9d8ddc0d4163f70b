"""La politique qualité : ce que le dossier tient, rien d'autre ; changer un champ change le document."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from fabrique_documents import changer
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.operations.rapporter import ouvrir_atelier
from qualicli.rendus.documents.registre import TYPES
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.documents.socle.demande import DemandeDocument

EXEMPLES = ressources.dossier("exemples")
LOIRE = EXEMPLES / "loire-2022"
MARS = "2022-03-15"


@pytest.fixture
def loire(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LOIRE, tmp_path / "loire"))


@pytest.fixture
def politique(capsys: Any) -> Callable[..., str]:
    def rediger(dossier: Path = LOIRE, quand: str = MARS, *options: str) -> str:
        assert lancer(["rapport", "politique", str(dossier), "--date", quand, *options]) == 0
        return re.sub("[\u00a0\u202f]", " ", str(capsys.readouterr().out))

    return rediger


def manques(dossier: Path, quand: str = MARS) -> str:
    atelier = ouvrir_atelier(dossier, date.fromisoformat(quand), DemandeDocument())
    return "\n".join(TYPES["politique"].manques(atelier.contexte))


def test_la_politique_de_la_loire_a_sa_reference(capsys: Any, reference: Callable[[str, str], None]) -> None:
    assert lancer(["rapport", "politique", str(LOIRE), "--date", MARS]) == 0
    reference("documents/politique-loire-2022.md", capsys.readouterr().out)


def test_trois_parties_et_un_sommaire(politique: Callable[..., str]) -> None:
    texte = politique()
    assert [t.partition(" ")[0] for t in re.findall(r"^## (.*)$", texte, re.MULTILINE)] == ["I/", "II/", "III/"]
    sommaire = texte[texte.index("**Sommaire**") :]
    titres = re.findall(r"^#{2,3} (.*)$", texte, re.MULTILINE)
    assert re.findall(r"^ *- \[(.*?)\]\(#", sommaire, re.MULTILINE) == titres


def test_les_engagements_sont_numerotes_sans_trou_sous_leur_titre_officiel(politique: Callable[..., str]) -> None:
    lignes = re.findall(r"^(\d+)\. (.*)$", politique(), re.MULTILINE)
    referentiel = yaml.safe_load((ressources.dossier("referentiels") / "qual-e-pref.yaml").read_text("utf-8"))
    titres = {e["code"]: e["titre"] for m in referentiel["modules"] for e in m.get("engagements", ())}
    assert [numero for numero, _ in lignes] == [str(n) for n in range(1, 24)]
    assert dict(lignes) == titres


@pytest.mark.parametrize(
    ("quand", "phrase"),
    [
        ("2022-02-15", "8 des 20 engagements du module 1 sont tenus"),
        ("2022-03-15", "plus de la moitié des engagements du module 1 sont tenus (11 sur 20)"),
        ("2022-05-15", "plus des trois quarts des engagements du module 1 sont tenus (18 sur 20)"),
    ],
)
def test_les_mots_sont_ceux_que_le_chiffre_permet(quand: str, phrase: str, politique: Callable[..., str]) -> None:
    texte = politique(LOIRE, quand)
    assert phrase in texte
    assert ("plus de la moitié" in texte) is (quand == "2022-03-15")
    assert "le module 2 est entièrement réalisé par le CERT (3 sur 3)" in texte


def test_un_engagement_de_moins_et_le_module_n_est_plus_entier(loire: Path, politique: Callable[..., str]) -> None:
    changer(loire / "engagements/qual-e-pref/23.yaml", "statut: realise, date: 2021", "statut: partiel, date: 2021")
    texte = politique(loire)
    assert "entièrement réalisé" not in texte
    assert "plus de la moitié des engagements du module 2 sont tenus (2 sur 3)" in texte


def test_un_module_sorti_se_raconte_avec_ses_preuves(loire: Path, politique: Callable[..., str]) -> None:
    assert "s'en désengager" not in politique(loire, "2022-02-15")
    assert "| Module 7 |" in politique(loire, "2022-02-15")
    texte = politique(loire)
    assert "| Module 7 |" not in texte
    assert "a été prise par le comité de pilotage qualité du 10 mars 2022" in texte
    assert "(2 pièces valides à ce jour), pour une nouvelle présentation du module au premier semestre 2023" in texte
    assert "(3 pièces valides à ce jour)" in politique(loire, "2022-05-15")
    changer(loire / "qualicli.yaml", "statut: desengage", "statut: suspendu")
    changer(loire / "qualicli.yaml", "reprise_prevue: 2023-S1", "reprise_prevue: 2022-ete")
    texte = politique(loire)
    assert "La décision de le suspendre" in texte
    assert "présentation du module à l'été 2022" in texte


def test_une_obligation_vient_de_la_condition_du_referentiel(loire: Path, politique: Callable[..., str]) -> None:
    assert "deux modules obligatoires pour les préfectures ayant un CERT." in politique(loire)
    changer(loire / "qualicli.yaml", "cert: true, svi_local: true", "cert: false, svi_local: true")
    texte = politique(loire)
    assert "d'un module obligatoire, ainsi que d'un module volontaire" in texte
    assert "| Délivrance des titres (hors titres étrangers) : CERT | Volontaire |" in texte


def test_les_services_disent_leur_entite_et_leur_restriction(loire: Path, politique: Callable[..., str]) -> None:
    texte = politique(loire)
    services = texte[texte.index("### Les services concernés") : texte.index("### Les engagements")]
    assert len(re.findall(r"^- ", services, re.MULTILINE)) == 8
    assert "(SIDSIC), Secrétariat général commun départemental (pour le serveur vocal interactif)" in services
    changer(loire / "services.yaml", "    perimetre_limite_a: serveur vocal interactif\n", "")
    assert "(pour le serveur vocal interactif)" not in politique(loire)


@pytest.mark.parametrize(
    ("registre", "outil", "manque"),
    [
        ("formations", "tableau de suivi des formations", "formations/"),
        ("jalons", "rétroplanning", "jalons/"),
        ("procedures", "formalisation des fiches de procédure", "procedures/"),
        ("indicateurs", "tableau de bord des indicateurs", "indicateurs/"),
        ("registres", "suivi des délais", "registres/"),
    ],
)
def test_un_registre_absent_n_est_pas_cite_mais_signale(
    registre: str, outil: str, manque: str, loire: Path, politique: Callable[..., str]
) -> None:
    def suivi() -> str:
        texte = politique(loire)
        return texte[texte.index("### Le suivi de la démarche\n") : texte.index("### Le bilan annuel\n")]

    assert outil in suivi()
    assert manque not in manques(loire)
    shutil.rmtree(loire / registre)
    assert outil not in suivi()
    assert manque in manques(loire)


def test_les_sources_sont_celles_des_indicateurs_et_des_enquetes(loire: Path, politique: Callable[..., str]) -> None:
    assert "SPHINX (enquêtes de satisfaction)" in politique(loire)
    changer(loire / "enquetes/satisfaction-2021.yaml", "source: SPHINX\n", "source: LimeSurvey\n")
    changer(loire / "indicateurs/appels-decroches.yaml", "source: Memobox", "source: Autocom")
    texte = politique(loire)
    assert "LimeSurvey (enquêtes de satisfaction)" in texte
    assert "- Autocom (appels décrochés" in texte
    assert "Memobox (appels" not in texte


def test_anonyme_montre_des_fonctions_et_aucune_adresse(politique: Callable[..., str]) -> None:
    texte = politique(LOIRE, MARS, "--anonyme")
    atelier = ouvrir_atelier(LOIRE, date.fromisoformat(MARS), DemandeDocument())
    assert anonymat.traces(texte, atelier.contexte.dossier.annuaire) == []
    assert "| Bureau de l'immigration | Cheffe du bureau de l'immigration et adjointe à la cheffe" in texte
    assert "| Responsable du CERT | Référent fraude du CERT |" in texte


def test_un_service_sans_appui_garde_sa_cellule_vide(politique: Callable[..., str]) -> None:
    assert "| Bureau de l'immigration | Mme Philomène Fougère et Mme Léontine Sureau |  |" in politique()


def test_la_lettre_de_mission_dit_de_qui_elle_est(loire: Path, politique: Callable[..., str]) -> None:
    assert "Une lettre de mission de M. le secrétaire général confie à la référente qualité" in politique(loire)
    changer(
        loire / "preuves/lettre-mission-referente.yaml",
        "valide_par: secretaire-general",
        "valide_par: Préfet de la Loire",
    )
    assert "Une lettre de mission du préfet de la Loire confie" in politique(loire)


def test_un_poste_vacant_se_dit(politique: Callable[..., str]) -> None:
    assert "Le poste est vacant depuis le 1er juillet 2021." in politique(LOIRE, "2021-08-01")
    assert "vacant" not in politique()


def test_ce_qui_est_passe_n_est_plus_a_venir(politique: Callable[..., str]) -> None:
    assert "Restent à venir l'audit blanc de mars 2022 et l'audit initial de labellisation de mai 2022." in politique()
    assert "Reste à venir l'audit initial de labellisation de mai 2022." in politique(LOIRE, "2022-05-15")
    apres = politique(LOIRE, "2023-01-15")
    assert "à venir" not in apres
    assert "les objectifs sont les suivants" not in apres


def test_un_label_expire_se_voit(loire: Path, politique: Callable[..., str]) -> None:
    changer(loire / "qualicli.yaml", "obtenu_le: 2015,", "obtenu_le: 2015, echeance: 2018-12-31,")
    assert "Qualipref 2.0 en 2015, expiré" in politique(loire)
    assert "Qualipref 2.0 en 2015, valable jusqu'au 31 décembre 2018" in politique(loire, "2018-06-01")


def test_plusieurs_sites_ont_leur_colonne(politique: Callable[..., str]) -> None:
    texte = politique(EXEMPLES / "alpes-maritimes-2021", "2021-03-03")
    assert "| Module | Intitulé | Choix | Sites |" in texte
    assert "ainsi que d'un module volontaire" in texte
    assert "Le référentiel détaille aussi les engagements du module 4." in texte


def test_un_dossier_minimal_n_a_ni_section_vide_ni_titre_orphelin(
    tmp_path: Path, politique: Callable[..., str]
) -> None:
    (tmp_path / "qualicli.yaml").write_text(
        "format: 1\norganisme: {nom: Préfecture de l'Exemple}\nsites: {a: {nom: Préfecture}}\n"
        "perimetre: [{referentiel: qual-e-pref, modules: {M1: {statut: engage}}}]\n",
        "utf-8",
    )
    texte = politique(tmp_path)
    assert "# Politique qualité de la préfecture de l'Exemple\n" in texte
    assert not re.search(r"^(#+) .*\n+(?=\1 |# |\Z)", texte, re.MULTILINE)
    assert "Le référent qualité pilote la démarche." in texte
    assert "les groupes de travail (instances.yaml)" in manques(tmp_path)
